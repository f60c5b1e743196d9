//! # In any order                                                    chapter 15
//! Knows: publishers, and readers that come and leave, in every order and on real threads.
//! Does not know: transports.
//! Read before: `naive.rs`, `waking.rs`. Read next: `tests/15_too_slow.rs`.
//!
//! Each thing that is done to a hub happens under one lock, so all that threads can do to each
//! other is to come in another order. Three of them are played in every order there is; and then
//! for real, for what happens outside of the lock.

use super::waking::{Count, counting, poll};
use super::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};
use std::thread;

/// What one of three threads does, step by step.
#[derive(Clone, Copy, Debug)]
enum Step {
    Publish,
    Join(Start),
    Look,
    Leave,
}

const PUBLISHER: &[Step] = &[Step::Publish; 4];
const LIVE: &[Step] = &[Step::Join(Start::Now), Step::Look, Step::Look, Step::Look, Step::Leave];
const RETURNS: &[Step] =
    &[Step::Join(Start::All), Step::Look, Step::Leave, Step::Join(Start::All), Step::Look];

/// A reader, what it has seen, and whether it was woken when it had to be.
struct Thread {
    reader: Option<Reader>,
    /// That of its last look.
    waker: Option<Arc<Count>>,
    /// Those of readers that have left, and how often each was woken by then.
    left: Vec<(Arc<Count>, usize)>,
    seen: u64,
    /// It waits, since this many events were there.
    waits: Option<u64>,
}

impl Thread {
    fn take(&mut self, step: Step, hub: &Hub, published: &mut u64) {
        match step {
            Step::Publish => {
                assert_eq!(say(hub, "x"), *published + 1);
                *published += 1;
            }
            Step::Join(start) => {
                self.reader = Some(reader(hub, start, Queue::DEFAULT));
                self.seen = if start == Start::Now { *published } else { 0 };
                self.waits = None;
            }
            Step::Look => self.look(*published),
            Step::Leave => {
                self.check_waking(*published);
                self.reader = None;
                self.waits = None;
                self.left.extend(self.waker.take().map(|count| (Arc::clone(&count), count.get())));
            }
        }
    }

    fn look(&mut self, published: u64) {
        self.check_waking(published);
        let Some(reader) = &mut self.reader else { return };
        let (count, waker) = counting();
        match poll(reader, &waker) {
            Some(ids) => {
                assert_eq!(ids, (self.seen + 1..=published).collect::<Vec<_>>());
                self.seen = published;
                self.waits = None;
            }
            None => {
                assert_eq!(self.seen, published);
                self.waits = Some(published);
            }
        }
        self.waker = Some(count);
    }

    /// Who waits was woken once by the first event since; and nobody else, least of all who left.
    fn check_waking(&self, published: u64) {
        let woken = self.waits.is_some_and(|since| published > since);
        let count = self.waker.as_ref().map_or(0, |count| count.get());
        assert_eq!(count, usize::from(woken));
        assert!(self.left.iter().all(|(count, then)| count.get() == *then));
    }
}

/// Play three scripts in every order; returns how many orders there are.
fn play(scripts: [&[Step]; 3]) -> usize {
    let mut orders = 0;
    let mut order = Vec::new();
    visit(scripts, [0; 3], &mut order, &mut orders);
    orders
}

fn visit(scripts: [&[Step]; 3], done: [usize; 3], order: &mut Vec<usize>, orders: &mut usize) {
    let mut is_end = true;
    for thread in 0..3 {
        if done[thread] < scripts[thread].len() {
            is_end = false;
            let mut next = done;
            next[thread] += 1;
            order.push(thread);
            visit(scripts, next, order, orders);
            order.pop();
        }
    }
    if is_end {
        *orders += 1;
        run(scripts, order);
    }
}

fn run(scripts: [&[Step]; 3], order: &[usize]) {
    let (hub, mut published, mut done) = (empty_hub(), 0, [0; 3]);
    let thread = |_| Thread { reader: None, waker: None, left: Vec::new(), seen: 0, waits: None };
    let mut threads = [0, 1, 2].map(thread);
    for &n in order {
        threads[n].take(scripts[n][done[n]], &hub, &mut published);
        done[n] += 1;
    }
    threads.iter().for_each(|thread| thread.check_waking(published));
    drop(threads);
    assert_eq!(hub.stats().readers, 0);
}

#[test]
fn law_any_order_of_publishing_coming_and_leaving_loses_nothing() {
    let orders = play([&PUBLISHER[..3], LIVE, &RETURNS[..4]]);
    assert_eq!(orders, 27_720); // 12! / (3! 5! 4!)
}

#[test]
#[ignore = "needs half a minute: cargo test --test 15_hub -- --ignored"]
fn law_any_of_a_quarter_of_a_million_orders_loses_nothing() {
    let orders = play([PUBLISHER, LIVE, RETURNS]);
    assert_eq!(orders, 252_252); // 14! / (4! 5! 5!)
}

/// However late a thread gets its turn, nobody is too slow.
fn wide_queue() -> Queue {
    Queue { events: usize::MAX, bytes: usize::MAX, policy: Policy::Disconnect }
}

/// 10,000 publications, and 10,000 readers that come at any moment, look a few times and leave:
/// each sees one unbroken range of numbers.
#[test]
fn law_10_000_joins_and_leaves_during_10_000_publications_see_unbroken_ranges() {
    const EACH: u64 = 10_000;
    let wide = HubLimits { log_events: usize::MAX, log_bytes: usize::MAX, ..HubLimits::DEFAULT };
    let hub = hub_with(wide, 1);
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        for n in 0..2u64 {
            let (hub, over) = (&hub, &over);
            scope.spawn(move || {
                for visit in 0..EACH / 2 {
                    let newest = hub.cursor(&news()).number;
                    let start = match (visit + n) % 3 {
                        0 => Start::Now,
                        _ => after(newest.saturating_sub(visit % 50)),
                    };
                    let mut reader = reader(hub, start, wide_queue());
                    let mut seen = reader.cursor().number;
                    assert_ne!(reader.started(), Started::Unknown, "it asks for what there was");
                    for _ in 0..3 {
                        let mut cx = Context::from_waker(Waker::noop());
                        let Poll::Ready(batch) = reader.poll_next(&mut cx, 20, usize::MAX) else {
                            break;
                        };
                        let batch = batch.unwrap();
                        assert_eq!(reset(&batch), None);
                        for id in ids(&batch) {
                            assert_eq!(id, seen + 1);
                            seen = id;
                        }
                    }
                }
                over.store(true, Ordering::SeqCst);
            });
        }
        scope.spawn(|| {
            for n in 0..EACH {
                publish(&hub, 1);
                // Not all before the first visitor came, nor after the last.
                let pause = if over.load(Ordering::SeqCst) { 0 } else { n % 4 };
                (0..pause).for_each(|_| thread::yield_now());
            }
        });
    });
    assert_eq!((hub.stats().published, hub.stats().readers), (EACH + 1, 0));
}
