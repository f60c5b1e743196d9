//! # The bytes that are kept of a unit                               chapter 10
//! Knows: the first bytes, up to a limit, and how many more there were. Does not know: the unit.
//! Read before: nothing. Read next: `blocks.rs`.

/// The beginning of something, and how much more of it there was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) bytes: Vec<u8>,
    pub(crate) skipped: u64,
}

impl Kept {
    /// Keep these too, as far as there is room.
    pub(crate) fn add(&mut self, bytes: &[u8], limit: usize) {
        let room = if self.skipped > 0 { 0 } else { limit.saturating_sub(self.bytes.len()) };
        let (kept, rest) = bytes.split_at(room.min(bytes.len()));
        self.bytes.extend_from_slice(kept);
        self.skip(rest.len() as u64);
    }

    /// Count bytes that are not kept.
    pub(crate) fn skip(&mut self, count: u64) {
        self.skipped = self.skipped.saturating_add(count);
    }

    /// How many bytes there were.
    pub(crate) fn size(&self) -> u64 {
        (self.bytes.len() as u64).saturating_add(self.skipped)
    }
}
