//! # Bug 43: one slow reader stops everybody                     chapter 15 · RFC 6455 §10.4
//! Knows: when somebody's train enters a tunnel, everybody's messages stop. Does not know: why.
//! Read before: `b42b_thread_dies_on_a_bad_frame.rs`. Read next: `b45_short_write.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::server::Server;
use crate::socket::Socket;
use std::sync::Mutex;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "43",
    symptom: "when somebody's train enters a tunnel, everybody's messages stop",
    fails: &["W-953"],
    hint: HINT,
    server: Kind::WebSocket(&OneLock),
};

struct OneLock;

impl Server for OneLock {
    fn send(&self, socket: &mut Socket, frame: &[u8]) -> Result<(), End> {
        static CLIENTS: Mutex<()> = Mutex::new(());
        let _held = CLIENTS.lock();
        Ok(socket.send(frame)?)
    }
}

/// How to mend it.
const HINT: &str = "\
    A write may wait for its reader for a long time: hold no lock while you write. Give each \
    client a bounded queue, and let its own thread empty it.";
