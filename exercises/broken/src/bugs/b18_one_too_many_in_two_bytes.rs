//! # Bug 18: one length is never answered                        chapter 10 · RFC 6455 §5.2
//! Knows: an answer of exactly 65,536 bytes breaks the connection, and no other.
//! Does not know: why.
//! Read before: `b17_seven_of_eight.rs`. Read next: `b19_minus_128.rs`.

use crate::bug::{Bug, Kind};
use crate::frame;
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "18",
    symptom: "an answer of exactly 65,536 bytes breaks the connection, and no other",
    fails: &["W-305"],
    hint: HINT,
    server: Kind::WebSocket(&OneTooMany),
};

struct OneTooMany;

impl Server for OneTooMany {
    fn length_bytes(&self, length: usize) -> Vec<u8> {
        if (126..=1 << 16).contains(&length) {
            let bytes = length.to_be_bytes();
            return [&[126], &bytes[bytes.len() - 2..]].concat();
        }
        frame::length_bytes(length)
    }
}

/// How to mend it.
const HINT: &str = "\
    Two bytes hold 65,535 at most: `<`, not `<=`.";
