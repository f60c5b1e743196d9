//! # Draft: an event that has no number yet                          chapter 15
//! Knows: what may be published, and why something is refused. Does not know: numbers, topics.
//! Read before: `limits.rs`. Read next: `receipt.rs`; for the log, `log.rs`.

use crate::HubLimits;
use std::{error, fmt};
use wire::published::{DEFAULT_EVENT, RESET_EVENT};
use wire::{EventId, Published};

/// The longest type of an event, in bytes.
pub const EVENT_TYPE_BYTES: usize = 128;

/// An event that was checked and waits for its number.
///
/// The text is copied here, before any lock is taken, so that a long text holds up nobody.
#[derive(Clone, Debug)]
pub struct Draft {
    event: Box<str>,
    data: Box<str>,
}

impl Draft {
    /// Check an event: its type (`None` is `message`) and its text.
    ///
    /// # Errors
    /// [`Refused`], when the type is empty, too long, the log's own or would break a line of an
    /// event stream, when the text is longer than clients take, or when the event weighs more than
    /// a whole log may.
    pub fn new(event: Option<&str>, data: &str, limits: &HubLimits) -> Result<Self, Refused> {
        let event = event.unwrap_or(DEFAULT_EVENT);
        if event.is_empty() {
            return Err(Refused::EmptyEventType);
        }
        if event.len() > EVENT_TYPE_BYTES {
            return Err(Refused::LongEventType { bytes: event.len() });
        }
        if let Some(at) = event.find(['\r', '\n', '\0']) {
            return Err(Refused::BrokenEventType { at });
        }
        if event == RESET_EVENT {
            return Err(Refused::ReservedEventType);
        }
        let bytes = bytes_in_json(data);
        if bytes > limits.text_bytes {
            return Err(Refused::LongText { bytes, limit: limits.text_bytes });
        }
        let bytes = Published::weight_of(event, data);
        if bytes > limits.log_bytes {
            return Err(Refused::TooLarge { bytes, limit: limits.log_bytes });
        }
        Ok(Self { event: event.into(), data: data.into() })
    }

    /// The type.
    pub fn event(&self) -> &str {
        &self.event
    }

    /// The text.
    pub fn data(&self) -> &str {
        &self.data
    }

    /// The event, now that it has a number.
    pub fn numbered(self, id: EventId) -> Published {
        Published { id, event: self.event, data: self.data }
    }
}

/// How long `text` is between the quotes of JSON (RFC 8259 §7), which of all that travels here
/// makes the most of it: a control character without a letter of its own takes six bytes.
fn bytes_in_json(text: &str) -> usize {
    let bytes_of = |byte| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 2,
        0..0x20 => 6,
        _ => 1,
    };
    text.bytes().map(bytes_of).sum()
}

/// Why the hub did not do what it was asked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The type of the event has no character.
    EmptyEventType,
    /// The type of the event has more than [`EVENT_TYPE_BYTES`].
    LongEventType {
        /// How many it has.
        bytes: usize,
    },
    /// The type of the event has a CR, LF or NUL, which no line of an event stream can carry.
    BrokenEventType {
        /// At which byte.
        at: usize,
    },
    /// The type of the event is `reset`, by which the log tells of gaps.
    ReservedEventType,
    /// The text is longer than [`HubLimits::text_bytes`].
    LongText {
        /// How long it is, as JSON writes it.
        bytes: usize,
        /// What is allowed.
        limit: usize,
    },
    /// The event weighs more than [`HubLimits::log_bytes`].
    TooLarge {
        /// What it weighs, as `Published::weight` counts.
        bytes: usize,
        /// What is allowed.
        limit: usize,
    },
    /// The topic is new, and [`HubLimits::topics`] exist already.
    TooManyTopics {
        /// What is allowed.
        limit: usize,
    },
    /// The backplane has more to do than it can keep up with. Try again in a second.
    Busy,
    /// The backplane could not keep the event: it has no number, and nobody hears it.
    Failed,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyEventType => {
                write!(f, "the event type is empty; it needs 1 to {EVENT_TYPE_BYTES} bytes")
            }
            Self::LongEventType { bytes } => write!(
                f,
                "the event type has {bytes} bytes; at most {EVENT_TYPE_BYTES} are allowed"
            ),
            Self::BrokenEventType { at } => write!(
                f,
                "the event type has a CR, LF or NUL at byte {at}; \
                 it must fit on one line of an event stream"
            ),
            Self::ReservedEventType => {
                write!(f, "the event type {RESET_EVENT:?} is the log's own; choose another")
            }
            Self::LongText { bytes, limit } => {
                write!(f, "the text takes {bytes} bytes in JSON; at most {limit} are allowed")
            }
            Self::TooLarge { bytes, limit } => {
                write!(f, "the event weighs {bytes} bytes; the whole log may weigh {limit}")
            }
            Self::TooManyTopics { limit } => {
                write!(f, "the topic is new, and {limit} topics, the most allowed, exist already")
            }
            Self::Busy => f.write_str("the log cannot keep up; try again in a second"),
            Self::Failed => f.write_str("the log failed; the event was not kept"),
        }
    }
}

impl error::Error for Refused {}
