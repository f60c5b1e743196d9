//! # Bug e9: who returns has missed something                    chapter 07 · HTML §9.2.4
//! Knows: events have numbers, and still those of the pause are missing. Does not know: why.
//! Read before: `e08_may_be_cached.rs`. Read next: `e10_last_event_again.rs`.

use crate::bug::{Bug, Kind};
use crate::events::EventServer;
use crate::events::request::Request;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e9",
    symptom: "events have numbers, and still those of the pause are missing",
    fails: &["H-406"],
    hint: HINT,
    server: Kind::Events(&Ignored),
};

struct Ignored;

impl EventServer for Ignored {
    fn last_event_id(&self, _request: &Request) -> Option<u64> {
        None
    }
}

/// How to mend it.
const HINT: &str = "\
    Read the field Last-Event-ID, and begin behind that event.";
