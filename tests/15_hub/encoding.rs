//! # Encoded once                                                    chapter 15
//! Knows: who makes the bytes of an event, and for how long they are kept. Does not know: formats.
//! Read before: `hub/src/encodings.rs`. Read next: `tests/15_shared_bytes.rs`.

use super::*;
use hub::Event;
use hub::encodings::FORMS;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use wire::Bytes;

/// Counts how often it was asked for so many bytes.
#[derive(Default)]
struct Encoder(AtomicUsize);

impl Encoder {
    fn encode(&self, event: &Event, form: usize, bytes: usize) -> Bytes {
        event.encoded(form, |_| {
            self.0.fetch_add(1, Ordering::SeqCst);
            vec![b'x'; bytes].into()
        })
    }

    fn made(&self) -> usize {
        self.0.swap(0, Ordering::SeqCst)
    }
}

/// All events that are kept.
fn events(hub: &Hub) -> Vec<Event> {
    let mut reader = reader(hub, Start::All, Queue::DEFAULT);
    reader.try_next(usize::MAX, usize::MAX).unwrap().unwrap().events
}

#[test]
fn must_encode_an_event_once_for_all_readers_of_a_form() {
    let hub = hub_with(HubLimits::DEFAULT, 1);
    let encoder = Encoder::default();
    let encoded: Vec<Bytes> =
        (0..1_000).map(|n| encoder.encode(&events(&hub)[0], n % FORMS, 100)).collect();
    assert_eq!(encoder.made(), FORMS);
    assert_eq!(encoded[0].as_ptr(), encoded[FORMS].as_ptr(), "the same bytes, not a copy");
    assert_ne!(encoded[0].as_ptr(), encoded[1].as_ptr());
}

#[test]
fn must_encode_once_for_readers_on_many_threads() {
    let encoder = Encoder::default();
    for _ in 0..200 {
        let hub = hub_with(HubLimits::DEFAULT, 1);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| encoder.encode(&events(&hub)[0], 0, 100));
            }
        });
        assert_eq!(encoder.made(), 1);
    }
}

/// A form that is not one of ours is made each time; so is what tells one reader of its gap.
#[test]
fn must_encode_each_time_what_is_not_shared() {
    let hub = hub_with(HubLimits::DEFAULT, 1);
    let encoder = Encoder::default();
    encoder.encode(&events(&hub)[0], FORMS, 1);
    encoder.encode(&events(&hub)[0], FORMS, 1);
    assert_eq!(encoder.made(), 2);
    let mut lost = reader(&hub, Start::Lost, Queue::DEFAULT);
    let batch = lost.try_next(10, 1_000).unwrap().unwrap();
    encoder.encode(&batch.events[0], 0, 1);
    encoder.encode(&batch.events[0], 0, 1);
    assert_eq!(encoder.made(), 2);
}

/// The encodings of a log that may keep so many bytes of them, after each of `last` events was
/// encoded in `bytes`.
fn encoded(encoded_bytes: usize, last: u64, bytes: usize) -> (Hub, Encoder) {
    let hub = hub_with(HubLimits { encoded_bytes, ..HubLimits::DEFAULT }, 0);
    let encoder = Encoder::default();
    for _ in 0..last {
        publish(&hub, 1);
        encoder.encode(events(&hub).last().unwrap(), 0, bytes);
    }
    encoder.made();
    (hub, encoder)
}

/// How many of the newest events need not be encoded again.
fn still_kept(hub: &Hub, encoder: &Encoder, bytes: usize) -> usize {
    let again = |event: &&Event| {
        encoder.encode(event, 0, bytes);
        encoder.made() == 0
    };
    events(hub).iter().rev().take_while(again).count()
}

#[test]
fn limit_bytes_of_encodings_kept() {
    let (hub, encoder) = encoded(10_000, 100, 1_000);
    let kept = hub.stats().encoded_bytes;
    assert!((4_000..=5_000 + 1_000 + 500).contains(&kept), "{kept} bytes: half, and the newest");
    let newest = still_kept(&hub, &encoder, 1_000);
    assert!((4..=6).contains(&newest), "{newest} events");
    // Old ones, which a replay reads, push nothing out and add nothing.
    events(&hub).iter().for_each(|event| drop(encoder.encode(event, 0, 1_000)));
    assert!(hub.stats().encoded_bytes <= kept + 1_000);
}

/// Where the room was full of older ones, only the last of a burst was kept: a thousand readers
/// encoded each of the others a thousand times.
#[test]
fn regression_a_burst_behind_many_events_is_encoded_once() {
    let (hub, encoder) = encoded(100_000, 200, 1_000);
    publish(&hub, 16);
    for _ in 0..1_000 {
        let burst = events(&hub).split_off(200);
        burst.iter().for_each(|event| drop(encoder.encode(event, 0, 1_000)));
    }
    assert_eq!(encoder.made(), 16);
}

/// Else a thousand readers would encode a large event a thousand times.
#[test]
fn must_keep_those_of_the_newest_event_whatever_they_weigh() {
    let (hub, encoder) = encoded(0, 3, 1_000_000);
    assert_eq!(still_kept(&hub, &encoder, 1_000_000), 1);
    assert!((1_000_000..1_001_000).contains(&hub.stats().encoded_bytes));
    publish(&hub, 1);
    assert!(hub.stats().encoded_bytes < 1_000, "and let go of them with the next one");
}

/// What a reader holds is counted until it lets go.
#[test]
fn must_count_what_readers_still_hold() {
    let (hub, encoder) = encoded(0, 0, 0);
    publish(&hub, 1);
    let held = events(&hub);
    encoder.encode(&held[0], 0, 5_000);
    publish(&hub, 3);
    assert!(hub.stats().encoded_bytes > 5_000);
    drop(held);
    assert!(hub.stats().encoded_bytes < 1_000);
}

/// A log that keeps fewer events than encodings must not mix them up.
#[test]
fn must_give_each_event_its_own_encodings() {
    for log_events in [0, 1, 2, 5] {
        let hub = hub_with(HubLimits { log_events, ..HubLimits::DEFAULT }, 0);
        for n in 1..=20u64 {
            say(&hub, &n.to_string());
            for event in events(&hub) {
                let bytes = event.encoded(0, |event| event.data.as_bytes().to_vec().into());
                assert_eq!(bytes, event.data.as_bytes());
            }
        }
    }
}

/// Old events are dropped, and encodings are forgotten, each for its own reason.
#[test]
fn limit_encodings_of_a_log_that_drops_events_and_is_crowded() {
    for log_events in 1..=6 {
        let limits = HubLimits { log_events, encoded_bytes: 5_000, ..HubLimits::DEFAULT };
        let (hub, encoder) = (hub_with(limits, 0), Encoder::default());
        for n in 1..=39 {
            publish(&hub, 1);
            // Some are encoded by nobody, so that the room is crowded at times only.
            if n % 8 > 2 {
                events(&hub).iter().for_each(|event| drop(encoder.encode(event, 0, 1_000)));
            }
            assert_eq!(events(&hub).len(), log_events.min(n));
            let kept = hub.stats().encoded_bytes;
            assert!(kept <= 5_000 + 1_000 + 500, "{kept} bytes, {log_events} events");
        }
        encoder.made();
        let newest = still_kept(&hub, &encoder, 1_000);
        assert!((1..=log_events).contains(&newest), "{newest} of {log_events} events");
    }
}
