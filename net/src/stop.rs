//! # Stop: asking everyone to end                                    chapter 15
//! Knows: that an end was asked for, and who waits to hear it. Does not know: how anyone ends.
//! Read before: `connection.rs`. Read next: `serve.rs`.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use tokio::sync::Notify;
use tokio::sync::futures::OwnedNotified;

/// One flag that many connections wait for.
///
/// Each clone waits by itself; [`ask`](Self::ask) wakes them all, and it stays asked.
#[derive(Default)]
pub struct Stop {
    shared: Arc<Shared>,
    waiting: Option<Pin<Box<OwnedNotified>>>,
}

#[derive(Default)]
struct Shared {
    asked: AtomicBool,
    notify: Arc<Notify>,
}

impl Stop {
    /// Ask everyone to end.
    pub fn ask(&self) {
        self.shared.asked.store(true, Ordering::SeqCst);
        self.shared.notify.notify_waiters();
    }

    /// True once an end was asked for.
    pub fn is_asked(&self) -> bool {
        self.shared.asked.load(Ordering::SeqCst)
    }

    /// Ready once an end was asked for; else the task is woken when it is.
    pub fn poll_asked(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            if self.is_asked() {
                return Poll::Ready(());
            }
            // Register first, then look again: an `ask` between the two is not missed.
            let notify = &self.shared.notify;
            let waiting =
                self.waiting.get_or_insert_with(|| Box::pin(Arc::clone(notify).notified_owned()));
            waiting.as_mut().enable();
            if self.shared.asked.load(Ordering::SeqCst) {
                return Poll::Ready(());
            }
            match waiting.as_mut().poll(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(()) => self.waiting = None,
            }
        }
    }

    /// Wait until an end is asked for.
    pub async fn asked(&mut self) {
        std::future::poll_fn(|cx| self.poll_asked(cx)).await;
    }
}

impl Clone for Stop {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), waiting: None }
    }
}

impl std::fmt::Debug for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stop").field("asked", &self.is_asked()).finish_non_exhaustive()
    }
}
