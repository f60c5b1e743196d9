//! # Bug 45: long answers stop in the middle                     chapter 01 · RFC 9293 §3.9.1
//! Knows: a client that reads slowly gets the beginning of a long message, and then noise.
//! Does not know: why.
//! Read before: `b43_one_lock_for_all.rs`. Read next: `b46_never_asks.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::server::Server;
use crate::socket::Socket;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "45",
    symptom: "a client that reads slowly gets the beginning of a long message, and then noise",
    fails: &["W-955"],
    hint: HINT,
    server: Kind::WebSocket(&ShortWrite),
};

struct ShortWrite;

impl Server for ShortWrite {
    fn send(&self, socket: &mut Socket, frame: &[u8]) -> Result<(), End> {
        socket.send_some(frame)?;
        Ok(())
    }
}

/// How to mend it.
const HINT: &str = "\
    `write` says how many bytes it took, and that may be fewer than you gave it: go on with the \
    rest, or call `write_all`.";
