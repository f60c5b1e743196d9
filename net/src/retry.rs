//! # Retry: is it worth to try again?                                chapter 07 · RFC 6455 §7.2.3
//! Knows: each way in which a WebSocket is not there, and whether waiting can help.
//! Does not know: how long to wait.
//! Read before: `websocket.rs`, `frames/src/close_code.rs`. Read next: `reconnect.rs`.

use crate::Fault;
use crate::proxy::ProxyError;
use crate::tls::TlsError;
use crate::websocket::OpenError;
use frames::{CloseCode, Closed, Violation};
use handshake::Violation as Answer;
use std::fmt;

/// Why there is no WebSocket (any more).
#[derive(Debug)]
pub enum Lost {
    /// It could not be opened.
    NotOpened(OpenError),
    /// It was open, and was closed; perhaps (1006) without a farewell.
    Closed(Closed),
    /// It was open, and its stream failed, or the peer broke a rule.
    Failed(Fault<frames::ProtocolError>),
}

impl Lost {
    /// True where the same request may succeed later: the network or the server may recover. What
    /// is wrong with the request, or with one of the two programs, stays wrong.
    pub fn is_worth_a_retry(&self) -> bool {
        match self {
            Self::Closed(closed) => code_is_worth_a_retry(closed.code),
            Self::Failed(Fault::Io(_) | Fault::Stalled) => true,
            // Time alone was the matter: the peer, or what is between, was gone or slow.
            Self::Failed(Fault::Protocol(error)) => {
                matches!(error.violation, Violation::NoPong | Violation::MessageTooSlow)
            }
            Self::NotOpened(error) => match error {
                OpenError::Resolve(..) | OpenError::Io(_) | OpenError::TooLate => true,
                OpenError::Tls(error) => tls_is_worth_a_retry(error),
                OpenError::Proxy(error) => proxy_is_worth_a_retry(error),
                OpenError::Handshake(error) => match &error.violation {
                    Answer::NotSwitching(refusal) => status_is_worth_a_retry(refusal.status),
                    Answer::AnswerNotHttp(http1::Violation::ClosedEarly) => true,
                    _ => false,
                },
                OpenError::Uri(_) | OpenError::Usage(_) => false,
            },
        }
    }
}

/// Only those that tell of the server's own state: it goes away, fails, restarts, is overloaded,
/// or stands behind a gateway that says so; and 1006, when nobody said anything.
pub fn code_is_worth_a_retry(code: CloseCode) -> bool {
    matches!(
        code,
        CloseCode::GOING_AWAY
            | CloseCode::ABNORMAL
            | CloseCode::INTERNAL_ERROR
            | CloseCode::SERVICE_RESTART
            | CloseCode::TRY_AGAIN_LATER
            | CloseCode::BAD_GATEWAY
    )
}

/// The server's faults (5xx), and the two of ours that time mends: 408 (we were too slow) and 429
/// (we came too often).
pub fn status_is_worth_a_retry(status: u16) -> bool {
    matches!(status, 408 | 429 | 500..=599)
}

/// Only where the stream failed: who is not trusted today is not trusted tomorrow.
pub fn tls_is_worth_a_retry(error: &TlsError) -> bool {
    matches!(error, TlsError::Io(_))
}

/// Where the proxy was not there, or says that it is in trouble itself.
pub fn proxy_is_worth_a_retry(error: &ProxyError) -> bool {
    match error {
        ProxyError::Io(_) | ProxyError::CutShort => true,
        ProxyError::Refused(status) => status_is_worth_a_retry(*status),
        ProxyError::Authorization | ProxyError::NotHttp(_) => false,
    }
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOpened(error) => error.fmt(f),
            Self::Closed(closed) if closed.reason.is_empty() => {
                write!(f, "the WebSocket was closed: {}", closed.code)
            }
            Self::Closed(closed) => {
                write!(f, "the WebSocket was closed: {}, {:?}", closed.code, closed.reason)
            }
            Self::Failed(fault) => fault.fmt(f),
        }
    }
}

impl std::error::Error for Lost {}
