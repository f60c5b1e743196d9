//! # An unfinished line                                              chapter 06 · WHATWG §9.2.5
//! Knows: bytes that come in pieces, cut inside a character or not. Does not know: where lines end.
//! Read before: `text.rs`. Read next: `lines.rs`.

use crate::text::text;
use std::mem;

/// What is kept of a line until its end comes. Each piece is looked at and copied once, however
/// many there are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Unfinished {
    /// Text as far as it is good UTF-8.
    text: String,
    /// What follows: a character that is begun, or bytes of which some are no text. Those are not
    /// looked at again before the end.
    bytes: Vec<u8>,
}

impl Unfinished {
    /// A piece of which it is not known yet what it is.
    pub(crate) fn add_bytes(&mut self, piece: &[u8]) {
        self.bytes.extend_from_slice(piece);
    }

    /// A piece of text.
    pub(crate) fn add_text(&mut self, piece: &[u8]) {
        if self.bytes.is_empty() {
            let good = self.add_good(piece);
            self.bytes.extend_from_slice(&piece[good..]);
            return;
        }
        let begun = self.bytes.len() < LONGEST_CHARACTER;
        self.bytes.extend_from_slice(piece);
        if begun {
            let bytes = mem::take(&mut self.bytes);
            let good = self.add_good(&bytes);
            self.bytes.extend_from_slice(&bytes[good..]);
        }
    }

    /// Take what good text `bytes` begin with; returns how long it is.
    fn add_good(&mut self, bytes: &[u8]) -> usize {
        let good = wire::text(bytes).unwrap_or_else(|| good_beginning(bytes));
        self.text.push_str(good);
        good.len()
    }

    /// All of it, as bytes of which it was not known what they are.
    pub(crate) fn take_bytes(&mut self) -> Vec<u8> {
        mem::take(&mut self.bytes)
    }

    /// All of it, as text.
    pub(crate) fn take_text(&mut self) -> String {
        let mut all = mem::take(&mut self.text);
        all.push_str(&text(&mem::take(&mut self.bytes)));
        all
    }
}

/// Where a piece ends inside a character, or is no text.
#[cold]
fn good_beginning(bytes: &[u8]) -> &str {
    let good = str::from_utf8(bytes).or_else(|bad| str::from_utf8(&bytes[..bad.valid_up_to()]));
    good.unwrap_or_default()
}

/// In bytes.
const LONGEST_CHARACTER: usize = 4;
