//! # Since: the client's place in the log                            chapter 04 · RFC 6202 §2
//! Knows: what `since` and `wait` may say. Does not know: the log.
//! Read before: nothing. Read next: `answer.rs`.

use std::fmt;
use std::time::Duration;
use wire::EventId;

/// How long a long poll is held when the request does not say: 25 s, for 30 s is what networks are
/// known to bear (RFC 6202 §5.5).
pub const WAIT_DEFAULT: Duration = Duration::from_secs(25);
/// The longest that a request may ask to be held: 120 s, which RFC 6202 §5.5 found to work too.
pub const WAIT_MAX: Duration = Duration::from_secs(120);

/// From where on a client wants to hear: the cursor of polling.
///
/// The client sends back what the last answer called `next`, or the id of the last event that it
/// has. So an event that is published between two polls is not lost, and a poll that is sent
/// twice gets the same answer twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// `since` is absent: from now on.
    Now,
    /// `since=0`: all that is kept.
    All,
    /// `since=ID`: what came after that event.
    Event(EventId),
}

impl Since {
    /// Read the value of the query parameter `since`.
    ///
    /// # Errors
    /// [`BadQuery::Since`]: it is neither an id nor `0`.
    ///
    /// ```
    /// use polling::Since;
    /// assert_eq!(Since::parse(None), Ok(Since::Now));
    /// assert_eq!(Since::parse(Some("0")), Ok(Since::All));
    /// assert_eq!(Since::parse(Some("c1-7")), Ok(Since::Event(wire::Epoch::new(0xc1).at(7))));
    /// assert_eq!(Since::parse(Some("7")), Err(polling::BadQuery::Since("7".into())));
    /// ```
    pub fn parse(value: Option<&str>) -> Result<Self, BadQuery> {
        match value {
            None => Ok(Self::Now),
            Some("0") => Ok(Self::All),
            Some(id) => id.parse().map(Self::Event).map_err(|_| BadQuery::Since(id.into())),
        }
    }
}

/// Read the value of the query parameter `wait`, in seconds; a decimal point is allowed.
/// [`WAIT_DEFAULT`] if it is absent.
///
/// # Errors
/// [`BadQuery::Wait`]: it is not a number from 0 to 120.
///
/// ```
/// use std::time::Duration;
/// assert_eq!(polling::parse_wait(Some("2.5")), Ok(Duration::from_millis(2500)));
/// assert_eq!(polling::parse_wait(None), Ok(polling::since::WAIT_DEFAULT));
/// let bad = polling::BadQuery::Wait("1e9".into());
/// assert_eq!(polling::parse_wait(Some("1e9")), Err(bad));
/// ```
pub fn parse_wait(value: Option<&str>) -> Result<Duration, BadQuery> {
    let Some(value) = value else { return Ok(WAIT_DEFAULT) };
    let plain = value.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    value
        .parse()
        .ok()
        .filter(|_| plain)
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|wait| *wait <= WAIT_MAX)
        .ok_or_else(|| BadQuery::Wait(value.into()))
}

/// A query that cannot be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadQuery {
    /// `since` is not the id of an event.
    Since(String),
    /// `wait` is not a number of seconds within the bounds.
    Wait(String),
}

impl fmt::Display for BadQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Since(found) => write!(
                f,
                "since is {found:?}; it must be the id of the last event that you have (0 for all \
                 that is kept), or absent (from now on)"
            ),
            Self::Wait(found) => {
                let most = WAIT_MAX.as_secs();
                write!(f, "wait is {found:?}; it must be a number of seconds from 0 to {most}")
            }
        }
    }
}

impl std::error::Error for BadQuery {}
