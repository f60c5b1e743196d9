//! # A message under way                                             chapter 12 · RFC 6455 §5.4
//! Knows: what came of a message so far, as one piece. Does not know: in which frames it came.
//! Read before: `utf8.rs`, `event.rs`. Read next: `closing.rs`.

use crate::{Kind, Message, Utf8};
use wire::Payload;

/// What came of a message so far. Of its fragments nothing is kept but their bytes.
#[derive(Debug)]
pub enum Unfinished {
    /// Text, checked as far as it came.
    Text(String, Utf8),
    /// Bytes.
    Binary(Vec<u8>),
}

impl Unfinished {
    /// A message of which nothing came yet.
    pub fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(String::new(), Utf8::default()),
            Kind::Binary => Self::Binary(Vec::new()),
        }
    }

    /// How many bytes came so far.
    pub fn held(&self) -> usize {
        match self {
            Self::Text(text, utf8) => text.len() + utf8.begun(),
            Self::Binary(bytes) => bytes.len(),
        }
    }

    /// Make room for `more` bytes at once, but never more than `limit` in all.
    pub(crate) fn reserve(&mut self, more: usize, limit: usize) {
        match self {
            Self::Binary(bytes) => {
                bytes.reserve_exact(growth(bytes.len(), bytes.capacity(), more, limit));
            }
            Self::Text(text, utf8) => {
                let more = utf8.begun() + more;
                text.reserve_exact(growth(text.len(), text.capacity(), more, limit));
            }
        }
    }

    /// Append a piece, unmasked. Memory is taken for what came, never for what was announced, and
    /// never more than `limit`.
    ///
    /// # Errors
    /// The index in `piece` of the byte with which the text stops being text.
    pub fn push(&mut self, piece: &[u8], limit: usize) -> Result<(), usize> {
        match self {
            Self::Binary(bytes) => {
                bytes.reserve_exact(growth(bytes.len(), bytes.capacity(), piece.len(), limit));
                bytes.extend_from_slice(piece);
            }
            Self::Text(text, utf8) => {
                let begun = utf8.begun();
                let (character, rest) = utf8.next(piece)?;
                let more = begun + piece.len();
                text.reserve_exact(growth(text.len(), text.capacity(), more, limit));
                text.extend(character);
                text.push_str(rest);
            }
        }
        Ok(())
    }

    /// Check a piece, unmasked, and keep nothing of it but a character that it begins.
    ///
    /// # Errors
    /// The index in `piece` of the byte with which the text stops being text.
    pub fn pass<'p>(&mut self, piece: &'p mut [u8]) -> Result<Message<'p>, usize> {
        match self {
            Self::Binary(_) => Ok(Message::Binary(Payload::Lent(piece))),
            Self::Text(_, utf8) => Ok(Message::Text(match utf8.next(piece)? {
                (None, text) => text.into(),
                (Some(begun), text) => format!("{begun}{text}").into(),
            })),
        }
    }

    /// Visit the bytes that came so far, in order, slice by slice.
    pub(crate) fn each_slice(&self, mut visit: impl FnMut(&[u8])) {
        match self {
            Self::Text(text, utf8) => {
                visit(text.as_bytes());
                visit(utf8.begun_bytes());
            }
            Self::Binary(bytes) => visit(bytes),
        }
    }

    /// The whole message, or `None` if its text ends inside a character.
    pub fn finish(self) -> Option<Message<'static>> {
        match self {
            Self::Text(_, utf8) if utf8.begun() > 0 => None,
            Self::Text(text, _) => Some(Message::Text(text.into())),
            Self::Binary(bytes) => Some(Message::Binary(Payload::Joined(bytes))),
        }
    }
}

/// How much to reserve beyond `len` so that `more` bytes fit: twice the memory there is, so that
/// many small pieces cost little, but not beyond `limit`.
pub(crate) fn growth(len: usize, capacity: usize, more: usize, limit: usize) -> usize {
    let needed = len + more;
    if needed <= capacity {
        return 0;
    }
    capacity.saturating_mul(2).min(limit).max(needed) - len
}
