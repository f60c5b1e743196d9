//! # What a line is answered                                         chapter 03
//! Knows: writing JSON, with the members in the order in which they are given, on one line.
//! Does not know: what they mean.
//! Read before: `fields.rs`, `hex.rs`. Read next: `frames.rs`.

use super::hex;
use polling::json::{self, Value};
use sha2::{Digest as _, Sha256};
use std::io::Write as _;

/// A payload of more bytes is not written out, but told by its length and digest: 4 KiB.
pub const PAYLOAD_BYTES: usize = 4096;

/// An object that is being written. It is open until [`end`](Self::end).
#[derive(Debug)]
pub struct Object<'o> {
    out: &'o mut Vec<u8>,
    empty: bool,
}

impl<'o> Object<'o> {
    /// Begin an object behind what `out` has.
    ///
    /// ```
    /// let mut out = Vec::new();
    /// let mut object = lab::decode::Object::begin(&mut out);
    /// object.text("ev", "text").text("text", "\u{e9}\u{85}");
    /// object.end();
    /// assert_eq!(out, r#"{"ev":"text","text":"é\u0085"}"#.as_bytes());
    /// ```
    pub fn begin(out: &'o mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, empty: true }
    }

    /// A member whose value is written next.
    pub fn name(&mut self, name: &str) -> &mut Vec<u8> {
        if !self.empty {
            self.out.push(b',');
        }
        self.empty = false;
        write_text(name, self.out);
        self.out.push(b':');
        self.out
    }

    /// A value as it came.
    pub fn value(&mut self, name: &str, value: &Value) -> &mut Self {
        match value {
            Value::String(text) => write_text(text, self.name(name)),
            // Writing into memory cannot fail, and what was read as JSON is JSON.
            other => drop(json::to_writer(self.name(name), other)),
        }
        self
    }

    /// A text.
    pub fn text(&mut self, name: &str, text: &str) -> &mut Self {
        write_text(text, self.name(name));
        self
    }

    /// A text, or null.
    pub fn optional(&mut self, name: &str, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.text(name, text),
            None => self.null(name),
        }
    }

    /// A list of texts.
    pub fn texts(&mut self, name: &str, texts: &[String]) -> &mut Self {
        write_texts(texts, self.name(name));
        self
    }

    /// A number.
    pub fn number(&mut self, name: &str, number: u64) -> &mut Self {
        let _ = write!(self.name(name), "{number}");
        self
    }

    /// True or false.
    pub fn flag(&mut self, name: &str, flag: bool) -> &mut Self {
        let _ = write!(self.name(name), "{flag}");
        self
    }

    /// Nothing.
    pub fn null(&mut self, name: &str) -> &mut Self {
        self.name(name).extend_from_slice(b"null");
        self
    }

    /// Bytes, as hexadecimal digits.
    pub fn hex(&mut self, name: &str, bytes: &[u8]) -> &mut Self {
        let out = self.name(name);
        out.push(b'"');
        hex::encode(bytes, out);
        out.push(b'"');
        self
    }

    /// A payload of bytes: `hex`, or `len` and `sha256`.
    pub fn payload(&mut self, bytes: &[u8]) -> &mut Self {
        match bytes.len() {
            0..=PAYLOAD_BYTES => self.hex("hex", bytes),
            _ => self.digest(bytes),
        }
    }

    /// A payload of text: `text`, or `len` (in bytes) and `sha256`.
    pub fn text_payload(&mut self, text: &str) -> &mut Self {
        match text.len() {
            0..=PAYLOAD_BYTES => self.text("text", text),
            _ => self.digest(text.as_bytes()),
        }
    }

    fn digest(&mut self, bytes: &[u8]) -> &mut Self {
        self.number("len", bytes.len() as u64).hex("sha256", &Sha256::digest(bytes))
    }

    /// The object has all its members.
    pub fn end(self) {
        self.out.push(b'}');
    }
}

/// A list of texts.
pub(super) fn write_texts<T: AsRef<str>>(texts: &[T], out: &mut Vec<u8>) {
    out.push(b'[');
    for (i, text) in texts.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        write_text(text.as_ref(), out);
    }
    out.push(b']');
}

/// A text in quotes. Controls are escaped, and so are the two ends of lines that are none here:
/// one line must stay one line, and some readers end one at U+0085 or U+2028.
fn write_text(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for c in text.chars() {
        match c {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\u{2028}' | '\u{2029}' => escape(c, out),
            _ if c.is_control() => escape(c, out),
            _ => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    out.push(b'"');
}

/// `\u2028`: each of these characters has one unit of four digits.
fn escape(c: char, out: &mut Vec<u8>) {
    // Writing into memory cannot fail.
    let _ = write!(out, "\\u{:04x}", u32::from(c));
}
