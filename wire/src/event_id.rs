//! # Event id: a place in a log                             chapter 00 · WHATWG HTML §9.2.4
//! Knows: how a place is written, and how it is read back. Does not know: which places exist.
//! Read before: nothing. Read next: `published.rs`.
//!
//! A number alone would lie after a restart: the new log has a number 7 too, which is another
//! event. So each id names the *epoch*, the life of the log, in which its number means something:
//!
//! ```text
//! 5ca1ab1e-7
//! epoch    number
//! ```

use std::str::FromStr;
use std::{error, fmt};

/// One life of a log.
///
/// A log in memory begins another one each time that its server starts, drawn by lot; one on disk
/// keeps its own. Two that are not equal have nothing to do with each other: there is no order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Epoch(u64);

impl Epoch {
    /// The epoch with this name.
    pub const fn new(name: u64) -> Self {
        Self(name)
    }

    /// Its name.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The place at `number` in this life of the log.
    pub const fn at(self, number: u64) -> EventId {
        EventId { epoch: self, number }
    }
}

/// In hexadecimal digits, lower case, without leading zeros.
impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}", self.0)
    }
}

/// The name of one event of a topic, and the place behind it: what a client sends to go on.
///
/// It is written as `EPOCH-NUMBER`, the number in decimal digits. A client need not know that: to
/// it an id is a text that it gives back as it came.
///
/// ```
/// use wire::{Epoch, EventId};
/// let id: EventId = "5ca1ab1e-7".parse()?;
/// assert_eq!(id, Epoch::new(0x5ca1ab1e).at(7));
/// assert_eq!(id.to_string(), "5ca1ab1e-7");
/// # Ok::<(), wire::event_id::BadEventId>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct EventId {
    /// The life of the log.
    pub epoch: Epoch,
    /// The number in its topic: 1 for the first event, then one more each time; 0 is the place
    /// before the first.
    pub number: u64,
}

impl EventId {
    /// Append it, as it is displayed: polls and streams write one with each answer.
    ///
    /// ```
    /// let mut out = b"id: ".to_vec();
    /// wire::Epoch::new(0xc1).at(7).write(&mut out);
    /// assert_eq!(out, b"id: c1-7");
    /// ```
    pub fn write(self, out: &mut Vec<u8>) {
        let mut text = [b'-'; TEXT_BYTES];
        let dash = write_digits::<10>(&mut text, self.number) - 1;
        let start = write_digits::<16>(&mut text[..dash], self.epoch.0);
        out.extend_from_slice(&text[start..]);
    }
}

/// The longest text of an id: sixteen digits, a dash, twenty digits.
const TEXT_BYTES: usize = 16 + 1 + 20;

/// Write a number at the end of `room`; returns where it begins.
fn write_digits<const BASE: u64>(room: &mut [u8], mut number: u64) -> usize {
    let mut start = room.len();
    loop {
        start -= 1;
        let digit = usize::try_from(number % BASE).unwrap_or_default();
        room[start] = b"0123456789abcdef"[digit];
        number /= BASE;
        if number == 0 {
            return start;
        }
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.epoch, self.number)
    }
}

impl fmt::Debug for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for EventId {
    type Err = BadEventId;

    /// Read what [`Display`](fmt::Display) writes, and nothing else: there is one text for each id.
    fn from_str(text: &str) -> Result<Self, BadEventId> {
        let (epoch, behind) = digits::<16>(text.as_bytes()).ok_or(BadEventId)?;
        let behind = behind.strip_prefix(b"-").ok_or(BadEventId)?;
        match digits::<10>(behind) {
            Some((number, [])) => Ok(Epoch::new(epoch).at(number)),
            _ => Err(BadEventId),
        }
    }
}

/// The number with which `text` begins, in the digits of this base alone (no capitals, no leading
/// zero), and what stands behind it.
fn digits<const BASE: u64>(text: &[u8]) -> Option<(u64, &[u8])> {
    let (mut number, mut rest) = (0u64, text);
    while let [byte, behind @ ..] = rest {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' if BASE == 16 => byte - b'a' + 10,
            _ => break,
        };
        number = number.checked_mul(BASE)?.checked_add(digit.into())?;
        rest = behind;
    }
    match text.len() - rest.len() {
        0 => None,
        2.. if text.starts_with(b"0") => None,
        _ => Some((number, rest)),
    }
}

/// A text that is no id of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadEventId;

impl fmt::Display for BadEventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is no id of an event; one is like 5ca1ab1e-7")
    }
}

impl error::Error for BadEventId {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn must_be_written_in_one_way() {
        for (epoch, number, text) in [
            (0, 0, "0-0"),
            (0xc1, 7, "c1-7"),
            (u64::MAX, u64::MAX, "ffffffffffffffff-18446744073709551615"),
        ] {
            let id = Epoch::new(epoch).at(number);
            assert_eq!(id.to_string(), text);
            let mut written = Vec::new();
            id.write(&mut written);
            assert_eq!(written, text.as_bytes());
            assert_eq!(text.parse(), Ok(id));
            assert_eq!(id.epoch.get(), epoch);
        }
    }

    #[test]
    fn must_not_be_read_from_another_text() {
        for text in [
            "",
            "-",
            "7",
            "c1",
            "c1-",
            "-7",
            "c1-7-",
            "c1--7",
            "c1-+7",
            "c1-07",
            "0c1-7",
            "C1-7",
            "+c1-7",
            "c1-7 ",
            " c1-7",
            "c1 -7",
            "g1-7",
            "c1-a",
            "c1-7\0",
            "c1-٣",
            "00-0",
            "c1_7",
            "10000000000000000-1",
            "1-18446744073709551616",
        ] {
            assert_eq!(text.parse::<EventId>(), Err(BadEventId), "{text:?}");
        }
        assert!(BadEventId.to_string().starts_with("this is no id of an event"));
    }
}
