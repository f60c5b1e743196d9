//! # Bug e1: long texts arrive without their end                 chapter 06 · HTML §9.2.5
//! Knows: of a text with several lines the first alone arrives. Does not know: why.
//! Read before: `b50_extension_as_offered.rs`. Read next: `e02_no_empty_line.rs`.

use crate::bug::{Bug, Kind};
use crate::events::EventServer;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e1",
    symptom: "of a text with several lines the first alone arrives",
    fails: &["H-501", "H-502", "H-503"],
    hint: HINT,
    server: Kind::Events(&NotSplit),
};

struct NotSplit;

impl EventServer for NotSplit {
    fn lines(&self, data: &str) -> Vec<String> {
        vec![data.to_string()]
    }
}

/// How to mend it.
const HINT: &str = "\
    A line that does not begin with `data:` is another field, or none: write `data: ` before \
    each line of the text.";
