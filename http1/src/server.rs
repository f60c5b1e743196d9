//! # Server                                                          chapter 02 · RFC 9112 §9
//! Knows: the order of things on one connection: a request, its body, its answer, the next one.
//! Does not know: sockets; what the answer is.
//! Read before: `head_reader.rs`, `body.rs`. Read next: `server_answer.rs`.

use crate::body::Body;
use crate::chunk_decode::Piece;
use crate::clock::Clock;
use crate::fields::Span;
use crate::head_reader::{EMPTY_LINES, HeadReader};
use crate::held::Held;
use crate::{BodyLength, Fault, ProtocolError, RequestHead, Version, Violation};
use std::mem;
use std::time::Duration;
use wire::{Input, Limits, Output, Payload, Protocol};

/// What a server hears.
#[derive(Debug, PartialEq, Eq)]
pub enum Event<'i> {
    /// The head of a request. Answer it now or later; its body comes first.
    Request(RequestHead<'i>),
    /// A part of its body. Where the cuts fall means nothing.
    Data(Payload<'i>),
    /// The request is complete, whether it had a body or not.
    End,
    /// The peer sends no more; it may still be reading. Once.
    Closed,
}

impl Event<'_> {
    /// The same event, independent of the input.
    pub fn into_owned(self) -> Event<'static> {
        match self {
            Self::Request(head) => Event::Request(head.into_owned()),
            Self::Data(data) => Event::Data(data.into_owned()),
            Self::End => Event::End,
            Self::Closed => Event::Closed,
        }
    }
}

/// HTTP/1.1, as the one who is asked.
///
/// A request that comes before the last one was answered waits: its bytes are held, and when they
/// reach `Limits::head_bytes` no more are wanted. After an answer, call
/// [`next_event`](Protocol::next_event) with an empty input to hear the next of them.
///
/// A broken rule is answered with its status, one sentence and `Connection: close`; so is a head
/// or a body that takes too long. A connection that idles too long ends without a word.
///
/// ```
/// use http1::{Event, Response, Server};
/// use wire::{Input, Limits, Protocol};
///
/// let mut server = Server::new(Limits::DEFAULT, std::time::Duration::ZERO);
/// let mut bytes = *b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";
/// let mut input = Input::new(&mut bytes);
/// while let Some(event) = server.next_event(&mut input)? {
///     if event == Event::End {
///         server.respond(Response::new(200).text("hello"))?;
///     }
/// }
/// assert!(server.take_output().to_vec().ends_with(b"\r\n\r\nhello\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Server {
    pub(crate) limits: Limits,
    pub(crate) clock: Clock,
    pub(crate) reading: Reading,
    pub(crate) writing: Writing,
    pub(crate) held: Held,
    pub(crate) output: Output,
    /// Bytes read so far, those at hand not counted.
    taken: u64,
    /// When what we wait for was begun.
    since: Duration,
    /// No request was heard yet.
    fresh: bool,
    /// The connection closes after the current answer.
    pub(crate) closing: bool,
    /// Fields that the next answer has beside its own.
    pub(crate) added: Vec<(&'static str, String)>,
    pub(crate) eof: Eof,
}

/// What comes next from the peer.
#[derive(Debug)]
pub(crate) enum Reading {
    /// A head, or nothing for a while.
    Head(HeadReader),
    /// The body of the request that was given out, or the news that it has none.
    Body(Body),
    /// Nothing that may be read now: the answer must be finished first.
    Answer,
    /// What the next protocol reads.
    Switched,
    /// Nothing that counts.
    Over,
    /// Nothing, for a rule was broken.
    Failed(ProtocolError),
}

/// What goes next to the peer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Writing {
    /// Nothing: there is no request.
    Nothing,
    /// The answer to this.
    Owed(Asked),
    /// The rest of an answer that was begun.
    Streaming { chunked: bool, close: bool },
    /// Nothing: the answer is finished, but the request is not.
    Done,
    /// Nothing ever.
    Ended,
}

/// What the answer must know of its request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub(crate) version: Version,
    /// `HEAD`: the answer has no body.
    pub(crate) head_only: bool,
    pub(crate) keep_alive: bool,
    /// The client waits for `100 Continue`.
    pub(crate) waits: bool,
}

/// Whether the peer ended its side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Eof {
    No,
    Untold,
    Told,
}

/// How a request begins that wants no body in its answer.
const HEAD: &[u8] = b"HEAD ";

/// A rule and the byte of the connection that broke it.
type Broken = (Violation, u64);

impl Server {
    /// A connection that begins now: `unix_time_at_start` is the time since the beginning of 1970,
    /// for the Date field.
    pub fn new(limits: Limits, unix_time_at_start: Duration) -> Self {
        Self {
            limits,
            clock: Clock::new(unix_time_at_start),
            reading: Reading::Head(HeadReader::new(EMPTY_LINES)),
            writing: Writing::Nothing,
            held: Held::default(),
            output: Output::default(),
            taken: 0,
            since: Duration::ZERO,
            fresh: true,
            closing: false,
            added: Vec::new(),
            eof: Eof::No,
        }
    }

    /// True between two requests, when no byte of the next one came.
    pub fn is_idle(&self) -> bool {
        let between = matches!(&self.reading, Reading::Head(reader) if !reader.is_begun());
        between && self.held.is_empty()
    }

    /// The time, as it was last told, since the connection began.
    pub fn now(&self) -> Duration {
        self.clock.now()
    }

    /// Take the bytes that came behind the current request and wait: they belong to the next
    /// protocol, if this connection is handed over.
    pub fn take_held(&mut self) -> Vec<u8> {
        mem::take(&mut self.held).into_vec()
    }

    /// Wait no longer for the head or the body that is awaited, whatever the limits say: 408, or if
    /// nothing of it came, the end without a word. If none is awaited, nothing happens.
    pub fn time_is_up(&mut self) {
        match &self.reading {
            Reading::Head(reader) if !reader.is_begun() => self.end(),
            Reading::Head(_) => drop(self.fail((Violation::HeadTooSlow, self.taken))),
            Reading::Body(_) => drop(self.fail((Violation::BodyTooSlow, self.taken))),
            _ => {}
        }
    }

    /// The next event of `input`, and nothing of what is behind it.
    fn step<'i>(&mut self, input: &mut Input<'i>) -> Result<Option<Event<'i>>, ProtocolError> {
        let before = input.len();
        match self.read(input) {
            Ok(event) => {
                self.taken += (before - input.len()) as u64;
                let at_the_end = event.is_none() && self.eof != Eof::No;
                Ok(if at_the_end { self.after_eof() } else { event })
            }
            Err(broken) => {
                input.take_all();
                Err(self.fail(broken))
            }
        }
    }

    /// One step of reading.
    fn read<'i>(&mut self, input: &mut Input<'i>) -> Result<Option<Event<'i>>, Broken> {
        let before = input.len();
        match &mut self.reading {
            Reading::Head(reader) => {
                let was_begun = reader.is_begun();
                let at_its_start = reader.begin(input, self.taken)?;
                let start = reader.start();
                let head_only = input.peek().starts_with(HEAD);
                if at_its_start && let Some(read) = RequestHead::at_once(input, &self.limits) {
                    return self.take_head(read, head_only, start).map(Some);
                }
                let whole = reader.next(input, self.limits.head_bytes)?;
                let begins_now = !was_begun && reader.is_begun();
                if begins_now && !self.fresh {
                    self.since = self.clock.now();
                }
                let Some(bytes) = whole else { return Ok(None) };
                let head_only = bytes.starts_with(HEAD);
                let read = RequestHead::of_whole(bytes, &self.limits);
                self.take_head(read, head_only, start).map(Some)
            }
            Reading::Body(body) => {
                let piece = body.next(input);
                let read = before - input.len();
                let piece = piece.map_err(|violation| (violation, self.taken + read as u64))?;
                Ok(self.take_piece(piece, before > 0))
            }
            Reading::Answer | Reading::Switched => Ok(None),
            Reading::Over => {
                input.take_all();
                Ok(None)
            }
            Reading::Failed(error) => Err((error.violation.clone(), error.offset)),
        }
    }

    /// Judge a whole head that begins at `start`, and give it out.
    #[inline]
    fn take_head<'i>(
        &mut self,
        head: Result<RequestHead<'i>, Fault>,
        head_only: bool,
        start: u64,
    ) -> Result<Event<'i>, Broken> {
        // Should the head be refused, its answer must know whether it may have a body.
        self.writing = Writing::Owed(Asked { head_only, ..Asked::UNKNOWN });
        let head = head.map_err(|(violation, offset)| (violation, start + offset as u64))?;
        if let BodyLength::Length(length) = head.body()
            && length > self.limits.body_bytes
        {
            let value = head.fields().get_all("Content-Length").next().unwrap_or_default();
            let offset = Span::of(value, head.as_bytes()).start();
            return Err((Violation::BodyTooLong, start + offset as u64));
        }
        self.writing = Writing::Owed(Asked {
            version: head.version(),
            head_only,
            keep_alive: head.keep_alive(),
            waits: head.expects_continue(),
        });
        self.reading = Reading::Body(Body::new(head.body(), &self.limits, self.limits.body_bytes));
        self.since = self.clock.now();
        self.fresh = false;
        Ok(Event::Request(head))
    }

    /// Give out a piece of the body; ask for it if none is at hand.
    fn take_piece<'i>(&mut self, piece: Option<Piece<'i>>, at_hand: bool) -> Option<Event<'i>> {
        if at_hand {
            self.body_is_coming();
        }
        match piece {
            Some(Piece::Data(data)) => Some(Event::Data(data)),
            Some(Piece::End) => {
                match self.writing {
                    Writing::Done => self.next_request(),
                    _ => self.reading = Reading::Answer,
                }
                Some(Event::End)
            }
            None => {
                self.ask_for_body();
                None
            }
        }
    }

    /// The exchange is over, and the connection is not.
    pub(crate) fn next_request(&mut self) {
        self.reading = Reading::Head(HeadReader::new(EMPTY_LINES));
        self.writing = Writing::Nothing;
        self.since = self.clock.now();
    }

    /// The peer ended its side, and all that it sent was heard.
    fn after_eof<'i>(&mut self) -> Option<Event<'i>> {
        if matches!(self.reading, Reading::Head(_) | Reading::Body(_)) {
            self.end(); // nothing is owed, or it is owed to half a request
        }
        let untold = mem::replace(&mut self.eof, Eof::Told) == Eof::Untold;
        untold.then_some(Event::Closed)
    }

    /// The peer broke a rule: answer, if that is still possible, and end. Again: the same error.
    fn fail(&mut self, (violation, offset): Broken) -> ProtocolError {
        let error = ProtocolError { violation, offset };
        if !matches!(self.reading, Reading::Failed(_)) {
            self.answer_violation(&error.violation);
            self.end();
            self.reading = Reading::Failed(error.clone());
        }
        error
    }
}

impl Protocol for Server {
    type Event<'i> = Event<'i>;
    type Error = ProtocolError;

    fn next_event<'i>(
        &mut self,
        input: &mut Input<'i>,
    ) -> Result<Option<Event<'i>>, ProtocolError> {
        if self.held.is_empty() && !matches!(self.reading, Reading::Answer) {
            return self.step(input);
        }
        self.held.append(input.take_all());
        let mut held = mem::take(&mut self.held);
        let mut waiting = Input::new(held.unread());
        let event = self.step(&mut waiting)?.map(Event::into_owned);
        let left = waiting.len();
        held.keep_last(left);
        self.held = held;
        Ok(event)
    }

    fn receive_eof(&mut self) {
        if self.eof == Eof::No {
            self.eof = Eof::Untold;
        }
    }

    fn take_output(&mut self) -> Output {
        mem::take(&mut self.output)
    }

    fn deadline(&self) -> Option<Duration> {
        let time = match &self.reading {
            Reading::Head(reader) if self.fresh || reader.is_begun() => self.limits.head_time,
            Reading::Head(_) => self.limits.idle_time,
            Reading::Body(_) => self.limits.body_time,
            _ => return None,
        };
        Some(self.since.saturating_add(time))
    }

    fn tick(&mut self, now: Duration) {
        self.clock.set(now);
        if self.deadline().is_some_and(|deadline| now >= deadline) {
            self.time_is_up();
        }
    }

    fn wants_input(&self) -> bool {
        self.held.len() < self.limits.head_bytes
    }

    fn held(&self) -> usize {
        let head = if let Reading::Head(reader) = &self.reading { reader.held() } else { 0 };
        head + self.held.len()
    }

    fn describe(&self) -> String {
        self.words()
    }

    fn shut_down(&mut self) {
        self.closing = true;
        if self.is_idle() {
            self.end();
        }
    }
}
