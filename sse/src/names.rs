//! # Names: texts that one line can carry                            chapter 06 · WHATWG §9.2.5
//! Knows: which text can be an event's type, and which its id. Does not know: who chose it.
//! Read before: `usage.rs`. Read next: `encode.rs`.
//!
//! Whoever writes a line checks its text once, here; a value of these types cannot forge a field.

use crate::line_end::{CR, LF};
use crate::usage::UsageError;

/// The longest id that we write: 64 bytes.
pub const LONGEST_ID: usize = 64;

/// The type of an event: any text of one line, without NUL.
///
/// ```
/// use sse::{EventName, UsageError};
/// assert_eq!(EventName::new("tick")?.as_str(), "tick");
/// assert_eq!(EventName::new("a\ndata: b"), Err(UsageError::LineBreakInEvent { at: 1 }));
/// # Ok::<(), UsageError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EventName<'a>(&'a str);

/// The id of an event as it is written: up to [`LONGEST_ID`] printable characters of ASCII, with
/// no space at either end.
///
/// A reader sends it back in a field of HTTP, which cannot carry controls, and takes the spaces
/// around a value off; and some readers fail on other letters. An empty one is right: it makes
/// a reader forget the id that it has.
///
/// ```
/// use sse::{EventIdText, UsageError};
/// assert_eq!(EventIdText::new("1f-7")?.as_str(), "1f-7");
/// assert_eq!(EventIdText::new(" 7"), Err(UsageError::SpaceAroundId));
/// # Ok::<(), UsageError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EventIdText<'a>(&'a str);

impl<'a> EventName<'a> {
    /// Check a type.
    ///
    /// # Errors
    /// [`UsageError`]: it holds CR, LF or NUL.
    pub fn new(text: &'a str) -> Result<Self, UsageError> {
        match text.bytes().enumerate().find(|(_, byte)| matches!(*byte, CR | LF | 0)) {
            None => Ok(Self(text)),
            Some((at, 0)) => Err(UsageError::NulInEvent { at }),
            Some((at, _)) => Err(UsageError::LineBreakInEvent { at }),
        }
    }

    /// The text.
    pub fn as_str(self) -> &'a str {
        self.0
    }
}

impl<'a> EventIdText<'a> {
    /// Check an id.
    ///
    /// # Errors
    /// [`UsageError`]: it would not come back as it went out.
    pub fn new(text: &'a str) -> Result<Self, UsageError> {
        match text.bytes().enumerate().find(|(_, byte)| !matches!(byte, b' '..=b'~')) {
            Some((at, CR | LF)) => return Err(UsageError::LineBreakInId { at }),
            Some((at, 0)) => return Err(UsageError::NulInId { at }),
            Some((at, _)) => return Err(UsageError::NotPrintableInId { at }),
            None if text.starts_with(' ') || text.ends_with(' ') => {
                return Err(UsageError::SpaceAroundId);
            }
            None => {}
        }
        match text.len() {
            0..=LONGEST_ID => Ok(Self(text)),
            length => Err(UsageError::IdTooLong { length }),
        }
    }

    /// The text.
    pub fn as_str(self) -> &'a str {
        self.0
    }
}
