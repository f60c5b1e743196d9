//! # Readers that are too slow, over real sockets                    chapter 15
//! Knows: what a client that stopped reading hears when it goes on, by each policy and transport.
//! Does not know: how the log decides; see `15_hub/falling_behind.rs`.
//! Read before: `15_hub/falling_behind.rs`, `15_reset.rs`. Read next: `15_fan_out.rs`.

mod support;

use hub::{HubLimits, Policy, Queue, Topic};
use lab::Config;
use support::{Client, PATIENCE, Running, get, upgrade};
use wire::Limits;

/// 40 MiB in all: more than the sockets hold.
const EVENTS: u64 = 80;
const EVENT_BYTES: usize = 512 * 1024;
/// A reader may be so many events behind.
const QUEUE_EVENTS: usize = 3;

/// A lab whose readers have a short queue.
fn lab(policy: Policy) -> Running {
    let limits = Limits { write_time: PATIENCE, ..Limits::DEFAULT };
    let queue = Queue { events: QUEUE_EVENTS, bytes: usize::MAX, policy };
    let logs = HubLimits { log_bytes: 16 * 1024 * 1024, ..HubLimits::DEFAULT };
    Running::with(Config { limits, queue, logs, ..Config::default() })
}

fn publish(lab: &Running, data: &str) {
    let topic = Topic::new("t").unwrap();
    lab.lab.hub.publish(&topic, None, data).try_get().unwrap().unwrap();
}

/// Listen by `request`, hear the first event, and then read nothing while the others are published;
/// the last is `the end`.
fn stops_reading(lab: &Running, request: &str) -> Client {
    let mut client = lab.connect();
    client.send(request);
    client.head();
    while lab.lab.hub.stats().readers == 0 {
        std::thread::yield_now();
    }
    publish(lab, "the beginning");
    client.read_until(b"the beginning");
    for _ in 2..EVENTS {
        publish(lab, &"x".repeat(EVENT_BYTES));
    }
    publish(lab, "the end");
    client
}

/// What was heard, in order: the number of an event, or a gap: the number behind which it goes on,
/// and how many were missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Heard {
    Event(u64),
    Reset(u64, Option<u64>),
}

/// Find the ids in what came: each begins with the epoch, and no text of these events has one.
fn heard(bytes: &[u8]) -> Vec<Heard> {
    let text = String::from_utf8_lossy(bytes);
    let digits = |text: &str| {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        text[..end].parse::<u64>().ok()
    };
    let one = |rest: &str| {
        let number = digits(rest).expect("a number follows the epoch");
        match rest.split_once("missed") {
            Some((_, rest)) => {
                Heard::Reset(number, digits(rest.trim_start_matches(['\\', '"', ':'])))
            }
            None => Heard::Event(number),
        }
    };
    text.split("c1-").skip(1).map(one).collect()
}

/// By three transports: how to ask, and how the last event ends.
fn transports() -> [(String, &'static [u8]); 3] {
    [
        (get("/stream?topic=t"), b"the end\"}\n"),
        (get("/events?topic=t"), b"the end\n\n"),
        (upgrade("/ws?topic=t"), b"the end\"}"),
    ]
}

/// E-27, on the wire: wherever events are missing, a gap says so, and says the truth.
#[test]
fn must_be_told_of_each_gap_when_the_oldest_are_dropped() {
    for (request, end) in transports() {
        let lab = lab(Policy::DropOldest);
        let mut client = stops_reading(&lab, &request);
        let (mut last, mut missed, mut gap) = (1, 0, None);
        for one in heard(&client.read_until(end)) {
            match one {
                Heard::Reset(place, events) => gap = Some((place, events.unwrap())),
                Heard::Event(number) => {
                    let (place, events) = gap.take().unwrap_or((last, 0));
                    assert_eq!((place, number), (last + events, place + 1), "{request}");
                    missed += events;
                    last = number;
                }
            }
        }
        assert_eq!((last, gap), (EVENTS, None));
        assert!(missed > 0 && missed == lab.lab.hub.stats().missed, "{missed} missed");
    }
}

/// The newest value, and no word about those that nobody wants any more.
#[test]
fn must_hear_the_newest_only_when_that_is_the_policy() {
    for (request, end) in transports() {
        let lab = lab(Policy::LatestOnly);
        let mut client = stops_reading(&lab, &request);
        let mut numbers = Vec::new();
        for one in heard(&client.read_until(end)) {
            let Heard::Event(number) = one else { panic!("{one:?}: {request}") };
            numbers.push(number);
        }
        assert!(numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
        assert_eq!(numbers.last(), Some(&EVENTS));
        assert!((numbers.len() as u64) < EVENTS, "some were left out");
    }
}

/// Sent away, it comes back with the id that it heard last: then it is told what it missed, or is
/// given it from the log.
#[test]
fn must_be_told_when_it_comes_back_after_it_was_sent_away() {
    let lab = lab(Policy::Disconnect);
    let mut client = stops_reading(&lab, &get("/events?topic=t"));
    let bytes = client.read_to_end();
    assert!(bytes.ends_with(b"\r\n0\r\n\r\n"), "the end of the stream is told");
    let last = match heard(&bytes).pop() {
        Some(Heard::Event(last)) => last,
        other => other.map_or(1, |gap| panic!("{gap:?} in a stream of a reader that is sent away")),
    };
    assert_eq!(lab.lab.hub.stats().lagged, 1);

    let first_kept = EVENTS + 1 - lab.lab.hub.stats().kept_events;
    let mut back = lab.connect();
    back.send(&format!(
        "GET /events?topic=t HTTP/1.1\r\nHost: lab\r\nLast-Event-ID: c1-{last}\r\n\r\n"
    ));
    back.head();
    let heard = heard(&back.read_until(b"the end\n\n"));
    let missed = first_kept.saturating_sub(last + 1);
    let mut right: Vec<Heard> = (first_kept.max(last + 1)..=EVENTS).map(Heard::Event).collect();
    if missed > 0 {
        right.insert(0, Heard::Reset(first_kept - 1, Some(missed)));
    }
    assert_eq!(heard, right);
}

/// A poll has no queue, but its policy counts: who wants the newest is given one event.
#[test]
fn must_answer_a_poll_with_the_newest_only_when_that_is_the_policy() {
    let lab = lab(Policy::LatestOnly);
    (0..5).for_each(|_| publish(&lab, "x"));
    for path in ["/poll", "/long-poll"] {
        let answer = lab.get(&format!("{path}?topic=t&since=c1-2"));
        let one = r#"{"id":"c1-5","event":"message","data":"x"}"#;
        assert_eq!(answer.text(), format!(r#"{{"events":[{one}],"next":"c1-5"}}"#));
    }
}

/// A replay is bounded by what the log keeps, in events and in bytes, whoever asks for how much.
#[test]
fn limit_a_replay_is_what_the_log_keeps() {
    let logs = HubLimits { log_events: 10, ..HubLimits::DEFAULT };
    let few = Running::with(Config { logs, ..Config::default() });
    let logs = HubLimits { log_bytes: 10_000, ..HubLimits::DEFAULT };
    let small = Running::with(Config { logs, ..Config::default() });
    for lab in [&few, &small] {
        for _ in 0..50 {
            publish(lab, &"x".repeat(500));
        }
        publish(lab, "the end");
        let kept = lab.lab.hub.stats().kept_events;
        assert!((10..=16).contains(&kept), "{kept}");
        let answer = lab.get("/poll?topic=t&since=0");
        assert_eq!(heard(&answer.body).len() as u64, kept + 1, "and what is called next");
        let mut stream = lab.connect();
        stream.send(&get("/stream?topic=t&since=0"));
        stream.head();
        assert_eq!(heard(&stream.read_until(b"the end\"}\n")).len() as u64, kept);
    }
}
