//! # Rogue event streams and heads, and our client                   chapter 07
//! Knows: what our EventSource and our fetch make of each. Does not know: WebSocket.
//! Read before: `check/src/rogue/event_streams.rs`. Read next: `clients.rs`.

use super::{BOUNDS, listening, run};
use check::rogue::Bounds;
use http1::Violation as Http;
use net::event_source::{Event, EventSource, Options, Why};
use net::fetch::{Answer, FetchError, Request, fetch};
use net::{Fault, event_source::ReadyState};
use std::time::Duration;
use wire::Limits;

/// What an EventSource is told first, after its opening: `event: data`, or why it ended.
const HEARD: &[(&str, &str)] = &[
    ("sse-injection", "admin: hello"),
    ("sse-no-blank-line", "EndOfStream"),
    ("sse-crlf-cuts", "message: one\ntwo"),
    ("sse-bom", "message: Hello"),
    ("sse-drop", "message: and gone"),
    ("sse-wrong-type", "MediaType(\"text/plain\"), for good"),
    ("sse-204", "Status(204), for good"),
    ("sse-huge-line", "LineTooLong { limit: 1048576 }, for good"),
    ("chunk-lies", "NetworkError"),
];

const OTHERS: &[&str] = &["endless-head", "slow-body", "buffering-proxy"];

pub(super) fn tested() -> impl Iterator<Item = &'static str> {
    HEARD.iter().map(|row| row.0).chain(OTHERS.iter().copied())
}

/// The next that is not the opening.
async fn heard(source: &mut EventSource) -> String {
    loop {
        match source.next().await.expect("something") {
            Event::Open => {}
            Event::Message { event, data, .. } => return format!("{event}: {data}"),
            Event::Error { why, retry_in } => {
                let why = match why {
                    Why::Stream(error) => format!("{:?}", error.violation),
                    why => format!("{why:?}"),
                };
                let end = if retry_in.is_none() { ", for good" } else { "" };
                return format!("{why}{end}");
            }
        }
    }
}

#[test]
fn must_be_heard_as_its_stream_says() {
    for (name, what) in HEARD {
        run(async {
            let (address, _stop) = listening(name, BOUNDS).await;
            let mut source = EventSource::connect(&format!("http://{address}/events")).unwrap();
            assert_eq!(heard(&mut source).await, *what, "{name}");
        });
    }
}

#[test]
fn must_make_a_client_come_back_with_the_id_that_it_had() {
    run(async {
        let (address, _stop) = listening("sse-drop", BOUNDS).await;
        let mut source = EventSource::connect(&format!("http://{address}/")).unwrap();
        assert_eq!(heard(&mut source).await, "message: and gone");
        assert_eq!(heard(&mut source).await, "EndOfStream");
        assert_eq!(source.last_event_id(), "7");
        assert_eq!(heard(&mut source).await, "message: and gone", "the second time");
    });
}

#[test]
fn must_be_too_slow_for_a_client_that_wants_a_sign_of_life() {
    run(async {
        let (address, _stop) = listening("buffering-proxy", BOUNDS).await;
        let options = Options { silence: Some(Duration::from_millis(300)), ..Options::default() };
        let request = Request::get(&format!("http://{address}/")).unwrap();
        let mut source = EventSource::new(request, options);
        assert_eq!(heard(&mut source).await, "Silence");
        assert_eq!(source.ready_state(), ReadyState::Connecting);
        let patient = Request::get(&format!("http://{address}/")).unwrap();
        let mut source = EventSource::new(patient, Options::default());
        assert!(heard(&mut source).await.starts_with("message: ....."));
    });
}

async fn fetched(name: &str, bounds: Bounds, limits: Limits) -> Result<Answer, FetchError> {
    let (address, _stop) = listening(name, bounds).await;
    fetch(Request::get(&format!("http://{address}/")).unwrap().limits(limits)).await
}

#[test]
fn must_reach_the_limit_of_a_client_that_has_one() {
    run(async {
        let endless = fetched("endless-head", BOUNDS, Limits::DEFAULT).await;
        let Err(FetchError::Fault(Fault::Protocol(error))) = endless else { panic!("{endless:?}") };
        // Whichever limit its lines reach first.
        let limits = [Http::HeadTooLong, Http::TooManyFields];
        assert!(limits.contains(&error.violation), "{error}");
        let limits = Limits { body_time: Duration::from_millis(300), ..Limits::DEFAULT };
        let slow = fetched("slow-body", BOUNDS, limits).await;
        assert!(matches!(slow, Err(FetchError::TooLate)), "{slow:?}");
        let body = fetched("slow-body", BOUNDS, Limits::DEFAULT).await.unwrap().body;
        assert_eq!(body, b"forty bytes, one by one, every one late\n");
    });
}
