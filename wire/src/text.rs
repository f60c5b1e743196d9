//! # Text: is it UTF-8?                                              chapter 12 · RFC 3629
//! Knows: the answer, at the speed at which memory is read. Does not know: where a text breaks.
//! Read before: nothing. Read next: `payload.rs`.

use simdutf8::basic::from_utf8;

/// `bytes` as text; `None` if they are not UTF-8. Who has to know where they stop to be asks the
/// standard library, which takes its time.
///
/// It looks at 32 bytes or 64 at a time where the processor can.
///
/// ```
/// assert_eq!(wire::text("grün".as_bytes()), Some("grün"));
/// assert_eq!(wire::text(b"gr\xfcn"), None);
/// ```
#[inline]
pub fn text(bytes: &[u8]) -> Option<&str> {
    from_utf8(bytes).ok()
}
