//! # What is told of DEFLATE                                         chapter 12 · RFC 1951 §3.2.3
//! Knows: the words for blocks, and for why reading them ended. Does not know: how to read.
//! Read before: `inflate.rs`. Read next: `compressed.rs`.

use crate::huffman::Stop;
use crate::value::size;
use std::fmt;

/// The header of a block, and how much it became.
///
/// Its bits are no fields of an explanation: DEFLATE counts the bits of a byte from the least
/// significant one, and fields from the most significant one, so they would not lie side by side.
/// A compressed payload stays one field, whose meaning tells the blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its first bit, counted from the first one of the blocks, in the order of DEFLATE.
    pub at: usize,
    /// BFINAL: none follows.
    pub last: bool,
    /// BTYPE, and what its header says.
    pub kind: Kind,
    /// How many bytes it became, so far.
    pub bytes: usize,
}

/// How a block is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// BTYPE 0: LEN, its complement NLEN, and so many bytes as they are.
    Stored,
    /// BTYPE 1: with the codes of the standard.
    Fixed,
    /// BTYPE 2: with codes of its own.
    Dynamic {
        /// HLIT and 257: for so many literals and lengths a code word may be told.
        literals: usize,
        /// HDIST and 1: for so many distances.
        distances: usize,
        /// HCLEN and 4: so many code words for code lengths are told.
        told: usize,
    },
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { last, kind, bytes, .. } = self;
        if *last {
            f.write_str("last block, ")?;
        }
        match kind {
            Kind::Stored => f.write_str("stored")?,
            Kind::Fixed => f.write_str("fixed codes")?,
            Kind::Dynamic { literals, distances, told } => {
                write!(f, "dynamic codes told by {told}+{literals}+{distances} lengths")?;
            }
        }
        write!(f, " ({})", size(*bytes))
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => f.write_str("whole blocks"),
            Self::Cut => f.write_str("the bytes end inside a block"),
            Self::Limit => f.write_str("more bytes than are written here"),
            Self::Broken(what, cite) => write!(f, "{what} ({cite})"),
        }
    }
}
