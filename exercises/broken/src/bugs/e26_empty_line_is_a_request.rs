//! # Bug e26: an old client's second request fails               chapter 02 · RFC 9112 §2.2
//! Knows: after a POST of one old client the next request is answered with 400. Does not know: why.
//! Read before: `e25_no_date.rs`. Read next: `bug.rs`.

use crate::bug::{Bug, Kind};
use crate::events::EventServer;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e26",
    symptom: "after a POST of one old client the next request is answered with 400",
    fails: &["H-105"],
    hint: HINT,
    server: Kind::Events(&EmptyLine),
};

struct EmptyLine;

impl EventServer for EmptyLine {
    fn passes_over_empty_lines(&self) -> bool {
        false
    }
}

/// How to mend it.
const HINT: &str = "\
    An empty line before a request line is passed over: some clients send one behind a body.";
