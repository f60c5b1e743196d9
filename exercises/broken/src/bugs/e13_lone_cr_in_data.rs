//! # Bug e13: a text can bring its own fields                    chapter 06 · HTML §9.2.6
//! Knows: somebody's message makes the browsers of all others reconnect after an hour.
//! Does not know: why.
//! Read before: `e12_head_opens_a_stream.rs`. Read next: `e14_one_by_one.rs`.

use crate::bug::{Bug, Kind};
use crate::events::EventServer;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e13",
    symptom: "somebody's message makes the browsers of all others reconnect after an hour",
    fails: &["H-502"],
    hint: HINT,
    server: Kind::Events(&LineFeeds),
};

struct LineFeeds;

impl EventServer for LineFeeds {
    fn lines(&self, data: &str) -> Vec<String> {
        data.lines().map(String::from).collect()
    }
}

/// How to mend it.
const HINT: &str = "\
    A client ends a line at CR LF, at LF and at a CR alone: split at each of the three.";
