//! # What can be wrong with an opening handshake                     chapter 09 · RFC 6455 §4
//! Knows: each rule that the other side can break, and how a server answers it.
//! Does not know: how it was found out.
//! Read before: `key.rs`. Read next: `usage.rs`.

use http1::Response;
use std::fmt;
use wire::Cite;

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
    /// `Sec-WebSocket-Protocol` lists something that is not a token, or the same one twice, or
    /// nothing.
    SubprotocolMalformed(String),
    /// A field that must be single came on more than one line (a client can find that, too).
    Repeated(&'static str),
    // What a client finds in an answer.
    /// The status is not 101.
    NotSwitching(u16),
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
    /// The server chose extensions, and none was offered.
    ExtensionNotOffered(String),
    /// It is not even HTTP.
    Http(http1::Violation),
}

impl Violation {
    /// The status with which a server answers. (What only a client can find it does not answer; a
    /// gateway would say 502.)
    pub fn status(&self) -> u16 {
        match self {
            Self::MethodNotGet(_) => 405,
            Self::HttpTooOld => 505,
            Self::UpgradeNotWebSocket | Self::VersionNotThirteen(Some(_)) => 426,
            Self::BodyNotAllowed
            | Self::ConnectionNotUpgrade
            | Self::VersionNotThirteen(None)
            | Self::KeyMissing
            | Self::KeyNotSixteenBytes(_)
            | Self::SubprotocolMalformed(_)
            | Self::Repeated(_) => 400,
            Self::Http(violation) => violation.status(),
            _ => 502,
        }
    }

    /// The answer that a server gives: an HTTP error with one sentence, never a silent close.
    pub fn answer(&self) -> Response {
        let answer = Response::new(self.status());
        let answer = match self {
            Self::MethodNotGet(_) => answer.field("Allow", "GET"),
            Self::UpgradeNotWebSocket => answer.field("Upgrade", "websocket"),
            Self::VersionNotThirteen(_) => {
                answer.field("Upgrade", "websocket").field("Sec-WebSocket-Version", "13")
            }
            _ => answer,
        };
        answer.text(&format!("{self} ({})", wire::Violation::cite(self)))
    }

    /// The field that is wrong, if it is one.
    pub(crate) fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::UpgradeNotWebSocket | Self::AnswerNotWebSocket => "Upgrade",
            Self::ConnectionNotUpgrade | Self::AnswerNotUpgrade => "Connection",
            Self::VersionNotThirteen(_) => "Sec-WebSocket-Version",
            Self::KeyMissing | Self::KeyNotSixteenBytes(_) => "Sec-WebSocket-Key",
            Self::SubprotocolMalformed(_) | Self::SubprotocolNotOffered(_) => {
                "Sec-WebSocket-Protocol"
            }
            Self::Repeated(name) => name,
            Self::AcceptMissing | Self::AcceptWrong { .. } => "Sec-WebSocket-Accept",
            Self::ExtensionNotOffered(_) => "Sec-WebSocket-Extensions",
            Self::MethodNotGet(_)
            | Self::HttpTooOld
            | Self::BodyNotAllowed
            | Self::NotSwitching(_)
            | Self::AnswerTooOld
            | Self::Http(_) => return None,
        })
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MethodNotGet(method) => {
                write!(f, "the method is {method}; a WebSocket is opened with GET")
            }
            Self::HttpTooOld => f.write_str("the request is HTTP/1.0; HTTP/1.1 is needed"),
            Self::BodyNotAllowed => f.write_str("the request has a body; it must have none"),
            Self::UpgradeNotWebSocket => {
                f.write_str("a WebSocket is opened here, but 'Upgrade: websocket' is missing")
            }
            Self::ConnectionNotUpgrade => {
                f.write_str("'Connection: Upgrade' is missing beside the Upgrade field")
            }
            Self::VersionNotThirteen(None) => {
                f.write_str("Sec-WebSocket-Version is missing; it must be 13")
            }
            Self::VersionNotThirteen(Some(found)) => {
                write!(f, "Sec-WebSocket-Version is {found:?}; only 13 is spoken here")
            }
            Self::KeyMissing => f.write_str("Sec-WebSocket-Key is missing"),
            Self::KeyNotSixteenBytes(found) => {
                write!(f, "Sec-WebSocket-Key is {found:?}; it must be the base64 of 16 bytes")
            }
            Self::SubprotocolMalformed(found) => {
                write!(f, "Sec-WebSocket-Protocol lists {found:?}; it must list tokens, each once")
            }
            Self::Repeated(name) => write!(f, "{name} came more than once; it must be single"),
            Self::NotSwitching(status) => {
                write!(f, "the server answered {status}; 101 would have opened the WebSocket")
            }
            Self::AnswerTooOld => f.write_str("the answer is HTTP/1.0; HTTP/1.1 is needed"),
            Self::AnswerNotWebSocket => f.write_str("the answer lacks 'Upgrade: websocket'"),
            Self::AnswerNotUpgrade => f.write_str("the answer lacks 'Connection: Upgrade'"),
            Self::AcceptMissing => f.write_str("the answer has no Sec-WebSocket-Accept"),
            Self::AcceptWrong { expected, found } => {
                write!(f, "Sec-WebSocket-Accept is {found:?}; for our key it must be {expected:?}")
            }
            Self::SubprotocolNotOffered(found) => {
                write!(f, "the server chose the subprotocol {found:?}, which was not offered")
            }
            Self::ExtensionNotOffered(found) => {
                write!(f, "the server chose the extensions {found:?}; none was offered")
            }
            Self::Http(violation) => violation.fmt(f),
        }
    }
}

impl wire::Violation for Violation {
    fn cite(&self) -> Cite {
        match self {
            Self::MethodNotGet(_)
            | Self::HttpTooOld
            | Self::BodyNotAllowed
            | Self::UpgradeNotWebSocket
            | Self::ConnectionNotUpgrade
            | Self::KeyMissing
            | Self::KeyNotSixteenBytes(_) => Cite::rfc6455("4.2.1"),
            Self::VersionNotThirteen(_) => Cite::rfc6455("4.4"),
            Self::Repeated(name) => match *name {
                "Sec-WebSocket-Key" => Cite::rfc6455("11.3.1"),
                "Sec-WebSocket-Accept" => Cite::rfc6455("11.3.3"),
                "Sec-WebSocket-Protocol" => Cite::rfc6455("11.3.4"),
                "Sec-WebSocket-Version" => Cite::rfc6455("11.3.5"),
                _ => Cite::rfc9110("5.3"),
            },
            Self::SubprotocolMalformed(_)
            | Self::NotSwitching(_)
            | Self::AnswerTooOld
            | Self::AnswerNotWebSocket
            | Self::AnswerNotUpgrade
            | Self::AcceptMissing
            | Self::AcceptWrong { .. }
            | Self::SubprotocolNotOffered(_)
            | Self::ExtensionNotOffered(_) => Cite::rfc6455("4.1"),
            Self::Http(violation) => violation.cite(),
        }
    }
}
