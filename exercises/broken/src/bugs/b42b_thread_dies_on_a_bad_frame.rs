//! # Bug 42b: connections end without a word                     chapter 14 · RFC 6455 §7.1.7
//! Knows: a client with a fault hears nothing but 1006. Does not know: why.
//! Read before: `b42a_one_client_ends_the_server.rs`. Read next: `b43_one_lock_for_all.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::message::{self, Message};
use crate::server::Server;
use crate::socket::Socket;
use std::io;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "42b",
    symptom: "a client with a fault hears nothing but 1006",
    fails: &["W-212", "W-610"],
    hint: HINT,
    server: Kind::WebSocket(&Dies),
};

struct Dies;

impl Server for Dies {
    fn hear(&self, socket: &mut Socket, open: &mut Option<Message>) -> Result<(), End> {
        match message::hear(self, socket, open) {
            Err(End::Broken(_, why)) => Err(io::Error::other(why).into()),
            other => other,
        }
    }
}

/// How to mend it.
const HINT: &str = "\
    A thread that panics (or a task that returns) drops its socket. Say why first: a Close with \
    1002 or 1007, then the end.";
