//! # Stop: asking everyone to end                                    chapter 15
//! Knows: that an end was asked for, and who waits to hear it. Does not know: how anyone ends.
//! Read before: `connection.rs`. Read next: `serve.rs`.

use std::future::poll_fn;
use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// One flag that many connections wait for.
///
/// Each clone waits by itself; [`ask`](Self::ask) wakes them all, and it stays asked.
#[derive(Default)]
pub struct Stop {
    shared: Arc<Shared>,
    /// Where our waker is among those of all who wait.
    seat: Option<u32>,
}

#[derive(Default)]
struct Shared {
    asked: AtomicBool,
    seats: Mutex<Seats>,
}

/// Those who wait. To wait costs two words.
#[derive(Default)]
struct Seats {
    wakers: Vec<Option<Waker>>,
    free: Vec<u32>,
}

impl Shared {
    /// A panic elsewhere leaves no seat half taken: go on.
    fn seats(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stop {
    /// Ask everyone to end.
    pub fn ask(&self) {
        self.shared.asked.store(true, Ordering::SeqCst);
        let all = mem::take(&mut *self.shared.seats());
        all.wakers.into_iter().flatten().for_each(Waker::wake); // not under the lock
    }

    /// True once an end was asked for.
    pub fn is_asked(&self) -> bool {
        self.shared.asked.load(Ordering::SeqCst)
    }

    /// Ready once an end was asked for; else the task is woken when it is.
    pub fn poll_asked(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.is_asked() {
            return Poll::Ready(());
        }
        // Sit down first, then look again: an `ask` between the two is not missed.
        let replaced = self.shared.seats().sit(&mut self.seat, cx.waker());
        drop(replaced); // what a waker does when it is dropped is not done under the lock
        if self.is_asked() { Poll::Ready(()) } else { Poll::Pending }
    }

    /// Wait until an end is asked for.
    pub async fn asked(&mut self) {
        poll_fn(|cx| self.poll_asked(cx)).await;
    }
}

impl Seats {
    /// Sit down; or stay, with a newer waker instead of the old one, which is handed back.
    /// There are 2^32 seats: more than there can be connections.
    fn sit(&mut self, seat: &mut Option<u32>, waker: &Waker) -> Option<Waker> {
        if let Some(held) = seat.and_then(|seat| self.wakers.get_mut(seat as usize)) {
            let same = held.as_ref().is_some_and(|old| old.will_wake(waker));
            return if same { None } else { held.replace(waker.clone()) };
        }
        let waker = Some(waker.clone()); // before any change: it is foreign code
        let index = self.free.pop().or_else(|| u32::try_from(self.wakers.len()).ok())?;
        match self.wakers.get_mut(index as usize) {
            Some(free) => *free = waker,
            None => self.wakers.push(waker),
        }
        *seat = Some(index);
        None
    }

    /// Get up without having been woken; the waker is handed back.
    fn leave(&mut self, seat: u32) -> Option<Waker> {
        let waker = self.wakers.get_mut(seat as usize)?.take();
        self.free.push(seat);
        waker
    }
}

impl Clone for Stop {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), seat: None }
    }
}

impl Drop for Stop {
    fn drop(&mut self) {
        let waker = self.seat.and_then(|seat| self.shared.seats().leave(seat));
        drop(waker); // not under the lock
    }
}

impl std::fmt::Debug for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stop").field("asked", &self.is_asked()).finish_non_exhaustive()
    }
}
