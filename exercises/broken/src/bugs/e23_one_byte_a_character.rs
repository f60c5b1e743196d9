//! # Bug e23: accents come out as question marks                 chapter 06 · HTML §9.2.5
//! Knows: English texts are right, and all others are not. Does not know: why.
//! Read before: `e21_no_length.rs`. Read next: `e24_rest_of_the_packet_lost.rs`.

use crate::bug::{Bug, Kind};
use crate::events::EventServer;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e23",
    symptom: "English texts are right, and all others are not",
    fails: &["H-506"],
    hint: HINT,
    server: Kind::Events(&Latin),
};

struct Latin;

impl EventServer for Latin {
    fn bytes(&self, text: &str) -> Vec<u8> {
        text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect()
    }
}

/// How to mend it.
const HINT: &str = "\
    An event stream is UTF-8, always; no field can say otherwise.";
