//! # Bug 33a: texts that are none                                chapter 12 · RFC 6455 §8.1
//! Knows: a browser hangs up with an error when another client's message comes. Does not know: why.
//! Read before: `b32b_message_inside_a_message.rs`. Read next: `b33b_text_checked_by_frame.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::message::Message;
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "33a",
    symptom: "a browser hangs up with an error when another client's message comes",
    fails: &["W-603", "W-604", "W-605", "W-606", "W-607", "W-609", "W-611"],
    hint: HINT,
    server: Kind::WebSocket(&NotChecked),
};

struct NotChecked;

impl Server for NotChecked {
    fn check_text(&self, _message: &mut Message, _is_last: bool) -> Result<(), End> {
        Ok(())
    }
}

/// How to mend it.
const HINT: &str = "\
    A text must be UTF-8. What is not is answered with 1007, and goes to nobody.";
