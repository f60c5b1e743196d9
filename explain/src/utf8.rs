//! # UTF-8 over several pieces                                       chapter 10 · RFC 6455 §8.1
//! Knows: that a frame may end inside a character. Does not know: frames.
//! Read before: nothing. Read next: `frame.rs`.

/// The reading of a text that comes in pieces: it keeps the character that the last piece cut.
#[derive(Clone, Debug, Default)]
pub(crate) struct Utf8 {
    begun: Vec<u8>,
}

impl Utf8 {
    /// Read on. Returns which byte of `piece` no text can go on with. A character that is only cut
    /// is no fault, unless this piece is the `last` one: then its first byte counts (0 if that came
    /// in an earlier piece), for there is no wrong one.
    pub(crate) fn fault(&mut self, piece: &[u8], last: bool) -> Option<usize> {
        let before = self.begun.len();
        let mut text = std::mem::take(&mut self.begun);
        text.extend_from_slice(piece);
        let error = std::str::from_utf8(&text).err()?;
        if error.error_len().is_none() && !last {
            self.begun = text.split_off(error.valid_up_to());
            return None;
        }
        let begin = error.valid_up_to();
        let is_broken = |end: &usize| {
            let begun = std::str::from_utf8(&text[begin..*end]);
            begun.is_err_and(|error| error.error_len().is_some())
        };
        let end = (begin + 1..=text.len()).find(is_broken);
        Some(end.map_or(begin, |end| end - 1).saturating_sub(before))
    }
}
