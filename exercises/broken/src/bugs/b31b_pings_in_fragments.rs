//! # Bug 31b: half a ping is answered                            chapter 13 · RFC 6455 §5.5
//! Knows: somebody's client works here, and other servers close when it pings. Does not know: why.
//! Read before: `b31a_long_pings_accepted.rs`. Read next: `b32a_stray_continuation_accepted.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "31b",
    symptom: "somebody's client works here, and other servers close when it pings",
    fails: &["W-508"],
    hint: HINT,
    server: Kind::WebSocket(&InFragments),
};

struct InFragments;

impl Server for InFragments {
    fn check_control(&self, _fin: bool, short: u8) -> Result<(), End> {
        let is_short = short <= 125;
        if is_short { Ok(()) } else { Err(End::Broken(1002, "a control frame too long")) }
    }
}

/// How to mend it.
const HINT: &str = "\
    A control frame is never fragmented: without FIN it is answered with 1002.";
