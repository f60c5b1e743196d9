//! # Bug 21: the log is full of strange characters               chapter 10 · RFC 6455 §5.2
//! Knows: whenever a tab is closed, a message of two odd characters comes. Does not know: why.
//! Read before: `b20_length_believed.rs`. Read next: `b22a_binary_as_text.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::frame::{self, Header, TEXT};
use crate::server::Server;
use crate::socket::Socket;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "21",
    symptom: "whenever a tab is closed, a message of two odd characters comes",
    fails: &[
        "W-203", "W-403", "W-406", "W-407", "W-501", "W-506", "W-509", "W-702", "W-703", "W-708",
        "W-709", "W-710", "W-713",
    ],
    hint: HINT,
    server: Kind::WebSocket(&NotRead),
};

struct NotRead;

impl Server for NotRead {
    fn read_header(&self, socket: &mut Socket, is_open: bool) -> Result<Header, End> {
        let header = frame::read_header(self, socket, is_open)?;
        Ok(Header { opcode: TEXT, ..header })
    }
}

/// How to mend it.
const HINT: &str = "\
    The lower half of the first byte says what a frame is: text, binary, continuation, Close, \
    ping, pong. Match on it.";
