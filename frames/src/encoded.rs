//! # Encoded once, sent to many                                      chapter 12 · RFC 6455 §5.2
//! Knows: a message as the bytes that every client gets. Does not know: any connection.
//! Read before: `header.rs`. Read next: `send.rs`.

use crate::deflate::compress_alone;
use crate::{Header, Kind, Opcode, UsageError};
use wire::{Bytes, Parsed};

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

    /// Encode a text message, compressed by itself if it has [`Deflate::THRESHOLD`] bytes and gets
    /// smaller: for every connection that [takes it](crate::Connection::takes_compressed).
    ///
    /// [`Deflate::THRESHOLD`]: crate::deflate::Deflate::THRESHOLD
    pub fn compressed_text(text: &str) -> Self {
        match compress_alone(text.as_bytes()) {
            Some(smaller) => Self::of(Kind::Text, &smaller, true),
            None => Self::text(text),
        }
    }

    /// Take a frame that was encoded before, and kept as bytes.
    ///
    /// # Errors
    /// [`UsageError::NotAMessage`]: the bytes are not one whole message in one unmasked frame.
    #[inline]
    pub fn from_bytes(frame: Bytes) -> Result<Self, UsageError> {
        let Parsed::Complete { value: header, consumed } = Header::parse(&frame) else {
            return Err(UsageError::NotAMessage);
        };
        let is_data = matches!(header.opcode, Opcode::Text | Opcode::Binary);
        let is_whole = header.fin && (frame.len() - consumed) as u64 == header.length;
        let is_message = is_data && is_whole && header.key.is_none();
        is_message.then_some(Self(frame)).ok_or(UsageError::NotAMessage)
    }

    /// True for a message that only a connection with compression can take.
    pub fn is_compressed(&self) -> bool {
        self.0.first().is_some_and(|first| first & 0x40 != 0)
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
        Self::of(kind, payload, false)
    }

    fn of(kind: Kind, payload: &[u8], rsv1: bool) -> Self {
        let header = Header::new(true, Opcode::from(kind), payload.len() as u64, None);
        let header = Header { rsv1, ..header };
        let mut frame = Vec::with_capacity(header.size() + payload.len());
        header.encode(&mut frame);
        frame.extend_from_slice(payload);
        Self(Bytes::from(frame))
    }
}
