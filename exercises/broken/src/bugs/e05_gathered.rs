//! # Bug e5: events come ten at a time                           chapter 06 · HTML §9.2.7
//! Knows: nothing for minutes, and then many events at once. Does not know: why.
//! Read before: `e04_no_id.rs`. Read next: `e06_chunk_size_in_decimal.rs`.

use crate::bug::{Bug, Kind};
use crate::events::EventServer;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e5",
    symptom: "nothing for minutes, and then many events at once",
    fails: &["H-401", "H-601", "H-602", "H-603", "H-604"],
    hint: HINT,
    server: Kind::Events(&Gathered),
};

struct Gathered;

impl EventServer for Gathered {
    fn gathers(&self) -> usize {
        4096
    }
}

/// How to mend it.
const HINT: &str = "\
    Somebody keeps a buffer: the framework, a compressor or a proxy. Flush after each event, and \
    ask proxies not to gather: `X-Accel-Buffering: no`, `Cache-Control: no-transform`.";
