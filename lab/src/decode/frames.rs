//! # A case of frames                                   chapters 10 to 14 · RFC 6455 §5 to §8
//! Knows: what a connection told and wrote, from its first frame on. Does not know: the rules.
//! Read before: `cuts.rs`, `answer.rs`. Read next: `request.rs`.

use super::answer::Object;
use super::cuts::Pieces;
use super::fields::{BadLine, Fields};
use super::{ANSWER_BYTES, deflate};
use frames::{CloseCode, Connection, Event, Message, ProtocolError, Role};
use wire::{Input, Limits, Protocol as _, feed};

/// Decode `hex`, as `role` receives it, and write what came of it.
///
/// # Errors
/// A member is wrong or unknown, or the answer would be too long.
pub fn decode(mut fields: Fields, answer: &mut Object<'_>) -> Result<(), BadLine> {
    let role = role(&mut fields)?;
    let mut limits = Limits::DEFAULT;
    limits.message_bytes = fields.number("max_message_size")?.unwrap_or(limits.message_bytes);
    let connection = match role {
        Role::Server => Connection::server(limits),
        Role::Client => Connection::client(limits, || [0; 4]),
    };
    let connection = match deflate::agreed(&mut fields)? {
        Some(agreed) => connection.with_deflate(net::deflate(agreed, role)),
        None => connection,
    };
    let eof = fields.flag("eof")?.unwrap_or(false);
    let pieces = Pieces::of(&mut fields)?;
    fields.finish();

    let mut told = Told { events: answer.name("events"), first: true, closed: false, sent: vec![] };
    told.events.push(b'[');
    let failed = told.run(connection, pieces, eof).err();
    told.events.push(b']');
    if told.is_too_long() {
        return Err(BadLine(format!("the answer would be longer than {ANSWER_BYTES} bytes")));
    }
    let (closed, sent) = (told.closed, told.sent);
    answer.text("end", if failed.is_some() { "fail" } else { end(closed) });
    match failed {
        Some(error) => write_failure(&error, answer.name("fail")),
        None => drop(answer.null("fail")),
    }
    answer.hex("sent_hex", &sent);
    Ok(())
}

fn end(closed: bool) -> &'static str {
    if closed { "closed" } else { "open" }
}

fn role(fields: &mut Fields) -> Result<Role, BadLine> {
    const RIGHT: &str = "\"server\" or \"client\", the side that receives";
    let role = fields.value("role", RIGHT, |value| match value.as_str() {
        Some("server") => Ok(Role::Server),
        Some("client") => Ok(Role::Client),
        _ => Err(value),
    })?;
    role.ok_or_else(|| fields.missing("role", RIGHT))
}

fn write_failure(error: &ProtocolError, out: &mut Vec<u8>) {
    let mut fail = Object::begin(out);
    fail.number("code", error.violation.close_code().value().into())
        .text("rule", error.violation.rule())
        .text("cite", &error.cite().to_string())
        .number("at", error.offset)
        .text("text", &error.violation.to_string());
    fail.end();
}

/// What was heard and written so far.
struct Told<'o> {
    /// The list of events, without its last bracket.
    events: &'o mut Vec<u8>,
    first: bool,
    closed: bool,
    sent: Vec<u8>,
}

impl Told<'_> {
    /// Drive `connection` to the end of `pieces`, or to the first broken rule.
    fn run(
        &mut self,
        mut connection: Connection,
        mut pieces: Pieces,
        eof: bool,
    ) -> Result<(), ProtocolError> {
        let mut piece = Vec::new();
        while !self.is_too_long() && pieces.next(&mut piece) {
            self.drain(&mut connection, &mut Input::new(&mut piece))?;
        }
        if eof {
            connection.receive_eof();
            self.drain(&mut connection, &mut Input::empty())?;
        }
        Ok(())
    }

    fn drain(
        &mut self,
        connection: &mut Connection,
        input: &mut Input<'_>,
    ) -> Result<(), ProtocolError> {
        let heard = feed::drain(connection, input, &mut |connection, event| {
            if !self.is_too_long() {
                self.hear(&event);
            }
            self.take_output(connection);
        });
        self.take_output(connection);
        heard
    }

    fn take_output(&mut self, connection: &mut Connection) {
        let output = connection.take_output();
        if !self.is_too_long() {
            output.pieces().for_each(|piece| self.sent.extend_from_slice(piece));
        }
    }

    fn hear(&mut self, event: &Event<'_>) {
        if let Event::Closed(closed) = event {
            self.closed = true;
            if !closed.clean {
                return; // the stream ended, and no Close frame came
            }
        }
        if !self.first {
            self.events.push(b',');
        }
        self.first = false;
        let mut told = Object::begin(self.events);
        match event {
            Event::Message(message) | Event::Part { part: message, .. } => match message {
                Message::Text(text) => told.text("ev", "text").text_payload(text),
                Message::Binary(bytes) => told.text("ev", "binary").payload(bytes),
            },
            Event::Ping(bytes) => told.text("ev", "ping").payload(bytes),
            Event::Pong(bytes) => told.text("ev", "pong").payload(bytes),
            Event::Closed(closed) => {
                told.text("ev", "close");
                match closed.code {
                    CloseCode::NO_STATUS => told.null("code"),
                    code => told.number("code", code.value().into()),
                }
                .text("reason", &closed.reason)
            }
        };
        told.end();
    }

    fn is_too_long(&self) -> bool {
        self.events.len() + 2 * self.sent.len() > ANSWER_BYTES
    }
}
