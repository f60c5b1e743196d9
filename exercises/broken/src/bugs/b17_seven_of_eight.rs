//! # Bug 17: very long messages break the connection             chapter 10 · RFC 6455 §5.2
//! Knows: up to 65,535 bytes all is well; with one more the connection breaks. Does not know: why.
//! Read before: `b16_two_bytes_added.rs`. Read next: `b18_one_too_many_in_two_bytes.rs`.

use crate::bug::{Bug, Kind};
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "17",
    symptom: "up to 65,535 bytes all is well; with one more the connection breaks",
    fails: &["W-305", "W-306"],
    hint: HINT,
    server: Kind::WebSocket(&Seven),
};

struct Seven;

impl Server for Seven {
    fn length_of_8(&self, bytes: [u8; 8]) -> u64 {
        bytes[..7].iter().fold(0, |length, &byte| length << 8 | u64::from(byte))
    }
}

/// How to mend it.
const HINT: &str = "\
    The long form has eight bytes, and all of them count: from the first (which is 0 in \
    practice) to the last.";
