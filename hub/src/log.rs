//! # Log: the numbered events of one topic                           chapter 15
//! Knows: numbers without gaps, two bounds, and how to look up. Does not know: readers, locks.
//! Read before: `draft.rs`. Read next: `queue.rs`, then `cursor.rs`.
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

use crate::{Draft, HubLimits};
use std::collections::VecDeque;
use std::sync::Arc;
use wire::Published;

/// The events of one topic: numbered from 1, bounded in events and in bytes, oldest dropped first.
#[derive(Debug, Default)]
pub struct Log {
    kept: VecDeque<Kept>,
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
    event: Arc<Published>,
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
    /// Give `draft` the next number and keep it; then drop the oldest events until the log is
    /// within `limits` again. The new one is kept whatever they say.
    pub fn push(&mut self, draft: Draft, limits: &HubLimits) -> Arc<Published> {
        self.last += 1;
        let event = Arc::new(draft.numbered(self.last));
        self.total += event.weight() as u64;
        self.kept.push_back(Kept { event: Arc::clone(&event), end: self.total });

        let most_bytes = limits.log_bytes as u64;
        while self.kept.len() > 1
            && (self.kept.len() > limits.log_events || self.total - self.dropped > most_bytes)
        {
            if let Some(oldest) = self.kept.pop_front() {
                self.dropped = oldest.end;
            }
        }
        event
    }

    /// The number of the newest event, or 0 if there never was one.
    pub fn last(&self) -> u64 {
        self.last
    }

    /// The number of the oldest event that is kept; in an empty log, the number to come.
    pub fn first(&self) -> u64 {
        self.last + 1 - self.kept.len() as u64
    }

    /// What is kept of the log behind number `id`.
    pub fn after(&self, id: u64) -> Stretch {
        let from = id.saturating_add(1).max(self.first());
        Stretch {
            events: (self.last + 1).saturating_sub(from),
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
    pub fn read(&self, from: u64, max_events: usize, max_bytes: usize) -> Vec<Arc<Published>> {
        let begin = self.index(from);
        let ceiling = self.total_before(begin).saturating_add(max_bytes as u64);
        let by_events = begin.saturating_add(max_events);
        let by_bytes = self.kept.partition_point(|kept| kept.end <= ceiling);
        let end = by_events.min(by_bytes).max(begin + 1).min(self.kept.len());
        self.kept.range(begin..end).map(|kept| Arc::clone(&kept.event)).collect()
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
