//! # Bug 4: now and then a connection fails                      chapter 08 · RFC 9112 §2.1
//! Knows: over a slow network, or with many cookies, the handshake fails. Does not know: why.
//! Read before: `b03_colon_and_space.rs`. Read next: `b05_one_path_by_heart.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::server::Server;
use crate::socket::Socket;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "4",
    symptom: "over a slow network, or with many cookies, the handshake fails",
    fails: &["W-112", "W-113", "W-114", "W-119"],
    hint: HINT,
    server: Kind::WebSocket(&OneRead),
};

struct OneRead;

impl Server for OneRead {
    fn read_head(&self, socket: &mut Socket) -> Result<Vec<u8>, End> {
        socket.fill()?;
        let mut head = std::mem::take(&mut socket.unread);
        head.truncate(1024);
        Ok(head)
    }
}

/// How to mend it.
const HINT: &str = "\
    A read gives what has come so far: a part of the head, or more than it. Read until the empty \
    line.";
