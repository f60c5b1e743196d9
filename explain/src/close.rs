//! # The payload of a Close frame, explained                         chapter 10 · RFC 6455 §5.5.1
//! Knows: status codes and reasons. Does not know: who closes first.
//! Read before: `frame.rs`. Read next: `frames.rs`.

use crate::draft::{Draft, bits};
use crate::utf8::Utf8;
use crate::value::size;
use crate::{Explained, Value};
use wire::Cite;

const CLOSE: Cite = Cite::rfc6455("5.5.1");
const DEFINED: Cite = Cite::rfc6455("7.4.1");
const RANGES: Cite = Cite::rfc6455("7.4.2");

/// Explain the payload of a Close frame, unmasked and whole.
///
/// ```text
/// | status code 16 | reason, in UTF-8 |
/// ```
/// ```
/// let explained = explain::close_payload(b"\x03\xe8bye");
/// assert_eq!(explained.field("status code").unwrap().meaning, "normal closure");
/// assert!(explained.complaints.is_empty());
/// ```
/// Source: RFC 6455 §5.5.1.
pub fn close_payload(bytes: &[u8]) -> Explained {
    let mut draft = Draft::new(bytes, 0);
    body(&mut draft, bytes, bytes.len() as u64);
    draft.finish(format!("Payload of a Close frame, {}", size(bytes.len())), 0)
}

/// Explain the body of a Close frame: nothing, or two bytes of status code and then a reason.
///
/// `payload` is unmasked, as far as it came; `length` is what the header announced.
pub(crate) fn body(draft: &mut Draft<'_>, payload: &[u8], length: u64) {
    let Some((code, reason)) = payload.split_first_chunk::<2>() else {
        if !payload.is_empty() {
            half_a_code(draft, payload, length);
        }
        return;
    };
    let code = u16::from_be_bytes(*code);
    let (meaning, cite) = code_meaning(code);
    let value = Value::Number(code.into());
    let code_bits = draft.bytes("status code", 2, value, meaning, cite);
    if !is_allowed(code) {
        let what = format!("status code {code} ({meaning}); a code that may be sent is right");
        draft.complain(code_bits, what, cite);
    }
    let value = Value::text_or_bytes(reason);
    let meaning = "why, for people";
    let reason_bits = draft.bytes("reason", reason.len(), value, meaning, CLOSE);
    let last = payload.len() as u64 == length;
    if let Some(at) = Utf8::default().fault(reason, last) {
        let what = "a reason that is not UTF-8; UTF-8 is right";
        let from = reason_bits.start + bits(at);
        draft.complain(from..reason_bits.end, what, Cite::rfc6455("8.1"));
    }
}

fn half_a_code(draft: &mut Draft<'_>, payload: &[u8], length: u64) {
    let value = Value::Bytes(payload.to_vec());
    let bits = draft.bytes("status code", 1, value, "1 of its 2 bytes", CLOSE);
    if length == 1 {
        let what = "a close payload of 1 byte; none, or a status code of 2 bytes, is right";
        draft.complain(bits, what, CLOSE);
    }
}

/// May it stand in a Close frame?
///
/// 1012 to 1014 are not in the RFC: they were registered with IANA after it, as it provides.
fn is_allowed(code: u16) -> bool {
    matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999)
}

fn code_meaning(code: u16) -> (&'static str, Cite) {
    match code {
        1000 => ("normal closure", DEFINED),
        1001 => ("going away", DEFINED),
        1002 => ("protocol error", DEFINED),
        1003 => ("a type of data that it cannot accept", DEFINED),
        1004 => ("reserved, without a meaning", DEFINED),
        1005 => ("stands for: no code came", DEFINED),
        1006 => ("stands for: no Close frame came", DEFINED),
        1007 => ("data that did not fit its type, such as text that is not UTF-8", DEFINED),
        1008 => ("against a policy", DEFINED),
        1009 => ("message too big", DEFINED),
        1010 => ("an extension that the client needs was not agreed", DEFINED),
        1011 => ("an unexpected condition in the server", DEFINED),
        1012 => ("service restart, from the IANA registry", RANGES),
        1013 => ("try again later, from the IANA registry", RANGES),
        1014 => ("bad gateway, from the IANA registry", RANGES),
        1015 => ("stands for: the TLS handshake failed", DEFINED),
        0..=999 => ("never used", RANGES),
        1016..=2999 => ("reserved for the protocol, and not defined", RANGES),
        3000..=3999 => ("of a library or framework, registered with IANA", RANGES),
        4000..=4999 => ("private: the two sides agreed on it", RANGES),
        5000.. => ("beyond the ranges that exist", RANGES),
    }
}
