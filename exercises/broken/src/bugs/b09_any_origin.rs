//! # Bug 9: any page speaks for its visitor                      chapter 09 · RFC 6455 §10.2
//! Knows: a page of another site reads the messages of whoever visits it. Does not know: why.
//! Read before: `b08_and_for_or.rs`. Read next: `b10_rest_of_the_packet_lost.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::head::Head;
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "9",
    symptom: "a page of another site reads the messages of whoever visits it",
    fails: &["W-120"],
    hint: HINT,
    server: Kind::WebSocket(&AnyOrigin),
};

struct AnyOrigin;

impl Server for AnyOrigin {
    fn check_origin(&self, _head: &Head) -> Result<(), End> {
        Ok(())
    }
}

/// How to mend it.
const HINT: &str = "\
    A browser says in Origin whose page it is, and sends its visitor's cookies with it: compare \
    it with the hosts that are yours, and answer 403 to the others.";
