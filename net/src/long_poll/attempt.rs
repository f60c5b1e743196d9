//! # One connection of a poller                                      chapter 05 · RFC 6202 §2
//! Knows: reach the server, drive a `Poller` over the connection. Does not know: what comes after.
//! Read before: `drive.rs`, `polling/src/poller.rs`. Read next: `tests/05_long_poll_net.rs`.

use super::Why;
use crate::gate::Pass;
use crate::reach::{ReachError, Route, reach};
use crate::{Application, Connection, Ended, Fault, Flow, Stop, Stream, drive};
use http1::Uri;
use polling::poller::Event;
use polling::{Pace, Poller, ProtocolError, Since};
use std::collections::VecDeque;
use std::future::Future;
use std::ops::ControlFlow::Break;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use wire::{Limits, Protocol as _, Published};

/// One connection, and the questions on it.
pub(super) struct Attempt {
    uri: Uri,
    since: Since,
    pace: Pace,
    limits: Limits,
    answered: bool,
    state: State,
}

enum State {
    Reaching(Reaching),
    Open(Box<(Connection<Stream>, Poller)>),
}

type Reaching = Pin<Box<dyn Future<Output = Result<(Stream, Option<Pass>), ReachError>> + Send>>;

/// What became of it so far.
pub(super) enum Outcome {
    /// An answer came. There may be more.
    Answered,
    /// The server closed, after answers or without.
    Closed {
        /// There was at least one answer.
        answered: bool,
    },
    /// There is none.
    Failed(Why),
}

impl Attempt {
    pub(super) fn new(uri: Uri, route: Route, since: Since, pace: Pace, limits: Limits) -> Self {
        let to = uri.clone();
        let reaching = async move { reach(&to, &route, &limits, limits.head_time).await };
        let state = State::Reaching(Box::pin(reaching));
        Self { uri, since, pace, limits, answered: false, state }
    }

    /// The place behind the last answer.
    pub(super) fn since(&self) -> Since {
        match &self.state {
            State::Reaching(_) => self.since,
            State::Open(open) => open.1.since(),
        }
    }

    /// Go on until something came of it; events go to `heard`.
    pub(super) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        heard: &mut VecDeque<Published>,
    ) -> Poll<Outcome> {
        loop {
            match &mut self.state {
                State::Reaching(reaching) => match ready!(reaching.as_mut().poll(cx)) {
                    Ok((stream, _pass)) => match self.open(stream) {
                        Ok(open) => self.state = open,
                        Err(error) => return Poll::Ready(Outcome::Failed(Why::Usage(error))),
                    },
                    Err(error) => return Poll::Ready(Outcome::Failed(Why::Reach(error))),
                },
                State::Open(open) => {
                    let (connection, poller) = &mut **open;
                    if poller.deadline().is_none() {
                        // It asks no more: the last answer said that the server closes.
                        return Poll::Ready(Outcome::Closed { answered: self.answered });
                    }
                    let mut hearing = Hearing { heard, came: None };
                    // To drop the future of `drive` between two polls loses nothing.
                    let driving = pin!(drive(connection, poller, &mut hearing)).poll(cx);
                    let outcome = outcome(hearing.came, ready!(driving), self.answered);
                    self.answered |= matches!(outcome, Outcome::Answered);
                    return Poll::Ready(outcome);
                }
            }
        }
    }

    fn open(&self, stream: Stream) -> Result<State, http1::UsageError> {
        let (host, target) = (self.uri.authority(), self.uri.target());
        let poller = Poller::new(&host, target, self.since, self.pace, self.limits)?;
        let connection = Connection::new(stream, &self.limits, Stop::default());
        Ok(State::Open(Box::new((connection, poller))))
    }
}

fn outcome(
    came: Option<Event>,
    driven: Result<Ended, Fault<ProtocolError>>,
    answered: bool,
) -> Outcome {
    match (came, driven) {
        (Some(Event::Answer(_)), _) => Outcome::Answered,
        (Some(Event::Refused(status, text)), _) => Outcome::Failed(Why::Refused(status, text)),
        (_, Err(fault)) => Outcome::Failed(Why::Fault(fault)),
        (_, Ok(_)) => Outcome::Closed { answered },
    }
}

/// Takes the events of one answer, and notes what came.
struct Hearing<'h> {
    heard: &'h mut VecDeque<Published>,
    came: Option<Event>,
}

impl Application<Poller> for Hearing<'_> {
    fn on_event(&mut self, _: &mut Poller, mut event: Event) -> Flow {
        if let Event::Answer(answer) = &mut event {
            self.heard.extend(answer.events.drain(..));
        }
        self.came = Some(event);
        Break(())
    }
}
