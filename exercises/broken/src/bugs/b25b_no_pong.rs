//! # Bug 25b: clients go away after half a minute                chapter 13 · RFC 6455 §5.5.2
//! Knows: connections without traffic are given up by the client, again and again.
//! Does not know: why.
//! Read before: `b25a_pong_without_payload.rs`. Read next: `b25c_pong_sent_back_as_it_came.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::server::Server;
use crate::socket::Socket;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "25b",
    symptom: "connections without traffic are given up by the client, again and again",
    fails: &["W-406", "W-501"],
    hint: HINT,
    server: Kind::WebSocket(&NoPong),
};

struct NoPong;

impl Server for NoPong {
    fn answer_ping(&self, _socket: &mut Socket, _payload: &[u8]) -> Result<(), End> {
        Ok(())
    }
}

/// How to mend it.
const HINT: &str = "\
    Opcode 9 is a question: answer with opcode 10.";
