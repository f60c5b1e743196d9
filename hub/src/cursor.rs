//! # Cursor: a reader is a number                                    chapter 15
//! Knows: what was read, what comes next, when it is too late. Does not know: locks, waiting.
//! Read before: `log.rs`, `queue.rs`. Read next: `waiting.rs`.
//!
//! ```text
//! number   1   2   3   4   5   6   7   8   9
//!                  ^ read      ^ joined    ^ last
//!                  [ replayed ][ its queue ]
//! ```

use crate::{Event, Lagged, Log, Policy, Queue, Stretch};
use std::mem;
use wire::{Epoch, EventId, Published};

/// Where a reader begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// With the next event to be published.
    Now,
    /// With the oldest event that is kept.
    All,
    /// With the event behind this one, the last that the client has seen (`Last-Event-ID`,
    /// `since`).
    After(EventId),
    /// The client was somewhere, but what it sends is no place of ours: it is told so, and given
    /// all that is kept.
    Lost,
}

/// What became of the [`Start`] that was asked for.
///
/// The last two mean that something is missing. The reader hears so first of all, by an event of
/// the type `reset`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Started {
    /// At the end of the log, as asked.
    Now,
    /// Where it asked to; nothing is missing.
    Resumed,
    /// At the oldest event kept; this many before it, which the client has not seen, are gone.
    Missed(u64),
    /// At the oldest event kept: the place asked for is of another epoch, or no event with its
    /// number was published yet, or it is no place at all.
    Unknown,
}

/// Some events in order, the next ones that a reader sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// At least one event. If there is a gap before them, the first is of the type `reset`; it is
    /// beside the bounds of the batch.
    pub events: Vec<Event>,
    /// How many events before them were left out since the last batch.
    pub missed: u64,
}

/// How far one reader has read in one log. Always use it with that log.
///
/// ```
/// use hub::{Cursor, Draft, HubLimits, Log, Queue, Start};
/// let (limits, epoch) = (HubLimits::DEFAULT, wire::Epoch::new(0xc1));
/// let mut log = Log::new(epoch, &limits);
/// log.push(Draft::new(None, "one", &limits)?.numbered(epoch.at(1)).into(), &limits);
///
/// let mut cursor = Cursor::new(&log, Start::All, Queue::DEFAULT);
/// let batch = cursor.read(&log, 10, 1_000)?.ok_or("nothing to read")?;
/// assert_eq!((&*batch.events[0].data, cursor.id()), ("one", epoch.at(1)));
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
    /// What became of the start must still be told.
    untold: bool,
    lagged: Option<Lagged>,
    epoch: Epoch,
}

impl Cursor {
    /// Begin to read `log`.
    pub fn new(log: &Log, start: Start, queue: Queue) -> Self {
        let oldest = log.first() - 1; // the cursor that sees all that is kept
        let (read, started) = match start {
            Start::Now => (log.last(), Started::Now),
            Start::All => (oldest, Started::Resumed),
            Start::After(EventId { epoch, number }) if epoch == log.epoch() => match number {
                n if n > log.last() => (oldest, Started::Unknown),
                n if n < oldest => (oldest, Started::Missed(oldest - n)),
                n => (n, Started::Resumed),
            },
            Start::After(_) | Start::Lost => (oldest, Started::Unknown),
        };
        let untold = matches!(started, Started::Missed(_) | Started::Unknown);
        let (joined, epoch) = (log.last(), log.epoch());
        Self { read, joined, queue, started, untold, lagged: None, epoch }
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
            let reset = self.reset(self.read, 0);
            return Ok(reset.map(|reset| Batch { events: vec![reset], missed: 0 }));
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
        let mut events = log.read(from, max_events, max_bytes);
        self.read = events.last().map_or(self.read, |event| event.id.number);
        if let Some(reset) = self.reset(from - 1, missed) {
            events.insert(0, reset);
        }
        Ok(Some(Batch { events, missed }))
    }

    /// The event that tells of the gap before number `place + 1`, if there is one that was not
    /// told yet. Who wants only the newest is told of none but that of its start.
    fn reset(&mut self, place: u64, missed: u64) -> Option<Event> {
        let untold = mem::take(&mut self.untold);
        let lost = match self.started {
            Started::Missed(events) if untold => Some(events + missed),
            Started::Unknown if untold => None,
            _ if missed > 0 && self.queue.policy == Policy::DropOldest => Some(missed),
            _ => return None,
        };
        Some(Published::reset(self.epoch.at(place), lost).into())
    }

    /// What waits for this reader, with what is still to be replayed to it.
    pub fn unread(&self, log: &Log) -> Stretch {
        log.after(self.read)
    }

    /// The place behind the last event that it read, or at which it began: what a client sends to
    /// go on.
    pub fn id(&self) -> EventId {
        self.epoch.at(self.read)
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
