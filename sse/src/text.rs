//! # Text: bytes into characters                                     chapter 06 · WHATWG §9.2.5
//! Knows: UTF-8, and what stands for a byte that is none. Does not know: fields.
//! Read before: `field.rs`. Read next: `unfinished.rs`.
//!
//! The standard decodes the stream and then cuts it into lines; here the lines are cut first. It
//! comes to the same, for no byte of a longer character, and no byte of a broken one, is a CR, an
//! LF, a colon or a space.

use std::borrow::Cow;

/// The text of `bytes`: lent if they are good UTF-8, else owned.
///
/// Every longest piece that could have begun a character, and every other wrong byte, becomes
/// one U+FFFD (WHATWG Encoding §4.1): bad bytes are never an error.
#[inline]
pub(crate) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match wire::text(bytes) {
        Some(text) => Cow::Borrowed(text),
        None => Cow::Owned(replaced(bytes)),
    }
}

/// Out of the way of good text.
#[cold]
fn replaced(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
