//! # What a log keeps                                               chapter 15
//! Knows: the bounds in events and in bytes. Does not know: slow readers.
//! Read before: `hub/src/log.rs`. Read next: `falling_behind.rs`.

use super::*;

/// E-25: bounded by count.
#[test]
fn limit_events_kept() {
    for (published, first) in [(4, 1), (5, 1), (6, 2)] {
        let hub = hub_with(HubLimits { log_events: 5, ..HubLimits::DEFAULT }, published);
        let mut reader = reader(&hub, Start::All, Queue::DEFAULT);
        let (seen, _) = read(&mut reader).unwrap().unwrap();
        assert_eq!(seen, (first..=published).collect::<Vec<_>>());
    }
}

/// E-25: bounded by bytes. One byte less, and one event more is dropped.
#[test]
fn limit_bytes_kept() {
    for (log_bytes, kept) in [(3 * weight(1), 3), (3 * weight(1) + 1, 3), (3 * weight(1) - 1, 2)] {
        let hub = hub_with(HubLimits { log_bytes, ..HubLimits::DEFAULT }, 9);
        let stats = hub.stats();
        assert_eq!((stats.kept_events, stats.kept_bytes), (kept, kept * weight(1) as u64));
    }
}

#[test]
fn must_keep_the_newest_event_whatever_the_count() {
    let hub = hub_with(HubLimits { log_events: 0, ..HubLimits::DEFAULT }, 3);
    let mut reader = reader(&hub, after(2), Queue::DEFAULT);
    assert_eq!(read(&mut reader), Ok(Some((vec![3], 0))));
}

/// E-25: publish ten times the bound, whoever reads or does not.
#[test]
fn must_not_grow_past_the_bounds() {
    let limits = HubLimits { log_events: 100, log_bytes: 20_000, ..HubLimits::DEFAULT };
    let hub = hub_with(limits, 0);
    let policies = [Policy::Disconnect, Policy::DropOldest, Policy::LatestOnly];
    let _stalled = policies.map(|policy| reader(&hub, Start::Now, Queue::with(policy)));
    for n in 0..1_000 {
        say(&hub, &"x".repeat(n % 400));
        let stats = hub.stats();
        assert!(stats.kept_events <= 100 && stats.kept_bytes <= 20_000, "{stats:?}");
    }
    assert_eq!(hub.stats().published, 1_000);
}
