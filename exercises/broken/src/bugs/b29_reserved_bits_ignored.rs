//! # Bug 29: compressed messages come out as noise               chapter 10 · RFC 6455 §5.2
//! Knows: one client's messages are unreadable, and nobody says why. Does not know: why.
//! Read before: `b28_unmasked_accepted.rs`. Read next: `b30_opcodes_from_above_alone.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "29",
    symptom: "one client's messages are unreadable, and nobody says why",
    fails: &["W-207", "W-208", "W-209"],
    hint: HINT,
    server: Kind::WebSocket(&Ignored),
};

struct Ignored;

impl Server for Ignored {
    fn check_reserved_bits(&self, _bits: u8) -> Result<(), End> {
        Ok(())
    }
}

/// How to mend it.
const HINT: &str = "\
    RSV1 to RSV3 belong to extensions. While none was agreed on, a frame that sets one is \
    answered with 1002.";
