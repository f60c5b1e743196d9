//! # Log: the numbered events of one topic                           chapter 15
//! Knows: numbers without gaps, two bounds, and how to look up. Does not know: readers, locks.
//! Read before: `limits.rs`. Read next: `queue.rs`, then `cursor.rs`.
//!
//! ```text
//! number      1    2    3    4    5    6    7
//!           [dropped ] [ kept               ]
//!                        ^ first()         ^ last()
//! running total of bytes, kept beside each event:
//!                     a    b    c    d    e
//! ```
//! The bytes between any two events are one subtraction of running totals, however many lie
//! between them.

use crate::encodings::{Encodings, Room};
use crate::{Event, HubLimits};
use std::collections::VecDeque;
use std::sync::Arc;
use wire::{Epoch, EventId, Published};

/// The events of one topic: numbered without gaps, bounded in events and in bytes, oldest dropped
/// first.
#[derive(Debug)]
pub struct Log {
    epoch: Epoch,
    kept: VecDeque<Kept>,
    /// How many events, from the last of `kept` backwards, have room for encodings.
    encoded: usize,
    room: Arc<Room>,
    /// The number of the newest event; 0 before the first.
    last: u64,
    /// The weight of all events ever pushed.
    total: u64,
    /// The weight of all events dropped since.
    dropped: u64,
}

/// One event of the log.
#[derive(Debug)]
struct Kept {
    event: Event,
    /// The running total up to and with this event.
    end: u64,
}

/// How long a stretch of the log is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stretch {
    /// In events.
    pub events: u64,
    /// In bytes, as `Published::weight` counts.
    pub bytes: u64,
}

impl Log {
    /// A log of this epoch, in which nothing was published yet.
    pub fn new(epoch: Epoch, limits: &HubLimits) -> Self {
        let room = Arc::new(Room::new(limits.encoded_bytes));
        Self { epoch, kept: VecDeque::new(), encoded: 0, room, last: 0, total: 0, dropped: 0 }
    }

    /// Keep an event; then drop the oldest until the log is within `limits` again. The new one is
    /// kept whatever they say.
    ///
    /// False, and nothing is done, for an event of another epoch, and for a number that was here
    /// already. A number that is too high is taken: all before it counts as dropped.
    pub fn push(&mut self, event: Arc<Published>, limits: &HubLimits) -> bool {
        let EventId { epoch, number } = event.id;
        if epoch != self.epoch || number <= self.last {
            return false;
        }
        if number - self.last > 1 {
            self.kept.clear();
            self.encoded = 0;
            self.dropped = self.total;
        }
        self.last = number;
        self.total += event.weight() as u64;
        let encodings = Encodings::of_newest(number, &self.room);
        self.kept.push_back(Kept { event: Event::new(event, encodings), end: self.total });

        let most_bytes = limits.log_bytes as u64;
        while self.kept.len() > 1
            && (self.kept.len() > limits.log_events || self.total - self.dropped > most_bytes)
        {
            if let Some(oldest) = self.kept.pop_front() {
                self.dropped = oldest.end;
            }
        }
        self.encoded = self.kept.len().min(self.encoded + 1);
        while self.encoded > 1 && self.room.is_crowded() {
            if let Some(oldest) = self.kept.get_mut(self.kept.len() - self.encoded) {
                oldest.event.forget_encodings();
            }
            self.encoded -= 1;
        }
        true
    }

    /// What the encodings weigh that are kept, or on their way to a reader.
    pub fn encoded_bytes(&self) -> usize {
        self.room.bytes()
    }

    /// The life of the log.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// The number of the newest event, or 0 if there never was one.
    pub fn last(&self) -> u64 {
        self.last
    }

    /// The number of the oldest event that is kept; in an empty log, the number to come.
    pub fn first(&self) -> u64 {
        self.next() - self.kept.len() as u64
    }

    /// What is kept of the log behind number `id`.
    pub fn after(&self, id: u64) -> Stretch {
        let from = id.saturating_add(1).max(self.first());
        Stretch {
            events: self.next().saturating_sub(from),
            bytes: self.total - self.total_before(self.index(from)),
        }
    }

    /// The oldest number from which the rest of the log is within both bounds; the newest event
    /// counts as within, whatever it weighs.
    pub fn oldest_within(&self, events: usize, bytes: usize) -> u64 {
        let newest = self.kept.len().saturating_sub(1);
        let by_events = self.kept.len().saturating_sub(events);
        let floor = self.total.saturating_sub(bytes as u64);
        let by_bytes = if self.dropped >= floor {
            0 // all that is kept
        } else {
            self.kept.partition_point(|kept| kept.end < floor) + 1
        };
        self.first() + by_events.max(by_bytes).min(newest) as u64
    }

    /// The events from number `from` on (or from the oldest kept), as many as are within both
    /// bounds, but at least one if there is one.
    pub fn read(&self, from: u64, max_events: usize, max_bytes: usize) -> Vec<Event> {
        let begin = self.index(from);
        let ceiling = self.total_before(begin).saturating_add(max_bytes as u64);
        let by_events = begin.saturating_add(max_events);
        let by_bytes = if self.total <= ceiling {
            self.kept.len() // as nearly always: who reads live has nothing to look for
        } else {
            self.kept.partition_point(|kept| kept.end <= ceiling)
        };
        let end = by_events.min(by_bytes).max(begin + 1).min(self.kept.len());
        self.kept.range(begin..end).map(|kept| kept.event.clone()).collect()
    }

    fn next(&self) -> u64 {
        self.last.saturating_add(1)
    }

    /// Where number `id` lies in `kept`: 0 if it was dropped, the length if it is yet to come.
    fn index(&self, id: u64) -> usize {
        let distance = id.saturating_sub(self.first());
        usize::try_from(distance).map_or(self.kept.len(), |index| index.min(self.kept.len()))
    }

    /// The running total before the event at `index`.
    fn total_before(&self, index: usize) -> u64 {
        let previous = index.checked_sub(1).and_then(|previous| self.kept.get(previous));
        previous.map_or(self.dropped, |kept| kept.end)
    }
}
