//! # EventSource: a stream that comes back                          chapter 07 · WHATWG §9.2.2 to 4
//! Knows: what to ask for and when, what an answer means, what is told. Does not know: sockets,
//! HTTP's bytes, URLs, clocks, dice: all that it needs of them are arguments.
//! Read before: `ready_state.rs`, `decoder.rs`. Read next: `event_source/ready_state.rs`.
//!
//! The standard's algorithm is a sequence with waits in it; here it is a machine that is asked for
//! its next step, and told how the last one went.

pub mod event;
pub mod media_type;
pub mod options;
pub mod ready_state;
mod reconnection;
pub mod step;

pub use event::{End, Event, Why};
pub use options::Options;
pub use ready_state::ReadyState;
pub use step::{FIELDS, LONGEST_ID_SENT, Location, Request, Response, Step};

use crate::encode::MEDIA_TYPE;
use crate::{Decoder, Event as Decoded};
use ready_state::{Act, Happening, step_of};
use reconnection::Reconnection;
use std::time::Duration;
use wire::{Input, Protocol as _};

/// Redirects that one attempt follows (WHATWG Fetch §4.4).
pub const REDIRECTS_MAX: u32 = 20;

/// An EventSource without input and output.
///
/// ```
/// use sse::event_source::{Event, EventSource, Options, ReadyState, Response, Step};
/// use std::time::Duration;
/// let mut source = EventSource::new("http://example.com/news", Options::default());
/// let Step::Request(request) = source.next_step() else { panic!() };
/// assert_eq!(request.last_event_id, None);
///
/// let now = Duration::ZERO;
/// let stream = Some(&b"text/event-stream"[..]);
/// let head = Response { status: 200, content_type: stream, location: None };
/// assert_eq!(source.responded(&head, now, 0), Some(Event::Open));
/// let mut body = *b"id: 7\ndata: hello\n\n";
/// let event = source.received(&mut wire::Input::new(&mut body), now);
/// assert!(matches!(event, Some(Event::Message { .. })));
///
/// source.ended(sse::event_source::End::NetworkError, now, 0);
/// assert_eq!(source.ready_state(), ReadyState::Connecting);
/// let Step::WaitUntil(then) = source.next_step() else { panic!() };
/// assert_eq!(then, Duration::from_secs(3));
/// source.tick(then, 0);
/// let Step::Request(request) = source.next_step() else { panic!() };
/// assert_eq!(request.last_event_id.as_deref(), Some(&b"7"[..]));
/// ```
///
/// Every attempt begins at the first URL and follows its redirects anew: where the last one led
/// may be gone. Times are counted from `new`; `dice` is any number, each as likely as any other.
///
/// Source: WHATWG HTML §9.2.2 to §9.2.4.
#[derive(Clone, Debug)]
pub struct EventSource {
    /// The URL that was asked for.
    first: String,
    /// The URL of the present request, behind all redirects so far.
    current: String,
    ready_state: ReadyState,
    phase: Phase,
    redirects: Redirects,
    decoder: Decoder,
    reconnection: Reconnection,
    silence: Option<Duration>,
    /// When the request was made, or the last byte came.
    heard_at: Duration,
    opened_at: Duration,
}

/// What is being done in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// A request is due.
    Due,
    /// It was made.
    Asked,
    /// The stream is read.
    Reading,
    /// The next attempt begins at this moment.
    Waiting(Duration),
    /// Closed.
    Over,
}

/// Where the redirects of one attempt led.
#[derive(Clone, Copy, Debug, Default)]
struct Redirects {
    count: u32,
    left_origin: bool,
    as_get: bool,
}

impl EventSource {
    /// An EventSource whose first request is due. That `url` is one, and in its normal form, is
    /// for the caller to see to: here it is a text that comes back in each request.
    pub fn new(url: &str, options: Options) -> Self {
        Self {
            first: url.to_owned(),
            current: url.to_owned(),
            ready_state: ReadyState::Connecting,
            phase: Phase::Due,
            redirects: Redirects::default(),
            decoder: Decoder::resume(options.limits, &options.last_event_id),
            reconnection: Reconnection::new(&options),
            silence: options.silence,
            heard_at: Duration::ZERO,
            opened_at: Duration::ZERO,
        }
    }

    /// How far it has come.
    pub fn ready_state(&self) -> ReadyState {
        self.ready_state
    }

    /// Where it is, in the words of the standard: `CONNECTING, waits until 3 s, last event ID "7"`.
    pub fn describe(&self) -> String {
        let state = match self.ready_state {
            ReadyState::Connecting => "CONNECTING",
            ReadyState::Open => "OPEN",
            ReadyState::Closed => "CLOSED",
        };
        let phase = match self.phase {
            Phase::Due => ", a request is due".into(),
            Phase::Asked => ", waits for the response".into(),
            Phase::Waiting(until) => format!(", waits until {} s", until.as_secs_f64()),
            Phase::Reading | Phase::Over => String::new(),
        };
        let id = match self.last_event_id() {
            "" => String::new(),
            id => format!(", last event ID {id:?}"),
        };
        format!("{state}{phase}{id}")
    }

    /// The URL that was asked for, whatever redirects did.
    pub fn url(&self) -> &str {
        &self.first
    }

    /// The URL behind all redirects: its origin is that of the events.
    pub fn current_url(&self) -> &str {
        &self.current
    }

    /// The id of the last event, or an empty text. It outlives connections.
    pub fn last_event_id(&self) -> &str {
        self.decoder.last_event_id()
    }

    /// How long is waited before an attempt, without what the backoff adds.
    pub fn reconnection_time(&self) -> Duration {
        self.reconnection.time()
    }

    /// What to do next.
    pub fn next_step(&mut self) -> Step {
        match self.phase {
            Phase::Due => {
                self.phase = Phase::Asked;
                Step::Request(self.request())
            }
            Phase::Asked => Step::AwaitResponse,
            Phase::Reading => Step::Read,
            Phase::Waiting(until) => Step::WaitUntil(until),
            Phase::Over => Step::Closed,
        }
    }

    fn request(&mut self) -> Request {
        if self.redirects.count == 0 {
            self.reconnection.attempt();
        }
        let id = self.decoder.last_event_id();
        let can_be_sent = id.len() <= LONGEST_ID_SENT
            && !id.bytes().any(|byte| byte.is_ascii_control() && byte != b'\t');
        Request {
            url: self.current.clone(),
            last_event_id: (!id.is_empty() && can_be_sent).then(|| id.as_bytes().to_vec()),
            id_withheld: !can_be_sent,
            same_origin: !self.redirects.left_origin,
            as_get: self.redirects.as_get,
        }
    }

    /// The head of the answer came. An interim answer (1xx) is passed over; a redirect is
    /// followed, and the next step is a request.
    pub fn responded(
        &mut self,
        head: &Response<'_>,
        now: Duration,
        dice: u64,
    ) -> Option<Event<'static>> {
        if self.phase != Phase::Asked {
            return None;
        }
        self.heard_at = now;
        match (head.status, head.location) {
            (100..=199, _) => None,
            (301 | 302 | 303 | 307 | 308, Some(location)) => {
                let why = self.redirect(head.status, location).err()?;
                self.reestablish(why, now, dice)
            }
            (200, _) => match head.content_type.map(media_type::essence) {
                Some(Some(essence)) if essence == MEDIA_TYPE => self.announce(now),
                other => self.fail(Why::MediaType(other.flatten().unwrap_or_default())),
            },
            (status, _) => self.fail(Why::Status(status)),
        }
    }

    /// The next event of the body. Called again until it returns None; then `input` is empty.
    pub fn received<'i>(&mut self, input: &mut Input<'i>, now: Duration) -> Option<Event<'i>> {
        if !input.is_empty() {
            self.heard_at = now;
        }
        while self.phase == Phase::Reading {
            match self.decoder.next_event(input) {
                Ok(None) => return None,
                Ok(Some(Decoded::Message { event, data, last_event_id })) => {
                    self.reconnection.bear_fruit();
                    return Some(Event::Message { event, data, last_event_id });
                }
                Ok(Some(Decoded::Retry(time))) => self.reconnection.set_time(time),
                Ok(Some(Decoded::Comment(_))) => {}
                Err(error) => return self.fail(Why::Stream(error)),
            }
        }
        input.take_all();
        None
    }

    /// The attempt is over. What was not finished of the body is dropped.
    pub fn ended(&mut self, how: End, now: Duration, dice: u64) -> Option<Event<'static>> {
        if !matches!(self.phase, Phase::Asked | Phase::Reading) {
            return None;
        }
        match how {
            // Without so much as a head, the end is no end of a stream.
            End::Complete if self.phase == Phase::Reading => {
                self.reestablish(Why::EndOfStream, now, dice)
            }
            End::Complete | End::NetworkError => self.reestablish(Why::NetworkError, now, dice),
            End::Hopeless => self.fail(Why::Hopeless),
        }
    }

    /// When to [`tick`](Self::tick) at the latest.
    pub fn deadline(&self) -> Option<Duration> {
        match self.phase {
            Phase::Waiting(until) => Some(until),
            Phase::Due | Phase::Asked | Phase::Reading => {
                self.silence.map(|silence| self.heard_at.saturating_add(silence))
            }
            Phase::Over => None,
        }
    }

    /// It is now `now`: a wait may be over, or a silence too long.
    pub fn tick(&mut self, now: Duration, dice: u64) -> Option<Event<'static>> {
        if self.deadline().is_none_or(|deadline| now < deadline) {
            return None;
        }
        if let Phase::Waiting(_) = self.phase {
            self.heard_at = now;
            self.phase = Phase::Due;
            return None;
        }
        self.reestablish(Why::Silence, now, dice)
    }

    /// `close()`: nothing is told any more, not even an error.
    pub fn close(&mut self) {
        self.happen(Happening::Close);
        self.phase = Phase::Over;
    }

    /// Ask again where `location` leads.
    fn redirect(&mut self, status: u16, location: Location<'_>) -> Result<(), Why> {
        if self.redirects.count >= REDIRECTS_MAX {
            return Err(Why::TooManyRedirects);
        }
        let (url, same_origin) = match location {
            Location::To { url, same_origin } => (url, same_origin),
            Location::Nowhere(reason) => return Err(Why::RedirectNowhere(reason.into())),
        };
        self.redirects.count += 1;
        self.redirects.left_origin |= !same_origin;
        self.redirects.as_get |= matches!(status, 301..=303);
        self.current = url.to_owned();
        self.phase = Phase::Due;
        Ok(())
    }

    /// Announce the connection.
    fn announce(&mut self, now: Duration) -> Option<Event<'static>> {
        self.decoder.restart();
        self.opened_at = now;
        self.phase = Phase::Reading;
        (self.happen(Happening::Announce) == Act::FireOpen).then_some(Event::Open)
    }

    /// Reestablish the connection; or fail it, if this was the last attempt.
    fn reestablish(&mut self, why: Why, now: Duration, dice: u64) -> Option<Event<'static>> {
        if self.phase == Phase::Reading {
            self.reconnection.stayed(now.saturating_sub(self.opened_at));
        }
        let Some(wait) = self.reconnection.wait(dice) else { return self.fail(why) };
        self.phase = Phase::Waiting(now.saturating_add(wait));
        self.decoder.receive_eof();
        self.redirects = Redirects::default();
        self.current = self.first.clone();
        let act = self.happen(Happening::Reestablish);
        (act == Act::FireErrorAndWait).then_some(Event::Error { why, retry_in: Some(wait) })
    }

    /// Fail the connection.
    fn fail(&mut self, why: Why) -> Option<Event<'static>> {
        self.phase = Phase::Over;
        let act = self.happen(Happening::Fail);
        (act == Act::FireError).then_some(Event::Error { why, retry_in: None })
    }

    /// What the table says.
    fn happen(&mut self, on: Happening) -> Act {
        let step = step_of(self.ready_state, on);
        self.ready_state = step.to;
        step.act
    }
}
