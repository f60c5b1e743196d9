//! # Reconnect: a WebSocket that comes back                          chapter 07 · RFC 6455 §7.2.3
//! Knows: open, drive, wait, open again. Does not know: what is said, or where the place is kept.
//! Read before: `wire/src/backoff.rs`, `retry.rs`. Read next: `lab/src/lane.rs`.
//!
//! Nothing here happens unasked: [`keep_open`] is for an application that knows how to begin
//! again. A new connection knows nothing of the last one, so the application is told of each, and
//! it says with which request the next one is opened: there it puts its place.

use crate::retry::Lost;
use crate::websocket::{Opened, Request, connect};
use crate::{Application, Ended, Fault, Flow, Stop, drive, entropy};
use frames::{Closed, Connection as WebSocket, Event, Who};
use std::task::Context;
use std::time::Duration;
use std::{fmt, io};
use tokio::time::{Instant, sleep_until};
use wire::Backoff;

/// An application whose WebSocket is opened again and again.
pub trait Returning: Application<WebSocket> {
    /// What to ask for now: its target tells the place behind the last event that was heard.
    fn request(&mut self) -> Request;

    /// A WebSocket is open: subscribe (again).
    fn on_open(&mut self, socket: &mut WebSocket, subprotocol: Option<&str>);

    /// There is no WebSocket; the next attempt is made after `wait`.
    fn on_lost(&mut self, why: &Lost, wait: Duration) {
        let _ = (why, wait);
    }
}

/// Why there is no further attempt.
#[derive(Debug)]
pub enum GaveUp {
    /// The application broke off or closed, or the stop was asked for.
    Asked,
    /// Another attempt would end like this one.
    Hopeless(Lost),
    /// It failed as often as it may.
    TooOften(Lost),
}

impl fmt::Display for GaveUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked => f.write_str("the end was asked for"),
            Self::Hopeless(lost) => write!(f, "{lost}; to try again would not help"),
            Self::TooOften(lost) => write!(f, "{lost}; this was the last attempt"),
        }
    }
}

impl std::error::Error for GaveUp {}

/// When to try again. It holds no connection: what it knows survives any future that is dropped.
pub struct Reconnect {
    backoff: Backoff,
    failures_max: Option<u32>,
    dice: Box<dyn FnMut() -> u64 + Send>,
    open_since: Option<Instant>,
    due: Option<Instant>,
}

impl fmt::Debug for Reconnect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reconnect").field("backoff", &self.backoff).finish_non_exhaustive()
    }
}

impl Default for Reconnect {
    fn default() -> Self {
        Self::new(Backoff::default())
    }
}

impl Reconnect {
    /// Try at once, then as `backoff` says, without an end.
    pub fn new(backoff: Backoff) -> Self {
        let dice = Box::new(entropy::dice);
        Self { backoff, failures_max: None, dice, open_since: None, due: None }
    }

    /// Give up after so many failures in a row.
    #[must_use]
    pub fn failures_max(mut self, most: u32) -> Self {
        self.failures_max = Some(most);
        self
    }

    /// Other dice: for a test that wants the same ones each time.
    #[must_use]
    pub fn dice(mut self, dice: impl FnMut() -> u64 + Send + 'static) -> Self {
        self.dice = Box::new(dice);
        self
    }

    /// Wait until the next attempt is due; the first one is at once. Dropped and called again, it
    /// waits for the same moment.
    pub async fn wait(&mut self) {
        if let Some(due) = self.due {
            sleep_until(due).await;
        }
    }

    /// The attempt succeeded.
    pub fn opened(&mut self) {
        self.open_since = Some(Instant::now());
    }

    /// The attempt failed, or the connection is over: when is the next one due?
    ///
    /// # Errors
    /// [`GaveUp`]: never again.
    pub fn lost(&mut self, why: Lost) -> Result<(Lost, Duration), GaveUp> {
        if let Some(since) = self.open_since.take() {
            self.backoff.stayed(since.elapsed());
        }
        if !why.is_worth_a_retry() {
            return Err(GaveUp::Hopeless(why));
        }
        let wait = self.backoff.fail((self.dice)());
        if self.failures_max.is_some_and(|most| self.backoff.failures() >= most) {
            return Err(GaveUp::TooOften(why));
        }
        self.due = Some(Instant::now() + wait);
        Ok((why, wait))
    }
}

/// Keep a WebSocket open for `application`, until it breaks off or closes, `stop` is asked for, or
/// another attempt is pointless.
///
/// Dropping the future drops the connection. Called again with the same arguments it goes on: a
/// wait that was begun ends when it would have ended.
pub async fn keep_open<A: Returning>(
    reconnect: &mut Reconnect,
    application: &mut A,
    stop: Stop,
) -> GaveUp {
    loop {
        let opening = async {
            reconnect.wait().await;
            connect(application.request().stop(stop.clone())).await
        };
        let mut asked = stop.clone();
        let opened = tokio::select! {
            biased;
            () = asked.asked() => return GaveUp::Asked,
            opened = opening => opened,
        };
        let lost = match opened {
            Err(error) => Lost::NotOpened(error),
            Ok(opened) => {
                reconnect.opened();
                // An open one hears of the stop itself, and says goodbye.
                match live(opened, application).await {
                    Some(lost) if !stop.is_asked() => lost,
                    _ => return GaveUp::Asked,
                }
            }
        };
        match reconnect.lost(lost) {
            Ok((why, wait)) => application.on_lost(&why, wait),
            Err(gave_up) => return gave_up,
        }
    }
}

/// Drive an open WebSocket to its end. None if the application wanted that end.
async fn live<A: Returning>(opened: Opened, application: &mut A) -> Option<Lost> {
    let Opened { mut connection, mut socket, subprotocol, .. } = opened;
    application.on_open(&mut socket, subprotocol.as_deref());
    let mut noting = Noting { application, closed: None };
    let ended = drive(&mut connection, &mut socket, &mut noting).await;
    match (ended, noting.closed) {
        (Ok(Ended::HandedOn), _) => None,
        // Whether the peer answered changes nothing: this end was wanted.
        (_, Some(closed)) if closed.by == Who::Us => None,
        (_, Some(closed)) if closed.clean => Some(Lost::Closed(closed)),
        (Err(fault), _) => Some(Lost::Failed(fault)),
        (Ok(Ended::Closed), Some(closed)) => Some(Lost::Closed(closed)),
        (Ok(Ended::Closed), None) => {
            Some(Lost::Failed(Fault::Io(io::ErrorKind::UnexpectedEof.into())))
        }
    }
}

/// The application, and beside it a note of how the WebSocket was closed.
struct Noting<'a, A> {
    application: &'a mut A,
    closed: Option<Closed>,
}

impl<A: Returning> Application<WebSocket> for Noting<'_, A> {
    fn on_event(&mut self, socket: &mut WebSocket, event: Event<'_>) -> Flow {
        if let Event::Closed(closed) = &event {
            self.closed = Some(closed.clone());
        }
        self.application.on_event(socket, event)
    }

    fn may_hear(&self, blocked: bool) -> bool {
        self.application.may_hear(blocked)
    }

    fn poll_work(&mut self, socket: &mut WebSocket, cx: &mut Context<'_>) -> Flow {
        self.application.poll_work(socket, cx)
    }

    fn shut_down(&mut self, socket: &mut WebSocket) {
        self.application.shut_down(socket);
    }
}
