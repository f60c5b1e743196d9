//! # Output: the bytes to write                                      chapter 03
//! Knows: their order, and whether they are the last. Does not know: sockets.
//! Read before: `payload.rs`. Read next: `protocol.rs`.

use bytes::Bytes;
use std::cell::Cell;
use std::io::IoSlice;
use std::{iter, mem};

/// Payloads of at least this many bytes are passed on by reference; smaller ones are copied, for
/// a copy of a few hundred bytes costs less than one more entry in a gathered write.
pub const BY_REFERENCE_FROM: usize = 1024;

/// What a protocol wants written, gathered so that one write sends it all.
///
/// Small parts are joined into one buffer; large ones are held by reference and never copied. An
/// empty `Output` holds no memory. The end of our side of the stream is part of it: data, not an
/// action, so that a test can see it.
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
    waiting: Option<Box<Waiting>>,
    end: bool,
}

/// The bytes that wait. For each large part it is known where among the small ones it stands:
///
/// ```text
/// copied   h e a d _ _ t a i l
///                   ^
/// shared   (5, x x x x x x x …)
/// ```
#[derive(Clone, Debug, Default)]
struct Waiting {
    /// The small parts, one behind the other.
    copied: Vec<u8>,
    /// How many bytes of `copied` were written.
    written: usize,
    /// The large parts, and how many bytes of `copied` go before each.
    shared: Vec<(usize, Bytes)>,
    /// How many of `shared` were written.
    gone: usize,
}

/// A `Waiting` with more memory than this is not kept for the next one.
const SPARE_BYTES: usize = 64 * 1024;
const SPARE_PARTS: usize = 16;
/// So little memory is not worth to be given back.
const SETTLED_BYTES: usize = 256;

thread_local! {
    /// What the last one that was written held: one a thread, for whoever has to write next. So
    /// those that wait for nothing hold nothing, and yet no memory is asked for with each write.
    static SPARE: Cell<Option<Box<Waiting>>> = const { Cell::new(None) };
}

impl Output {
    /// The buffer that collects small parts: append to it.
    #[inline]
    pub fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.begun().copied
    }

    /// Append a copy of `bytes`.
    #[inline]
    pub fn push_slice(&mut self, bytes: &[u8]) {
        self.buffer().extend_from_slice(bytes);
    }

    /// Append shared bytes: by reference if there are many ([`BY_REFERENCE_FROM`]), else copied.
    #[inline]
    pub fn push(&mut self, bytes: Bytes) {
        let waiting = self.begun();
        if bytes.len() < BY_REFERENCE_FROM {
            waiting.copied.extend_from_slice(&bytes);
        } else {
            waiting.shared.push((waiting.copied.len(), bytes));
        }
    }

    /// Append all of `other`, its end too.
    #[inline]
    pub fn append(&mut self, mut other: Output) {
        self.end |= other.end;
        if other.is_empty() {
            return other.release(); // it may hold memory
        }
        if self.is_empty() {
            mem::swap(&mut self.waiting, &mut other.waiting);
        } else if let Some(other) = other.waiting.take() {
            self.begun().append(*other);
        }
        other.release();
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
        self.pieces().map(<[u8]>::len).sum()
    }

    /// True when no byte is waiting (an end may be).
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.waiting.as_ref().is_none_or(|waiting| waiting.is_empty())
    }

    /// Visit the waiting bytes in order, piece by piece.
    #[inline]
    pub fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        let (mut copied, mut shared, mut at) = match &self.waiting {
            Some(waiting) => waiting.left(),
            None => Default::default(),
        };
        iter::from_fn(move || match shared {
            [(place, part), rest @ ..] if *place == at => {
                shared = rest;
                Some(&part[..])
            }
            _ => {
                let before = shared.first().map_or(copied.len(), |(place, _)| place - at);
                let (piece, rest) = copied.split_at_checked(before)?;
                (copied, at) = (rest, at + before);
                (!piece.is_empty()).then_some(piece)
            }
        })
    }

    /// Fill `slices` for one gathered write; returns how many were filled.
    #[inline]
    pub fn io_slices<'o>(&'o self, slices: &mut [IoSlice<'o>]) -> usize {
        let mut filled = 0;
        for (slot, piece) in slices.iter_mut().zip(self.pieces()) {
            *slot = IoSlice::new(piece);
            filled += 1;
        }
        filled
    }

    /// Forget the first `n` bytes: they were written.
    #[inline]
    pub fn advance(&mut self, n: usize) {
        if let Some(waiting) = &mut self.waiting {
            waiting.advance(n);
            if waiting.is_empty() {
                self.release();
            }
        }
    }

    /// What waits may wait for long: from now on in no more memory than it needs.
    pub fn settle(&mut self) {
        if let Some(waiting) = &mut self.waiting {
            waiting.settle();
        }
    }

    /// All waiting bytes in one vector: for tests and demonstrations.
    pub fn to_vec(&self) -> Vec<u8> {
        self.pieces().collect::<Vec<_>>().concat()
    }

    /// Something is going to wait.
    #[inline]
    fn begun(&mut self) -> &mut Waiting {
        self.waiting.get_or_insert_with(|| {
            let spare = SPARE.try_with(Cell::take).ok().flatten();
            spare.unwrap_or_default()
        })
    }

    /// Nothing waits any more: leave the memory to the next one.
    #[inline]
    fn release(&mut self) {
        if let Some(waiting) = self.waiting.take() {
            waiting.leave();
        }
    }
}

impl Waiting {
    #[inline]
    fn is_empty(&self) -> bool {
        self.gone == self.shared.len() && self.written == self.copied.len()
    }

    /// What is left of the small parts and of the large ones, and the place of the first byte.
    #[inline]
    fn left(&self) -> (&[u8], &[(usize, Bytes)], usize) {
        (&self.copied[self.written..], &self.shared[self.gone..], self.written)
    }

    fn append(&mut self, other: Self) {
        let (copied, shared, at) = other.left();
        let end = self.copied.len();
        self.copied.extend_from_slice(copied);
        self.shared.extend(shared.iter().map(|(place, part)| (place - at + end, part.clone())));
    }

    #[inline]
    fn advance(&mut self, mut n: usize) {
        while let Some((place, part)) = self.shared.get_mut(self.gone) {
            let before = n.min(*place - self.written);
            self.written += before;
            n -= before;
            if n < part.len() {
                let _written = part.split_to(n);
                return;
            }
            n -= mem::take(part).len();
            self.gone += 1;
        }
        self.written = self.copied.len().min(self.written + n);
    }

    /// Only where it halves the memory at least: else each byte could be moved again and again.
    fn settle(&mut self) {
        let (copied, shared, at) = self.left();
        if self.copied.capacity() < 2 * copied.len() + SETTLED_BYTES {
            return;
        }
        let shared = shared.iter().map(|(place, part)| (place - at, part.clone())).collect();
        *self = Self { copied: copied.to_vec(), written: 0, shared, gone: 0 };
    }

    /// To the next one of this thread, unless it is large. (When the thread ends there is none.)
    fn leave(mut self: Box<Self>) {
        if self.copied.capacity() <= SPARE_BYTES && self.shared.capacity() <= SPARE_PARTS {
            self.copied.clear();
            self.shared.clear();
            (self.written, self.gone) = (0, 0);
            let _ended = SPARE.try_with(|spare| spare.set(Some(self)));
        }
    }
}
