//! # What a message may refer to                     chapter 12 · RFC 7692 §7.1.1, §7.2.1
//! Knows: the last bytes of the messages so far. Does not know: who refers to them.
//! Read before: `mod.rs`. Read next: `workshop.rs`.

use super::Window;
use crate::unfinished::growth;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};

/// The end of all compressed messages of one direction so far, which the next one may refer to:
/// DEFLATE's sliding window, from one message to the next.
///
/// Both ends keep the same bytes. A message that travels as it is does not change them.
#[derive(Debug)]
pub(crate) struct History {
    /// 2^bits, or 0 without takeover.
    most: usize,
    bytes: VecDeque<u8>,
    mark: Mark,
}

/// A place in one history: no two histories, and no two places of one, have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    history: u64,
    /// How many bytes were appended so far.
    appended: u64,
}

impl History {
    /// Empty, for a direction on which `window` was agreed.
    pub(crate) fn new(window: Window) -> Self {
        static HISTORIES: AtomicU64 = AtomicU64::new(0);
        let most = if window.takeover { 1 << window.bits.clamp(8, 15) } else { 0 };
        let mark = Mark { history: HISTORIES.fetch_add(1, Ordering::Relaxed), appended: 0 };
        Self { most, bytes: VecDeque::new(), mark }
    }

    /// How many bytes are kept at most.
    pub(crate) fn most(&self) -> usize {
        self.most
    }

    /// How many bytes there are.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The bytes, oldest first, in two slices.
    pub(crate) fn slices(&self) -> [&[u8]; 2] {
        <[&[u8]; 2]>::from(self.bytes.as_slices())
    }

    /// Where it has come to; `None` if it keeps nothing from one message to the next.
    pub(crate) fn mark(&self) -> Option<Mark> {
        (self.most > 0).then_some(self.mark)
    }

    /// Append `bytes`, and forget what is too old.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.mark.appended += bytes.len() as u64;
        let bytes = &bytes[bytes.len().saturating_sub(self.most)..];
        let old = self.bytes.len().min(self.most - bytes.len());
        self.bytes.drain(..self.bytes.len() - old);
        self.bytes.reserve_exact(growth(old, self.bytes.capacity(), bytes.len(), self.most));
        self.bytes.extend(bytes);
    }
}
