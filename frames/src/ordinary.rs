//! # The ordinary frame                                         chapter 12 · RFC 6455 §5.2, §6.2
//! Knows: the shape that nearly every frame has, at a glance. Does not know: what any other means.
//! Read before: `check.rs`, `connection.rs`. Read next: `receive.rs`.
//!
//! Nearly every frame is a whole message, came whole, and breaks no rule. To see that takes two
//! bytes and a comparison. Whatever is not so ordinary is left where it is, for `receive.rs` to
//! read with care: it would come to the same here, only later.

use crate::{Connection, Kind, Role, mask};
use wire::Input;

/// FIN, no reserved bit, opcode 1.
const TEXT: u8 = 0x81;
/// FIN, no reserved bit, opcode 2.
const BINARY: u8 = 0x82;

/// What a header says that is right, and as short as it can be.
struct Glance {
    kind: Kind,
    /// How many bytes the header has.
    size: usize,
    length: usize,
    key: Option<[u8; 4]>,
}

impl Glance {
    /// Look at the header of a frame for `receiver`. `None`: look closer.
    #[inline]
    fn at(bytes: &[u8], receiver: Role) -> Option<Self> {
        let kind = match *bytes.first()? {
            TEXT => Kind::Text,
            BINARY => Kind::Binary,
            _ => return None,
        };
        let (size, length, key) = match (receiver, bytes) {
            // MASK is set, and the key follows the length.
            (Role::Server, &[_, short @ 0x80..=0xfd, a, b, c, d, ..]) => {
                (6, usize::from(short & 0x7f), Some([a, b, c, d]))
            }
            (Role::Server, &[_, 0xfe, high, low, a, b, c, d, ..]) => {
                (8, in_two_bytes(high, low)?, Some([a, b, c, d]))
            }
            (Role::Client, &[_, short @ 0x00..=0x7d, ..]) => (2, usize::from(short), None),
            (Role::Client, &[_, 0x7e, high, low, ..]) => (4, in_two_bytes(high, low)?, None),
            _ => return None,
        };
        Some(Self { kind, size, length, key })
    }
}

/// A length in two bytes, which is right from 126 on.
#[inline]
fn in_two_bytes(high: u8, low: u8) -> Option<usize> {
    let length = usize::from(u16::from_be_bytes([high, low]));
    (length > 125).then_some(length)
}

impl Connection {
    /// Take a whole message in one frame that lies whole in the input, and unmask it where it lies.
    /// `None` for any other frame: then nothing was taken.
    #[inline]
    pub(crate) fn ordinary_frame<'i>(
        &mut self,
        input: &mut Input<'i>,
    ) -> Option<(Kind, &'i mut [u8])> {
        if !self.is_between_messages() || self.in_parts {
            return None;
        }
        let Glance { kind, size, length, key } = Glance::at(input.peek(), self.role())?;
        if length > self.limits.frame_bytes.min(self.limits.message_bytes) {
            return None;
        }
        let frame = input.take_whole(size + length)?;
        self.received += frame.len() as u64;
        let payload = &mut frame[size..];
        if let Some(key) = key {
            mask(payload, key);
        }
        Some((kind, payload))
    }
}
