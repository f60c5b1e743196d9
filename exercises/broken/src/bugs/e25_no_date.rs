//! # Bug e25: a cache takes an old answer for a new one          chapter 02 · RFC 9110 §6.6.1
//! Knows: nobody can tell how old an answer is. Does not know: why.
//! Read before: `e24_rest_of_the_packet_lost.rs`. Read next: `e26_empty_line_is_a_request.rs`.

use crate::bug::{Bug, Kind};
use crate::events::EventServer;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e25",
    symptom: "nobody can tell how old an answer is",
    fails: &["H-112"],
    hint: HINT,
    server: Kind::Events(&NoDate),
};

struct NoDate;

impl EventServer for NoDate {
    fn date_line(&self) -> String {
        String::new()
    }
}

/// How to mend it.
const HINT: &str = "\
    An answer says when it was made: `Date: Sun, 06 Nov 1994 08:49:37 GMT`, always in GMT.";
