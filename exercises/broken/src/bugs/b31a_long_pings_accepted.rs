//! # Bug 31a: a ping can carry a film                            chapter 13 · RFC 6455 §5.5
//! Knows: somebody pings with a kilobyte: other servers hang up, this one answers.
//! Does not know: why.
//! Read before: `b30_opcodes_from_above_alone.rs`. Read next: `b31b_pings_in_fragments.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "31a",
    symptom: "somebody pings with a kilobyte: other servers hang up, this one answers",
    fails: &["W-507", "W-716"],
    hint: HINT,
    server: Kind::WebSocket(&LongPings),
};

struct LongPings;

impl Server for LongPings {
    fn check_control(&self, fin: bool, _short: u8) -> Result<(), End> {
        if fin { Ok(()) } else { Err(End::Broken(1002, "a control frame in fragments")) }
    }
}

/// How to mend it.
const HINT: &str = "\
    A control frame has 125 bytes at most; 126 and 127 in its length are answered with 1002.";
