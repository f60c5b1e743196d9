//! # Waiting: who is to be woken                                     chapter 15
//! Knows: wakers, and which reader's is which. Does not know: events, locks.
//! Read before: `cursor.rs`. Read next: `lock.rs`, `hub.rs`.
//!
//! A reader that has read all sits down with its waker, and the next event makes all who sit get
//! up. A reader that leaves before frees its seat for another, so that a quiet topic to which
//! thousands of long polls come and go does not grow.
//!
//! A waker that is no longer needed is handed back, for the caller to drop when it has let go of
//! its lock: the last waker of a task may be what keeps the task, and a task may own a reader,
//! which takes the same lock when it is dropped.

use crate::Woken;
use std::mem;
use std::task::Waker;

/// The readers of one topic that wait for its next event. Holds no memory when nobody waits.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    seats: Vec<Option<Waker>>,
    free: Vec<usize>,
    /// How often all got up: a seat that was taken in an earlier round is no longer held.
    round: u64,
}

/// A seat that was taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seat {
    round: u64,
    index: usize,
}

impl Waiting {
    /// Sit down; or stay, with a newer waker instead of the old one, which is handed back.
    pub(crate) fn sit(&mut self, seat: &mut Option<Seat>, waker: &Waker) -> Option<Waker> {
        let round = self.round;
        let held = seat.filter(|seat| seat.round == round);
        if let Some(place) = held.and_then(|seat| self.seats.get_mut(seat.index)) {
            let same = place.as_ref().is_some_and(|old| old.will_wake(waker));
            return if same { None } else { place.replace(waker.clone()) };
        }
        let waker = waker.clone(); // before any change: it is foreign code
        let index = self.free.pop().unwrap_or(self.seats.len());
        match self.seats.get_mut(index) {
            Some(place) => *place = Some(waker),
            None => self.seats.push(Some(waker)),
        }
        *seat = Some(Seat { round, index });
        None
    }

    /// Get up without having been woken; the waker is handed back.
    pub(crate) fn leave(&mut self, seat: Option<Seat>) -> Option<Waker> {
        let seat = seat.filter(|seat| seat.round == self.round)?;
        let waker = self.seats.get_mut(seat.index)?.take();
        self.free.push(seat.index);
        if self.free.len() == self.seats.len() {
            (self.free, self.seats) = (Vec::new(), Vec::new()); // nobody sits
        }
        waker
    }

    /// All get up: wake them when no lock is held.
    pub(crate) fn get_up(&mut self) -> Woken {
        self.round += 1;
        self.free = Vec::new();
        Woken::new(mem::take(&mut self.seats).into_iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A quiet topic: readers come, wait and leave in vain, and nothing piles up.
    #[test]
    fn must_use_the_seats_of_those_who_left() {
        let mut waiting = Waiting::default();
        let sit = |waiting: &mut Waiting| {
            let mut seat = None;
            assert!(waiting.sit(&mut seat, Waker::noop()).is_none());
            seat
        };
        let stays = sit(&mut waiting);
        for _ in 0..1_000 {
            let leaves = sit(&mut waiting);
            assert!(waiting.leave(leaves).is_some());
        }
        assert_eq!((waiting.seats.len(), waiting.free.len()), (2, 1));
        assert!(waiting.leave(stays).is_some());
        assert_eq!((waiting.seats.capacity(), waiting.free.capacity()), (0, 0));
        assert!(waiting.leave(stays).is_none(), "a seat is given up once");
    }
}
