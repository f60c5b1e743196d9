//! # An explanation as JSON                                          chapter 10 · RFC 8259
//! Knows: one object for programs to read, on one line. Does not know: any format.
//! Read before: `explained.rs`. Read next: `html.rs`.

use crate::value::hex;
use crate::{Complaint, Explained, Field, Value};
use std::fmt::{self, Write as _};

/// An [`Explained`] as JSON, whole: nothing is cut.
///
/// ```text
/// {"title", "consumed", "missing", "fields": [{"name", "bits": [from, to], "value", "meaning",
/// "cite", "url"}], "complaints": [{"bits": [from, to], "byte", "what", "cite", "url"}],
/// "inflated"}
/// ```
/// A value is a number, a text, null, `{"hex"}` for bytes, `{"name", "value"}` for a line, or
/// `{"event", "data", "id"}`. Made by [`Explained::json`].
#[derive(Clone, Copy, Debug)]
pub struct Json<'e> {
    pub(crate) explained: &'e Explained,
}

impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Explained { title, consumed, missing, fields, complaints, inflated } = self.explained;
        let title = Quoted(title);
        write!(f, r#"{{"title":{title},"consumed":{consumed},"missing":{missing},"fields":"#)?;
        list(f, fields, field)?;
        f.write_str(r#","complaints":"#)?;
        list(f, complaints, complaint)?;
        f.write_str(r#","inflated":"#)?;
        match inflated {
            Some(message) => value(f, &Value::text_or_bytes(message))?,
            None => f.write_str("null")?,
        }
        f.write_char('}')
    }
}

/// A list, each item written by `write`.
fn list<T>(
    f: &mut fmt::Formatter<'_>,
    items: &[T],
    write: fn(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    f.write_char('[')?;
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            f.write_char(',')?;
        }
        write(f, item)?;
    }
    f.write_char(']')
}

fn field(f: &mut fmt::Formatter<'_>, field: &Field) -> fmt::Result {
    let (name, bits) = (Quoted(field.name), &field.bits);
    write!(f, r#"{{"name":{name},"bits":[{},{}],"value":"#, bits.start, bits.end)?;
    value(f, &field.value)?;
    let (cite, url) = (field.cite.to_string(), field.cite.url());
    let (meaning, cite, url) = (Quoted(&field.meaning), Quoted(&cite), Quoted(&url));
    write!(f, r#","meaning":{meaning},"cite":{cite},"url":{url}}}"#)
}

fn complaint(f: &mut fmt::Formatter<'_>, complaint: &Complaint) -> fmt::Result {
    let (cite, url) = (complaint.cite.to_string(), complaint.cite.url());
    let (what, cite, url) = (Quoted(&complaint.what), Quoted(&cite), Quoted(&url));
    let (bits, byte) = (&complaint.bits, complaint.byte());
    write!(f, r#"{{"bits":[{},{}],"byte":{byte},"what":{what},"#, bits.start, bits.end)?;
    write!(f, r#""cite":{cite},"url":{url}}}"#)
}

fn value(f: &mut fmt::Formatter<'_>, value: &Value) -> fmt::Result {
    match value {
        Value::Nothing => f.write_str("null"),
        Value::Number(number) => write!(f, "{number}"),
        Value::Bytes(bytes) => write!(f, r#"{{"hex":"{}"}}"#, hex(bytes)),
        Value::Text(text) => write!(f, "{}", Quoted(text)),
        Value::Line { name, value } => {
            write!(f, r#"{{"name":{},"value":{}}}"#, Quoted(name), Quoted(value))
        }
        Value::Event { event, data, id } => {
            let (event, data, id) = (Quoted(event), Quoted(data), Quoted(id));
            write!(f, r#"{{"event":{event},"data":{data},"id":{id}}}"#)
        }
    }
}

/// A text in quotes. What would end a line, here or for some reader, is escaped.
struct Quoted<'t>(&'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for char in self.0.chars() {
            match char {
                '"' | '\\' => write!(f, "\\{char}")?,
                '\u{2028}' | '\u{2029}' => write!(f, "\\u{:04x}", u32::from(char))?,
                // All of them are below U+0100.
                _ if char.is_control() => write!(f, "\\u{:04x}", u32::from(char))?,
                _ => f.write_char(char)?,
            }
        }
        f.write_char('"')
    }
}
