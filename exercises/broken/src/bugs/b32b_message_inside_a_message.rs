//! # Bug 32b: two messages become one                            chapter 12 · RFC 6455 §5.4
//! Knows: two messages of a faulty client come back glued together. Does not know: why.
//! Read before: `b32a_stray_continuation_accepted.rs`. Read next: `b33a_text_not_checked.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::frame::CONTINUATION;
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "32b",
    symptom: "two messages of a faulty client come back glued together",
    fails: &["W-409"],
    hint: HINT,
    server: Kind::WebSocket(&Inside),
};

struct Inside;

impl Server for Inside {
    fn check_order(&self, opcode: u8, is_open: bool) -> Result<(), End> {
        if !is_open && opcode == CONTINUATION {
            return Err(End::Broken(1002, "nothing there to continue"));
        }
        Ok(())
    }
}

/// How to mend it.
const HINT: &str = "\
    While a message is open only continuations may follow (and control frames); a new text is \
    answered with 1002.";
