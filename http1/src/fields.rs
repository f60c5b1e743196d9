//! # Fields                                                          chapter 02 · RFC 9112 §5
//! Knows: where each name and each value lies in a head; names are compared without case.
//! Does not know: what any field means.
//! Read before: `token.rs`. Read next: `fault.rs`.

use crate::token;
use std::{error, fmt};

/// Where a part of a head lies. Small, for a head has many, and goes from hand to hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// From one byte to before another. Beyond 4 GiB, where no limit lets a head go, nothing lies.
    pub(crate) fn new(start: usize, end: usize) -> Self {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { start: place(start), end: place(end) }
    }

    /// Where `part` lies in `whole`, of which it is a slice.
    pub(crate) fn of(part: &[u8], whole: &[u8]) -> Self {
        let start = part.as_ptr().addr().saturating_sub(whole.as_ptr().addr());
        Self::new(start, start + part.len())
    }

    /// Its first byte.
    pub(crate) fn start(self) -> usize {
        self.start as usize
    }

    /// Behind its last byte.
    pub(crate) fn end(self) -> usize {
        self.end as usize
    }

    /// The bytes there.
    pub(crate) fn of_bytes(self, head: &[u8]) -> &[u8] {
        head.get(self.start()..self.end()).unwrap_or_default()
    }

    /// The text there: only asked for where the bytes are known to be ASCII.
    pub(crate) fn of_text(self, head: &[u8]) -> &str {
        str::from_utf8(self.of_bytes(head)).unwrap_or_default()
    }
}

/// Where one field line lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FieldAt {
    pub(crate) name: Span,
    pub(crate) value: Span,
}

/// A field that may come once came more often: the peer's fault, so answer 400.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duplicate;

impl fmt::Display for Duplicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field that may come once came more often")
    }
}

impl error::Error for Duplicate {}

/// The fields of a head, in the order in which they came.
///
/// A view: it borrows the head, and nothing is copied. Names match whatever their case. A field
/// may come on many lines; no line is ever dropped, and none wins silently.
///
/// ```
/// let mut head = *b"GET / HTTP/1.1\r\nHost: a\r\nAccept: b\r\naccept: c, d\r\n\r\n";
/// let parsed = http1::RequestHead::parse(&mut head, &wire::Limits::DEFAULT);
/// let head = parsed.ok().and_then(wire::Parsed::complete).expect("a good head");
/// assert_eq!(head.fields().single("HOST"), Ok(Some(&b"a"[..])));
/// assert_eq!(head.fields().single("Accept"), Err(http1::Duplicate));
/// assert!(head.fields().has_token("Accept", "D"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    pub(crate) head: &'a [u8],
    pub(crate) lines: &'a [FieldAt],
}

impl<'a> Fields<'a> {
    /// Each line: its name as it came, and its value without the white space around it.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, &'a [u8])> + use<'a> {
        let head = self.head;
        self.lines.iter().map(move |at| (at.name.of_text(head), at.value.of_bytes(head)))
    }

    /// The values of all lines named `name`.
    pub fn get_all<'n>(&self, name: &'n str) -> impl Iterator<Item = &'a [u8]> + use<'a, 'n> {
        let head = self.head;
        self.lines
            .iter()
            .filter(move |at| at.name.of_bytes(head).eq_ignore_ascii_case(name.as_bytes()))
            .map(move |at| at.value.of_bytes(head))
    }

    /// The value of a field that may come at most once.
    ///
    /// # Errors
    /// [`Duplicate`] when it came on two lines or more.
    pub fn single(&self, name: &str) -> Result<Option<&'a [u8]>, Duplicate> {
        let mut values = self.get_all(name);
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(Duplicate),
            (value, None) => Ok(value),
        }
    }

    /// On how many lines the field came.
    pub fn count(&self, name: &str) -> usize {
        self.get_all(name).count()
    }

    /// The elements of a comma-separated field, over all its lines.
    pub fn tokens<'n>(&self, name: &'n str) -> impl Iterator<Item = &'a [u8]> + use<'a, 'n> {
        self.get_all(name).flat_map(token::list)
    }

    /// True when one element of the field is `token`, whatever its case.
    pub fn has_token(&self, name: &str, token: &str) -> bool {
        self.tokens(name).any(|found| found.eq_ignore_ascii_case(token.as_bytes()))
    }

    /// How many field lines there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// True when there is no field line.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}
