//! # The backplane of one process                                    chapter 15
//! Knows: the last number of each topic. Does not know: any log.
//! Read before: `backplane.rs`, `lock.rs`. Read next: `hub.rs`.
//!
//! All happens at once, under a lock of the topic: what is published by two at the same moment has
//! one order for all. It ends with the process, and so does its epoch.

use crate::lock::{lock, read, write};
use crate::{Backplane, Deliver, Draft, Ticket, Topic, Woken};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, RwLock};
use wire::Epoch;

/// Gives out numbers from memory, and delivers at once to each hub that has joined.
///
/// A hub that joins late begins with what is published then.
#[derive(Debug)]
pub struct InMemory {
    epoch: Epoch,
    /// The last number of each topic. Bounded as the topics of the hubs are.
    topics: RwLock<BTreeMap<Topic, Arc<Mutex<u64>>>>,
    hubs: RwLock<Vec<Deliver>>,
}

impl InMemory {
    /// A life that begins now. Draw its epoch by lot: one that was there before would make old
    /// cursors look good.
    pub fn new(epoch: Epoch) -> Self {
        Self { epoch, topics: RwLock::default(), hubs: RwLock::default() }
    }

    fn last_number(&self, topic: &Topic) -> Arc<Mutex<u64>> {
        if let Some(last) = read(&self.topics).get(topic) {
            return Arc::clone(last);
        }
        Arc::clone(write(&self.topics).entry(topic.clone()).or_default())
    }
}

impl Backplane for InMemory {
    fn epoch(&self) -> Epoch {
        self.epoch
    }

    fn publish(&self, topic: &Topic, draft: Draft, ticket: Ticket) {
        let last = self.last_number(topic);
        let mut last = lock(&last);
        *last += 1;
        let id = self.epoch.at(*last);
        let event = Arc::new(draft.numbered(id));
        let hubs = read(&self.hubs);
        let deliver = |hub: &Deliver| hub.deliver(topic, Arc::clone(&event));
        let woken: Vec<Woken> = hubs.iter().map(deliver).collect();
        drop(hubs);
        drop(last);
        ticket.accept(id); // no lock is held here
        drop(woken);
    }

    fn join(&self, hub: Deliver) {
        let mut hubs = write(&self.hubs);
        hubs.retain(Deliver::is_alive);
        hubs.push(hub);
    }
}
