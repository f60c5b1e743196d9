//! # Where a connection is, in words                       chapters 12 to 14 · RFC 6455 §4.1, §7.1
//! Knows: the RFC's names for its states, and what is unfinished. Does not know: who asks.
//! Read before: `connection.rs`, `closing.rs`. Read next: `wire/src/tap.rs`.

use crate::Connection;
use crate::closing::State;
use crate::connection::{BegunControl, Reading};
use crate::unfinished::Unfinished;
use crate::{Kind, Opcode};

impl Connection {
    /// `OPEN, inside a text of 11 bytes so far`.
    pub(crate) fn words(&self) -> String {
        let mut words = vec![self.state_words()];
        if let Some(message) = &self.unfinished {
            words.push(message_words(message, self.in_parts));
        }
        words.extend(self.reading_words());
        if let Some(kind) = self.sending {
            words.push(format!("sending a {} in fragments", kind_word(kind)));
        }
        if self.late_pong.is_some() {
            words.push("a pong waits to be sent".into());
        }
        if self.is_asking() {
            words.push("waiting for a pong".into());
        }
        words.join(", ")
    }

    fn state_words(&self) -> String {
        match (self.state, &self.reading) {
            (State::Open, _) => "OPEN".into(),
            (State::CloseSent, _) => "CLOSING: our Close frame is sent".into(),
            (State::Exchanged, _) => "CLOSING: both Close frames passed".into(),
            (State::Failed, Reading::Nothing(Err(error))) => {
                format!("CLOSING: failed with {}", error.violation.close_code().value())
            }
            (State::Failed, _) => "CLOSING: failed".into(),
            (State::Ended, _) => "CLOSED".into(),
        }
    }

    /// What came of a frame, while it is not whole.
    fn reading_words(&self) -> Option<String> {
        match &self.reading {
            Reading::Header(reader) if reader.held() > 0 => {
                Some(format!("{} of a frame's header", bytes(reader.held())))
            }
            Reading::Data { header, done } => {
                Some(format!("{done} of {} of a frame's payload", bytes(header.length)))
            }
            Reading::Control(begun) => {
                let BegunControl { header, body } = &**begun;
                let name = match header.opcode {
                    Opcode::Ping => "ping",
                    Opcode::Pong => "pong",
                    _ => "Close frame",
                };
                Some(format!("{} of {} of a {name}", body.len(), bytes(header.length)))
            }
            _ => None,
        }
    }

    /// A silent peer was asked, and has not answered yet.
    fn is_asking(&self) -> bool {
        self.state == State::Open && self.liveness.as_ref().is_some_and(|live| live.is_asking())
    }
}

/// `inside a text of 2 bytes so far, one character not whole`.
fn message_words(message: &Unfinished, in_parts: bool) -> String {
    let (kind, character) = match message {
        Unfinished::Text(_, utf8) if utf8.begun() > 0 => (Kind::Text, ", one character not whole"),
        Unfinished::Text(..) => (Kind::Text, ""),
        Unfinished::Binary(_) => (Kind::Binary, ""),
    };
    let kind = kind_word(kind);
    // What is passed on in parts is not kept, so nobody counts it.
    match in_parts {
        true => format!("inside a {kind}{character}"),
        false => format!("inside a {kind} of {} so far{character}", bytes(message.held())),
    }
}

fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Binary => "binary message",
    }
}

fn bytes(count: impl TryInto<u64>) -> String {
    match count.try_into().unwrap_or(u64::MAX) {
        1 => "1 byte".into(),
        n => format!("{n} bytes"),
    }
}
