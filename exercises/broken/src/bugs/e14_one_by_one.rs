//! # Bug e14: the second tab stays empty                         chapter 06 · HTML §9.2.3
//! Knows: it works for one visitor at a time. Does not know: why.
//! Read before: `e13_lone_cr_in_data.rs`. Read next: `e15_one_lock_for_all.rs`.

use crate::bug::{Bug, Kind};
use crate::events::EventServer;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e14",
    symptom: "it works for one visitor at a time",
    fails: &["H-102.."],
    hint: HINT,
    server: Kind::Events(&OneByOne),
};

struct OneByOne;

impl EventServer for OneByOne {
    fn serves_one_by_one(&self) -> bool {
        true
    }
}

/// How to mend it.
const HINT: &str = "\
    A stream does not end: give each connection a thread (or a task), and go on to accept.";
