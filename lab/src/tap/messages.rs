//! # Messages: where each one begins and ends                        chapter 02 · RFC 9112 §6
//! Knows: heads and bodies, one after another, in one direction. Does not know: what to do with
//! them; nothing is changed here.
//! Read before: `http1/src/framing.rs`. Read next: `change.rs`.

use http1::chunk_decode::{ChunkDecoder, Piece};
use http1::{BodyLength, HeadSearch};
use wire::{Input, Limits};

/// A part of what one side says. All of them, one behind another, are what it said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A whole head.
    Head(Vec<u8>),
    /// Bytes of a body, in whichever form it is written.
    Body(Vec<u8>),
    /// The body is complete. This part has no bytes.
    End,
    /// What is no HTTP, or is HTTP no longer. Nothing else comes behind it.
    Other(Vec<u8>),
}

/// Where the next byte belongs.
#[derive(Clone, Debug, Default)]
enum Place {
    #[default]
    Head,
    Length(u64),
    Chunked(ChunkDecoder),
    UntilClose,
    Other,
}

/// One direction, taken apart.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    place: Place,
    search: HeadSearch,
    head: Vec<u8>,
}

impl Messages {
    /// These bytes came. `length` says how long the body behind a head is; `None` if no HTTP
    /// follows.
    pub fn push(
        &mut self,
        bytes: &[u8],
        mut length: impl FnMut(&[u8]) -> Option<BodyLength>,
    ) -> Vec<Part> {
        let (mut parts, mut rest) = (Vec::new(), bytes.to_vec());
        while !rest.is_empty() {
            let taken = match &mut self.place {
                Place::Head => self.head(&rest, &mut length, &mut parts),
                Place::Length(left) => {
                    let n = usize::try_from(*left).map_or(rest.len(), |left| left.min(rest.len()));
                    *left -= n as u64;
                    let is_whole = *left == 0;
                    self.body(&rest[..n], is_whole, &mut parts)
                }
                Place::Chunked(decoder) => match chunks(decoder, &mut rest) {
                    Some((n, is_whole)) => self.body(&rest[..n], is_whole, &mut parts),
                    None => self.other(&rest, &mut parts),
                },
                Place::UntilClose => self.body(&rest, false, &mut parts),
                Place::Other => self.other(&rest, &mut parts),
            };
            rest.drain(..taken);
        }
        parts
    }

    /// The bytes of a head that has not ended: to be asked for when the stream has.
    pub fn unfinished(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.head)
    }

    fn head(
        &mut self,
        rest: &[u8],
        length: &mut impl FnMut(&[u8]) -> Option<BodyLength>,
        parts: &mut Vec<Part>,
    ) -> usize {
        let found = self.search.look(rest, Limits::DEFAULT.head_bytes);
        let taken = found.as_ref().ok().copied().flatten().unwrap_or(rest.len());
        self.head.extend_from_slice(&rest[..taken]);
        match found {
            Ok(None) => return taken,
            Ok(Some(_)) => {}
            Err(_) => {
                let begun = self.unfinished();
                self.other(&begun, parts);
                return taken;
            }
        }
        self.search = HeadSearch::default();
        let head = self.unfinished();
        self.place = match length(&head) {
            None => Place::Other,
            Some(BodyLength::None | BodyLength::Length(0)) => Place::Head,
            Some(BodyLength::Length(length)) => Place::Length(length),
            Some(BodyLength::Chunked) => {
                Place::Chunked(ChunkDecoder::new(&Limits::DEFAULT, u64::MAX))
            }
            Some(BodyLength::UntilClose) => Place::UntilClose,
        };
        parts.push(Part::Head(head));
        if matches!(self.place, Place::Head) {
            parts.push(Part::End);
        }
        taken
    }

    fn body(&mut self, bytes: &[u8], is_whole: bool, parts: &mut Vec<Part>) -> usize {
        parts.push(Part::Body(bytes.to_vec()));
        if is_whole {
            self.place = Place::Head;
            parts.push(Part::End);
        }
        bytes.len()
    }

    fn other(&mut self, bytes: &[u8], parts: &mut Vec<Part>) -> usize {
        self.place = Place::Other;
        parts.push(Part::Other(bytes.to_vec()));
        bytes.len()
    }
}

/// How many of these bytes belong to a body in chunks, and whether it ends with them; `None` if
/// they are no chunks.
fn chunks(decoder: &mut ChunkDecoder, bytes: &mut [u8]) -> Option<(usize, bool)> {
    let all = bytes.len();
    let mut input = Input::new(bytes);
    loop {
        match decoder.next(&mut input) {
            Ok(Some(Piece::Data(_))) => {}
            Ok(Some(Piece::End)) => return Some((all - input.len(), true)),
            Ok(None) => return Some((all, false)),
            Err(_) => return None,
        }
    }
}
