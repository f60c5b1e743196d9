//! # Bug e8: the page shows the news of yesterday                chapter 06 · HTML §9.2.7
//! Knows: some visitors see old events again and again. Does not know: why.
//! Read before: `e07_no_heartbeat.rs`. Read next: `e09_last_event_id_ignored.rs`.

use crate::bug::{Bug, Kind};
use crate::events::EventServer;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e8",
    symptom: "some visitors see old events again and again",
    fails: &["H-303"],
    hint: HINT,
    server: Kind::Events(&MayBeCached),
};

struct MayBeCached;

impl EventServer for MayBeCached {
    fn stream_fields(&self) -> &'static str {
        "Content-Type: text/event-stream\r\nX-Accel-Buffering: no\r\n"
    }
}

/// How to mend it.
const HINT: &str = "\
    Say `Cache-Control: no-cache` (or `no-store`): a stream is not to be kept and shown to the \
    next.";
