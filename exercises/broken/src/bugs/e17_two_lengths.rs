//! # Bug e17: a request hides in another                         chapter 02 · RFC 9112 §6.3
//! Knows: behind a proxy somebody gets the answer to somebody else's request. Does not know: why.
//! Read before: `e16_host_not_needed.rs`. Read next: `e18_endless_head.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::events::EventServer;
use crate::events::request::Request;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e17",
    symptom: "behind a proxy somebody gets the answer to somebody else's request",
    fails: &["H-206", "H-207", "H-208"],
    hint: HINT,
    server: Kind::Events(&TwoLengths),
};

struct TwoLengths;

impl EventServer for TwoLengths {
    fn check_lengths(&self, _request: &Request) -> Result<(), End> {
        Ok(())
    }
}

/// How to mend it.
const HINT: &str = "\
    Who sends Content-Length and Transfer-Encoding, or two lengths, is answered with 400, and \
    the connection is closed: the next in the line may have read the other one.";
