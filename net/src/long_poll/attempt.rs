//! # One connection of a poller                                      chapter 05 · RFC 6202 §2
//! Knows: reach the server, drive a `Poller` over the connection. Does not know: what comes after.
//! Read before: `drive.rs`, `polling/src/poller.rs`. Read next: `tests/05_long_poll_net.rs`.

use super::Why;
use crate::fetch::Request;
use crate::gate::Pass;
use crate::onlooker::Seen;
use crate::reach::{ReachError, reach};
use crate::{Application, Connection, Flow, Onlooker, Stop, Stream, drive};
use polling::poller::Event;
use polling::{Pace, Poller, Since};
use std::collections::VecDeque;
use std::future::Future;
use std::ops::ControlFlow::Break;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use wire::{Protocol as _, Published, Tap};

/// One connection, and the questions on it.
pub(super) struct Attempt {
    request: Request,
    since: Since,
    pace: Pace,
    answered: bool,
    state: State,
}

enum State {
    Reaching(Reaching),
    Open(Box<(Connection<Stream>, Tapped)>),
}

/// The poller, and who looks on.
type Tapped = Tap<Poller, Onlooker>;

type Reaching = Pin<Box<dyn Future<Output = Result<(Stream, Option<Pass>), ReachError>> + Send>>;

/// What became of it so far.
pub(super) enum Outcome {
    /// An answer came. There may be more.
    Answered,
    /// The server closed after an answer; the next question is due after so long.
    Closed(Duration),
    /// There is none; if the server said so, one should not ask again before so long.
    Failed(Why, Duration),
}

impl Attempt {
    pub(super) fn new(request: Request, since: Since, pace: Pace) -> Self {
        let to = request.clone();
        let reaching =
            async move { reach(&to.uri, &to.route, &to.limits, to.connect_time()).await };
        let state = State::Reaching(Box::pin(reaching));
        Self { request, since, pace, answered: false, state }
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
                        Err(error) => return Poll::Ready(failed(Why::Usage(error))),
                    },
                    Err(error) => return Poll::Ready(failed(Why::Reach(error))),
                },
                State::Open(open) => {
                    let (connection, poller) = &mut **open;
                    if poller.deadline().is_none() {
                        // It asks no more: the last answer said that the server closes.
                        return Poll::Ready(closed(poller, self.answered));
                    }
                    let mut hearing = Hearing { heard, came: None };
                    // To drop the future of `drive` between two polls loses nothing.
                    let driving = pin!(drive(connection, poller, &mut hearing)).poll(cx);
                    let driven = ready!(driving);
                    let outcome = match (hearing.came, driven) {
                        (Some(Event::Answer(_)), _) => Outcome::Answered,
                        (Some(Event::Refused(status, text)), _) => {
                            let not_before = poller.retry_after().unwrap_or_default();
                            Outcome::Failed(Why::Refused(status, text), not_before)
                        }
                        (_, Err(fault)) => failed(Why::Fault(fault)),
                        (_, Ok(_)) => closed(poller, self.answered),
                    };
                    self.answered |= matches!(outcome, Outcome::Answered);
                    return Poll::Ready(outcome);
                }
            }
        }
    }

    fn open(&self, stream: Stream) -> Result<State, http1::UsageError> {
        let Request { uri, fields, limits, .. } = &self.request;
        let poller = Poller::new(&uri.authority(), uri.target(), self.since, self.pace, *limits)?;
        let poller = poller.with_fields(fields.clone())?;
        let connection = Connection::new(stream, *limits, Stop::default());
        self.request.onlooker.see(Seen::Opened);
        let poller = Tap::new(poller, self.request.onlooker.clone());
        Ok(State::Open(Box::new((connection, poller))))
    }
}

fn failed(why: Why) -> Outcome {
    Outcome::Failed(why, Duration::ZERO)
}

fn closed(poller: &Poller, answered: bool) -> Outcome {
    if answered { Outcome::Closed(poller.pause()) } else { failed(Why::Closed) }
}

/// Takes the events of one answer, and notes what came.
struct Hearing<'h> {
    heard: &'h mut VecDeque<Published>,
    came: Option<Event>,
}

impl Application<Tapped> for Hearing<'_> {
    fn on_event(&mut self, _: &mut Tapped, mut event: Event) -> Flow {
        if let Event::Answer(answer) = &mut event {
            self.heard.extend(answer.events.drain(..));
        }
        self.came = Some(event);
        Break(())
    }
}
