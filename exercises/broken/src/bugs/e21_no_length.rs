//! # Bug e21: the second request is never answered               chapter 02 · RFC 9112 §6.3
//! Knows: a client waits for the rest of a 404 until its time is over. Does not know: why.
//! Read before: `e20_chunks_for_all.rs`. Read next: `e23_one_byte_a_character.rs`.

use crate::bug::{Bug, Kind};
use crate::events::EventServer;
use crate::events::request::Request;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e21",
    symptom: "a client waits for the rest of a 404 until its time is over",
    fails: &["H-107", "H-108", "H-113"],
    hint: HINT,
    server: Kind::Events(&NoLength),
};

struct NoLength;

impl EventServer for NoLength {
    fn answer(&self, request: &Request, status: &str, fields: &str, text: &str) -> Vec<u8> {
        let text = if request.head.method == "HEAD" { "" } else { text };
        let date = self.date_line();
        let head = format!(
            "HTTP/1.1 {status}\r\n{date}{fields}Content-Type: text/plain\r\n\
             Cache-Control: no-store\r\n\r\n{text}"
        );
        head.into_bytes()
    }
}

/// How to mend it.
const HINT: &str = "\
    While the connection stays open, a body needs a length (or chunks): else nobody knows where \
    it ends.";
