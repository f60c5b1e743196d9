//! # How a stream breaks our limits                                  chapter 06
//! Knows: the three rules that end an event stream. Does not know: who counts.
//! Read before: `wire/src/violation.rs`, `wire/src/limits.rs` there. Read next: `lines.rs`.
//!
//! The standard itself knows no wrong stream: bad UTF-8 becomes U+FFFD and unknown fields are
//! ignored. Only what we would have to hold is bounded.

use std::fmt;
use wire::Cite;

/// One broken rule of an event stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Violation {
    /// A line goes on beyond `wire::Limits::line_bytes`. The offset is that of the first byte
    /// too many.
    LineTooLong {
        /// What would have been accepted.
        limit: usize,
    },
    /// The lines of data of one event, joined, are more than `wire::Limits::event_bytes`. The
    /// offset is that of the line with which they became too many.
    EventTooLong {
        /// What would have been accepted.
        limit: usize,
    },
    /// An id is more than `wire::Limits::id_bytes`. The offset is that of its line.
    IdTooLong {
        /// What would have been accepted.
        limit: usize,
    },
}

/// The stream broke a limit; it cannot be read on.
pub type ProtocolError = wire::ProtocolError<Violation>;

impl wire::Violation for Violation {
    fn cite(&self) -> Cite {
        match self {
            Self::LineTooLong { .. } => Cite::ours("line_bytes"),
            Self::EventTooLong { .. } => Cite::ours("event_bytes"),
            Self::IdTooLong { .. } => Cite::ours("id_bytes"),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, limit) = match self {
            Self::LineTooLong { limit } => ("a line", limit),
            Self::EventTooLong { limit } => ("an event with data", limit),
            Self::IdTooLong { limit } => ("an id", limit),
        };
        write!(f, "{what} of more than {limit} bytes; up to {limit} would have been right")
    }
}
