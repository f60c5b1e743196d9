//! # Why there is no WebSocket                                      chapter 08 · RFC 6455 §4.1
//! Knows: each step on the way, and that it failed. Does not know: whether to try again.
//! Read before: `handshake/src/violation.rs`. Read next: `websocket.rs`, `retry.rs`.

use crate::proxy::ProxyError;
use crate::reach::ReachError;
use crate::tls::TlsError;
use handshake::UriError;
use std::{error, fmt, io};

/// Why there is no WebSocket.
#[derive(Debug)]
pub enum OpenError {
    /// The address is none.
    Uri(UriError),
    /// The question cannot be asked.
    Usage(handshake::UsageError),
    /// The host's name is not known.
    Resolve(String, io::Error),
    /// Nobody listens there, or the stream failed.
    Io(io::Error),
    /// The proxy opened no tunnel.
    Proxy(ProxyError),
    /// There is no TLS. (What a page in a browser is told then is the close code 1015.)
    Tls(TlsError),
    /// The answer is not the one that opens a WebSocket, or the stream ended before it was whole.
    /// A redirection is not followed.
    Handshake(handshake::ProtocolError),
    /// The WebSocket was not open in time.
    TooLate,
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uri(error) => error.fmt(f),
            Self::Usage(error) => error.fmt(f),
            Self::Resolve(host, error) => write!(f, "cannot find the host {host:?}: {error}"),
            Self::Io(error) => write!(f, "cannot connect: {error}"),
            Self::Proxy(error) => error.fmt(f),
            Self::Tls(error) => error.fmt(f),
            Self::Handshake(error) => error.fmt(f),
            Self::TooLate => f.write_str("the server did not answer in time"),
        }
    }
}

impl error::Error for OpenError {}

impl From<UriError> for OpenError {
    fn from(error: UriError) -> Self {
        Self::Uri(error)
    }
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<ReachError> for OpenError {
    fn from(error: ReachError) -> Self {
        match error {
            ReachError::Resolve(host, error) => Self::Resolve(host, error),
            ReachError::Io(error) => Self::Io(error),
            ReachError::Proxy(error) => Self::Proxy(error),
            ReachError::Tls(error) => Self::Tls(error),
            ReachError::TooLate => Self::TooLate,
        }
    }
}
