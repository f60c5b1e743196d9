//! # Bug e11: the page says connecting for ever                  chapter 06 · HTML §9.2.3
//! Knows: the stream is not open until the first event comes. Does not know: why.
//! Read before: `e10_last_event_again.rs`. Read next: `e12_head_opens_a_stream.rs`.

use crate::bug::{Bug, Kind};
use crate::events::EventServer;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e11",
    symptom: "the stream is not open until the first event comes",
    fails: &[
        "H-101", "H-102", "H-103", "H-104", "H-105", "H-106", "H-108", "H-110", "H-112", "H-301",
        "H-302", "H-303", "H-304", "H-305", "H-306", "H-307", "H-308", "H-309", "H-401", "H-403",
        "H-406", "H-407", "H-408", "H-409", "H-501", "H-502", "H-503", "H-504", "H-505", "H-506",
        "H-507", "H-601", "H-602", "H-603", "H-604",
    ],
    hint: HINT,
    server: Kind::Events(&HeadLater),
};

struct HeadLater;

impl EventServer for HeadLater {
    fn keeps_the_head(&self) -> bool {
        true
    }
}

/// How to mend it.
const HINT: &str = "\
    Send the head at once, with a comment behind it, and flush.";
