//! # Topic: a name that was checked                                  chapter 15
//! Knows: which names are allowed. Does not know: which topics exist, who may read them.
//! Read before: `lib.rs`. Read next: `limits.rs`.

use std::sync::Arc;
use std::{error, fmt};

/// The longest name of a topic, in bytes.
pub const TOPIC_BYTES: usize = 64;

/// The name of a topic: 1 to 64 bytes of `A-Z a-z 0-9 . _ -`.
///
/// Such a name needs no escaping in a path, a query, a header field or a line of a log file.
/// A clone shares the text.
///
/// ```
/// let topic = hub::Topic::new("weather.alps")?;
/// assert_eq!(topic.as_str(), "weather.alps");
/// assert!(hub::Topic::new("no spaces").is_err());
/// # Ok::<(), hub::UsageError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Topic(Arc<str>);

impl Topic {
    /// Check `name`.
    ///
    /// # Errors
    /// A [`UsageError`] when it is empty, too long, or has another character.
    pub fn new(name: &str) -> Result<Self, UsageError> {
        if name.is_empty() {
            return Err(UsageError::EmptyTopic);
        }
        if name.len() > TOPIC_BYTES {
            return Err(UsageError::LongTopic { bytes: name.len() });
        }
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        match name.char_indices().find(|&(_, c)| !allowed(c)) {
            Some((at, found)) => Err(UsageError::TopicCharacter { at, found }),
            None => Ok(Self(name.into())),
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a name cannot be a [`Topic`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsageError {
    /// It has no character.
    EmptyTopic,
    /// It has more than [`TOPIC_BYTES`].
    LongTopic {
        /// How many it has.
        bytes: usize,
    },
    /// One of its characters is not allowed.
    TopicCharacter {
        /// At which byte the character begins.
        at: usize,
        /// The character.
        found: char,
    },
}

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyTopic => write!(f, "the topic is empty; it needs 1 to {TOPIC_BYTES} bytes"),
            Self::LongTopic { bytes } => {
                write!(f, "the topic has {bytes} bytes; at most {TOPIC_BYTES} are allowed")
            }
            Self::TopicCharacter { at, found } => write!(
                f,
                "the topic has {found:?} at byte {at}; \
                 letters, digits, '.', '_' and '-' are allowed"
            ),
        }
    }
}

impl error::Error for UsageError {}
