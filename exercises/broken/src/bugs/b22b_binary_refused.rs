//! # Bug 22b: pictures end the connection                        chapter 12 · RFC 6455 §5.6
//! Knows: text works; with the first picture the server hangs up, with code 1011.
//! Does not know: why.
//! Read before: `b22a_binary_as_text.rs`. Read next: `b23_fin_not_read.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::frame::{BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT};
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "22b",
    symptom: "text works; with the first picture the server hangs up, with code 1011",
    fails: &["W-203", "W-403"],
    hint: HINT,
    server: Kind::WebSocket(&TextAlone),
};

struct TextAlone;

impl Server for TextAlone {
    fn check_opcode(&self, opcode: u8) -> Result<(), End> {
        match opcode {
            CONTINUATION | TEXT | CLOSE | PING | PONG => Ok(()),
            BINARY => Err(End::Broken(1011, "not yet implemented")),
            _ => Err(End::Broken(1002, "an opcode that has no meaning")),
        }
    }
}

/// How to mend it.
const HINT: &str = "\
    Opcode 2 is a message like a text, whose bytes need not be UTF-8.";
