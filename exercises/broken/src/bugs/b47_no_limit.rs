//! # Bug 47: one client takes all memory                         chapter 12 · RFC 6455 §10.4
//! Knows: a message without end is kept until memory ends. Does not know: why.
//! Read before: `b46_never_asks.rs`. Read next: `b50_extension_as_offered.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "47",
    symptom: "a message without end is kept until memory ends",
    fails: &["W-309"],
    hint: HINT,
    server: Kind::WebSocket(&NoLimit),
};

struct NoLimit;

impl Server for NoLimit {
    fn check_size(&self, _size: u64) -> Result<(), End> {
        Ok(())
    }
}

/// How to mend it.
const HINT: &str = "\
    Say what a message may have, and count the frames of one message together: 1009 for more.";
