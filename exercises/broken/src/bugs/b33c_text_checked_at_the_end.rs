//! # Bug 33c: a bad text is read to its end                      chapter 12 · RFC 6455 §8.1
//! Knows: a client learns of its bad first byte when it has sent a gigabyte. Does not know: why.
//! Read before: `b33b_text_checked_by_frame.rs`. Read next: `b34_long_forms_accepted.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::message::{self, Message};
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "33c",
    symptom: "a client learns of its bad first byte when it has sent a gigabyte",
    fails: &["W-611"],
    hint: HINT,
    server: Kind::WebSocket(&AtTheEnd),
};

struct AtTheEnd;

impl Server for AtTheEnd {
    fn check_text(&self, message: &mut Message, is_last: bool) -> Result<(), End> {
        if is_last { message::check_text(message, true) } else { Ok(()) }
    }
}

/// How to mend it.
const HINT: &str = "\
    Check each piece as it comes: what can be no character is known at its first bad byte.";
