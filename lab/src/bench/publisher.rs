//! # Publisher: each event at its time                               chapter 16
//! Knows: how to say one event after another over one connection, and by when.
//! Does not know: who hears.
//! Read before: `schedule.rs`, `server.rs`. Read next: `mod.rs`.

use super::ear::Course;
use super::schedule::Label;
use super::server::Server;
use crate::listen::heard::Over;
use crate::listen::source::of_failure;
use crate::narrate::escape;
use http1::{Client, ClientEvent};
use net::fetch::FetchError;
use net::reach::reach;
use net::tokio::runtime::Handle;
use net::{Application, Connection, Flow, Stop, Stream, drive};
use std::ops::ControlFlow::{Break, Continue};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::thread::sleep;
use std::time::Duration;
use wire::Limits;

/// As much of a refusal is told.
const REFUSAL_BYTES: usize = 1024;
/// Who waits looks this often whether it is still wanted.
const LOOK: Duration = Duration::from_millis(50);

/// Says events over one connection, which stays open between them.
#[derive(Debug)]
pub struct Publisher {
    server: Arc<Server>,
    open: Option<(Connection<Stream>, Client)>,
}

/// What those who publish side by side share: who is free takes the next event.
#[derive(Debug, Default)]
pub struct Turns {
    next: AtomicUsize,
    is_over: AtomicBool,
}

impl Turns {
    /// Nobody wants the rest.
    pub fn end(&self) {
        self.is_over.store(true, Relaxed);
    }
}

impl Publisher {
    /// It has no connection yet.
    pub fn new(server: Arc<Server>) -> Self {
        Self { server, open: None }
    }

    /// Publish one event, and wait until the server has it.
    ///
    /// # Errors
    /// The server cannot be reached, refused, or was lost.
    pub async fn publish(&mut self, event: String) -> Result<(), Over> {
        let request = self.server.publishing(event);
        let (connection, client) = match &mut self.open {
            Some(open) if open.1.is_ready() => open,
            closed => closed.insert(connect(&self.server).await?),
        };
        client.request(request).map_err(|error| Over::Usage(error.to_string()))?;
        let mut answer = Answer::default();
        let driven = drive(connection, client, &mut answer).await;
        driven.map_err(|fault| of_failure(&FetchError::Fault(fault)))?;
        match answer.status {
            200..300 if answer.is_whole => Ok(()),
            200..300 | 0 => Err(Over::Lost("the server gave no whole answer".into())),
            status => {
                let says = escape(String::from_utf8_lossy(&answer.body).trim());
                let why = format!("the server refused an event, with status {status}");
                Err(Over::Refused(format!("{why}\n  it says: {says}")))
            }
        }
    }

    /// Publish what is due, when it is due, and whatever is due at the end of that. This blocks
    /// its thread: a thread wakes more punctually than the timer of a runtime, which counts in
    /// milliseconds. Returns by how much each event was late.
    ///
    /// # Errors
    /// As [`publish`](Self::publish).
    pub fn publish_all(
        mut self,
        course: &Course,
        turns: &Turns,
        size: usize,
        runtime: &Handle,
    ) -> Result<Vec<Duration>, Over> {
        let mut late = Vec::new();
        while !turns.is_over.load(Relaxed) {
            let Some(due) = course.schedule.due(turns.next.fetch_add(1, Relaxed)) else { break };
            let event = course.schedule.event(Label::Due(due), size);
            while let Some(early) =
                due.checked_sub(course.began().elapsed()).filter(|e| !e.is_zero())
            {
                if turns.is_over.load(Relaxed) {
                    return Ok(late);
                }
                sleep(early.min(LOOK));
            }
            late.push(course.began().elapsed().saturating_sub(due));
            runtime.block_on(self.publish(event))?;
        }
        Ok(late)
    }
}

async fn connect(server: &Server) -> Result<(Connection<Stream>, Client), Over> {
    let limits = Limits::DEFAULT;
    let reached = reach(&server.uri, &server.route(), &limits, limits.head_time).await;
    let (stream, _) = reached.map_err(|error| of_failure(&FetchError::Reach(error)))?;
    Ok((Connection::new(stream, limits, Stop::default()), Client::new(limits)))
}

/// The answer to one event.
#[derive(Default)]
struct Answer {
    status: u16,
    body: Vec<u8>,
    is_whole: bool,
}

impl Application<Client> for Answer {
    fn on_event(&mut self, _: &mut Client, event: ClientEvent<'_>) -> Flow {
        match event {
            ClientEvent::Response(head) => self.status = head.status(),
            ClientEvent::Data(piece) => {
                let room = REFUSAL_BYTES.saturating_sub(self.body.len());
                self.body.extend(piece.iter().take(room));
            }
            ClientEvent::End => {
                self.is_whole = true;
                return Break(());
            }
            ClientEvent::Closed => return Break(()),
        }
        Continue(())
    }
}
