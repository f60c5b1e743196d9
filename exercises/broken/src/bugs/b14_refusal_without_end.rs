//! # Bug 14: who is refused waits                                chapter 09 · RFC 9112 §2.1
//! Knows: a client that was refused says that the answer was broken, or shows nothing.
//! Does not know: why.
//! Read before: `b13_protocol_by_heart.rs`. Read next: `b15_one_read_one_frame.rs`.

use crate::bug::{Bug, Kind};
use crate::end::Refusal;
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "14",
    symptom: "a client that was refused says that the answer was broken, or shows nothing",
    fails: &["W-153", "W-165"],
    hint: HINT,
    server: Kind::WebSocket(&WithoutEnd),
};

struct WithoutEnd;

impl Server for WithoutEnd {
    fn refuse(&self, refusal: &Refusal) -> String {
        format!("HTTP/1.1 {}\r\n{}", refusal.status, refusal.fields)
    }
}

/// How to mend it.
const HINT: &str = "\
    A head ends with an empty line, even when nothing follows it.";
