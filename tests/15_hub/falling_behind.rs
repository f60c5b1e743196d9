//! # Readers that fall behind                                        chapter 15
//! Knows: the bounds of a queue, and each policy beyond them. Does not know: waiting.
//! Read before: `hub/src/queue.rs`, `hub/src/cursor.rs`. Read next: `waking.rs`.

use super::*;

const QUEUE: Queue = Queue { events: 3, bytes: usize::MAX, policy: Policy::Disconnect };

/// Come to a topic that has two events, let `events` more be published, read.
fn fall_behind(queue: Queue, events: u64) -> (Hub, Reader) {
    let hub = hub_with(HubLimits { log_events: 10, ..HubLimits::DEFAULT }, 2);
    let reader = reader(&hub, Start::Now, queue);
    publish(&hub, events);
    (hub, reader)
}

/// E-27: disconnect, and the client resumes by number.
#[test]
fn limit_events_that_wait_for_a_reader() {
    for events in [2, 3] {
        let (_, mut reader) = fall_behind(QUEUE, events);
        assert_eq!(read(&mut reader), Ok(Some(((3..3 + events).collect(), 0))));
    }
    let (hub, mut slow) = fall_behind(QUEUE, 4);
    let lagged = Lagged { missed: 4 };
    assert_eq!(read(&mut slow), Err(lagged));
    publish(&hub, 1);
    assert_eq!(read(&mut slow), Err(lagged), "it is over for good");
    assert_eq!(hub.stats().lagged, 1);
    let text = "the reader was too slow and is over; it had not read the last 4 events";
    assert_eq!(lagged.to_string(), text);

    let mut resumed = reader(&hub, Start::After(slow.cursor()), QUEUE);
    assert_eq!(resumed.started(), Started::Resumed);
    assert_eq!(read(&mut resumed), Ok(Some((vec![3, 4, 5, 6, 7], 0))));
}

#[test]
fn limit_bytes_that_wait_for_a_reader() {
    let cases = [(3 * weight(1) + 1, true), (3 * weight(1), true), (3 * weight(1) - 1, false)];
    for (bytes, fits) in cases {
        let (_, mut reader) = fall_behind(Queue { events: 100, bytes, ..QUEUE }, 3);
        let expected = if fits { Ok(Some((vec![3, 4, 5], 0))) } else { Err(Lagged { missed: 3 }) };
        assert_eq!(read(&mut reader), expected);
    }
}

/// E-27: drop with a gap marker.
#[test]
fn must_report_a_gap_once_when_the_oldest_are_dropped() {
    let queue = Queue { policy: Policy::DropOldest, ..QUEUE };
    let (hub, mut reader) = fall_behind(queue, 7); // 3 to 9, of which 7, 8, 9 fit
    let gap = reader.try_next(2, usize::MAX).unwrap().unwrap();
    assert_eq!((ids(&gap), gap.missed), (vec![7, 8], 4));
    assert_eq!(reset(&gap), Some((EPOCH.at(6), r#"{"missed":4}"#.into())));
    assert_eq!(read(&mut reader), Ok(Some((vec![9], 0))));
    publish(&hub, 1);
    assert_eq!(read(&mut reader), Ok(Some((vec![10], 0))));
    assert_eq!(hub.stats().missed, 4);
}

#[test]
fn must_drop_the_oldest_until_the_bytes_fit() {
    let bytes = 2 * weight(1);
    let queue = Queue { events: 100, bytes, policy: Policy::DropOldest };
    let (_, mut reader) = fall_behind(queue, 5);
    assert_eq!(read(&mut reader), Ok(Some((vec![6, 7], 3))));
}

#[test]
fn must_give_only_the_newest_when_asked_to() {
    let (hub, mut reader) = fall_behind(Queue::with(Policy::LatestOnly), 5);
    assert_eq!(read(&mut reader), Ok(Some((vec![7], 4))));
    assert_eq!(read(&mut reader), Ok(None));
    publish(&hub, 1);
    assert_eq!(read(&mut reader), Ok(Some((vec![8], 0))));
}

/// The queue is wide, but the log dropped what the reader needed.
#[test]
fn must_treat_a_cursor_that_the_log_dropped_by_its_policy() {
    let wide = |policy| Queue { events: 1_000, bytes: usize::MAX, policy };
    let (_, mut reader) = fall_behind(wide(Policy::Disconnect), 11); // 4 to 13 are kept
    assert_eq!(read(&mut reader), Err(Lagged { missed: 11 }));
    let (_, mut reader) = fall_behind(wide(Policy::DropOldest), 11);
    assert_eq!(read(&mut reader), Ok(Some(((4..=13).collect(), 1))));
}

/// Else a client that comes back after a long time would never catch up.
#[test]
fn must_not_count_what_was_there_before_the_reader_came() {
    for queue in [QUEUE, Queue { events: 100, bytes: 3 * weight(1), ..QUEUE }] {
        let hub = hub_with(HubLimits::DEFAULT, 50);
        let mut returned = reader(&hub, after(10), queue);
        publish(&hub, 3);
        assert_eq!(returned.try_next(5, usize::MAX).unwrap().unwrap().events.len(), 5);
        assert_eq!(returned.unread().events, 38);
        publish(&hub, 1);
        assert_eq!(read(&mut returned), Err(Lagged { missed: 39 }));
    }
}

#[test]
fn must_not_take_one_large_event_for_a_slow_reader() {
    let hub = empty_hub();
    let mut reader = reader(&hub, Start::Now, Queue { events: 3, bytes: 10, ..QUEUE });
    say(&hub, &"x".repeat(1_000));
    assert_eq!(read(&mut reader), Ok(Some((vec![1], 0))));
}

/// E-27: others are unaffected.
#[test]
fn must_not_slow_down_others() {
    let (hub, mut slow) = fall_behind(QUEUE, 0);
    let mut quick = reader(&hub, Start::Now, QUEUE);
    for id in 3..20 {
        publish(&hub, 1);
        assert_eq!(read(&mut quick), Ok(Some((vec![id], 0))));
    }
    assert_eq!(read(&mut slow), Err(Lagged { missed: 17 }));
}
