//! # A chunk of an HTTP body, explained                              chapter 10 · RFC 9112 §7.1
//! Knows: a size, its extensions, data; behind the last chunk, the trailer section.
//! Does not know: the head before it, and the codec in `http1/`: this is a second reading.
//! Read before: `head.rs`. Read next: `event_stream.rs`.

use crate::draft::{Draft, bits};
use crate::head::{check_line_end, unfinished};
use crate::lines::{End, Line};
use crate::{Explained, Value, field_line, value};
use wire::Cite;

const CHUNK: Cite = Cite::rfc9112("7.1");
const EXTENSIONS: Cite = Cite::rfc9112("7.1.1");
const TRAILERS: Cite = Cite::rfc9112("7.1.2");

/// Explain the chunk at the beginning of `bytes`. To the last one, of size 0, belong the trailer
/// section and the empty line that end the body.
///
/// ```text
/// 5;name=value CR LF  Hello CR LF         0 CR LF  [name: value CR LF]...  CR LF
/// ```
/// ```
/// let chunk = explain::chunk(b"5\r\nHello\r\n");
/// assert_eq!(chunk.field("chunk data").unwrap().value, explain::Value::Text("Hello".into()));
/// assert_eq!(explain::chunk(b"5\r\nHel").missing, 4); // lo CR LF
/// ```
/// Source: RFC 9112 §7.1.
pub fn chunk(bytes: &[u8]) -> Explained {
    let mut draft = Draft::new(bytes, 0);
    let line = Line::of_http(draft.rest());
    if line.end == End::Missing {
        let missing = unfinished(&mut draft, &line).max(3);
        return draft.finish("The beginning of a chunk".into(), missing);
    }
    check_line_end(&mut draft, &line);
    match size_line(&mut draft, &line) {
        None => draft.finish("A chunk whose size cannot be read".into(), 0),
        Some(0) => {
            let missing = trailer_section(&mut draft);
            draft.finish("The last chunk".into(), missing)
        }
        Some(size) => {
            let missing = data(&mut draft, size);
            draft.finish(format!("Chunk of {}", value::size(size)), missing)
        }
    }
}

/// Explain the line before the data. Returns the size.
fn size_line(draft: &mut Draft<'_>, line: &Line<'_>) -> Option<u64> {
    let is_extension = |byte: &u8| matches!(byte, b';' | b' ' | b'\t');
    let at = line.text.iter().position(is_extension).unwrap_or(line.text.len());
    let (digits, extension) = line.text.split_at(at);
    let start = draft.at();
    let size = match hexadecimal(digits) {
        Ok(size) => size,
        Err(wrong) => {
            let value = Value::text_or_bytes(line.text);
            let end = draft.bytes("chunk size", line.len(), value, "not understood", CHUNK).end;
            let what = "a chunk size that is not one; hexadecimal digits, below 2^64, are right";
            draft.complain(start + bits(wrong)..end, what, CHUNK);
            return None;
        }
    };
    let end = line.len() - line.text.len();
    let own = if extension.is_empty() { digits.len() + end } else { digits.len() };
    let meaning = if size == 0 { "no data: the body ends" } else { "bytes of data, in hex" };
    draft.bytes("chunk size", own, Value::Number(size), meaning, CHUNK);
    if !extension.is_empty() {
        let value = Value::text_or_bytes(extension.trim_ascii());
        let meaning = "ignored, unless it is known";
        let length = extension.len() + end;
        let whole = draft.bytes("chunk extension", length, value, meaning, EXTENSIONS);
        if let Some((i, what)) = extension_fault(extension) {
            draft.complain(whole.start + bits(i)..whole.end, what, EXTENSIONS);
        }
    }
    Some(size)
}

/// What is wrong with what stands between the size and the line end, and at which byte of it.
fn extension_fault(extension: &[u8]) -> Option<(usize, &'static str)> {
    let blank = extension.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    if extension.get(blank) != Some(&b';') {
        return Some((
            blank,
            "white space behind the chunk size, and no `;` behind it; one is right",
        ));
    }
    let is_wrong = |byte: &u8| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\r');
    let what = "a control in a chunk extension; visible characters, spaces, tabs are right";
    extension.iter().position(is_wrong).map(|i| (i, what))
}

/// Explain the data and the line end behind it. Returns how many bytes are missing.
fn data(draft: &mut Draft<'_>, size: u64) -> u64 {
    let rest = draft.rest();
    let came = usize::try_from(size).map_or(rest.len(), |size| size.min(rest.len()));
    let (data, rest) = rest.split_at(came);
    let meaning = if (came as u64) < size { "not all came" } else { "a piece of the body" };
    draft.bytes("chunk data", came, Value::text_or_bytes(data), meaning, CHUNK);
    let end = match rest {
        [b'\r', b'\n', ..] => 2,
        [] | [b'\r'] => {
            let missing = (size - came as u64).saturating_add(2 - rest.len() as u64);
            draft.bytes("line end", rest.len(), Value::Nothing, "its LF has not come", CHUNK);
            return missing;
        }
        [b'\n', ..] => 1,
        _ => 0,
    };
    let wrong = draft.at() + if rest.starts_with(b"\r") { bits(1) } else { 0 };
    draft.bytes("line end", end, Value::Nothing, "ends the chunk", CHUNK);
    if end < 2 {
        let what = "data that CR LF does not follow; CR LF behind exactly that many is right";
        draft.complain(wrong..wrong + bits(1), what, CHUNK);
    }
    0
}

/// Explain what is behind the last chunk. Returns how many bytes are missing.
fn trailer_section(draft: &mut Draft<'_>) -> u64 {
    loop {
        let line = Line::of_http(draft.rest());
        if line.end == End::Missing {
            return unfinished(draft, &line);
        }
        check_line_end(draft, &line);
        if line.text.is_empty() {
            draft.bytes("empty line", line.len(), Value::Nothing, "ends the body", TRAILERS);
            return 0;
        }
        field_line::read(draft, &line, false);
    }
}

/// The number that hexadecimal digits, and only digits, stand for, if it is below 2^64; else the
/// place of the first byte that is wrong.
fn hexadecimal(digits: &[u8]) -> Result<u64, usize> {
    let mut number: u64 = 0;
    for (i, &digit) in digits.iter().enumerate() {
        let digit = char::from(digit).to_digit(16).ok_or(i)?;
        number = number.checked_mul(16).ok_or(i)? | u64::from(digit);
    }
    if digits.is_empty() { Err(0) } else { Ok(number) }
}
