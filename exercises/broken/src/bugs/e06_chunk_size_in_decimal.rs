//! # Bug e6: the stream breaks at the first longer event         chapter 02 · RFC 9112 §7.1
//! Knows: clients report a broken body when an event has more than nine bytes. Does not know: why.
//! Read before: `e05_gathered.rs`. Read next: `e07_no_heartbeat.rs`.

use crate::bug::{Bug, Kind};
use crate::events::EventServer;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e6",
    symptom: "clients report a broken body when an event has more than nine bytes",
    fails: &["H-401", "H-601", "H-602", "H-603", "H-604"],
    hint: HINT,
    server: Kind::Events(&Decimal),
};

struct Decimal;

impl EventServer for Decimal {
    fn chunk(&self, piece: &[u8]) -> Vec<u8> {
        if piece.is_empty() {
            return Vec::new();
        }
        [format!("{}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat()
    }
}

/// How to mend it.
const HINT: &str = "\
    The size of a chunk is written in hexadecimal digits.";
