//! # Hub: where publishers and readers meet                          chapter 15
//! Knows: which topics exist, and which lock is taken when. Does not know: transports.
//! Read before: `log.rs`, `waiting.rs`, `backplane.rs`. Read next: `reader.rs`.
//!
//! There are two kinds of lock, always taken in this order, and none is held while a waker runs:
//!
//! 1. the *map* of topics: shared by all who use a topic, alone only for those who add or forget
//!    one. Whoever holds it knows that no topic is forgotten under their hands;
//! 2. one lock a *topic*, for its log and for those who wait. It is held for the time of one
//!    append or one look; no text is copied under it.

use crate::lock::{lock, read, write};
use crate::waiting::Waiting;
use crate::{
    Backplane, Cursor, Deliver, Draft, HubLimits, InMemory, Log, Progress, Queue, Reader, Receipt,
    Refused, Start, Ticket, Topic, Woken,
};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, RwLock};
use wire::{Epoch, EventId, Published};

/// Topics, each a numbered log that many may read.
///
/// A clone is the same hub. A topic comes into being with its first event or its first reader; one
/// that never held an event, and to which none is on its way, is forgotten with its last reader.
/// One that did is kept, for its numbers must not begin anew.
#[derive(Clone)]
pub struct Hub(pub(crate) Arc<Inner>);

/// What the clones of a hub share.
pub(crate) struct Inner {
    limits: HubLimits,
    epoch: Epoch,
    backplane: Arc<dyn Backplane>,
    pub(crate) topics: RwLock<BTreeMap<Topic, Arc<Mutex<Channel>>>>,
}

/// One topic.
#[derive(Debug)]
pub(crate) struct Channel {
    pub(crate) log: Log,
    pub(crate) waiting: Waiting,
    pub(crate) readers: usize,
    /// Events on their way to the log: their tickets were not answered yet.
    pub(crate) publishing: usize,
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
    /// What their encodings weigh, those on their way to a reader included.
    pub encoded_bytes: u64,
    /// Events published in all.
    pub published: u64,
    /// Readers that were ended by [`Policy::Disconnect`](crate::Policy::Disconnect), in all.
    pub lagged: u64,
    /// Events that the other policies left out, for all readers, in all.
    pub missed: u64,
    /// How the backplane gets on.
    pub backplane: Progress,
}

impl Hub {
    /// A hub without topics, for one process: nothing outlives it. Draw `epoch` by lot.
    pub fn new(limits: HubLimits, epoch: Epoch) -> Self {
        Self::on(limits, Arc::new(InMemory::new(epoch)))
    }

    /// A hub on `backplane`, with what that has kept.
    pub fn on(limits: HubLimits, backplane: Arc<dyn Backplane>) -> Self {
        let epoch = backplane.epoch();
        let inner = Inner { limits, epoch, backplane, topics: RwLock::default() };
        let hub = Self(Arc::new(inner));
        hub.0.backplane.join(Deliver::new(Arc::downgrade(&hub.0)));
        hub
    }

    /// Publish an event to `topic`. Its type is `message` unless `event` names another.
    ///
    /// The receipt says under which id it is in the log; or, as [`Refused`], that its type cannot
    /// travel, that it weighs more than a log may, that the topic is one too many, or that the
    /// backplane does not take it. With the backplane of one process it says so at once, and all
    /// who wait were woken: that costs O(readers that wait).
    pub fn publish(&self, topic: &Topic, event: Option<&str>, data: &str) -> Receipt {
        let ticket = |shared: &Arc<Mutex<Channel>>| {
            lock(shared).publishing += 1;
            Ticket::new(Arc::downgrade(&self.0), topic.clone(), Arc::clone(shared))
        };
        let draft = Draft::new(event, data, &self.0.limits);
        let ready = draft.and_then(|draft| Ok((draft, self.0.with_channel(topic, ticket)?)));
        let (draft, (ticket, receipt)) = match ready {
            Ok(ready) => ready,
            Err(refused) => return Receipt::given(Err(refused)),
        };
        self.0.backplane.publish(topic, draft, ticket);
        receipt
    }

    /// Read `topic` from `start` on. What became of the start is in [`Reader::started`].
    ///
    /// Whether a client may read the topic is the caller's to know, and to know again for a client
    /// that comes back: replayed events are as secret as new ones.
    ///
    /// # Errors
    /// [`Refused::TooManyTopics`].
    pub fn reader(&self, topic: &Topic, start: Start, queue: Queue) -> Result<Reader, Refused> {
        self.0.with_channel(topic, |shared| {
            let mut channel = lock(shared);
            channel.readers += 1;
            let cursor = Cursor::new(&channel.log, start, queue);
            Reader::new(self.clone(), topic.clone(), Arc::clone(shared), cursor)
        })
    }

    /// The id of the newest event of `topic`; its number is 0 if there never was one.
    pub fn cursor(&self, topic: &Topic) -> EventId {
        let topics = read(&self.0.topics);
        self.epoch().at(topics.get(topic).map_or(0, |channel| lock(channel).log.last()))
    }

    /// The life of the logs.
    pub fn epoch(&self) -> Epoch {
        self.0.epoch
    }

    /// Numbers for a dashboard. Looks at one topic after the other.
    pub fn stats(&self) -> Stats {
        let topics = read(&self.0.topics);
        let backplane = self.0.backplane.progress();
        let mut stats = Stats { topics: topics.len(), backplane, ..Stats::default() };
        for channel in topics.values() {
            let channel = lock(channel);
            let kept = channel.log.after(0);
            stats.readers += channel.readers;
            stats.kept_events += kept.events;
            stats.kept_bytes += kept.bytes;
            stats.encoded_bytes += channel.log.encoded_bytes() as u64;
            stats.published += channel.log.last();
            stats.lagged += channel.lagged;
            stats.missed += channel.missed;
        }
        stats
    }
}

impl Inner {
    /// Keep what the backplane delivers. A topic that was forgotten since comes into being again,
    /// for its event is in the log already, whatever our limits say.
    pub(crate) fn append(&self, topic: &Topic, event: Arc<Published>) -> Woken {
        let append = |channel: &Arc<Mutex<Channel>>| {
            let mut channel = lock(channel);
            let is_new = channel.log.push(event, &self.limits);
            if is_new { channel.waiting.get_up() } else { Woken::default() }
        };
        if let Some(channel) = read(&self.topics).get(topic) {
            return append(channel);
        }
        append(self.enter(&mut write(&self.topics), topic))
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
        Ok(act(self.enter(&mut topics, topic)))
    }

    fn enter<'t>(
        &self,
        topics: &'t mut BTreeMap<Topic, Arc<Mutex<Channel>>>,
        topic: &Topic,
    ) -> &'t Arc<Mutex<Channel>> {
        let channel = || Arc::new(Mutex::new(Channel::new(self.epoch, &self.limits)));
        topics.entry(topic.clone()).or_insert_with(channel)
    }

    /// Forget `topic` if it is unused. Looked at again under the
    /// lock of the map, for someone may have come since.
    pub(crate) fn forget_unused(&self, topic: &Topic) {
        let mut topics = write(&self.topics);
        if topics.get(topic).is_some_and(|channel| lock(channel).is_unused()) {
            topics.remove(topic);
        }
    }
}

impl fmt::Debug for Hub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Hub");
        out.field("epoch", &self.epoch).field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl Channel {
    fn new(epoch: Epoch, limits: &HubLimits) -> Self {
        let (log, waiting) = (Log::new(epoch, limits), Waiting::default());
        Self { log, waiting, readers: 0, publishing: 0, lagged: 0, missed: 0 }
    }

    /// Nobody reads it, it has given out no number, and nobody waits for one.
    pub(crate) fn is_unused(&self) -> bool {
        self.readers == 0 && self.publishing == 0 && self.log.last() == 0
    }
}
