//! # The way that fails: history, then subscribe                     chapter 15
//! Knows: two orders of doing it in two steps, and what each gets wrong. Does not know: our hub.
//! Read before: `hub/src/cursor.rs`. Read next: `interleavings.rs`.
//!
//! A list of what was, and a queue for what comes, are two things; to a client that comes back they
//! must look like one. Between two steps there is always a moment, and an event can be published
//! in it. In our hub there is one step: a reader is a place in one log.

use super::*;
use std::collections::VecDeque;

/// A list, and a queue for each subscriber.
#[derive(Default)]
struct TwoThings {
    history: Vec<u64>,
    queues: Vec<VecDeque<u64>>,
}

impl TwoThings {
    fn publish(&mut self) {
        let number = self.history.len() as u64 + 1;
        self.history.push(number);
        self.queues.iter_mut().for_each(|queue| queue.push_back(number));
    }

    fn subscribe(&mut self) {
        self.queues.push(VecDeque::new());
    }
}

/// What a client sees that comes when three events are there, and takes two steps, each of which
/// may read the history or subscribe. One event is published before the step `at` (2: after both),
/// and one at the end.
fn sees(steps: [&str; 2], at: usize) -> Vec<u64> {
    let mut server = TwoThings::default();
    (0..3).for_each(|_| server.publish());
    let mut seen = Vec::new();
    for (n, step) in steps.into_iter().chain(["nothing"]).enumerate() {
        if n == at {
            server.publish();
        }
        match step {
            "history" => seen.extend(&server.history),
            "subscribe" => server.subscribe(),
            _ => {}
        }
    }
    server.publish();
    seen.extend(&server.queues[0]);
    seen
}

const RIGHT: [u64; 5] = [1, 2, 3, 4, 5];

#[test]
fn claim_history_then_subscribe_loses_exactly_the_event_in_between() {
    let order = ["history", "subscribe"];
    assert_eq!(sees(order, 0), RIGHT);
    assert_eq!(sees(order, 1), [1, 2, 3, 5], "4 came between the two steps");
    assert_eq!(sees(order, 2), RIGHT);
}

#[test]
fn claim_subscribe_then_history_doubles_exactly_the_event_in_between() {
    let order = ["subscribe", "history"];
    assert_eq!(sees(order, 0), RIGHT);
    assert_eq!(sees(order, 1), [1, 2, 3, 4, 4, 5], "4 is in both");
    assert_eq!(sees(order, 2), RIGHT);
}

/// Before and behind its one step there is no between.
#[test]
fn must_neither_lose_nor_double_an_event_that_comes_at_any_moment() {
    for at in 0..3 {
        let hub = hub_with(HubLimits::DEFAULT, 3);
        let mut seen = Vec::new();
        let mut look =
            |reader: &mut Reader| seen.extend(read(reader).unwrap().unwrap_or_default().0);
        if at == 0 {
            publish(&hub, 1);
        }
        let mut reader = reader(&hub, Start::All, Queue::DEFAULT);
        if at == 1 {
            publish(&hub, 1);
        }
        look(&mut reader);
        if at == 2 {
            publish(&hub, 1);
        }
        publish(&hub, 1);
        look(&mut reader);
        assert_eq!(seen, RIGHT);
    }
}
