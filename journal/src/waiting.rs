//! # Waiting: what the writer has not taken yet                      chapter 15
//! Knows: a bounded queue, and how the writer sleeps when it is empty. Does not know: the disk.
//! Read before: `store.rs`. Read next: `writer.rs`.
//!
//! The writer takes all that has come at once. What comes while it waits for the disk shares the
//! next wait: the more is published, the fewer waits are needed for each event (*group commit*).

use crate::Options;
use hub::{Draft, Ticket, Topic};
use std::mem;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use wire::Published;

/// An event on its way.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) topic: Topic,
    pub(crate) draft: Draft,
    pub(crate) ticket: Ticket,
}

impl Job {
    /// As `Published::weight` counts.
    fn weight(&self) -> usize {
        Published::weight_of(self.draft.event(), self.draft.data())
    }
}

/// Those who wait to be written.
#[derive(Debug)]
pub(crate) struct Waiting {
    queue: Mutex<Queue>,
    changed: Condvar,
    most_events: usize,
    most_bytes: usize,
}

#[derive(Debug, Default)]
struct Queue {
    jobs: Vec<Job>,
    bytes: usize,
    closed: bool,
}

/// Why a job was not taken.
#[derive(Debug)]
pub(crate) enum Full {
    /// As much waits as may.
    Busy(Job),
    /// Nobody writes any more.
    Closed(Job),
}

impl Waiting {
    pub(crate) fn new(options: &Options) -> Self {
        let (most_events, most_bytes) = (options.waiting_events, options.waiting_bytes);
        Self { queue: Mutex::default(), changed: Condvar::new(), most_events, most_bytes }
    }

    /// Let a job wait. One alone may, whatever it weighs.
    pub(crate) fn put(&self, job: Job) -> Result<(), Full> {
        let mut queue = lock(&self.queue);
        let bytes = queue.bytes.saturating_add(job.weight());
        if queue.closed {
            return Err(Full::Closed(job));
        }
        let fits = queue.jobs.len() < self.most_events && bytes <= self.most_bytes;
        if !fits && !queue.jobs.is_empty() {
            return Err(Full::Busy(job));
        }
        queue.bytes = bytes;
        queue.jobs.push(job);
        self.changed.notify_one();
        Ok(())
    }

    /// All that wait, in order; sleeps until there is one. `None` when it is closed and empty.
    pub(crate) fn take(&self) -> Option<Vec<Job>> {
        let mut queue = lock(&self.queue);
        while queue.jobs.is_empty() {
            if queue.closed {
                return None;
            }
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        queue.bytes = 0;
        Some(mem::take(&mut queue.jobs))
    }

    /// How many wait.
    pub(crate) fn len(&self) -> usize {
        lock(&self.queue).jobs.len()
    }

    /// Take no more. What waits is still written.
    pub(crate) fn close(&self) {
        lock(&self.queue).closed = true;
        self.changed.notify_one();
    }

    /// Take no more, and give back what waits, for nobody will write it.
    pub(crate) fn abandon(&self) -> Vec<Job> {
        let mut queue = lock(&self.queue);
        queue.closed = true;
        mem::take(&mut queue.jobs)
    }
}

/// Lock `mutex`. What it guards is whole at any moment: a panic elsewhere does not matter.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
