//! # Compressing                                     chapter 12 · RFC 7692 §6.1, §7.2.1
//! Knows: how a message, or its parts, become DEFLATE blocks. Does not know: frames.
//! Read before: `history.rs`. Read next: `inflater.rs`.

use super::history::History;
use super::{Deflate, Window};
use flate2::{Compress, Compression, FlushCompress};

/// How hard to try, of 9. Measured over JSON of 1 KiB: level 1 leaves 43 % in 6 µs, level 3 leaves
/// 29 % in 13 µs, level 6 no less in 15 µs.
const LEVEL: Compression = Compression::new(3);

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
    parts: Option<Compress>,
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
        self.history.bytes().len()
    }

    /// Compress a whole message, or `None` if it should go as it is: it is short, or it would get
    /// no smaller. The peer does not see such a message in its window, so it is not in ours.
    pub(crate) fn message(&mut self, payload: &[u8]) -> Option<Vec<u8>> {
        if payload.len() < self.threshold {
            return None;
        }
        let mut compressed = flush(&mut self.compressor()?, payload);
        remove_tail(&mut compressed);
        if compressed.len() >= payload.len() {
            return None;
        }
        self.history.push(payload);
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
            self.parts = None;
            remove_tail(&mut compressed);
        }
        Some(compressed)
    }

    /// No further part will come.
    pub(crate) fn end_parts(&mut self) {
        self.parts = None;
    }

    /// A compressor that knows the history; none for a window that it cannot have.
    fn compressor(&self) -> Option<Compress> {
        if !(9..=15).contains(&self.window.bits) {
            return None;
        }
        let mut compressor = Compress::new_with_window_bits(LEVEL, false, self.window.bits);
        if !self.history.bytes().is_empty() {
            compressor.set_dictionary(self.history.bytes()).ok()?;
        }
        Some(compressor)
    }
}

/// Compress all of `input`, up to a byte's end: the result ends with [`TAIL`], or is empty if the
/// input is.
fn flush(compressor: &mut Compress, mut input: &[u8]) -> Vec<u8> {
    let mut output = Vec::new();
    if input.is_empty() {
        return output;
    }
    // What does not get smaller grows by an eighth at most. One call is then enough: a second one
    // could flush twice.
    output.reserve(input.len() + input.len() / 4 + 64);
    loop {
        let before = compressor.total_in();
        let status = compressor.compress_vec(input, &mut output, FlushCompress::Sync);
        let taken = usize::try_from(compressor.total_in() - before).unwrap_or(usize::MAX);
        input = input.get(taken..).unwrap_or_default();
        // It errs only if it was used wrongly, as by asking it for more after its end.
        if status.is_err() || output.len() < output.capacity() {
            return output;
        }
        output.reserve(64);
    }
}

fn remove_tail(compressed: &mut Vec<u8>) {
    if compressed.is_empty() {
        compressed.push(NOTHING);
    } else if compressed.ends_with(&TAIL) {
        compressed.truncate(compressed.len() - TAIL.len());
    }
}
