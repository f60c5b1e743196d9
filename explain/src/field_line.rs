//! # A field line of HTTP, explained                                 chapter 10 · RFC 9112 §5
//! Knows: `name: value`, and what the names mean that matter here. Does not know: the lines
//! around it, and the codec in `http1/`: this is a second reading.
//! Read before: `target.rs`. Read next: `head_rules.rs`.

use crate::Value;
use crate::draft::{Draft, bits};
use crate::lines::Line;
use crate::start_line::{is_token, is_token_byte};
use std::ops::Range;
use wire::Cite;

/// A field line that was understood, to judge the head as a whole by.
#[derive(Debug)]
pub(crate) struct Named {
    /// Its name, in lower case.
    pub(crate) name: String,
    /// Its value, without the white space around it.
    pub(crate) value: String,
    /// The bits of that value; of the line's end, if it is empty.
    pub(crate) bits: Range<usize>,
}

impl Named {
    /// No control is in its value: else that is what is wrong with it.
    pub(crate) fn is_text(&self) -> bool {
        !self.value.contains(|char: char| char.is_ascii_control() && char != '\t')
    }
}

/// Explain one line behind the start line; `first` if it is the first such line.
pub(crate) fn read(draft: &mut Draft<'_>, line: &Line<'_>, first: bool) -> Option<Named> {
    if line.text.starts_with(b" ") || line.text.starts_with(b"\t") {
        folded(draft, line, first);
        return None;
    }
    let at = draft.at();
    let Some(colon) = line.text.iter().position(|&byte| byte == b':') else {
        let cite = Cite::rfc9112("5");
        let value = Value::text_or_bytes(line.text);
        let end = draft.bytes("field line", line.len(), value, "not understood", cite).end;
        let what = "a line that ends without a colon; `name: value` is right";
        draft.complain(at + bits(line.text.len())..end, what, cite);
        return None;
    };
    let (name, value) = line.text.split_at(colon);
    check_name(draft, name);
    check_value(draft, value, colon);
    let value = trim_start(value.strip_prefix(b":").unwrap_or_default());
    let value_at = at + bits(line.text.len() - value.len());
    let value = trim_end(value);
    let value_bits = value_at..value_at + bits(value.len().max(1));
    let name = String::from_utf8_lossy(trim_end(name)).into_owned();
    let value = String::from_utf8_lossy(value).into_owned();
    let lower = name.to_ascii_lowercase();
    let (meaning, cite) = meaning(&lower, &value);
    let shown = Value::Line { name, value: value.clone() };
    draft.bytes("field line", line.len(), shown, meaning, cite);
    Some(Named { name: lower, value, bits: value_bits })
}

/// A line that begins with white space.
fn folded(draft: &mut Draft<'_>, line: &Line<'_>, first: bool) {
    let at = draft.at();
    let (meaning, what, cite) = if first {
        let what = "white space before the first field line; a name is right";
        ("belongs to nothing", what, Cite::rfc9112("2.2"))
    } else {
        let what = "a value folded onto a second line; one line a field is right";
        ("goes on with the value above", what, Cite::rfc9112("5.2"))
    };
    let value = Value::text_or_bytes(line.text.trim_ascii());
    draft.bytes("folded line", line.len(), value, meaning, cite);
    draft.complain(at..at + 8, what, cite);
}

fn check_name(draft: &mut Draft<'_>, name: &[u8]) {
    let (at, end) = (draft.at(), draft.at() + bits(name.len()));
    let bare = trim_end(name);
    if bare.len() < name.len() {
        let what = "white space before the colon; the colon right behind the name is right";
        draft.complain(at + bits(bare.len())..end, what, Cite::rfc9112("5.1"));
    }
    if !is_token(bare) {
        let wrong = at + bits(bare.iter().position(|byte| !is_token_byte(byte)).unwrap_or(0));
        let what = "a field name that is not one; letters, digits and some signs are right";
        draft.complain(wrong..wrong + 8, what, Cite::rfc9110("5.1"));
    }
}

/// `value` begins with the colon, which is byte number `colon` of the line.
fn check_value(draft: &mut Draft<'_>, value: &[u8], colon: usize) {
    let is_wrong = |byte: &u8| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\r');
    let Some(i) = value.iter().position(is_wrong) else { return };
    let byte = value.get(i).copied().unwrap_or_default();
    let at = draft.at() + bits(colon + i);
    let what = format!("byte {byte:02x} in a value; visible characters, spaces, tabs are right");
    draft.complain(at..at + 8, what, Cite::rfc9110("5.5"));
}

/// Without the spaces and tabs before it.
fn trim_start(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] = value {
        value = rest;
    }
    value
}

/// Without the spaces and tabs behind it.
fn trim_end(mut value: &[u8]) -> &[u8] {
    while let [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}

/// Does the comma-separated list have this word, in any case?
pub(crate) fn has_word(list: &str, word: &str) -> bool {
    list.split(',').any(|item| item.trim_ascii().eq_ignore_ascii_case(word))
}

/// What a field means, by its name in lower case.
fn meaning(name: &str, value: &str) -> (&'static str, Cite) {
    let is_websocket = has_word(value, "websocket");
    match name {
        "upgrade" if is_websocket => ("upgrade: to WebSocket", Cite::rfc6455("4.1")),
        "upgrade" => ("upgrade: to another protocol", Cite::rfc9110("7.8")),
        "connection" if has_word(value, "upgrade") => {
            ("upgrade: on this hop", Cite::rfc9110("7.6.1"))
        }
        "connection" => ("for this hop only", Cite::rfc9110("7.6.1")),
        "sec-websocket-key" => ("upgrade: 16 random bytes in base64", Cite::rfc6455("11.3.1")),
        "sec-websocket-accept" => {
            ("upgrade: proves that the key was read", Cite::rfc6455("11.3.3"))
        }
        "sec-websocket-version" => ("upgrade: in this version", Cite::rfc6455("11.3.5")),
        "sec-websocket-protocol" => ("subprotocols, the best first", Cite::rfc6455("11.3.4")),
        "sec-websocket-extensions" => ("extensions to agree on", Cite::rfc6455("11.3.2")),
        "origin" => ("the page whose script asks", Cite::rfc6455("10.2")),
        "host" => ("the server that is meant", Cite::rfc9112("3.2")),
        "content-length" => ("how many bytes of body follow", Cite::rfc9112("6.2")),
        "transfer-encoding" => ("how the body is wrapped for this hop", Cite::rfc9112("6.1")),
        "content-type" if value.starts_with("text/event-stream") => {
            ("the body is an event stream", Cite::whatwg_sse("9.2.5"))
        }
        "content-type" => ("the media type of the content", Cite::rfc9110("8.3")),
        "last-event-id" => ("events after this one are wanted", Cite::whatwg_sse("9.2.4")),
        "accept" => ("media types that are welcome", Cite::rfc9110("12.5.1")),
        "expect" => ("what must be so before the body is sent", Cite::rfc9110("10.1.1")),
        "retry-after" => ("when to ask again", Cite::rfc9110("10.2.3")),
        "date" => ("when this was made", Cite::rfc9110("6.6.1")),
        _ => ("a field", Cite::rfc9110("5")),
    }
}
