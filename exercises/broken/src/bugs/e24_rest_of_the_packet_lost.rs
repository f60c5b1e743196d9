//! # Bug e24: of two requests the second is lost                 chapter 02 · RFC 9112 §9.3.2
//! Knows: a client that does not wait for each answer waits for ever. Does not know: why.
//! Read before: `e23_one_byte_a_character.rs`. Read next: `e25_no_date.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::events::EventServer;
use crate::events::request::{self, Request};
use crate::socket::Socket;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e24",
    symptom: "a client that does not wait for each answer waits for ever",
    fails: &["H-108"],
    hint: HINT,
    server: Kind::Events(&RestLost),
};

struct RestLost;

impl EventServer for RestLost {
    fn read_request(&self, socket: &mut Socket) -> Result<Request, End> {
        let request = request::read(self, socket)?;
        socket.unread.clear();
        Ok(request)
    }
}

/// How to mend it.
const HINT: &str = "\
    One read may bring two requests: keep what is behind the first.";
