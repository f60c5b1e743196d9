//! # Bug e20: an old tool shows numbers among the lines          chapter 02 · RFC 9112 §7.1
//! Knows: a client of HTTP/1.0 sees a number before each event. Does not know: why.
//! Read before: `e19_names_with_case.rs`. Read next: `e21_no_length.rs`.

use crate::bug::{Bug, Kind};
use crate::events::EventServer;
use crate::events::request::Request;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e20",
    symptom: "a client of HTTP/1.0 sees a number before each event",
    fails: &["H-110"],
    hint: HINT,
    server: Kind::Events(&ForAll),
};

struct ForAll;

impl EventServer for ForAll {
    fn may_chunk(&self, _request: &Request) -> bool {
        true
    }
}

/// How to mend it.
const HINT: &str = "\
    A client of HTTP/1.0 knows no chunks: send the body as it is, and end it with the \
    connection.";
