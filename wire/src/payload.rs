//! # Payload: lent, or put together                                  chapter 03
//! Knows: who owns some bytes. Does not know: what they mean.
//! Read before: `input.rs`. Read next: `output.rs`.

use std::ops::{Deref, DerefMut};

/// Bytes inside an event: lent from the read buffer where they came whole, owned where they came
/// in pieces that the protocol had to put together.
///
/// Use it as a slice. `into_vec` keeps it beyond the event (and copies only if it was lent).
pub enum Payload<'i> {
    /// Came whole in one read: borrowed from the [`crate::Input`].
    Lent(&'i mut [u8]),
    /// Came in pieces, or was held back: owned.
    Joined(Vec<u8>),
}

impl Payload<'_> {
    /// Keep the bytes for longer than the event.
    pub fn into_vec(self) -> Vec<u8> {
        match self {
            Self::Lent(bytes) => bytes.to_vec(),
            Self::Joined(bytes) => bytes,
        }
    }

    /// The same payload, independent of the input.
    pub fn into_owned(self) -> Payload<'static> {
        Payload::Joined(self.into_vec())
    }
}

impl Default for Payload<'_> {
    fn default() -> Self {
        Self::Joined(Vec::new())
    }
}

impl Deref for Payload<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Lent(bytes) => bytes,
            Self::Joined(bytes) => bytes,
        }
    }
}

impl DerefMut for Payload<'_> {
    fn deref_mut(&mut self) -> &mut [u8] {
        match self {
            Self::Lent(bytes) => bytes,
            Self::Joined(bytes) => bytes,
        }
    }
}

/// Two payloads are equal when their bytes are, whoever owns them.
impl PartialEq for Payload<'_> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Payload<'_> {}

impl std::fmt::Debug for Payload<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "b\"{}\"", self.escape_ascii())
    }
}
