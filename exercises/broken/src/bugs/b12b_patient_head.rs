//! # Bug 12b: connections that never begin                       chapter 09 · RFC 6455 §10.4
//! Knows: thousands of connections are open, and none has said anything. Does not know: why.
//! Read before: `b12a_endless_head.rs`. Read next: `b13_protocol_by_heart.rs`.

use crate::bug::{Bug, Kind};
use crate::server::Server;
use std::time::Duration;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "12b",
    symptom: "thousands of connections are open, and none has said anything",
    fails: &["W-902"],
    hint: HINT,
    server: Kind::WebSocket(&Patient),
};

struct Patient;

impl Server for Patient {
    fn head_time(&self) -> Option<Duration> {
        Some(Duration::from_secs(24 * 3600))
    }
}

/// How to mend it.
const HINT: &str = "\
    A head that is not there after some seconds is answered with 408, and the connection is \
    closed.";
