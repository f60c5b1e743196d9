//! # Bug 6b: a client cannot learn what is spoken                chapter 09 · RFC 6455 §4.4
//! Knows: a client that speaks several versions gives up after its first try. Does not know: why.
//! Read before: `b06a_any_version.rs`. Read next: `b07_any_key.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::head::{Head, bad};
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "6b",
    symptom: "a client that speaks several versions gives up after its first try",
    fails: &["W-153"],
    hint: HINT,
    server: Kind::WebSocket(&NotTold),
};

struct NotTold;

impl Server for NotTold {
    fn check_version(&self, head: &Head) -> Result<(), End> {
        match head.one(self, "Sec-WebSocket-Version", "which version?")? {
            "13" => Ok(()),
            _ => Err(bad("that version is not spoken here")),
        }
    }
}

/// How to mend it.
const HINT: &str = "\
    Who asks for another version hears 426, and in a field Sec-WebSocket-Version the one that is \
    spoken.";
