//! # Bug e10: who returns hears one event twice                  chapter 07 · HTML §9.2.4
//! Knows: after each pause the last event is shown a second time. Does not know: why.
//! Read before: `e09_last_event_id_ignored.rs`. Read next: `e11_head_with_the_first_event.rs`.

use crate::bug::{Bug, Kind};
use crate::events::EventServer;
use crate::events::request::Request;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e10",
    symptom: "after each pause the last event is shown a second time",
    fails: &["H-407"],
    hint: HINT,
    server: Kind::Events(&Again),
};

struct Again;

impl EventServer for Again {
    fn last_event_id(&self, request: &Request) -> Option<u64> {
        let id: u64 = request.field("Last-Event-ID")?.parse().ok()?;
        Some(id.saturating_sub(1))
    }
}

/// How to mend it.
const HINT: &str = "\
    Last-Event-ID is the last that the client has: begin with the one behind it.";
