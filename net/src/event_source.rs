//! # EventSource, over sockets                                chapter 07 · WHATWG HTML §9.2
//! Knows: do what the machine says next, with a socket, a clock and dice. Does not know: what an
//! answer means, or when to come back: `sse/src/event_source/`.
//! Read before: `sse/src/event_source/mod.rs`, `fetch.rs`. Read next: `event_source/asking.rs`.

mod asking;

pub use sse::event_source::{Event, Options, ReadyState, Why};

use crate::entropy;
use crate::fetch::{FetchError, Request, Response, open};
use asking::{answer, ask, end};
use futures_core::Stream;
use http1::UriError;
use sse::event_source::{EventSource as Machine, Step};
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep_until};
use wire::Input;

/// A stream of server-sent events that comes back when it is lost, and keeps its place.
///
/// There is no task behind it: it reads while it is asked for the [next](Self::next) event, and
/// the first request is made then. So who does not ask is not read from, and to drop it closes the
/// socket at once. Every future that it gives may be dropped at any moment; nothing is lost.
///
/// ```no_run
/// use net::event_source::{Event, EventSource};
/// # async fn read() -> Result<(), http1::UriError> {
/// let mut news = EventSource::connect("https://example.com/events")?;
/// while let Some(event) = news.next().await {
///     match event {
///         Event::Open => {}
///         Event::Message { event, data, .. } => println!("{event}: {data}"),
///         Event::Error { why, retry_in: Some(wait) } => println!("{why}; again in {wait:?}"),
///         Event::Error { why, retry_in: None } => println!("{why}; for good"),
///     }
/// }
/// # Ok(())
/// # }
/// ```
///
/// Source: WHATWG HTML §9.2.2 to §9.2.4.
pub struct EventSource {
    machine: Machine,
    /// What to ask: the machine says where, and from which place on.
    template: Request,
    doing: Doing,
    /// What was read of the body, and how much of it the machine has taken.
    piece: Vec<u8>,
    taken: usize,
    failure: Option<FetchError>,
    began: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
    dice: Box<dyn FnMut() -> u64 + Send>,
}

/// What is open.
enum Doing {
    /// Nothing.
    Nothing,
    /// A request is on its way.
    Asking(Asking),
    /// The answer's body is read.
    Reading(Box<Response>),
}

type Asking = Pin<Box<dyn Future<Output = Result<Response, FetchError>> + Send>>;

impl EventSource {
    /// The stream at `url`, read in a browser's manner: `GET`, and 3 s between two attempts.
    ///
    /// # Errors
    /// `UriError`: it is no address. Nothing was sent.
    pub fn connect(url: &str) -> Result<Self, UriError> {
        Ok(Self::new(Request::get(url)?, Options::default()))
    }

    /// The stream that `request` asks for, again and again: with its method, its fields and its
    /// body, by its route, within its times. A `POST` is sent again at each attempt, so what it
    /// does must bear that.
    ///
    /// The redirections are the machine's to follow, whatever the request says: 20 at most, and
    /// fields that may be secret stay with the first origin. Each attempt begins at the first
    /// address. A field `Last-Event-ID` is the machine's, too: see [`Options`].
    pub fn new(request: Request, options: Options) -> Self {
        Self {
            machine: Machine::new(&request.uri().to_string(), options),
            template: request.follow(0),
            doing: Doing::Nothing,
            piece: Vec::new(),
            taken: 0,
            failure: None,
            began: None,
            timer: None,
            dice: Box::new(entropy::dice),
        }
    }

    /// Other dice: for a test that wants the same ones each time.
    #[must_use]
    pub fn dice(mut self, dice: impl FnMut() -> u64 + Send + 'static) -> Self {
        self.dice = Box::new(dice);
        self
    }

    /// The next event; `None` once it is closed.
    pub async fn next(&mut self) -> Option<Event<'static>> {
        poll_fn(|cx| self.poll_event(cx)).await
    }

    /// Close it: the socket at once, and what was read but not heard is not heard any more.
    pub fn close(&mut self) {
        self.machine.close();
        self.drop_connection();
    }

    /// How far it has come.
    pub fn ready_state(&self) -> ReadyState {
        self.machine.ready_state()
    }

    /// The address that was asked for, whatever redirections did.
    pub fn url(&self) -> &str {
        self.machine.url()
    }

    /// The id of the last event, or an empty text.
    pub fn last_event_id(&self) -> &str {
        self.machine.last_event_id()
    }

    /// What exactly was wrong with the network when it failed last: for a log.
    pub fn failure(&self) -> Option<&FetchError> {
        self.failure.as_ref()
    }

    /// The next event, or a promise to wake the task. Ready with `None` once it is closed.
    pub fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<Event<'static>>> {
        loop {
            let event = match self.machine.next_step() {
                Step::Request(asked) => {
                    self.drop_connection();
                    Poll::Ready(match ask(&self.template, &asked) {
                        Ok(request) => {
                            self.doing = Doing::Asking(Box::pin(open(request)));
                            None
                        }
                        Err(error) => self.ended(Err(FetchError::Location(error))),
                    })
                }
                Step::AwaitResponse => self.poll_head(cx),
                Step::Read => self.poll_body(cx),
                Step::WaitUntil(_) => {
                    self.drop_connection();
                    Poll::Pending
                }
                Step::Closed => {
                    self.drop_connection();
                    return Poll::Ready(None);
                }
            };
            let event = match event {
                Poll::Ready(event) => event,
                // Bytes come before the clock: a stream that nobody read is not a silent one.
                Poll::Pending => ready!(self.poll_deadline(cx)),
            };
            if let Some(Event::Error { .. }) = event {
                self.drop_connection();
            }
            if event.is_some() {
                return Poll::Ready(event);
            }
        }
    }

    /// Wait for the head of the answer. Ready without an event when there is another step.
    fn poll_head(&mut self, cx: &mut Context<'_>) -> Poll<Option<Event<'static>>> {
        let Doing::Asking(asking) = &mut self.doing else {
            // An answer that is none: 101, and nobody asked for another protocol.
            return Poll::Ready(self.ended(Ok(())));
        };
        Poll::Ready(match ready!(asking.as_mut().poll(cx)) {
            Ok(response) => {
                let (now, dice) = (self.now(), (self.dice)());
                let event = answer(&response, |head| self.machine.responded(head, now, dice));
                self.doing = Doing::Reading(Box::new(response));
                event
            }
            Err(error) => self.ended(Err(error)),
        })
    }

    /// Wait for the next event of the body. Ready without one when there is another step.
    fn poll_body(&mut self, cx: &mut Context<'_>) -> Poll<Option<Event<'static>>> {
        let now = self.now();
        let mut input = Input::new(self.piece.get_mut(self.taken..).unwrap_or_default());
        let event = self.machine.received(&mut input, now).map(Event::into_owned);
        let left = input.len();
        self.taken = self.piece.len() - left;
        if event.is_some() || self.machine.ready_state() == ReadyState::Closed {
            return Poll::Ready(event);
        }
        let Doing::Reading(response) = &mut self.doing else {
            return Poll::Ready(self.ended(Ok(())));
        };
        Poll::Ready(match ready!(response.poll_piece(cx)) {
            Ok(Some(piece)) => {
                (self.piece, self.taken) = (piece, 0);
                None
            }
            Ok(None) => self.ended(Ok(())),
            Err(error) => self.ended(Err(error)),
        })
    }

    /// Wait until the machine's deadline: a wait is over, or a silence was too long.
    fn poll_deadline(&mut self, cx: &mut Context<'_>) -> Poll<Option<Event<'static>>> {
        let began = self.began();
        // Later than any moment that the clock can name is never.
        let Some(at) = self.machine.deadline().and_then(|due| began.checked_add(due)) else {
            self.timer = None;
            return Poll::Pending;
        };
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(at)));
        if timer.deadline() != at {
            timer.as_mut().reset(at);
        }
        ready!(timer.as_mut().poll(cx));
        let (now, dice) = (self.now(), (self.dice)());
        Poll::Ready(self.machine.tick(now, dice))
    }

    /// The attempt is over: what does the machine make of it?
    fn ended(&mut self, how: Result<(), FetchError>) -> Option<Event<'static>> {
        let (now, dice) = (self.now(), (self.dice)());
        let event = self.machine.ended(end(&how), now, dice);
        self.failure = how.err();
        event
    }

    fn drop_connection(&mut self) {
        self.doing = Doing::Nothing;
        (self.piece, self.taken) = (Vec::new(), 0);
    }

    /// Time begins with the first question.
    fn began(&mut self) -> Instant {
        *self.began.get_or_insert_with(Instant::now)
    }

    fn now(&mut self) -> Duration {
        self.began().elapsed()
    }
}

impl Stream for EventSource {
    type Item = Event<'static>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_event(cx)
    }
}

impl fmt::Debug for EventSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventSource")
            .field("request", &self.template)
            .field("ready_state", &self.ready_state())
            .finish_non_exhaustive()
    }
}
