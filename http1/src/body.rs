//! # Body                                                            chapter 02 · RFC 9112 §6
//! Knows: the four ways in which a body's end is found. Does not know: heads.
//! Read before: `chunk_decode.rs`, `framing.rs`. Read next: `date.rs`.

use crate::chunk_decode::{ChunkDecoder, Piece};
use crate::{BodyLength, Violation};
use wire::{Input, Limits, Payload};

/// Reads one body.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    /// This many bytes are to come, perhaps none.
    Length { left: u64 },
    /// Chunks are to come.
    Chunked(ChunkDecoder),
    /// All that comes belongs to it.
    UntilClose,
}

impl Body {
    /// A body of this length; one in chunks may have `most` bytes.
    pub(crate) fn new(length: BodyLength, limits: &Limits, most: u64) -> Self {
        match length {
            BodyLength::None => Self::Length { left: 0 },
            BodyLength::Length(left) => Self::Length { left },
            BodyLength::Chunked => Self::Chunked(ChunkDecoder::new(limits, most)),
            BodyLength::UntilClose => Self::UntilClose,
        }
    }

    /// The next piece, or `None` when more bytes are needed.
    ///
    /// # Errors
    /// The rule that the next unread byte breaks.
    pub(crate) fn next<'i>(
        &mut self,
        input: &mut Input<'i>,
    ) -> Result<Option<Piece<'i>>, Violation> {
        match self {
            Self::Length { left: 0 } => Ok(Some(Piece::End)),
            Self::Chunked(decoder) => decoder.next(input),
            _ if input.is_empty() => Ok(None),
            Self::Length { left } => {
                let data = input.take(usize::try_from(*left).unwrap_or(usize::MAX));
                *left -= data.len() as u64;
                Ok(Some(Piece::Data(Payload::Lent(data))))
            }
            Self::UntilClose => Ok(Some(Piece::Data(Payload::Lent(input.take_all())))),
        }
    }
}
