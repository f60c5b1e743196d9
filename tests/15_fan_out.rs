//! # Many readers of one log                                         chapter 15
//! Knows: that nothing is lost, doubled or out of order, whoever reads, however slowly.
//! Does not know: how the log does it; see `15_hub.rs`.
//! Read before: `support/clients.rs`. Read next: `00_map.rs`.

mod support;

use lab::Config;
use net::Caps;
use net::tokio::task::JoinSet;
use net::tokio::time::timeout;
use std::io::Read as _;
use support::clients::{WAYS, collect};
use support::{PATIENCE, PATIENT, Running, get, upgrade};

mod five_ways_at_once {
    use super::*;

    const CLIENTS_PER_WAY: usize = 200;
    const EVENTS: usize = 1_000;

    #[test]
    fn must_bring_every_event_to_every_client_once_and_in_order() {
        net::open_files::allow_all().unwrap();
        // A thousand clients and their server share this machine with whatever runs on it: a
        // deadline that passes would say nothing about events.
        let caps = Caps { entering: 18_000, ..Config::default().caps };
        let running = Running::with(Config { caps, limits: PATIENT, ..Config::default() });
        let mut clients = JoinSet::new();
        running.block_on(async {
            for way in WAYS {
                for number in 0..CLIENTS_PER_WAY {
                    let address = running.address;
                    clients.spawn(async move {
                        (way, number, collect(way, address, "t", EVENTS).await)
                    });
                }
            }
            // Publish while they come: some begin with what is kept, some with nothing.
            let topic = hub::Topic::new("t").unwrap();
            for i in 1..=EVENTS {
                let receipt = running.lab.hub.publish(&topic, None, &format!("event {i}"));
                receipt.await.unwrap();
                net::tokio::task::yield_now().await;
            }
            let all = async {
                while let Some(ended) = clients.join_next().await {
                    let (way, number, events) = ended.unwrap();
                    let ids: Vec<u64> = events.iter().map(|event| event.id.number).collect();
                    let expected: Vec<u64> = (1..=EVENTS as u64).collect();
                    assert_eq!(ids, expected, "client {number} by {way:?}");
                    let last = events.last().unwrap();
                    assert_eq!(&*last.data, format!("event {EVENTS}"), "by {way:?}");
                }
            };
            timeout(PATIENCE, all).await.expect("every client gets every event");
        });
    }
}

mod a_reader_that_falls_behind_the_log {
    use super::*;
    use wire::Limits;

    const EVENTS: usize = 80;
    const EVENT_BYTES: usize = 512 * 1024;

    /// A client that asked by `request`, and reads nothing while 40 MiB are published: more than
    /// the log keeps and the sockets hold together.
    fn behind(request: &str) -> (Running, support::Client) {
        let limits = Limits { write_time: support::PATIENCE, ..Limits::DEFAULT };
        let running = Running::with(Config { limits, ..Config::default() });
        let mut client = running.connect();
        client.send(request);
        client.head();
        while running.lab.hub.stats().readers == 0 {
            std::thread::yield_now();
        }
        let topic = hub::Topic::new("t").unwrap();
        for _ in 0..EVENTS {
            let receipt = running.lab.hub.publish(&topic, None, &"x".repeat(EVENT_BYTES));
            receipt.try_get().unwrap().unwrap();
        }
        (running, client)
    }

    #[test]
    fn must_be_sent_away_with_1013_by_websocket() {
        let (running, mut client) = behind(&upgrade("/ws?topic=t"));
        let mut events = 0;
        let code = loop {
            match client.read_exactly(2)[..] {
                [0x81, 127] => {
                    let length = client.read_exactly(8).try_into().map(u64::from_be_bytes);
                    client.read_exactly(length.unwrap() as usize);
                    events += 1;
                }
                [0x88, _] => break client.read_exactly(2),
                ref other => panic!("an event or a Close was due, not {other:x?}"),
            }
        };
        assert_eq!(code, 1013u16.to_be_bytes());
        assert!(events < EVENTS, "some events were lost to it, and it was told so");
        assert_eq!(running.lab.hub.stats().lagged, 1);
    }

    #[test]
    fn must_see_its_stream_end_properly() {
        let (running, mut client) = behind(&get("/stream?topic=t"));
        assert!(client.read_to_end().ends_with(b"\n\r\n0\r\n\r\n"), "the last chunk");
        assert_eq!(running.lab.hub.stats().lagged, 1);
    }
}

mod a_client_that_stops_reading {
    use super::*;

    const EVENTS: usize = 400;
    const EVENT_BYTES: usize = 256 * 1024;
    /// 100 MiB are published. What may stay: the log (8 MiB), and for each stopped client what was
    /// taken from the log but not from us; sockets are the kernel's. The rest is for the readers
    /// of this test itself, which keep 32 bytes of each event.
    const GROWTH_MAX: usize = 64 * 1024 * 1024;

    /// Memory in use by this process, in bytes.
    #[cfg(target_os = "linux")]
    fn resident() -> usize {
        let mut text = String::new();
        std::fs::File::open("/proc/self/statm").unwrap().read_to_string(&mut text).unwrap();
        let pages: usize = text.split(' ').nth(1).unwrap().parse().unwrap();
        pages * 4096
    }

    #[test]
    #[cfg(target_os = "linux")] // the memory of a process is read from /proc
    fn must_not_slow_the_others_nor_grow_our_memory() {
        let running = Running::start();
        // Three that ask, and never read a byte.
        let mut stopped = Vec::new();
        for request in [get("/stream?topic=t"), get("/events?topic=t"), upgrade("/ws?topic=t")] {
            let mut client = running.connect();
            client.send(&request);
            stopped.push(client);
        }
        while running.lab.hub.stats().readers < stopped.len() {
            std::thread::yield_now();
        }
        let before = resident();
        let mut reading = running.connect();
        reading.send(&get("/stream?topic=t&since=0"));
        reading.head();
        let data = "x".repeat(EVENT_BYTES);
        for id in 1..=EVENTS {
            assert_eq!(running.publish("/publish?topic=t", &data).status, 202);
            // The one that reads gets each event before the next is published.
            let line = format!("{{\"id\":\"c1-{id}\",");
            reading.read_until(line.as_bytes());
            reading.read_until(b"}\n");
        }
        let growth = resident().saturating_sub(before);
        assert!(growth < GROWTH_MAX, "{growth} bytes more than before");
        let stats = running.lab.hub.stats();
        assert!(stats.kept_bytes <= hub::HubLimits::DEFAULT.log_bytes as u64);
    }
}
