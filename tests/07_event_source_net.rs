//! # EventSource over sockets                                 chapter 07 · WHATWG HTML §9.2
//! Knows: what our client asks of a server, and what it makes of each end. Does not know: events
//! and states by themselves (`06_sse_wire.rs`, the machine's own tests).
//! Read before: `net/src/event_source.rs`. Read next: `tests/07_event_source_net/ends.rs`.

mod support;

use net::event_source::{Event, EventSource, Options, ReadyState, Why};
use net::fetch::Request;
use net::tokio;
use std::time::Duration;
use support::script::{Asked, STREAM, Script, run};

/// Comes back at once.
fn at_once() -> Options {
    Options { reconnection_time: Duration::ZERO, ..Options::default() }
}

fn source(script: &Script, target: &str) -> EventSource {
    EventSource::new(Request::get(&script.url(target)).unwrap(), at_once())
}

/// One word for each thing that is told.
fn show(event: &Event<'_>) -> String {
    match event {
        Event::Open => "open".into(),
        Event::Message { event, data, last_event_id } => format!("{event} {data} {last_event_id}"),
        Event::Error { why, retry_in: None } => format!("closed: {why}"),
        Event::Error { why, retry_in: Some(wait) } => format!("error in {wait:?}: {why}"),
    }
}

/// All that is told, until there is a message with the data `enough` or there is no more.
async fn told(source: &mut EventSource, enough: &str) -> Vec<String> {
    let mut told = Vec::new();
    while let Some(event) = source.next().await {
        told.push(show(&event));
        if matches!(&event, Event::Message { data, .. } if data == enough) {
            source.close();
        }
    }
    told
}

/// What is asked.
mod s09_2_3_requests {
    use super::*;

    #[test] // SSE-9.2.2-05, SSE-9.2.2-06, SSE-9.2.2-09
    fn must_ask_for_an_event_stream_and_not_from_a_cache() {
        run(async {
            let script = Script::bind().await;
            let mut source = EventSource::connect(&script.url("/news?a=b#top")).unwrap();
            assert_eq!(source.ready_state(), ReadyState::Connecting);
            assert_eq!(source.url(), script.url("/news?a=b"));
            let answer = format!("{STREAM}data: enough\n\n");
            let (told, asked) = tokio::join!(told(&mut source, "enough"), script.answer(answer));
            assert_eq!(told, ["open", "message enough "]);
            let head = format!(
                "GET /news?a=b HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\n\
                 Cache-Control: no-cache\r\n\r\n",
                script.address
            );
            assert_eq!(String::from_utf8_lossy(&asked.head), head);
            assert_eq!(source.ready_state(), ReadyState::Closed);
        });
    }

    #[test] // SSE-9.2.2-01
    fn must_not_connect_to_what_is_no_address() {
        for url in ["", "news", "/news", "ftp://h/", "ws://h/", "http://", "http://a:b@h/"] {
            assert!(EventSource::connect(url).is_err(), "{url}");
        }
    }

    /// In UTF-8, as it came; and away again when the server takes it away.
    #[test] // SSE-9.2.3-07, SSE-9.2.3-08, SSE-9.2.4-01
    fn must_send_the_last_event_id_back() {
        run(async {
            let script = Script::bind().await;
            let mut source = source(&script, "/");
            let server = async {
                let mut ids = Vec::new();
                for body in [
                    "id: \u{2603} 1\ndata: a\n\n",
                    ": nothing\n\n",
                    "id: 2\n\nid: 3\ndata: never dispatched",
                    "id\ndata: b\n\n",
                    "data: enough\n\n",
                ] {
                    let asked = script.answer(format!("{STREAM}{body}")).await;
                    ids.push(asked.field("Last-Event-ID"));
                }
                ids
            };
            let (told, ids) = tokio::join!(told(&mut source, "enough"), server);
            let sent = ids.iter().map(Option::as_deref).collect::<Vec<_>>();
            assert_eq!(sent, [None, Some("\u{2603} 1"), Some("\u{2603} 1"), Some("2"), None]);
            let messages = told.iter().filter(|told| told.starts_with("message"));
            assert_eq!(
                messages.collect::<Vec<_>>(),
                ["message a \u{2603} 1", "message b ", "message enough "]
            );
        });
    }

    #[test] // SSE-9.2.3-09
    fn must_repeat_method_fields_and_body_and_begin_where_it_was() {
        run(async {
            let script = Script::bind().await;
            let request = Request::post(&script.url("/")).unwrap();
            let request = request.field("Authorization", "Bearer tok").field("Accept", "*/*");
            let request = request.field("Last-Event-ID", "not this one").body("{\"a\":1}");
            let options = Options { last_event_id: "7".into(), ..at_once() };
            let mut source = EventSource::new(request, options);
            let server = async {
                let one = script.answer(format!("{STREAM}data: a\n\n")).await;
                [one, script.answer(format!("{STREAM}data: enough\n\n")).await]
            };
            let (_, asked) = tokio::join!(told(&mut source, "enough"), server);
            for asked in asked {
                assert_eq!(asked.line(), "POST / HTTP/1.1");
                assert_eq!(asked.body, b"{\"a\":1}");
                assert_eq!(asked.field("Authorization").as_deref(), Some("Bearer tok"));
                assert_eq!(asked.field("Accept").as_deref(), Some("*/*"));
                assert_eq!(asked.field("Last-Event-ID").as_deref(), Some("7"));
            }
        });
    }

    #[test] // SSE-9.2.2-14
    fn must_be_closed_by_a_request_that_cannot_be_sent() {
        run(async {
            let script = Script::bind().await;
            let request = Request::get(&script.url("/")).unwrap().field("X", "a\nb");
            let mut source = EventSource::new(request, at_once());
            assert_eq!(told(&mut source, "").await, ["closed: another attempt would not help"]);
            assert!(source.failure().is_some_and(|why| why.to_string().contains("X")));
            assert!(script.is_idle(), "nobody knocked");
        });
    }
}

/// How an attempt ends, and whether another one follows.
#[path = "07_event_source_net/ends.rs"]
mod s09_2_3_ends;

/// Where we are sent on.
#[path = "07_event_source_net/redirects.rs"]
mod s09_2_3_redirects;

/// No event lost and none twice, wherever the connection is cut.
#[path = "07_event_source_net/resume.rs"]
mod s09_2_4_resume;

/// The end that we want.
#[path = "07_event_source_net/closing.rs"]
mod s09_2_2_closing;

/// A thousand at once.
#[path = "07_event_source_net/storm.rs"]
mod s09_2_3_storm;
