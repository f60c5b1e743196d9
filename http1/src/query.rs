//! # Query                                                           chapter 02 · RFC 3986 §3.4
//! Knows: `name=value&name=value`, percent signs, and plus for a space. Does not know: any name.
//! Read before: `target.rs`. Read next: `framing.rs`.

use std::borrow::Cow;
use std::{error, fmt};

/// Why a value of a query could not be read: the peer's fault, so answer 400.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryError {
    /// The name came twice: which of them holds?
    Duplicate,
    /// A percent sign without two hexadecimal digits behind it.
    InvalidEscape,
    /// The decoded bytes are not UTF-8.
    NotUtf8,
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Duplicate => "a name came twice in the query; once is right",
            Self::InvalidEscape => "two hexadecimal digits must follow a percent sign",
            Self::NotUtf8 => "the decoded value must be UTF-8",
        })
    }
}

impl error::Error for QueryError {}

/// The decoded names and values of `query`, in order; a name without `=` has an empty value.
///
/// ```
/// let pairs: Result<Vec<_>, _> = http1::query::pairs("a=1&b&&a=%26").collect();
/// let pair = |name: &str, value: &str| (name.to_string(), value.to_string());
/// assert_eq!(pairs, Ok(vec![pair("a", "1"), pair("b", ""), pair("a", "&")]));
/// ```
///
/// # Errors
/// Each by itself: [`QueryError::InvalidEscape`], [`QueryError::NotUtf8`].
pub fn pairs(query: &str) -> impl Iterator<Item = Result<(String, String), QueryError>> {
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Ok((decode(name)?.into_owned(), decode(value)?.into_owned()))
    })
}

/// The decoded value of `name` in `query`; a name without `=` has an empty value.
///
/// ```
/// use http1::{QueryError, query};
/// assert_eq!(query::value("x&topic=caf%C3%A9+noir", "topic"), Ok(Some("café noir".into())));
/// assert_eq!(query::value("a=1&a=2", "a"), Err(QueryError::Duplicate));
/// ```
///
/// # Errors
/// As [`QueryError`] says.
pub fn value<'q>(query: &'q str, name: &str) -> Result<Option<Cow<'q, str>>, QueryError> {
    let (mut found, mut rest) = (None, Some(query));
    while let Some(pairs) = rest {
        let (pair, behind) = split_once(pairs, b'&');
        let (key, value) = split_once(pair, b'=');
        let is_it = if is_encoded(key) { decode(key).as_deref() == Ok(name) } else { key == name };
        if is_it && found.replace(value.unwrap_or("")).is_some() {
            return Err(QueryError::Duplicate);
        }
        rest = behind;
    }
    found.map(decode).transpose()
}

/// What is before the first such byte of ASCII, and what is behind it.
fn split_once(text: &str, byte: u8) -> (&str, Option<&str>) {
    match text.bytes().position(|found| found == byte) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    }
}

/// `text` with `%41` read as `A`, and `+` as a space: so forms write their queries. Text without
/// either is lent as it is.
///
/// # Errors
/// [`QueryError::InvalidEscape`], [`QueryError::NotUtf8`].
#[inline]
pub fn decode(text: &str) -> Result<Cow<'_, str>, QueryError> {
    decode_with(text, b' ')
}

/// `text` with `%41` read as `A`: in a path, `+` is a plus (RFC 3986 §2.1).
///
/// A decoded path may have `/` and `..` in it that were not there before: split it first, or use it
/// whole, as a name.
///
/// ```
/// assert_eq!(http1::query::decode_path("/caf%C3%A9+1").as_deref(), Ok("/café+1"));
/// ```
///
/// # Errors
/// [`QueryError::InvalidEscape`], [`QueryError::NotUtf8`].
pub fn decode_path(text: &str) -> Result<Cow<'_, str>, QueryError> {
    decode_with(text, b'+')
}

/// True if it does not mean itself.
fn is_encoded(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'%' | b'+'))
}

#[inline]
fn decode_with(text: &str, plus: u8) -> Result<Cow<'_, str>, QueryError> {
    if is_encoded(text) { decode_bytes(text, plus).map(Cow::from) } else { Ok(text.into()) }
}

fn decode_bytes(text: &str, plus: u8) -> Result<String, QueryError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    loop {
        rest = match rest {
            [] => break,
            [b'%', high, low, rest @ ..] => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                match (digit(*high), digit(*low)) {
                    (Some(high), Some(low)) => bytes.extend(u8::try_from(high * 16 + low)),
                    _ => return Err(QueryError::InvalidEscape),
                }
                rest
            }
            [b'%', ..] => return Err(QueryError::InvalidEscape),
            [b'+', rest @ ..] => {
                bytes.push(plus);
                rest
            }
            [byte, rest @ ..] => {
                bytes.push(*byte);
                rest
            }
        };
    }
    String::from_utf8(bytes).map_err(|_| QueryError::NotUtf8)
}
