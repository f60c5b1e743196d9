//! # Streams that end, and clients that come back                    chapter 15 · WHATWG §9.2.6
//! Knows: what a stream says before the server ends, how long one may live, and how that spreads
//! those who come back. Does not know: signals; see `lab/tests/command/stopping.rs`.
//! Read before: `polling/src/stream.rs`. Read next: `15_gone.rs`.

mod support;

use lab::{Config, Lab};
use net::entropy::{between, spread};
use net::tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};
use net::tokio::time::Instant;
use net::{Stop, tokio};
use std::sync::Arc;
use std::time::Duration;
use support::{Running, get, in_virtual_time};

const SOONEST: Duration = Duration::from_secs(1);
const LATEST: Duration = Duration::from_secs(11);

/// The most of `times` that fall into any 100 ms.
fn peak(mut times: Vec<Duration>) -> usize {
    times.sort();
    let window = Duration::from_millis(100);
    let within = |(i, first): (usize, &Duration)| {
        times[i..].iter().take_while(|time| **time - *first < window).count()
    };
    times.iter().enumerate().map(within).max().unwrap()
}

mod spreading {
    use super::*;

    #[test]
    fn must_reach_from_the_least_to_the_most() {
        assert_eq!(spread(0, SOONEST, LATEST), SOONEST);
        assert_eq!(spread(1 << 63, SOONEST, LATEST), Duration::from_secs(6));
        let last = spread(u64::MAX, SOONEST, LATEST);
        assert!(last < LATEST && last > LATEST - Duration::from_micros(1), "{last:?}");
        assert_eq!(spread(u64::MAX, LATEST, LATEST), LATEST);
        assert_eq!(spread(u64::MAX, LATEST, SOONEST), LATEST, "no way from the least to the most");
    }

    /// X-14: a thousand clients that lost their server at once. With the same time for all there
    /// are 1,000 in one moment; the mean of what is spread over 10 s is 10 in 100 ms.
    #[test]
    fn claim_a_thousand_come_back_at_most_35_in_100_ms() {
        assert_eq!(peak(vec![Duration::from_secs(3); 1_000]), 1_000, "the naive way");
        // Numbers of a known sequence (splitmix64), so that the figure is the same each time.
        let mut state = 0u64;
        let mut dice = || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^ (mixed >> 31)
        };
        let times: Vec<_> = (0..1_000).map(|_| spread(dice(), SOONEST, LATEST)).collect();
        let peak = peak(times);
        println!("{peak} of 1,000 in the busiest 100 ms");
        assert!((10..=35).contains(&peak), "{peak}");
    }

    #[test]
    fn must_be_drawn_anew_each_time() {
        let times: Vec<_> = (0..1_000).map(|_| between(SOONEST, LATEST)).collect();
        assert!(times.iter().all(|time| (SOONEST..LATEST).contains(time)));
        assert!(peak(times) < 100);
    }
}

mod a_server_that_ends {
    use super::*;

    /// X-30: every event stream is told when to come back, each another time, and then ends as a
    /// whole answer does.
    #[test]
    fn must_tell_event_streams_when_to_come_back() {
        let lab = Running::start();
        let mut clients: Vec<_> = (0..100).map(|_| lab.connect()).collect();
        for client in &mut clients {
            client.send(&get("/events"));
            client.read_until(b":\n\n\r\n");
        }
        lab.ask_to_stop();
        let times = clients.iter_mut().map(|client| {
            let rest = String::from_utf8(client.read_to_end()).unwrap();
            let rest = rest.strip_suffix("\r\n0\r\n\r\n").expect("the last chunk");
            let retry = rest.strip_suffix("\n\n").and_then(|rest| rest.split_once("\r\nretry: "));
            Duration::from_millis(retry.expect("a chunk with a retry alone").1.parse().unwrap())
        });
        let times: Vec<_> = times.collect();
        assert!(times.iter().all(|time| (SOONEST..=LATEST).contains(time)), "{times:?}");
        let peak = peak(times);
        println!("{peak} of 100 in the busiest 100 ms");
        assert!(peak <= 20, "{peak}");
        lab.wait_until_stopped();
    }

    /// Other transports have no word for it: JSON lines just end, a long poll is answered empty.
    #[test]
    fn must_end_the_others_properly() {
        let lab = Running::start();
        let (mut stream, mut poll) = (lab.connect(), lab.connect());
        stream.send(&get("/stream"));
        stream.head();
        poll.send(&get("/long-poll?wait=120"));
        while lab.lab.hub.stats().readers < 2 {
            std::thread::yield_now();
        }
        lab.ask_to_stop();
        assert_eq!(stream.read_to_end(), b"1\r\n\n\r\n0\r\n\r\n");
        let answer = poll.answer();
        assert!(answer.text().starts_with(r#"{"events":[],"next":""#), "{}", answer.text());
        assert_eq!((answer.status, answer.field("Connection")), (200, Some("close")));
        assert!(poll.read_to_end().is_empty());
        lab.wait_until_stopped();
    }
}

mod what_was_published_before {
    use super::*;
    use hub::Topic;
    use net::tokio::task::yield_now;
    use support::upgrade;

    /// More than is taken from the log at once.
    const EVENTS: usize = 1_000;

    /// What a client hears that asked by `request`, when the end is asked for right behind so many
    /// events.
    fn heard(request: &str, events: usize) -> Vec<u8> {
        in_virtual_time(async {
            let lab = Arc::new(Lab::new(Config::default()));
            let (stop, topic) = (Stop::default(), Topic::new("t").unwrap());
            let (mut client, server) = duplex(1024);
            let serving = lab::connection::serve(server, Arc::clone(&lab), stop.clone());
            tokio::spawn(serving);
            client.write_all(request.as_bytes()).await.unwrap();
            while lab.hub.stats().readers == 0 {
                yield_now().await;
            }
            for number in 1..=events {
                lab.hub.publish(&topic, None, &format!("<{number}>")).await.unwrap();
            }
            stop.ask();
            let mut all = Vec::new();
            client.read_to_end(&mut all).await.unwrap();
            all
        })
    }

    /// Who published it was told 202. It is in the log, and whoever listens at this moment is told
    /// of it before the goodbye.
    #[test]
    fn regression_must_be_told_before_the_end() {
        let going_away = laws::hex("88 02 | 03 e9");
        for (request, goodbye) in [
            (get("/stream?topic=t"), &b"\r\n0\r\n\r\n"[..]),
            (get("/events?topic=t"), b"\r\n0\r\n\r\n"),
            (upgrade("/ws?topic=t"), &going_away),
        ] {
            let heard = heard(&request, EVENTS);
            assert!(heard.ends_with(goodbye), "{request}");
            let text = String::from_utf8_lossy(&heard);
            let told = |number: &usize| text.contains(&format!("<{number}>"));
            assert_eq!((1..=EVENTS).filter(told).count(), EVENTS, "{request}");
        }
    }

    /// A long poll is answered with what there is, and that this answer is the last.
    #[test]
    fn regression_must_be_the_answer_to_a_long_poll() {
        let heard = String::from_utf8(heard(&get("/long-poll?topic=t&wait=60"), 1)).unwrap();
        assert!(heard.contains("\r\nConnection: close\r\n"), "{heard}");
        assert!(heard.contains(r#""data":"<1>""#), "{heard}");
    }
}

mod a_stream_that_has_lived_long_enough {
    use super::*;

    /// After how long a stream of this lab ends, and its last bytes.
    fn lives(target: &str, stream_time: Option<Duration>, watched: Duration) -> Option<Duration> {
        in_virtual_time(async {
            let lab = Arc::new(Lab::new(Config { stream_time, ..Config::default() }));
            let (mut client, server) = duplex(1024 * 1024);
            let began = Instant::now();
            tokio::spawn(lab::connection::serve(server, lab, Stop::default()));
            client.write_all(get(target).as_bytes()).await.unwrap();
            let mut all = Vec::new();
            let reading = client.read_to_end(&mut all);
            tokio::time::timeout(watched, reading).await.ok()?.unwrap();
            assert!(all.ends_with(b"\r\n0\r\n\r\n"), "properly");
            Some(began.elapsed())
        })
    }

    #[test]
    fn must_end_by_itself_after_half_to_all_of_its_time() {
        let hour = Duration::from_secs(3_600);
        for target in ["/events", "/stream"] {
            let times: Vec<_> =
                (0..50).map(|_| lives(target, Some(hour), hour * 2).unwrap()).collect();
            assert!(times.iter().all(|time| (hour / 2..=hour).contains(time)), "{times:?}");
            let (first, last) = (times.iter().min().unwrap(), times.iter().max().unwrap());
            assert!(*last - *first > hour / 10, "not all at once: {times:?}");
        }
    }

    #[test]
    fn must_live_on_unless_a_time_is_set() {
        assert_eq!(lives("/events", None, Duration::from_secs(24 * 3_600)), None);
    }
}
