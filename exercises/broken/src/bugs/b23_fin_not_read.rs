//! # Bug 23: long texts come in pieces                           chapter 12 · RFC 6455 §5.4
//! Knows: what one client sends as one message is answered by half of it, and an error.
//! Does not know: why.
//! Read before: `b22b_binary_refused.rs`. Read next: `b24_ping_inside_a_message.rs`.

use crate::bug::{Bug, Kind};
use crate::frame::Header;
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "23",
    symptom: "what one client sends as one message is answered by half of it, and an error",
    fails: &[
        "W-401", "W-402", "W-403", "W-404", "W-405", "W-406", "W-407", "W-409", "W-410", "W-608",
        "W-609", "W-707",
    ],
    hint: HINT,
    server: Kind::WebSocket(&NotRead),
};

struct NotRead;

impl Server for NotRead {
    fn is_complete(&self, _header: &Header) -> bool {
        true
    }
}

/// How to mend it.
const HINT: &str = "\
    A frame without FIN is the beginning of a message: keep it, and wait for the continuations.";
