//! # Bug 37: long messages come back half readable               chapter 11 · RFC 6455 §5.3
//! Knows: the beginning of a long message is right, and the rest is noise. Does not know: why.
//! Read before: `b34_long_forms_accepted.rs`. Read next: `b38a_close_not_answered.rs`.

use crate::bug::{Bug, Kind};
use crate::frame;
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "37",
    symptom: "the beginning of a long message is right, and the rest is noise",
    fails: &["W-205", "W-255", "W-305", "W-306", "W-304?", "W-955?", "W-956?"],
    hint: HINT,
    server: Kind::WebSocket(&Anew),
};

struct Anew;

impl Server for Anew {
    fn unmask(&self, piece: &mut [u8], key: [u8; 4], _at: usize) {
        frame::unmask(piece, key, 0);
    }
}

/// How to mend it.
const HINT: &str = "\
    The key is turned by the place in the payload, not in the piece that was read: remember how \
    many bytes came before.";
