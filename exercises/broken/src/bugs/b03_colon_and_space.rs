//! # Bug 3: a client without spaces is refused                   chapter 08 · RFC 9112 §5
//! Knows: a small device cannot connect, and neither can anybody whose header holds a colon.
//! Does not know: why.
//! Read before: `b02b_websocket_with_case.rs`. Read next: `b04_one_read_one_head.rs`.

use crate::bug::{Bug, Kind};
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "3",
    symptom: "a small device cannot connect, and neither can anybody whose header holds a colon",
    fails: &["W-109", "W-110"],
    hint: HINT,
    server: Kind::WebSocket(&ColonSpace),
};

struct ColonSpace;

impl Server for ColonSpace {
    fn split_field<'l>(&self, line: &'l str) -> Option<(&'l str, &'l str)> {
        let mut parts = line.split(": ");
        let (name, value) = (parts.next()?, parts.next()?);
        if parts.next().is_some() { None } else { Some((name, value.trim())) }
    }
}

/// How to mend it.
const HINT: &str = "\
    The name ends at the first colon. What is behind it is the value, colons and all, and the \
    spaces around it may be none or many.";
