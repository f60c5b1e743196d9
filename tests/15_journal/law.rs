//! # The law of the log on disk                                      chapter 15
//! Knows: any batches, any bounds, opened again at any time. Does not know: kills.
//! Read before: `tests/15_journal.rs`. Read next: `tests/15_journal/killed.rs`.

use super::*;
use hub::{Draft, Log};
use laws::proptest::prelude::*;

/// Batches of topics and lengths of text.
fn batches() -> impl Strategy<Value = Vec<Vec<(usize, usize)>>> {
    prop::collection::vec(prop::collection::vec((0..3_usize, 0..60_usize), 0..20), 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// What is loaded is what a log in memory with the same bounds would hold.
    #[test]
    fn law_what_is_kept_on_disk_is_what_the_hub_would_keep(
        batches in batches(),
        log_events in 1..20_usize,
        log_bytes in 200..2_000_usize,
        reopened in any::<u8>(),
    ) {
        let folder = Folder::new("law");
        let limits = HubLimits { log_events, log_bytes, ..HubLimits::DEFAULT };
        let options = Options { limits, ..QUICK };
        let topics = ["a", "b", "c"].map(topic);
        let mut logs = topics.each_ref().map(|_| Log::new(Epoch::new(7), &HubLimits::DEFAULT));
        let mut store = open(&folder, &options);
        for (i, batch) in batches.iter().enumerate() {
            if reopened & (1 << i) != 0 {
                drop(store);
                store = open(&folder, &options);
            }
            let texts: Vec<_> = batch.iter().map(|&(_, length)| "x".repeat(length)).collect();
            let entries: Vec<_> = batch.iter().zip(&texts).map(|(&(at, _), data)| {
                Entry { topic: &topics[at], event: "message", data }
            }).collect();
            store.append(&entries).unwrap();
            for entry in entries {
                let at = topics.iter().position(|topic| topic == entry.topic).unwrap();
                let id = Epoch::new(7).at(logs[at].last() + 1);
                let draft = Draft::new(None, entry.data, &limits).unwrap();
                logs[at].push(draft.numbered(id).into(), &limits);
            }
        }
        drop(store);
        let mut expected = Vec::new();
        for (topic, log) in topics.iter().zip(&logs) {
            for event in log.read(0, usize::MAX, usize::MAX) {
                expected.push(format!("{topic} {} message {}", event.id.number, event.data));
            }
        }
        prop_assert_eq!(loaded(&open(&folder, &options)), expected);
    }
}
