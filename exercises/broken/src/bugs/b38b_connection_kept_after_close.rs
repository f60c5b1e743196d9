//! # Bug 38b: connections are never given back                   chapter 14 · RFC 6455 §7.1.1
//! Knows: after some hours there are no sockets left, though everybody closed. Does not know: why.
//! Read before: `b38a_close_not_answered.rs`. Read next: `b39a_half_a_code.rs`.

use crate::bug::{Bug, Kind};
use crate::server::Server;
use crate::socket::Socket;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "38b",
    symptom: "after some hours there are no sockets left, though everybody closed",
    fails: &["W-704", "W-717"],
    hint: HINT,
    server: Kind::WebSocket(&Kept),
};

struct Kept;

impl Server for Kept {
    fn leave(&self, socket: &mut Socket) {
        while socket.fill().is_ok() {
            socket.unread.clear();
        }
    }
}

/// How to mend it.
const HINT: &str = "\
    After both Close frames it is the server that ends the TCP connection, and it does so at \
    once.";
