//! # Bug 39b: 1005 comes back                                    chapter 14 · RFC 6455 §7.4
//! Knows: a client hears a code that no peer may send, and reports an error. Does not know: why.
//! Read before: `b39a_half_a_code.rs`. Read next: `b39c_reason_not_checked.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "39b",
    symptom: "a client hears a code that no peer may send, and reports an error",
    fails: &["W-711", "W-712", "W-713", "W-714"],
    hint: HINT,
    server: Kind::WebSocket(&AnyCode),
};

struct AnyCode;

impl Server for AnyCode {
    fn check_close_code(&self, _code: u16) -> Result<(), End> {
        Ok(())
    }
}

/// How to mend it.
const HINT: &str = "\
    1005, 1006 and 1015 are never on the wire, and below 1000 and between 1016 and 2999 is \
    nothing yet: answer 1002.";
