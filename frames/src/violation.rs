//! # Broken rules                                  chapters 10 to 14 · RFC 6455 §5 to §8
//! Knows: every rule of the frame layer that a peer can break. Does not know: who finds it out.
//! Read before: `header.rs`. Read next: `check.rs`.

use crate::CloseCode;
use std::fmt;
use wire::Cite;

/// A peer broke a rule of the frame layer, at a known byte.
///
/// Where a function over a slice returns it, the offset counts from the slice's first byte; where
/// [`crate::Connection`] does, from the first byte of the connection after the handshake.
pub type ProtocolError = wire::ProtocolError<Violation>;

/// The rules of the frame layer, one variant each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Violation {
    /// RSV1, RSV2 or RSV3 was set, and no extension was agreed on.
    ReservedBits,
    /// The opcode has no meaning.
    ReservedOpcode(u8),
    /// A continuation came while no message was under way.
    NothingToContinue,
    /// A new message began before the last one had ended.
    MessageInsideMessage,
    /// A control frame had FIN clear.
    FragmentedControl,
    /// A client sent a frame without a mask.
    UnmaskedFrame,
    /// A server sent a frame with a mask.
    MaskedFrame,
    /// A control frame had more than 125 bytes of payload.
    ControlTooLong,
    /// A 64-bit length had its highest bit set.
    LengthTopBit,
    /// The length would have fitted in a shorter form.
    LengthNotShortest(u64),
    /// A control frame had RSV1 set, the mark of a compressed message.
    CompressedControl,
    /// RSV1, the mark of a compressed message, was set where none begins.
    CompressedContinuation,
    /// A compressed message did not inflate.
    NotDeflate,
    /// The message would be longer than our limit of so many bytes.
    MessageTooLong {
        /// `wire::Limits::message_bytes`.
        limit: usize,
    },
    /// The frame is longer than our limit of so many bytes.
    FrameTooLong {
        /// `wire::Limits::frame_bytes`.
        limit: usize,
    },
    /// The message was not complete in `wire::Limits::message_time`.
    MessageTooSlow,
    /// The peer was silent, was asked with a ping, and stayed silent.
    NoPong,
    /// A text message had a byte that cannot stand where it stood.
    TextNotUtf8,
    /// A text message ended before its last character did.
    TextEndsInsideCharacter,
    /// A Close frame's payload was one byte: half a code.
    CloseBodyOfOneByte,
    /// A Close frame carried a code that must not travel.
    CloseCodeForbidden(CloseCode),
    /// A Close frame's reason was not UTF-8.
    CloseReasonNotUtf8,
}

impl Violation {
    /// The code of the Close frame that answers this violation (RFC 6455 §7.4.1).
    pub const fn close_code(self) -> CloseCode {
        match self {
            Self::TextNotUtf8
            | Self::TextEndsInsideCharacter
            | Self::CloseReasonNotUtf8
            // The frames are right, what they carry is not; RFC 7692 names no code.
            | Self::NotDeflate => CloseCode::INVALID_PAYLOAD,
            Self::MessageTooLong { .. } | Self::FrameTooLong { .. } => CloseCode::MESSAGE_TOO_BIG,
            Self::MessageTooSlow | Self::NoPong => CloseCode::POLICY_VIOLATION,
            _ => CloseCode::PROTOCOL_ERROR,
        }
    }

    /// The rule's name in the registry of requirements: document, section, number in it.
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::ReservedBits => "WS-5.2-03",
            Self::ReservedOpcode(_) => "WS-5.2-04",
            Self::NothingToContinue => "WS-5.4-02",
            Self::MessageInsideMessage => "WS-5.4-06",
            Self::FragmentedControl => "WS-5.5-02",
            Self::UnmaskedFrame => "WS-5.1-02",
            Self::MaskedFrame => "WS-5.1-05",
            Self::ControlTooLong => "WS-5.5-01",
            Self::LengthTopBit => "WS-5.2-06",
            Self::LengthNotShortest(_) => "WS-5.2-07",
            Self::CompressedControl => "PMD-6.1-05",
            Self::CompressedContinuation => "PMD-6.1-06",
            Self::NotDeflate => "PMD-6.2-03",
            Self::MessageTooLong { .. } | Self::MessageTooSlow => "WS-10.4-01",
            Self::FrameTooLong { .. } => "WS-10.4-02",
            Self::NoPong => "WS-5.5.2-02",
            Self::TextNotUtf8 | Self::TextEndsInsideCharacter | Self::CloseReasonNotUtf8 => {
                "WS-8.1-01"
            }
            Self::CloseBodyOfOneByte => "WS-5.5.1-02",
            Self::CloseCodeForbidden(code) => match code.value() {
                1004 => "WS-7.4.1-03",
                1005 => "WS-7.4.1-04",
                1006 => "WS-7.4.1-05",
                1015 => "WS-7.4.1-08",
                0..=999 => "WS-7.4.2-01",
                1000..=2999 => "WS-7.4.2-02",
                _ => "WS-7.4.2-03",
            },
        }
    }
}

impl wire::Violation for Violation {
    fn cite(&self) -> Cite {
        match self {
            Self::UnmaskedFrame | Self::MaskedFrame => Cite::rfc6455("5.1"),
            Self::ReservedBits
            | Self::ReservedOpcode(_)
            | Self::LengthTopBit
            | Self::LengthNotShortest(_) => Cite::rfc6455("5.2"),
            Self::NothingToContinue | Self::MessageInsideMessage => Cite::rfc6455("5.4"),
            Self::FragmentedControl | Self::ControlTooLong => Cite::rfc6455("5.5"),
            Self::CloseBodyOfOneByte => Cite::rfc6455("5.5.1"),
            Self::CloseCodeForbidden(code) => code.row().cite,
            Self::TextNotUtf8 | Self::TextEndsInsideCharacter | Self::CloseReasonNotUtf8 => {
                Cite::rfc6455("8.1")
            }
            Self::NoPong => Cite::rfc6455("5.5.2"),
            Self::CompressedControl | Self::CompressedContinuation => Cite::rfc7692("6.1"),
            Self::NotDeflate => Cite::rfc7692("6.2"),
            Self::MessageTooLong { .. } => Cite::ours("message_bytes"),
            Self::FrameTooLong { .. } => Cite::ours("frame_bytes"),
            Self::MessageTooSlow => Cite::ours("message_time"),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReservedBits => {
                f.write_str("a reserved bit is set; without an extension all three are 0")
            }
            Self::ReservedOpcode(bits) => {
                write!(f, "opcode {bits:x} is reserved; the defined ones are 0, 1, 2, 8, 9 and a")
            }
            Self::NothingToContinue => {
                f.write_str("a continuation without a message; opcode 1 or 2 begins one")
            }
            Self::MessageInsideMessage => f.write_str(
                "a new message inside an unfinished one; its further fragments have opcode 0",
            ),
            Self::FragmentedControl => {
                f.write_str("a control frame with FIN clear; control frames are never fragmented")
            }
            Self::UnmaskedFrame => {
                f.write_str("a client's frame without a mask; a client masks every frame")
            }
            Self::MaskedFrame => {
                f.write_str("a server's frame with a mask; a server masks no frame")
            }
            Self::ControlTooLong => {
                f.write_str("a control frame of more than 125 bytes; at most 125 are allowed")
            }
            Self::LengthTopBit => {
                f.write_str("a 64-bit length with its highest bit set; that bit is always 0")
            }
            Self::LengthNotShortest(length) => write!(
                f,
                "length {length} in a longer form than it needs; the shortest is the only right one"
            ),
            Self::CompressedControl => {
                f.write_str("a control frame with RSV1 set; only messages are compressed")
            }
            Self::CompressedContinuation => {
                f.write_str("a continuation with RSV1 set; it marks the first frame of a message")
            }
            Self::NotDeflate => f.write_str(
                "a compressed message that does not inflate; it is whole blocks of DEFLATE",
            ),
            Self::MessageTooLong { limit } => {
                write!(f, "a message of more than {limit} bytes; we accept at most that many")
            }
            Self::FrameTooLong { limit } => {
                write!(f, "a frame of more than {limit} bytes; we accept at most that many")
            }
            Self::MessageTooSlow => {
                f.write_str("a message that took too long; send its rest sooner")
            }
            Self::NoPong => {
                f.write_str("silence after a ping; a pong, or anything, shows that a peer is there")
            }
            Self::TextNotUtf8 => f.write_str("a byte that is not UTF-8; a text message is"),
            Self::TextEndsInsideCharacter => {
                f.write_str("text that ends inside a character; a text message is whole UTF-8")
            }
            Self::CloseBodyOfOneByte => {
                f.write_str("a close frame with one byte; it has none, or a code of two")
            }
            Self::CloseCodeForbidden(code) => {
                write!(f, "close code {} on the wire; ", code.value())?;
                f.write_str("1000 to 1003, 1007 to 1014 and 3000 to 4999 may be sent")
            }
            Self::CloseReasonNotUtf8 => f.write_str("a close reason that is not UTF-8; it is text"),
        }
    }
}
