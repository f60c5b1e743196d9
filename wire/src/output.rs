//! # Output: the bytes to write                                      chapter 03
//! Knows: their order, and whether they are the last. Does not know: sockets.
//! Read before: `payload.rs`. Read next: `protocol.rs`.

use bytes::Bytes;
use std::collections::VecDeque;
use std::io::IoSlice;
use std::mem;

/// Payloads of at least this many bytes are passed on by reference; smaller ones are copied, for
/// a copy of a few hundred bytes costs less than one more entry in a gathered write.
pub const BY_REFERENCE_FROM: usize = 1024;

/// What a protocol wants written, gathered so that one write sends it all.
///
/// Small parts are joined into one buffer; large ones are held by reference and never copied.
/// An empty `Output` holds no memory. The end of our side of the stream is part of it: data, not
/// an action, so that a test can see it.
///
/// ```
/// use wire::{Bytes, Output};
/// let mut output = Output::default();
/// output.buffer().extend_from_slice(b"head ");
/// output.push(Bytes::from(vec![b'x'; 4096])); // by reference
/// output.push_slice(b" tail");
/// output.end();
/// assert_eq!(output.len(), 4106);
/// assert!(output.is_end());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Output {
    parts: VecDeque<Bytes>,
    tail: Vec<u8>,
    end: bool,
}

impl Output {
    /// The buffer that collects small parts: append to it.
    pub fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.tail
    }

    /// Append a copy of `bytes`.
    pub fn push_slice(&mut self, bytes: &[u8]) {
        self.tail.extend_from_slice(bytes);
    }

    /// Append shared bytes: by reference if there are many ([`BY_REFERENCE_FROM`]), else copied.
    pub fn push(&mut self, bytes: Bytes) {
        if bytes.len() < BY_REFERENCE_FROM {
            self.tail.extend_from_slice(&bytes);
        } else {
            self.seal();
            self.parts.push_back(bytes);
        }
    }

    /// Append all of `other`, its end too.
    pub fn append(&mut self, mut other: Output) {
        if other.parts.is_empty() && !self.tail.is_empty() {
            self.tail.extend_from_slice(&other.tail);
        } else {
            self.seal();
            self.parts.append(&mut other.parts);
            self.tail = other.tail;
        }
        self.end |= other.end;
    }

    /// After these bytes we send no more: the driver shuts down our side of the stream.
    pub fn end(&mut self) {
        self.end = true;
    }

    /// True when [`end`](Self::end) was asked for.
    pub fn is_end(&self) -> bool {
        self.end
    }

    /// How many bytes are waiting.
    pub fn len(&self) -> usize {
        self.parts.iter().map(Bytes::len).sum::<usize>() + self.tail.len()
    }

    /// True when no byte is waiting (an end may be).
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.tail.is_empty()
    }

    /// Visit the waiting bytes in order, piece by piece.
    pub fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        let tail = (!self.tail.is_empty()).then_some(self.tail.as_slice());
        self.parts.iter().map(|part| &part[..]).chain(tail)
    }

    /// Fill `slices` for one gathered write; returns how many were filled.
    pub fn io_slices<'o>(&'o self, slices: &mut [IoSlice<'o>]) -> usize {
        let mut filled = 0;
        for (slot, piece) in slices.iter_mut().zip(self.pieces()) {
            *slot = IoSlice::new(piece);
            filled += 1;
        }
        filled
    }

    /// Forget the first `n` bytes: they were written.
    pub fn advance(&mut self, mut n: usize) {
        if self.parts.is_empty() && n >= self.tail.len() {
            self.tail = Vec::new();
            return;
        }
        self.seal();
        while let Some(first) = self.parts.front_mut() {
            if n < first.len() {
                let _written = first.split_to(n);
                return;
            }
            n -= first.len();
            self.parts.pop_front();
        }
        self.parts = VecDeque::new();
    }

    /// All waiting bytes in one vector: for tests and demonstrations.
    pub fn to_vec(&self) -> Vec<u8> {
        self.pieces().collect::<Vec<_>>().concat()
    }

    /// Turn the collecting buffer into a part, without a copy.
    fn seal(&mut self) {
        if !self.tail.is_empty() {
            self.parts.push_back(Bytes::from(mem::take(&mut self.tail)));
        }
    }
}
