//! # Draft: an event that has no number yet                          chapter 15
//! Knows: what may be published, and why something is refused. Does not know: numbers, topics.
//! Read before: `limits.rs`. Read next: `log.rs`.

use crate::HubLimits;
use std::{error, fmt};
use wire::Published;
use wire::published::DEFAULT_EVENT;

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
    /// [`Refused`], when the type is empty, too long or would break a line of an event stream,
    /// or when the event weighs more than a whole log may.
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
        let bytes = (event.len() + size_of::<Published>()).saturating_add(data.len());
        if bytes > limits.log_bytes {
            return Err(Refused::TooLarge { bytes, limit: limits.log_bytes });
        }
        Ok(Self { event: event.into(), data: data.into() })
    }

    /// The event, now that it has a number.
    pub fn numbered(self, id: u64) -> Published {
        Published { id, event: self.event, data: self.data }
    }
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
            Self::TooLarge { bytes, limit } => {
                write!(f, "the event weighs {bytes} bytes; the whole log may weigh {limit}")
            }
            Self::TooManyTopics { limit } => {
                write!(f, "the topic is new, and {limit} topics, the most allowed, exist already")
            }
        }
    }
}

impl error::Error for Refused {}
