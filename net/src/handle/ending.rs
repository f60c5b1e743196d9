//! # How a WebSocket ended                                           chapter 14 · RFC 6455 §7.1
//! Knows: the last event, and what was wrong if something was. Does not know: what came before.
//! Read before: `frames/src/event.rs`. Read next: `shared.rs`.

use crate::Fault;
use frames::{CloseCode, Closed, Message, ProtocolError, UsageError, Who};
use std::sync::Arc;
use std::{error, fmt};

/// The end of a WebSocket: the closing handshake if there was one, the fault if there was one.
#[derive(Clone, Debug)]
pub struct Ending {
    /// Code, reason, who began, and whether it was clean.
    pub closed: Closed,
    /// What went wrong, unless the closing handshake was complete.
    pub fault: Option<Arc<Fault<ProtocolError>>>,
}

impl Ending {
    /// From what was heard and how driving ended. After a clean close a lost stream is no fault.
    pub(super) fn new(heard: Option<Closed>, fault: Option<Fault<ProtocolError>>) -> Self {
        let closed = heard.unwrap_or_else(|| Closed {
            code: CloseCode::ABNORMAL,
            reason: "".into(),
            by: Who::Us,
            clean: false,
        });
        let fault = fault.filter(|_| !closed.clean).map(Arc::new);
        Self { closed, fault }
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.fault, self.closed.clean) {
            (Some(fault), _) => fault.fmt(f),
            (None, true) => write!(f, "closed with {}", self.closed.code),
            (None, false) => f.write_str(
                "ended without a Close frame from the peer: it crashed, a proxy between cut the \
                 line, or it closed TCP alone",
            ),
        }
    }
}

impl error::Error for Ending {}

/// Why a message was not sent. Nothing of it was.
#[derive(Debug)]
pub enum SendError {
    /// The connection is closing, or over.
    NotOpen,
    /// There is no room, and nobody waits for it ([`super::WhenFull::Refuse`], `try_send`): here is
    /// the message again.
    Full(Message<'static>),
    /// It cannot be sent at all.
    Usage(UsageError),
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOpen => f.write_str("the connection is closing or over; send before"),
            Self::Full(_) => f.write_str("the queue is full; wait for the peer to read"),
            Self::Usage(error) => error.fmt(f),
        }
    }
}

impl error::Error for SendError {}
