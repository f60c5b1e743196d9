//! # Ear: what one reader hears                                      chapter 16
//! Knows: which events came, how late, over how many bytes. Does not know: by which transport.
//! Read before: `schedule.rs`, `net/src/onlooker.rs`. Read next: `reader.rs`.

use super::schedule::{Label, Schedule};
use crate::listen::heard::Over;
use hdrhistogram::Histogram;
use net::onlooker::Seen;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use wire::published::RESET_EVENT;
use wire::{EventId, Watch};

/// What all who take part in one measurement share.
#[derive(Debug)]
pub struct Course {
    /// When each event is due.
    pub schedule: Schedule,
    /// When the measurement began.
    began: OnceLock<Instant>,
    /// From due to heard, in nanoseconds, of all readers.
    delays: Mutex<Histogram<u64>>,
}

impl Course {
    /// Nothing has begun yet.
    ///
    /// # Errors
    /// There is no room for the delays.
    pub fn new(schedule: Schedule) -> Result<Self, Over> {
        let delays = Histogram::new(3).map_err(|error| Over::Lost(error.to_string()))?;
        Ok(Self { schedule, began: OnceLock::new(), delays: Mutex::new(delays) })
    }

    /// The moment from which all is counted: that of the first call.
    pub fn began(&self) -> Instant {
        *self.began.get_or_init(Instant::now)
    }

    /// From due to heard, in nanoseconds, so far.
    pub fn delays(&self) -> Histogram<u64> {
        self.delays.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// An event was heard that was due then; returns how long after the beginning.
    fn note(&self, due: Duration) -> Duration {
        let now = self.began().elapsed();
        let delay = u64::try_from(now.saturating_sub(due).as_nanos()).unwrap_or(u64::MAX);
        let mut delays = self.delays.lock().unwrap_or_else(PoisonError::into_inner);
        // It grows with what it is given; a delay for which there is no room is a year long.
        let _recorded = delays.record(delay);
        drop(delays);
        now
    }
}

/// Bytes and requests, as the client's socket sees them (inside TLS, where there is TLS).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Bytes to the server.
    pub sent: u64,
    /// Bytes from it.
    pub received: u64,
    /// Requests.
    pub requests: u64,
}

/// What one reader heard. Its copies are the same ear.
#[derive(Clone, Debug)]
pub struct Ear(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    course: Arc<Course>,
    sent: AtomicU64,
    received: AtomicU64,
    requests: AtomicU64,
    heard: Mutex<Heard>,
}

/// Which events a reader heard, and what it was told besides.
#[derive(Clone, Debug, Default)]
pub struct Heard {
    /// The last probe.
    pub probe: Option<u64>,
    /// How many different events came.
    pub events: usize,
    /// How many came again.
    pub twice: u64,
    /// How many its log had and it was not given, though nobody told it so.
    pub lost: u64,
    /// How often it was told that it has missed events.
    pub resets: u64,
    /// When the last event came, counted from the beginning.
    pub last: Duration,
    /// Why it hears no more.
    pub over: Option<Over>,
    /// By number: whether it came.
    came: Vec<bool>,
    /// The last id, where ids are numbers that follow each other.
    place: Option<EventId>,
}

impl Ear {
    /// Nothing was heard yet.
    pub fn new(course: Arc<Course>) -> Self {
        let heard = Heard { came: vec![false; course.schedule.count()], ..Heard::default() };
        let [sent, received, requests] = [const { AtomicU64::new(0) }; 3];
        Self(Arc::new(Inner { course, sent, received, requests, heard: Mutex::new(heard) }))
    }

    fn lock(&self) -> MutexGuard<'_, Heard> {
        self.0.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An event came, with this id and type, where it has one.
    pub fn hear(&self, id: Option<&str>, kind: Option<&str>, data: &str) {
        let mut heard = self.lock();
        let told = kind == Some(RESET_EVENT);
        heard.resets += u64::from(told);
        if let Some(id) = id.and_then(|id| id.parse::<EventId>().ok()) {
            heard.follow(id, told);
        }
        match self.0.course.schedule.label(data) {
            Some(Label::Probe(number)) => heard.probe = Some(number),
            Some(Label::Due(due)) => {
                let Some(number) = self.0.course.schedule.number(due) else { return };
                let Some(came) = heard.came.get_mut(number) else { return };
                if std::mem::replace(came, true) {
                    heard.twice += 1;
                    return;
                }
                heard.events += 1;
                heard.last = self.0.course.note(due);
            }
            // Somebody else publishes here, too.
            None => {}
        }
    }

    /// It hears no more.
    pub fn is_over(&self, why: Over) {
        self.lock().over = Some(why);
    }

    /// Look at what was heard so far.
    pub fn look<T>(&self, look: impl FnOnce(&Heard) -> T) -> T {
        look(&self.lock())
    }

    /// What went over its connections so far.
    pub fn traffic(&self) -> Traffic {
        let Inner { sent, received, requests, .. } = &*self.0;
        let [sent, received, requests] = [sent, received, requests].map(|one| one.load(Relaxed));
        Traffic { sent, received, requests }
    }

    /// Bytes go over its connection.
    pub fn see(&self, seen: Seen<'_>) {
        match seen {
            Seen::Opened => {}
            Seen::Sent(bytes) => {
                self.0.sent.fetch_add(bytes.len() as u64, Relaxed);
                // A reader asks with GET, and nothing else that it sends begins so.
                self.0.requests.fetch_add(bytes.starts_with(b"GET ").into(), Relaxed);
            }
            Seen::Received(bytes) => {
                self.0.received.fetch_add(bytes.len() as u64, Relaxed);
            }
        }
    }
}

impl Watch for Ear {
    fn received(&mut self, bytes: &[u8]) {
        self.see(Seen::Received(bytes));
    }

    fn sent(&mut self, bytes: &[u8]) {
        self.see(Seen::Sent(bytes));
    }
}

impl Heard {
    /// Numbers of a log follow each other: a gap that nobody told of is a loss.
    fn follow(&mut self, id: EventId, told: bool) {
        if let Some(place) = self.place.filter(|place| place.epoch == id.epoch && !told) {
            self.lost += id.number.saturating_sub(place.number + 1);
        }
        self.place = Some(id);
    }
}
