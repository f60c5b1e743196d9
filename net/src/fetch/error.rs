//! # Why there is no answer                                          chapter 02 · RFC 9110 §15
//! Knows: each step on the way to an answer, and that it failed. Does not know: whose fault it is.
//! Read before: `reach.rs`. Read next: `fetch/request.rs`.

use crate::Fault;
use crate::reach::ReachError;
use http1::{UriError, Violation};
use std::{error, fmt};

/// Why there is no answer, or no whole one.
#[derive(Debug)]
pub enum FetchError {
    /// The server was not reached.
    Reach(ReachError),
    /// The request cannot be sent.
    Usage(http1::UsageError),
    /// The connection failed, or the answer broke a rule.
    Fault(Fault<http1::ProtocolError>),
    /// The answer was not complete in time.
    TooLate,
    /// The body was longer than this many bytes.
    TooLong {
        /// `Limits::body_bytes`.
        limit: u64,
    },
    /// The answer sends us to a place that is none.
    Location(UriError),
    /// We were sent on more often than this.
    TooManyRedirects(u32),
}

impl FetchError {
    /// True where the same request may succeed later: the network failed, or time was short. What
    /// one of the two programs does wrong it will do again.
    pub fn is_worth_a_retry(&self) -> bool {
        match self {
            Self::Reach(error) => error.is_worth_a_retry(),
            Self::Fault(Fault::Io(_) | Fault::Stalled) | Self::TooLate => true,
            Self::Fault(Fault::Protocol(error)) => error.violation == Violation::ClosedEarly,
            Self::Usage(_) | Self::TooLong { .. } => false,
            Self::Location(_) | Self::TooManyRedirects(_) => false,
        }
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reach(error) => error.fmt(f),
            Self::Usage(error) => error.fmt(f),
            Self::Fault(fault) => fault.fmt(f),
            Self::TooLate => f.write_str("the server did not answer in time"),
            Self::TooLong { limit } => {
                write!(f, "the answer's body is too long; at most {limit} bytes are read")
            }
            Self::Location(error) => write!(f, "the server sends us to no address: {error}"),
            Self::TooManyRedirects(most) => {
                write!(f, "the server sends us on and on; {most} times are enough")
            }
        }
    }
}

impl error::Error for FetchError {}
