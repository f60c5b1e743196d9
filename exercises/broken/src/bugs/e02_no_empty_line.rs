//! # Bug e2: the stream is open, and nothing happens             chapter 06 · HTML §9.2.6
//! Knows: curl shows the lines, and in the browser nothing arrives. Does not know: why.
//! Read before: `e01_newline_in_data.rs`. Read next: `e03_wrong_type.rs`.

use crate::bug::{Bug, Kind};
use crate::events::EventServer;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e2",
    symptom: "curl shows the lines, and in the browser nothing arrives",
    fails: &["H-402", "H-601", "H-602", "H-603", "H-604"],
    hint: HINT,
    server: Kind::Events(&NoEmptyLine),
};

struct NoEmptyLine;

impl EventServer for NoEmptyLine {
    fn end_of_block(&self) -> &'static str {
        ""
    }
}

/// How to mend it.
const HINT: &str = "\
    An event is handed on at the empty line behind it. Write one.";
