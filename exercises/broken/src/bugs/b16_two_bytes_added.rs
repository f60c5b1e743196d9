//! # Bug 16: long messages break the connection                  chapter 10 · RFC 6455 §5.2
//! Knows: up to about 250 characters all is well; with more the connection breaks.
//! Does not know: why.
//! Read before: `b15_one_read_one_frame.rs`. Read next: `b17_seven_of_eight.rs`.

use crate::bug::{Bug, Kind};
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "16",
    symptom: "up to about 250 characters all is well; with more the connection breaks",
    fails: &["W-303", "W-304", "W-955", "W-956"],
    hint: HINT,
    server: Kind::WebSocket(&Added),
};

struct Added;

impl Server for Added {
    fn length_of_2(&self, [high, low]: [u8; 2]) -> u64 {
        u64::from(high) + u64::from(low)
    }
}

/// How to mend it.
const HINT: &str = "\
    The first byte counts 256 times as much: shift it by 8, or use `u16::from_be_bytes`.";
