//! # The journal as a backplane of hubs                              chapter 15
//! Knows: what publishers, readers and hubs may rely on, in one process and in the next.
//! Does not know: the file.
//! Read before: `journal/src/journal.rs`. Read next: `lab/tests/restart.rs`.

use super::*;
use hub::{Hub, Progress, Queue, Reader, Receipt, Refused, Start};
use journal::Journal;
use net::tokio::runtime;
use std::sync::Arc;
use std::thread;

/// Readers here are given all at once.
const QUEUE: Queue =
    Queue { events: usize::MAX, bytes: usize::MAX, policy: hub::Policy::Disconnect };

fn journal(folder: &Folder, options: &Options) -> Arc<Journal> {
    let failed = |error: &journal::WriteError| panic!("{error}");
    Arc::new(Journal::open(&folder.0, options, Epoch::new(7), failed).unwrap())
}

fn hub_on(folder: &Folder) -> Hub {
    Hub::on(HubLimits::DEFAULT, journal(folder, &QUICK))
}

fn wait(receipt: Receipt) -> hub::receipt::Answer {
    runtime::Builder::new_current_thread().build().unwrap().block_on(receipt)
}

fn publish(hub: &Hub, data: &str) -> u64 {
    wait(hub.publish(&topic("news"), None, data)).unwrap().number
}

fn reader(hub: &Hub, start: Start) -> Reader {
    hub.reader(&topic("news"), start, QUEUE).unwrap()
}

/// All that there is to read: numbers and texts.
fn read(reader: &mut Reader) -> Vec<(u64, String)> {
    let batch = reader.try_next(usize::MAX, usize::MAX).unwrap();
    let events = batch.map(|batch| batch.events).unwrap_or_default();
    events.iter().map(|event| (event.id.number, event.data.to_string())).collect()
}

#[test]
fn must_go_on_after_a_restart_as_if_there_was_none() {
    let folder = Folder::new("restart");
    let hub = hub_on(&folder);
    let mut seen = reader(&hub, Start::Now);
    publish(&hub, "a");
    publish(&hub, "b");
    assert_eq!(seen.try_next(1, usize::MAX).unwrap().unwrap().events.len(), 1);
    let place = seen.cursor();
    drop((hub, seen));

    let hub = hub_on(&folder);
    assert_eq!(publish(&hub, "c"), 3);
    let mut back = reader(&hub, Start::After(place));
    assert_eq!(back.started(), hub::Started::Resumed);
    assert_eq!(read(&mut back), [(2, "b".into()), (3, "c".into())]);
}

#[test]
fn must_give_all_publishers_one_order_and_every_hub_the_same_log() {
    let folder = Folder::new("order");
    let journal = journal(&folder, &QUICK);
    let hubs = [(); 2].map(|()| Hub::on(HubLimits::DEFAULT, Arc::clone(&journal) as Arc<_>));
    let mut readers = hubs.each_ref().map(|hub| reader(hub, Start::Now));
    thread::scope(|scope| {
        for publisher in 0..8 {
            let hub = &hubs[publisher % 2];
            scope.spawn(move || {
                let numbers = (0..100).map(|n| publish(hub, &format!("{publisher}.{n}")));
                assert!(numbers.is_sorted(), "publisher {publisher}");
            });
        }
    });
    let [one, two] = readers.each_mut().map(read);
    assert_eq!(
        one.iter().map(|(number, _)| *number).collect::<Vec<_>>(),
        (1..=800).collect::<Vec<_>>()
    );
    assert_eq!(one, two);
    let late = Hub::on(HubLimits::DEFAULT, Arc::clone(&journal) as Arc<_>);
    assert_eq!(read(&mut reader(&late, Start::All)), one, "a hub that joins late");
    drop((readers, hubs, late, journal));
    assert_eq!(read(&mut reader(&hub_on(&folder), Start::All)), one, "after a restart");
}

/// Whoever sees an event can rely on it: at that moment a copy of the file has it.
#[test]
fn must_not_show_an_event_before_it_is_kept() {
    let (folder, copy) = (Folder::new("before"), Folder::new("copy"));
    let hub = hub_on(&folder);
    let mut reader = reader(&hub, Start::Now);
    fs::create_dir_all(&copy.0).unwrap();
    // It takes a while to write, so that there is time to be too early.
    let text = "x".repeat(HubLimits::DEFAULT.text_bytes);
    for number in 1..=10 {
        let receipt = hub.publish(&topic("news"), None, &text);
        let event = loop {
            // The first moment at which it can be seen.
            if let Some(batch) = reader.try_next(1, usize::MAX).unwrap() {
                break batch.events[0].clone();
            }
            thread::yield_now();
        };
        fs::copy(folder.file(), copy.file()).unwrap();
        assert_eq!(open(&copy, &QUICK).last(&topic("news")), number);
        assert_eq!(wait(receipt), Ok(event.id));
    }
}

#[test]
fn must_write_what_still_waits_when_it_is_dropped() {
    let folder = Folder::new("dropped");
    let hub = hub_on(&folder);
    let receipts: Vec<_> =
        (0..500).map(|n| hub.publish(&topic("news"), None, &n.to_string())).collect();
    drop(hub);
    let answers: Vec<_> = receipts.iter().map(|receipt| receipt.try_get().unwrap()).collect();
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(open(&folder, &QUICK).last(&topic("news")), 500);
}

/// Who publishes while another's event is on its way to the disk shares the next way.
#[test]
fn must_write_together_what_is_published_at_the_same_time() {
    let folder = Folder::new("together");
    let hub = Hub::on(HubLimits::DEFAULT, journal(&folder, &Options::DEFAULT));
    let receipts: Vec<_> = (0..500).map(|_| hub.publish(&topic("news"), None, "x")).collect();
    assert!(receipts.into_iter().all(|receipt| wait(receipt).is_ok()));
    let Progress { waiting, batches, failed } = hub.stats().backplane;
    assert_eq!((waiting, failed), (0, 0));
    assert!((1..250).contains(&batches), "500 events in {batches} batches");
}

#[test]
fn limit_of_what_waits_is_told_at_once_and_loses_nothing_that_was_taken() {
    let folder = Folder::new("busy");
    let options = Options { waiting_events: 10, ..Options::DEFAULT };
    let hub = Hub::on(HubLimits::DEFAULT, journal(&folder, &options));
    let mut reader = reader(&hub, Start::Now);
    // Each commit waits for the disk; this does not.
    let receipts: Vec<_> = (0..2_000).map(|_| hub.publish(&topic("news"), None, "x")).collect();
    let answers: Vec<_> = receipts.into_iter().map(wait).collect();
    let busy = answers.iter().filter(|answer| **answer == Err(Refused::Busy)).count();
    let numbers: Vec<_> = answers.iter().flatten().map(|id| id.number).collect();
    assert!(busy > 0 && busy + numbers.len() == 2_000, "{busy} of 2,000 were refused");
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
    let heard: Vec<_> = read(&mut reader).into_iter().map(|(number, _)| number).collect();
    assert_eq!(heard, numbers);
}

#[test]
fn limit_of_bytes_that_wait_takes_one_alone_whatever_it_weighs() {
    let folder = Folder::new("heavy");
    let options = Options { waiting_bytes: 1, ..QUICK };
    let hub = Hub::on(HubLimits::DEFAULT, journal(&folder, &options));
    for number in 1..=20 {
        assert_eq!(publish(&hub, &"x".repeat(10_000)), number);
    }
}
