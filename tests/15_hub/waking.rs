//! # Waiting and waking                                              chapter 15
//! Knows: wakers that count, ring and misbehave; threads. Does not know: an executor.
//! Read before: `hub/src/waiting.rs`, `hub/src/reader.rs`. Read next: `examples/15_hub.rs`.

use super::*;
use std::hint;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Barrier, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::{Duration, Instant};

/// Where a fault would mean waiting for ever, the test gives up after this long. Nothing else
/// depends on it.
const GUARD: Duration = Duration::from_secs(30);

/// Counts how often it was woken.
#[derive(Default)]
pub(super) struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Count {
    pub(super) fn get(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

/// Rings when woken, for a thread that listens.
struct Bell(Sender<()>);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        let _ = self.0.send(());
    }
}

/// The smallest executor: poll, and if there is nothing, sleep until the bell rings.
pub(super) fn block_on<F: Future>(future: F) -> F::Output {
    let (bell, ring) = channel();
    let waker = Waker::from(Arc::new(Bell(bell)));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        ring.recv_timeout(GUARD).expect("an event was published, but nobody was woken");
    }
}

/// Do `act` on a thread of its own, and give up if it never ends.
pub(super) fn without_deadlock(act: impl FnOnce() + Send + 'static) {
    let (done, end) = channel();
    thread::spawn(move || {
        act();
        done.send(())
    });
    end.recv_timeout(GUARD).expect("a deadlock, or a panic in the thread");
}

/// Poll for all that there is: `None` is pending.
pub(super) fn poll(reader: &mut Reader, waker: &Waker) -> Option<Vec<u64>> {
    match reader.poll_next(&mut Context::from_waker(waker), usize::MAX, usize::MAX) {
        Poll::Ready(batch) => Some(ids(&batch.unwrap())),
        Poll::Pending => None,
    }
}

pub(super) fn counting() -> (Arc<Count>, Waker) {
    let count = Arc::new(Count::default());
    (Arc::clone(&count), Waker::from(count))
}

fn now(hub: &Hub) -> Reader {
    reader(hub, Start::Now, Queue::DEFAULT)
}

#[test]
fn must_wake_a_waiting_reader_once() {
    let hub = empty_hub();
    let (mut reader, (count, waker)) = (now(&hub), counting());
    assert_eq!((poll(&mut reader, &waker), count.get()), (None, 0));
    publish(&hub, 2);
    assert_eq!(count.get(), 1, "after the first event the task is awake");
    assert_eq!(poll(&mut reader, &waker), Some(vec![1, 2]));
    assert_eq!(poll(&mut reader, &waker), None);
    publish(&hub, 1);
    assert_eq!((count.get(), poll(&mut reader, &waker)), (2, Some(vec![3])));
}

#[test]
fn must_not_wake_a_reader_that_does_not_wait() {
    let hub = empty_hub();
    let (mut reader, (count, waker)) = (now(&hub), counting());
    publish(&hub, 1);
    assert_eq!(poll(&mut reader, &waker), Some(vec![1]));
    publish(&hub, 1);
    assert_eq!(count.get(), 0);
}

#[test]
fn must_not_wake_readers_of_other_topics() {
    let hub = empty_hub();
    let (mut reader, (count, waker)) = (now(&hub), counting());
    assert_eq!(poll(&mut reader, &waker), None);
    published(hub.publish(&topic("chat"), None, "x"));
    assert_eq!((count.get(), poll(&mut reader, &waker)), (0, None));
}

#[test]
fn must_wake_only_the_latest_waker_of_a_reader() {
    let hub = empty_hub();
    let mut reader = now(&hub);
    let ((old, old_waker), (new, new_waker)) = (counting(), counting());
    for waker in [&old_waker, &old_waker, &new_waker, &new_waker] {
        assert_eq!(poll(&mut reader, waker), None);
    }
    publish(&hub, 1);
    assert_eq!((old.get(), new.get()), (0, 1));
}

#[test]
fn must_let_go_of_the_waker_of_a_reader_that_leaves() {
    let hub = empty_hub();
    let (stays, leaves) = (counting(), counting());
    let mut readers = [now(&hub), now(&hub)];
    assert_eq!(poll(&mut readers[0], &leaves.1), None);
    assert_eq!(poll(&mut readers[1], &stays.1), None);
    assert_eq!(Arc::strong_count(&leaves.0), 3, "here, in the waker, in the hub");
    let [leaver, mut stayer] = readers;
    drop(leaver);
    assert_eq!(Arc::strong_count(&leaves.0), 2);
    publish(&hub, 1);
    assert_eq!((leaves.0.get(), stays.0.get()), (0, 1));
    assert_eq!(poll(&mut stayer, &stays.1), Some(vec![1]));
}

/// A reader whose seat was given up in an earlier round must not take another's away.
#[test]
fn must_not_disturb_others_when_a_woken_reader_leaves() {
    let hub = empty_hub();
    let (mut first, mut second) = (now(&hub), now(&hub));
    let (count, waker) = counting();
    assert_eq!(poll(&mut first, &waker), None);
    publish(&hub, 1); // the seat of `first` is void
    let _ = second.try_next(1, 1);
    assert_eq!(poll(&mut second, &waker), None);
    drop(first);
    publish(&hub, 1);
    assert_eq!(count.get(), 2);
}

/// A waker may do anything: here it asks the hub, publishes to the same topic, and reads.
#[test]
fn must_hold_no_lock_while_waking() {
    struct Busy(Hub, Mutex<Vec<u64>>);
    impl Wake for Busy {
        fn wake(self: Arc<Self>) {
            publish(&self.0, 1);
            let mut late = reader(&self.0, Start::All, Queue::DEFAULT);
            self.1.lock().unwrap().extend(read(&mut late).unwrap().unwrap().0);
        }
    }
    without_deadlock(|| {
        let hub = empty_hub();
        let busy = Arc::new(Busy(hub.clone(), Mutex::default()));
        let mut reader = now(&hub);
        assert_eq!(poll(&mut reader, &Waker::from(Arc::clone(&busy))), None);
        publish(&hub, 1);
        assert_eq!(*busy.1.lock().unwrap(), [1, 2]);
    });
}

/// The last waker of a task may keep the task, and the task a reader of the same topic.
#[test]
fn must_hold_no_lock_while_dropping_a_waker() {
    struct Task(#[expect(dead_code, reason = "kept to be dropped")] Reader);
    impl Wake for Task {
        fn wake(self: Arc<Self>) {}
    }
    without_deadlock(|| {
        let hub = empty_hub();
        let task = |hub| Waker::from(Arc::new(Task(now(hub))));
        let mut reader = now(&hub);
        assert_eq!(poll(&mut reader, &task(&hub)), None);
        assert_eq!(poll(&mut reader, &task(&hub)), None); // replaces the first
        assert_eq!(hub.stats().readers, 2);
        drop(reader); // drops the second
        assert_eq!(hub.stats().readers, 0);
    });
}

#[test]
fn must_wait_as_a_future() {
    let hub = empty_hub();
    let mut reader = now(&hub);
    let publisher = thread::spawn(move || publish(&hub, 1));
    let batch = block_on(reader.next(10, 1_000)).unwrap();
    assert_eq!((ids(&batch), batch.missed), (vec![1], 0));
    publisher.join().unwrap();
}

/// E-21: publishers and readers at full speed, readers that come at any moment. Each reader sees
/// an unbroken run of numbers to the end, and nobody sleeps through an event.
#[test]
fn law_no_wake_up_is_lost_between_threads() {
    const PUBLISHERS: u64 = 3;
    const READERS: u64 = 4;
    const EACH: u64 = 1_000;
    let hub = empty_hub();
    let wide = Queue { events: usize::MAX, bytes: usize::MAX, policy: Policy::Disconnect };
    thread::scope(|scope| {
        for n in 0..READERS {
            let hub = &hub;
            scope.spawn(move || {
                let start = if n % 2 == 0 { Start::All } else { Start::Now };
                let mut reader = reader(hub, start, wide);
                let mut seen = reader.cursor().number;
                while seen < PUBLISHERS * EACH {
                    let batch = block_on(reader.next(1 + n as usize * 7, usize::MAX)).unwrap();
                    assert_eq!(batch.missed, 0);
                    for id in ids(&batch) {
                        assert_eq!(id, seen + 1);
                        seen = id;
                    }
                }
            });
        }
        for _ in 0..PUBLISHERS {
            scope.spawn(|| publish(&hub, EACH));
        }
    });
    assert_eq!((hub.stats().published, hub.stats().readers), (PUBLISHERS * EACH, 0));
}

/// One event, published at the very moment at which a reader looks and sits down: whoever was
/// told to wait was woken. The two meet at another point in each round.
#[test]
fn law_no_event_slips_in_between_looking_and_waiting() {
    const ROUNDS: u64 = 20_000;
    let (hub, round) = (empty_hub(), AtomicU64::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            for n in 1..=ROUNDS {
                reach(&round, 2 * n - 1);
                publish(&hub, 1);
                round.store(2 * n, Ordering::SeqCst);
            }
        });
        let mut reader = now(&hub);
        for n in 1..=ROUNDS {
            let (count, waker) = counting();
            round.store(2 * n - 1, Ordering::SeqCst);
            (0..n % 200).for_each(|_| hint::spin_loop());
            let early = poll(&mut reader, &waker);
            reach(&round, 2 * n);
            assert_eq!(early.is_none(), count.get() == 1, "round {n}");
            let late = poll(&mut reader, &waker);
            assert_eq!(early.or(late), Some(vec![n]));
        }
    });
}

/// Wait, without sleeping, until the other has set `round` to `n`.
fn reach(round: &AtomicU64, n: u64) {
    let began = Instant::now();
    while round.load(Ordering::SeqCst) < n {
        (0..1_000).take_while(|_| round.load(Ordering::SeqCst) < n).for_each(|_| hint::spin_loop());
        assert!(began.elapsed() < GUARD, "the other never came to {n}");
        thread::yield_now();
    }
}

/// Two who create the same topic at the same moment, when there is room for one: both get it.
#[test]
fn law_a_topic_that_another_just_created_is_not_one_too_many() {
    let limits = HubLimits { topics: 1, ..HubLimits::DEFAULT };
    let hubs: Vec<Hub> = (0..10_000).map(|_| hub_with(limits, 0)).collect();
    let round = AtomicU64::new(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            for (hub, n) in hubs.iter().zip(1..) {
                reach(&round, 2 * n - 1);
                publish(hub, 1);
                round.store(2 * n, Ordering::SeqCst);
            }
        });
        for (hub, n) in hubs.iter().zip(1..) {
            round.store(2 * n - 1, Ordering::SeqCst);
            (0..n % 100).for_each(|_| hint::spin_loop());
            publish(hub, 1);
            reach(&round, 2 * n);
            assert_eq!(hub.cursor(&news()), EPOCH.at(2));
        }
    });
}

/// Readers come to an empty topic and leave it, so that it is forgotten again and again, while
/// another publishes to it and reads: both must mean the same topic.
#[test]
fn law_no_topic_is_forgotten_under_its_users() {
    for _ in 0..200 {
        let (hub, together) = (empty_hub(), Barrier::new(2));
        thread::scope(|scope| {
            scope.spawn(|| {
                together.wait();
                (0..20).for_each(|_| drop(now(&hub)));
            });
            together.wait();
            let mut reader = now(&hub);
            publish(&hub, 1);
            assert_eq!(read(&mut reader), Ok(Some((vec![1], 0))));
        });
        assert_eq!((hub.stats().topics, hub.cursor(&news())), (1, EPOCH.at(1)));
    }
}

#[test]
fn must_travel_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    fn sent<T: Send>(_: &T) {}
    let hub = empty_hub();
    let mut reader = now(&hub);
    shared(&hub);
    shared(&reader);
    sent(&reader.next(1, 1_000));
    assert_eq!(hub.clone().stats(), hub.stats());
}
