//! # Bug 2a: a client with small letters is refused              chapter 08 · RFC 9110 §5.1
//! Knows: behind a proxy that writes its headers in small letters nobody can connect.
//! Does not know: why.
//! Read before: `b01_connection_is_one_word.rs`. Read next: `b02b_websocket_with_case.rs`.

use crate::bug::{Bug, Kind};
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "2a",
    symptom: "behind a proxy that writes its headers in small letters nobody can connect",
    fails: &["W-105"],
    hint: HINT,
    server: Kind::WebSocket(&ByLetter),
};

struct ByLetter;

impl Server for ByLetter {
    fn is_named(&self, found: &str, wanted: &str) -> bool {
        found == wanted
    }
}

/// How to mend it.
const HINT: &str = "\
    The name of a field has no case: `upgrade`, `Upgrade` and `UPGRADE` are one field.";
