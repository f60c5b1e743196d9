//! # Bug 8: a form opens a WebSocket                             chapter 09 · RFC 6455 §4.2.1
//! Knows: a monitor that asks with POST is told to go on by WebSocket. Does not know: why.
//! Read before: `b07_any_key.rs`. Read next: `b09_any_origin.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::head::{Head, bad};
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "8",
    symptom: "a monitor that asks with POST is told to go on by WebSocket",
    fails: &["W-157", "W-158"],
    hint: HINT,
    server: Kind::WebSocket(&AndForOr),
};

struct AndForOr;

impl Server for AndForOr {
    fn check_request_line(&self, head: &Head) -> Result<(), End> {
        if head.method != "GET" && head.version != "HTTP/1.1" {
            return Err(bad("a WebSocket is asked for with GET and HTTP/1.1"));
        }
        Ok(())
    }
}

/// How to mend it.
const HINT: &str = "\
    Two things are asked for, so one that is missing is enough to refuse: `||`, not `&&`.";
