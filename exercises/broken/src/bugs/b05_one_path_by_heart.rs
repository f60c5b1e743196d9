//! # Bug 5: a query gives 404                                    chapter 08 · RFC 6455 §4.2.1
//! Knows: as soon as the address has a query, the server says 404. Does not know: why.
//! Read before: `b04_one_read_one_head.rs`. Read next: `b06a_any_version.rs`.

use crate::bug::{Bug, Kind};
use crate::end::{End, Refusal};
use crate::head::Head;
use crate::server::Server;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "5",
    symptom: "as soon as the address has a query, the server says 404",
    fails: &["W-115", "W-116"],
    hint: HINT,
    server: Kind::WebSocket(&ByHeart),
};

struct ByHeart;

impl Server for ByHeart {
    fn check_request_line(&self, head: &Head) -> Result<(), End> {
        let line = format!("{} {} {}", head.method, head.target, head.version);
        match line.as_str() {
            "GET / HTTP/1.1" => Ok(()),
            _ => Err(Refusal::new("404 Not Found", "there is nothing here").into()),
        }
    }
}

/// How to mend it.
const HINT: &str = "\
    Take the request line apart: method, target, version. The target belongs to the application, \
    letter for letter, with its query.";
