//! # UTF-8, as it arrives                                            chapter 12 · RFC 6455 §8.1
//! Knows: which bytes are text, and where they stop to be. Does not know: messages.
//! Read before: `mask.rs`. Read next: `event.rs`.

use std::str;

/// Checks text that comes in pieces, which may be cut inside a character.
///
/// It keeps the character that is begun and nothing else: four bytes in all. What was checked comes
/// back as a `str`, so nobody has to check it again.
///
/// ```
/// let mut utf8 = frames::Utf8::default();
/// let euro = [0xe2, 0x82, 0xac];
/// assert_eq!(utf8.next(&euro[..2]), Ok((None, "")));        // not yet a character
/// assert_eq!(utf8.next(&euro[2..]), Ok((Some('€'), "")));   // now it is
/// assert_eq!(utf8.next(b"10\xff"), Err(2));                 // no text has a byte ff
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Utf8 {
    begun: [u8; 3],
    len: u8,
}

impl Utf8 {
    /// Check the next piece. Returns the character that earlier pieces began, if this one ends it,
    /// and the text behind it; a character begun at the end is kept for the next piece.
    ///
    /// # Errors
    /// The index in `bytes` of the first byte with which no text can go on.
    #[inline]
    pub fn next<'b>(&mut self, bytes: &'b [u8]) -> Result<(Option<char>, &'b str), usize> {
        let (character, used) = match self.len {
            0 => (None, 0),
            _ => self.go_on(bytes)?,
        };
        let rest = &bytes[used..];
        let (text, begun) = rest.split_at(rest.len() - begun_at_end(rest));
        let text = whole(text).map_err(|at| used + at)?;
        if !begun.is_empty() {
            self.go_on(begun).map_err(|at| used + text.len() + at)?;
        }
        Ok((character, text))
    }

    /// How many bytes of a begun character are kept: 0 where a text may end, else 1 to 3.
    pub fn begun(&self) -> usize {
        usize::from(self.len)
    }

    /// The bytes of the begun character.
    pub(crate) fn begun_bytes(&self) -> &[u8] {
        &self.begun[..self.begun()]
    }

    /// Add bytes to the begun character until it is one, or until there are no more.
    fn go_on(&mut self, bytes: &[u8]) -> Result<(Option<char>, usize), usize> {
        for (at, byte) in bytes.iter().enumerate() {
            let [a, b, c] = self.begun;
            let mut so_far = [a, b, c, 0];
            so_far[self.begun()] = *byte;
            match str::from_utf8(&so_far[..=self.begun()]) {
                Ok(text) => {
                    self.len = 0;
                    return Ok((text.chars().next(), at + 1));
                }
                Err(error) if error.error_len().is_some() => return Err(at),
                Err(_) => {
                    [self.begun[0], self.begun[1], self.begun[2], _] = so_far;
                    self.len += 1;
                }
            }
        }
        Ok((None, bytes.len()))
    }
}

/// Check a text that came whole.
///
/// # Errors
/// The index of the first byte with which no text can go on; it is `bytes.len()` if the text ends
/// inside a character.
#[inline]
pub fn whole(bytes: &[u8]) -> Result<&str, usize> {
    wire::text(bytes).ok_or_else(|| offending(bytes))
}

/// The byte that broke it. The standard library says where the broken character begins and how many
/// of its bytes are good.
#[cold]
fn offending(bytes: &[u8]) -> usize {
    let Err(error) = str::from_utf8(bytes) else { return bytes.len() };
    let begin = error.valid_up_to();
    match (error.error_len(), bytes.get(begin)) {
        (None, _) => bytes.len(),
        (Some(_), Some(0x80..=0xc1 | 0xf5..=0xff)) => begin, // no character begins so
        (Some(good), _) => begin + good,
    }
}

/// How many bytes at the end of `bytes` begin a character without ending it: 0 to 3.
fn begun_at_end(bytes: &[u8]) -> usize {
    for (back, byte) in (1..=3).zip(bytes.iter().rev()) {
        let width = match byte {
            0x80..=0xbf => continue, // inside a character: its first byte is further back
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => 1,
        };
        return if width > back { back } else { 0 };
    }
    0
}
