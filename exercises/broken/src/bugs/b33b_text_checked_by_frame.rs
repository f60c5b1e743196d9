//! # Bug 33b: some long texts are refused                        chapter 12 · RFC 6455 §5.6
//! Knows: rarely, and only with accents, a long message ends the connection. Does not know: why.
//! Read before: `b33a_text_not_checked.rs`. Read next: `b33c_text_checked_at_the_end.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::frame::{self, Header, TEXT};
use crate::message::Message;
use crate::server::Server;
use crate::socket::Socket;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "33b",
    symptom: "rarely, and only with accents, a long message ends the connection",
    fails: &["W-608"],
    hint: HINT,
    server: Kind::WebSocket(&FrameByFrame),
};

struct FrameByFrame;

impl Server for FrameByFrame {
    fn read_payload(
        &self,
        socket: &mut Socket,
        header: &Header,
        message: &mut Message,
    ) -> Result<(), End> {
        frame::read_payload(self, socket, header, message)?;
        let is_text = message.opcode == TEXT;
        if is_text && str::from_utf8(&message.payload).is_err() {
            return Err(End::Broken(1007, "a text that is not UTF-8"));
        }
        Ok(())
    }
}

/// How to mend it.
const HINT: &str = "\
    A character may begin in one frame and end in the next. Check the message, or remember the \
    character that is not complete.";
