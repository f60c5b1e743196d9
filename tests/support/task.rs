//! # Task: who polls, and whether it was woken                       chapter 03
//! Knows: how often it was woken. Does not know: executors.
//! Read before: `mod.rs`. Read next: `tests/03_wakers.rs`.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::task::{Context, Poll, Wake, Waker};

/// A task that is polled by hand.
#[derive(Debug, Default)]
pub struct Task(AtomicBool);

impl Task {
    /// Poll `future` as this task.
    pub fn poll<F: Future + ?Sized>(self: &Arc<Self>, future: Pin<&mut F>) -> Poll<F::Output> {
        self.in_context(|cx| future.poll(cx))
    }

    /// Do something as this task.
    pub fn in_context<T>(self: &Arc<Self>, act: impl FnOnce(&mut Context<'_>) -> T) -> T {
        act(&mut Context::from_waker(&Waker::from(Arc::clone(self))))
    }

    /// Whether it was woken since this was asked last.
    pub fn was_woken(&self) -> bool {
        self.0.swap(false, SeqCst)
    }

    /// How many others could wake it.
    pub fn wakers(self: &Arc<Self>) -> usize {
        Arc::strong_count(self) - 1
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.0.store(true, SeqCst);
    }
}
