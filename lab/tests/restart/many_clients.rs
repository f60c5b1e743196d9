//! # 300 clients, 20 kills                                           chapter 15
//! Knows: that each client hears the whole log, once, in order, whenever the server is killed.
//! Does not know: how a client comes back; `net` does.
//! Read before: `lab/tests/restart.rs`, `net/src/event_source.rs`. Read next: nothing.

use super::*;
use hub::HubLimits;
use net::event_source::{Event, EventSource, Options};
use net::fetch::{self, FetchError, fetch};
use net::gate::ConnectGate;
use net::handle::{Heard, Queue};
use net::tokio::runtime::Runtime;
use net::tokio::task::JoinHandle;
use net::tokio::time::{Instant, MissedTickBehavior, interval, sleep};
use net::{LongPoll, long_poll, websocket};
use polling::{Lines, Since};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use wire::{Backoff, EventId, Published};

const KILLS: u64 = 20;
const EVENT_SOURCES: usize = 200;
const WEBSOCKETS: usize = 50;
const LONG_POLLS: usize = 50;
const PUBLISHERS: u64 = 50;
/// The pace of all publishers together.
const EVENTS_A_SECOND: u64 = 500;
/// Only a hang takes longer.
const PATIENCE: Duration = Duration::from_secs(120);

/// What all clients have heard, held against each other.
#[derive(Debug, Default)]
struct Story {
    /// The log as whoever heard a number first has heard it.
    log: Mutex<BTreeMap<EventKey, Box<str>>>,
    /// What was acknowledged to a publisher.
    acknowledged: Mutex<BTreeMap<EventKey, Box<str>>>,
    /// How often the server was started again.
    starts: AtomicU64,
    /// The first event that was published since; 0 for none.
    first_after_start: AtomicU64,
}

/// Only the number: the epoch is the same for all, which is checked where an id is heard.
type EventKey = u64;

/// One client: the number of the last event that it has heard.
#[derive(Debug, Default)]
struct Client {
    last: AtomicU64,
}

impl Client {
    /// It heard an event: the next one, and the same as everybody.
    fn hears(&self, story: &Story, id: EventId, event: &str, data: &str) {
        let last = self.last.load(Relaxed);
        assert_eq!(event, "message", "{id} {data}");
        assert_eq!(id.number, last + 1, "an event was lost or doubled: {last}, then {id}");
        let mut log = story.log.lock().unwrap();
        assert_eq!(**log.entry(id.number).or_insert_with(|| data.into()), *data, "{id}");
        self.last.store(id.number, Relaxed);
    }
}

async fn event_source(address: String, story: Arc<Story>, client: Arc<Client>) {
    let url = format!("http://{address}/events?since=0");
    let options = Options { reconnection_time: Duration::from_secs(1), ..Options::default() };
    let mut source = EventSource::new(fetch::Request::get(&url).unwrap(), options);
    while let Some(heard) = source.next().await {
        match heard {
            Event::Message { event, data, last_event_id } => {
                client.hears(&story, last_event_id.parse().unwrap(), &event, &data);
            }
            Event::Error { why, retry_in: None } => panic!("for good: {why}"),
            Event::Open | Event::Error { .. } => {}
        }
    }
}

async fn long_poll(address: String, story: Arc<Story>, client: Arc<Client>) {
    let url = format!("http://{address}/long-poll");
    let backoff = Backoff::new(Duration::from_millis(500), Duration::from_secs(1));
    let mut poll = LongPoll::listen(&url, Since::All).unwrap().backoff(backoff);
    while let Some(heard) = poll.next().await {
        match heard {
            long_poll::Event::Message(Published { id, event, data }) => {
                client.hears(&story, id, &event, &data);
            }
            long_poll::Event::Error { why, retry_in: None } => panic!("for good: {why}"),
            long_poll::Event::Error { .. } => {}
        }
    }
}

/// A WebSocket has no place of its own: the client keeps it, and names it in the address.
async fn websocket(address: String, story: Arc<Story>, client: Arc<Client>) {
    let mut place = "0".to_string();
    // Each client is a program of its own, and they do not queue behind each other.
    let gate = ConnectGate::new(1);
    loop {
        let url = format!("ws://{address}/ws?since={place}");
        let request = websocket::Request::new(&url).unwrap().gate(gate.clone());
        let opened = websocket::connect(request).await;
        if let Ok(opened) = opened {
            let mut socket = opened.into_websocket(Queue::default());
            while let Heard::Message(message) = socket.receive().await {
                let line = [message.bytes(), b"\n"].concat();
                let hear = |Published { id, event, data }| {
                    client.hears(&story, id, &event, &data);
                    place = id.to_string();
                };
                Lines::new(1 << 20).receive(&line, hear).unwrap();
            }
        }
        sleep(Duration::from_millis(500)).await;
    }
}

/// Publish at a steady pace: what the pace was kept from is made up for. What was refused, or lost
/// with its connection, is not said again, for nobody knows whether it is in the log.
async fn publisher(which: u64, address: String, story: Arc<Story>) {
    let mut pace = interval(Duration::from_millis(1_000 * PUBLISHERS / EVENTS_A_SECOND));
    pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let url = format!("http://{address}/publish");
    for n in 0.. {
        pace.tick().await;
        let text = format!("{which}.{n}");
        let (starts, answer) = loop {
            let starts = story.starts.load(Relaxed);
            let request = fetch::Request::post(&url).unwrap().body(text.clone().into_bytes());
            match fetch(request).await {
                // Nobody listens now: nothing was said.
                Err(FetchError::Reach(_)) => sleep(Duration::from_millis(5)).await,
                answer => break (starts, answer),
            }
        };
        let Ok(answer) = answer else { continue };
        if answer.status != 202 {
            continue;
        }
        let body = String::from_utf8(answer.body).unwrap();
        let id = body.split('"').nth(3).and_then(|id| id.parse::<EventId>().ok());
        let number = id.unwrap_or_else(|| panic!("{body}")).number;
        let before = story.acknowledged.lock().unwrap().insert(number, text.into());
        assert_eq!(before, None, "the number {number} was given twice");
        if story.starts.load(Relaxed) == starts {
            let first = &story.first_after_start;
            let _not_the_first = first.compare_exchange(0, number, Relaxed, Relaxed);
        }
    }
}

/// Wait until each client has heard the event with this number.
async fn all_have(clients: &[Arc<Client>], number: u64) {
    let began = Instant::now();
    while let Some(behind) = clients.iter().find(|client| client.last.load(Relaxed) < number) {
        assert!(began.elapsed() < PATIENCE, "{behind:?} has not heard {number}");
        sleep(Duration::from_millis(5)).await;
    }
}

/// A number that looks random, and is the same each time.
fn scatter(n: u64) -> u64 {
    let mixed = n.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ mixed >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33
}

#[test]
#[ignore = "needs a minute: \
            cargo test --release -p lab --test restart -- --ignored --nocapture"]
fn must_lose_and_double_nothing_for_300_clients_when_it_is_killed_20_times() {
    net::open_files::allow_all().unwrap();
    let folder = Folder::new("many");
    let server = on_disk(&folder);
    let story = Arc::new(Story::default());
    let runtime = Runtime::new().unwrap();
    let clients = runtime.block_on(tell(&folder, server, &story));

    let log = story.log.lock().unwrap();
    let newest = log.len() as u64;
    for client in &clients {
        assert_eq!(client.last.load(Relaxed), newest, "its list is the log");
    }
    let acknowledged = story.acknowledged.lock().unwrap();
    for (number, text) in acknowledged.iter() {
        assert_eq!(log.get(number), Some(text), "{number} was acknowledged");
    }
    let store = journal::Store::open(&folder.0, &journal::Options::DEFAULT, wire::Epoch::new(0));
    let mut kept = 0;
    store
        .unwrap()
        .load(|_, number, _, data| {
            assert_eq!(log.get(&number).map(|text| &**text), Some(data));
            kept += 1;
        })
        .unwrap();
    assert_eq!(kept, newest.min(HubLimits::DEFAULT.log_events as u64), "what is on the disk");
    let unheard = newest - acknowledged.len() as u64;
    println!("{newest} events in the log, {unheard} of them not acknowledged: the answer was lost");
    println!("{} clients, each with all of them once and in order", clients.len());
}

/// All clients, and the tasks in which they listen.
fn start(address: &str, story: &Arc<Story>) -> (Vec<Arc<Client>>, Vec<JoinHandle<()>>) {
    let start = |at| {
        let client = Arc::<Client>::default();
        let (address, story, its) = (address.to_string(), Arc::clone(story), Arc::clone(&client));
        let task = match at {
            0..EVENT_SOURCES => net::tokio::spawn(event_source(address, story, its)),
            _ if at < EVENT_SOURCES + WEBSOCKETS => {
                net::tokio::spawn(websocket(address, story, its))
            }
            _ => net::tokio::spawn(long_poll(address, story, its)),
        };
        (client, task)
    };
    (0..EVENT_SOURCES + WEBSOCKETS + LONG_POLLS).map(start).unzip()
}

/// All that happens: the clients, with all that was published heard by each.
async fn tell(folder: &Folder, mut server: Server, story: &Arc<Story>) -> Vec<Arc<Client>> {
    let address = server.address.clone();
    let (clients, tasks) = start(&address, story);
    let publisher = |which| net::tokio::spawn(publisher(which, address.clone(), Arc::clone(story)));
    let publishers: Vec<_> = (0..PUBLISHERS).map(publisher).collect();

    let (mut worst, began) = (Duration::ZERO, Instant::now());
    for kill in 0..KILLS {
        sleep(Duration::from_millis(300 + scatter(kill) % 1_000)).await;
        let killed = Instant::now();
        server.kill();
        story.starts.fetch_add(1, Relaxed);
        story.first_after_start.store(0, Relaxed);
        server = Server::start(serve(&address, &["--log", folder.path()]));
        let up = killed.elapsed();
        let first = loop {
            match story.first_after_start.load(Relaxed) {
                0 => sleep(Duration::from_millis(5)).await,
                first => break first,
            }
            assert!(killed.elapsed() < PATIENCE, "nobody can publish");
        };
        let (sources, others) = clients.split_at(EVENT_SOURCES);
        let (websockets, polls) = others.split_at(WEBSOCKETS);
        let back = async |clients| {
            all_have(clients, first).await;
            killed.elapsed()
        };
        let (sources, websockets, polls) =
            net::tokio::join!(back(sources), back(websockets), back(polls));
        println!(
            "kill {kill}: up after {up:.1?}; back at {first}: EventSource {sources:.1?}, \
             WebSocket {websockets:.1?}, long polling {polls:.1?}"
        );
        worst = worst.max(killed.elapsed());
    }
    let acknowledged = story.acknowledged.lock().unwrap().len();
    let (seconds, wanted) = (began.elapsed().as_secs_f64(), EVENTS_A_SECOND);
    println!("{:.0} events a second, {wanted} were asked for", acknowledged as f64 / seconds);
    println!("the slowest time until all were back: {worst:?}");
    for publisher in publishers {
        publisher.abort();
        let _ended = publisher.await;
    }
    let newest = clients.iter().map(|client| client.last.load(Relaxed)).max().unwrap();
    let acknowledged = story.acknowledged.lock().unwrap().keys().next_back().copied();
    all_have(&clients, newest.max(acknowledged.unwrap_or(0))).await;
    // What was published without an answer may still be under way to some.
    sleep(Duration::from_secs(1)).await;
    let newest = clients.iter().map(|client| client.last.load(Relaxed)).max().unwrap();
    all_have(&clients, newest).await;
    for task in tasks {
        assert!(!task.is_finished(), "a client gave up: {:?}", task.await);
        task.abort();
    }
    let figures = server.ask("GET /metrics", "", "");
    let figure = |name: &str| {
        let line = figures.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().parse::<f64>().unwrap()
    };
    let batches = figure("wire101_log_batches_total ");
    let events = 1 + newest - story.first_after_start.load(Relaxed);
    println!("{events} events since the last start, in {batches} batches on the disk");
    clients
}
