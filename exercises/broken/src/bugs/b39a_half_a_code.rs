//! # Bug 39a: half a code comes back                             chapter 14 · RFC 6455 §5.5.1
//! Knows: a faulty client hears its own fault, and reports it as the server's. Does not know: why.
//! Read before: `b38b_connection_kept_after_close.rs`. Read next: `b39b_any_close_code.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::message;
use crate::server::Server;
use crate::socket::Socket;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "39a",
    symptom: "a faulty client hears its own fault, and reports it as the server's",
    fails: &["W-710"],
    hint: HINT,
    server: Kind::WebSocket(&Half),
};

struct Half;

impl Server for Half {
    fn hear_close(&self, _socket: &mut Socket, payload: &[u8]) -> Result<(), End> {
        if payload.len() < 2 {
            return Err(End::Closed(payload.to_vec()));
        }
        message::hear_close(self, payload)
    }
}

/// How to mend it.
const HINT: &str = "\
    The payload of a Close is empty, or begins with a code of two bytes: one byte is answered \
    with 1002.";
