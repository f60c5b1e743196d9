//! # A backplane that takes its time                                 chapter 15
//! Knows: what a log on disk would do, when the test says so. Does not know: disks.
//! Read before: `hub/src/backplane.rs`. Read next: `backplane.rs`.

use hub::{Backplane, Deliver, Draft, InMemory, Refused, Ticket, Topic};
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};
use wire::Epoch;

type Waiting = VecDeque<(Topic, Draft, Ticket)>;

/// Takes up to so many events, and does nothing with them until it is told to.
pub struct Later {
    memory: InMemory,
    room: usize,
    waiting: Mutex<Waiting>,
}

impl Later {
    pub fn new(epoch: Epoch, room: usize) -> Self {
        Self { memory: InMemory::new(epoch), room, waiting: Mutex::default() }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap()
    }

    /// How many events wait.
    pub fn len(&self) -> usize {
        self.waiting().len()
    }

    /// The oldest event that waits is as safe as it gets: deliver it, answer its ticket.
    pub fn write_one(&self) {
        let oldest = self.waiting().pop_front();
        let (topic, draft, ticket) = oldest.expect("an event waits");
        self.memory.publish(&topic, draft, ticket);
    }

    /// Lose all that waits, tickets and all.
    pub fn lose_all(&self) {
        let lost = std::mem::take(&mut *self.waiting());
        drop(lost);
    }
}

impl Backplane for Later {
    fn epoch(&self) -> Epoch {
        self.memory.epoch()
    }

    fn publish(&self, topic: &Topic, draft: Draft, ticket: Ticket) {
        let mut waiting = self.waiting();
        if waiting.len() < self.room {
            waiting.push_back((topic.clone(), draft, ticket));
        } else {
            drop(waiting);
            ticket.refuse(Refused::Busy);
        }
    }

    fn join(&self, hub: Deliver) {
        self.memory.join(hub);
    }
}
