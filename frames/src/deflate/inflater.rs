//! # Inflating                                       chapter 12 · RFC 7692 §6.2, §7.2.2
//! Knows: how compressed pieces become a message, and when they do not. Does not know: frames.
//! Read before: `deflater.rs`. Read next: `goodbye.rs`.

use super::Window;
use super::deflater::{TAIL, since};
use super::history::History;
use super::workshop::{self, Tool};
use crate::Violation;
use crate::unfinished::Unfinished;
use std::cell::RefCell;
use zlib_rs::{Inflate, InflateFlush, Status};

/// How much is inflated at most before someone looks at it: a few bytes can become a thousand times
/// as many.
const STEP_BYTES: usize = 16 * 1024;

thread_local! {
    /// Where it stands until then: one for all connections of a thread.
    static STEP: RefCell<Vec<u8>> = RefCell::new(vec![0; STEP_BYTES]);
}

/// What an inflater holds while a message is under way, measured.
const INFLATER_BYTES: usize = 47_552;

/// A block of no bytes. Where a block may begin, it says nothing and ends nothing.
const EMPTY_BLOCK: [u8; 5] = [0x00, 0x00, 0x00, 0xff, 0xff];

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
    blocks: Option<Tool<Inflate>>,
}

impl Inflater {
    /// Bound by `window`.
    pub(crate) fn new(window: Window) -> Self {
        Self { history: History::new(window), under_way: false, blocks: None }
    }

    /// How many bytes are kept.
    pub(crate) fn held(&self) -> usize {
        self.history.len() + self.blocks.as_ref().map_or(0, |_| INFLATER_BYTES)
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
        if piece.is_empty() {
            return Ok(());
        }
        STEP.with_borrow_mut(|step| {
            loop {
                let blocks = self.blocks.get_or_insert_with(|| {
                    // Its blocks may refer to the messages before, and to what came of this one.
                    workshop::inflater(&self.history, message)
                });
                let (status, made) = advance(blocks, &mut piece, step, InflateFlush::NoFlush);
                let fits = made.min(limit.saturating_sub(message.held()));
                message.push(&step[..fits], limit).map_err(|_| Violation::TextNotUtf8)?;
                if fits < made {
                    return Err(Violation::MessageTooLong { limit });
                }
                let ended = status? == Status::StreamEnd;
                if ended {
                    // A last block. Whatever follows begins at the next byte.
                    self.blocks = None;
                }
                if piece.is_empty() && (ended || made < step.len()) {
                    return Ok(());
                }
            }
        })
    }

    /// The message is complete: check that its blocks are, and remember what the next one may
    /// refer to.
    ///
    /// # Errors
    /// As [`inflate`](Self::inflate).
    pub(crate) fn end(&mut self, message: &Unfinished) -> Result<(), Violation> {
        let mut blocks = self.blocks.take();
        let end = blocks.as_mut().map_or(Some(End::OfAll), |blocks| end_of(blocks));
        let Some(end) = end else { return Err(Violation::NotDeflate) };
        message.each_slice(|bytes| self.history.push(bytes));
        if let (Some(blocks), End::OfBlock) = (blocks, end) {
            workshop::give_back_inflater(blocks, &self.history);
        }
        self.under_way = false;
        Ok(())
    }
}

/// Where blocks have come to when a message is complete.
enum End {
    /// Behind a block; another may follow at the next byte.
    OfBlock,
    /// Behind a last block (BFINAL): whatever follows begins anew.
    OfAll,
}

/// What [`TAIL`] ends: a block, all of them, or (`None`) nothing.
///
/// Asked to stop between two blocks, the inflater takes the tail and leaves the byte behind it; in
/// the middle of a block it would take that too. A block that ends inside of a byte is found out by
/// an empty one: read from there, it is another.
fn end_of(blocks: &mut Inflate) -> Option<End> {
    let [a, b, c, d] = TAIL;
    let mut tail = &[a, b, c, d, EMPTY_BLOCK[0]][..];
    let mut empty = &EMPTY_BLOCK[..];
    let mut says = [0; 1];
    let (status, said) = advance(blocks, &mut tail, &mut says, InflateFlush::Block);
    if !matches!((status, said, tail.len()), (Ok(Status::Ok), 0, 1)) {
        return None;
    }
    let (status, said) = advance(blocks, &mut empty, &mut says, InflateFlush::NoFlush);
    match (status.ok()?, said, empty.len()) {
        (Status::Ok, 0, 0) => Some(End::OfBlock),
        // Behind a last block it takes nothing more.
        (Status::StreamEnd, 0, 5) => Some(End::OfAll),
        _ => None,
    }
}

/// Inflate the beginning of `piece` into `room`; tells how many bytes it came to.
fn advance(
    blocks: &mut Inflate,
    piece: &mut &[u8],
    room: &mut [u8],
    flush: InflateFlush,
) -> (Result<Status, Violation>, usize) {
    let (taken, made) = (blocks.total_in(), blocks.total_out());
    let status = blocks.decompress(piece, room, flush);
    let (taken, made) = (since(taken, blocks.total_in()), since(made, blocks.total_out()));
    let ended = matches!(status, Ok(Status::StreamEnd));
    let went_on = taken > 0 || made > 0 || ended || piece.is_empty();
    *piece = piece.get(taken..).unwrap_or_default();
    (status.ok().filter(|_| went_on).ok_or(Violation::NotDeflate), made)
}
