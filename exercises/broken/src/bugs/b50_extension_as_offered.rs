//! # Bug 50: no browser understands the answers                  chapter 08 · RFC 6455 §9.1
//! Knows: messages of browsers come out as noise, and small test tools work. Does not know: why.
//! Read before: `b47_no_limit.rs`. Read next: `e01_newline_in_data.rs`.

use crate::bug::{Bug, Kind};
use crate::head::Head;
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "50",
    symptom: "messages of browsers come out as noise, and small test tools work",
    fails: &["W-118", "W-801", "W-802", "W-804", "W-805", "W-807"],
    hint: HINT,
    server: Kind::WebSocket(&AsOffered),
};

struct AsOffered;

impl Server for AsOffered {
    fn agree(&self, head: &Head) -> String {
        let offered = head.all(self, "Sec-WebSocket-Extensions");
        match offered.first() {
            Some(extensions) => format!("Sec-WebSocket-Extensions: {extensions}\r\n"),
            None => String::new(),
        }
    }
}

/// How to mend it.
const HINT: &str = "\
    An extension in the answer is a promise to speak it. What the server does not know it leaves \
    out, and then nobody uses it.";
