//! # A client of event streams over HTTP                     chapter 07 · WHATWG §9.2.2 to §9.2.4
//! Knows: how the EventSource machine and the HTTP client are put together, over one connection
//! after another. Does not know: sockets; see `net/src/event_source.rs` for those.
//! Read before: `sse/src/event_source/mod.rs`, `http1/src/client.rs`. Read next:
//! `step/scenarios/sse.rs`.

use http1::{Client, ClientEvent, ProtocolError, Request, UsageError};
use sse::event_source::{End, Event, EventSource, FIELDS, Options, Response, Step};
use std::collections::VecDeque;
use std::time::Duration;
use wire::{Input, Limits, Output, Protocol};

/// An EventSource that speaks HTTP.
#[derive(Debug)]
pub(super) struct Listener {
    source: EventSource,
    http: Client,
    heard: VecDeque<Event<'static>>,
    /// When this connection began; the EventSource counts from the beginning of all.
    began: Duration,
    now: Duration,
}

impl Listener {
    pub(super) fn new() -> Self {
        Self {
            source: EventSource::new("http://example.com/events", Options::default()),
            http: Client::new(Limits::DEFAULT),
            heard: VecDeque::new(),
            began: Duration::ZERO,
            now: Duration::ZERO,
        }
    }

    /// Make the request that is due, on a connection that began at `began`.
    pub(super) fn ask(&mut self, began: Duration) -> Result<(), UsageError> {
        (self.http, self.began) = (Client::new(Limits::DEFAULT), began);
        let Step::Request(asked) = self.source.next_step() else { return Ok(()) };
        let mut request = Request::get("/events", "example.com");
        for (name, value) in FIELDS {
            request = request.field(name, value);
        }
        if let Some(id) = asked.last_event_id {
            request = request.field("Last-Event-ID", id);
        }
        self.http.request(request)
    }

    /// The connection was lost.
    pub(super) fn lost(&mut self) {
        self.heard.extend(self.source.ended(End::NetworkError, self.now, 0));
    }

    /// When the next attempt is made.
    pub(super) fn due(&self) -> Duration {
        self.source.deadline().unwrap_or(self.now)
    }
}

impl Protocol for Listener {
    type Event<'i> = Event<'static>;
    type Error = ProtocolError;

    fn next_event<'i>(
        &mut self,
        input: &mut Input<'i>,
    ) -> Result<Option<Event<'static>>, ProtocolError> {
        while self.heard.is_empty() {
            match self.http.next_event(input)? {
                None => return Ok(None),
                Some(ClientEvent::Response(head)) => {
                    let content_type = head.fields().single("Content-Type").ok().flatten();
                    let answer = Response { status: head.status(), content_type, location: None };
                    self.heard.extend(self.source.responded(&answer, self.now, 0));
                }
                Some(ClientEvent::Data(data)) => {
                    let mut bytes = data.to_vec();
                    let mut body = Input::new(&mut bytes);
                    while let Some(event) = self.source.received(&mut body, self.now) {
                        self.heard.push_back(event.into_owned());
                    }
                }
                Some(ClientEvent::End) => {
                    self.heard.extend(self.source.ended(End::Complete, self.now, 0));
                }
                Some(ClientEvent::Closed) => self.lost(),
            }
        }
        Ok(self.heard.pop_front())
    }

    fn receive_eof(&mut self) {
        self.http.receive_eof();
    }

    fn take_output(&mut self) -> Output {
        self.http.take_output()
    }

    fn tick(&mut self, now: Duration) {
        self.now = self.began + now;
        self.heard.extend(self.source.tick(self.now, 0));
    }

    fn held(&self) -> usize {
        self.http.held()
    }

    fn describe(&self) -> String {
        self.source.describe()
    }

    fn shut_down(&mut self) {
        self.source.close();
        self.http.shut_down();
    }
}
