//! # What a connection tells                                         chapter 12 · RFC 6455 §6.2
//! Knows: messages, pings, pongs, the end. Does not know: the frames they came in.
//! Read before: `wire/src/payload.rs`. Read next: `unfinished.rs`.

use crate::CloseCode;
use std::borrow::Cow;
use wire::Payload;

/// What happened on a connection. What came whole is lent from the input.
#[derive(Debug, PartialEq, Eq)]
pub enum Event<'i> {
    /// A message is complete.
    Message(Message<'i>),
    /// A part of a message came: only where [`crate::Connection::in_parts`] asked for parts. They
    /// are cut as the bytes came, in frames or inside of them; a text is never cut inside a
    /// character.
    Part {
        /// The bytes of this part; the last one may be empty.
        part: Message<'i>,
        /// True when the message is complete with it.
        last: bool,
    },
    /// The peer asked whether we are there. The pong is in the output already.
    Ping(Payload<'i>),
    /// The peer is there. Nobody needs to answer, not even one that nobody asked for.
    Pong(Payload<'i>),
    /// The last event of every connection that did not fail with an error. It comes once.
    Closed(Closed),
}

/// A message, unmasked and put together.
#[derive(Debug, PartialEq, Eq)]
pub enum Message<'i> {
    /// Text: valid UTF-8, already checked.
    Text(Text<'i>),
    /// Bytes.
    Binary(Payload<'i>),
}

/// The text of a message: borrowed from the input if it came whole, owned if it came in pieces.
pub type Text<'i> = Cow<'i, str>;

impl Message<'_> {
    /// Text or binary.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Text(_) => Kind::Text,
            Self::Binary(_) => Kind::Binary,
        }
    }

    /// The same message, independent of the input.
    pub fn into_owned(self) -> Message<'static> {
        match self {
            Self::Text(text) => Message::Text(text.into_owned().into()),
            Self::Binary(payload) => Message::Binary(payload.into_owned()),
        }
    }

    /// The payload, whichever kind it is.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Binary(payload) => payload,
        }
    }
}

impl From<&str> for Message<'_> {
    fn from(text: &str) -> Self {
        Self::Text(text.to_string().into())
    }
}

impl From<String> for Message<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<Vec<u8>> for Message<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Binary(Payload::Joined(bytes))
    }
}

/// The two kinds of message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// UTF-8.
    Text,
    /// Bytes.
    Binary,
}

/// How a connection ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// The code of the peer's Close frame; 1005 if that had none, 1006 if none came
    /// (RFC 6455 §7.1.5).
    pub code: CloseCode,
    /// The reason of the peer's Close frame, or nothing. It is for whoever debugs, not for users
    /// (RFC 6455 §5.5.1, §7.1.6).
    pub reason: Box<str>,
    /// Who began.
    pub by: Who,
    /// True if both Close frames passed (RFC 6455 §7.1.4).
    pub clean: bool,
}

/// One of the two of us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// This side.
    Us,
    /// The other side.
    Peer,
}
