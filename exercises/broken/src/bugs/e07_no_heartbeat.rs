//! # Bug e7: after a quiet minute the stream is dead             chapter 06 · HTML §9.2.7
//! Knows: a quiet stream is cut by a proxy after a minute, and nobody notices who left.
//! Does not know: why.
//! Read before: `e06_chunk_size_in_decimal.rs`. Read next: `e08_may_be_cached.rs`.

use crate::bug::{Bug, Kind};
use crate::events::EventServer;
use std::time::Duration;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e7",
    symptom: "a quiet stream is cut by a proxy after a minute, and nobody notices who left",
    fails: &["H-409"],
    hint: HINT,
    server: Kind::Events(&NoHeartbeat),
};

struct NoHeartbeat;

impl EventServer for NoHeartbeat {
    fn heartbeat(&self) -> Option<Duration> {
        None
    }
}

/// How to mend it.
const HINT: &str = "\
    Send a comment, a line that begins with a colon, every 15 seconds.";
