//! # How a browser's EventSource comes back, and when not           chapter 07 · WHATWG HTML §9.2.3
//! Knows: what it hears of each field, what it asks for next, and which answers are final.
//! Does not know: its code; `tests/peers/sse_life.mjs` watches it.
//! Read before: `scripted.rs`. Read next: `curl.rs`.

use crate::programs::must_succeed;
use crate::scripted::Scripted;
use crate::support::PATIENCE;
use http1::Response;
use net::event_source::{Event, EventSource};
use net::tokio::runtime::Runtime;
use net::tokio::time::timeout;
use polling::json::{self, Value};

/// An event stream that ends behind `body`.
fn stream(body: &'static str) -> Response {
    Response::new(200).field("Content-Type", "text/event-stream").body(body)
}

/// What is opened.
const PATHS: [&str; 6] = ["/fields", "/204", "/503", "/text", "/utf-8", "/moved"];

fn script(path: &str, n: usize) -> Response {
    match (path, n) {
        ("/page", _) => Response::new(200).field("Content-Type", "text/html").body(""),
        // Every field, a byte-order mark before the first, and an event that nothing ends.
        ("/fields", 1) => stream(
            "\u{feff}retry: 20\nid: 7\nevent: joined\ndata: Ada\ndata:Bob\ndata\ndata:  Cy\n\n\
             : no event\n\nevent: lonely\n\ndata\n\nid: 8\n\nretry: 3x\nfoo: bar\ndata: two\r\n\r\n\
             id: 9\ndata: never",
        ),
        ("/fields", 2) => stream("id: \u{e4}\u{4e16}\ndata: x\n\n"),
        ("/fields", 3) => stream("data: y\n\nid\ndata: z\n\n"),
        ("/fields", 4) => stream("id: a\0b\ndata: NUL\n\n"),
        ("/503", _) => Response::new(503).field("Retry-After", "1").text("later"),
        ("/text", _) => Response::new(200).text("data: x\n\n"),
        ("/utf-8", 1) => {
            let media_type = "Text/Event-Stream; charset=utf-8";
            Response::new(200).field("Content-Type", media_type).body("retry: 20\ndata: x\n\n")
        }
        ("/moved", _) => Response::new(307).field("Location", "/there"),
        ("/there", 1) => stream("retry: 20\nid: 1\ndata: x\n\n"),
        _ => Response::new(204),
    }
}

#[test]
#[ignore = "needs Debian's chromium, and npm packages: run .ci/run, which installs them"]
fn must_come_back_from_the_end_of_a_stream_and_not_from_a_final_answer() {
    let server = Scripted::start(script);
    let page = format!("http://{}/page", server.address);
    let said = must_succeed("node", &[&["tests/peers/sse_life.mjs", &page], &PATHS[..]].concat());
    let lives: Value = json::from_str(&said).unwrap();
    let life = |path: &str| -> Vec<&str> {
        lives[path].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect()
    };
    assert_eq!(
        life("/fields"),
        [
            "open",
            "joined 7 Ada\nBob\n\n Cy",
            "message 7 ",
            "message 8 two",
            "error CONNECTING",
            "open",
            "message \u{e4}\u{4e16} x",
            "error CONNECTING",
            "open",
            "message \u{e4}\u{4e16} y",
            "message  z",
            "error CONNECTING",
            "open",
            "message  NUL",
            "error CONNECTING",
            "error CLOSED",
        ]
    );
    let place = |text: &str| Some(text.to_string());
    assert_eq!(
        server.places("/fields"),
        [None, place("8"), place("\u{e4}\u{4e16}"), None, None],
        "an empty id is not sent, nor is one with NUL in it kept"
    );
    for path in ["/204", "/503", "/text"] {
        assert_eq!(life(path), ["error CLOSED"], "{path} is final");
        assert_eq!(server.places(path).len(), 1, "{path} is asked for once");
    }
    let once = ["open", "message  x", "error CONNECTING", "error CLOSED"];
    assert_eq!(life("/utf-8"), once);
    assert_eq!(life("/moved"), ["open", "message 1 x", "error CONNECTING", "error CLOSED"]);
    // A redirect is remembered: it comes back to where it was led.
    assert_eq!(server.places("/moved"), [None]);
    assert_eq!(server.places("/there"), [None, place("1")]);
}

/// The life of one of ours, as the script writes down those of a browser.
fn life(url: &str) -> Vec<String> {
    let mut source = EventSource::connect(url).unwrap();
    let mut told = Vec::new();
    let living = async {
        while let Some(event) = source.next().await {
            told.push(match event {
                Event::Open => "open".into(),
                Event::Message { event, data, last_event_id } => {
                    format!("{event} {last_event_id} {data}")
                }
                Event::Error { retry_in: Some(_), .. } => "error CONNECTING".into(),
                Event::Error { retry_in: None, .. } => "error CLOSED".into(),
            });
        }
    };
    Runtime::new().unwrap().block_on(async { timeout(PATIENCE, living).await }).expect("it ends");
    told
}

#[test]
#[ignore = "needs Debian's chromium, and npm packages: run .ci/run, which installs them"]
fn must_live_as_the_eventsource_of_a_browser_does() {
    let theirs = Scripted::start(script);
    let page = format!("http://{}/page", theirs.address);
    let said = must_succeed("node", &[&["tests/peers/sse_life.mjs", &page], &PATHS[..]].concat());
    let lives: Value = json::from_str(&said).unwrap();
    let ours = Scripted::start(script);
    for path in PATHS {
        let told = life(&format!("http://{}{path}", ours.address));
        assert_eq!(Value::from(told), lives[path], "{path}");
        // One difference is known: ours begins each attempt at its first address.
        if path != "/moved" {
            assert_eq!(ours.places(path), theirs.places(path), "{path}");
        }
    }
    assert_eq!(ours.places("/moved").len(), 2);
    assert_eq!(ours.places("/there"), theirs.places("/there"));
}
