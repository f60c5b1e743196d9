//! # Value: what a field says                                        chapter 10
//! Knows: numbers, text, bytes, how to show them short. Does not know: what they mean.
//! Read before: `explained.rs`. Read next: `draft.rs`.

use std::fmt::{self, Write as _};
use std::sync::Arc;

/// More characters than this are cut when a value is shown.
const SHOWN_CHARS: usize = 72;
/// More bytes than this are cut when a value is shown.
const SHOWN_BYTES: usize = 8;

/// What a field says: whole here, cut short where it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// It only stands there: an empty line, a byte order mark.
    Nothing,
    /// An unsigned number, most significant bit first; or digits in text.
    Number(u64),
    /// Bytes, unmasked where the wire has them masked.
    Bytes(Vec<u8>),
    /// Text, unmasked where the wire has it masked.
    Text(String),
    /// A line `name: value`, as HTTP and event streams have them.
    Line {
        /// What stands before the first colon.
        name: String,
        /// What stands behind it, without the white space that does not count.
        value: String,
    },
    /// An event that an event stream dispatches here.
    Event {
        /// Its type.
        event: String,
        /// Its data.
        data: String,
        /// The last event ID at that moment, shared by all events until the next one.
        id: Arc<str>,
    },
}

impl Value {
    /// The bytes of a text, or of bytes; none for the others.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Text(text) => text.as_bytes(),
            _ => &[],
        }
    }

    /// Text if the bytes are UTF-8, else bytes.
    pub(crate) fn text_or_bytes(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Bytes(bytes.to_vec()),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => Ok(()),
            Self::Number(number) => write!(f, "{number}"),
            Self::Bytes(bytes) => {
                let shown = bytes.get(..SHOWN_BYTES).unwrap_or(bytes);
                let more = if shown.len() < bytes.len() { " …" } else { "" };
                write!(f, "{}{more}", hex(shown))
            }
            Self::Text(text) => write!(f, "\"{}\"", short(text)),
            Self::Line { name, value } if value.is_empty() => write!(f, "{}:", short(name)),
            Self::Line { name, value } => write!(f, "{}: {}", short(name), short(value)),
            Self::Event { event, data, .. } => write!(f, "{} \"{}\"", short(event), short(data)),
        }
    }
}

/// Bytes as spaced hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

/// `1 byte`, `2 bytes`.
pub(crate) fn size(count: impl TryInto<u64>) -> String {
    match count.try_into() {
        Ok(1) => "1 byte".into(),
        Ok(count) => format!("{count} bytes"),
        Err(_) => "very many bytes".into(),
    }
}

/// The beginning of `text`, on one line: what cannot be printed is escaped.
pub(crate) fn short(text: &str) -> String {
    let mut shown = String::new();
    for (i, char) in text.chars().enumerate() {
        if i == SHOWN_CHARS {
            shown.push('…');
            break;
        }
        match char {
            '"' | '\'' => shown.push(char),
            // `fmt::Write` for a `String` cannot fail.
            _ => _ = write!(shown, "{}", char.escape_debug()),
        }
    }
    shown
}
