//! # Bug 27: no browser stays connected                          chapter 11 · RFC 6455 §5.1
//! Knows: the handshake works, and the first message ends the connection. Does not know: why.
//! Read before: `b26_pong_for_a_pong.rs`. Read next: `b28_unmasked_accepted.rs`.

use crate::bug::{Bug, Kind};
use crate::frame;
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "27",
    symptom: "the handshake works, and the first message ends the connection",
    fails: &["W-252", "W-504"],
    hint: HINT,
    server: Kind::WebSocket(&Masks),
};

struct Masks;

impl Server for Masks {
    fn frame(&self, opcode: u8, payload: &[u8]) -> Vec<u8> {
        let key = [0x12, 0x34, 0x56, 0x78];
        let mut payload = payload.to_vec();
        frame::unmask(&mut payload, key, 0);
        let mut frame = vec![0x80 | opcode];
        frame.extend(self.length_bytes(payload.len()));
        frame[1] |= 0x80;
        frame.extend(key);
        frame.extend(payload);
        frame
    }
}

/// How to mend it.
const HINT: &str = "\
    Clients mask, servers do not.";
