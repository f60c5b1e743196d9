//! # Bug 19: a tool that does not mask gets no answer            chapter 11 · RFC 6455 §5.1
//! Knows: a test tool that does not mask waits for ever, and there are odd lines in the log.
//! Does not know: why.
//! Read before: `b18_one_too_many_in_two_bytes.rs`. Read next: `b20_length_believed.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::frame::{self, Header};
use crate::server::Server;
use crate::socket::Socket;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "19",
    symptom: "a test tool that does not mask waits for ever, and there are odd lines in the log",
    fails: &["W-251"],
    hint: HINT,
    server: Kind::WebSocket(&Minus),
};

struct Minus;

impl Server for Minus {
    fn read_header(&self, socket: &mut Socket, is_open: bool) -> Result<Header, End> {
        loop {
            while socket.unread.len() < 2 {
                socket.fill()?;
            }
            // The first bit is the mask's, and all clients mask: the length is the byte, less 128.
            if i32::from(socket.unread[1]) - 128 >= 0 {
                return frame::read_header(self, socket, is_open);
            }
            // A buffer of negative length: the error is caught somewhere, and written to the log.
            socket.unread.clear();
        }
    }
}

/// How to mend it.
const HINT: &str = "\
    Take the bit for itself (`& 0x80`) and the length for itself (`& 0x7f`); a frame whose bit \
    is not set is answered with 1002.";
