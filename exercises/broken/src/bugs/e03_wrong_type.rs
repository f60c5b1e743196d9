//! # Bug e3: the browser reports an error at once                chapter 06 · HTML §9.2.3
//! Knows: curl shows events; EventSource says error, and does not try again. Does not know: why.
//! Read before: `e02_no_empty_line.rs`. Read next: `e04_no_id.rs`.

use crate::bug::{Bug, Kind};
use crate::events::EventServer;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e3",
    symptom: "curl shows events; EventSource says error, and does not try again",
    fails: &["H-301"],
    hint: HINT,
    server: Kind::Events(&PlainText),
};

struct PlainText;

impl EventServer for PlainText {
    fn stream_fields(&self) -> &'static str {
        "Content-Type: text/plain\r\nCache-Control: no-cache, no-transform\r\n\
         X-Accel-Buffering: no\r\n"
    }
}

/// How to mend it.
const HINT: &str = "\
    The type is `text/event-stream`; with any other an EventSource gives up for good.";
