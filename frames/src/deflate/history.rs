//! # What a message may refer to                     chapter 12 · RFC 7692 §7.1.1, §7.2.1
//! Knows: the last bytes of the messages so far. Does not know: who refers to them.
//! Read before: `mod.rs`. Read next: `deflater.rs`.

use super::Window;
use crate::unfinished::growth;

/// The end of all compressed messages of one direction so far, which the next one may refer to:
/// DEFLATE's sliding window, from one message to the next.
///
/// Both ends keep the same bytes. A message that travels as it is does not change them.
#[derive(Debug)]
pub(crate) struct History {
    /// 2^bits, or 0 without takeover.
    most: usize,
    bytes: Vec<u8>,
}

impl History {
    /// Empty, for a direction on which `window` was agreed.
    pub(crate) fn new(window: Window) -> Self {
        let most = if window.takeover { 1 << window.bits.clamp(8, 15) } else { 0 };
        Self { most, bytes: Vec::new() }
    }

    /// The bytes, oldest first.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Append `bytes`, and forget what is too old.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        let bytes = &bytes[bytes.len().saturating_sub(self.most)..];
        let old = self.bytes.len().min(self.most - bytes.len());
        self.bytes.drain(..self.bytes.len() - old);
        self.bytes.reserve_exact(growth(old, self.bytes.capacity(), bytes.len(), self.most));
        self.bytes.extend_from_slice(bytes);
    }
}
