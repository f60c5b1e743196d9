//! # Compressing                                     chapter 12 · RFC 7692 §6.1, §7.2.1
//! Knows: how a message, or its parts, become DEFLATE blocks. Does not know: frames.
//! Read before: `workshop.rs`. Read next: `inflater.rs`.

use super::history::History;
use super::workshop::{self, Tool};
use super::{Deflate, Window};
use zlib_rs::{Deflate as Compressor, DeflateFlush};

/// What ends each flush: the last four bytes of an empty block. A message is sent without it.
pub(crate) const TAIL: [u8; 4] = [0x00, 0x00, 0xff, 0xff];

/// An empty block without its [`TAIL`]: the message, or its last part, when it is empty
/// (RFC 7692 §7.2.3.6).
const NOTHING: u8 = 0x00;

/// Compresses one direction of a connection.
#[derive(Debug)]
pub(crate) struct Deflater {
    window: Window,
    threshold: usize,
    history: History,
    /// The compressor of the message that is being sent in parts.
    parts: Option<Tool<Compressor>>,
}

impl Deflater {
    /// Bound by `window`; whole messages below `threshold` bytes are left as they are.
    pub(crate) fn new(window: Window, threshold: usize) -> Self {
        Self { window, threshold, history: History::new(window), parts: None }
    }

    /// True where nothing but the largest window binds a message.
    pub(crate) fn is_free(&self) -> bool {
        self.window == Deflate::default().send
    }

    /// How many bytes are kept for messages to come.
    pub(crate) fn held(&self) -> usize {
        self.history.len()
    }

    /// Compress a whole message, or `None` if it should go as it is: it is short, or it would get
    /// no smaller. The peer does not see such a message in its window, so it is not in ours.
    pub(crate) fn message(&mut self, payload: &[u8]) -> Option<Vec<u8>> {
        if payload.len() < self.threshold {
            return None;
        }
        let mut compressor = self.compressor()?;
        let mut compressed = flush(&mut compressor, payload);
        remove_tail(&mut compressed);
        if compressed.len() >= payload.len() {
            workshop::give_back_spoilt(compressor, self.window.bits);
            return None;
        }
        self.history.push(payload);
        workshop::give_back(compressor, self.window.bits, &self.history);
        Some(compressed)
    }

    /// Compress a part, or `None` if the message goes as it is.
    ///
    /// What was flushed can be read at once: the peer has every byte of the part. The tail is
    /// removed from the last part only, for the peer adds it once a message.
    pub(crate) fn part(&mut self, part: &[u8], first: bool, last: bool) -> Option<Vec<u8>> {
        if first {
            self.parts = self.compressor();
        }
        let mut compressed = flush(self.parts.as_mut()?, part);
        self.history.push(part);
        if last {
            if let Some(compressor) = self.parts.take() {
                workshop::give_back(compressor, self.window.bits, &self.history);
            }
            remove_tail(&mut compressed);
        }
        Some(compressed)
    }

    /// No further part will come.
    pub(crate) fn end_parts(&mut self) {
        self.parts = None;
    }

    /// A compressor that knows the history; none for a window that it cannot have.
    fn compressor(&self) -> Option<Tool<Compressor>> {
        if !(9..=15).contains(&self.window.bits) {
            return None;
        }
        workshop::compressor(self.window.bits, &self.history)
    }
}

/// Compress all of `input`, up to a byte's end: the result ends with [`TAIL`], or is empty if the
/// input is.
fn flush(compressor: &mut Compressor, mut input: &[u8]) -> Vec<u8> {
    if input.is_empty() {
        return Vec::new();
    }
    // What does not get smaller grows by an eighth at most. One call is then enough: a second one
    // could flush twice.
    let mut output = vec![0; input.len() + input.len() / 4 + 64];
    let mut filled = 0;
    loop {
        let (taken, made) = (compressor.total_in(), compressor.total_out());
        let status = compressor.compress(input, &mut output[filled..], DeflateFlush::SyncFlush);
        input = input.get(since(taken, compressor.total_in())..).unwrap_or_default();
        filled += since(made, compressor.total_out());
        // It errs only if it was used wrongly, as by asking it for more after its end.
        if status.is_err() || filled < output.len() {
            output.truncate(filled);
            return output;
        }
        output.resize(filled + 64, 0);
    }
}

/// How far a count of bytes has come.
pub(super) fn since(before: u64, now: u64) -> usize {
    usize::try_from(now - before).unwrap_or(usize::MAX)
}

fn remove_tail(compressed: &mut Vec<u8>) {
    if compressed.is_empty() {
        compressed.push(NOTHING);
    } else if compressed.ends_with(&TAIL) {
        compressed.truncate(compressed.len() - TAIL.len());
    }
}
