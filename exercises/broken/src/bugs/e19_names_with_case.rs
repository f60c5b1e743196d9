//! # Bug e19: a client that writes small letters is refused      chapter 02 · RFC 9110 §5.1
//! Knows: behind a proxy that writes its fields in small letters every answer is 400.
//! Does not know: why.
//! Read before: `e18_endless_head.rs`. Read next: `e20_chunks_for_all.rs`.

use crate::bug::{Bug, Kind};
use crate::events::EventServer;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e19",
    symptom: "behind a proxy that writes its fields in small letters every answer is 400",
    fails: &["H-102"],
    hint: HINT,
    server: Kind::Events(&ByLetter),
};

struct ByLetter;

impl EventServer for ByLetter {
    fn is_named(&self, found: &str, wanted: &str) -> bool {
        found == wanted
    }
}

/// How to mend it.
const HINT: &str = "\
    The name of a field has no case: compare without it.";
