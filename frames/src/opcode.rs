//! # Opcode                                                          chapter 10 · RFC 6455 §5.2
//! Knows: what the low four bits of a frame's first byte mean. Does not know: the other bits.
//! Read before: nothing. Read next: `role.rs`.

use crate::Kind;

/// What a frame is: the low four bits of its first byte.
///
/// ```
/// use frames::Opcode;
/// assert_eq!(Opcode::from_bits(0x9), Opcode::Ping);
/// assert_eq!(Opcode::from_bits(0xb), Opcode::Reserved(0xb)); // the raw value is kept
/// assert!(Opcode::from_bits(0xb).is_control());              // bit 3 tells, even if reserved
/// ```
///
/// Source: RFC 6455 §5.2, and the table of §11.8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Opcode {
    /// `0`: a further fragment of the message under way.
    Continuation,
    /// `1`: a text message, or its first fragment.
    Text,
    /// `2`: a binary message, or its first fragment.
    Binary,
    /// `8`: the sender will send no more data.
    Close,
    /// `9`: are you there?
    Ping,
    /// `a`: I am here.
    Pong,
    /// `3` to `7` and `b` to `f`: no meaning yet; a peer that uses one breaks a rule.
    Reserved(u8),
}

impl Opcode {
    /// The meaning of the low four bits of `bits`; the high four are ignored.
    pub const fn from_bits(bits: u8) -> Self {
        match bits & 0x0f {
            0x0 => Self::Continuation,
            0x1 => Self::Text,
            0x2 => Self::Binary,
            0x8 => Self::Close,
            0x9 => Self::Ping,
            0xa => Self::Pong,
            reserved => Self::Reserved(reserved),
        }
    }

    /// The four bits, as a number from 0 to 15.
    pub const fn bits(self) -> u8 {
        match self {
            Self::Continuation => 0x0,
            Self::Text => 0x1,
            Self::Binary => 0x2,
            Self::Close => 0x8,
            Self::Ping => 0x9,
            Self::Pong => 0xa,
            Self::Reserved(bits) => bits & 0x0f,
        }
    }

    /// True for control frames: those whose highest opcode bit is set (RFC 6455 §5.5).
    pub const fn is_control(self) -> bool {
        self.bits() & 0x8 != 0
    }
}

impl From<Kind> for Opcode {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text,
            Kind::Binary => Self::Binary,
        }
    }
}
