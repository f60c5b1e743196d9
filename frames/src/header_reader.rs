//! # A header that comes in pieces                                   chapter 10 · RFC 6455 §5.2
//! Knows: the bytes of a header whose rest is on its way. Does not know: what comes behind it.
//! Read before: `header.rs`, `wire/src/input.rs`. Read next: `receive.rs`.

use crate::Header;
use wire::{Input, Parsed};

/// Reads one header, however it is cut, and never a byte beyond it.
#[derive(Clone, Copy, Debug, Default)]
pub struct HeaderReader {
    bytes: [u8; Header::MAX_SIZE],
    len: u8,
}

impl HeaderReader {
    /// How many bytes of an unfinished header are kept.
    pub fn held(&self) -> usize {
        usize::from(self.len)
    }

    /// The bytes of an unfinished header.
    pub fn begun(&self) -> &[u8] {
        &self.bytes[..self.held()]
    }

    /// Take a header from `input`, or all of `input` if the header ends behind it.
    #[inline]
    pub fn next(&mut self, input: &mut Input<'_>) -> Option<Header> {
        if self.len == 0
            && let Parsed::Complete { value, consumed } = Header::parse(input.peek())
        {
            input.take(consumed);
            return Some(value);
        }
        self.next_in_pieces(input)
    }

    /// Collect exactly as many bytes as the header says that it needs.
    fn next_in_pieces(&mut self, input: &mut Input<'_>) -> Option<Header> {
        loop {
            let needed = match Header::parse(&self.bytes[..self.held()]) {
                Parsed::Complete { value, .. } => {
                    self.len = 0;
                    return Some(value);
                }
                Parsed::Partial { needed } => needed,
            };
            if input.is_empty() {
                return None;
            }
            for byte in input.take(needed) {
                self.bytes[self.held()] = *byte; // 14 at most: no header needs more
                self.len += 1;
            }
        }
    }
}
