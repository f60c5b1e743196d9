//! # A log of events                                                 chapter 07 · HTML §9.2.4
//! Knows: the events so far, numbered from 1. Does not know: who reads them.
//! Read before: `events.rs`. Read next: `events/block.rs`.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// So many events are kept for who comes back.
const KEPT: usize = 1000;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its number.
    pub id: u64,
    /// Its text.
    pub data: String,
}

/// The newest events, and a bell for the next one.
#[derive(Debug, Default)]
pub struct Log {
    events: Mutex<VecDeque<Event>>,
    bell: Condvar,
}

impl Log {
    /// Append an event; its number.
    pub fn publish(&self, data: String) -> u64 {
        let mut events = self.lock();
        let id = events.back().map_or(0, |newest| newest.id) + 1;
        events.push_back(Event { id, data });
        if events.len() > KEPT {
            events.pop_front();
        }
        drop(events);
        self.bell.notify_all();
        id
    }

    /// The number of the newest event, or 0.
    pub fn newest(&self) -> u64 {
        self.lock().back().map_or(0, |newest| newest.id)
    }

    /// The events behind number `last`; none when none comes within `time`.
    pub fn behind(&self, last: u64, time: Duration) -> Vec<Event> {
        let none = |events: &mut VecDeque<Event>| events.back().is_none_or(|e| e.id <= last);
        let waited = self.bell.wait_timeout_while(self.lock(), time, none);
        let (events, _) = waited.unwrap_or_else(PoisonError::into_inner);
        events.iter().filter(|event| event.id > last).cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Event>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
