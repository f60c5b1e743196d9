//! # Growth: topics                                                  chapter 16
//! Knows: one event published to each of many topics. Does not know: who reads them.
//! Read before: `rows/growth/readers.rs`. Read next: `rows/growth/history.rs`.

use super::{ours, topic};
use crate::failure::Failure;
use crate::micro::Work;
use crate::row::Row;
use hub::{Hub, HubLimits, Topic};
use wire::Epoch;

/// The row.
pub(super) fn row() -> Row {
    let about = "An event to each of so many topics: what does it cost?";
    super::row("growth-topics", about, &[10, 100, 1_000, 10_000], |topics| {
        Ok(vec![ours("ours", (topics, 1_000), topics, Publishing::to(topics)?)])
    })
}

struct Publishing {
    hub: Hub,
    topics: Vec<Topic>,
}

impl Publishing {
    fn to(topics: usize) -> Result<Self, Failure> {
        let limits = HubLimits { topics, log_events: 1, ..HubLimits::DEFAULT };
        let hub = Hub::new(limits, Epoch::new(1));
        let topics: Result<Vec<Topic>, Failure> =
            (0..topics).map(|number| topic(&format!("topic-{number}"))).collect();
        let mut publishing = Self { hub, topics: topics? };
        // Every log is full: each event drops the one before.
        publishing.pass();
        Ok(publishing)
    }
}

impl Work for Publishing {
    fn pass(&mut self) -> u64 {
        let publish = |topic: &Topic| self.hub.publish(topic, None, "an event").try_get();
        let accepted = |topic: &&Topic| publish(topic).is_some_and(|answer| answer.is_ok());
        self.topics.iter().filter(accepted).count() as u64
    }
}
