//! # Input: the bytes just read                                      chapter 03
//! Knows: a slice, and how much of it is still unread. Does not know: where it came from.
//! Read before: `parsed.rs`. Read next: `payload.rs`.

use std::mem;

/// The bytes just read, lent to a protocol for as long as `'i`.
///
/// What [`take`](Self::take) hands out borrows the read buffer, not this cursor and not the
/// protocol: an event that holds it can be looked at while the protocol is asked to answer.
/// The slice is mutable, so that a payload can be unmasked where it lies.
///
/// ```
/// let mut buffer = *b"one two";
/// let mut input = wire::Input::new(&mut buffer);
/// let one = input.take(3);
/// let rest = input.take_all(); // both live at once
/// assert_eq!((&*one, &*rest), (&b"one"[..], &b" two"[..]));
/// assert!(input.is_empty());
/// ```
#[derive(Debug)]
pub struct Input<'i> {
    unread: &'i mut [u8],
}

impl<'i> Input<'i> {
    /// All of `bytes`, unread.
    #[inline]
    pub fn new(bytes: &'i mut [u8]) -> Self {
        Self { unread: bytes }
    }

    /// No bytes: what a protocol is given after a tick or the end of the stream.
    #[inline]
    pub fn empty() -> Self {
        Self { unread: &mut [] }
    }

    /// The unread bytes, without taking them.
    #[inline]
    pub fn peek(&self) -> &[u8] {
        self.unread
    }

    /// How many bytes are unread.
    #[inline]
    pub fn len(&self) -> usize {
        self.unread.len()
    }

    /// True when every byte was taken.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.unread.is_empty()
    }

    /// Take the next `n` bytes, or all that there are if fewer.
    #[inline]
    pub fn take(&mut self, n: usize) -> &'i mut [u8] {
        let unread = mem::take(&mut self.unread);
        let (taken, rest) = unread.split_at_mut(n.min(unread.len()));
        self.unread = rest;
        taken
    }

    /// Take the next `n` bytes, or nothing if there are fewer.
    #[inline]
    pub fn take_whole(&mut self, n: usize) -> Option<&'i mut [u8]> {
        (n <= self.len()).then(|| self.take(n))
    }

    /// Take all that is unread.
    #[inline]
    pub fn take_all(&mut self) -> &'i mut [u8] {
        mem::take(&mut self.unread)
    }
}
