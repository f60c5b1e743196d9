//! # A line                                                          chapter 03
//! Knows: where a line ends, and when it is too long to be kept. Does not know: what is on it.
//! Read before: nothing. Read next: `fields.rs`.

use std::io::{self, BufRead, BufReader, Read};

/// The longest line that is read: 64 MiB.
pub const LINE_BYTES: usize = 64 << 20;

/// What stood before the next line feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// A line, in the buffer that was given; its end is left out.
    Whole,
    /// More than [`LINE_BYTES`]. It was read to its end, and not kept.
    TooLong,
    /// Nothing: the input is over.
    End,
}

/// Read the next line into `line`. Before the input may keep us waiting, `idle` is called: a good
/// moment to send what is ready.
///
/// # Errors
/// Those of `input` and of `idle`.
pub fn read_line(
    input: &mut BufReader<impl Read>,
    line: &mut Vec<u8>,
    mut idle: impl FnMut() -> io::Result<()>,
) -> io::Result<Line> {
    line.clear();
    let mut length = 0;
    loop {
        if input.buffer().is_empty() {
            idle()?;
        }
        let came = input.fill_buf()?;
        if came.is_empty() {
            return Ok(if length == 0 { Line::End } else { kind(length) });
        }
        let end = came.iter().position(|&byte| byte == b'\n');
        let part = &came[..end.unwrap_or(came.len())];
        length += part.len();
        if length <= LINE_BYTES {
            line.extend_from_slice(part);
        } else {
            *line = Vec::new();
        }
        let used = part.len() + usize::from(end.is_some());
        input.consume(used);
        if end.is_some() {
            return Ok(kind(length));
        }
    }
}

fn kind(length: usize) -> Line {
    if length <= LINE_BYTES { Line::Whole } else { Line::TooLong }
}
