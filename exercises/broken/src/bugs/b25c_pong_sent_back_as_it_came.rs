//! # Bug 25c: a ping ends the connection                         chapter 13 · RFC 6455 §5.1
//! Knows: clients that send pings close with 1002. Does not know: why.
//! Read before: `b25b_no_pong.rs`. Read next: `b26_pong_for_a_pong.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::frame::PONG;
use crate::server::Server;
use crate::socket::Socket;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "25c",
    symptom: "clients that send pings close with 1002",
    fails: &["W-504"],
    hint: HINT,
    server: Kind::WebSocket(&AsItCame),
};

struct AsItCame;

impl Server for AsItCame {
    fn answer_ping(&self, socket: &mut Socket, payload: &[u8]) -> Result<(), End> {
        // The frame goes back as it came, mask and all, with another opcode.
        let key = [0x0b, 0xad, 0xca, 0xfe];
        let mut payload = payload.to_vec();
        self.unmask(&mut payload, key, 0);
        let mut frame = vec![0x80 | PONG];
        frame.extend(self.length_bytes(payload.len()));
        frame[1] |= 0x80;
        frame.extend(key);
        frame.extend(payload);
        self.send(socket, &frame)
    }
}

/// How to mend it.
const HINT: &str = "\
    What a server sends is not masked: build the pong like any other frame, from the unmasked \
    payload.";
