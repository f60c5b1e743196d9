//! # Bug e15: one slow reader stops everybody                    chapter 15 · HTML §9.2.3
//! Knows: when somebody's laptop is closed, everybody's events stop. Does not know: why.
//! Read before: `e14_one_by_one.rs`. Read next: `e16_host_not_needed.rs`.

use crate::bug::{Bug, Kind};
use crate::end::End;
use crate::events::EventServer;
use crate::socket::Socket;
use std::sync::Mutex;

/// The server, and what it does.
pub(super) const BUG: Bug = Bug {
    number: "e15",
    symptom: "when somebody's laptop is closed, everybody's events stop",
    fails: &["H-603"],
    hint: HINT,
    server: Kind::Events(&OneLock),
};

struct OneLock;

impl EventServer for OneLock {
    fn send(&self, socket: &mut Socket, bytes: &[u8]) -> Result<(), End> {
        static CLIENTS: Mutex<()> = Mutex::new(());
        let _held = CLIENTS.lock();
        Ok(socket.send(bytes)?)
    }
}

/// How to mend it.
const HINT: &str = "\
    A write may wait for its reader for a long time: hold no lock while you write.";
