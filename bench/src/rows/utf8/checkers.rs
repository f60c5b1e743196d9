//! # Those who check text                                            chapter 16 · RFC 6455 §8.1
//! Knows: how each is given a text piece by piece. Does not know: which text.
//! Read before: `micro.rs`. Read next: `mod.rs`.

use std::str;

/// Checks a text that comes in pieces, which may be cut inside a character.
pub trait Checker {
    /// Check the next piece: how many bytes of text are whole with it, or `None` if no text can go
    /// on like this.
    fn next(&mut self, piece: &[u8]) -> Option<usize>;
}

impl Checker for frames::Utf8 {
    fn next(&mut self, piece: &[u8]) -> Option<usize> {
        let (character, text) = self.next(piece).ok()?;
        Some(character.map_or(0, char::len_utf8) + text.len())
    }
}

impl Checker for sockudo_ws::utf8::Utf8Stream {
    fn next(&mut self, piece: &[u8]) -> Option<usize> {
        let before = self.pending();
        self.push(piece).then(|| before + piece.len() - self.pending())
    }
}

/// The standard library, and the least that it needs to go on from piece to piece.
#[derive(Default)]
pub struct Std {
    begun: Vec<u8>,
}

impl Checker for Std {
    fn next(&mut self, mut piece: &[u8]) -> Option<usize> {
        let mut whole = 0;
        while !self.begun.is_empty() {
            let Some((byte, rest)) = piece.split_first() else { return Some(0) };
            self.begun.push(*byte);
            piece = rest;
            match str::from_utf8(&self.begun) {
                Ok(character) => {
                    whole = character.len();
                    self.begun.clear();
                }
                Err(error) if error.error_len().is_some() => return None,
                Err(_) => {}
            }
        }
        match str::from_utf8(piece) {
            Ok(text) => Some(whole + text.len()),
            Err(error) if error.error_len().is_some() => None,
            Err(error) => {
                let (text, begun) = piece.split_at(error.valid_up_to());
                self.begun.extend_from_slice(begun);
                Some(whole + text.len())
            }
        }
    }
}

/// RFC 3629 as it stands there: what a byte allows of the next one.
pub struct ByteByByte {
    begun: usize,
    missing: usize,
    low: u8,
    high: u8,
}

impl Default for ByteByByte {
    fn default() -> Self {
        Self { begun: 0, missing: 0, low: 0x80, high: 0xbf }
    }
}

impl ByteByByte {
    /// Whether a text can go on with this byte.
    fn takes(&mut self, byte: u8) -> bool {
        if self.missing > 0 {
            let takes = (self.low..=self.high).contains(&byte);
            (self.missing, self.low, self.high) = (self.missing - 1, 0x80, 0xbf);
            return takes;
        }
        (self.missing, self.low, self.high) = match byte {
            0x00..=0x7f => (0, 0x80, 0xbf),
            0xc2..=0xdf => (1, 0x80, 0xbf),
            0xe0 => (2, 0xa0, 0xbf),
            0xed => (2, 0x80, 0x9f),
            0xe1..=0xef => (2, 0x80, 0xbf),
            0xf0 => (3, 0x90, 0xbf),
            0xf4 => (3, 0x80, 0x8f),
            0xf1..=0xf3 => (3, 0x80, 0xbf),
            _ => return false,
        };
        true
    }
}

impl Checker for ByteByByte {
    fn next(&mut self, piece: &[u8]) -> Option<usize> {
        let (before, mut whole) = (self.begun, 0);
        for (i, byte) in piece.iter().enumerate() {
            if !self.takes(*byte) {
                return None;
            }
            if self.missing == 0 {
                whole = before + i + 1;
            }
        }
        self.begun = before + piece.len() - whole;
        Some(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces of `bytes`, cut at `cut`: whether all of it is text.
    fn is_text<C: Checker + Default>(bytes: &[u8], cut: usize) -> bool {
        let mut checker = C::default();
        let (one, two) = bytes.split_at(cut);
        let whole = checker.next(one).zip(checker.next(two));
        whole.is_some_and(|(one, two)| one + two == bytes.len())
    }

    #[test]
    fn example_all_checkers_agree_on_what_is_text() {
        let edges = [0x00, 0x7f, 0x80, 0x9f, 0xa0, 0xbf, 0xc1, 0xc2, 0xe0, 0xed, 0xf0, 0xf4, 0xf5];
        let n = edges.len();
        for i in 0..n * n * n * n {
            let bytes = [i, i / n, i / n / n, i / n / n / n].map(|i| edges[i % n]);
            let asked = str::from_utf8(&bytes).is_ok();
            for cut in 0..=4 {
                assert_eq!(is_text::<Std>(&bytes, cut), asked, "{bytes:02x?} cut at {cut}");
                assert_eq!(is_text::<ByteByByte>(&bytes, cut), asked, "{bytes:02x?} cut at {cut}");
            }
        }
    }
}
