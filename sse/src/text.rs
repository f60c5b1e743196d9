//! # Text: bytes into characters                                     chapter 06 · WHATWG §9.2.5
//! Knows: UTF-8, and what stands for a byte that is none. Does not know: fields.
//! Read before: `lines.rs`. Read next: `event.rs`.
//!
//! The standard decodes the stream and then cuts it into lines; here the lines are cut first. It
//! comes to the same, for no byte of a longer character, and no byte of a broken one, is a CR, an
//! LF, a colon or a space.

use std::borrow::Cow;

/// The text of `line` from byte `from` on: lent if it is lent and good UTF-8, else owned.
///
/// Every longest piece that could have begun a character, and every other wrong byte, becomes
/// one U+FFFD (WHATWG Encoding §4.1): bad bytes are never an error.
pub(crate) fn text(line: Cow<'_, [u8]>, from: usize) -> Cow<'_, str> {
    match line {
        Cow::Borrowed(bytes) => {
            let value = bytes.get(from..).unwrap_or_default();
            match str::from_utf8(value) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => String::from_utf8_lossy(value),
            }
        }
        Cow::Owned(mut bytes) => {
            bytes.drain(..from.min(bytes.len()));
            Cow::Owned(
                String::from_utf8(bytes)
                    .unwrap_or_else(|bad| String::from_utf8_lossy(bad.as_bytes()).into_owned()),
            )
        }
    }
}
