//! # Bug 6a: a client from before the standard hangs             chapter 09 · RFC 6455 §4.2.2
//! Knows: an old client is let in, and then neither side understands the other. Does not know: why.
//! Read before: `b05_one_path_by_heart.rs`. Read next: `b06b_version_not_told.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::head::Head;
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "6a",
    symptom: "an old client is let in, and then neither side understands the other",
    fails: &["W-151", "W-152"],
    hint: HINT,
    server: Kind::WebSocket(&AnyVersion),
};

struct AnyVersion;

impl Server for AnyVersion {
    fn check_version(&self, _head: &Head) -> Result<(), End> {
        Ok(())
    }
}

/// How to mend it.
const HINT: &str = "\
    Look at Sec-WebSocket-Version: it must be there, and be 13.";
