//! # Bug 38a: closing takes half a minute                        chapter 14 · RFC 6455 §5.5.1
//! Knows: `close()` in the browser ends after a long time, with code 1006. Does not know: why.
//! Read before: `b37_mask_begun_anew.rs`. Read next: `b38b_connection_kept_after_close.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::server::Server;
use crate::socket::Socket;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "38a",
    symptom: "`close()` in the browser ends after a long time, with code 1006",
    fails: &[
        "W-701", "W-703", "W-706", "W-707", "W-709", "W-710", "W-711", "W-712", "W-713", "W-714",
        "W-715",
    ],
    hint: HINT,
    server: Kind::WebSocket(&NotAnswered),
};

struct NotAnswered;

impl Server for NotAnswered {
    fn hear_close(&self, _socket: &mut Socket, _payload: &[u8]) -> Result<(), End> {
        Ok(())
    }
}

/// How to mend it.
const HINT: &str = "\
    Opcode 8 is answered with a Close of the same code; then the connection is closed.";
