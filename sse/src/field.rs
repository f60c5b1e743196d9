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
    pub fn parse(line: &[u8]) -> Self {
        let colon = line.iter().position(|&byte| byte == b':').unwrap_or(line.len());
        let (name, colon_and_value) = line.split_at(colon);
        let before_value = match colon_and_value {
            [b':', b' ', ..] => 2,
            [b':', ..] => 1,
            _ => 0,
        };
        let name = match name {
            b"data" => Name::Data,
            b"event" => Name::Event,
            b"id" => Name::Id,
            b"retry" => Name::Retry,
            b"" => Name::Comment,
            _ => Name::Other,
        };
        Self { name, value_at: colon + before_value }
    }
}
