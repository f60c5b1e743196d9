//! # What a poller over sockets tells                                chapter 05 · RFC 6202 §2
//! Knows: an event, and every way in which there is none. Does not know: how long one waits.
//! Read before: `reach.rs`, `polling/src/violation.rs`. Read next: `long_poll/attempt.rs`.

use crate::Fault;
use crate::reach::ReachError;
use crate::retry::status_is_worth_a_retry;
use polling::Violation;
use std::fmt;
use std::time::Duration;
use wire::Published;

/// What is heard.
#[derive(Debug)]
pub enum Event {
    /// The server published an event.
    Message(Published),
    /// There is no answer.
    Error {
        /// What happened.
        why: Why,
        /// The same question is asked again after so long. None: it is not.
        retry_in: Option<Duration>,
    },
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Why {
    /// The server was not reached.
    Reach(ReachError),
    /// Such a question cannot be asked.
    Usage(http1::UsageError),
    /// The server refused, with this status and text.
    Refused(u16, String),
    /// The connection failed, or the answer broke a rule, or did not come in time.
    Fault(Fault<polling::ProtocolError>),
    /// The server ended the connection without an answer.
    Closed,
}

impl Why {
    /// True where waiting can help.
    pub fn is_worth_a_retry(&self) -> bool {
        match self {
            Self::Reach(error) => error.is_worth_a_retry(),
            Self::Refused(status, _) => status_is_worth_a_retry(*status),
            Self::Fault(Fault::Io(_) | Fault::Stalled) | Self::Closed => true,
            // Cut short, or late: the network may be at fault. What is said wrong stays wrong.
            Self::Fault(Fault::Protocol(error)) => matches!(
                error.violation,
                Violation::AnswerTooLate | Violation::Http(http1::Violation::ClosedEarly)
            ),
            Self::Usage(_) => false,
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reach(error) => error.fmt(f),
            Self::Usage(error) => error.fmt(f),
            Self::Refused(status, text) => write!(f, "refused ({status}): {}", text.trim_end()),
            Self::Fault(fault) => fault.fmt(f),
            Self::Closed => f.write_str("the server ended the connection without an answer"),
        }
    }
}
