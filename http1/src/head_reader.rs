//! # A head in pieces                                                chapter 02 · RFC 9112 §2.2
//! Knows: how to wait for a whole head and keep what came of it. Does not know: what it says.
//! Read before: `head_search.rs`. Read next: `held.rs`.

use crate::{HeadSearch, Violation};
use std::mem;
use wire::{Input, Payload};

/// As many empty lines are skipped before a request: some clients send one too many after a body.
pub const EMPTY_LINES: u8 = 8;

/// Waits for a whole head.
///
/// A head that comes whole is lent from the input; one that comes in pieces is put together.
#[derive(Clone, Debug)]
pub(crate) struct HeadReader {
    search: HeadSearch,
    bytes: Vec<u8>,
    /// Where the head begins, counted from the first byte of the connection.
    start: u64,
    empty_lines_left: u8,
    /// The CR of an empty line came, its LF did not.
    in_empty_line: bool,
}

impl HeadReader {
    /// Before the first byte; so many empty lines may come first.
    pub(crate) fn new(empty_lines: u8) -> Self {
        Self {
            search: HeadSearch::default(),
            bytes: Vec::new(),
            start: 0,
            empty_lines_left: empty_lines,
            in_empty_line: false,
        }
    }

    /// True when a byte of the head, or of an empty line before it, came.
    pub(crate) fn is_begun(&self) -> bool {
        self.search.seen() > 0 || self.in_empty_line
    }

    /// How many bytes are kept.
    pub(crate) fn held(&self) -> usize {
        self.bytes.len()
    }

    /// Where the head begins in the connection.
    pub(crate) fn start(&self) -> u64 {
        self.start
    }

    /// Skip empty lines before the head. The first byte of `input` is number `at` of the
    /// connection. True while nothing of the head was kept: it may be there whole.
    ///
    /// # Errors
    /// The rule that is broken, and by which byte of the connection.
    pub(crate) fn begin(
        &mut self,
        input: &mut Input<'_>,
        at: u64,
    ) -> Result<bool, (Violation, u64)> {
        let at_its_start = self.search.seen() == 0;
        if at_its_start {
            let before = input.len();
            self.skip_empty_lines(input, at)?;
            self.start = at + (before - input.len()) as u64;
        }
        Ok(at_its_start)
    }

    /// The whole head, once it was [begun](Self::begin), or `None` when more bytes are needed; it
    /// may have `most`.
    ///
    /// # Errors
    /// The rule that is broken, and by which byte of the connection.
    pub(crate) fn next<'i>(
        &mut self,
        input: &mut Input<'i>,
        most: usize,
    ) -> Result<Option<Payload<'i>>, (Violation, u64)> {
        let found = self.search.look(input.peek(), most);
        match found.map_err(|(violation, offset)| (violation, self.start + offset as u64))? {
            Some(n) if self.bytes.is_empty() => Ok(Some(Payload::Lent(input.take(n)))),
            Some(n) => {
                self.bytes.extend_from_slice(input.take(n));
                Ok(Some(Payload::Joined(mem::take(&mut self.bytes))))
            }
            None => {
                self.bytes.extend_from_slice(input.take_all());
                Ok(None)
            }
        }
    }

    fn skip_empty_lines(
        &mut self,
        input: &mut Input<'_>,
        mut at: u64,
    ) -> Result<(), (Violation, u64)> {
        while let Some(&byte) = input.peek().first() {
            match (self.in_empty_line, byte) {
                (false, b'\r') if self.empty_lines_left == 0 => {
                    return Err((Violation::TooManyEmptyLines, at));
                }
                (false, b'\r') => self.in_empty_line = true,
                (true, b'\n') => {
                    self.in_empty_line = false;
                    self.empty_lines_left -= 1;
                }
                (true, _) => return Err((Violation::BareCr, at - 1)),
                (false, _) => break,
            }
            input.take(1);
            at += 1;
        }
        Ok(())
    }
}
