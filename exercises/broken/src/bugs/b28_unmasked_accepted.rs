//! # Bug 28: a proxy can be led to believe anything              chapter 11 · RFC 6455 §5.1
//! Knows: somebody's own client works here, and every other server closes on its first message.
//! Does not know: why.
//! Read before: `b27_server_masks.rs`. Read next: `b29_reserved_bits_ignored.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "28",
    symptom: "somebody's own client works here, and every other server closes on its first message",
    fails: &["W-251"],
    hint: HINT,
    server: Kind::WebSocket(&NoMask),
};

struct NoMask;

impl Server for NoMask {
    fn check_masked(&self, _is_masked: bool) -> Result<(), End> {
        Ok(())
    }
}

/// How to mend it.
const HINT: &str = "\
    A frame of a client whose mask bit is not set is answered with 1002, whatever it holds.";
