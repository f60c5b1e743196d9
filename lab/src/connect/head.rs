//! # A head, line by line, and what each line means        chapter 08 · RFC 6455 §4.1, §4.2
//! Knows: a head that was explained. Does not know: how it was explained, or where it is shown.
//! Read before: `explain/src/head.rs`. Read next: `screen.rs`.

use crate::narrate::escape;
use explain::{Field, Unit};
use handshake::accept_key;

/// One line of a head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line, without its end; what is no visible text is escaped.
    pub line: String,
    /// What it means.
    pub meaning: String,
}

/// The lines of a head. `key` is the key that was sent: the answer to it is put to the test.
pub fn rows(unit: &Unit, key: Option<&str>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut start = String::new();
    for field in &unit.explained.fields {
        let line = line(unit, field);
        match field.name {
            "field line" | "folded line" | "field" | "unfinished line" => {
                let meaning = judged(&line, key).unwrap_or_else(|| field.meaning.clone());
                rows.push(Row { line, meaning });
            }
            "empty line" => {}
            _ => start.push_str(&line), // a part of the first line
        }
    }
    let (_, meaning) = unit.explained.title.split_once(": ").unwrap_or_default();
    rows.insert(0, Row { line: start.trim_end().into(), meaning: meaning.into() });
    rows
}

fn line(unit: &Unit, field: &Field) -> String {
    let range = field.bits.start / 8..field.bits.end / 8;
    let bytes = unit.bytes.get(range).unwrap_or_default();
    let text = String::from_utf8_lossy(bytes.strip_suffix(b"\n").unwrap_or(bytes)).into_owned();
    let text = text.strip_suffix('\r').unwrap_or(&text);
    escape(text)
}

/// Whether the server's proof is the right one.
fn judged(line: &str, key: Option<&str>) -> Option<String> {
    let (name, value) = line.split_once(':')?;
    if !name.eq_ignore_ascii_case("Sec-WebSocket-Accept") {
        return None;
    }
    let right = accept_key(key?);
    Some(if value.trim() == right {
        "right: it is base64(SHA-1(key + GUID))".into()
    } else {
        format!("wrong: base64(SHA-1(key + GUID)) is {right}")
    })
}
