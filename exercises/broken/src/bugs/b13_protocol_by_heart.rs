//! # Bug 13: the browser says the server chose badly             chapter 08 · RFC 6455 §4.2.2
//! Knows: test tools connect, and a browser closes at once. Does not know: why.
//! Read before: `b12b_patient_head.rs`. Read next: `b14_refusal_without_end.rs`.

use crate::bug::{Bug, Kind};
use crate::head::Head;
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "13",
    symptom: "test tools connect, and a browser closes at once",
    fails: &["W-117"],
    hint: HINT,
    server: Kind::WebSocket(&ByHeart),
};

struct ByHeart;

impl Server for ByHeart {
    fn agree(&self, _head: &Head) -> String {
        // As it stands in the example of the standard.
        "Sec-WebSocket-Protocol: chat\r\n".into()
    }
}

/// How to mend it.
const HINT: &str = "\
    The answer names a subprotocol only when one was offered, and only one of those; else the \
    field is left out.";
