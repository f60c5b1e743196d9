//! # Chunks, taken apart                                             chapter 02 · RFC 9112 §7.1
//! Knows: sizes, extensions, data, the last chunk, trailers; every CR and LF exactly. Does not
//! know: where a message begins: chunks are not messages, and a proxy may cut them anew.
//! Read before: `token.rs`. Read next: `chunk_encode.rs`.

use crate::Violation;
use crate::token::{is_token_byte, is_value_byte};
use wire::{Input, Limits, Payload};

/// A part of a body.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'i> {
    /// Some of its bytes, one at least. Where the cuts fall means nothing.
    Data(Payload<'i>),
    /// The body is complete.
    End,
}

/// Reads a chunked body.
///
/// ```text
/// 5;name=value CR LF     size in hexadecimal digits, perhaps extensions (ignored)
/// hello CR LF            that many bytes, and a line end that does not count
/// 0 CR LF                the last chunk
/// Name: value CR LF      perhaps trailers (checked and dropped)
/// CR LF
/// ```
///
/// It holds nothing of the body: data is lent from the input, the rest is judged byte by byte.
#[derive(Clone, Debug)]
pub struct ChunkDecoder {
    state: State,
    /// How many more bytes the body may have.
    body_room: u64,
    /// How many more bytes all extensions together may have.
    extension_room: usize,
    /// How many more bytes the trailer section may have.
    trailer_room: usize,
    /// How many more trailer fields there may be.
    field_room: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Size { digits: u8, size: u64 },
    BeforeExtension { size: u64 },
    Extension { size: u64 },
    SizeLf { size: u64 },
    Data { left: u64 },
    DataCr,
    DataLf,
    TrailerStart,
    TrailerName,
    TrailerValue,
    TrailerLf,
    LastLf,
    Done,
}

/// More digits than these do not fit 64 bits.
const MOST_DIGITS: u8 = 16;

impl ChunkDecoder {
    /// Before the first chunk; the body may have `body_bytes`.
    pub fn new(limits: &Limits, body_bytes: u64) -> Self {
        Self {
            state: State::Size { digits: 0, size: 0 },
            body_room: body_bytes,
            extension_room: limits.head_bytes,
            trailer_room: limits.head_bytes,
            field_room: limits.head_fields,
        }
    }

    /// The next piece, or `None` when more bytes are needed.
    ///
    /// # Errors
    /// The rule that the next unread byte of `input` breaks: it stays unread.
    pub fn next<'i>(&mut self, input: &mut Input<'i>) -> Result<Option<Piece<'i>>, Violation> {
        while let Some(&byte) = input.peek().first() {
            if let State::Data { left } = self.state {
                let data = input.take(usize::try_from(left).unwrap_or(usize::MAX));
                self.state = match left - data.len() as u64 {
                    0 => State::DataCr,
                    left => State::Data { left },
                };
                return Ok(Some(Piece::Data(Payload::Lent(data))));
            }
            self.state = self.step(byte)?;
            input.take(1);
            if self.state == State::Done {
                return Ok(Some(Piece::End));
            }
        }
        Ok(None)
    }

    /// The state after `byte`, which is no data.
    fn step(&mut self, byte: u8) -> Result<State, Violation> {
        Ok(match (self.state, byte) {
            (State::Size { digits, size }, _) if byte.is_ascii_hexdigit() => {
                if digits == MOST_DIGITS {
                    return Err(Violation::ChunkSizeTooLong);
                }
                State::Size { digits: digits + 1, size: size << 4 | u64::from(hex_value(byte)) }
            }
            (State::Size { digits: 0, .. }, _) => return Err(Violation::InvalidChunkSize(byte)),
            (State::Size { size, .. } | State::Extension { size }, b'\r') => State::SizeLf { size },
            (State::Size { .. } | State::Extension { .. }, b'\n') => return Err(Violation::BareLf),
            (State::Size { size, .. } | State::BeforeExtension { size }, b' ' | b'\t') => {
                self.spend_extension()?;
                State::BeforeExtension { size }
            }
            (State::Size { size, .. } | State::BeforeExtension { size }, b';') => {
                self.spend_extension()?;
                State::Extension { size }
            }
            (State::Size { .. }, _) => return Err(Violation::InvalidChunkSize(byte)),
            (State::Extension { size }, _) if is_value_byte(byte) => {
                self.spend_extension()?;
                State::Extension { size }
            }
            (State::BeforeExtension { .. } | State::Extension { .. }, _) => {
                return Err(Violation::InvalidChunkExtension(byte));
            }
            (State::SizeLf { size: 0 }, b'\n') => State::TrailerStart,
            (State::SizeLf { size }, b'\n') => {
                let room = self.body_room.checked_sub(size);
                self.body_room = room.ok_or(Violation::BodyTooLong)?;
                State::Data { left: size }
            }
            (State::SizeLf { .. }, _) => return Err(Violation::BareCr),
            (State::DataCr, b'\r') => State::DataLf,
            (State::DataLf, b'\n') => State::Size { digits: 0, size: 0 },
            (State::DataCr | State::DataLf, _) => return Err(Violation::MissingChunkEnd(byte)),
            _ => self.step_in_trailers(byte)?,
        })
    }

    /// The state after `byte` behind the last chunk.
    fn step_in_trailers(&mut self, byte: u8) -> Result<State, Violation> {
        self.trailer_room = self.trailer_room.checked_sub(1).ok_or(Violation::HeadTooLong)?;
        Ok(match (self.state, byte) {
            (State::TrailerStart, b'\r') => State::LastLf,
            (State::TrailerStart, b' ' | b'\t') => return Err(Violation::ObsFold),
            (State::TrailerStart, _) if is_token_byte(byte) => {
                self.field_room = self.field_room.checked_sub(1).ok_or(Violation::TooManyFields)?;
                State::TrailerName
            }
            (State::TrailerName, _) if is_token_byte(byte) => State::TrailerName,
            (State::TrailerName, b':') => State::TrailerValue,
            (State::TrailerName, b' ' | b'\t') => return Err(Violation::SpaceBeforeColon),
            (State::TrailerName, b'\r') => return Err(Violation::MissingColon),
            (State::TrailerValue, b'\r') => State::TrailerLf,
            (State::TrailerValue, _) if is_value_byte(byte) => State::TrailerValue,
            (State::TrailerLf, b'\n') => State::TrailerStart,
            (State::LastLf, b'\n') => State::Done,
            (State::TrailerLf | State::LastLf, _) => return Err(Violation::BareCr),
            (_, b'\n') => return Err(Violation::BareLf),
            (State::TrailerValue, _) => return Err(Violation::InvalidFieldValue(byte)),
            (State::Done, _) => State::Done,
            _ => return Err(Violation::InvalidFieldName(byte)),
        })
    }

    /// One more byte of an extension.
    fn spend_extension(&mut self) -> Result<(), Violation> {
        let room = self.extension_room.checked_sub(1);
        self.extension_room = room.ok_or(Violation::ChunkExtensionsTooLong)?;
        Ok(())
    }
}

/// The value of a hexadecimal digit.
const fn hex_value(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        _ => (digit | 0x20) - b'a' + 10,
    }
}
