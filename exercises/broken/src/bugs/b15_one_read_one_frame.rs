//! # Bug 15: messages get lost when many come                    chapter 10 · RFC 6455 §5.2
//! Knows: it works by hand; under load messages are lost, and then nothing is right any more.
//! Does not know: why.
//! Read before: `b14_refusal_without_end.rs`. Read next: `b16_two_bytes_added.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::frame::{self, Header};
use crate::message::Message;
use crate::server::Server;
use crate::socket::Socket;
use std::io;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "15",
    symptom: "it works by hand; under load messages are lost, and then nothing is right any more",
    fails: &[
        "W-119", "W-204", "W-205", "W-206", "W-255", "W-304", "W-305", "W-306", "W-309", "W-401",
        "W-402", "W-403", "W-404", "W-406", "W-407", "W-409", "W-410", "W-505", "W-506", "W-509",
        "W-608", "W-609", "W-707", "W-954", "W-955", "W-956",
    ],
    hint: HINT,
    server: Kind::WebSocket(&OneRead),
};

struct OneRead;

impl Server for OneRead {
    fn read_header(&self, socket: &mut Socket, is_open: bool) -> Result<Header, End> {
        socket.unread.clear();
        socket.fill()?;
        socket.unread.truncate(4096);
        if socket.unread.len() < 6 {
            // Here a tutorial reads beyond its buffer, and its thread dies.
            return Err(io::Error::other("index out of bounds").into());
        }
        frame::read_header(self, socket, is_open)
    }

    fn read_payload(
        &self,
        socket: &mut Socket,
        header: &Header,
        message: &mut Message,
    ) -> Result<(), End> {
        let there = u64::try_from(socket.unread.len()).unwrap_or(u64::MAX);
        let cut = Header { length: header.length.min(there), ..*header };
        frame::read_payload(self, socket, &cut, message)
    }
}

/// How to mend it.
const HINT: &str = "\
    TCP has no frames: a read may give half of one, or three. Keep what was read, take a frame \
    out of it when it is complete, and leave the rest for the next.";
