//! # Hub: where publishers and readers meet                          chapter 15
//! Knows: which topics exist, and which lock is taken when. Does not know: transports.
//! Read before: `log.rs`, `waiting.rs`, `lock.rs`. Read next: `reader.rs`.
//!
//! There are two kinds of lock, always taken in this order, and none is held while a waker runs:
//!
//! 1. the *map* of topics: shared by all who use a topic, alone only for those who add or forget
//!    one. Whoever holds it knows that no topic is forgotten under their hands;
//! 2. one lock a *topic*, for its log and for those who wait. It is held for the time of one
//!    append or one look; no text is copied under it.

use crate::lock::{lock, read, write};
use crate::waiting::Waiting;
use crate::{Cursor, Draft, HubLimits, Log, Queue, Reader, Refused, Start, Topic};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, RwLock};
use wire::Published;

/// Topics, each a numbered log that many may read.
///
/// A clone is the same hub. A topic comes into being with its first event or its first reader; one
/// that never held an event is forgotten with its last reader. One that did is kept, for its
/// numbers must not begin anew.
#[derive(Clone)]
pub struct Hub {
    limits: HubLimits,
    topics: Arc<RwLock<BTreeMap<Topic, Arc<Mutex<Channel>>>>>,
}

/// One topic.
#[derive(Debug, Default)]
pub(crate) struct Channel {
    pub(crate) log: Log,
    pub(crate) waiting: Waiting,
    pub(crate) readers: usize,
    pub(crate) lagged: u64,
    pub(crate) missed: u64,
}

/// What a hub holds at this moment, and what it has seen in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Topics that exist.
    pub topics: usize,
    /// Readers that exist, those that are over but not dropped included.
    pub readers: usize,
    /// Events kept for replay.
    pub kept_events: u64,
    /// What they weigh, as `Published::weight` counts.
    pub kept_bytes: u64,
    /// Events published in all.
    pub published: u64,
    /// Readers that were ended by [`Policy::Disconnect`](crate::Policy::Disconnect), in all.
    pub lagged: u64,
    /// Events that the other policies left out, for all readers, in all.
    pub missed: u64,
}

impl Hub {
    /// A hub without topics.
    pub fn new(limits: HubLimits) -> Self {
        Self { limits, topics: Arc::default() }
    }

    /// Append an event to `topic` and wake all who wait for it. Its type is `message` unless
    /// `event` names another. Costs O(readers that wait).
    ///
    /// # Errors
    /// [`Refused`]: the event type cannot travel, the event weighs more than a log may, or the
    /// topic is one too many.
    pub fn publish(
        &self,
        topic: &Topic,
        event: Option<&str>,
        data: &str,
    ) -> Result<Arc<Published>, Refused> {
        let draft = Draft::new(event, data, &self.limits)?;
        let (published, woken) = self.with_channel(topic, |channel| {
            let mut channel = lock(channel);
            (channel.log.push(draft, &self.limits), channel.waiting.get_up())
        })?;
        woken.for_each(|waker| waker.wake()); // no lock is held here
        Ok(published)
    }

    /// Read `topic` from `start` on. What became of the start is in [`Reader::started`].
    ///
    /// Whether a client may read the topic is the caller's to know, and to know again for a client
    /// that comes back: replayed events are as secret as new ones.
    ///
    /// # Errors
    /// [`Refused::TooManyTopics`].
    pub fn reader(&self, topic: &Topic, start: Start, queue: Queue) -> Result<Reader, Refused> {
        self.with_channel(topic, |shared| {
            let mut channel = lock(shared);
            channel.readers += 1;
            let cursor = Cursor::new(&channel.log, start, queue);
            Reader::new(self.clone(), topic.clone(), Arc::clone(shared), cursor)
        })
    }

    /// The number of the newest event of `topic`: 0 if there never was one.
    pub fn cursor(&self, topic: &Topic) -> u64 {
        read(&self.topics).get(topic).map_or(0, |channel| lock(channel).log.last())
    }

    /// Numbers for a dashboard. Looks at one topic after the other.
    pub fn stats(&self) -> Stats {
        let topics = read(&self.topics);
        let mut stats = Stats { topics: topics.len(), ..Stats::default() };
        for channel in topics.values() {
            let channel = lock(channel);
            let kept = channel.log.after(0);
            stats.readers += channel.readers;
            stats.kept_events += kept.events;
            stats.kept_bytes += kept.bytes;
            stats.published += channel.log.last();
            stats.lagged += channel.lagged;
            stats.missed += channel.missed;
        }
        stats
    }

    /// Use a topic, which begins to exist if it did not; `act` runs while the map is locked.
    fn with_channel<R>(
        &self,
        topic: &Topic,
        act: impl FnOnce(&Arc<Mutex<Channel>>) -> R,
    ) -> Result<R, Refused> {
        if let Some(channel) = read(&self.topics).get(topic) {
            return Ok(act(channel));
        }
        let mut topics = write(&self.topics);
        if topics.len() >= self.limits.topics && !topics.contains_key(topic) {
            return Err(Refused::TooManyTopics { limit: self.limits.topics });
        }
        Ok(act(topics.entry(topic.clone()).or_default()))
    }

    /// Forget `topic` if nobody reads it and it never held an event. Looked at again under the
    /// lock of the map, for someone may have come since.
    pub(crate) fn forget_unused(&self, topic: &Topic) {
        let mut topics = write(&self.topics);
        if topics.get(topic).is_some_and(|channel| lock(channel).is_unused()) {
            topics.remove(topic);
        }
    }
}

impl Default for Hub {
    fn default() -> Self {
        Self::new(HubLimits::DEFAULT)
    }
}

impl fmt::Debug for Hub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hub").field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl Channel {
    /// Nobody reads it, and it has given out no number.
    pub(crate) fn is_unused(&self) -> bool {
        self.readers == 0 && self.log.last() == 0
    }
}
