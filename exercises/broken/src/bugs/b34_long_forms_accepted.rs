//! # Bug 34: one length, three spellings                         chapter 10 · RFC 6455 §5.2
//! Knows: nothing is seen; a filter in front of the server may read other lengths than the server.
//! Does not know: why.
//! Read before: `b33c_text_checked_at_the_end.rs`. Read next: `b37_mask_begun_anew.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::server::Server;
use crate::socket::Socket;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "34",
    symptom: "\
        nothing is seen; a filter in front of the server may read other lengths than the server",
    fails: &["W-310", "W-311"],
    hint: HINT,
    server: Kind::WebSocket(&LongForms),
};

struct LongForms;

impl Server for LongForms {
    fn read_length(&self, socket: &mut Socket, short: u8) -> Result<u64, End> {
        let length = match short {
            126 => self.length_of_2(socket.take()?),
            127 => self.length_of_8(socket.take()?),
            _ => u64::from(short),
        };
        if length >> 63 == 0 {
            return Ok(length);
        }
        Err(End::Broken(1002, "a length whose first bit is set"))
    }
}

/// How to mend it.
const HINT: &str = "\
    The shortest form that can hold a length is the only one that may be used: 1002 for the \
    others.";
