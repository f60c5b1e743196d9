//! # What the caller did wrong                                       chapter 06 · WHATWG §9.2.5
//! Knows: which text cannot be written into one line. Does not know: what a peer did wrong.
//! Read before: `line_end.rs`. Read next: `names.rs`.

use crate::names::LONGEST_ID;
use std::{error, fmt};

/// The caller asked for an event that an event stream cannot carry; nothing was written.
///
/// Positions are in bytes, from the start of the text in question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsageError {
    /// A CR or LF in an event type would end its line, and what follows would be read as another
    /// field.
    LineBreakInEvent {
        /// Where it stands.
        at: usize,
    },
    /// A CR or LF in an id, likewise.
    LineBreakInId {
        /// Where it stands.
        at: usize,
    },
    /// NUL in an event type. Readers take it, and many programs behind them do not.
    NulInEvent {
        /// Where it stands.
        at: usize,
    },
    /// Readers ignore an id that holds NUL (WHATWG HTML §9.2.6), so it would get lost in silence.
    NulInId {
        /// Where it stands.
        at: usize,
    },
    /// A control or a letter beyond ASCII in an id: the field `Last-Event-ID` cannot carry the
    /// one, and some readers cannot send the other.
    NotPrintableInId {
        /// Where it stands.
        at: usize,
    },
    /// A space at either end of an id, which HTTP takes off a field's value.
    SpaceAroundId,
    /// An id of more than [`LONGEST_ID`] bytes.
    IdTooLong {
        /// How many it has.
        length: usize,
    },
}

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LineBreakInEvent { at } => {
                write!(f, "a line break at byte {at} of an event type; it must be a single line")
            }
            Self::LineBreakInId { at } => {
                write!(f, "a line break at byte {at} of an event id; it must be a single line")
            }
            Self::NulInEvent { at } => {
                write!(f, "NUL at byte {at} of an event type; any other character would be right")
            }
            Self::NulInId { at } => {
                write!(f, "NUL at byte {at} of an event id; printable ASCII would be right")
            }
            Self::NotPrintableInId { at } => {
                write!(f, "byte {at} of an event id; printable ASCII would be right")
            }
            Self::SpaceAroundId => {
                f.write_str("a space around an event id; HTTP takes it off, so it must have none")
            }
            Self::IdTooLong { length } => {
                write!(f, "an event id of {length} bytes; up to {LONGEST_ID} would be right")
            }
        }
    }
}

impl error::Error for UsageError {}
