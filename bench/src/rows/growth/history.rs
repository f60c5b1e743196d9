//! # Growth: history                                                 chapter 16
//! Knows: a log with more and more events, read from its beginning. Does not know: disks.
//! Read before: `rows/growth/topics.rs`. Read next: `rows/memory/mod.rs`.

use super::{ours, topic};
use crate::failure::Failure;
use crate::micro::Work;
use crate::row::Row;
use hub::{Hub, HubLimits, Queue, Start, Topic};
use wire::Epoch;

/// The row.
pub(super) fn row() -> Row {
    let about = "A log of so many events, replayed to one reader: what does it cost?";
    super::row("growth-history", about, &[100, 1_000, 10_000, 100_000], |events| {
        Ok(vec![ours("ours", (events, 10_000), events, Replaying::of(events)?)])
    })
}

struct Replaying {
    hub: Hub,
    topic: Topic,
}

impl Replaying {
    fn of(events: usize) -> Result<Self, Failure> {
        let limits = HubLimits { log_events: events, log_bytes: 1 << 30, ..HubLimits::DEFAULT };
        let hub = Hub::new(limits, Epoch::new(1));
        let topic = topic("growth")?;
        for _ in 0..events {
            let _counted_below = hub.publish(&topic, None, "an event of some twenty bytes");
        }
        Ok(Self { hub, topic })
    }
}

impl Work for Replaying {
    fn pass(&mut self) -> u64 {
        let start = Start::After(self.hub.epoch().at(0));
        let Ok(mut reader) = self.hub.reader(&self.topic, start, Queue::DEFAULT) else { return 0 };
        let mut events = 0;
        while let Ok(Some(batch)) = reader.try_next(64, 64 * 1024) {
            events += batch.events.len() as u64;
        }
        events
    }
}
