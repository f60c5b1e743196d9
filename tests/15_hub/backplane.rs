//! # What stands between a publisher and the log                     chapter 15
//! Knows: numbers that come from elsewhere, at once or later. Does not know: disks, networks.
//! Read before: `hub/src/backplane.rs`, `later.rs`. Read next: `tests/15_publishing.rs`.

use super::later::Later;
use super::waking::{block_on, without_deadlock};
use super::*;
use hub::{Backplane, Deliver, Draft, InMemory, Ticket};
use std::sync::Mutex;
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

fn later(room: usize) -> (Arc<Later>, Hub) {
    let later = Arc::new(Later::new(EPOCH, room));
    let hub = Hub::on(HubLimits::DEFAULT, Arc::clone(&later) as Arc<dyn Backplane>);
    (later, hub)
}

#[test]
fn must_not_show_an_event_before_the_backplane_delivers_it() {
    let (later, hub) = later(10);
    let mut reader = reader(&hub, Start::All, Queue::DEFAULT);
    let receipts = ["one", "two"].map(|data| hub.publish(&news(), None, data));
    assert_eq!((receipts[0].try_get(), read(&mut reader)), (None, Ok(None)));
    assert_eq!(hub.cursor(&news()), EPOCH.at(0));
    later.write_one();
    assert_eq!(receipts.each_ref().map(Receipt::try_get), [Some(Ok(EPOCH.at(1))), None]);
    assert_eq!(read(&mut reader), Ok(Some((vec![1], 0))));
    later.write_one();
    assert_eq!(receipts[1].try_get(), Some(Ok(EPOCH.at(2))));
}

#[test]
fn must_wake_the_publisher_with_the_answer() {
    let (later, hub) = later(10);
    let receipt = hub.publish(&news(), None, "x");
    let writer = thread::spawn(move || later.write_one());
    assert_eq!(block_on(receipt), Ok(EPOCH.at(1)));
    writer.join().unwrap();
}

/// Whoever does not wait for the answer has published all the same.
#[test]
fn must_publish_for_one_who_drops_the_receipt() {
    let (later, hub) = later(10);
    drop(hub.publish(&news(), None, "x"));
    later.write_one();
    assert_eq!(hub.cursor(&news()), EPOCH.at(1));
}

/// A refusal leaves no trace: no number, no topic.
#[test]
fn must_say_when_the_backplane_is_busy() {
    let (later, hub) = later(1);
    let first = hub.publish(&news(), None, "x");
    let second = hub.publish(&topic("chat"), None, "x");
    assert_eq!((first.try_get(), second.try_get()), (None, Some(Err(Refused::Busy))));
    assert_eq!(hub.stats().topics, 1);
    assert_eq!(Refused::Busy.to_string(), "the log cannot keep up; try again in a second");
    later.write_one();
    assert_eq!(first.try_get(), Some(Ok(EPOCH.at(1))));
}

/// A topic is there as long as an event is on its way to it. Else readers that come and leave in
/// between would make room for one topic after the other, and all of them would come to be.
#[test]
fn limit_topics_counts_those_whose_first_event_is_on_its_way() {
    let later = Arc::new(Later::new(EPOCH, 10));
    let limits = HubLimits { topics: 1, ..HubLimits::DEFAULT };
    let hub = Hub::on(limits, Arc::clone(&later) as Arc<dyn Backplane>);
    let first = hub.publish(&news(), None, "x");
    drop(reader(&hub, Start::Now, Queue::DEFAULT));
    let second = hub.publish(&topic("chat"), None, "x");
    assert_eq!(second.try_get(), Some(Err(Refused::TooManyTopics { limit: 1 })));
    later.write_one();
    assert_eq!((first.try_get(), hub.stats().topics), (Some(Ok(EPOCH.at(1))), 1));
}

/// A backplane that is gone must not leave a publisher waiting.
#[test]
fn must_say_when_the_backplane_lost_the_event() {
    let (later, hub) = later(1);
    let receipt = hub.publish(&news(), None, "x");
    later.lose_all();
    assert_eq!(receipt.try_get(), Some(Err(Refused::Failed)));
    assert_eq!(hub.stats().topics, 0, "it leaves no trace either");
    assert_eq!(Refused::Failed.to_string(), "the log failed; the event was not kept");
}

/// The publisher's waker may do anything: here it publishes again.
#[test]
fn must_hold_no_lock_while_answering() {
    struct Again(Hub);
    impl Wake for Again {
        fn wake(self: Arc<Self>) {
            drop(self.0.publish(&news(), None, "again"));
        }
    }
    without_deadlock(|| {
        let (later, hub) = later(10);
        let mut receipt = std::pin::pin!(hub.publish(&news(), None, "x"));
        let waker = Waker::from(Arc::new(Again(hub.clone())));
        let mut poll = || receipt.as_mut().poll(&mut Context::from_waker(&waker));
        assert_eq!(poll(), Poll::Pending);
        later.write_one();
        assert_eq!(poll(), Poll::Ready(Ok(EPOCH.at(1))));
        assert_eq!(later.len(), 1);
    });
}

/// Publish through two hubs at once: both keep the same events under the same numbers.
#[test]
fn law_two_hubs_on_one_backplane_agree() {
    const EACH: u64 = 2_000;
    let memory: Arc<dyn Backplane> = Arc::new(InMemory::new(EPOCH));
    let hubs = [(); 2].map(|()| Hub::on(HubLimits::DEFAULT, Arc::clone(&memory)));
    thread::scope(|scope| {
        for (hub, name) in hubs.iter().zip(["a", "b"]) {
            scope.spawn(move || {
                for n in 0..EACH {
                    say(hub, &format!("{name} {n}"));
                }
            });
        }
    });
    let [one, two] = hubs.each_ref().map(|hub| {
        let mut reader = reader(hub, Start::All, Queue::DEFAULT);
        reader.try_next(usize::MAX, usize::MAX).unwrap().unwrap()
    });
    assert_eq!(ids(&one), (1..=2 * EACH).collect::<Vec<_>>());
    assert_eq!(one, two);
}

#[test]
fn must_not_keep_a_hub_alive() {
    let memory = Arc::new(InMemory::new(EPOCH));
    let hub = Hub::on(HubLimits::DEFAULT, Arc::clone(&memory) as Arc<dyn Backplane>);
    let count = Arc::strong_count(&memory);
    drop(hub);
    assert_eq!(Arc::strong_count(&memory), count - 1);
    let other = Hub::on(HubLimits::DEFAULT, memory);
    assert_eq!(say(&other, "x"), 1);
}

/// Delivers what the test says, when it says so.
struct Scripted(Mutex<Vec<Deliver>>, Vec<u64>);

impl Backplane for Scripted {
    fn epoch(&self) -> Epoch {
        EPOCH
    }

    fn publish(&self, _: &Topic, _: Draft, _: Ticket) {}

    fn join(&self, hub: Deliver) {
        self.1.iter().for_each(|number| deliver(&hub, EPOCH.at(*number)));
        self.0.lock().unwrap().push(hub);
    }
}

fn deliver(hub: &Deliver, id: EventId) {
    let event = Published { id, event: "message".into(), data: "x".into() };
    drop(hub.deliver(&news(), Arc::new(event)));
}

/// A hub on a backplane that has kept these numbers from before.
fn scripted(kept: Vec<u64>) -> (Hub, Deliver) {
    let scripted = Arc::new(Scripted(Mutex::default(), kept));
    let hub = Hub::on(HubLimits::DEFAULT, Arc::clone(&scripted) as Arc<dyn Backplane>);
    let deliver = scripted.0.lock().unwrap()[0].clone();
    (hub, deliver)
}

/// After a restart: what is kept comes back under its old numbers, and cursors go on.
#[test]
fn must_begin_with_what_the_backplane_has_kept() {
    let (hub, _) = scripted(vec![501, 502, 503]);
    assert_eq!(hub.cursor(&news()), EPOCH.at(503));
    let seen = |number| {
        let mut reader = reader(&hub, after(number), Queue::DEFAULT);
        (reader.started(), read(&mut reader).unwrap().unwrap().0)
    };
    assert_eq!(seen(502), (Started::Resumed, vec![503]));
    assert_eq!(seen(500), (Started::Resumed, vec![501, 502, 503]));
    assert_eq!(seen(499), (Started::Missed(1), vec![501, 502, 503]));
}

#[test]
fn must_pass_over_what_was_delivered_already_and_what_is_of_another_epoch() {
    let (hub, deliverer) = scripted(vec![1, 2, 2, 1, 0, 3]);
    deliver(&deliverer, Epoch::new(0xc2).at(4));
    let mut reader = reader(&hub, Start::All, Queue::DEFAULT);
    assert_eq!(read(&mut reader), Ok(Some((vec![1, 2, 3], 0))));
}

/// A backplane that lost something on the way does not make a silent gap.
#[test]
fn must_tell_readers_of_a_number_that_never_came() {
    for (policy, told) in [(Policy::DropOldest, true), (Policy::Disconnect, false)] {
        let (hub, deliverer) = scripted(vec![1, 2]);
        let mut reader = reader(&hub, after(2), Queue::with(policy));
        deliver(&deliverer, EPOCH.at(5));
        let read = reader.try_next(10, 1_000);
        if told {
            let batch = read.unwrap().unwrap();
            let gap = (EPOCH.at(4), r#"{"missed":2}"#.to_string());
            assert_eq!((reset(&batch), ids(&batch)), (Some(gap), vec![5]));
        } else {
            assert_eq!(read, Err(Lagged { missed: 3 }));
        }
        assert_eq!(hub.stats().kept_events, 1);
    }
}

/// The largest number there is must not end the server.
#[test]
fn limit_the_largest_number() {
    let (hub, deliverer) = scripted(vec![1, u64::MAX - 1, u64::MAX]);
    deliver(&deliverer, EPOCH.at(u64::MAX));
    assert_eq!(hub.cursor(&news()), EPOCH.at(u64::MAX));
    let mut reader = reader(&hub, after(u64::MAX - 1), Queue::DEFAULT);
    let _whatever = reader.try_next(10, 1_000);
}
