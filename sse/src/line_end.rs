//! # Where a line ends                                               chapter 06 · WHATWG §9.2.5
//! Knows: CR and LF, and how to find the first of them fast. Does not know: what a line says.
//! Read before: nothing. Read next: `usage.rs`.

/// Carriage return.
pub const CR: u8 = b'\r';
/// Line feed.
pub const LF: u8 = b'\n';

/// How many bytes are looked at in one go: the compiler makes two vector registers of a block.
const BLOCK: usize = 32;
/// How many, once a line turns out to be long.
const PAGE: usize = 8 * BLOCK;

/// The position of the first CR or LF, the only bytes that end a line.
///
/// Text is seldom as low as CR: a block without such a byte is skipped whole. In one that has some
/// (it may be a TAB), eight bytes at a time are compared. Characters such as U+2028 or U+0085 end
/// no line in an event stream.
///
/// ```
/// use sse::line_end::find;
/// assert_eq!(find(b"data: a\r\n"), Some(7));
/// assert_eq!(find(b"data: a"), None);
/// ```
///
/// Source: WHATWG HTML §9.2.5 (`end-of-line`).
#[inline]
pub fn find(bytes: &[u8]) -> Option<usize> {
    // Every event ends with an empty line.
    if bytes.first().is_some_and(|&byte| is_line_end(byte)) {
        return Some(0);
    }
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    for (n, block) in blocks.iter().enumerate() {
        if n * BLOCK == PAGE {
            return find_by_pages(bytes);
        }
        if holds_low_byte(block)
            && let Some(at) = find_by_words(block)
        {
            return Some(n * BLOCK + at);
        }
    }
    Some(blocks.len() * BLOCK + find_by_words(rest)?)
}

/// The same search in a long line.
#[inline(never)]
fn find_by_pages(bytes: &[u8]) -> Option<usize> {
    let (pages, rest) = bytes.as_chunks::<PAGE>();
    for (n, page) in pages.iter().enumerate() {
        let lowest = page.iter().fold(u8::MAX, |lowest, &byte| lowest.min(byte));
        if lowest <= CR
            && let Some(at) = find(page)
        {
            return Some(n * PAGE + at);
        }
    }
    Some(pages.len() * PAGE + find(rest)?)
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
#[inline]
pub fn is_line_end(byte: u8) -> bool {
    byte == LF || byte == CR
}

/// `|` instead of `||`, and no early exit: the whole block is compared at once.
#[inline]
fn holds_low_byte(block: &[u8; BLOCK]) -> bool {
    block.iter().fold(false, |found, &byte| found | (byte <= CR))
}

/// The same search, eight bytes as one number.
#[inline]
fn find_by_words(bytes: &[u8]) -> Option<usize> {
    let (words, rest) = bytes.as_chunks::<8>();
    for (n, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let ends = zeros(word ^ (EACH * u64::from(LF))) | zeros(word ^ (EACH * u64::from(CR)));
        if ends != 0 {
            return Some(n * 8 + ends.trailing_zeros() as usize / 8);
        }
    }
    let at = rest.iter().position(|&byte| is_line_end(byte))?;
    Some(words.len() * 8 + at)
}

/// 1 in each byte of a word.
const EACH: u64 = u64::from_ne_bytes([1; 8]);

/// The highest bit of the lowest byte of `word` that is 0, and maybe bits above that one: to take
/// 1 from each byte brings it out, and borrows upwards only from there on.
#[inline]
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(EACH) & !word & (EACH << 7)
}
