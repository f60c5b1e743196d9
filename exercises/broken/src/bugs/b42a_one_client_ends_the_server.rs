//! # Bug 42a: the server is gone in the morning                  chapter 15 · RFC 6455 §7.1.7
//! Knows: every few days the process is gone, and the log ends with a frame. Does not know: why.
//! Read before: `b40_heard_after_close.rs`. Read next: `b42b_thread_dies_on_a_bad_frame.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "42a",
    symptom: "every few days the process is gone, and the log ends with a frame",
    fails: &["W-208.."],
    hint: HINT,
    server: Kind::WebSocket(&Mortal),
};

struct Mortal;

impl Server for Mortal {
    fn survives(&self, end: &End) -> bool {
        !matches!(end, End::Broken(..))
    }
}

/// How to mend it.
const HINT: &str = "\
    What a peer sends is never a reason to end the process. Return the error, let it end the one \
    connection, and go on to accept.";
