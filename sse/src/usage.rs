//! # What the caller did wrong                                       chapter 06 · WHATWG §9.2.5
//! Knows: which text cannot be written into one line. Does not know: what a peer did wrong.
//! Read before: `line_end.rs`. Read next: `encode.rs`.

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
    /// Readers ignore an id that holds NUL (WHATWG HTML §9.2.6), so it would get lost in silence.
    NulInId {
        /// Where it stands.
        at: usize,
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
            Self::NulInId { at } => {
                write!(f, "NUL at byte {at} of an event id; any other character would be right")
            }
        }
    }
}

impl error::Error for UsageError {}
