//! # Lines: bytes into lines                                         chapter 06 · WHATWG §9.2.5
//! Knows: the three line ends, the byte order mark, half a line. Does not know: fields.
//! Read before: `line_end.rs`, `violation.rs`. Read next: `text.rs`.

use crate::line_end::{self, CR, LF};
use crate::violation::{ProtocolError, Violation};
use std::borrow::Cow;
use std::mem;
use wire::Input;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A whole line, without its end.
#[derive(Debug)]
pub(crate) struct Line<'i> {
    /// Lent if it came whole in one read, else put together.
    pub(crate) bytes: Cow<'i, [u8]>,
    /// Where in the stream it began.
    pub(crate) offset: u64,
}

/// Where in the lines the stream stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Position {
    /// In the first line, which may begin with a byte order mark.
    FirstLine,
    /// In any other line.
    Line,
    /// Behind a CR. The line has ended; if LF comes next, it belongs to that end.
    AfterCr,
}

/// Cuts a stream into lines, wherever the reads cut it.
#[derive(Clone, Debug)]
pub(crate) struct Lines {
    position: Position,
    /// What came of the line so far in earlier reads.
    unfinished: Vec<u8>,
    /// Where in the stream that line begins.
    offset: u64,
    /// `wire::Limits::line_bytes`. A byte order mark counts.
    limit: usize,
}

impl Lines {
    pub(crate) fn new(limit: usize) -> Self {
        Self { position: Position::FirstLine, unfinished: Vec::new(), offset: 0, limit }
    }

    /// A new stream begins: nothing of the old one is left.
    pub(crate) fn restart(&mut self) {
        *self = Self::new(self.limit);
    }

    /// How many bytes of an unfinished line are kept.
    pub(crate) fn held(&self) -> usize {
        self.unfinished.len()
    }

    /// The next whole line, or `None` when `input` is used up.
    pub(crate) fn next<'i>(
        &mut self,
        input: &mut Input<'i>,
    ) -> Result<Option<Line<'i>>, ProtocolError> {
        loop {
            match self.position {
                Position::AfterCr => {
                    match input.peek().first() {
                        None => return Ok(None),
                        Some(&LF) => self.skip(input),
                        Some(_) => {}
                    }
                    self.position = Position::Line;
                }
                Position::FirstLine => {
                    let Some(line) = self.read_line(input)? else { return Ok(None) };
                    return Ok(Some(without_byte_order_mark(line)));
                }
                Position::Line => return self.read_line(input),
            }
        }
    }

    /// One byte that is no part of a line.
    fn skip(&mut self, input: &mut Input<'_>) {
        input.take(1);
        self.offset = self.offset.saturating_add(1);
    }

    /// Take a line and the byte that ends it; without that byte keep what there is.
    /// Too long a line is refused before more of it is kept.
    fn read_line<'i>(&mut self, input: &mut Input<'i>) -> Result<Option<Line<'i>>, ProtocolError> {
        let end = line_end::find(input.peek());
        let new = end.unwrap_or(input.len());
        let room = self.limit.saturating_sub(self.unfinished.len());
        if new > room {
            let violation = Violation::LineTooLong { limit: self.limit };
            let offset = self.offset.saturating_add(self.limit as u64);
            return Err(ProtocolError { violation, offset });
        }
        let part: &'i [u8] = input.take(new);
        if end.is_none() {
            self.unfinished.extend_from_slice(part);
            return Ok(None);
        }
        let ended_by_cr = input.peek().first() == Some(&CR);
        self.position = if ended_by_cr { Position::AfterCr } else { Position::Line };
        let line = Line { bytes: self.join(part), offset: self.offset };
        self.offset = self.offset.saturating_add(line.bytes.len() as u64);
        self.skip(input);
        Ok(Some(line))
    }

    /// `part` is the rest of the line: all of it, unless some came before.
    fn join<'i>(&mut self, part: &'i [u8]) -> Cow<'i, [u8]> {
        if self.unfinished.is_empty() {
            return Cow::Borrowed(part);
        }
        let mut line = mem::take(&mut self.unfinished);
        line.extend_from_slice(part);
        Cow::Owned(line)
    }
}

fn without_byte_order_mark(mut line: Line<'_>) -> Line<'_> {
    if line.bytes.starts_with(BYTE_ORDER_MARK) {
        line.bytes = match line.bytes {
            Cow::Borrowed(bytes) => Cow::Borrowed(&bytes[BYTE_ORDER_MARK.len()..]),
            Cow::Owned(bytes) => Cow::Owned(bytes[BYTE_ORDER_MARK.len()..].to_vec()),
        };
    }
    line
}
