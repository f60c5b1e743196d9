//! # Bug 11: one silent client stops everybody                   chapter 09 · RFC 6455 §4.2
//! Knows: now and then nobody can connect, until somebody's phone goes away. Does not know: why.
//! Read before: `b10_rest_of_the_packet_lost.rs`. Read next: `b12a_endless_head.rs`.

use crate::bug::{Bug, Kind};
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "11",
    symptom: "now and then nobody can connect, until somebody's phone goes away",
    fails: &["W-901"],
    hint: HINT,
    server: Kind::WebSocket(&WhileAccepting),
};

struct WhileAccepting;

impl Server for WhileAccepting {
    fn opens_while_accepting(&self) -> bool {
        true
    }
}

/// How to mend it.
const HINT: &str = "\
    Accept, start the thread (or the task), and read the head in there.";
