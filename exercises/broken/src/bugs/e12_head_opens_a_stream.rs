//! # Bug e12: a check of the address never ends                  chapter 02 · RFC 9110 §9.3.2
//! Knows: a monitor that asks with HEAD waits until its time is over. Does not know: why.
//! Read before: `e11_head_with_the_first_event.rs`. Read next: `e13_lone_cr_in_data.rs`.

use crate::bug::{Bug, Kind};
use crate::events::EventServer;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e12",
    symptom: "a monitor that asks with HEAD waits until its time is over",
    fails: &["H-111"],
    hint: HINT,
    server: Kind::Events(&Streams),
};

struct Streams;

impl EventServer for Streams {
    fn streams(&self, method: &str) -> bool {
        matches!(method, "GET" | "HEAD")
    }
}

/// How to mend it.
const HINT: &str = "\
    HEAD is answered by the head alone; then the answer is over.";
