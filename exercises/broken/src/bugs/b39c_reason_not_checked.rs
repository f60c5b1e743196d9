//! # Bug 39c: a reason that cannot be read                       chapter 14 · RFC 6455 §5.5.1
//! Knows: the log says that a client left, and the reason breaks the page that shows it.
//! Does not know: why.
//! Read before: `b39b_any_close_code.rs`. Read next: `b40_heard_after_close.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "39c",
    symptom: "the log says that a client left, and the reason breaks the page that shows it",
    fails: &["W-715"],
    hint: HINT,
    server: Kind::WebSocket(&NotChecked),
};

struct NotChecked;

impl Server for NotChecked {
    fn check_close_reason(&self, _reason: &[u8]) -> Result<(), End> {
        Ok(())
    }
}

/// How to mend it.
const HINT: &str = "\
    What follows the code is UTF-8; when it is not, the answer is 1007.";
