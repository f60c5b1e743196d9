//! # Bug 32a: an end without a beginning                         chapter 12 · RFC 6455 §5.4
//! Knows: a client that loses the beginning of its message gets an answer all the same.
//! Does not know: why.
//! Read before: `b31b_pings_in_fragments.rs`. Read next: `b32b_message_inside_a_message.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::frame::{BINARY, CONTINUATION, TEXT};
use crate::message::Message;
use crate::server::Server;
use crate::socket::Socket;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "32a",
    symptom: "a client that loses the beginning of its message gets an answer all the same",
    fails: &["W-408"],
    hint: HINT,
    server: Kind::WebSocket(&Stray),
};

struct Stray;

impl Server for Stray {
    fn check_order(&self, opcode: u8, is_open: bool) -> Result<(), End> {
        if is_open && opcode != CONTINUATION {
            return Err(End::Broken(1002, "a message inside of a message"));
        }
        Ok(())
    }

    fn answer(&self, socket: &mut Socket, message: &Message) -> Result<(), End> {
        let opcode = if message.opcode == BINARY { BINARY } else { TEXT };
        self.send(socket, &self.frame(opcode, &message.payload))
    }
}

/// How to mend it.
const HINT: &str = "\
    Opcode 0 goes on with a message; when none is open, there is nothing to go on with: 1002.";
