//! # Bug 25a: the round trip cannot be measured                  chapter 13 · RFC 6455 §5.5.3
//! Knows: a client that tells its pings apart thinks that none was answered. Does not know: why.
//! Read before: `b24_ping_inside_a_message.rs`. Read next: `b25b_no_pong.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::frame::PONG;
use crate::server::Server;
use crate::socket::Socket;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "25a",
    symptom: "a client that tells its pings apart thinks that none was answered",
    fails: &["W-406", "W-502", "W-503", "W-505"],
    hint: HINT,
    server: Kind::WebSocket(&Empty),
};

struct Empty;

impl Server for Empty {
    fn answer_ping(&self, socket: &mut Socket, _payload: &[u8]) -> Result<(), End> {
        self.send(socket, &self.frame(PONG, b""))
    }
}

/// How to mend it.
const HINT: &str = "\
    A pong carries the payload of its ping, byte for byte.";
