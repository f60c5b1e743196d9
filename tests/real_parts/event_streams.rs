//! # Streams with real clients                                       chapter 06 · WHATWG HTML §9.2
//! Knows: what published clients must hear of twenty hard events, with the connection cut once.
//! Does not know: how they read; the scripts in `tests/peers` do.
//! Read before: `relay.rs`, `tests/peers/sse_client.mjs`. Read next: `browser.rs`.

use crate::programs::{PYTHON, Talking};
use crate::relay::Relay;
use crate::support::{PATIENCE, Running};
use net::event_source::{Event as Heard, EventSource};
use net::tokio::runtime::Runtime;
use net::tokio::time::timeout;
use polling::json::{self, Value};
use std::fmt::Write as _;

/// An event of the table, `tests/peers/events.jsonl`.
struct Event {
    event: String,
    data: String,
}

fn table() -> Vec<Event> {
    let text = include_str!("../peers/events.jsonl");
    let row = |line| {
        let row: Value = json::from_str(line).unwrap();
        let times = row["times"].as_u64().unwrap_or(1).try_into().unwrap();
        let text = |name: &str| row[name].as_str().unwrap();
        Event { event: text("event").into(), data: text("text").repeat(times) }
    };
    text.lines().map(row).collect()
}

/// Publish an event; returns what a client must say when it hears it through `format`.
fn publish(lab: &Running, event: &Event, kind: &str, format: Format) -> Value {
    let mut target = String::from("/publish?topic=t&event=");
    for byte in event.event.bytes() {
        write!(target, "%{byte:02x}").unwrap();
    }
    let answer = lab.publish(&target, &event.data);
    assert_eq!(answer.status, 202, "{}", answer.text());
    let mut said: Value = json::from_str(answer.text()).unwrap();
    said["event"] = event.event.clone().into();
    said["data"] = match format {
        Format::EventStream => {
            let data = as_an_event_stream_carries(&event.data);
            let differs = kind == "fetch-event-source";
            (if differs { as_fetch_event_source_reads(&data) } else { &data }).into()
        }
        Format::JsonLines => event.data.clone().into(),
    };
    said
}

/// The three line ends cannot be told apart (WHATWG HTML §9.2.6): each arrives as LF.
fn as_an_event_stream_carries(data: &str) -> String {
    data.replace("\r\n", "\n").replace('\r', "\n")
}

/// This package loses empty lines at the beginning of a text, and a byte-order mark there. (And it
/// takes a comment for an event without anything in it: its script passes over those.)
fn as_fetch_event_source_reads(data: &str) -> &str {
    let data = data.trim_start_matches('\n');
    data.strip_prefix('\u{feff}').unwrap_or(data)
}

/// How events are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    EventStream,
    JsonLines,
}

/// The client hears each event once and in order, though it is cut off once: behind the tenth, with
/// five on their way and five still to come.
fn must_hear_everything(program: &str, script: &str, kind: &str, format: Format) {
    let lab = Running::start();
    let relay = Relay::to(lab.address);
    let path = if format == Format::EventStream { "events" } else { "stream" };
    let url = format!("http://{}/{path}?topic=t", relay.address);
    println!("{program} {script} {kind}");
    let mut client = Talking::start(program, script, &[kind, &url]);
    assert_eq!(client.line().as_deref(), Some("open"));
    let events = table();
    assert_eq!(events.len(), 20);
    let mut hear = |expected: &[Value]| {
        for right in expected {
            let said = client.line().expect("it goes on");
            let said: Value = json::from_str(&said).unwrap();
            assert_eq!(&said, right, "{kind}");
        }
    };
    let publish = |events: &[Event]| -> Vec<_> {
        events.iter().map(|event| publish(&lab, event, kind, format)).collect()
    };
    hear(&publish(&events[..10]));
    let on_their_way = publish(&events[10..15]);
    relay.cut();
    let missed = publish(&events[15..]);
    hear(&on_their_way);
    hear(&missed);
    assert!(client.is_silent(), "nothing comes twice");
    client.end();
}

#[test]
#[ignore = "needs Debian's chromium, and npm packages: run .ci/run, which installs them"]
fn must_serve_the_eventsource_of_a_browser() {
    must_hear_everything("node", "sse_page.mjs", "EventSource", Format::EventStream);
}

#[test]
#[ignore = "needs Debian's chromium, and npm packages: run .ci/run, which installs them"]
fn must_serve_the_readable_streams_of_a_browser() {
    must_hear_everything("node", "sse_page.mjs", "fetch", Format::JsonLines);
}

#[test]
#[ignore = "needs node, and npm packages: run .ci/run, which installs them"]
fn must_serve_the_published_clients_of_node() {
    for kind in [
        "eventsource",
        "event-source-polyfill",
        "eventsource-parser",
        "fetch-event-source",
        "undici EventSource",
    ] {
        must_hear_everything("node", "sse_client.mjs", kind, Format::EventStream);
    }
    must_hear_everything("node", "sse_client.mjs", "undici fetch", Format::JsonLines);
}

#[test]
#[ignore = "needs Python, and packages of PyPI: run .ci/run, which installs them"]
fn must_serve_the_published_clients_of_python() {
    for package in ["httpx-sse", "sseclient-py"] {
        must_hear_everything(PYTHON, "sse_client.py", package, Format::EventStream);
    }
}

#[test]
#[ignore = "needs node, and npm packages: run .ci/run, which installs them"]
fn must_hear_everything_from_the_published_server_better_sse() {
    let mut server = Talking::start("node", "sse_server.mjs", &[]);
    let mut source = EventSource::connect(&server.line().unwrap()).unwrap();
    let mut opened = 0;
    let mut heard = Vec::new();
    let listening = async {
        while heard.len() < 20 {
            match source.next().await.unwrap() {
                Heard::Open => opened += 1,
                Heard::Message { event, data, last_event_id } => {
                    let text: String = json::from_str(&data).unwrap();
                    heard.push([last_event_id.into(), event.into(), text]);
                }
                Heard::Error { why, retry_in } => assert!(retry_in.is_some(), "{why}"),
            }
        }
    };
    Runtime::new()
        .unwrap()
        .block_on(async { timeout(PATIENCE, listening).await })
        .expect("it goes on");
    let numbered = table().into_iter().zip(1..);
    let right = numbered.map(|(event, n): (_, u8)| [n.to_string(), event.event, event.data]);
    assert_eq!(heard, right.collect::<Vec<_>>());
    assert_eq!(opened, 2, "it came back once");
    server.end();
}
