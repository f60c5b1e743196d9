//! # The start line of HTTP, explained                               chapter 10 · RFC 9112 §3–4
//! Knows: `GET /chat HTTP/1.1` and `HTTP/1.1 101 Switching Protocols`.
//! Does not know: field lines, and the codec in `http1/`: this is a second reading.
//! Read before: `head.rs`. Read next: `target.rs`.

use crate::draft::{Draft, bits};
use crate::lines::Line;
use crate::{Value, target};
use wire::Cite;

const VERSION: Cite = Cite::rfc9112("2.3");
const REQUEST: Cite = Cite::rfc9112("3");
const STATUS: Cite = Cite::rfc9112("4");

/// What the start line says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// It is not one of the two below.
    Unknown,
    /// The beginning of a request.
    Request {
        /// The method is GET.
        is_get: bool,
        /// Its version, if it is one of HTTP/1.
        minor: Option<u8>,
    },
    /// The beginning of a response.
    Response {
        /// Its status code.
        status: u64,
        /// Its version, if it is one of HTTP/1.
        minor: Option<u8>,
    },
}

/// Explain a start line.
pub(crate) fn read(draft: &mut Draft<'_>, line: &Line<'_>) -> Start {
    let parts: Vec<&[u8]> = line.text.splitn(3, |&byte| byte == b' ').collect();
    match parts[..] {
        // Where a CR is inside, nothing else of the line can be trusted.
        _ if line.text.contains(&b'\r') => {}
        [version, ..] if version.starts_with(b"HTTP/") => return response(draft, line, &parts),
        [method, target, version]
            if is_token(method) && !target.is_empty() && !version.contains(&b' ') =>
        {
            return request(draft, line, [method, target, version]);
        }
        _ => {}
    }
    let at = draft.at();
    let value = Value::text_or_bytes(line.text);
    let end = draft.bytes("start line", line.len(), value, "not understood", REQUEST).end;
    if let Some((i, what, cite)) = fault(line.text) {
        draft.complain(at + bits(i)..end, what, cite);
    }
    Start::Unknown
}

/// Where a line stops to be a request line, and why; `None` if only a CR is wrong with it.
fn fault(line: &[u8]) -> Option<(usize, &'static str, Cite)> {
    let method = line.iter().position(|byte| !is_token_byte(byte)).unwrap_or(line.len());
    if method == 0 && !line.starts_with(b"\r") {
        let what = "this begins no message of HTTP; a method or a version is right";
        return Some((0, what, Cite::rfc9112("2.2")));
    }
    if line.contains(&b'\r') {
        return None;
    }
    let what = "a start line that is neither; method, target and version, or version, \
                status code and reason, with one space between them, are right";
    let (method, rest) = line.split_at(method);
    let at = match rest {
        [b' ', rest @ ..] => {
            let target = rest.iter().position(|&byte| byte == b' ').unwrap_or(0);
            let before_version = if target == 0 { 0 } else { target + 1 };
            method.len() + 1 + before_version
        }
        _ => method.len(),
    };
    Some((at, what, REQUEST))
}

fn request(draft: &mut Draft<'_>, line: &Line<'_>, [method, target, version]: [&[u8]; 3]) -> Start {
    let meaning = match method {
        b"GET" => "asks for what the target is; an upgrade needs it",
        b"HEAD" => "as GET, without the content",
        b"POST" => "asks the target to process the content",
        _ => "what to do with the target",
    };
    let cite = Cite::rfc9110("9.3");
    draft.bytes("method", method.len() + 1, Value::text_or_bytes(method), meaning, cite);
    target::read(draft, method, target);
    let end = line.len() - line.text.len();
    let minor = version_field(draft, version, version.len() + end);
    Start::Request { is_get: method == b"GET", minor }
}

/// Explain a status line. Its `parts` are the version, the status code and the reason, as far as
/// there are spaces between them.
fn response(draft: &mut Draft<'_>, line: &Line<'_>, parts: &[&[u8]]) -> Start {
    let part = |i: usize| parts.get(i).copied().unwrap_or_default();
    let end = line.len() - line.text.len();
    let line_end = draft.at() + bits(line.text.len())..draft.at() + bits(line.len());
    let behind = |i: usize| if i + 1 < parts.len() { 1 } else { end };
    let minor = version_field(draft, part(0), part(0).len() + behind(0));
    let what = match parts.len() {
        1 => "a status line without a status code; a space and three digits are right",
        2 => "a status line without the space behind its code; it stands even before no reason",
        _ => "",
    };
    if !what.is_empty() {
        draft.complain(line_end, what, STATUS);
    }
    let mut status = 0;
    if parts.len() > 1 {
        status = status_code(draft, part(1), part(1).len() + behind(1));
    }
    if parts.len() > 2 {
        reason(draft, part(2), part(2).len() + end);
    }
    Start::Response { status, minor }
}

fn status_code(draft: &mut Draft<'_>, code: &[u8], length: usize) -> u64 {
    let status = number_of(code).unwrap_or(0);
    let meaning = match status {
        101 => "behind this head the other protocol begins",
        100..=199 => "the final response follows",
        200..=299 => "success",
        300..=399 => "redirection",
        400..=499 => "the client's mistake",
        500..=599 => "the server's failure",
        _ => "not a status code",
    };
    let value = number_of(code).map_or_else(|| Value::text_or_bytes(code), Value::Number);
    let bits = draft.bytes("status code", length, value, meaning, STATUS);
    if code.len() != 3 || !(100..=999).contains(&status) {
        draft.complain(bits, "a status code that is not one; three digits are right", STATUS);
    }
    status
}

fn reason(draft: &mut Draft<'_>, reason: &[u8], length: usize) {
    let value = Value::text_or_bytes(reason);
    let whole = draft.bytes("reason phrase", length, value, "for people", STATUS);
    if let Some(i) = reason.iter().position(|&byte| byte.is_ascii_control() && byte != b'\t') {
        let what = "a control in a reason; visible characters, spaces, tabs are right";
        draft.complain(whole.start + bits(i)..whole.end, what, STATUS);
    }
}

/// Explain a version. Returns what stands behind the dot, if it is one of HTTP/1.
fn version_field(draft: &mut Draft<'_>, version: &[u8], length: usize) -> Option<u8> {
    let meaning = match version {
        b"HTTP/1.1" => "may be upgraded",
        b"HTTP/1.0" => "cannot be upgraded",
        _ => "another version",
    };
    let value = Value::text_or_bytes(version);
    let bits = draft.bytes("HTTP version", length, value, meaning, VERSION);
    let &[b'H', b'T', b'T', b'P', b'/', major @ b'0'..=b'9', b'.', minor @ b'0'..=b'9'] = version
    else {
        let what = "a version that is not one; HTTP/ and two digits with a dot are right";
        draft.complain(bits, what, VERSION);
        return None;
    };
    (major == b'1').then_some(minor - b'0')
}

/// One or more of the characters that names are made of (RFC 9110 §5.6.2).
pub(crate) fn is_token(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(is_token_byte)
}

/// One of those characters.
pub(crate) fn is_token_byte(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte)
}

/// The number that decimal digits, and only digits, stand for, if it is not too large.
pub(crate) fn number_of(digits: &[u8]) -> Option<u64> {
    let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(digits).ok().filter(|_| is_number)?.parse().ok()
}
