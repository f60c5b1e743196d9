//! # Growth: the readers of a topic                                  chapter 16
//! Knows: one event, published to all who wait, and read by each. Does not know: connections: that
//! is `fan-out`.
//! Read before: `rows/growth/connections.rs`. Read next: `rows/growth/topics.rs`.

use super::{ours, topic};
use crate::failure::Failure;
use crate::micro::Work;
use crate::row::Row;
use hub::{Hub, HubLimits, Queue, Reader, Start, Topic};
use std::task::{Context, Poll, Waker};
use wire::Epoch;

/// The row.
pub(super) fn row() -> Row {
    let about =
        "An event published to so many waiting readers, and read by each: what does it cost?";
    super::row("growth-readers", about, &[10, 100, 1_000, 10_000], |readers| {
        Ok(vec![ours("ours", (readers, 1_000), readers, Publishing::to(readers)?)])
    })
}

struct Publishing {
    hub: Hub,
    topic: Topic,
    readers: Vec<Reader>,
}

impl Publishing {
    fn to(readers: usize) -> Result<Self, Failure> {
        let hub = Hub::new(HubLimits::DEFAULT, Epoch::new(1));
        let topic = topic("growth")?;
        let reader = |_| hub.reader(&topic, Start::Now, Queue::DEFAULT).ok();
        let readers = (0..readers).filter_map(reader).collect();
        Ok(Self { hub, topic, readers })
    }

    /// Each reads what there is; who finds nothing sits down to wait.
    fn read(&mut self) -> u64 {
        let mut cx = Context::from_waker(Waker::noop());
        let read = |reader: &mut Reader| match reader.poll_next(&mut cx, 16, 4096) {
            Poll::Ready(Ok(batch)) => batch.events.len() as u64,
            _ => 0,
        };
        self.readers.iter_mut().map(read).sum()
    }
}

impl Work for Publishing {
    fn prepare(&mut self) {
        self.read();
    }

    fn pass(&mut self) -> u64 {
        let _read_below = self.hub.publish(&self.topic, None, "an event of some twenty bytes");
        // They read it, find nothing more, and wait for the next.
        self.read() + self.read()
    }
}
