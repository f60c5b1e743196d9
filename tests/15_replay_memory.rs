//! # What a log and its readers cost                                 chapter 15
//! Knows: the bytes of the heap that a hub holds, and how often it asks for more. Does not know:
//! what sockets cost; see `15_memory.rs`.
//! Read before: `15_hub/log_bounds.rs`, `hub/src/encodings.rs`. Read next: `15_memory.rs`.
//!
//! The allocator of this test counts what its own thread takes; so everything here is on one.

use allocation_counter::measure;
use hub::{Hub, HubLimits, Policy, Queue, Reader, Start, Topic};
use std::task::{Context, Poll, Waker};
use wire::{Bytes, Epoch, Published};

const EPOCH: Epoch = Epoch::new(0xc1);
const MIB: usize = 1024 * 1024;
const SUBSCRIBERS: usize = 1_000;
const TEXT: &str = "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 \
                    0123456789 0123456789 0";

fn topic() -> Topic {
    Topic::new("t").unwrap()
}

fn hub() -> Hub {
    let limits = HubLimits {
        log_events: usize::MAX,
        log_bytes: MIB,
        encoded_bytes: 64 * 1024,
        ..HubLimits::DEFAULT
    };
    Hub::new(limits, EPOCH)
}

fn readers(hub: &Hub, many: usize) -> Vec<Reader> {
    let queue = Queue { events: 10_000, bytes: MIB, policy: Policy::DropOldest };
    (0..many).map(|_| hub.reader(&topic(), Start::Now, queue).unwrap()).collect()
}

fn publish(hub: &Hub) {
    hub.publish(&topic(), None, TEXT).try_get().unwrap().unwrap();
}

/// As a transport does: copy the texts.
fn encode(event: &Published) -> Bytes {
    [event.event.as_bytes(), event.data.as_bytes()].concat().into()
}

/// Read up to 16 events and encode them; wait if there are none.
fn read(reader: &mut Reader) {
    if let Poll::Ready(batch) = reader.poll_next(&mut Context::from_waker(Waker::noop()), 16, MIB) {
        batch.unwrap().events.iter().for_each(|event| drop(event.encoded(0, encode)));
    }
}

/// Publish `events` while a thousand read, each now and then: what is on the heap in the end, and
/// at most, beyond what was there before.
fn a_full_log(events: usize) {
    assert_eq!(TEXT.len(), 100);
    let hub = hub();
    let mut readers = readers(&hub, SUBSCRIBERS);
    let info = measure(|| {
        for n in 0..events {
            publish(&hub);
            read(&mut readers[n % SUBSCRIBERS]);
        }
    });
    let stats = hub.stats();
    println!("{events} events, {SUBSCRIBERS} readers: {stats:?}");
    println!("heap: {} bytes, at most {}", info.bytes_current, info.bytes_max);
    assert_eq!((stats.published, stats.readers), (events as u64, SUBSCRIBERS));
    assert!(stats.kept_bytes <= MIB as u64 && stats.kept_events > 4_000);
    assert!(stats.encoded_bytes <= 64 * 1024 + 512, "those of the newest event beside");
    // The log, one event, the encodings; and a seat for each reader that waits.
    let seats = SUBSCRIBERS * 2 * (size_of::<Option<Waker>>() + size_of::<usize>());
    let most = MIB + 512 + 64 * 1024 + seats;
    assert!(info.bytes_max <= most as u64, "{} bytes, {most} at most", info.bytes_max);
}

#[test]
fn limit_a_log_of_1_mib_holds_1_mib() {
    a_full_log(100_000);
}

#[test]
#[ignore = "needs a minute: cargo test --test 15_replay_memory -- --ignored"]
fn limit_a_log_of_1_mib_holds_1_mib_after_a_million_events() {
    a_full_log(1_000_000);
}

/// How often the allocator is asked for 100 events, when so many readers wait for each of them and
/// encode it: by the publisher, and by all readers together.
fn allocations(many: usize) -> (u64, u64) {
    const EVENTS: u64 = 100;
    let hub = hub();
    let mut readers = readers(&hub, many);
    let (mut publishing, mut reading) = (0, 0);
    for n in 0..2 * EVENTS {
        readers.iter_mut().for_each(read); // they sit down to wait
        let published = measure(|| publish(&hub)).count_total;
        let encoded = measure(|| readers.iter_mut().for_each(read)).count_total;
        if n >= EVENTS {
            publishing += published; // the log and its tables have grown by now
            reading += encoded;
        }
    }
    (publishing, reading)
}

/// A publisher does not pay for its readers, and an event is encoded once: all that a reader adds
/// is the list in which it is given its events.
#[test]
fn limit_allocations_of_an_event_do_not_grow_with_its_readers() {
    let counts = [1, 10, 100, 1_000].map(|many| (many as u64, allocations(many)));
    println!("readers, (publishing 100 events, reading them): {counts:?}");
    let (_, (publishing, reading)) = counts[0];
    assert!(publishing <= 100 * 8, "{publishing} for 100 events");
    for (many, found) in counts {
        assert!(found.0.abs_diff(publishing) <= 4, "{many} readers: {} and {publishing}", found.0);
        let lists = 100 * (many - 1);
        assert!(found.1.abs_diff(reading + lists) <= 4, "{many} readers: {}", found.1);
    }
}
