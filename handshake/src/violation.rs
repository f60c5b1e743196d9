//! # What can be wrong with an opening handshake                     chapter 09 · RFC 6455 §4
//! Knows: each rule that the other side can break, and how a server answers it.
//! Does not know: how it was found out; its section and its sentence (`violation/`).
//! Read before: `key.rs`. Read next: `violation/source.rs`, `violation/sentence.rs`.

mod sentence;
mod source;

use crate::client::Refusal;
use crate::{deflate, extension};
use http1::Response;
pub(crate) use sentence::brief;

/// The peer broke a rule of the opening handshake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violation {
    // What a server finds in a request.
    /// The request's method is not GET.
    MethodNotGet(String),
    /// The request is HTTP/1.0.
    HttpTooOld,
    /// The request announces a body.
    BodyNotAllowed,
    /// `Upgrade` is missing or does not list `websocket`.
    UpgradeNotWebSocket,
    /// `Connection` is missing or does not list `Upgrade`.
    ConnectionNotUpgrade,
    /// `Sec-WebSocket-Version` is missing or not 13.
    VersionNotThirteen(Option<String>),
    /// `Sec-WebSocket-Key` is missing.
    KeyMissing,
    /// `Sec-WebSocket-Key` is not the base64 of 16 bytes.
    KeyNotSixteenBytes(String),
    /// `Sec-WebSocket-Protocol` lists something that is not a token, or nothing.
    SubprotocolMalformed(String),
    /// `Sec-WebSocket-Protocol` lists the same one twice.
    SubprotocolTwice(String),
    /// The page that asks is none of those that may.
    OriginForeign(String),
    /// No `Origin`, where only browsers may ask.
    OriginMissing,
    /// The stream ended inside the request.
    RequestCutShort,
    /// The request is not even HTTP.
    Http(http1::Violation),
    // What both sides find.
    /// A field that must be single came on more than one line.
    Repeated(&'static str),
    /// `Sec-WebSocket-Extensions` breaks the grammar; here is what stands where it does.
    ExtensionsMalformed(String),
    // What a client finds in an answer.
    /// The status is not 101: the server answers as HTTP, and this is what it says.
    NotSwitching(Box<Refusal>),
    /// The answer is HTTP/1.0.
    AnswerTooOld,
    /// The answer's `Upgrade` is missing or is not `websocket` alone.
    AnswerNotWebSocket,
    /// The answer's `Connection` is missing or does not list `Upgrade`.
    AnswerNotUpgrade,
    /// `Sec-WebSocket-Accept` is missing.
    AcceptMissing,
    /// `Sec-WebSocket-Accept` is not the digest of our key.
    AcceptWrong {
        /// What would have been right.
        expected: String,
        /// What came.
        found: String,
    },
    /// The server chose a subprotocol that was not offered.
    SubprotocolNotOffered(String),
    /// The server chose an extension that was not offered.
    ExtensionNotOffered(String),
    /// The server's permessage-deflate is not what was offered.
    Deflate(deflate::Violation),
    /// The answer is not even HTTP, or not all of it came.
    AnswerNotHttp(http1::Violation),
}

impl Violation {
    /// The status with which a server answers. (What only a client can find it does not answer; a
    /// gateway would say 502.)
    pub fn status(&self) -> u16 {
        match self {
            Self::OriginForeign(_) | Self::OriginMissing => 403,
            Self::MethodNotGet(_) => 405,
            Self::HttpTooOld => 505,
            Self::UpgradeNotWebSocket | Self::VersionNotThirteen(Some(_)) => 426,
            Self::BodyNotAllowed
            | Self::ConnectionNotUpgrade
            | Self::VersionNotThirteen(None)
            | Self::KeyMissing
            | Self::KeyNotSixteenBytes(_)
            | Self::SubprotocolMalformed(_)
            | Self::SubprotocolTwice(_)
            | Self::RequestCutShort
            | Self::Repeated(_)
            | Self::ExtensionsMalformed(_) => 400,
            Self::Http(violation) => violation.status(),
            _ => 502,
        }
    }

    /// The answer that a server gives: an HTTP error with one sentence, never a silent close. The
    /// connection closes after it.
    pub fn answer(&self) -> Response {
        let mut answer = Response::new(self.status());
        if matches!(self, Self::MethodNotGet(_)) {
            answer = answer.field("Allow", "GET");
        }
        if self.status() == 426 {
            answer = answer.field("Upgrade", "websocket");
        }
        // Whoever asks in another version, or in none, hears which one is spoken (§4.4).
        if self.status() == 426 || self.field() == Some(VERSION) {
            answer = answer.field(VERSION, "13");
        }
        answer.text(&format!("{self} ({})", wire::Violation::cite(self))).close()
    }

    /// `found` stands where the list of extensions breaks its grammar.
    pub(crate) fn extensions_malformed(found: &[u8]) -> Self {
        Self::ExtensionsMalformed(String::from_utf8_lossy(found).into_owned())
    }

    /// The field that is wrong, if it is one.
    pub(crate) fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::UpgradeNotWebSocket | Self::AnswerNotWebSocket => "Upgrade",
            Self::ConnectionNotUpgrade | Self::AnswerNotUpgrade => "Connection",
            Self::VersionNotThirteen(_) => VERSION,
            Self::KeyMissing | Self::KeyNotSixteenBytes(_) => "Sec-WebSocket-Key",
            Self::SubprotocolMalformed(_)
            | Self::SubprotocolTwice(_)
            | Self::SubprotocolNotOffered(_) => "Sec-WebSocket-Protocol",
            Self::OriginForeign(_) => "Origin",
            Self::Repeated(name) => name,
            Self::AcceptMissing | Self::AcceptWrong { .. } => "Sec-WebSocket-Accept",
            Self::ExtensionsMalformed(_) | Self::ExtensionNotOffered(_) | Self::Deflate(_) => {
                extension::FIELD
            }
            Self::MethodNotGet(_)
            | Self::HttpTooOld
            | Self::BodyNotAllowed
            | Self::OriginMissing
            | Self::RequestCutShort
            | Self::Http(_)
            | Self::NotSwitching(_)
            | Self::AnswerTooOld
            | Self::AnswerNotHttp(_) => return None,
        })
    }
}

const VERSION: &str = "Sec-WebSocket-Version";
