//! # The reconnection time                                           chapter 06 · WHATWG §9.2.6
//! Knows: digits into milliseconds, and the longest time we can tell. Does not know: reconnecting.
//! Read before: `field.rs`. Read next: `violation.rs`.

use std::time::Duration;

/// The longest reconnection time that is told: 2⁵³ - 1 milliseconds, the last whole number that
/// every reader of JSON can tell from the next.
///
/// The standard names no bound. A longer time is cut to this one, so no number of digits can
/// overflow the clock that it is added to. It is far too long to be waited: what an
/// [`EventSource`](crate::EventSource) waits is bounded by its `Options`.
pub const LONGEST: Duration = Duration::from_millis((1 << 53) - 1);

/// The value of a `retry` field: a number of milliseconds in ASCII digits, cut to [`LONGEST`].
///
/// `None` for anything else (a sign, a space, a fraction, nothing at all): the line is ignored.
///
/// ```
/// use std::time::Duration;
/// assert_eq!(sse::retry::parse(b"1500"), Some(Duration::from_millis(1500)));
/// assert_eq!(sse::retry::parse(b"+5"), None);
/// ```
///
/// Source: WHATWG HTML §9.2.6 (the field `retry`).
pub fn parse(value: &[u8]) -> Option<Duration> {
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let milliseconds = value.iter().fold(0u64, |number, digit| {
        number.saturating_mul(10).saturating_add(u64::from(digit - b'0'))
    });
    Some(Duration::from_millis(milliseconds).min(LONGEST))
}
