//! # Where a head ends                                               chapter 02 · RFC 9112 §2.1
//! Knows: lines that end with CR LF, and the empty one that ends a head. Does not know: what the
//! lines say.
//! Read before: `token.rs`. Read next: `fields.rs`.
//!
//! A head may come in many pieces. The search remembers three small things and never looks at a
//! byte twice: a server that began again at each piece could be kept busy by a slow sender.

use crate::{Fault, Violation, token::is_token_byte};

/// The search for the empty line that ends a head.
///
/// ```
/// let mut search = http1::HeadSearch::default();
/// assert_eq!(search.look(b"GET / HTTP/1.1\r\nHost: a\r\n\r", 999), Ok(None));
/// assert_eq!(search.look(b"\nbody", 999), Ok(Some(1)));
/// assert_eq!(search.seen(), 27);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct HeadSearch {
    /// Bytes of the head looked at.
    seen: usize,
    /// Where the line that we are in begins.
    line: usize,
    /// The last byte looked at.
    last: u8,
}

impl HeadSearch {
    /// How many bytes of the head were looked at.
    pub fn seen(&self) -> usize {
        self.seen
    }

    /// Look at the next `piece`: how many of its bytes belong to the head, once the end is found.
    ///
    /// # Errors
    /// With the offset from the head's first byte: [`Violation::NotHttp`] at the first byte,
    /// [`Violation::BareLf`], [`Violation::StartLineTooLong`] or [`Violation::HeadTooLong`] at the
    /// first byte beyond `most`.
    pub fn look(&mut self, piece: &[u8], most: usize) -> Result<Option<usize>, Fault> {
        if let (0, Some(&first)) = (self.seen, piece.first())
            && !is_token_byte(first)
            && first != b'\n'
        {
            return Err((Violation::NotHttp(first), 0));
        }
        let room = piece.len().min(most - self.seen.min(most));
        let (words, _) = piece[..room].as_chunks::<8>();
        for (i, word) in words.iter().enumerate() {
            let mut found = line_feeds(u64::from_le_bytes(*word));
            while found != 0 {
                let at = i * 8 + found.trailing_zeros() as usize / 8;
                if self.end_line(piece, at)? {
                    return Ok(Some(at + 1));
                }
                found &= found - 1; // without the lowest
            }
        }
        for at in words.len() * 8..room {
            if piece[at] == b'\n' && self.end_line(piece, at)? {
                return Ok(Some(at + 1));
            }
        }
        if room < piece.len() {
            let in_start_line = self.line == 0;
            let long =
                if in_start_line { Violation::StartLineTooLong } else { Violation::HeadTooLong };
            return Err((long, most));
        }
        self.last = piece.last().copied().unwrap_or(self.last);
        self.seen += piece.len();
        Ok(None)
    }

    /// Byte `at` of `piece` is an LF. True when the line that it ends is the empty one.
    fn end_line(&mut self, piece: &[u8], at: usize) -> Result<bool, Fault> {
        let before = if at == 0 { self.last } else { piece[at - 1] };
        let offset = self.seen + at;
        if before != b'\r' {
            return Err((Violation::BareLf, offset));
        }
        if offset - self.line == 1 {
            self.seen += at + 1;
            return Ok(true);
        }
        self.line = offset + 1;
        Ok(false)
    }
}

/// A bit for each LF among eight bytes, the highest of its byte.
///
/// `word ^ LF` makes zero bytes of them. To add 0x7f carries into the highest bit of a byte unless
/// the other seven are zero, and never out of the byte.
const fn line_feeds(word: u64) -> u64 {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const LOW: u64 = 0x7f * ONES;
    let word = word ^ (b'\n' as u64 * ONES);
    !(((word & LOW) + LOW) | word | LOW)
}
