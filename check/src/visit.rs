//! # Visit: what a probe is given                                chapter 16
//! Knows: the target, what was found out before, new connections. Does not know: what is asked.
//! Read before: `target.rs`, `probe.rs`. Read next: `raw.rs`.

use crate::clients::Door;
use crate::outcome::Record;
use crate::{Miss, Target, Wire};
use explain::Sender;
use std::sync::atomic::{AtomicU32, Ordering};

/// What a probe is given: the target, what is known of it, and connections to it.
#[derive(Debug)]
pub struct Visit {
    /// Who is asked.
    pub target: Target,
    /// A good request opens a WebSocket.
    pub(crate) opens: bool,
    /// Messages come back.
    pub(crate) echoes: bool,
    /// A Close is answered, or at least ends the connection.
    pub(crate) says_goodbye: bool,
    /// A request for what is not there is answered.
    pub(crate) answers_anything: bool,
    pub(crate) record: Record,
    pub(crate) connections: AtomicU32,
    /// Where clients come in, if it is they who are judged.
    pub(crate) door: Option<Door>,
}

impl Visit {
    /// A visit to a server of which nothing is known.
    pub fn new(target: Target) -> Self {
        let (record, connections) = (Record::about(Sender::Server), AtomicU32::new(0));
        let (opens, echoes, says_goodbye, answers_anything) = (false, false, false, false);
        let door = None;
        Self { target, opens, echoes, says_goodbye, answers_anything, record, connections, door }
    }

    /// A visit by clients that come to this door.
    pub(crate) fn by_clients(target: Target, door: Door) -> Self {
        let record = Record::about(Sender::Client);
        Self { record, door: Some(door), opens: true, echoes: true, ..Self::new(target) }
    }

    /// A new connection, on which nothing was said.
    ///
    /// # Errors
    /// The server cannot be reached.
    pub async fn connect(&self) -> Result<Wire, Miss> {
        let number = self.connections.fetch_add(1, Ordering::Relaxed) + 1;
        let target = &self.target;
        let limits = wire::Limits::DEFAULT;
        let http = target.uri.as_http();
        match net::reach::reach(http, &target.route, &limits, target.timeout).await {
            Ok((stream, _)) => {
                Ok(Wire::new(stream, Sender::Client, number, self.record.clone(), target))
            }
            Err(error) => Err(Miss::wrong("a connection", error)),
        }
    }

    /// Begin anew to count and to write down.
    pub(crate) fn begin(&self) {
        self.record.take();
        self.connections.store(0, Ordering::Relaxed);
    }
}
