//! # Queue: how far a reader may fall behind                         chapter 15
//! Knows: the bounds of one reader, and what happens beyond them. Does not know: the log.
//! Read before: `log.rs`. Read next: `cursor.rs`.

use std::{error, fmt};

/// How much may wait for one reader, and what happens when more would.
///
/// Nothing is stored for a reader: its queue is the stretch of the log that was published since it
/// came and that it has not read. What was there before it came, and is replayed to it, does not
/// count, else a client that comes back after a long time would be sent away at once. The newest
/// event alone always fits, else one large event would make a quick reader look slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Queue {
    /// The most events that may wait: 1,000.
    pub events: usize,
    /// The most bytes that may wait, as `wire::Published::weight` counts: 1 MiB.
    pub bytes: usize,
    /// What happens when more would.
    pub policy: Policy,
}

impl Queue {
    /// The numbers named above, and [`Policy::Disconnect`].
    pub const DEFAULT: Self =
        Self { events: 1_000, bytes: 1024 * 1024, policy: Policy::Disconnect };

    /// The default bounds with another policy.
    pub const fn with(policy: Policy) -> Self {
        Self { policy, ..Self::DEFAULT }
    }
}

impl Default for Queue {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What happens to a reader whose queue is over its bounds, or whose next event the log dropped.
///
/// It is decided when the reader next reads. Until then a reader that has stopped costs nothing
/// but its cursor; to end a connection that no longer takes bytes is the task of its write
/// deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// The reader is over: it gets [`Lagged`], now and ever after. For clients that come back with
    /// their cursor and are then served from the log, at their own pace.
    Disconnect,
    /// The oldest events are left out, an event of the type `reset` says how many, and reading goes
    /// on. For clients that can show a gap.
    DropOldest,
    /// Only the newest event is ever given; [`Batch::missed`](crate::Batch::missed) counts the
    /// others, and no event tells of them. The bounds do not matter.
    /// For values of which only the present one is of interest.
    LatestOnly,
}

/// The reader fell too far behind, and its policy is [`Policy::Disconnect`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lagged {
    /// How many events it had not read when this was found out.
    pub missed: u64,
}

impl fmt::Display for Lagged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let missed = self.missed;
        write!(f, "the reader was too slow and is over; it had not read the last {missed} events")
    }
}

impl error::Error for Lagged {}
