//! # A case of HTTP                                                  chapter 02 · RFC 9112
//! Knows: which requests reach the router, and what is refused before it. Does not know: the rules.
//! Read before: `cuts.rs`, `answer.rs`. Read next: `request.rs`.

use super::ANSWER_BYTES;
use super::answer::{Object, write_texts};
use super::cuts::Pieces;
use super::fields::{BadLine, Fields};
use http1::{Event, ProtocolError, RequestHead, Response, Server, Version};
use std::time::Duration;
use wire::{Input, Limits, Protocol as _, feed};

/// Read the requests in `hex` as our server does, answer each with 200, and write what came of it.
///
/// # Errors
/// A member is wrong or unknown, or the answer would be too long.
pub fn decode(mut fields: Fields, answer: &mut Object<'_>) -> Result<(), BadLine> {
    let limits = limits(&mut fields)?;
    let eof = fields.flag("eof")?.unwrap_or(false);
    let mut pieces = Pieces::of(&mut fields)?;
    fields.finish();

    // The calendar is an argument; its date is not shown.
    let mut http = Server::new(limits, Duration::ZERO);
    let mut heard = Heard { requests: answer.name("requests"), current: None, closes: false };
    heard.requests.push(b'[');
    let failed = heard.run(&mut http, &mut pieces, eof).err();
    heard.requests.push(b']');
    if heard.is_too_long() {
        return Err(BadLine(format!("the answer would be longer than {ANSWER_BYTES} bytes")));
    }
    let closes = heard.closes;
    write_answers(failed.as_ref(), answer.name("answers"));
    answer.text("after", if closes { "close" } else { "open" });
    Ok(())
}

/// Take `server`, and all that is in it.
fn limits(fields: &mut Fields) -> Result<Limits, BadLine> {
    let mut limits = Limits::DEFAULT;
    let Some(mut server) = fields.object("server")? else { return Ok(limits) };
    limits.head_bytes = server.number("max_head_bytes")?.unwrap_or(limits.head_bytes);
    limits.head_fields = server.number("max_head_fields")?.unwrap_or(limits.head_fields);
    if let Some(most) = server.number("max_body_bytes")? {
        limits.body_bytes = u64::try_from(most).unwrap_or(u64::MAX);
    }
    server.finish();
    Ok(limits)
}

/// What the server says to the rule that was broken, if one was: after it nothing is read.
fn write_answers(failed: Option<&ProtocolError>, out: &mut Vec<u8>) {
    out.push(b'[');
    if let Some(error) = failed {
        let mut said = Object::begin(out);
        said.number("status", error.violation.status().into())
            .text("rule", error.violation.rule())
            .text("cite", &error.cite().to_string())
            .number("at", error.offset)
            .text("text", &error.violation.to_string());
        said.end();
    }
    out.push(b']');
}

/// What was heard so far.
struct Heard<'o> {
    /// The list of whole requests, without its last bracket.
    requests: &'o mut Vec<u8>,
    /// The request whose body is read.
    current: Option<(RequestHead<'static>, Vec<u8>)>,
    /// The server ended the connection.
    closes: bool,
}

impl Heard<'_> {
    /// Drive `http` to the end of `pieces`, or to the first broken rule.
    fn run(
        &mut self,
        http: &mut Server,
        pieces: &mut Pieces,
        eof: bool,
    ) -> Result<(), ProtocolError> {
        let mut piece = Vec::new();
        while !self.is_too_long() && pieces.next(&mut piece) {
            self.drain(http, &mut Input::new(&mut piece))?;
        }
        // A client that is done may end its side: between two requests that is no fault of its own.
        if eof && !http.is_idle() {
            http.receive_eof();
            self.drain(http, &mut Input::empty())?;
        }
        Ok(())
    }

    fn drain(&mut self, http: &mut Server, input: &mut Input<'_>) -> Result<(), ProtocolError> {
        let heard = feed::drain(http, input, &mut |http, event| self.hear(http, event));
        self.closes |= http.take_output().is_end();
        heard
    }

    fn hear(&mut self, http: &mut Server, event: Event<'_>) {
        match event {
            Event::Request(head) => self.current = Some((head.into_owned(), Vec::new())),
            Event::Data(piece) => {
                if let Some((_, body)) = &mut self.current {
                    body.extend_from_slice(&piece);
                }
            }
            Event::End => {
                if let Some((head, body)) = self.current.take()
                    && !self.is_too_long()
                {
                    self.write_request(&head, &body);
                }
                // It fails only where no answer is owed, and one is.
                let _ = http.respond(Response::new(200));
            }
            Event::Closed => {}
        }
        self.closes |= http.take_output().is_end();
    }

    fn write_request(&mut self, head: &RequestHead<'_>, body: &[u8]) {
        if !self.requests.ends_with(b"[") {
            self.requests.push(b',');
        }
        let mut request = Object::begin(self.requests);
        let version = match head.version() {
            Version::Http10 => "HTTP/1.0",
            Version::Http11 => "HTTP/1.1",
        };
        request.text("method", head.method()).text("target", head.target());
        request.text("version", version);
        write_fields(head, request.name("headers"));
        request.hex("body_hex", body);
        request.end();
    }

    fn is_too_long(&self) -> bool {
        self.requests.len() > ANSWER_BYTES
    }
}

/// Pairs of a name as it came and a value. A value is bytes, and each becomes the character with
/// its number (ISO 8859-1), so that none is lost.
fn write_fields(head: &RequestHead<'_>, out: &mut Vec<u8>) {
    out.push(b'[');
    for (i, (name, value)) in head.fields().iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        let value: String = value.iter().copied().map(char::from).collect();
        write_texts(&[name, &value], out);
    }
    out.push(b']');
}
