//! # Bug 10: the first message is lost                           chapter 08 · RFC 6455 §4.1
//! Knows: a client that is quick gets no answer to its first message. Does not know: why.
//! Read before: `b09_any_origin.rs`. Read next: `b11_handshake_while_accepting.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::opening;
use crate::server::Server;
use crate::socket::Socket;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "10",
    symptom: "a client that is quick gets no answer to its first message",
    fails: &["W-119"],
    hint: HINT,
    server: Kind::WebSocket(&RestLost),
};

struct RestLost;

impl Server for RestLost {
    fn read_head(&self, socket: &mut Socket) -> Result<Vec<u8>, End> {
        let head = opening::read_head(socket)?;
        socket.unread.clear();
        Ok(head)
    }
}

/// How to mend it.
const HINT: &str = "\
    One read may bring the head and the first frames. What is behind the empty line is theirs: \
    keep it.";
