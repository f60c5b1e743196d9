//! # Backplane: what stands between publishers and logs              chapter 15
//! Knows: who gives the order and the numbers, and how numbered events come to the hubs.
//! Does not know: where the events are kept meanwhile.
//! Read before: `receipt.rs`. Read next: `in_memory.rs`, then `hub.rs`.
//!
//! ```text
//! publish ─► Draft ─► Backplane ─► Published ─► Deliver ─► the log of each hub ─► readers
//!                         └─► Ticket ─► Receipt
//! ```
//! A hub gives out no numbers: it hands each draft to its backplane, and keeps what comes back.
//! So there may be more than one hub behind one backplane, and the events may go by a disk or by
//! another machine before anyone reads them.

use crate::hub::Inner;
use crate::{Draft, Ticket, Topic};
use std::fmt;
use std::sync::{Arc, Weak};
use std::task::Waker;
use std::vec::IntoIter;
use wire::{Epoch, Published};

/// The order of all events, and the way to every hub.
///
/// What every backplane keeps to:
///
/// - the numbers of a topic are 1, 2, 3 … within one [`Epoch`], and each hub gets them in that
///   order;
/// - an event is delivered only when it is as safe as the backplane makes events. What a reader
///   has seen is never taken back;
/// - each ticket is answered, and its event is delivered to the publisher's own hub before.
pub trait Backplane: Send + Sync {
    /// The life of the log, the same for as long as the backplane exists.
    fn epoch(&self) -> Epoch;

    /// Take an event: give it a number, deliver it to every hub, answer the ticket; all of it now
    /// or later. Does not block: a backplane that cannot keep up refuses with
    /// [`Refused::Busy`](crate::Refused::Busy).
    fn publish(&self, topic: &Topic, draft: Draft, ticket: Ticket);

    /// A hub begins. It is given what is kept from before, if anything is, and then every event.
    fn join(&self, hub: Deliver);

    /// How it gets on. One that does all at once has nothing to tell.
    fn progress(&self) -> Progress {
        Progress::default()
    }
}

/// How a backplane that keeps events elsewhere gets on: numbers for a dashboard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Events that wait for their turn now.
    pub waiting: u64,
    /// Batches that were kept, in all. There are several events in one when many are published at
    /// the same time.
    pub batches: u64,
    /// Batches that could not be kept, in all.
    pub failed: u64,
}

/// The way into the logs of one hub. It does not keep the hub alive.
#[derive(Clone)]
pub struct Deliver(Weak<Inner>);

impl Deliver {
    pub(crate) fn new(hub: Weak<Inner>) -> Self {
        Self(hub)
    }

    /// False when the hub is no more: whoever delivers can forget it.
    pub fn is_alive(&self) -> bool {
        self.0.strong_count() > 0
    }

    /// Put a numbered event into the log of `topic`.
    ///
    /// A number that the log has already is passed over. One that is too high is taken: what lies
    /// between was lost on the way, and readers are told so. An event of another epoch than the
    /// backplane's is not taken.
    pub fn deliver(&self, topic: &Topic, event: Arc<Published>) -> Woken {
        let woken = self.0.upgrade().map(|hub| hub.append(topic, event));
        woken.unwrap_or_default()
    }
}

impl fmt::Debug for Deliver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deliver").field("is_alive", &self.is_alive()).finish()
    }
}

/// Those who waited for an event: they are woken when this is dropped.
///
/// Let go of your own locks before. A waker is foreign code: it may publish, read, or drop what
/// takes the same lock.
#[derive(Debug, Default)]
#[must_use = "readers are woken when it is dropped, which should be when no lock is held"]
pub struct Woken(IntoIter<Option<Waker>>);

impl Woken {
    pub(crate) fn new(wakers: IntoIter<Option<Waker>>) -> Self {
        Self(wakers)
    }
}

impl Drop for Woken {
    fn drop(&mut self) {
        self.0.by_ref().flatten().for_each(Waker::wake);
    }
}
