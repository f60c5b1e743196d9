//! # A place that was lost                                chapter 15 · WHATWG HTML §9.2.4
//! Knows: what each transport says to a client whose cursor means nothing any more.
//! Does not know: how the log finds out; see `15_hub/starting.rs`.
//! Read before: `15_hub/starting.rs`. Read next: `15_too_slow.rs`.

mod support;

use hub::HubLimits;
use lab::Config;
use support::clients::{Place, WAYS, collect_from};
use support::{Client, Running, get, upgrade};
use wire::{Epoch, EventId, Published};

/// The number of each event, and what is said of gaps.
fn told(events: &[Published]) -> Vec<String> {
    let tell = |event: &Published| match event.is_reset() {
        true => format!("reset to {}: {}", event.id, event.data),
        false => event.id.to_string(),
    };
    events.iter().map(tell).collect()
}

/// What a client hears by each way that begins behind `place`, of a lab that keeps the events
/// `c1-5` to `c1-9`.
fn hears(place: EventId, right: &[&str]) {
    let logs = HubLimits { log_events: 5, ..HubLimits::DEFAULT };
    let lab = Running::with(Config { logs, ..Config::default() });
    for _ in 0..9 {
        lab.publish("/publish?topic=t", "x");
    }
    for way in WAYS {
        let place = Place::After(place);
        let events = lab.block_on(collect_from(way, lab.address, "t", place, right.len()));
        assert_eq!(told(&events), right, "by {way:?}");
    }
}

const UNKNOWN: &[&str] =
    &[r#"reset to c1-4: {"missed":null}"#, "c1-5", "c1-6", "c1-7", "c1-8", "c1-9"];

/// The log of the last life was longer, or shorter, or just as long: that does not matter.
#[test]
fn must_be_told_after_a_restart() {
    for number in [0, 7, 9, 100] {
        hears(Epoch::new(0xbad).at(number), UNKNOWN);
    }
}

#[test]
fn must_be_told_when_the_cursor_is_beyond_the_end() {
    hears(support::EPOCH.at(10), UNKNOWN);
    hears(support::EPOCH.at(u64::MAX), UNKNOWN);
}

#[test]
fn must_be_told_how_much_is_missing_when_the_cursor_was_evicted() {
    let right = [r#"reset to c1-4: {"missed":1}"#, "c1-5", "c1-6", "c1-7", "c1-8", "c1-9"];
    hears(support::EPOCH.at(3), &right);
}

#[test]
fn must_not_be_told_when_nothing_is_missing() {
    hears(support::EPOCH.at(4), &["c1-5", "c1-6", "c1-7", "c1-8", "c1-9"]);
}

/// The server is killed and starts anew while clients are away; nothing is published since. Each of
/// them is told at once, not with the next event.
#[test]
fn must_be_told_at_once_when_the_new_log_is_empty() {
    for way in WAYS {
        let lab = Running::start();
        let place = Place::After(Epoch::new(0xbad).at(7));
        let events = lab.block_on(collect_from(way, lab.address, "t", place, 1));
        assert_eq!(told(&events), [r#"reset to c1-0: {"missed":null}"#], "by {way:?}");
    }
}

/// The place that it was told is a good one: whoever goes on from there is not told again.
#[test]
fn must_go_on_from_where_it_was_told() {
    hears("c1-4".parse().unwrap(), &["c1-5", "c1-6", "c1-7", "c1-8", "c1-9"]);
}

/// Fifty values that no server of ours ever sent.
fn hostile() -> Vec<Vec<u8>> {
    let mut values: Vec<Vec<u8>> = [
        "",
        "0",
        "1",
        "7",
        "-",
        "--",
        "c1",
        "c1-",
        "-1",
        "c1--1",
        "c1-+1",
        "c1-01",
        "0c1-1",
        "C1-1",
        "c1-1 2",
        "c1 -1",
        "c1-1;",
        "c1_1",
        "c1/1",
        "c1-1-1",
        "c1-0x1",
        "c1-1e1",
        "c1-1.0",
        "c1-NaN",
        "c1-18446744073709551616",
        "11112222333344445-1",
        "ffffffffffffffff-1",
        "0-0",
        "null",
        "undefined",
        "NaN",
        "true",
        "[object Object]",
        "{}",
        "[]",
        "\"c1-1\"",
        "'",
        "' OR 1=1 --",
        "../../etc/passwd",
        "%63%31-1",
        "<script>",
        "${jndi:x}",
        "é",
        "٣-٣",
        "\u{feff}c1-1",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into();
    values.push(vec![0xff, 0xfe]);
    values.push(b"c1-1\xff".to_vec());
    values.push("c1-".to_string().into_bytes().repeat(500));
    values.push(vec![b'9'; 4_000]);
    values.push(vec![b'a'; 4_000]);
    values
}

fn with_last_event_id(value: &[u8]) -> Vec<u8> {
    let head = b"GET /events?topic=t HTTP/1.1\r\nHost: lab\r\nLast-Event-ID: ";
    [&head[..], value, b"\r\n\r\n"].concat()
}

/// To refuse would end a browser's EventSource for good: it is told, and given all that is kept.
#[test] // E-20, E-22
fn must_take_any_last_event_id_that_is_not_ours_for_a_lost_place() {
    let lab = Running::start();
    lab.publish("/publish?topic=t", "one");
    let hostile = hostile();
    assert_eq!(hostile.len(), 50);
    for value in hostile {
        let mut client = lab.connect();
        client.send_bytes(&with_last_event_id(&value));
        assert!(client.head().starts_with("HTTP/1.1 200 "), "{}", value.escape_ascii());
        let stream = String::from_utf8(client.read_until(b"data: one\n\n")).unwrap();
        let reset = "id: c1-0\nevent: reset\ndata: {\"missed\":null}\n\nid: c1-1\ndata: one\n\n";
        assert!(stream.ends_with(reset), "{}: {stream}", value.escape_ascii());
    }
}

/// The field is what the client knows now; the query is what the page knew when it began.
#[test]
fn must_believe_the_field_before_the_query() {
    let lab = Running::start();
    for data in ["one", "two"] {
        lab.publish("/publish?topic=t", data);
    }
    let mut client = lab.connect();
    let first =
        "GET /events?topic=t&since=bad-7 HTTP/1.1\r\nHost: lab\r\nLast-Event-ID: c1-1\r\n\r\n";
    client.send(first);
    let stream = String::from_utf8(client.read_until(b"data: two\n\n")).unwrap();
    assert!(!stream.contains("reset") && !stream.contains("one"), "{stream}");
}

/// What stands in for an EventSource and can set no field says its place in the query, under the
/// name that event-source-polyfill gives it.
#[test]
fn must_take_last_event_id_in_the_query_for_the_place_of_an_event_stream() {
    let lab = Running::start();
    for data in ["one", "two"] {
        lab.publish("/publish?topic=t", data);
    }
    let hears = |query: &str, field: &str| {
        let mut client = lab.connect();
        client.send(&format!("GET /events?topic=t&{query} HTTP/1.1\r\nHost: lab\r\n{field}\r\n"));
        let stream = String::from_utf8(client.read_until(b"data: two\n\n")).unwrap();
        (stream.contains("event: reset\n"), stream.contains("data: one\n"))
    };
    assert_eq!(hears("lastEventId=c1-1", ""), (false, false));
    assert_eq!(hears("lastEventId=c1-0", "Last-Event-ID: c1-1\r\n"), (false, false));
    assert_eq!(hears("lastEventId=c1-1&since=0", ""), (false, false), "`since` comes last");
    assert_eq!(hears("since=c1-1&lastEventId=c1-0", ""), (false, true));
    for lost in ["", "0", "7", "bad-1", "c1-9", "c1-01", "%c3-1", "%0a", "%zz", "%"] {
        assert_eq!(hears(&format!("lastEventId={lost}"), ""), (true, true), "{lost:?}");
    }
    // It is no name for a place elsewhere, where nobody says it.
    let answer = lab.get("/poll?topic=t&lastEventId=c1-1");
    assert_eq!(answer.text(), r#"{"events":[],"next":"c1-2"}"#);
}

/// A programmer's mistake is told to the programmer.
#[test]
fn must_refuse_a_since_that_is_no_place() {
    let lab = Running::start();
    let refused = |mut client: Client| {
        let answer = client.answer();
        assert_eq!(answer.status, 400);
        assert!(answer.text().starts_with("since is \"7\"; it must be "), "{}", answer.text());
    };
    let asked = |request: String| {
        let mut client = lab.connect();
        client.send(&request);
        client
    };
    for path in ["/poll", "/long-poll", "/stream", "/events"] {
        refused(asked(get(&format!("{path}?since=7"))));
    }
    refused(asked(upgrade("/ws?since=7")));
}

#[test]
fn must_not_let_anybody_publish_a_reset() {
    let lab = Running::start();
    let answer = lab.publish("/publish?event=reset", "{}");
    assert_eq!(answer.status, 400);
    assert_eq!(answer.text(), "the event type \"reset\" is the log's own; choose another\n");
}
