//! # Polling, over sockets                                           chapter 05 · RFC 6202 §2
//! Knows: ask, keep the place, come back when the connection is lost. Does not know: what is asked
//! and heard: `polling/src/poller.rs`.
//! Read before: `polling/src/poller.rs`, `fetch/request.rs`. Read next: `long_poll/attempt.rs`.

mod attempt;
mod event;

pub use event::{Event, Why};

use crate::entropy;
use crate::fetch::Request;
use attempt::{Attempt, Outcome};
use futures_core::Stream;
use http1::UriError;
use polling::{Pace, Since};
use std::collections::VecDeque;
use std::fmt;
use std::future::{Future as _, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Sleep, sleep};
use wire::{Backoff, Published};

/// How long a server may keep us waiting, unless it is told otherwise: 25 s (RFC 6202 §5.5).
pub const WAIT: Duration = polling::since::WAIT_DEFAULT;

/// The events behind a place in a log, heard by asking again and again.
///
/// Over one connection as long as it lasts. When it is lost the same question is asked again on
/// another one: the place moves only with a whole answer, so nothing is missed, and nothing comes
/// twice. There is no task behind it, as with [`EventSource`](crate::EventSource), and its futures
/// may be dropped at any moment.
///
/// ```no_run
/// use net::long_poll::{Event, LongPoll};
/// # async fn read() -> Result<(), http1::UriError> {
/// let mut news = LongPoll::listen("https://example.com/long-poll", polling::Since::Now)?;
/// while let Some(event) = news.next().await {
///     match event {
///         Event::Message(event) => println!("{}: {}", event.event, event.data),
///         Event::Error { why, retry_in: Some(wait) } => println!("{why}; again in {wait:?}"),
///         Event::Error { why, retry_in: None } => println!("{why}; for good"),
///     }
/// }
/// # Ok(())
/// # }
/// ```
pub struct LongPoll {
    request: Request,
    pace: Pace,
    since: Since,
    /// As it was given: a success begins its series anew.
    backoff_at_first: Backoff,
    backoff: Backoff,
    dice: Box<dyn FnMut() -> u64 + Send>,
    doing: Doing,
    heard: VecDeque<Published>,
}

/// What is being done.
enum Doing {
    /// Ask, on a new connection.
    Due,
    /// Wait, then ask.
    Waiting(Pin<Box<Sleep>>),
    /// A connection, on its way or open.
    Asking(Box<Attempt>),
    /// Nothing any more.
    Over,
}

impl LongPoll {
    /// Long polling at `url`, from `since` on.
    ///
    /// # Errors
    /// `UriError`: it is no address. Nothing was sent.
    pub fn listen(url: &str, since: Since) -> Result<Self, UriError> {
        Ok(Self::new(Request::get(url)?, since))
    }

    /// Long polling of what `request` asks for, from `since` on: with its fields, by its route,
    /// within its limits and the time that it gives to connect. It is asked by `GET`, without a
    /// body, and no redirection is followed.
    pub fn new(request: Request, since: Since) -> Self {
        let backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(30));
        Self {
            request,
            pace: Pace::Waiting(WAIT),
            since,
            backoff_at_first: backoff,
            backoff,
            dice: Box::new(entropy::dice),
            doing: Doing::Due,
            heard: VecDeque::new(),
        }
    }

    /// Another pace: short polling at an interval, or another time to be kept waiting.
    #[must_use]
    pub fn pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    /// Other waits after errors than below 1 s, 2 s, 4 s and so on, up to 30 s. What the server
    /// asks for (`Retry-After`) is added.
    #[must_use]
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        (self.backoff_at_first, self.backoff) = (backoff, backoff);
        self
    }

    /// Other dice: for a test that wants the same ones each time.
    #[must_use]
    pub fn dice(mut self, dice: impl FnMut() -> u64 + Send + 'static) -> Self {
        self.dice = Box::new(dice);
        self
    }

    /// The next event; `None` once it is closed, or was refused.
    pub async fn next(&mut self) -> Option<Event> {
        poll_fn(|cx| self.poll_event(cx)).await
    }

    /// Close it: the socket at once, and what was read but not heard is not heard any more.
    pub fn close(&mut self) {
        self.doing = Doing::Over;
        self.heard.clear();
    }

    /// The place behind all that was read; when all of it was heard, where to go on another day.
    pub fn since(&self) -> Since {
        self.since
    }

    /// The next event, or a promise to wake the task. Ready with `None` once it is closed.
    pub fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<Event>> {
        loop {
            if let Some(event) = self.heard.pop_front() {
                return Poll::Ready(Some(Event::Message(event)));
            }
            match &mut self.doing {
                Doing::Due => {
                    let attempt = Attempt::new(self.request.clone(), self.since, self.pace);
                    self.doing = Doing::Asking(Box::new(attempt));
                }
                Doing::Waiting(timer) => {
                    ready!(timer.as_mut().poll(cx));
                    self.doing = Doing::Due;
                }
                Doing::Asking(attempt) => {
                    let outcome = ready!(attempt.poll(cx, &mut self.heard));
                    self.since = attempt.since();
                    if let Some(error) = self.take(outcome) {
                        return Poll::Ready(Some(error));
                    }
                }
                Doing::Over => return Poll::Ready(None),
            }
        }
    }

    /// What comes of what became of an attempt.
    fn take(&mut self, outcome: Outcome) -> Option<Event> {
        let (why, not_before) = match outcome {
            Outcome::Answered => {
                self.backoff = self.backoff_at_first;
                return None;
            }
            // It was good, and the server closed it in due form.
            Outcome::Closed(pause) => {
                self.doing = waiting(pause);
                return None;
            }
            Outcome::Failed(why, not_before) => (why, not_before),
        };
        if !why.is_worth_a_retry() {
            self.doing = Doing::Over;
            return Some(Event::Error { why, retry_in: None });
        }
        let wait = not_before.saturating_add(self.backoff.fail((self.dice)()));
        self.doing = waiting(wait);
        Some(Event::Error { why, retry_in: Some(wait) })
    }
}

fn waiting(time: Duration) -> Doing {
    if time.is_zero() { Doing::Due } else { Doing::Waiting(Box::pin(sleep(time))) }
}

impl Stream for LongPoll {
    type Item = Event;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Event>> {
        self.get_mut().poll_event(cx)
    }
}

impl fmt::Debug for LongPoll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LongPoll")
            .field("request", &self.request)
            .field("since", &self.since)
            .finish_non_exhaustive()
    }
}
