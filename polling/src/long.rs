//! # Long polling                                                    chapter 05 · RFC 6202 §2
//! Knows: one parked request and the five ways in which waiting ends. Does not know: the log.
//! Read before: `short.rs`. Read next: `stream.rs`.
//!
//! The request is held until there is something to say. The answer ends the request, not the
//! connection: give it back with [`LongPoll::into_http`], and the next poll comes on it.

use crate::short::{answer_encoded, answer_now};
use http1::{Event as Http, ProtocolError, Response, Server};
use std::mem;
use std::time::Duration;
use wire::{Bytes, Cite, EventId, Input, Output, Protocol, Published};

/// Where a parked request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing has happened yet.
    Parked,
    /// It was answered with events.
    Answered,
    /// It was answered without events: the time was up, or the client wants something else, or
    /// the server is going away.
    TimedOut,
    /// The client went away first; nobody is left to answer.
    Gone,
}

/// What can happen to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// There are events.
    Events,
    /// The time to wait is over.
    Deadline,
    /// A further request came behind it, which would have to wait as long.
    NextRequest,
    /// The client ended its side of the connection, or broke a rule of HTTP.
    PeerEnds,
    /// The server is going away.
    ShutDown,
}

/// Every change of state, and where it is written. What is not in the table changes nothing: a
/// request is answered once.
pub const TABLE: &[(State, On, State, Cite)] = &[
    (State::Parked, On::Events, State::Answered, Cite::rfc6202("2.1")),
    (State::Parked, On::Deadline, State::TimedOut, Cite::rfc6202("5.5")),
    (State::Parked, On::NextRequest, State::TimedOut, Cite::rfc6202("5.2")),
    (State::Parked, On::PeerEnds, State::Gone, Cite::rfc9112("9.5")),
    (State::Parked, On::ShutDown, State::TimedOut, Cite::rfc6202("5.4")),
];

/// The state after `on`, looked up in [`TABLE`].
pub fn after(state: State, on: On) -> State {
    let row = TABLE.iter().find(|(from, event, ..)| (*from, *event) == (state, on));
    row.map_or(state, |(_, _, to, _)| *to)
}

/// One long poll, server side: an HTTP connection whose request is parked.
///
/// When the one event was heard, [`into_http`](Self::into_http): bytes that are still in the input
/// then are the connection's.
#[derive(Debug)]
pub struct LongPoll {
    http: Server,
    state: State,
    until: Duration,
    /// What `next` says when there are no events.
    cursor: EventId,
    told: bool,
    failed: Option<ProtocolError>,
}

impl LongPoll {
    /// Park the request that `http` owes an answer to, for `wait` from now. `cursor` is the
    /// client's place in the log.
    pub fn park(http: Server, cursor: EventId, wait: Duration) -> Self {
        let until = http.now().saturating_add(wait);
        Self { http, state: State::Parked, until, cursor, told: false, failed: None }
    }

    /// Answer with `events`; `next` is the client's new place. Does nothing if it is too late: the
    /// client will ask for them again.
    pub fn answer<'e>(&mut self, events: impl IntoIterator<Item = &'e Published>, next: EventId) {
        self.cursor = next;
        self.end_with(On::Events, answer_now(events, next));
    }

    /// The same, with events that are written already, each by [`write_event`](crate::write_event).
    pub fn answer_encoded(&mut self, events: &[Bytes], next: EventId) {
        self.cursor = next;
        self.end_with(On::Events, answer_encoded(events, next));
    }

    /// Let the answer say that it is the connection's last.
    pub fn close_after_answer(&mut self) {
        self.http.close_after_response();
    }

    /// Where the request stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// The connection, for its next request.
    pub fn into_http(self) -> Server {
        self.http
    }

    fn end(&mut self, on: On) {
        self.end_with(on, answer_now([], self.cursor));
    }

    fn end_with(&mut self, on: On, answer: Response) {
        let before = self.state;
        self.state = after(before, on);
        let answers = matches!(self.state, State::Answered | State::TimedOut);
        if answers && before == State::Parked {
            // The only usage error would be that no answer is owed; then none is given.
            let _not_owed = self.http.respond(answer);
        }
    }
}

impl Protocol for LongPoll {
    /// The one event: the state in which waiting ended.
    type Event<'i> = State;
    type Error = ProtocolError;

    fn next_event<'i>(&mut self, input: &mut Input<'i>) -> Result<Option<State>, ProtocolError> {
        while self.state == State::Parked {
            match self.http.next_event(input) {
                Ok(Some(Http::Closed)) => self.end(On::PeerEnds),
                Ok(Some(Http::Request(_) | Http::Data(_) | Http::End)) => {}
                Ok(None) if self.http.held() > 0 => self.end(On::NextRequest),
                Ok(None) => return Ok(None),
                Err(error) => {
                    self.failed = Some(error);
                    self.end(On::PeerEnds);
                }
            }
        }
        if let Some(error) = &self.failed {
            input.take_all();
            return Err(error.clone());
        }
        let told = mem::replace(&mut self.told, true);
        Ok((!told).then_some(self.state))
    }

    fn receive_eof(&mut self) {
        self.http.receive_eof();
    }

    fn take_output(&mut self) -> Output {
        self.http.take_output()
    }

    fn deadline(&self) -> Option<Duration> {
        let parked = (self.state == State::Parked).then_some(self.until);
        parked.into_iter().chain(self.http.deadline()).min()
    }

    fn tick(&mut self, now: Duration) {
        self.http.tick(now);
        if now >= self.until {
            self.end(On::Deadline);
        }
    }

    fn wants_input(&self) -> bool {
        self.http.wants_input()
    }

    fn held(&self) -> usize {
        self.http.held()
    }

    fn describe(&self) -> String {
        match self.state {
            State::Parked => format!("parked until {} s", self.until.as_secs_f64()),
            State::Answered => "answered with events".into(),
            State::TimedOut => "answered without events".into(),
            State::Gone => "the client is gone".into(),
        }
    }

    fn shut_down(&mut self) {
        self.http.shut_down();
        self.end(On::ShutDown);
    }
}
