//! # Bug 40: a message after goodbye                             chapter 14 · RFC 6455 §5.5.1
//! Knows: a client that has closed still changes things on the server. Does not know: why.
//! Read before: `b39c_reason_not_checked.rs`. Read next: `b42a_one_client_ends_the_server.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::frame::CLOSE;
use crate::message;
use crate::server::Server;
use crate::socket::Socket;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "40",
    symptom: "a client that has closed still changes things on the server",
    fails: &["W-706"],
    hint: HINT,
    server: Kind::WebSocket(&AfterClose),
};

struct AfterClose;

impl Server for AfterClose {
    fn hear_close(&self, socket: &mut Socket, payload: &[u8]) -> Result<(), End> {
        let end = message::hear_close(self, payload);
        if let Err(End::Closed(answer)) = &end {
            self.send(socket, &self.frame(CLOSE, answer))?;
            // First all that was read already, then the end.
            let mut open = None;
            while !socket.unread.is_empty() {
                self.hear(socket, &mut open)?;
            }
            socket.leave();
        }
        end
    }
}

/// How to mend it.
const HINT: &str = "\
    After its Close nothing of a peer is handled any more: answer, throw away what is behind it, \
    and end the connection.";
