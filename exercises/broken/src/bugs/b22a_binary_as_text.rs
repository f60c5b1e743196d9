//! # Bug 22a: pictures come back broken                          chapter 12 · RFC 6455 §5.6
//! Knows: small talk is right; a picture comes back with other bytes. Does not know: why.
//! Read before: `b21_opcode_not_read.rs`. Read next: `b22b_binary_refused.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::frame::TEXT;
use crate::message::Message;
use crate::server::Server;
use crate::socket::Socket;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "22a",
    symptom: "small talk is right; a picture comes back with other bytes",
    fails: &["W-203", "W-403"],
    hint: HINT,
    server: Kind::WebSocket(&AsText),
};

struct AsText;

impl Server for AsText {
    fn answer(&self, socket: &mut Socket, message: &Message) -> Result<(), End> {
        let text = String::from_utf8_lossy(&message.payload);
        self.send(socket, &self.frame(TEXT, text.as_bytes()))
    }
}

/// How to mend it.
const HINT: &str = "\
    Remember the opcode of a message, and answer bytes with bytes.";
