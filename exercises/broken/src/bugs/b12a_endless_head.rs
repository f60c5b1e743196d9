//! # Bug 12a: memory grows, and nobody is connected              chapter 09 · RFC 6455 §10.4
//! Knows: a request that never ends is read until memory does. Does not know: why.
//! Read before: `b11_handshake_while_accepting.rs`. Read next: `b12b_patient_head.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::server::Server;
use crate::socket::Socket;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "12a",
    symptom: "a request that never ends is read until memory does",
    fails: &["W-121"],
    hint: HINT,
    server: Kind::WebSocket(&Endless),
};

struct Endless;

impl Server for Endless {
    fn read_head(&self, socket: &mut Socket) -> Result<Vec<u8>, End> {
        loop {
            if let Some(end) = socket.unread.windows(4).position(|four| four == b"\r\n\r\n") {
                let rest = socket.unread.split_off(end + 4);
                return Ok(std::mem::replace(&mut socket.unread, rest));
            }
            socket.fill()?;
        }
    }
}

/// How to mend it.
const HINT: &str = "\
    Say how long a head may be (16 KiB is plenty), and answer 431 to a longer one.";
