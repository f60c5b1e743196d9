//! # Decoder: lines into events                                      chapter 06 · WHATWG §9.2.6
//! Knows: what each field does, and what an empty line sets off. Does not know: connections.
//! Read before: `lines.rs`, `buffers.rs`. Read next: `tests/06_sse_wire.rs`.

use crate::buffers::Buffers;
use crate::event::Event;
use crate::field::Name;
use crate::lines::{Line, Lines};
use crate::retry;
use crate::violation::ProtocolError;
use std::mem;
use std::time::Duration;
use wire::published::DEFAULT_EVENT;
use wire::{Input, Limits, Output, Protocol};

/// What an event stream's body says, one [`Event`] at a time.
///
/// It is given the body's bytes alone: chunks and other framing are taken off before. There is
/// nothing to answer and nothing to wait for, so it has no output and no deadline.
///
/// ```
/// use sse::{Decoder, Event};
/// let mut decoder = Decoder::new(wire::Limits::DEFAULT);
/// let mut heard = Vec::new();
/// wire::feed::feed(&mut decoder, b"id: 7\ndata: one\ndata: two\n\n", &[], |_, event| {
///     heard.push(event.into_owned());
/// })?;
/// let (event, data, last_event_id) = ("message".into(), "one\ntwo".into(), "7".into());
/// assert_eq!(heard, [Event::Message { event, data, last_event_id }]);
/// # Ok::<(), sse::ProtocolError>(())
/// ```
///
/// Source: WHATWG HTML §9.2.5 and §9.2.6.
#[derive(Clone, Debug)]
pub struct Decoder {
    state: State,
    lines: Lines,
    /// What the lines of an unfinished event have gathered in earlier reads.
    kept: Buffers<String>,
    last_event_id: String,
    reconnection_time: Option<Duration>,
    /// `Limits::event_bytes`.
    event_bytes: usize,
    /// `Limits::id_bytes`.
    id_bytes: usize,
    /// We said goodbye, and the end of our side was not handed out yet.
    output_ends: bool,
}

#[derive(Clone, Debug)]
enum State {
    /// Lines are read.
    Open,
    /// The stream is over: what still comes is dropped.
    Ended,
    /// A limit was broken, for good.
    Failed(ProtocolError),
}

impl Decoder {
    /// Read a first stream: of all limits, `line_bytes`, `event_bytes` and `id_bytes` count.
    ///
    /// Held of an unfinished event are at most one line, the data, a type and an id; the last
    /// event ID is kept besides. A type comes from one line, and may grow threefold if it is bad
    /// UTF-8.
    pub fn new(limits: Limits) -> Self {
        Self::resume(limits, "")
    }

    /// Read a stream that goes on where an earlier one ended, whose
    /// [`last_event_id`](Self::last_event_id) was this.
    pub fn resume(limits: Limits, last_event_id: &str) -> Self {
        Self {
            state: State::Open,
            lines: Lines::new(limits.line_bytes),
            kept: Buffers::default(),
            last_event_id: last_event_id.to_owned(),
            reconnection_time: None,
            event_bytes: limits.event_bytes,
            id_bytes: limits.id_bytes,
            output_ends: false,
        }
    }

    /// The connection was made again, and a new body begins.
    ///
    /// The last event ID and the reconnection time stay. Half a line, half an event, a pending
    /// CR and an error of the old body are gone; a byte order mark may come again, and offsets
    /// count from here.
    pub fn restart(&mut self) {
        self.state = State::Open;
        self.lines.restart();
        self.kept = Buffers::default();
        self.output_ends = false;
    }

    /// What to send as `Last-Event-ID` when reconnecting, unless it is empty.
    ///
    /// An `id` line counts from the empty line behind it, even when that dispatches nothing.
    pub fn last_event_id(&self) -> &str {
        &self.last_event_id
    }

    /// How long the server wants us to wait before reconnecting, if it has said so: whoever waits
    /// so long bounds it first ([`retry::LONGEST`] is 285,000 years).
    pub fn reconnection_time(&self) -> Option<Duration> {
        self.reconnection_time
    }

    /// Read lines until one of them brings about an event.
    fn read<'i>(&mut self, input: &mut Input<'i>) -> Result<Option<Event<'i>>, ProtocolError> {
        let mut lent = Buffers::default();
        while let Some(line) = self.lines.next(input).map_err(|error| self.fail(error, input))? {
            if line.name.is_none() {
                if let Some(message) = self.dispatch(&mut lent) {
                    return Ok(Some(message));
                }
                continue;
            }
            let event = self.interpret(line, &mut lent).map_err(|error| self.fail(error, input))?;
            if event.is_some() {
                self.kept.keep(&lent);
                return Ok(event);
            }
        }
        self.kept.keep(&lent);
        Ok(None)
    }

    /// One line does one thing.
    #[inline]
    fn interpret<'i>(
        &mut self,
        line: Line<'i>,
        lent: &mut Buffers<&'i str>,
    ) -> Result<Option<Event<'i>>, ProtocolError> {
        let Line { name, value, offset } = line;
        let broken = |violation| ProtocolError { violation, offset };
        match name {
            Some(Name::Data) => {
                self.kept.add_data(lent, value, self.event_bytes).map_err(broken)?;
            }
            Some(Name::Event) => self.kept.set_type(lent, value),
            Some(Name::Id) => self.kept.set_id(lent, value, self.id_bytes).map_err(broken)?,
            Some(Name::Comment) => return Ok(Some(Event::Comment(value))),
            Some(Name::Retry) => {
                if let Some(time) = retry::parse(value.as_bytes()) {
                    self.reconnection_time = Some(time);
                    return Ok(Some(Event::Retry(time)));
                }
            }
            Some(Name::Other) | None => {}
        }
        Ok(None)
    }

    /// An empty line: the id counts from now on in any case, and there is an event if there is
    /// data.
    #[inline]
    fn dispatch<'i>(&mut self, lent: &mut Buffers<&'i str>) -> Option<Event<'i>> {
        let Buffers { data, event_type, id } = self.kept.take(lent);
        if let Some(id) = &id {
            self.last_event_id.clear();
            self.last_event_id.push_str(id);
        }
        Some(Event::Message {
            data: data?,
            event: event_type.filter(|text| !text.is_empty()).unwrap_or(DEFAULT_EVENT.into()),
            last_event_id: id.unwrap_or_else(|| self.last_event_id.clone().into()),
        })
    }

    /// A limit was broken: what is unread is dropped.
    #[cold]
    fn fail(&mut self, error: ProtocolError, input: &mut Input<'_>) -> ProtocolError {
        self.stop(State::Failed(error.clone()));
        input.take_all();
        error
    }

    /// What was not finished is given up.
    fn stop(&mut self, state: State) {
        self.lines.restart();
        self.kept = Buffers::default();
        self.state = state;
    }
}

impl Protocol for Decoder {
    type Event<'i> = Event<'i>;
    type Error = ProtocolError;

    fn next_event<'i>(
        &mut self,
        input: &mut Input<'i>,
    ) -> Result<Option<Event<'i>>, ProtocolError> {
        match &self.state {
            State::Open => self.read(input),
            State::Ended => {
                input.take_all();
                Ok(None)
            }
            State::Failed(error) => {
                input.take_all();
                Err(error.clone())
            }
        }
    }

    /// A line without its end and an event without its empty line are dropped: they may have
    /// been cut short.
    fn receive_eof(&mut self) {
        if let State::Open = self.state {
            self.stop(State::Ended);
        }
    }

    fn take_output(&mut self) -> Output {
        let mut output = Output::default();
        if mem::take(&mut self.output_ends) {
            output.end();
        }
        output
    }

    fn held(&self) -> usize {
        self.lines.held() + self.kept.held()
    }

    fn describe(&self) -> String {
        let mut words: Vec<String> = vec![match &self.state {
            State::Open => "reads lines".into(),
            State::Ended => "the stream is over".into(),
            State::Failed(_) => "failed".into(),
        }];
        words.extend(self.kept.words());
        if self.lines.held() > 0 {
            words.push(format!("a line is not whole: {} bytes so far", self.lines.held()));
        }
        if !self.last_event_id.is_empty() {
            words.push(format!("last event ID {:?}", self.last_event_id));
        }
        words.join(", ")
    }

    fn shut_down(&mut self) {
        self.receive_eof();
        self.output_ends = true;
    }
}
