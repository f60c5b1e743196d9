//! # Bug 30: frames of no kind are taken for texts               chapter 10 · RFC 6455 §5.2
//! Knows: a client with a fault is never told of it: whatever it sends comes back.
//! Does not know: why.
//! Read before: `b29_reserved_bits_ignored.rs`. Read next: `b31a_long_pings_accepted.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::frame::{BINARY, CONTINUATION, TEXT};
use crate::message::Message;
use crate::server::Server;
use crate::socket::Socket;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "30",
    symptom: "a client with a fault is never told of it: whatever it sends comes back",
    fails: &["W-210"],
    hint: HINT,
    server: Kind::WebSocket(&FromAbove),
};

struct FromAbove;

impl Server for FromAbove {
    fn check_opcode(&self, opcode: u8) -> Result<(), End> {
        if opcode <= 0xa {
            return Ok(());
        }
        Err(End::Broken(1002, "an opcode that has no meaning"))
    }

    fn answer(&self, socket: &mut Socket, message: &Message) -> Result<(), End> {
        let opcode = if matches!(message.opcode, BINARY | CONTINUATION) { BINARY } else { TEXT };
        self.send(socket, &self.frame(opcode, &message.payload))
    }
}

/// How to mend it.
const HINT: &str = "\
    Opcodes 3 to 7 are reserved as 11 to 15 are: answer each with 1002.";
