//! # Cursor: a reader is a number                                    chapter 15
//! Knows: what was read, what comes next, when it is too late. Does not know: locks, waiting.
//! Read before: `log.rs`, `queue.rs`. Read next: `waiting.rs`.
//!
//! ```text
//! number   1   2   3   4   5   6   7   8   9
//!                  ^ read      ^ joined    ^ last
//!                  [ replayed ][ its queue ]
//! ```

use crate::{Lagged, Log, Policy, Queue, Stretch};
use std::sync::Arc;
use wire::Published;

/// Where a reader begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// With the next event to be published.
    Now,
    /// With the event behind this number, the last one that the client has seen (`Last-Event-ID`,
    /// `since`). 0 asks for all that is kept.
    After(u64),
}

/// What became of the [`Start`] that was asked for.
///
/// The last two mean that the client must be told that something is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Started {
    /// At the end of the log, as asked.
    Now,
    /// Behind the number asked for; nothing is missing.
    Resumed,
    /// At the oldest event kept; this many before it, which the client has not seen, are gone.
    Missed(u64),
    /// At the oldest event kept: no event with the number asked for was published yet, so it comes
    /// from another life of the server, or was made up.
    Unknown,
}

/// Some events in order, the next ones that a reader sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// At least one event.
    pub events: Vec<Arc<Published>>,
    /// How many events before the first of them were left out. Each gap is told once.
    pub missed: u64,
}

/// How far one reader has read in one log. Always use it with that log.
///
/// ```
/// use hub::{Cursor, Draft, HubLimits, Log, Queue, Start};
/// let limits = HubLimits::DEFAULT;
/// let mut log = Log::default();
/// log.push(Draft::new(None, "one", &limits)?, &limits);
///
/// let mut cursor = Cursor::new(&log, Start::After(0), Queue::DEFAULT);
/// let batch = cursor.read(&log, 10, 1_000)?.ok_or("nothing to read")?;
/// assert_eq!((&*batch.events[0].data, cursor.id()), ("one", 1));
/// assert_eq!(cursor.read(&log, 10, 1_000)?, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Cursor {
    /// The number of the last event that it was given, or behind which it began.
    read: u64,
    /// The number of the newest event when it came: what is behind it counts as its queue.
    joined: u64,
    queue: Queue,
    started: Started,
    lagged: Option<Lagged>,
}

impl Cursor {
    /// Begin to read `log`.
    pub fn new(log: &Log, start: Start, queue: Queue) -> Self {
        let oldest = log.first() - 1; // the cursor that sees all that is kept
        let (read, started) = match start {
            Start::Now => (log.last(), Started::Now),
            Start::After(id) if id > log.last() => (oldest, Started::Unknown),
            Start::After(id) if id < oldest => (oldest, Started::Missed(oldest - id)),
            Start::After(id) => (id, Started::Resumed),
        };
        Self { read, joined: log.last(), queue, started, lagged: None }
    }

    /// Read on, or `None` at the end of the log.
    ///
    /// # Errors
    /// [`Lagged`], when the reader is too far behind and its policy is to end it.
    pub fn read(
        &mut self,
        log: &Log,
        max_events: usize,
        max_bytes: usize,
    ) -> Result<Option<Batch>, Lagged> {
        if let Some(lagged) = self.lagged {
            return Err(lagged);
        }
        if self.read >= log.last() {
            return Ok(None);
        }
        let Queue { events, bytes, policy } = self.queue;
        let next = self.read + 1;
        let from = match policy {
            Policy::LatestOnly => log.last(),
            _ if self.fits(log) => log.first().max(next),
            _ => log.oldest_within(events, bytes).max(next),
        };
        let missed = from - next;
        if missed > 0 && policy == Policy::Disconnect {
            let lagged = Lagged { missed: log.last() - self.read };
            self.lagged = Some(lagged);
            return Err(lagged);
        }
        let events = log.read(from, max_events, max_bytes);
        self.read = events.last().map_or(self.read, |event| event.id);
        Ok(Some(Batch { events, missed }))
    }

    /// What waits for this reader, with what is still to be replayed to it.
    pub fn unread(&self, log: &Log) -> Stretch {
        log.after(self.read)
    }

    /// The number of the last event that it read, or behind which it began: what a client sends to
    /// go on.
    pub fn id(&self) -> u64 {
        self.read
    }

    /// True once [`read`](Self::read) has returned [`Lagged`].
    pub fn is_over(&self) -> bool {
        self.lagged.is_some()
    }

    /// What became of the start that was asked for.
    pub fn started(&self) -> Started {
        self.started
    }

    /// Is the queue within its bounds?
    fn fits(&self, log: &Log) -> bool {
        let waiting = log.after(self.read.max(self.joined));
        let within =
            waiting.events <= self.queue.events as u64 && waiting.bytes <= self.queue.bytes as u64;
        within || waiting.events <= 1
    }
}
