//! # Bug 2b: a client that writes WebSocket is refused           chapter 08 · RFC 6455 §4.2.1
//! Knows: one library cannot connect, and all browsers can. Does not know: why.
//! Read before: `b02a_names_with_case.rs`. Read next: `b03_colon_and_space.rs`.

use crate::bug::{Bug, Kind};
use crate::opening;
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "2b",
    symptom: "one library cannot connect, and all browsers can",
    fails: &["W-106"],
    hint: HINT,
    server: Kind::WebSocket(&ByLetter),
};

struct ByLetter;

impl Server for ByLetter {
    fn has_token(&self, list: &str, token: &str) -> bool {
        match token {
            "websocket" => list.split(',').any(|word| word.trim() == "websocket"),
            _ => opening::has_token(list, token),
        }
    }
}

/// How to mend it.
const HINT: &str = "\
    The value `websocket` is compared without case too; `WebSocket` is the same word.";
