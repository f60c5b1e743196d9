//! # Writer: the one thread that writes                              chapter 15
//! Knows: one batch after the other: written, then delivered, then acknowledged; and what happens
//! when the disk fails. Does not know: who publishes.
//! Read before: `waiting.rs`. Read next: `journal.rs`.

use crate::waiting::{Job, Waiting, lock};
use crate::{Entry, OpenError, Options, Report, Store};
use hub::{Deliver, Refused, Ticket, Topic, Woken};
use std::collections::BTreeMap;
use std::mem;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use wire::{Epoch, EventId, Published};

/// The log on disk, and the hubs that hear of it. Locked while a batch is written and delivered,
/// so that a hub that joins misses nothing.
#[derive(Debug)]
pub(crate) struct Log {
    store: State,
    hubs: Vec<Deliver>,
    folder: PathBuf,
    options: Options,
    epoch: Epoch,
    report: Report,
}

#[derive(Debug)]
enum State {
    Good(Store),
    /// A batch could not be written. These are the last numbers that were, by topic.
    Failed(BTreeMap<Topic, u64>),
    /// The disk did not keep what it was given: only a new start can tell what is there.
    Lost,
}

/// What a batch has led to: to be told when no lock is held.
#[derive(Debug, Default)]
struct Told {
    accepted: Vec<(Ticket, EventId)>,
    refused: Vec<Ticket>,
    woken: Vec<Woken>,
}

/// How many batches were written, and how many could not be.
#[derive(Debug, Default)]
pub(crate) struct Batches {
    pub(crate) written: AtomicU64,
    pub(crate) failed: AtomicU64,
}

/// Write what comes until the queue is closed and empty.
pub(crate) fn run(waiting: &Waiting, log: &Mutex<Log>, batches: &Batches) {
    let _guard = Abandon(waiting);
    while let Some(jobs) = waiting.take() {
        let told = lock(log).write(jobs);
        let is_kept = told.refused.is_empty();
        if is_kept { &batches.written } else { &batches.failed }.fetch_add(1, Relaxed);
        for (ticket, id) in told.accepted {
            ticket.accept(id);
        }
        told.refused.into_iter().for_each(|ticket| ticket.refuse(Refused::Failed));
        drop(told.woken);
    }
}

/// However the writer ends: nobody waits for an answer that cannot come.
struct Abandon<'w>(&'w Waiting);

impl Drop for Abandon<'_> {
    fn drop(&mut self) {
        let jobs = self.0.abandon();
        jobs.into_iter().for_each(|job| job.ticket.refuse(Refused::Failed));
    }
}

impl Log {
    pub(crate) fn new(store: Store, folder: PathBuf, options: Options, report: Report) -> Self {
        let epoch = store.epoch();
        Self { store: State::Good(store), hubs: Vec::new(), folder, options, epoch, report }
    }

    /// Give a hub all that is kept, and from now on every event.
    pub(crate) fn join(&mut self, hub: Deliver) -> Result<(), OpenError> {
        if let State::Good(store) = &self.store {
            let epoch = self.epoch;
            store.load(|topic, number, event, data| {
                let id = epoch.at(number);
                let event = Published { id, event: event.into(), data: data.into() };
                // It is new: nobody reads from it yet, so nobody is woken.
                drop(hub.deliver(topic, Arc::new(event)));
            })?;
        }
        self.hubs.retain(Deliver::is_alive);
        self.hubs.push(hub);
        Ok(())
    }

    /// Write a batch; if it is kept, deliver it.
    fn write(&mut self, jobs: Vec<Job>) -> Told {
        let mut told = Told::default();
        let Some(numbers) = self.keep(&jobs) else {
            told.refused = jobs.into_iter().map(|job| job.ticket).collect();
            return told;
        };
        for (Job { topic, draft, ticket }, number) in jobs.into_iter().zip(numbers) {
            let id = self.epoch.at(number);
            let event = Arc::new(draft.numbered(id));
            told.woken.extend(self.hubs.iter().map(|hub| hub.deliver(&topic, Arc::clone(&event))));
            told.accepted.push((ticket, id));
        }
        told
    }

    /// The numbers of a batch, or `None` if it could not be written.
    fn keep(&mut self, jobs: &[Job]) -> Option<Vec<u64>> {
        let mut store = self.good_store()?;
        let entry = |job| {
            let Job { topic, draft, .. }: &Job = job;
            Entry { topic, event: draft.event(), data: draft.data() }
        };
        let batch: Vec<_> = jobs.iter().map(entry).collect();
        match store.append(&batch) {
            Ok(numbers) => {
                self.store = State::Good(store);
                Some(numbers)
            }
            Err(error) => {
                (self.report)(&error);
                if !store.is_lost() {
                    self.store = State::Failed(store.lasts());
                }
                None
            }
        }
    }

    /// The store, which is missing from the state until it is put back. After a failure it is
    /// opened again: the disk may have room now.
    fn good_store(&mut self) -> Option<Store> {
        match mem::replace(&mut self.store, State::Lost) {
            State::Good(store) => Some(store),
            State::Lost => None,
            State::Failed(lasts) => {
                let opened = Store::open(&self.folder, &self.options, self.epoch);
                let mut store = opened.ok().filter(|store| store.epoch() == self.epoch);
                // What failed may be there all the same, though its publishers were told otherwise.
                let is_good = store.as_mut().is_some_and(|store| store.take_back(&lasts).is_ok());
                if !is_good {
                    self.store = State::Failed(lasts);
                }
                store.filter(|_| is_good)
            }
        }
    }
}
