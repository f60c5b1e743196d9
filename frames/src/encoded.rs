//! # Encoded once, sent to many                                      chapter 12 · RFC 6455 §5.2
//! Knows: a message as the bytes that every client gets. Does not know: any connection.
//! Read before: `header.rs`. Read next: `send.rs`.

use crate::{Header, Kind, Opcode};
use wire::Bytes;

/// A whole message in one frame, as a server sends it. A clone shares the bytes.
///
/// A server masks nothing, so every client gets the same bytes: a message for a thousand readers is
/// encoded once.
///
/// ```
/// let hello = frames::Encoded::text("Hello");
/// assert_eq!(&hello.bytes()[..], b"\x81\x05Hello");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded(Bytes);

impl Encoded {
    /// Encode a text message.
    pub fn text(text: &str) -> Self {
        Self::new(Kind::Text, text.as_bytes())
    }

    /// Encode a binary message.
    pub fn binary(payload: &[u8]) -> Self {
        Self::new(Kind::Binary, payload)
    }

    /// The frame.
    pub fn bytes(&self) -> &Bytes {
        &self.0
    }

    /// The frame, to keep.
    pub fn into_bytes(self) -> Bytes {
        self.0
    }

    fn new(kind: Kind, payload: &[u8]) -> Self {
        let header = Header::new(true, Opcode::from(kind), payload.len() as u64, None);
        let mut frame = Vec::with_capacity(header.size() + payload.len());
        header.encode(&mut frame);
        frame.extend_from_slice(payload);
        Self(Bytes::from(frame))
    }
}
