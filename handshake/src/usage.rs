//! # Wrong use of the handshake                                      chapter 08 · RFC 6455 §4.1
//! Knows: what a caller can get wrong, and what a token is. Does not know: the peer.
//! Read before: `violation.rs`. Read next: `origin.rs`.

use std::fmt;

/// The caller asked for something that must not be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UsageError {
    /// A host that is not `name` or `name:port`.
    NotAHost(String),
    /// A target that is not a path (with a query or without) in visible ASCII. It has no `#`: a
    /// fragment means nothing here (RFC 6455 §3).
    NotATarget(String),
    /// The origin is empty, or holds a control character or a space.
    NotALine(String),
    /// A subprotocol is not a token.
    NotAToken(String),
    /// A subprotocol is offered twice.
    OfferedTwice(String),
    /// The subprotocol to accept was not offered.
    NotOffered(String),
    /// The permessage-deflate to accept is no answer to any that was offered.
    DeflateNotOffered,
    /// A window for compression that is not 9 to 15 bits.
    WindowBits(u8),
    /// A field's name is not a token.
    NotAFieldName(String),
    /// The value of this field has CR, LF, NUL or another control byte in it.
    NotAFieldValue(String),
    /// This field is written by the handshake itself, or must not be in one.
    ReservedField(String),
    /// An origin that no browser sends, so that it would never match.
    NotAnOrigin(String),
}

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAHost(host) => write!(f, "{host:?} is not name or name:port"),
            Self::NotATarget(target) => {
                write!(f, "{target:?} is no target: it must be a path in visible ASCII, without #")
            }
            Self::NotALine(text) => {
                write!(f, "{text:?} cannot stand in a head: it is empty or has blanks or controls")
            }
            Self::NotAToken(name) => write!(f, "{name:?} is not a token (RFC 9110 §5.6.2)"),
            Self::OfferedTwice(name) => write!(f, "the subprotocol {name:?} is offered twice"),
            Self::NotOffered(name) => {
                write!(f, "the subprotocol {name:?} was not offered, so it cannot be chosen")
            }
            Self::DeflateNotOffered => {
                f.write_str("no offer of permessage-deflate allows what is to be agreed on")
            }
            Self::WindowBits(bits) => {
                write!(f, "a window of {bits} bits is none of 9 to 15")
            }
            Self::NotAFieldName(name) => write!(f, "the field name {name:?} is not a token"),
            Self::NotAFieldValue(name) => write!(f, "the value of {name} has a control in it"),
            Self::ReservedField(name) => write!(f, "{name} is written by the handshake itself"),
            Self::NotAnOrigin(text) => write!(
                f,
                "{text:?} is no origin: it must be scheme://host in lower case, perhaps with a \
                 port, without a slash at the end"
            ),
        }
    }
}

impl std::error::Error for UsageError {}

/// True for a token: one or more letters, digits, or ``!#$%&'*+-.^_`|~`` (RFC 9110 §5.6.2).
pub(crate) fn is_token(text: &str) -> bool {
    http1::token::is_token(text.as_bytes())
}

/// True for a path, perhaps with a query: the resource name of RFC 6455 §3.
pub(crate) fn is_target(text: &str) -> bool {
    text.starts_with('/') && is_visible(text) && !text.contains('#')
}

/// True for text that can stand between two blanks of a head.
pub(crate) fn is_visible(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic())
}
