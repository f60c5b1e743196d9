//! # Where the bytes are cut                                         chapter 01
//! Knows: that a stream comes in pieces of any size. Does not know: what is cut.
//! Read before: `source.rs`. Read next: `answer.rs`.

use super::fields::{BadLine, Fields};
use super::source::Source;
use http1::token::decimal;
use polling::json::Value;

/// How a stream is cut into pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Cuts {
    /// Not at all.
    Whole,
    /// Into pieces of so many bytes.
    Every(usize),
    /// Before the bytes at these positions, which rise.
    At(Vec<usize>),
}

/// The bytes of a case as a reader gets them: piece by piece.
#[derive(Clone, Debug)]
pub struct Pieces {
    source: Source,
    cuts: Cuts,
    /// How many bytes were read.
    read: usize,
}

impl Pieces {
    /// Take `hex` or `parts`, and `cuts` (without it the stream is whole).
    ///
    /// # Errors
    /// One of them is wrong.
    pub fn of(fields: &mut Fields) -> Result<Self, BadLine> {
        let source = Source::of(fields)?;
        Ok(Self { source, cuts: Cuts::of(fields)?, read: 0 })
    }

    /// Put the next piece into `piece`. False when nothing is left.
    pub fn next(&mut self, piece: &mut Vec<u8>) -> bool {
        piece.clear();
        let length = match &self.cuts {
            Cuts::Whole => self.source.len(),
            Cuts::Every(length) => *length,
            Cuts::At(positions) => {
                let next = positions.partition_point(|&at| at <= self.read);
                positions.get(next).map_or(usize::MAX, |at| at - self.read)
            }
        };
        self.source.read(length, piece);
        self.read += piece.len();
        !piece.is_empty()
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.source.len()
    }

    /// The bytes that are left, or the first `most` of them, in one piece.
    pub fn beginning(&self, most: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.source.clone().read(most, &mut bytes);
        bytes
    }
}

impl Cuts {
    fn of(fields: &mut Fields) -> Result<Self, BadLine> {
        const RIGHT: &str = "\"whole\", \"bytes:N\" with N from 1, or a list of positions";
        let cuts = fields.value("cuts", RIGHT, |value| match &value {
            Value::String(text) if text == "whole" => Ok(Self::Whole),
            Value::String(text) => text
                .strip_prefix("bytes:")
                .and_then(|digits| decimal(digits.as_bytes())?.try_into().ok())
                .filter(|&length| length > 0)
                .map(Self::Every)
                .ok_or(value),
            Value::Array(list) => positions(list).map(Self::At).ok_or(value),
            _ => Err(value),
        })?;
        Ok(cuts.unwrap_or(Self::Whole))
    }
}

/// The positions of a list, rising. Those at 0 or behind the end cut nothing.
fn positions(list: &[Value]) -> Option<Vec<usize>> {
    let position = |item: &Value| item.as_u64().and_then(|at| at.try_into().ok());
    let mut positions: Vec<usize> = list.iter().map(position).collect::<Option<_>>()?;
    positions.sort_unstable();
    Some(positions)
}
