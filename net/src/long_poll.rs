//! # Polling, over sockets                                           chapter 05 · RFC 6202 §2
//! Knows: ask, keep the place, come back when the connection is lost. Does not know: what is asked
//! and heard: `polling/src/poller.rs`.
//! Read before: `polling/src/poller.rs`, `reach.rs`. Read next: `long_poll/attempt.rs`.

mod attempt;
mod event;

pub use event::{Event, Why};

use crate::entropy;
use crate::proxy::Proxy;
use crate::reach::Route;
use crate::tls::ClientTls;
use attempt::{Attempt, Outcome};
use futures_core::Stream;
use http1::{Uri, UriError};
use polling::{Pace, Since};
use std::collections::VecDeque;
use std::fmt;
use std::future::{Future as _, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep_until};
use wire::{Backoff, Limits, Published};

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
    uri: Uri,
    pace: Pace,
    since: Since,
    limits: Limits,
    route: Route,
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
        let backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(30));
        Ok(Self {
            uri: Uri::parse(url)?,
            pace: Pace::Waiting(WAIT),
            since,
            limits: Limits::DEFAULT,
            route: Route::default(),
            backoff_at_first: backoff,
            backoff,
            dice: Box::new(entropy::dice),
            doing: Doing::Due,
            heard: VecDeque::new(),
        })
    }

    /// Another pace: short polling at an interval, or another time to be kept waiting.
    #[must_use]
    pub fn pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    /// Other waits after errors than below 1 s, 2 s, 4 s and so on, up to 30 s.
    #[must_use]
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        (self.backoff_at_first, self.backoff) = (backoff, backoff);
        self
    }

    /// Other limits than the defaults: an answer is bounded by `Limits::body_bytes`.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Trust others than the web does.
    #[must_use]
    pub fn trust(mut self, tls: ClientTls) -> Self {
        self.route.tls = Some(tls);
        self
    }

    /// Go through a proxy.
    #[must_use]
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.route.proxy = Some(proxy);
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
                    let (uri, route) = (self.uri.clone(), self.route.clone());
                    let attempt = Attempt::new(uri, route, self.since, self.pace, self.limits);
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
        let why = match outcome {
            Outcome::Answered => {
                self.backoff = self.backoff_at_first;
                return None;
            }
            // It was good, and the server closed it in due form.
            Outcome::Closed { answered: true } => {
                self.doing = match self.pace {
                    Pace::Waiting(_) => Doing::Due,
                    Pace::Every(interval) => waiting(interval),
                };
                return None;
            }
            Outcome::Closed { answered: false } => Why::Closed,
            Outcome::Failed(why) => why,
        };
        if !why.is_worth_a_retry() {
            self.doing = Doing::Over;
            return Some(Event::Error { why, retry_in: None });
        }
        let wait = self.backoff.fail((self.dice)());
        self.doing = waiting(wait);
        Some(Event::Error { why, retry_in: Some(wait) })
    }
}

fn waiting(time: Duration) -> Doing {
    let now = Instant::now();
    Doing::Waiting(Box::pin(sleep_until(now.checked_add(time).unwrap_or(now))))
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
            .field("uri", &self.uri)
            .field("since", &self.since)
            .finish_non_exhaustive()
    }
}
