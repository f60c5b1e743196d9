//! # What the caller did wrong                                       chapter 02
//! Knows: mistakes of the application. Does not know: the peer's (see `violation.rs`).
//! Read before: `violation.rs`. Read next: `token.rs`.

use std::{error, fmt};

/// The caller asked for something that HTTP, or this moment, does not allow. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UsageError {
    /// There is no request that waits for an answer.
    NothingOwed,
    /// A chunk or an end without an answer that was begun.
    NotStreaming,
    /// An answer that is begun brings its body in chunks, not along.
    BodyWithBegin,
    /// The protocol is switched while a request's body is still to come.
    BodyUnread,
    /// The protocol is switched in answer to HTTP/1.0.
    SwitchInHttp10,
    /// A further request before the response to the last one is complete.
    AnswerOutstanding,
    /// The connection is over.
    Ended,
    /// A final status is 200 to 599.
    InvalidStatus(u16),
    /// A method that is not a token.
    InvalidMethod(String),
    /// A target that is neither a path, an http URI, nor `*` for OPTIONS.
    InvalidTarget(String),
    /// A host that is not `name` or `name:port`.
    InvalidHost(String),
    /// A field name that is not a token.
    InvalidFieldName(String),
    /// The value of this field has CR, LF, NUL or another control byte in it.
    InvalidFieldValue(String),
    /// This field is written by the protocol itself.
    ManagedField(String),
}

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingOwed => f.write_str("no request waits for an answer"),
            Self::NotStreaming => f.write_str("no answer was begun; call begin first"),
            Self::BodyWithBegin => f.write_str("begin takes no body; send it in chunks"),
            Self::BodyUnread => f.write_str("the request's body is still to come; wait for End"),
            Self::SwitchInHttp10 => f.write_str("HTTP/1.0 knows no Upgrade; answer in HTTP"),
            Self::AnswerOutstanding => f.write_str("one request at a time; wait for End"),
            Self::Ended => f.write_str("the connection is over; open another"),
            Self::InvalidStatus(status) => {
                write!(f, "{status} is no final status; it must be 200 to 599")
            }
            Self::InvalidMethod(method) => write!(f, "the method {method:?} is not a token"),
            Self::InvalidTarget(target) => write!(f, "{target:?} is no target for this method"),
            Self::InvalidHost(host) => write!(f, "{host:?} is not name or name:port"),
            Self::InvalidFieldName(name) => write!(f, "the field name {name:?} is not a token"),
            Self::InvalidFieldValue(name) => write!(f, "the value of {name} has a control in it"),
            Self::ManagedField(name) => write!(f, "{name} is written by the protocol itself"),
        }
    }
}

impl error::Error for UsageError {}
