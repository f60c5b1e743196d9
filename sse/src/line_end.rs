//! # Where a line ends                                               chapter 06 · WHATWG §9.2.5
//! Knows: CR and LF, and how to find the first of them fast. Does not know: what a line says.
//! Read before: nothing. Read next: `usage.rs`.

/// Carriage return.
pub const CR: u8 = b'\r';
/// Line feed.
pub const LF: u8 = b'\n';

/// How many bytes are looked at in one go: the compiler turns a block into one vector register.
const BLOCK: usize = 16;

/// The position of the first CR or LF, the only bytes that end a line.
///
/// Blocks without either are skipped whole; the byte itself is then looked for one by one.
/// Characters such as U+2028 or U+0085 end no line in an event stream.
///
/// ```
/// use sse::line_end::find;
/// assert_eq!(find(b"data: a\r\n"), Some(7));
/// assert_eq!(find(b"data: a"), None);
/// ```
///
/// Source: WHATWG HTML §9.2.5 (`end-of-line`).
pub fn find(bytes: &[u8]) -> Option<usize> {
    let (blocks, _) = bytes.as_chunks::<BLOCK>();
    let clean = blocks.iter().take_while(|block| !holds_line_end(block)).count() * BLOCK;
    bytes[clean..].iter().position(|&byte| is_line_end(byte)).map(|at| clean + at)
}

/// Cut `bytes` at their first line end: what stands before it, and what comes behind it.
///
/// CR LF is one line end. `None` when there is no line end; and as a CR at the very end is taken
/// for a whole one, this is for text that is complete, not for a stream that may go on.
///
/// ```
/// use sse::line_end::split;
/// assert_eq!(split(b"one\r\ntwo\n"), Some((&b"one"[..], &b"two\n"[..])));
/// ```
pub fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (line, end_and_rest) = bytes.split_at_checked(find(bytes)?)?;
    let rest = match end_and_rest {
        [CR, LF, rest @ ..] | [_, rest @ ..] => rest,
        [] => return None,
    };
    Some((line, rest))
}

/// True for CR and LF.
pub fn is_line_end(byte: u8) -> bool {
    byte == LF || byte == CR
}

/// `|` instead of `||`, and no early exit: the whole block is compared at once.
fn holds_line_end(block: &[u8; BLOCK]) -> bool {
    block.iter().fold(false, |found, &byte| found | (byte == LF) | (byte == CR))
}
