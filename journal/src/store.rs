//! # Store: what stands on the disk                                  chapter 15
//! Knows: events by topic and number, bounds, one transaction a batch. Does not know: who waits.
//! Read before: `epoch.rs`. Read next: `waiting.rs`.
//!
//! ```text
//! table    key                  value
//! events   topic, number        type, text
//! about    "format"             "1"
//!          "epoch"              in hex
//!          "unflushed"          see `epoch.rs`
//! ```
//! The keys are ordered, so a topic's log is one stretch of the table, oldest first.

use crate::error::StoreError;
use crate::file::Sync;
use crate::{Flush, OpenError, Options, WriteError, epoch, open};
use hub::{HubLimits, Topic};
use redb::{Database, ReadableTable as _, Table, TableDefinition};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use wire::{Epoch, Published};

pub(crate) type Key = (&'static str, u64);
pub(crate) type Value = (&'static str, &'static str);
pub(crate) const EVENTS: TableDefinition<'_, Key, Value> = TableDefinition::new("events");
pub(crate) const ABOUT: TableDefinition<'_, &str, &str> = TableDefinition::new("about");

/// A log on disk, with one writer.
///
/// ```
/// use hub::Topic;
/// use journal::{Entry, Options, Store};
/// use wire::Epoch;
/// # let folder = std::env::temp_dir().join(format!("journal-{}", std::process::id()));
/// let weather = Topic::new("weather")?;
/// let mut store = Store::open(&folder, &Options::DEFAULT, Epoch::new(0x5eed))?;
/// let numbers = store.append(&[Entry { topic: &weather, event: "message", data: "rain" }])?;
/// assert_eq!(numbers, [1]);
/// drop(store);
///
/// // Another process, another day: the epoch is the old one, and the numbers go on.
/// let mut store = Store::open(&folder, &Options::DEFAULT, Epoch::new(0xbad))?;
/// let numbers = store.append(&[Entry { topic: &weather, event: "message", data: "sun" }])?;
/// assert_eq!((numbers, store.epoch()), (vec![2], Epoch::new(0x5eed)));
/// # drop(store);
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Store {
    database: Database,
    path: PathBuf,
    epoch: Epoch,
    kept: BTreeMap<Topic, Kept>,
    limits: HubLimits,
    sync: Arc<Sync>,
    flush: Flush,
}

/// An event that has no number yet.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// Its topic.
    pub topic: &'a Topic,
    /// Its type.
    pub event: &'a str,
    /// Its text.
    pub data: &'a str,
}

/// What is kept of one topic: the numbers from `first` to `last`, and what they weigh.
#[derive(Clone, Copy, Debug)]
struct Kept {
    first: u64,
    last: u64,
    bytes: u64,
}

impl Store {
    /// Open the log in `folder`, or make one whose epoch is `fresh`; it is also the next epoch of
    /// an old log that may have lost its end.
    ///
    /// Costs a look at all that is kept: a tenth of a second for 20 MB.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(folder: &Path, options: &Options, fresh: Epoch) -> Result<Self, OpenError> {
        let sync = Arc::default();
        let database = open::open(folder, &sync, fresh)?;
        let path = folder.join(open::FILE);
        let kept = open::guarded(&path, || found(&database))?;
        let life = epoch::life_of_the_machine();
        let epoch = open::guarded(&path, || epoch::go_on(&database, options.flush, fresh, &life))?;
        sync.skipped.store(options.flush == Flush::ToSystem, Relaxed);
        Ok(Self { database, path, epoch, kept, limits: options.limits, sync, flush: options.flush })
    }

    /// The epoch of every number in it.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// The topics that it holds.
    pub fn topics(&self) -> impl Iterator<Item = &Topic> {
        self.kept.keys()
    }

    /// The number of the newest event of `topic`: 0 if there never was one.
    pub fn last(&self, topic: &Topic) -> u64 {
        self.kept.get(topic).map_or(0, |kept| kept.last)
    }

    /// Keep a batch: all of it or nothing, and whatever is beyond the bounds goes with the same
    /// stroke. When this returns the events are as safe as [`Flush`] says. Returns their numbers.
    ///
    /// # Errors
    /// [`WriteError`]: the disk is full or fails. The store cannot be used any more; it can be
    /// opened again.
    pub fn append(&mut self, batch: &[Entry<'_>]) -> Result<Vec<u64>, WriteError> {
        self.commit(batch).map_err(WriteError)
    }

    fn commit(&mut self, batch: &[Entry<'_>]) -> Result<Vec<u64>, StoreError> {
        let mut grown: BTreeMap<Topic, Kept> = BTreeMap::new();
        let mut numbers = Vec::with_capacity(batch.len());
        let write = self.database.begin_write()?;
        {
            let mut events = write.open_table(EVENTS)?;
            for Entry { topic, event, data } in batch {
                let known = || self.kept.get(topic).copied().unwrap_or(Kept::NOTHING);
                let kept = grown.entry(Topic::clone(topic)).or_insert_with(known);
                kept.last += 1;
                kept.bytes += weight(event, data);
                events.insert((topic.as_str(), kept.last), (*event, *data))?;
                numbers.push(kept.last);
            }
            for (topic, kept) in &mut grown {
                kept.trim(topic, &mut events, &self.limits)?;
            }
        }
        write.commit()?;
        self.kept.extend(grown);
        Ok(numbers)
    }

    /// The number of the newest event of each topic.
    pub(crate) fn lasts(&self) -> BTreeMap<Topic, u64> {
        self.kept.iter().map(|(topic, kept)| (topic.clone(), kept.last)).collect()
    }

    /// True when the disk did not keep what it was given.
    pub(crate) fn is_lost(&self) -> bool {
        self.sync.failed.load(Relaxed)
    }

    /// Remove what is behind these numbers.
    pub(crate) fn take_back(&mut self, lasts: &BTreeMap<Topic, u64>) -> Result<(), StoreError> {
        let write = self.database.begin_write()?;
        {
            let mut events = write.open_table(EVENTS)?;
            for topic in self.kept.keys() {
                let (name, last) = (topic.as_str(), lasts.get(topic).copied().unwrap_or(0));
                events.retain_in((name, last + 1)..=(name, u64::MAX), |_, _| false)?;
            }
        }
        write.commit()?;
        self.kept = found(&self.database)?;
        Ok(())
    }

    /// Show all that is kept, topic by topic, the oldest first: topic, number, type, text.
    ///
    /// # Errors
    /// [`OpenError`]: what could be read a moment ago cannot be read now.
    pub fn load(&self, mut each: impl FnMut(&Topic, u64, &str, &str)) -> Result<(), OpenError> {
        open::guarded(&self.path, || {
            let events = self.database.begin_read()?.open_table(EVENTS)?;
            for topic in self.kept.keys() {
                let name = topic.as_str();
                for row in events.range((name, 0)..=(name, u64::MAX))? {
                    let (key, value) = row?;
                    let ((_, number), (event, data)) = (key.value(), value.value());
                    each(topic, number, event, data);
                }
            }
            Ok(())
        })
    }
}

impl Kept {
    const NOTHING: Self = Self { first: 1, last: 0, bytes: 0 };

    /// Drop the oldest events of `topic` until the rest is within `limits`, as `hub::Log` does. The
    /// newest is kept whatever they say: it holds the number from which to go on.
    fn trim(
        &mut self,
        topic: &Topic,
        events: &mut Table<'_, Key, Value>,
        limits: &HubLimits,
    ) -> Result<(), StoreError> {
        let (most, most_bytes) = (limits.log_events as u64, limits.log_bytes as u64);
        while self.first < self.last && (self.last - self.first >= most || self.bytes > most_bytes)
        {
            if let Some(oldest) = events.remove((topic.as_str(), self.first))? {
                let (event, data) = oldest.value();
                self.bytes -= weight(event, data);
            }
            self.first += 1;
        }
        Ok(())
    }
}

/// What there is of each topic. Numbers must follow each other: a hole would be a lost event.
fn found(database: &Database) -> Result<BTreeMap<Topic, Kept>, StoreError> {
    let mut found: BTreeMap<Topic, Kept> = BTreeMap::new();
    for row in database.begin_read()?.open_table(EVENTS)?.iter()? {
        let (key, value) = row?;
        let ((name, number), (event, data)) = (key.value(), value.value());
        let topic = Topic::new(name).map_err(|error| redb::Error::Corrupted(error.to_string()))?;
        let begin = Kept { first: number, last: number.saturating_sub(1), bytes: 0 };
        let kept = found.entry(topic).or_insert(begin);
        if number != kept.last + 1 {
            let how = format!("{number} follows {} in the topic {name}", kept.last);
            return Err(redb::Error::Corrupted(how).into());
        }
        kept.last = number;
        kept.bytes += weight(event, data);
    }
    Ok(found)
}

/// As `Published::weight` counts.
fn weight(event: &str, data: &str) -> u64 {
    Published::weight_of(event, data) as u64
}

impl Drop for Store {
    /// Put all on the disk. If that fails, the mark stays: see `epoch.rs`.
    fn drop(&mut self) {
        self.sync.skipped.store(false, Relaxed);
        if self.flush == Flush::ToSystem {
            let _the_mark_stays = epoch::rest(&self.database);
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("path", &self.path).finish_non_exhaustive()
    }
}
