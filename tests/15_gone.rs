//! # Clients that are gone                                           chapter 15 · RFC 9112 §9.5
//! Knows: three ways to be gone (ended, reset, vanished), by each transport, with news and without;
//! when the server has noticed. Does not know: the protocols.
//! Read before: `13_half_open.rs`, `net/src/vanished.rs`. Read next: `15_slow_readers.rs`.
//!
//! Who ends or resets its connection is noticed at once, because a driver always reads, also while
//! it has only things to say. Who vanishes is noticed by what it does not do.

mod support;

use lab::{Config, Lab};
use net::Stop;
use net::tokio;
use net::tokio::time::{Instant, sleep};
use std::sync::Arc;
use std::time::Duration;
use support::vanished::Vanished;
use support::{Client, Running, get, in_virtual_time, upgrade};
use wire::Limits;

const WAITING: [&str; 3] = ["/events?topic=t", "/stream?topic=t", "/long-poll?topic=t&wait=120"];

/// The ways to keep a connection open, and what opens it.
fn requests() -> Vec<String> {
    let mut all: Vec<_> = WAITING.map(get).into();
    all.extend([upgrade("/ws?topic=t"), get("/healthz")]);
    all
}

fn publish(lab: &Lab) {
    lab.hub.publish(&hub::Topic::new("t").unwrap(), None, "news").try_get().unwrap().unwrap();
}

mod ended_or_reset {
    use super::*;

    /// No deadline comes in the time of a test: only reading can tell.
    fn lab() -> Running {
        let hour = Duration::from_secs(3_600);
        let limits = Limits { idle_time: hour, ping_time: hour, ..Limits::DEFAULT };
        Running::with(Config { limits, heartbeat: hour, ..Config::default() })
    }

    /// Ask, go by `leave`, and wait until nothing is left of the visit: no place, no reader.
    fn is_noticed(leave: impl Fn(&Running, Client), news: bool) {
        let lab = lab();
        for request in requests() {
            let mut client = lab.connect();
            client.send(&request);
            let is_answered = !request.contains("/long-poll");
            if is_answered {
                client.head();
            }
            let reads = !request.contains("/healthz");
            while lab.lab.hub.stats().readers != usize::from(reads) {
                std::thread::yield_now();
            }
            leave(&lab, client);
            if news {
                publish(&lab.lab);
            }
            while lab.lab.places.taken() > 0 || lab.lab.hub.stats().readers > 0 {
                std::thread::yield_now();
            }
        }
    }

    fn reset(lab: &Running, client: Client) {
        client.stream.set_nonblocking(true).unwrap();
        lab.block_on(async {
            let stream = tokio::net::TcpStream::from_std(client.stream).unwrap();
            stream.set_zero_linger().unwrap();
        });
    }

    /// X-20 (a).
    #[test]
    fn must_be_noticed_at_once_when_the_client_ends() {
        is_noticed(|_, client| drop(client), false);
        is_noticed(|_, client| drop(client), true);
    }

    /// X-20 (b).
    #[test]
    fn must_be_noticed_at_once_when_the_connection_is_reset() {
        is_noticed(reset, false);
        is_noticed(reset, true);
    }

    /// Half an end is one, by our policy: nobody is known to listen behind it (RFC 9112 §9.5).
    #[test]
    fn must_be_noticed_when_the_client_ends_its_side_alone() {
        let half = |_: &Running, mut client: Client| {
            client.stream.shutdown(std::net::Shutdown::Write).unwrap();
            client.read_to_end();
        };
        is_noticed(half, false);
    }
}

mod vanished {
    use super::*;

    /// How many bytes the answer to `request` has before it waits: the head, and what opens it.
    fn opening(request: &str) -> usize {
        let lab = Running::start();
        let mut client = lab.connect();
        client.send(request);
        let head = client.head().len();
        head + if request.contains("/ws") { 0 } else { client.read_until(b"\n\r\n").len() }
    }

    /// After how many seconds nobody reads any more, and after how many the connection is over; an
    /// event is published after one second, or never.
    fn noticed(request: &str, room: usize, news: bool) -> (u64, u64) {
        in_virtual_time(async {
            let lab = Arc::new(Lab::new(Config::default()));
            let stream = Vanished::new(request, room);
            let began = Instant::now();
            let serving = lab::connection::serve(stream, Arc::clone(&lab), Stop::default());
            let serving = tokio::spawn(serving);
            sleep(Duration::from_millis(1)).await;
            let mut published = !news;
            while lab.hub.stats().readers > 0 {
                sleep(Duration::from_millis(100)).await;
                if !published && began.elapsed() >= Duration::from_secs(1) {
                    published = true;
                    publish(&lab);
                }
            }
            let no_reader = began.elapsed().as_secs();
            serving.await.unwrap();
            (no_reader, began.elapsed().as_secs())
        })
    }

    /// X-20 (c). A heartbeat after 15 s that is not taken for 10 s.
    #[test]
    fn limit_a_stream_ends_within_25_seconds() {
        for request in [get("/events?topic=t"), get("/stream?topic=t")] {
            let room = opening(&request);
            assert_eq!(noticed(&request, room, false), (25, 25), "{request}");
            assert_eq!(noticed(&request, room, true), (11, 11), "{request}");
            assert_eq!(noticed(&request, room / 2, true), (10, 10), "in the middle of the head");
        }
    }

    /// The reader is gone when the answer is taken; the connection when it was idle for 60 s, and
    /// 1 s for its end; or when the answer is not taken for 10 s.
    #[test]
    fn limit_a_long_poll_ends_with_its_time() {
        let request = get("/long-poll?topic=t&wait=30");
        assert_eq!(noticed(&request, usize::MAX, false), (30, 91));
        assert_eq!(noticed(&request, usize::MAX, true), (1, 62));
        assert_eq!(noticed(&request, 0, false), (30, 40));
        assert_eq!(noticed(&request, 0, true), (11, 11));
    }

    /// A ping after 10 to 20 s, 20 s for the pong, 1 s for the end; or 10 s in which nothing is
    /// taken.
    #[test]
    fn limit_a_websocket_ends_within_41_seconds() {
        let request = upgrade("/ws?topic=t");
        for news in [false, true] {
            let (no_reader, over) = noticed(&request, usize::MAX, news);
            assert!((31..=41).contains(&over) && no_reader == over, "{no_reader} {over}");
        }
        let room = opening(&request);
        let (_, over) = noticed(&request, room, false);
        assert!((20..=30).contains(&over), "{over}");
        assert_eq!(noticed(&request, room, true).1, 11);
    }

    #[test]
    fn limit_an_idle_connection_ends_after_61_seconds() {
        assert_eq!(noticed(&get("/healthz"), usize::MAX, false), (0, 61));
    }

    /// What no machine of ours can see: the system takes heartbeats into its buffer for a peer that
    /// acknowledges none. So the system is told for how long.
    #[test]
    #[cfg(target_os = "linux")]
    fn limit_the_system_waits_20_seconds_for_an_acknowledgement() {
        let running = Running::start();
        running.block_on(async {
            let stream = tokio::net::TcpStream::connect(running.address).await.unwrap();
            assert_eq!(net::vanished::noticed_after(&stream).unwrap(), None, "unless told");
            let time = Limits::DEFAULT.write_time * 2;
            net::vanished::notice_after(&stream, time).unwrap();
            let noticed = net::vanished::noticed_after(&stream).unwrap();
            assert_eq!(noticed, Some(Duration::from_secs(20)));
        });
    }
}
