//! # Bug 46: connections of clients that are long gone           chapter 13 · RFC 6455 §5.5.2
//! Knows: the list of who is there grows, and most of them are not. Does not know: why.
//! Read before: `b45_short_write.rs`. Read next: `b47_no_limit.rs`.

use crate::bug::{Bug, Kind};
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "46",
    symptom: "the list of who is there grows, and most of them are not",
    fails: &["W-903"],
    hint: HINT,
    server: Kind::WebSocket(&NeverAsks),
};

struct NeverAsks;

impl Server for NeverAsks {
    fn question(&self) -> Option<Vec<u8>> {
        None
    }
}

/// How to mend it.
const HINT: &str = "\
    A client that vanished says nothing. Ask with a ping when it was silent for some time, and \
    give it up when nothing comes back.";
