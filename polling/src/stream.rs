//! # HTTP streaming                                                  chapter 05 · RFC 6202 §3
//! Knows: one answer that does not end, and the heartbeat that keeps it alive.
//! Does not know: which format its events have; see [`Format`].
//! Read before: `long.rs`. Read next: `lines.rs`, then `net/src/event_stream.rs`.
//!
//! A chunk is not a message: whatever stands between the two ends may cut the chunks anew (RFC
//! 6202 §3.2). So the format must say itself where an event ends. Server-sent events are this
//! technique with a standard format. What becomes of a reader that takes chunks for messages is
//! shown in `tests/05_experiments_streams/naive.rs`.

use crate::write_event;
use http1::{Event as Http, ProtocolError, Response, Server, UsageError};
use std::time::Duration;
use wire::output::BY_REFERENCE_FROM;
use wire::{Bytes, Input, Output, Protocol, Published};

/// How events look inside a stream.
pub trait Format {
    /// The media type of the answer.
    const MEDIA_TYPE: &'static str;

    /// Append one event with its own end mark.
    fn write_event(&self, event: &Published, out: &mut Vec<u8>);

    /// Append something that a reader passes over.
    fn write_heartbeat(&self, out: &mut Vec<u8>);

    /// Append what goes out with the head, so that the stream is seen to be open before there is
    /// news. Nothing, unless the format has something better.
    fn write_opening(&self, out: &mut Vec<u8>) {
        let _ = out;
    }

    /// Append that the reader should wait so long before it comes back. Nothing, unless the format
    /// has a way to say it.
    fn write_retry(&self, time: Duration, out: &mut Vec<u8>) {
        let _ = (time, out);
    }
}

/// One JSON object a line; an empty line is a heartbeat. It opens with one, for there are proxies
/// that hold a head back until the first byte of the body has come (nginx does).
#[derive(Clone, Copy, Debug, Default)]
pub struct Ndjson;

impl Format for Ndjson {
    const MEDIA_TYPE: &'static str = "application/x-ndjson";

    fn write_event(&self, event: &Published, out: &mut Vec<u8>) {
        write_event(event, out);
        out.push(b'\n');
    }

    fn write_heartbeat(&self, out: &mut Vec<u8>) {
        out.push(b'\n');
    }

    fn write_opening(&self, out: &mut Vec<u8>) {
        self.write_heartbeat(out);
    }
}

/// The client is gone: the one event of a stream, for all else goes the other way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone;

/// An HTTP connection whose answer goes on and on, and is its last.
///
/// What the client sends behind its request is thrown away.
#[derive(Debug)]
pub struct Stream<F> {
    http: Server,
    format: F,
    heartbeat: Duration,
    next_heartbeat: Duration,
    /// When it ends by itself.
    until: Option<Duration>,
    /// How long the reader should wait before it comes back, when the server ends.
    retry: Option<Duration>,
}

impl<F: Format> Stream<F> {
    /// Begin the answer that `http` owes. When nothing was sent for `heartbeat` (which should be
    /// seconds), a heartbeat is.
    ///
    /// The head goes out at once, before there is news. Its fields ask caches and buffering
    /// proxies to stay out of the way.
    ///
    /// # Errors
    /// `UsageError`: no answer is owed, or (to HEAD) only the head of one, which was written.
    pub fn open(mut http: Server, format: F, heartbeat: Duration) -> Result<Self, UsageError> {
        http.close_after_response();
        http.begin(Self::head())?;
        http.send_chunk_with(|out| format.write_opening(out))?;
        let next_heartbeat = http.now().saturating_add(heartbeat);
        Ok(Self { http, format, heartbeat, next_heartbeat, until: None, retry: None })
    }

    /// End properly after `time` from now, so that the reader comes back: to another server
    /// perhaps, if there are several. Give each stream a time of its own, or all come back at once.
    #[must_use]
    pub fn ending_after(mut self, time: Option<Duration>) -> Self {
        self.until = time.map(|time| self.http.now().saturating_add(time));
        self
    }

    /// When the server ends, say that the reader should wait for `time` before it comes back. Give
    /// each stream a time of its own, for they all end at the same moment.
    #[must_use]
    pub fn with_retry(mut self, time: Duration) -> Self {
        self.retry = Some(time);
        self
    }

    /// The head of the answer: for those who ask for the head alone, too.
    pub fn head() -> Response {
        Response::new(200)
            .field("Content-Type", F::MEDIA_TYPE)
            .field("Cache-Control", "no-store, no-transform")
            .field("X-Accel-Buffering", "no")
    }

    /// Send `events`, in one chunk. Does nothing when the stream is over.
    pub fn deliver<'e>(&mut self, events: impl IntoIterator<Item = &'e Published>) {
        self.send(|format, out| {
            for event in events {
                format.write_event(event, out);
            }
        });
    }

    /// Send events that are written already in this format, each with its end mark. Small ones that
    /// follow each other go out in one chunk; a large one is passed on by reference.
    pub fn deliver_encoded(&mut self, events: impl IntoIterator<Item = Bytes>) {
        let is_small = |event: &Bytes| event.len() < BY_REFERENCE_FROM;
        let mut events = events.into_iter().peekable();
        while let Some(event) = events.next() {
            let _over = if is_small(&event) {
                self.http.send_chunk_with(|out| {
                    out.extend_from_slice(&event);
                    while let Some(next) = events.next_if(is_small) {
                        out.extend_from_slice(&next);
                    }
                })
            } else {
                self.http.send_shared_chunk(event)
            };
            self.next_heartbeat = self.http.now().saturating_add(self.heartbeat);
        }
    }

    /// End the answer properly: the client can tell that nothing was cut off.
    pub fn finish(&mut self) {
        let _over_already = self.http.finish();
    }

    /// Send what `write` appends. A heartbeat is due when the stream was silent, so not yet.
    fn send(&mut self, write: impl FnOnce(&F, &mut Vec<u8>)) {
        let format = &self.format;
        let mut is_silent = true;
        let _over = self.http.send_chunk_with(|out| {
            let before = out.len();
            write(format, out);
            is_silent = out.len() == before;
        });
        if !is_silent {
            self.next_heartbeat = self.http.now().saturating_add(self.heartbeat);
        }
    }
}

impl<F: Format> Protocol for Stream<F> {
    type Event<'i> = Gone;
    type Error = ProtocolError;

    fn next_event<'i>(&mut self, input: &mut Input<'i>) -> Result<Option<Gone>, ProtocolError> {
        // What the client sends now is no message to anyone; only its going away matters.
        while let Some(event) = self.http.next_event(input)? {
            if matches!(event, Http::Closed) && self.http.is_streaming() {
                self.finish();
                return Ok(Some(Gone));
            }
        }
        drop(self.http.take_held());
        Ok(None)
    }

    fn receive_eof(&mut self) {
        self.http.receive_eof();
    }

    fn take_output(&mut self) -> Output {
        self.http.take_output()
    }

    fn deadline(&self) -> Option<Duration> {
        let own = self.until.into_iter().chain([self.next_heartbeat]).min();
        let own = own.filter(|_| self.http.is_streaming());
        own.into_iter().chain(self.http.deadline()).min()
    }

    fn tick(&mut self, now: Duration) {
        self.http.tick(now);
        if self.until.is_some_and(|until| now >= until) {
            self.finish();
        }
        if now >= self.next_heartbeat {
            self.send(F::write_heartbeat);
        }
    }

    fn wants_input(&self) -> bool {
        self.http.wants_input()
    }

    fn held(&self) -> usize {
        self.http.held()
    }

    fn describe(&self) -> String {
        self.http.describe()
    }

    fn shut_down(&mut self) {
        if let Some(time) = self.retry {
            self.send(|format, out| format.write_retry(time, out));
        }
        self.finish();
    }
}
