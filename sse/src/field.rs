//! # One line                                                        chapter 06 · WHATWG §9.2.6
//! Knows: a field's name, its colon, where its value begins. Does not know: what comes of it.
//! Read before: `line_end.rs`. Read next: `retry.rs`.

/// What a line's name makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// The line begins with a colon: a remark, and no field.
    Comment,
    /// `data`: one line of the event's text.
    Data,
    /// `event`: the event's type.
    Event,
    /// `id`: the last event ID.
    Id,
    /// `retry`: the reconnection time.
    Retry,
    /// Any other name: the line is ignored.
    Other,
}

/// A line that is not empty, told apart: its name, and where its value begins.
///
/// ```text
/// data: one: two        the first colon divides; one space behind it is no part of the value
/// ^^^^  ^^^^^^^^
/// name  value
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name, as far as the standard knows it.
    pub name: Name,
    /// The value is the rest of the line from this byte on.
    pub value_at: usize,
}

impl Field {
    /// Read `line`, which is without its line end.
    ///
    /// Names are compared byte by byte: `Data`, ` data` and `data ` are other names. A line
    /// without a colon is all name, and its value is empty.
    ///
    /// ```
    /// use sse::field::{Field, Name};
    /// assert_eq!(Field::parse(b"data:  x"), Field { name: Name::Data, value_at: 6 });
    /// assert_eq!(Field::parse(b"id"), Field { name: Name::Id, value_at: 2 });
    /// assert_eq!(Field::parse(b": hm"), Field { name: Name::Comment, value_at: 2 });
    /// ```
    ///
    /// Source: WHATWG HTML §9.2.6 (what to do with a line).
    #[inline]
    pub fn parse(line: &[u8]) -> Self {
        let known = KNOWN.into_iter().find_map(|(text, name)| {
            let value_at = text.len() + before_value(line.strip_prefix(text)?)?;
            Some(Self { name, value_at })
        });
        known.unwrap_or_else(|| {
            let colon = line.iter().position(|&byte| byte == b':').unwrap_or(line.len());
            let value_at = colon + before_value(&line[colon..]).unwrap_or_default();
            Self { name: Name::Other, value_at }
        })
    }

    /// Read the beginning of a line that may go on. `None` where what comes next could still be
    /// part of the name, or the space behind the colon.
    pub(crate) fn begun(part: &[u8]) -> Option<Self> {
        let field = Self::parse(part);
        (field.value_at < part.len()).then_some(field)
    }
}

/// The names that the standard knows. A comment is a field without one.
const KNOWN: [(&[u8], Name); 5] = [
    (b"data", Name::Data),
    (b"id", Name::Id),
    (b"event", Name::Event),
    (b"", Name::Comment),
    (b"retry", Name::Retry),
];

/// How long the colon is, and the space behind it; `None` where the name goes on.
#[inline]
fn before_value(behind_name: &[u8]) -> Option<usize> {
    match behind_name {
        [b':', b' ', ..] => Some(2),
        [b':', ..] => Some(1),
        [] => Some(0),
        _ => None,
    }
}
