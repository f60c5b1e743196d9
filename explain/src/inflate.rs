//! # DEFLATE, read a second time                                     chapter 12 · RFC 1951 §3.2
//! Knows: blocks, and what they become. Does not know: messages, frames, and the library that
//! `frames/` uses: this is a second reading, small and slow.
//! Read before: `codes.rs`. Read next: `block.rs`, `compressed.rs`.

use crate::block::{Block, Kind};
use crate::codes::{Codes, distance, dynamic, fixed, length};
use crate::huffman::{Bits, Stop, broken};

/// No distance is longer, so older bytes need not be kept.
pub(crate) const WINDOW: usize = 32_768;

/// What DEFLATE blocks became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inflated {
    /// The bytes, as far as they could be read.
    pub bytes: Vec<u8>,
    /// The blocks that began.
    pub blocks: Vec<Block>,
    /// The bit at which reading ended, counted as DEFLATE does: each byte from its least
    /// significant bit on.
    pub bit: usize,
    /// Why it ended there.
    pub stop: Stop,
}

/// Inflate the DEFLATE blocks in `bytes`, which may refer back to `context`, to at most `limit`
/// bytes. Behind a last block others may begin, at the next byte: a message may be made so.
///
/// ```
/// let hello = [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00, 0x00, 0xff, 0xff];
/// let inflated = explain::inflate(&hello, b"", 100);
/// assert_eq!(inflated.bytes, b"Hello");
/// assert_eq!(inflated.stop, explain::Stop::Whole);
/// assert_eq!(inflated.blocks[0].to_string(), "fixed codes (5 bytes)");
/// assert_eq!(explain::inflate(&[0x07], b"", 100).stop.to_string(),
///     "block type 3, which is reserved; 0, 1 and 2 are defined (RFC 1951 §3.2.3)");
/// ```
/// Source: RFC 1951 §3.2.3.
pub fn inflate(bytes: &[u8], context: &[u8], limit: usize) -> Inflated {
    let mut inflater = Inflater::new(context, limit, usize::MAX);
    let stop = inflater.push(bytes);
    let Inflater { mut output, begin, blocks, bit, .. } = inflater;
    Inflated { bytes: output.split_off(begin), blocks, bit, stop }
}

/// Blocks that come in pieces.
#[derive(Debug)]
pub(crate) struct Inflater {
    /// The context, and from `begin` on what the blocks became.
    pub(crate) output: Vec<u8>,
    pub(crate) begin: usize,
    limit: usize,
    /// Of the blocks that began, so many are written down: a message may have any number of empty
    /// ones.
    most: usize,
    blocks: Vec<Block>,
    /// How many more began.
    more: usize,
    /// The open block is one of `blocks`.
    is_written_down: bool,
    /// The open block is the last one.
    is_last: bool,
    /// The bytes that are not read yet: less than a step needs.
    unread: Vec<u8>,
    /// How many bits were read.
    pub(crate) bit: usize,
    place: Place,
}

/// Where we are.
#[derive(Debug)]
enum Place {
    /// Before the first block, or at the byte behind a last one.
    Start,
    /// Behind a block that is not the last one.
    Between,
    /// In a stored block, before so many of its bytes.
    Stored(usize),
    /// In a block of code words for literals or lengths, and for distances.
    Words(Box<Codes>),
}

impl Inflater {
    /// A reader behind `context` that writes `limit` bytes at most, and writes down `most` blocks.
    pub(crate) fn new(context: &[u8], limit: usize, most: usize) -> Self {
        let output = context[context.len().saturating_sub(WINDOW)..].to_vec();
        let begin = output.len();
        let (blocks, unread, place) = (Vec::new(), Vec::new(), Place::Start);
        let (more, is_written_down, is_last, bit) = (0, false, false, 0);
        Self {
            output,
            begin,
            limit,
            most,
            blocks,
            more,
            is_written_down,
            is_last,
            unread,
            bit,
            place,
        }
    }

    /// How many bytes are kept.
    pub(crate) fn held(&self) -> usize {
        self.output.len() + self.unread.len() + self.blocks.len() * size_of::<Block>()
    }

    /// The blocks that began since this was asked last, as far as they were written down, and how
    /// many more began.
    pub(crate) fn take_blocks(&mut self) -> (Vec<Block>, usize) {
        self.is_written_down = false;
        (std::mem::take(&mut self.blocks), std::mem::take(&mut self.more))
    }

    /// True where no block is open or could follow without a beginning.
    pub(crate) fn is_at_start(&self) -> bool {
        matches!(self.place, Place::Start) && self.unread.is_empty()
    }

    /// Read on, step by step. A step of which a part is missing is taken back, and tried again
    /// when more comes.
    pub(crate) fn push(&mut self, piece: &[u8]) -> Stop {
        let mut bytes = std::mem::take(&mut self.unread);
        bytes.extend_from_slice(piece);
        // What was read of the first byte stays there.
        let mut bits = Bits { bytes: &bytes, at: self.bit % 8 };
        loop {
            let before = bits;
            let stop = self.step(&mut bits);
            if stop == Err(Stop::Cut) {
                bits = before;
            }
            self.bit += bits.at - before.at;
            let Err(stop) = stop else { continue };
            self.unread = bytes[bits.at / 8..].to_vec();
            let is_between = matches!(self.place, Place::Start | Place::Between);
            let is_whole = is_between && bits.at == bytes.len() * 8;
            return if is_whole && stop == Stop::Cut { Stop::Whole } else { stop };
        }
    }

    /// Read the header of a block, a byte of a stored one, or a literal, a reference or the end.
    fn step(&mut self, bits: &mut Bits<'_>) -> Result<(), Stop> {
        match &mut self.place {
            Place::Start | Place::Between => self.place = self.header(bits)?,
            Place::Stored(0) => self.end_block(bits),
            Place::Stored(left) => {
                let byte = bits.number(8)?;
                *left -= 1;
                self.write(byte)?;
            }
            Place::Words(codes) => match codes.literals.read(bits)? {
                byte @ 0..=255 => self.write(byte)?,
                256 => self.end_block(bits),
                number => {
                    let length = length(number - 257, bits)?;
                    let distance = distance(codes.distances.read(bits)?, bits)?;
                    self.copy(length, distance)?;
                }
            },
        }
        Ok(())
    }

    fn header(&mut self, bits: &mut Bits<'_>) -> Result<Place, Stop> {
        let at = self.bit;
        let last = bits.number(1)? == 1;
        let (kind, place) = match bits.number(2)? {
            0 => {
                bits.skip_to_byte();
                let (length, complement) = (bits.number(16)?, bits.number(16)?);
                if length != complement ^ 0xffff {
                    return broken(
                        "LEN and NLEN that do not match; complements are right",
                        "3.2.4",
                    );
                }
                (Kind::Stored, Place::Stored(length))
            }
            1 => (Kind::Fixed, Place::Words(fixed()?.into())),
            2 => {
                let (kind, codes) = dynamic(bits)?;
                (kind, Place::Words(codes.into()))
            }
            _ => {
                let what = "block type 3, which is reserved; 0, 1 and 2 are defined";
                return broken(what, "3.2.3");
            }
        };
        self.is_last = last;
        self.is_written_down = self.blocks.len() < self.most;
        match self.is_written_down {
            true => self.blocks.push(Block { at, last, kind, bytes: 0 }),
            false => self.more += 1,
        }
        Ok(place)
    }

    fn end_block(&mut self, bits: &mut Bits<'_>) {
        self.place = Place::Between;
        if self.is_last {
            bits.skip_to_byte();
            self.place = Place::Start;
        }
    }

    fn write(&mut self, byte: usize) -> Result<(), Stop> {
        if self.output.len() - self.begin >= self.limit {
            return Err(Stop::Limit);
        }
        // A literal is below 256.
        self.output.push(u8::try_from(byte).unwrap_or_default());
        if let Some(block) = self.blocks.last_mut().filter(|_| self.is_written_down) {
            block.bytes += 1;
        }
        Ok(())
    }

    /// Write `length` bytes, each the one that stands `distance` before it: a copy may overlap
    /// itself.
    fn copy(&mut self, length: usize, distance: usize) -> Result<(), Stop> {
        if distance > self.output.len() {
            let what = "a distance to before the first byte; a shorter one is right";
            return broken(what, "3.2.3");
        }
        for _ in 0..length {
            let byte = self.output[self.output.len() - distance];
            self.write(byte.into())?;
        }
        Ok(())
    }
}
