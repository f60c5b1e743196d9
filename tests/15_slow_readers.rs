//! # Readers that stopped, among fifty that are fast                 chapter 15
//! Knows: what those who read lose (nothing), how long they wait, and what those who stopped cost.
//! Does not know: why one stops.
//! Read before: `15_fan_out.rs`, `15_gone.rs`. Read next: `15_memory.rs`.
//!
//! A lab serves on this thread, whose heap is counted; its readers are on another. The system's
//! buffers are small, for with their usual size a reader that stopped costs nothing for a long
//! time: they take some megabytes before anybody feels it.

mod support;

use allocation_counter::measure;
use lab::{Config, Lab};
use net::tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use net::tokio::net::{TcpSocket, TcpStream};
use net::tokio::runtime::{Builder, Runtime};
use net::tokio::sync::oneshot;
use net::tokio::task::{JoinSet, yield_now};
use net::tokio::time::{MissedTickBehavior, interval};
use net::{Stop, tokio};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};
use support::{PATIENCE, get, upgrade};
use wire::Limits;

const FAST: usize = 50;
const SEND_BUFFER: u32 = 16 * 1024;
const RECEIVE_BUFFER: u32 = 4 * 1024;
const EVENT_BYTES: usize = 1024;
/// What the fast ones may be behind before the publisher waits for them: a machine that is slow as
/// a whole must not look like a server that loses events. Far less than the log keeps.
const BEHIND_MAX: u64 = 500;

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Connect, and ask by one of the three ways that stream.
async fn ask(number: usize, lab: SocketAddr, receive_buffer: Option<u32>) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    if let Some(bytes) = receive_buffer {
        socket.set_recv_buffer_size(bytes).unwrap();
    }
    let mut stream = socket.connect(lab).await.unwrap();
    let request = [get("/stream?topic=t"), get("/events?topic=t"), upgrade("/ws?topic=t")];
    stream.write_all(request[number % 3].as_bytes()).await.unwrap();
    stream
}

/// Read until there were `events`, each of which says `#number#microseconds#` wherever it stands;
/// return how many microseconds each was on its way.
async fn read(
    mut stream: TcpStream,
    events: u64,
    began: Instant,
    progress: Arc<AtomicU64>,
) -> Vec<u64> {
    let (mut buffer, mut delays) = (Vec::with_capacity(64 * 1024), Vec::new());
    while (delays.len() as u64) < events {
        assert!(stream.read_buf(&mut buffer).await.unwrap() > 0, "a fast reader was sent away");
        let mut read = 0;
        while let Some((number, sent, used)) = mark(&buffer[read..]) {
            assert_eq!(number, delays.len() as u64, "lost, doubled or out of order");
            delays.push((began.elapsed().as_micros() as u64).saturating_sub(sent));
            read += used;
        }
        buffer.drain(..read);
        progress.store(delays.len() as u64, Relaxed);
    }
    delays
}

/// The first whole mark: its two numbers, and up to where it goes.
fn mark(bytes: &[u8]) -> Option<(u64, u64, usize)> {
    let mut hashes = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'#').map(|(at, _)| at);
    let (first, second, third) = (hashes.next()?, hashes.next()?, hashes.next()?);
    let number = |bytes| std::str::from_utf8(bytes).unwrap().parse().unwrap();
    Some((number(&bytes[first + 1..second]), number(&bytes[second + 1..third]), third + 1))
}

struct Seen {
    median: u64,
    p99: u64,
    heap_max: i64,
}

/// Publish `events` of 1 KiB, one a millisecond, to the fast ones and to `stopped` who never read
/// what they asked for, and are given `patience`.
fn run(events: u64, stopped: usize, patience: Duration) -> Seen {
    net::open_files::allow_all().unwrap();
    let here = runtime();
    // These readers answer no pings: that is for other tests.
    let limits = Limits { write_time: patience, ping_time: PATIENCE, ..Limits::DEFAULT };
    let lab = Arc::new(Lab::new(Config { limits, ..Config::default() }));
    let listener = here.block_on(async {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_send_buffer_size(SEND_BUFFER).unwrap();
        socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
        socket.listen(1024).unwrap()
    });
    let address = listener.local_addr().unwrap();
    here.spawn(Arc::clone(&lab).serve(listener, Stop::default()));

    let began = Instant::now();
    let progress: Vec<Arc<AtomicU64>> = (0..FAST).map(|_| Arc::default()).collect();
    let reading = progress.clone();
    let (tell, mut told) = oneshot::channel();
    let (end, ended) = oneshot::channel::<()>();
    let readers = std::thread::spawn(move || {
        runtime().block_on(async {
            let mut silent = Vec::new();
            for number in 0..stopped {
                silent.push(ask(number, address, Some(RECEIVE_BUFFER)).await);
            }
            let mut fast = JoinSet::new();
            for (number, progress) in reading.into_iter().enumerate() {
                let stream = ask(number, address, None).await;
                fast.spawn(read(stream, events, began, progress));
            }
            let mut delays = Vec::new();
            while let Some(read) = fast.join_next().await {
                delays.extend(read.unwrap());
            }
            tell.send(delays).unwrap();
            ended.await.unwrap();
            drop(silent);
        });
    });

    let mut delays = Vec::new();
    let heap = measure(|| {
        here.block_on(async {
            let readers = || lab.hub.stats().readers;
            while readers() < FAST + stopped {
                yield_now().await;
            }
            publish(&lab, events, began, &progress).await;
            delays = (&mut told).await.expect("each fast one heard all, in order");
            // The fast have gone, and the stopped are sent away.
            while readers() > 0 {
                yield_now().await;
            }
        });
    });
    end.send(()).unwrap();
    readers.join().unwrap();
    delays.sort_unstable();
    assert_eq!(delays.len() as u64, events * FAST as u64);
    let at = |share: f64| delays[(delays.len() as f64 * share) as usize];
    Seen { median: at(0.5), p99: at(0.99), heap_max: heap.bytes_max as i64 }
}

async fn publish(lab: &Lab, events: u64, began: Instant, progress: &[Arc<AtomicU64>]) {
    let topic = hub::Topic::new("t").unwrap();
    let mut beat = interval(Duration::from_millis(1));
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for number in 0..events {
        beat.tick().await;
        let slowest = || progress.iter().map(|progress| progress.load(Relaxed)).min().unwrap();
        while number - slowest() > BEHIND_MAX {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let mut data = format!("#{number}#{}#", began.elapsed().as_micros());
        data.extend(std::iter::repeat_n('x', EVENT_BYTES - data.len()));
        lab.hub.publish(&topic, None, &data).try_get().unwrap().unwrap();
    }
}

/// The log (8 MiB and a little for each event), and for each of the ten what was taken from the
/// log at once. What is published all in all is not in it.
const HEAP_MAX: i64 = 24 * 1024 * 1024;

fn compare(events: u64, patience: Duration) {
    let alone = run(events, 0, patience);
    let among = run(events, 10, patience);
    for (who, seen) in [("alone", &alone), ("with 10 stopped", &among)] {
        println!(
            "{FAST} fast ones {who}: {events} events each, median {} us, p99 {} us; heap {} KiB",
            seen.median,
            seen.p99,
            seen.heap_max / 1024
        );
    }
    assert!(among.heap_max < HEAP_MAX, "{} bytes", among.heap_max);
}

mod fifty_fast_and_ten_stopped {
    use super::*;

    /// The stopped are given up after `Limits::write_time`; the test ends only when all are.
    #[test]
    fn must_lose_nothing_and_send_the_stopped_away() {
        compare(500, Duration::from_secs(3));
    }

    #[test]
    #[ignore = "needs a minute: cargo test --release --test 15_slow_readers -- --ignored"]
    fn must_lose_nothing_for_30_seconds_of_1_000_events_each() {
        compare(30_000, Limits::DEFAULT.write_time);
    }
}
