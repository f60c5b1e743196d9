//! # The caller's mistakes                                           chapters 11 to 14
//! Knows: what an application can ask for that must not be sent. Does not know: the peer.
//! Read before: `violation.rs`. Read next: `send.rs`.

use crate::CloseCode;
use std::{error, fmt};

/// The application asked for something that must not be sent. Nothing was sent, and the connection
/// goes on as if it had not been asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsageError {
    /// Nothing may be sent any more: a Close was sent or received, the stream ended, or it failed.
    NotOpen,
    /// A message sent in parts is not finished yet: only a further part of its kind may follow.
    MessageUnfinished,
    /// Text was given as bytes that are not UTF-8.
    TextNotUtf8,
    /// A ping or pong of so many bytes; the most is 125.
    ControlTooLong(usize),
    /// A close code that must not travel.
    CloseCodeForbidden(CloseCode),
    /// A close reason of so many bytes; the most is 123.
    CloseReasonTooLong(usize),
    /// A frame that is encoded already cannot be sent by a client, who masks each with a fresh key.
    ClientMasks,
    /// A compressed message for a connection that agreed on none, or on less.
    CompressionNotAgreed,
    /// Bytes that are not one whole message in one unmasked frame.
    NotAMessage,
}

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOpen => f.write_str("the connection is not open; send before closing"),
            Self::MessageUnfinished => {
                f.write_str("a message is sent in parts; finish it with its last part first")
            }
            Self::TextNotUtf8 => f.write_str("text that is not UTF-8; send it as binary"),
            Self::ControlTooLong(n) => {
                write!(f, "{n} bytes in a control frame; at most 125 fit")
            }
            Self::CloseCodeForbidden(code) => {
                write!(f, "close code {} must not be sent; ", code.value())?;
                f.write_str("use 1000 to 1003, 1007 to 1014 or 3000 to 4999")
            }
            Self::CloseReasonTooLong(n) => {
                write!(f, "a close reason of {n} bytes; at most 123 fit")
            }
            Self::ClientMasks => {
                f.write_str("a client masks each frame anew; only a server sends encoded ones")
            }
            Self::CompressionNotAgreed => f.write_str(
                "a compressed message, and this connection did not agree on one without context",
            ),
            Self::NotAMessage => {
                f.write_str("these bytes are not one message; give one whole, unmasked frame")
            }
        }
    }
}

impl error::Error for UsageError {}
