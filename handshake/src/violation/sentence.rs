//! # What is said about a broken rule                                chapter 09 · RFC 6455 §4
//! Knows: one sentence for each rule: what was found, what would have been right. Does not know:
//! who hears it.
//! Read before: `violation/source.rs`. Read next: `usage.rs`.

use super::Violation;
use std::borrow::Cow;
use std::fmt;

/// As many characters of what a peer sent are shown.
const SHOWN: usize = 100;

/// `found`, cut off if it is long: a sentence need not repeat 16 KiB.
pub(crate) fn brief(found: &str) -> Cow<'_, str> {
    match found.char_indices().nth(SHOWN) {
        Some((end, _)) => Cow::Owned(format!("{}…", &found[..end])),
        None => Cow::Borrowed(found),
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MethodNotGet(method) => {
                write!(f, "the method is {}; a WebSocket is opened with GET", brief(method))
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
                write!(f, "Sec-WebSocket-Version is {:?}; only 13 is spoken here", brief(found))
            }
            Self::KeyMissing => f.write_str("Sec-WebSocket-Key is missing"),
            Self::KeyNotSixteenBytes(found) => {
                let found = brief(found);
                write!(f, "Sec-WebSocket-Key is {found:?}; it must be the base64 of 16 bytes")
            }
            Self::SubprotocolMalformed(found) => {
                write!(f, "Sec-WebSocket-Protocol lists {:?}; it must list tokens", brief(found))
            }
            Self::SubprotocolTwice(found) => {
                write!(f, "Sec-WebSocket-Protocol lists {:?} twice; once is right", brief(found))
            }
            Self::OriginForeign(found) => {
                write!(f, "a page of {:?} may not open a WebSocket here", brief(found))
            }
            Self::OriginMissing => {
                f.write_str("Origin is missing; only pages in a browser may open a WebSocket here")
            }
            Self::RequestCutShort => {
                f.write_str("the stream ended inside the request; the rest was due")
            }
            Self::Http(violation) => violation.fmt(f),
            Self::Repeated(name) => write!(f, "{name} came more than once; it must be single"),
            Self::ExtensionsMalformed(found) if found.is_empty() => {
                f.write_str("Sec-WebSocket-Extensions ends too early; a name or a value is due")
            }
            Self::ExtensionsMalformed(found) => {
                let found = brief(found);
                write!(f, "Sec-WebSocket-Extensions breaks at {found:?}; it lists name; name=value")
            }
            Self::NotSwitching(_)
            | Self::AnswerTooOld
            | Self::AnswerNotWebSocket
            | Self::AnswerNotUpgrade
            | Self::AcceptMissing
            | Self::AcceptWrong { .. }
            | Self::SubprotocolNotOffered(_)
            | Self::ExtensionNotOffered(_)
            | Self::Deflate(_)
            | Self::AnswerNotHttp(_) => self.of_an_answer(f),
        }
    }
}

impl Violation {
    fn of_an_answer(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSwitching(refusal) => {
                let status = refusal.status;
                write!(f, "the server answered {status}")?;
                let body = String::from_utf8_lossy(&refusal.body);
                let line = body.trim_start().lines().next().unwrap_or("");
                if !line.is_empty() && !line.starts_with('<') {
                    write!(f, ", {:?}", brief(line))?;
                }
                f.write_str("; 101 would have opened the WebSocket")
            }
            Self::AnswerTooOld => f.write_str("the answer is HTTP/1.0; HTTP/1.1 is needed"),
            Self::AnswerNotWebSocket => f.write_str("the answer lacks 'Upgrade: websocket'"),
            Self::AnswerNotUpgrade => f.write_str("the answer lacks 'Connection: Upgrade'"),
            Self::AcceptMissing => f.write_str("the answer has no Sec-WebSocket-Accept"),
            Self::AcceptWrong { expected, found } => {
                let found = brief(found);
                write!(f, "Sec-WebSocket-Accept is {found:?}; for our key it must be {expected:?}")
            }
            Self::SubprotocolNotOffered(found) => {
                let found = brief(found);
                write!(f, "the server chose the subprotocol {found:?}, which was not offered")
            }
            Self::ExtensionNotOffered(found) => {
                let found = brief(found);
                write!(f, "the server chose the extension {found:?}, which was not offered")
            }
            Self::Deflate(violation) => fmt::Display::fmt(violation, f),
            Self::AnswerNotHttp(violation) => fmt::Display::fmt(violation, f),
            _ => Ok(()),
        }
    }
}
