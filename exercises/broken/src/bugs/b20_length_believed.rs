//! # Bug 20: a few bytes hold a connection for ever              chapter 10 · RFC 6455 §10.4
//! Knows: memory is full of messages that never came. Does not know: why.
//! Read before: `b19_minus_128.rs`. Read next: `b21_opcode_not_read.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::server::Server;
use crate::socket::Socket;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "20",
    symptom: "memory is full of messages that never came",
    fails: &["W-308", "W-309", "W-310", "W-311"],
    hint: HINT,
    server: Kind::WebSocket(&Believed),
};

struct Believed;

impl Server for Believed {
    fn read_length(&self, socket: &mut Socket, short: u8) -> Result<u64, End> {
        Ok(match short {
            126 => self.length_of_2(socket.take()?),
            127 => self.length_of_8(socket.take()?),
            _ => u64::from(short),
        })
    }

    fn check_size(&self, _size: u64) -> Result<(), End> {
        Ok(())
    }
}

/// How to mend it.
const HINT: &str = "\
    Ten bytes can announce 9 exabytes. Judge the length before anything is kept for it: 1002 \
    when its first bit is set, 1009 when it is more than you take.";
