//! # Bug 1: Firefox cannot connect                               chapter 08 · RFC 6455 §4.2.1
//! Knows: it works in one browser, and another is refused. Does not know: why.
//! Read before: `server.rs`. Read next: `b02a_names_with_case.rs`.

use crate::bug::{Bug, Kind};
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "1",
    symptom: "it works in one browser, and another is refused",
    fails: &["W-107"],
    hint: HINT,
    server: Kind::WebSocket(&OneWord),
};

struct OneWord;

impl Server for OneWord {
    fn has_token(&self, list: &str, token: &str) -> bool {
        list.trim().eq_ignore_ascii_case(token)
    }
}

/// How to mend it.
const HINT: &str = "\
    `Connection: keep-alive, Upgrade` is a list: split it at its commas, and look at each word.";
