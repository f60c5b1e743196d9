//! # Bug e18: memory grows while nobody is served                chapter 02 · RFC 9112 §2.2
//! Knows: a request that never ends is read until memory does. Does not know: why.
//! Read before: `e17_two_lengths.rs`. Read next: `e19_names_with_case.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::events::EventServer;
use crate::socket::Socket;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e18",
    symptom: "a request that never ends is read until memory does",
    fails: &["H-210"],
    hint: HINT,
    server: Kind::Events(&Endless),
};

struct Endless;

impl EventServer for Endless {
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
