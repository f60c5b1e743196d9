//! # What a unit says, in short                                      chapter 10
//! Knows: a word for each kind, and what of it a reader wants first.
//! Does not know: lines and columns of time.
//! Read before: `safe.rs`. Read next: `explain/src/conversation.rs`.

use crate::narrate::safe::{cut, escape, hex, quote};
use explain::{Kind, Unit, Value};

/// What it is: `request`, `text, fragment 2`, `last chunk`.
pub(crate) fn what(unit: &Unit, fragment: u64) -> String {
    let word = match unit.kind {
        Kind::RequestHead => "request",
        Kind::ResponseHead => "response",
        Kind::Body => "content",
        Kind::Chunk if number(unit, "chunk size") == Some(0) => "last chunk",
        Kind::Chunk => "chunk",
        Kind::Events => return events_word(unit).into(),
        Kind::Frame => unit.explained.field("opcode").map_or("frame", |field| &field.meaning),
        Kind::Message if unit.explained.title.starts_with("Message (text)") => "text message",
        Kind::Message => "binary message",
        Kind::Unknown => "unknown",
    };
    match fragment {
        0 => word.to_owned(),
        fragment => format!("{word}, fragment {fragment}"),
    }
}

/// What it says, in about `room` columns.
pub(crate) fn says(unit: &Unit, room: usize) -> String {
    let mut tail = Vec::new();
    match unit.kind {
        Kind::Frame => frame_tail(unit, &mut tail),
        Kind::Message | Kind::Unknown => {
            tail.extend(unit.explained.fields.first().map(|field| field.meaning.clone()));
        }
        _ => {}
    }
    if unit.skipped > 0 {
        tail.push(format!("only {} B are kept", unit.bytes.len()));
    }
    if unit.explained.missing > 0 {
        tail.push(format!("cut short: at least {} B are missing", unit.explained.missing));
    }
    let tail = escape(&tail.join("  "));
    let room = room.saturating_sub(tail.chars().count() + 2).max(16);
    let first = match unit.kind {
        Kind::RequestHead => request(unit, room),
        Kind::ResponseHead => response(unit, room),
        Kind::Body => content(unit, "content", room),
        Kind::Chunk => content(unit, "chunk data", room),
        Kind::Events => events(unit, room),
        Kind::Frame => frame(unit, room),
        Kind::Message => content(unit, "message", room),
        Kind::Unknown => bytes(&unit.bytes, room),
    };
    let parts = [first, tail];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ")
}

/// `GET /ws, asks for an upgrade to WebSocket`.
fn request(unit: &Unit, room: usize) -> String {
    let part = |name| unit.explained.field(name).map_or(String::new(), |field| plain(&field.value));
    let line = format!("{} {}", part("method"), part("request target"));
    head(unit, &line, room)
}

/// `101 Switching Protocols, agrees to the upgrade to WebSocket`.
fn response(unit: &Unit, room: usize) -> String {
    let part = |name| unit.explained.field(name).map_or(String::new(), |field| plain(&field.value));
    let line = format!("{} {}", part("status code"), part("reason phrase"));
    head(unit, &line, room)
}

/// The first line, and what the title says about an upgrade.
fn head(unit: &Unit, line: &str, room: usize) -> String {
    let line = match line.trim() {
        "" => bytes(&unit.bytes, room),
        line => cut(line, room),
    };
    match unit.explained.title.split_once(": ") {
        Some((_, upgrade)) => format!("{line}, {upgrade}"),
        None => line,
    }
}

/// What a field holds; nothing, if it is not there.
fn content(unit: &Unit, name: &str, room: usize) -> String {
    let Some(field) = unit.explained.field(name) else { return String::new() };
    match &field.value {
        // Where only the beginning is kept, a character may be cut.
        Value::Bytes(bytes) if unit.skipped > 0 && number(unit, "opcode") != Some(2) => {
            match std::str::from_utf8(bytes) {
                Err(error) if error.error_len().is_none() => {
                    let (text, _cut) = bytes.split_at(error.valid_up_to());
                    quote(&String::from_utf8_lossy(text), room)
                }
                _ => hex(bytes, room),
            }
        }
        other => value(other, room),
    }
}

fn events_word(unit: &Unit) -> &'static str {
    let has = |name| unit.explained.field(name).is_some();
    match event(unit) {
        Some(_) => "event",
        None if has("retry") => "retry",
        None if has("comment") => "comment",
        None => "fields",
    }
}

fn events(unit: &Unit, room: usize) -> String {
    if let Some(Value::Event { event, data, id }) = event(unit) {
        let id = if id.is_empty() { String::new() } else { format!("  id {}", cut(id, 24)) };
        let event = cut(event, 24);
        let room = room.saturating_sub(event.chars().count() + id.chars().count() + 1).max(8);
        return format!("{event} {}{id}", quote(data, room));
    }
    let field = |name| unit.explained.field(name);
    match (field("retry"), field("comment")) {
        (Some(retry), _) => cut(retry.meaning.split(" (").next().unwrap_or_default(), room),
        (None, Some(comment)) => match &comment.value {
            Value::Line { value, .. } => quote(value, room),
            _ => String::new(),
        },
        (None, None) => bytes(&unit.bytes, room),
    }
}

/// The event that it dispatches.
fn event(unit: &Unit) -> Option<&Value> {
    let values = unit.explained.fields.iter().map(|field| &field.value);
    values.into_iter().find(|value| matches!(value, Value::Event { .. }))
}

/// The payload: of a Close frame the code, its name and the reason.
fn frame(unit: &Unit, room: usize) -> String {
    let Some(code) = unit.explained.field("status code") else {
        return content(unit, "payload data", room);
    };
    let reason = content(unit, "reason", room);
    let space = if reason.is_empty() { "" } else { " " };
    format!("{} {}{space}{reason}", code.value, code.meaning)
}

/// Whether it is compressed and masked, and with which key.
fn frame_tail(unit: &Unit, tail: &mut Vec<String>) {
    let is_compressed = unit.explained.field("RSV1").is_some_and(|field| {
        field.value == Value::Number(1) && field.meaning.contains("compressed")
    });
    if is_compressed {
        tail.push("compressed".into());
    }
    if let Some(key) = unit.explained.field("masking key") {
        tail.push(format!("masked with {}", hex(key.value.as_bytes(), 14)));
    }
}

fn number(unit: &Unit, name: &str) -> Option<u64> {
    match unit.explained.field(name)?.value {
        Value::Number(number) => Some(number),
        _ => None,
    }
}

/// Text without quotes.
fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        other => other.to_string(),
    }
}

fn value(value: &Value, room: usize) -> String {
    match value {
        Value::Text(text) => quote(text, room),
        Value::Bytes(bytes) => hex(bytes, room),
        other => cut(&other.to_string(), room),
    }
}

/// Bytes of which nothing is known: as text, if they may be one.
fn bytes(bytes: &[u8], room: usize) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => quote(text, room),
        Err(_) => hex(bytes, room),
    }
}
