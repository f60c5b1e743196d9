//! # Bug 7: anything is a key                                    chapter 09 · RFC 6455 §4.2.1
//! Knows: a request that is no WebSocket's is answered as if it were. Does not know: why.
//! Read before: `b06b_version_not_told.rs`. Read next: `b08_and_for_or.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::head::Head;
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "7",
    symptom: "a request that is no WebSocket's is answered as if it were",
    fails: &["W-154", "W-155", "W-156"],
    hint: HINT,
    server: Kind::WebSocket(&AnyKey),
};

struct AnyKey;

impl Server for AnyKey {
    fn check_key(&self, head: &Head) -> Result<String, End> {
        let key = head.all(self, "Sec-WebSocket-Key");
        Ok(key.first().copied().unwrap_or("undefined").to_string())
    }
}

/// How to mend it.
const HINT: &str = "\
    The key must be there, once, and be 16 bytes in Base64; anything else is 400.";
