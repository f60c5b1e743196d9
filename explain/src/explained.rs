//! # What an explanation is made of                                  chapter 10
//! Knows: fields, complaints, and that fields cover bytes. Does not know: any format.
//! Read before: `wire/src/cite.rs`. Read next: `value.rs`, `draft.rs`.

use crate::{Boxes, Html, Json, Text, Value};
use std::fmt;
use std::ops::Range;
use wire::Cite;

/// Who wrote the bytes. Some rules hold for one side only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sender {
    /// The side that opened the connection.
    Client,
    /// The side that accepted it.
    Server,
}

impl fmt::Display for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Client => "client",
            Self::Server => "server",
        })
    }
}

/// One field: where it lies, what it says, what that means, and where it is written so.
///
/// The space, colon or line end that closes a field of text belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name, as the standard has it.
    pub name: &'static str,
    /// Its bits, counted from the first bit of the slice (the most significant one of byte 0).
    pub bits: Range<usize>,
    /// What it says.
    pub value: Value,
    /// What that means, in words.
    pub meaning: String,
    /// Where the meaning is written.
    pub cite: Cite,
}

/// One broken rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The offending bits, counted as those of a [`Field`].
    pub bits: Range<usize>,
    /// What was found, and what would be right.
    pub what: String,
    /// Where the rule is written.
    pub cite: Cite,
}

impl Complaint {
    /// The byte in which the offending bits begin.
    pub fn byte(&self) -> usize {
        self.bits.start / 8
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "byte {}: {} ({})", self.byte(), self.what, self.cite)
    }
}

/// Some bytes, explained.
///
/// The fields tile the bytes: each begins where the one before it ended. Complaints are in the
/// order of their bits, so the first one is where a strict receiver would have stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// One line that says what this is.
    pub title: String,
    /// Its fields, in order.
    pub fields: Vec<Field>,
    /// The rules that it breaks.
    pub complaints: Vec<Complaint>,
    /// How many bytes the fields cover.
    pub consumed: usize,
    /// How many bytes are still needed at least; 0 when it is whole.
    pub missing: u64,
    /// What the compressed message says that ends with this frame; `None` for all others.
    pub inflated: Option<Vec<u8>>,
}

impl Explained {
    /// The first field of that name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// As a table: bytes, field, value, meaning, source. `bytes` is the slice that was explained.
    ///
    /// ```
    /// let ping = [0x89, 0x00];
    /// let table = explain::frame(&ping, explain::Sender::Server).text(&ping).to_string();
    /// assert!(table.contains(".... 1001  opcode          9"));
    /// ```
    pub fn text<'e>(&'e self, bytes: &'e [u8]) -> Text<'e> {
        Text { explained: self, bytes }
    }

    /// As JSON, for programs.
    ///
    /// ```
    /// let ping = explain::frame(&[0x89, 0x00], explain::Sender::Server);
    /// let json = ping.json().to_string();
    /// assert!(json.starts_with(r#"{"title":"Frame from a server (ping): 2 bytes"#));
    /// assert!(json.contains(r#"{"name":"FIN","bits":[0,1],"value":1,"meaning":"#));
    /// ```
    pub fn json(&self) -> Json<'_> {
        Json { explained: self }
    }

    /// As an element of HTML: a table, then the broken rules. `bytes` is the slice that was
    /// explained.
    pub fn html<'e>(&'e self, bytes: &'e [u8]) -> Html<'e> {
        Html { explained: self, bytes }
    }

    /// As boxes of bits, 32 a row: the figure of the RFC, drawn from these very fields.
    pub fn boxes(&self) -> Boxes<'_> {
        Boxes { explained: self }
    }
}
