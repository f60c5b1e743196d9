//! # Why a head was refused                                          chapter 02 · RFC 9112 §2–5
//! Knows: the grammar of a head, line by line, and which rule a bad one breaks. Does not know: how
//! to be fast; it is only asked after httparse said no, for httparse does not say why or where.
//! Read before: `fields.rs`. Read next: `target.rs`.

use crate::token::{is_token_byte, is_value_byte, trim};
use crate::{Fault, Violation};

/// The first fault in a whole request head (up to and with its empty line), if there is one.
///
/// A second reading of the head beside httparse's: a law in `tests/` holds that they agree.
///
/// ```
/// use http1::Violation;
/// let head = b"GET / HTTP/1.1\r\nHost : a\r\n\r\n";
/// assert_eq!(http1::fault::in_request(head, 100), Some((Violation::SpaceBeforeColon, 20)));
/// ```
pub fn in_request(head: &[u8], most_fields: usize) -> Option<Fault> {
    let line = first_line(head);
    in_request_line(line).or_else(|| in_fields(head, line.len() + 2, most_fields))
}

/// The first fault in a whole response head, if there is one.
pub fn in_response(head: &[u8], most_fields: usize) -> Option<Fault> {
    let line = first_line(head);
    in_status_line(line).or_else(|| in_fields(head, line.len() + 2, most_fields))
}

/// The first byte that no target may have. RFC 9112 §3.2: visible ASCII, and no fragment.
pub(crate) fn in_target(target: &[u8]) -> Option<Fault> {
    let bad = |&byte: &u8| !byte.is_ascii_graphic() || byte == b'#';
    // First without a way out in the middle, sixteen at a time: there is hardly ever one.
    if !target.iter().fold(false, |so_far, byte| so_far | bad(byte)) {
        return None;
    }
    let at = target.iter().position(bad)?;
    Some((Violation::InvalidTarget(target[at]), at))
}

/// `bytes` up to the first CR LF.
pub(crate) fn first_line(bytes: &[u8]) -> &[u8] {
    let end = bytes.windows(2).position(|pair| pair == b"\r\n");
    &bytes[..end.unwrap_or(bytes.len())]
}

/// `method SP target SP version`
fn in_request_line(line: &[u8]) -> Option<Fault> {
    if let Some(at) = bare_cr(line) {
        return Some((Violation::BareCr, at));
    }
    let mut parts = line.splitn(3, |&byte| byte == b' ');
    let method = parts.next().unwrap_or_default();
    if let Some(at) = method.iter().position(|&byte| !is_token_byte(byte)) {
        return Some((Violation::InvalidRequestLine, at));
    }
    let target_at = method.len() + 1;
    let (Some(target @ [_, ..]), Some(version)) = (parts.next(), parts.next()) else {
        return Some((Violation::InvalidRequestLine, target_at.min(line.len())));
    };
    if let Some((violation, at)) = in_target(target) {
        return Some((violation, target_at + at));
    }
    let version_at = target_at + target.len() + 1;
    match version {
        _ if is_http1(version) => None,
        _ if version.contains(&b' ') => Some((Violation::InvalidRequestLine, version_at)),
        _ => Some((in_version(version), version_at)),
    }
}

/// `version SP status SP reason`; a reason that is empty may miss its space.
fn in_status_line(line: &[u8]) -> Option<Fault> {
    if let Some(at) = bare_cr(line) {
        return Some((Violation::BareCr, at));
    }
    let mut parts = line.splitn(3, |&byte| byte == b' ');
    let version = parts.next().unwrap_or_default();
    if !is_http1(version) {
        return Some((in_version(version), 0));
    }
    let Some([b'1'..=b'9', b'0'..=b'9', b'0'..=b'9']) = parts.next() else {
        return Some((Violation::InvalidStatusLine, line.len().min(version.len() + 1)));
    };
    let reason = parts.next().unwrap_or_default();
    let at = reason.iter().position(|&byte| !is_value_byte(byte))?;
    Some((Violation::InvalidStatusLine, line.len() - reason.len() + at))
}

/// Where the first CR of a line without its end is.
fn bare_cr(line: &[u8]) -> Option<usize> {
    line.iter().position(|&byte| byte == b'\r')
}

/// A later HTTP/1 is read as HTTP/1.1.
fn is_http1(version: &[u8]) -> bool {
    matches!(version, [b'H', b'T', b'T', b'P', b'/', b'1', b'.', b'0'..=b'9'])
}

/// What is wrong with a version that is not ours.
fn in_version(version: &[u8]) -> Violation {
    match version {
        [b'H', b'T', b'T', b'P', b'/', b'0'..=b'9', b'.', b'0'..=b'9'] => {
            Violation::UnsupportedVersion
        }
        _ => Violation::InvalidVersion,
    }
}

/// The field lines from `at` to the empty line.
fn in_fields(head: &[u8], mut at: usize, most_fields: usize) -> Option<Fault> {
    let mut count = 0;
    loop {
        let line = first_line(head.get(at..)?);
        let (&first, _) = line.split_first()?;
        if matches!(first, b' ' | b'\t') {
            let after_start = count == 0;
            let space =
                if after_start { Violation::SpaceBeforeFirstField } else { Violation::ObsFold };
            return Some((space, at));
        }
        if let Some((violation, byte)) = in_field(line) {
            return Some((violation, at + byte));
        }
        count += 1;
        if count > most_fields {
            return Some((Violation::TooManyFields, at));
        }
        at += line.len() + 2;
    }
}

/// `name ":" value`
fn in_field(line: &[u8]) -> Option<Fault> {
    let name_end = line.iter().position(|&byte| !is_token_byte(byte)).unwrap_or(line.len());
    let (_, rest) = line.split_at(name_end);
    match rest {
        [b':', value @ ..] if name_end > 0 => {
            let bad = value.iter().position(|&byte| !is_value_byte(byte))?;
            let violation = match value[bad] {
                b'\r' => Violation::BareCr,
                byte => Violation::InvalidFieldValue(byte),
            };
            Some((violation, name_end + 1 + bad))
        }
        [b'\r', ..] => Some((Violation::BareCr, name_end)),
        [b' ' | b'\t', ..] if trim(rest).first() == Some(&b':') => {
            Some((Violation::SpaceBeforeColon, name_end))
        }
        [byte, ..] if line.contains(&b':') => Some((Violation::InvalidFieldName(*byte), name_end)),
        _ => Some(match bare_cr(line) {
            Some(at) => (Violation::BareCr, at),
            None => (Violation::MissingColon, line.len()),
        }),
    }
}
