//! # Inflating                                       chapter 12 · RFC 7692 §6.2, §7.2.2
//! Knows: how compressed pieces become a message, and when they do not. Does not know: frames.
//! Read before: `deflater.rs`. Read next: `goodbye.rs`.

use super::Window;
use super::deflater::TAIL;
use super::history::History;
use crate::Violation;
use crate::unfinished::Unfinished;
use flate2::{Decompress, FlushDecompress, Status};

/// How much is inflated at most before someone looks at it: a few bytes can become a thousand times
/// as many.
const STEP: usize = 16 * 1024;

/// What an inflater holds while a message is under way, measured.
const INFLATER_BYTES: usize = 47_552;

/// A last block, empty. Behind a message and its tail it must be the end of everything; if it is
/// not, a block of the message was unfinished.
const LAST_BLOCK: [u8; 5] = [0x01, 0x00, 0x00, 0xff, 0xff];

/// The most bytes that a frame of a compressed message may have, if the message may have
/// `message_bytes`: what cannot be compressed grows by a quarter at the very most.
pub(crate) fn most_compressed(message_bytes: usize) -> usize {
    message_bytes.saturating_add(message_bytes / 4).saturating_add(64)
}

/// Inflates one direction of a connection.
#[derive(Debug)]
pub(crate) struct Inflater {
    history: History,
    under_way: bool,
    /// The DEFLATE blocks that began; none where no byte came since the message began, or since a
    /// last block (BFINAL) ended.
    blocks: Option<Decompress>,
}

impl Inflater {
    /// Bound by `window`.
    pub(crate) fn new(window: Window) -> Self {
        Self { history: History::new(window), under_way: false, blocks: None }
    }

    /// How many bytes are kept.
    pub(crate) fn held(&self) -> usize {
        self.history.bytes().len() + self.blocks.as_ref().map_or(0, |_| INFLATER_BYTES)
    }

    /// True from the header of a compressed message to its last byte.
    pub(crate) fn is_under_way(&self) -> bool {
        self.under_way
    }

    /// A compressed message begins.
    pub(crate) fn begin(&mut self) {
        self.under_way = true;
    }

    /// Inflate `piece` and append what it says to `message`.
    ///
    /// # Errors
    /// The first rule that the inflated bytes break: they are no text, they are more than `limit`,
    /// or there are no further ones.
    pub(crate) fn inflate(
        &mut self,
        mut piece: &[u8],
        message: &mut Unfinished,
        limit: usize,
    ) -> Result<(), Violation> {
        let mut step = Vec::with_capacity(STEP);
        while !piece.is_empty() || step.len() == step.capacity() {
            step.clear();
            let blocks = self.blocks.get_or_insert_with(|| begin_blocks(&self.history, message));
            let status = inflate_step(blocks, &mut piece, &mut step);
            let fits = step.len().min(limit.saturating_sub(message.held()));
            message.push(&step[..fits], limit).map_err(|_| Violation::TextNotUtf8)?;
            if fits < step.len() {
                return Err(Violation::MessageTooLong { limit });
            }
            if status? == Status::StreamEnd {
                // A last block. Whatever follows begins at the next byte.
                self.blocks = None;
                step.clear();
            }
        }
        Ok(())
    }

    /// The message is complete: check that its blocks are, and remember what the next one may
    /// refer to.
    ///
    /// # Errors
    /// As [`inflate`](Self::inflate).
    pub(crate) fn end(&mut self, message: &mut Unfinished, limit: usize) -> Result<(), Violation> {
        if self.blocks.is_some() {
            let before = message.held();
            self.inflate(&TAIL, message, limit)?;
            self.inflate(&LAST_BLOCK, message, limit)?;
            if self.blocks.is_some() || message.held() != before {
                return Err(Violation::NotDeflate);
            }
        }
        self.under_way = false;
        message.each_slice(|bytes| self.history.push(bytes));
        Ok(())
    }
}

/// An inflater whose blocks may refer to the messages before, and to what came of this one.
fn begin_blocks(history: &History, message: &Unfinished) -> Decompress {
    // The largest window takes no more memory than a small one, and inflates all.
    let mut blocks = Decompress::new(false);
    let mut refer_to = |bytes: &[u8]| {
        // It appends to the window. It errs only in zlib's format, which has a header.
        let _ = blocks.set_dictionary(bytes);
    };
    refer_to(history.bytes());
    message.each_slice(refer_to);
    blocks
}

/// Inflate the beginning of `piece` into `step`, as much as there is room for.
fn inflate_step(
    blocks: &mut Decompress,
    piece: &mut &[u8],
    step: &mut Vec<u8>,
) -> Result<Status, Violation> {
    let before = blocks.total_in();
    let status = blocks.decompress_vec(piece, step, FlushDecompress::None);
    let taken = usize::try_from(blocks.total_in() - before).unwrap_or(usize::MAX);
    *piece = piece.get(taken..).unwrap_or_default();
    match status {
        Ok(status) if taken > 0 || !step.is_empty() || piece.is_empty() => Ok(status),
        _ => Err(Violation::NotDeflate),
    }
}
