//! # Lines: bytes into lines                                         chapter 06 · WHATWG §9.2.5
//! Knows: the three line ends, the byte order mark, half a line. Does not know: what a name means.
//! Read before: `field.rs`, `unfinished.rs`, `violation.rs`. Read next: `event.rs`.

use crate::field::{Field, Name};
use crate::line_end::{self, CR, LF};
use crate::text::text;
use crate::unfinished::Unfinished;
use crate::violation::{ProtocolError, Violation};
use std::borrow::Cow;
use std::mem;
use wire::Input;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A whole line, without its end.
#[derive(Debug)]
pub(crate) struct Line<'i> {
    /// What it is: the empty line has no name.
    pub(crate) name: Option<Name>,
    /// What stands behind the name: lent if the line came whole in one read, else put together.
    pub(crate) value: Cow<'i, str>,
    /// Where in the stream the line began.
    pub(crate) offset: u64,
}

/// Where in the lines the stream stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Position {
    /// In the first line, which may begin with a byte order mark.
    FirstLine,
    /// In any other line.
    Line,
    /// In a line whose name was read before: what is kept of it is its value.
    Value(Name),
    /// Behind a CR. The line has ended; if LF comes next, it belongs to that end.
    AfterCr,
}

/// Cuts a stream into lines, wherever the reads cut it.
#[derive(Clone, Debug)]
pub(crate) struct Lines {
    position: Position,
    /// What is kept of a line that came in part in earlier reads.
    unfinished: Unfinished,
    /// How much of that line came: its name counts too.
    length: usize,
    /// Where in the stream it begins.
    offset: u64,
    /// `wire::Limits::line_bytes`. A byte order mark counts.
    limit: usize,
}

impl Lines {
    pub(crate) fn new(limit: usize) -> Self {
        let position = Position::FirstLine;
        Self { position, unfinished: Unfinished::default(), length: 0, offset: 0, limit }
    }

    /// A new stream begins: nothing of the old one is left.
    pub(crate) fn restart(&mut self) {
        *self = Self::new(self.limit);
    }

    /// How many bytes came of an unfinished line. They are kept, or what its name means is.
    pub(crate) fn held(&self) -> usize {
        self.length
    }

    /// The next whole line, or `None` when `input` is used up.
    /// Too long a line is refused before more of it is kept.
    #[inline]
    pub(crate) fn next<'i>(
        &mut self,
        input: &mut Input<'i>,
    ) -> Result<Option<Line<'i>>, ProtocolError> {
        if self.position == Position::AfterCr {
            match input.peek().first() {
                None => return Ok(None),
                Some(&LF) => self.skip(input),
                Some(_) => {}
            }
            self.position = Position::Line;
        }
        let end = line_end::find(input.peek());
        let new = end.unwrap_or(input.len());
        if new > self.limit.saturating_sub(self.length) {
            let violation = Violation::LineTooLong { limit: self.limit };
            let offset = self.offset.saturating_add(self.limit as u64);
            return Err(ProtocolError { violation, offset });
        }
        let part: &'i [u8] = input.take(new);
        if end.is_none() {
            self.keep(part);
            return Ok(None);
        }
        let (name, value) = match self.length {
            0 => meaning(self.without_mark(part)),
            _ => self.finish(part),
        };
        let line = Line { name, value, offset: self.offset };
        let ended_by_cr = input.peek().first() == Some(&CR);
        self.position = if ended_by_cr { Position::AfterCr } else { Position::Line };
        self.offset = self.offset.saturating_add((mem::take(&mut self.length) + new) as u64);
        self.skip(input);
        Ok(Some(line))
    }

    /// One byte that is no part of a line.
    fn skip(&mut self, input: &mut Input<'_>) {
        input.take(1);
        self.offset = self.offset.saturating_add(1);
    }

    /// Keep a part of a line that has no end yet. Where its first part shows its name, only the
    /// value is kept, as the text that it is.
    fn keep(&mut self, part: &[u8]) {
        if self.length == 0 {
            let line = self.without_mark(part);
            match Field::begun(line) {
                Some(Field { name, value_at }) => {
                    self.position = Position::Value(name);
                    self.unfinished.add_text(&line[value_at..]);
                }
                None => self.unfinished.add_bytes(part),
            }
        } else if let Position::Value(_) = self.position {
            self.unfinished.add_text(part);
        } else {
            self.unfinished.add_bytes(part);
        }
        self.length += part.len();
    }

    /// A line of which some came in earlier reads: `part` is the rest of it.
    fn finish<'i>(&mut self, part: &[u8]) -> (Option<Name>, Cow<'i, str>) {
        if let Position::Value(name) = self.position {
            self.unfinished.add_text(part);
            return (Some(name), Cow::Owned(self.unfinished.take_text()));
        }
        self.unfinished.add_bytes(part);
        let line = self.unfinished.take_bytes();
        let (name, value) = meaning(self.without_mark(&line));
        (name, Cow::Owned(value.into_owned()))
    }

    /// `line` without a byte order mark, which only the first one can have.
    #[inline]
    fn without_mark<'l>(&self, line: &'l [u8]) -> &'l [u8] {
        match self.position {
            Position::FirstLine => line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line),
            _ => line,
        }
    }
}

/// The name and the value of a line; an empty line has neither.
#[inline]
fn meaning(line: &[u8]) -> (Option<Name>, Cow<'_, str>) {
    if line.is_empty() {
        return (None, Cow::Borrowed(""));
    }
    let Field { name, value_at } = Field::parse(line);
    (Some(name), text(&line[value_at..]))
}
