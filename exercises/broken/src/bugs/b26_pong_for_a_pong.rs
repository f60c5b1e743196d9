//! # Bug 26: two servers talk without end                        chapter 13 · RFC 6455 §5.5.3
//! Knows: two of these, connected with each other, use a whole core. Does not know: why.
//! Read before: `b25c_pong_sent_back_as_it_came.rs`. Read next: `b27_server_masks.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::frame::PONG;
use crate::server::Server;
use crate::socket::Socket;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "26",
    symptom: "two of these, connected with each other, use a whole core",
    fails: &["W-506"],
    hint: HINT,
    server: Kind::WebSocket(&PongForPong),
};

struct PongForPong;

impl Server for PongForPong {
    fn hear_pong(&self, socket: &mut Socket, payload: &[u8]) -> Result<(), End> {
        self.send(socket, &self.frame(PONG, payload))
    }
}

/// How to mend it.
const HINT: &str = "\
    A pong is an answer, or a sign of life. Nothing is said to it.";
