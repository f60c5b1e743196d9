//! # One connection, used hard                                       chapter 00
//! Knows: many requests in one packet, requests without reading, clients that vanish.
//! Does not know: what is refused; see `00_map_refusals.rs`.
//! Read before: `00_map.rs`. Read next: `00_map_refusals.rs`.

mod support;

use lab::Config;
use lab::tally::Transport;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;
use support::{Running, get, upgrade};
use wire::Limits;

mod many_requests_in_one_packet {
    use super::*;

    /// Requests are small and answers are large: whoever asks without reading gets the next answer
    /// made when it has taken the last one.
    #[test]
    fn regression_must_not_make_more_answers_than_the_peer_takes() {
        const ASKED: usize = 100;
        let lab = Running::start();
        let data = "x".repeat(1024 * 1024 - 1024);
        for _ in 0..8 {
            assert_eq!(lab.publish("/publish?topic=t", &data).status, 202);
        }
        let mut client = lab.connect();
        client.send(&get("/poll?topic=t&since=0&visitor=ada").repeat(ASKED));
        client.head();
        let sheet = lab.lab.tally.visitor("ada");
        let answered = sheet[Transport::Polling as usize].requests.load(Relaxed);
        // The kernel's buffers hold less than two answers of 8 MiB.
        assert!(answered <= 4, "{answered} answers of 8 MiB were made for one who reads nothing");
    }

    /// Whatever each of them is, the answers come in the order of the requests.
    #[test]
    fn must_be_answered_in_order_whatever_they_are() {
        let lab = Running::start();
        let mut client = lab.connect();
        let publish = "POST /publish?topic=t HTTP/1.1\r\nHost: lab\r\nContent-Length: 3\r\n\r\none";
        let mut packet = [
            &get("/poll?topic=t&since=0"),
            &get("/long-poll?topic=t&since=0&wait=0.01"),
            publish,
            &get("/long-poll?topic=t&since=0&wait=100"),
            &get("/nowhere"),
            &upgrade("/ws?topic=t&since=0"),
        ]
        .concat()
        .into_bytes();
        packet.extend(laws::hex(r#"81 83 | 00 00 00 00 | "two""#));
        client.send_bytes(&packet);
        assert_eq!(client.answer().text(), r#"{"events":[],"next":"c1-0"}"#);
        assert_eq!(client.answer().text(), r#"{"events":[],"next":"c1-0"}"#);
        assert_eq!(client.answer().text(), "{\"id\":\"c1-1\"}\n");
        assert!(client.answer().text().contains(r#""data":"one""#));
        assert_eq!(client.answer().status, 404);
        assert!(client.head().starts_with("HTTP/1.1 101 "));
        client.read_until(br#"{"id":"c1-1","event":"message","data":"one"}"#);
        client.read_until(br#"{"id":"c1-2","event":"message","data":"two"}"#);
    }
}

mod the_tally {
    use super::*;

    /// A body that comes after its head is of the same request, though its bytes count nowhere.
    #[test]
    fn regression_must_not_count_a_published_body_as_the_next_poll() {
        let lab = Running::start();
        let mut client = lab.connect();
        client.send(
            "POST /publish HTTP/1.1\r\nHost: lab\r\nContent-Length: 5\r\n\
             Expect: 100-continue\r\n\r\n",
        );
        assert!(client.head().starts_with("HTTP/1.1 100 "));
        client.send("hello");
        assert_eq!(client.answer().status, 202);
        let request = get("/poll?visitor=ada");
        client.send(&request);
        assert_eq!(client.answer().status, 200);
        let figures = &lab.lab.tally.visitor("ada")[Transport::Polling as usize];
        assert_eq!(figures.received.load(Relaxed), request.len() as u64);
    }

    /// One connection, one request after the other: to each transport what is its own.
    #[test]
    fn must_tell_the_transports_of_one_connection_apart() {
        let lab = Running::start();
        let mut client = lab.connect();
        let sheet = lab.lab.tally.visitor("ada");
        for (target, transport) in [
            ("/poll?visitor=ada", Some(Transport::Polling)),
            ("/long-poll?wait=0&visitor=ada", Some(Transport::LongPolling)),
            ("/healthz?visitor=ada", None),
            ("/poll?since=0&visitor=ada", Some(Transport::Polling)),
        ] {
            let figures = transport.map(|transport| &sheet[transport as usize]);
            let read = || figures.map(|f| (f.received.load(Relaxed), f.sent.load(Relaxed)));
            let before = read().unwrap_or_default();
            client.send(&get(target));
            let answer = client.answer();
            let (asked, answered) = (get(target).len(), answer.head.len() + answer.body.len());
            let after = read().unwrap_or((asked as u64, answered as u64));
            let counted = (after.0 - before.0, after.1 - before.1);
            assert_eq!(counted, (asked as u64, answered as u64), "{target}");
        }
        let open = sheet.iter().map(|figures| figures.connections.load(Relaxed)).sum::<u64>();
        assert_eq!(open, 0);
    }
}

mod time {
    use super::*;

    /// "Wait for ever" is a limit that one may set.
    #[test]
    fn regression_must_take_the_longest_duration_for_never() {
        let limits = Limits {
            head_time: Duration::MAX,
            idle_time: Duration::MAX,
            write_time: Duration::MAX,
            ..Limits::DEFAULT
        };
        let lab = Running::with(Config { limits, heartbeat: Duration::MAX, ..Config::default() });
        let mut client = lab.connect();
        for target in ["/healthz", "/events"] {
            client.send(&get(target));
            assert!(client.head().starts_with("HTTP/1.1 200 "), "{target}");
            client.read_until(b"\n");
        }
    }
}
