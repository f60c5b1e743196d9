//! # Bug e4: after a pause events are missing                    chapter 07 · HTML §9.2.4
//! Knows: who was offline for a minute never learns what happened in it. Does not know: why.
//! Read before: `e03_wrong_type.rs`. Read next: `e05_gathered.rs`.

use crate::bug::{Bug, Kind};
use crate::events::EventServer;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e4",
    symptom: "who was offline for a minute never learns what happened in it",
    fails: &["H-405"],
    hint: HINT,
    server: Kind::Events(&NoId),
};

struct NoId;

impl EventServer for NoId {
    fn id_line(&self, _id: u64) -> String {
        String::new()
    }
}

/// How to mend it.
const HINT: &str = "\
    Give each event an `id:`. The browser sends the last one back in Last-Event-ID when it \
    returns.";
