//! # An HTTP head, explained                                         chapter 10 · RFC 9112 §2
//! Knows: a start line, then field lines, then an empty line.
//! Does not know: bodies, and the codec in `http1/`: this is a second reading.
//! Read before: `lines.rs`. Read next: `start_line.rs`, `field_line.rs`, `head_rules.rs`.

use crate::draft::{Draft, bits};
use crate::field_line::Named;
use crate::lines::{End, Line};
use crate::start_line::{self, Start};
use crate::{Explained, Value, field_line, head_rules};
use wire::Cite;

const PARSING: Cite = Cite::rfc9112("2.2");

/// Where we are in a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Before the start line.
    Start,
    /// Behind the start line, before any field line.
    First,
    /// Behind a field line.
    Fields,
}

/// Explain the HTTP/1.1 head, of a request or a response, at the beginning of `bytes`, and point
/// out the lines that make it an upgrade to WebSocket.
///
/// ```text
/// GET /chat HTTP/1.1 CR LF  name: value CR LF  name: value CR LF  CR LF
/// ```
/// ```
/// let head = explain::http_head(b"GET / HTTP/1.1\r\nHost : a\r\n\r\n");
/// assert_eq!(head.fields.len(), 5); // method, target, version, one field line, the empty line
/// assert_eq!(head.complaints[0].cite.to_string(), "RFC 9112 §5.1");
/// ```
/// Source: RFC 9112 §2.1.
pub fn http_head(bytes: &[u8]) -> Explained {
    read(bytes).explained
}

/// A head, and what was understood of it.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) explained: Explained,
    pub(crate) start: Start,
    pub(crate) named: Vec<Named>,
}

/// Read the head at the beginning of `bytes`.
pub(crate) fn read(bytes: &[u8]) -> Head {
    let mut draft = Draft::new(bytes, 0);
    let mut start = Start::Unknown;
    let mut named = Vec::new();
    let mut place = Place::Start;
    let mut skipped = None;
    loop {
        let line = Line::of_http(draft.rest());
        if line.end == End::Missing {
            let needed = unfinished(&mut draft, &line);
            let missing = if place == Place::Start { needed.max(3) } else { needed };
            let explained = draft.finish("The beginning of an HTTP head".into(), missing);
            return Head { explained, start, named };
        }
        check_line_end(&mut draft, &line);
        place = match place {
            Place::Start if line.text.is_empty() => {
                let meaning = "skipped before the start line";
                let bits = draft.bytes("empty line", line.len(), Value::Nothing, meaning, PARSING);
                skipped = skipped.or(Some(bits));
                Place::Start
            }
            Place::Start => {
                start = start_line::read(&mut draft, &line);
                if let (Start::Response { .. }, Some(skipped)) = (&start, skipped.take()) {
                    let what = "an empty line before a response; the status line is right";
                    draft.complain(skipped, what, PARSING);
                }
                Place::First
            }
            Place::First | Place::Fields if line.text.is_empty() => break,
            Place::First | Place::Fields => {
                named.extend(field_line::read(&mut draft, &line, place == Place::First));
                Place::Fields
            }
        };
    }
    let end = Line::of_http(draft.rest()).len();
    draft.bytes("empty line", end, Value::Nothing, "ends the head", Cite::rfc9112("2.1"));
    head_rules::check(&mut draft, &start, &named);
    let explained = draft.finish(head_rules::title(&start, &named), 0);
    Head { explained, start, named }
}

/// Write down a line that has not ended. Returns how many bytes are needed at least: its end, and
/// the empty line.
pub(crate) fn unfinished(draft: &mut Draft<'_>, line: &Line<'_>) -> u64 {
    let value = Value::text_or_bytes(line.text);
    draft.bytes("unfinished line", line.text.len(), value, "its end has not come", PARSING);
    match line.text {
        [] => 2,
        [b'\r'] => 1,
        [.., b'\r'] => 3,
        _ => 4,
    }
}

/// Complain about a LF without its CR, and about a CR without its LF.
pub(crate) fn check_line_end(draft: &mut Draft<'_>, line: &Line<'_>) {
    let at = draft.at();
    if let Some(i) = line.text.iter().position(|&byte| byte == b'\r') {
        let cr = at + bits(i);
        draft.complain(cr..cr + 8, "a CR inside a line; CR LF, at its end, is right", PARSING);
    }
    if line.end == End::Lf {
        let lf = at + bits(line.text.len());
        draft.complain(lf..lf + 8, "a line that LF alone ends; CR LF is right", PARSING);
    }
}
