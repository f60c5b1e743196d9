//! # What HTTP messages may look like                                 chapter 02
//! Knows: how to make up good requests, responses and chunks; how to answer by itself. Does not
//! know: any one implementation.
//! Read before: `protocol.rs`. Read next: `tests/02_http_connection.rs`.

use proptest::collection::vec;
use proptest::prelude::*;
use std::time::Duration;
use wire::{Input, Output, Protocol};

/// A protocol together with an application that acts on each event at once.
///
/// A server gives no second request out before the first was answered, so a law that only listens
/// would hear one. `act` does what the application would do.
pub struct Acting<P, A> {
    protocol: P,
    act: A,
}

impl<P: Protocol, A> Acting<P, A>
where
    A: FnMut(&mut P, &P::Event<'_>),
{
    /// `act` hears each event of `protocol` before anyone else does.
    pub fn new(protocol: P, act: A) -> Self {
        Self { protocol, act }
    }
}

impl<P: Protocol, A> Protocol for Acting<P, A>
where
    A: FnMut(&mut P, &P::Event<'_>),
{
    type Event<'i> = P::Event<'i>;
    type Error = P::Error;

    fn next_event<'i>(
        &mut self,
        input: &mut Input<'i>,
    ) -> Result<Option<Self::Event<'i>>, Self::Error> {
        let event = self.protocol.next_event(input)?;
        if let Some(event) = &event {
            (self.act)(&mut self.protocol, event);
        }
        Ok(event)
    }

    fn receive_eof(&mut self) {
        self.protocol.receive_eof();
    }

    fn take_output(&mut self) -> Output {
        self.protocol.take_output()
    }

    fn deadline(&self) -> Option<Duration> {
        self.protocol.deadline()
    }

    fn tick(&mut self, now: Duration) {
        self.protocol.tick(now);
    }

    fn wants_input(&self) -> bool {
        self.protocol.wants_input()
    }

    fn held(&self) -> usize {
        self.protocol.held()
    }

    fn shut_down(&mut self) {
        self.protocol.shut_down();
    }
}

/// Field lines whose names no one knows, so that they change nothing.
pub fn fields() -> impl Strategy<Value = Vec<(String, String)>> {
    vec(("X-[A-Za-z0-9!#$%&'*+.^_`|~-]{0,8}", "([!-~]([ -~]{0,12}[!-~])?)?"), 0..5)
}

/// A body, and how it is framed: `true` for chunks.
fn body() -> impl Strategy<Value = (Vec<u8>, bool)> {
    (vec(any::<u8>(), 0..60), any::<bool>())
}

/// A few good requests, one behind the other.
pub fn requests() -> impl Strategy<Value = Vec<u8>> {
    let start = "(GET|POST|PUT|X!) /[a-z0-9/]{0,9}(\\?[a-z]=[0-9])? HTTP/1\\.1";
    vec((start, fields(), body()), 1..4).prop_map(|requests| {
        let mut bytes = Vec::new();
        for (start, mut fields, (body, chunked)) in requests {
            fields.push(("host".into(), "example.com".into()));
            write(&mut bytes, &start, &fields, &body, chunked);
        }
        bytes
    })
}

/// A few good responses, one behind the other, each with a body.
pub fn responses() -> impl Strategy<Value = Vec<u8>> {
    let start = "HTTP/1\\.1 (200 OK|404 |599 What now)";
    vec((start, fields(), body()), 1..4).prop_map(|responses| {
        let mut bytes = Vec::new();
        for (start, fields, (body, chunked)) in responses {
            write(&mut bytes, &start, &fields, &body, chunked);
        }
        bytes
    })
}

/// Write a message: the plainest code that could do it, to judge cleverer code by.
fn write(out: &mut Vec<u8>, start: &str, fields: &[(String, String)], body: &[u8], chunked: bool) {
    out.extend_from_slice(format!("{start}\r\n").as_bytes());
    for (name, value) in fields {
        out.extend_from_slice(format!("{name}:{value} \r\n").as_bytes());
    }
    if chunked {
        out.extend_from_slice(b"Transfer-Encoding: chunked\r\n\r\n");
        out.extend_from_slice(&chunks(body, 7));
    } else {
        out.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
        out.extend_from_slice(body);
    }
}

/// `body` in chunks of `size` bytes, with an extension on each and a trailer at the end.
pub fn chunks(body: &[u8], size: usize) -> Vec<u8> {
    let mut out = Vec::new();
    for data in body.chunks(size.max(1)) {
        out.extend_from_slice(format!("{:x};n=v\r\n", data.len()).as_bytes());
        out.extend_from_slice(data);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b"0\r\nDigest: none\r\n\r\n");
    out
}
