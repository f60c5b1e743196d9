//! # Bytes, part by part                                             chapters 02, 10
//! Knows: what each form is a sequence of, and what may stand behind a head. Does not know: what a
//! part means; the crate `explain` does.
//! Read before: `explain_input.rs`. Read next: `explain_verdict.rs`.

use super::explain_input::Form;
use explain::{Agreed, Conversation, Deflate, Explained, Layer, Sender, Unit, Value};
use std::borrow::Cow;

/// A part of the bytes, and what it says.
#[derive(Clone, Debug)]
pub struct Part<'b> {
    /// The slice whose bits the fields count.
    pub bytes: Cow<'b, [u8]>,
    /// What it says.
    pub explained: Explained,
    /// Made of the parts before it: an event, a message. Its bytes are theirs.
    pub is_inside: bool,
}

impl<'b> Part<'b> {
    fn of(bytes: &'b [u8], explained: Explained) -> Self {
        Self { bytes: bytes.into(), explained, is_inside: false }
    }
}

impl From<Unit> for Part<'_> {
    fn from(unit: Unit) -> Self {
        let Unit { bytes, explained, layer, .. } = unit;
        Part { bytes: bytes.into(), explained, is_inside: layer == Layer::Inside }
    }
}

/// All parts of `bytes`; `deflate` says that compression was agreed on.
pub fn parts(form: Form, from: Sender, bytes: &[u8], deflate: bool) -> Vec<Part<'_>> {
    match form {
        Form::Frames => {
            let agreed = Agreed { deflate: deflate.then(Deflate::default) };
            let frames = explain::frames_with(bytes, from, &agreed);
            frames.into_iter().map(|explained| Part::of(bytes, explained)).collect()
        }
        Form::Head => message(bytes, deflate),
        Form::Events => vec![Part::of(bytes, explain::event_stream(bytes))],
        Form::Chunks => chunks(bytes),
    }
}

/// Chunks up to the last one, or to the first that is broken.
fn chunks(bytes: &[u8]) -> Vec<Part<'_>> {
    let (mut parts, mut rest) = (Vec::new(), bytes);
    while !rest.is_empty() {
        let explained = explain::chunk(rest);
        let (bytes, behind) = rest.split_at(explained.consumed);
        let size = explained.field("chunk size").map(|size| &size.value);
        let is_last = size == Some(&Value::Number(0));
        let is_broken = !explained.complaints.is_empty() || explained.consumed == 0;
        parts.push(Part::of(bytes, explained));
        rest = behind;
        if is_last || is_broken {
            break;
        }
    }
    parts
}

/// A head, and all that its side said behind it.
fn message(bytes: &[u8], deflate: bool) -> Vec<Part<'_>> {
    /// So many responses are explained, for so many requests may have been made.
    const RESPONSES: usize = 1000;
    let head = explain::http_head(bytes);
    let (own, behind) = bytes.split_at(head.consumed);
    if behind.is_empty() {
        return vec![Part::of(bytes, head)];
    }
    let mut conversation = Conversation::new().keeping(bytes.len());
    let mut units = Vec::new();
    let from = side_of(bytes);
    match from {
        Sender::Server => {
            let requests = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(RESPONSES);
            conversation.push(Sender::Client, requests.as_bytes());
            units.extend(conversation.push(from, bytes));
        }
        Sender::Client => {
            units.extend(conversation.push(from, own));
            // What a client says behind an upgrade shows what the answer was.
            if head.title.contains("upgrade to WebSocket") && side_of_head(behind).is_none() {
                units.extend(conversation.push(Sender::Server, agrees(deflate).as_bytes()));
            }
            units.extend(conversation.push(from, behind));
        }
    }
    units.extend(conversation.end(from));
    units.extend(conversation.end(Sender::Server));
    units.into_iter().filter(|unit| unit.from == from).map(Part::from).collect()
}

/// The answer that agrees to an upgrade.
fn agrees(deflate: bool) -> String {
    let extension = match deflate {
        true => "Sec-WebSocket-Extensions: permessage-deflate\r\n",
        false => "",
    };
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         {extension}\r\n"
    )
}

/// Who sends a head that begins so.
pub fn side_of(bytes: &[u8]) -> Sender {
    match bytes.trim_ascii_start().starts_with(b"HTTP/") {
        true => Sender::Server,
        false => Sender::Client,
    }
}

/// The same for bytes that may be no head: those that begin like a response, or like a request: a
/// method of at least three letters, a space, and something that can be seen. (As a frame, all of
/// these would have reserved bits set, and go wrong at the first byte.)
pub fn side_of_head(bytes: &[u8]) -> Option<Sender> {
    let letters = bytes.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    let is_request = letters >= 3
        && bytes.get(letters) == Some(&b' ')
        && bytes.get(letters + 1).is_none_or(u8::is_ascii_graphic);
    (is_request || bytes.starts_with(b"HTTP/")).then(|| side_of(bytes))
}
