//! # Bug e16: a scanner finds a server that answers to no name   chapter 02 · RFC 9112 §3.2
//! Knows: requests without a host are answered. Does not know: why.
//! Read before: `e15_one_lock_for_all.rs`. Read next: `e17_two_lengths.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::events::EventServer;
use crate::events::request::Request;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e16",
    symptom: "requests without a host are answered",
    fails: &["H-202", "H-203"],
    hint: HINT,
    server: Kind::Events(&NoHost),
};

struct NoHost;

impl EventServer for NoHost {
    fn check_host(&self, _request: &Request) -> Result<(), End> {
        Ok(())
    }
}

/// How to mend it.
const HINT: &str = "\
    HTTP/1.1 asks for one Host field: 400 when it is missing, or there twice.";
