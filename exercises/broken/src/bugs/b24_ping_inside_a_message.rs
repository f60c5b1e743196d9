//! # Bug 24: a word appears inside a text                        chapter 12 · RFC 6455 §5.4
//! Knows: rarely a long message has a piece in it that nobody wrote. Does not know: why.
//! Read before: `b23_fin_not_read.rs`. Read next: `b25a_pong_without_payload.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::message::{self, Message};
use crate::server::Server;
use crate::socket::Socket;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "24",
    symptom: "rarely a long message has a piece in it that nobody wrote",
    fails: &["W-407"],
    hint: HINT,
    server: Kind::WebSocket(&PingInside),
};

struct PingInside;

impl Server for PingInside {
    fn hear_control(
        &self,
        socket: &mut Socket,
        control: &Message,
        open: &mut Option<Message>,
    ) -> Result<(), End> {
        if let Some(message) = open {
            message.payload.extend_from_slice(&control.payload);
        }
        message::hear_control(self, socket, control)
    }
}

/// How to mend it.
const HINT: &str = "\
    A control frame may come between the fragments of a message. It has its own payload, and \
    does not touch what was kept.";
