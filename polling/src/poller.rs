//! # Poller: the client of both kinds of polling                     chapter 04 · RFC 6202 §2
//! Knows: what to ask, and when to ask again. Does not know: sockets, clocks.
//! Read before: `long.rs`, `unchanged.rs`, `violation.rs`. Read next: `net/src/drive.rs`.

use crate::{Answer, ProtocolError, Since, Violation, parse_answer};
use http1::{Client, ClientEvent as Http, Request, ResponseHead, UsageError};
use std::mem;
use std::time::Duration;
use wire::{Input, Limits, Output, Protocol};

/// How long after a question the next one is asked, at the soonest, when the answer told nothing: a
/// server that does not wait, though it was asked to, is not asked without a pause.
pub const PAUSE: Duration = Duration::from_millis(500);
/// The longest `Retry-After` that is believed: a day.
const RETRY_AFTER_MAX: Duration = Duration::from_secs(24 * 60 * 60);
/// A longer tag is not kept: ours have less than 50 bytes.
const TAG_BYTES_MAX: usize = 128;

/// When to ask again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Short polling: this long after each answer.
    Every(Duration),
    /// Long polling: at once; the server waits instead, at most this long. A server here takes
    /// up to [`WAIT_MAX`](crate::since::WAIT_MAX). (Behind an answer that told nothing, [`PAUSE`]
    /// after the question at the soonest.)
    Waiting(Duration),
}

/// What a poller hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An answer, perhaps with no events in it. A 304 is one.
    Answer(Answer),
    /// The server refused, with this status and text. The poller stops asking.
    Refused(u16, String),
    /// The server ended the connection between two answers. Ask again on another one, from
    /// [`Poller::since`] on.
    Closed,
}

/// A client that asks again and again over one connection, and keeps its place.
///
/// The place moves only when an answer has come whole: if a connection is lost on the way, the
/// same question is asked again on the next one, and nothing is missed.
///
/// At an interval it asks with the tag of the last answer, where the server gave one, so that an
/// empty answer needs no body. A new poller has no tag.
///
/// ```
/// use polling::{Pace, Poller, Since};
/// use std::time::Duration;
/// use wire::{Limits, Protocol};
///
/// let pace = Pace::Every(Duration::from_secs(1));
/// let since = Since::Event("c1-7".parse()?);
/// let mut poller = Poller::new("a", "/poll", since, pace, Limits::DEFAULT)?;
/// poller.tick(Duration::ZERO);
/// let asked = poller.take_output().to_vec();
/// assert_eq!(asked, b"GET /poll?since=c1-7 HTTP/1.1\r\nHost: a\r\n\r\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Poller {
    http: Client,
    host: String,
    target: String,
    fields: Vec<Field>,
    pace: Pace,
    since: Since,
    limits: Limits,
    next: Next,
    now: Duration,
    /// When the last question was asked.
    asked: Duration,
    /// When the next one is due, here or on another connection.
    due: Duration,
    status: u16,
    retry_after: Option<Duration>,
    body: Vec<u8>,
    /// The tag of the last answer.
    tag: Option<Box<[u8]>>,
    /// Bytes read so far.
    read: u64,
    /// The server ended its side, and it was not told yet.
    ended: bool,
    failed: Option<ProtocolError>,
}

/// The name of a field, and its value.
pub type Field = (Box<str>, Vec<u8>);

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// To ask, then.
    Ask(Duration),
    /// The answer, by then.
    Hear(Duration),
    /// Nothing but the end.
    Nothing,
}

impl Poller {
    /// Ask `host` for `target` (a path, with a query or without), beginning at `since`.
    ///
    /// # Errors
    /// `UsageError`: such a question cannot be asked.
    pub fn new(
        host: &str,
        target: &str,
        since: Since,
        pace: Pace,
        limits: Limits,
    ) -> Result<Self, UsageError> {
        Client::new(limits).request(Request::get(target, host))?; // a rehearsal
        Ok(Self {
            http: Client::new(limits),
            host: host.into(),
            target: target.into(),
            fields: Vec::new(),
            pace,
            since,
            limits,
            next: Next::Ask(Duration::ZERO),
            now: Duration::ZERO,
            asked: Duration::ZERO,
            due: Duration::ZERO,
            status: 0,
            retry_after: None,
            body: Vec::new(),
            tag: None,
            read: 0,
            ended: false,
            failed: None,
        })
    }

    /// Send these fields with each question: who we are, for example.
    ///
    /// # Errors
    /// `UsageError`: they cannot be sent.
    pub fn with_fields(mut self, fields: Vec<Field>) -> Result<Self, UsageError> {
        self.fields = fields;
        Client::new(self.limits).request(self.question())?; // a rehearsal
        Ok(self)
    }

    /// How long to wait, from the time told last, before the next question is asked, if it must be
    /// on another connection.
    pub fn pause(&self) -> Duration {
        self.due.saturating_sub(self.now)
    }

    /// How long to wait before one asks again, if the last answer said so: `Retry-After` in
    /// seconds, of which a day at most is believed. (As a date it is not read: this knows none.)
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// The place in the log: where to go on, on this connection or on another.
    pub fn since(&self) -> Since {
        self.since
    }

    /// The next question.
    fn target(&self) -> String {
        let mut target = self.target.clone();
        let mut parameter = |name: &str, value: String| {
            target.push(if target.contains('?') { '&' } else { '?' });
            target.push_str(&format!("{name}={value}"));
        };
        match self.since {
            Since::Now => {}
            Since::All => parameter("since", "0".into()),
            Since::Event(id) => parameter("since", id.to_string()),
        }
        if let Pace::Waiting(wait) = self.pace {
            parameter("wait", wait.as_secs_f64().to_string());
        }
        target
    }

    fn question(&self) -> Request {
        let mut question = Request::get(&self.target(), &self.host);
        for (name, value) in &self.fields {
            question = question.field(name, value);
        }
        match (self.pace, &self.tag) {
            (Pace::Every(_), Some(tag)) => question.field("If-None-Match", tag),
            _ => question,
        }
    }

    fn ask(&mut self) {
        let may_wait = match self.pace {
            Pace::Every(_) => Duration::ZERO,
            Pace::Waiting(wait) => wait,
        };
        let until = self.now.saturating_add(may_wait).saturating_add(self.limits.body_time);
        let asked = self.http.request(self.question());
        self.asked = self.now;
        self.next = if asked.is_ok() { Next::Hear(until) } else { Next::Nothing };
    }

    /// The next event of the HTTP connection that says something.
    fn read(&mut self, input: &mut Input<'_>) -> Result<Option<Event>, ProtocolError> {
        loop {
            let before = input.len();
            let event = self.http.next_event(input).map_err(|error| ProtocolError {
                violation: Violation::Http(error.violation),
                offset: error.offset,
            })?;
            self.read += (before - input.len()) as u64;
            match event {
                None => return Ok(None),
                Some(Http::Response(head)) => self.take_head(&head),
                Some(Http::Data(piece)) => self.keep(&piece)?,
                Some(Http::End) => return self.hear().map(Some),
                Some(Http::Closed) => {
                    self.next = Next::Nothing;
                    self.ended = false;
                    return Ok(Some(Event::Closed));
                }
            }
        }
    }

    /// The head of the answer, just read. A 304 leaves the tag as it was.
    fn take_head(&mut self, head: &ResponseHead<'_>) {
        self.status = head.status();
        self.retry_after = retry_after(head);
        if self.status == 200 {
            let tag = head.fields().single("ETag").ok().flatten();
            self.tag = tag.filter(|tag| tag.len() <= TAG_BYTES_MAX).map(Box::from);
        }
    }

    /// A piece of the answer, just read.
    fn keep(&mut self, piece: &[u8]) -> Result<(), ProtocolError> {
        let most = usize::try_from(self.limits.body_bytes).unwrap_or(usize::MAX);
        let room = most - self.body.len();
        if piece.len() > room {
            let offset = self.read - (piece.len() - room) as u64;
            return Err(ProtocolError { violation: Violation::AnswerTooLong, offset });
        }
        self.body.extend_from_slice(piece);
        Ok(())
    }

    /// The answer is complete: what does it say, and what comes next?
    fn hear(&mut self) -> Result<Event, ProtocolError> {
        let body = mem::take(&mut self.body);
        let answer = match (self.status, self.since, &self.tag) {
            (200, ..) => parse_answer(&body).map_err(|bad| ProtocolError {
                violation: Violation::NotAnAnswer(bad.to_string()),
                offset: self.read,
            })?,
            // All is as it was: an empty answer.
            (304, Since::Event(next), Some(_)) => Answer { events: Vec::new(), next },
            (status, ..) => {
                self.next = Next::Nothing;
                return Ok(Event::Refused(status, String::from_utf8_lossy(&body).into_owned()));
            }
        };
        self.since = Since::Event(answer.next);
        self.due = match self.pace {
            Pace::Every(interval) => self.now.saturating_add(interval),
            Pace::Waiting(wait) if answer.events.is_empty() => {
                self.now.max(self.asked.saturating_add(wait.min(PAUSE)))
            }
            Pace::Waiting(_) => self.now,
        };
        // Not ready: the server closes behind this answer.
        self.next = if self.http.is_ready() { Next::Ask(self.due) } else { Next::Nothing };
        Ok(Event::Answer(answer))
    }

    fn fail(&mut self, error: ProtocolError) -> ProtocolError {
        self.next = Next::Nothing;
        self.body = Vec::new();
        self.failed.insert(error).clone()
    }
}

impl Protocol for Poller {
    type Event<'i> = Event;
    type Error = ProtocolError;

    fn next_event<'i>(&mut self, input: &mut Input<'i>) -> Result<Option<Event>, ProtocolError> {
        if self.next == Next::Nothing {
            input.take_all();
            let ended = mem::take(&mut self.ended);
            return match &self.failed {
                Some(error) => Err(error.clone()),
                None => Ok(ended.then_some(Event::Closed)),
            };
        }
        self.read(input).map_err(|error| {
            input.take_all();
            self.fail(error)
        })
    }

    fn receive_eof(&mut self) {
        self.ended = true;
        self.http.receive_eof();
    }

    fn take_output(&mut self) -> Output {
        let mut output = self.http.take_output();
        if self.next == Next::Nothing {
            output.end();
        }
        output
    }

    fn deadline(&self) -> Option<Duration> {
        match self.next {
            Next::Ask(at) | Next::Hear(at) => Some(at),
            Next::Nothing => None,
        }
    }

    fn tick(&mut self, now: Duration) {
        self.now = self.now.max(now);
        match self.next {
            Next::Ask(at) if self.now >= at => self.ask(),
            Next::Hear(until) if self.now >= until => {
                let violation = Violation::AnswerTooLate;
                self.fail(ProtocolError { violation, offset: self.read });
            }
            _ => {}
        }
    }

    fn held(&self) -> usize {
        self.http.held() + self.body.len()
    }

    fn describe(&self) -> String {
        let next = match self.next {
            Next::Ask(at) => format!("asks at {} s", at.as_secs_f64()),
            Next::Hear(_) => "waits for the answer".into(),
            Next::Nothing if self.failed.is_some() => "failed".into(),
            Next::Nothing => "asks no more".into(),
        };
        let place = match self.since {
            Since::Now => "has no place yet".into(),
            Since::All => "its place is the beginning".into(),
            Since::Event(id) => format!("its place is {id}"),
        };
        format!("{next}, {place}")
    }

    /// A client owes nothing: it ends its side, and what may still come is not heard.
    fn shut_down(&mut self) {
        self.next = Next::Nothing;
        self.body = Vec::new();
    }
}

/// `Retry-After` in seconds (RFC 9110 §10.2.3), if it is there once.
fn retry_after(head: &ResponseHead<'_>) -> Option<Duration> {
    let value = head.fields().single("Retry-After").ok()??;
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    // What no number can hold is too long to be believed, too.
    let seconds = std::str::from_utf8(value).ok()?.parse().unwrap_or(u64::MAX);
    Some(Duration::from_secs(seconds).min(RETRY_AFTER_MAX))
}
