//! # curl                                                            chapter 02 · RFC 9110 §9, §10
//! Knows: each HTTP address of the lab, old versions, heads, bodies that wait, as curl sees them.
//! Does not know: WebSockets; `websockets.rs` does.
//! Read before: `programs.rs`. Read next: `nginx.rs`.

use crate::programs::{Talking, must_succeed};
use crate::support::Running;
use lab::Config;
use polling::json::{self, Value};
use std::path::Path;
use std::process::Command;

/// What curl says to `arguments`; an address is one that begins with `/`.
fn curl(lab: &Running, arguments: &[&str]) -> String {
    let arguments: Vec<_> = arguments.iter().map(|text| whole(lab, text)).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    must_succeed("curl", &[&["-sS", "--max-time", "60"], &arguments[..]].concat())
}

fn whole(lab: &Running, text: &str) -> String {
    if text.starts_with('/') { format!("http://{}{text}", lab.address) } else { text.into() }
}

/// Publish by curl; returns the id.
fn publish(lab: &Running, text: &str) -> String {
    let said: Value = json::from_str(&curl(lab, &["/publish?topic=t", "-d", text])).unwrap();
    said["id"].as_str().unwrap().into()
}

/// The texts of the events in a poll's answer, and where the next one begins.
fn heard(answer: &str) -> (Vec<String>, String) {
    let answer: Value = json::from_str(answer).unwrap();
    let events = answer["events"].as_array().unwrap().iter();
    let texts = events.map(|event| event["data"].as_str().unwrap().into());
    (texts.collect(), answer["next"].as_str().unwrap().into())
}

#[test]
#[ignore = "needs curl: run .ci/run, which installs it"]
fn must_serve_curl_on_every_http_address() {
    let lab = Running::start();
    let first = publish(&lab, "hello");
    for path in ["/poll?topic=t&since=0", "/long-poll?topic=t&since=0&wait=20"] {
        assert_eq!(heard(&curl(&lab, &[path])), (vec!["hello".into()], first.clone()));
    }
    assert_eq!(curl(&lab, &["/echo", "-d", "back"]), "back");
    assert_eq!(curl(&lab, &["/healthz"]), "ok\n");
    assert!(curl(&lab, &["/metrics"]).contains("wire101_published_total 1\n"));
    assert!(curl(&lab, &["/"]).starts_with("<!doctype html>"));
}

/// A stream is shown as it comes, and ends when the lab does; in HTTP/1.0, by its connection.
#[test]
#[ignore = "needs curl: run .ci/run, which installs it"]
fn must_stream_to_curl_in_either_version() {
    for version in ["--http1.1", "--http1.0"] {
        let lab = Running::start();
        let first = publish(&lab, "hello");
        let url = whole(&lab, "/events?topic=t&since=0");
        let mut command = Command::new("curl");
        let mut reading =
            Talking::spawn(command.args(["-sSNi", version, "--max-time", "60", &url]));
        let mut head = Vec::new();
        while let Some(line) = reading.line().filter(|line| !line.is_empty()) {
            head.push(line.trim_end().to_ascii_lowercase());
        }
        assert_eq!(head[0], "http/1.1 200 ok");
        let chunked = head.iter().any(|line| line == "transfer-encoding: chunked");
        assert_eq!(chunked, version == "--http1.1", "{head:?}");
        let mut says = |right: &str| {
            // An answer may begin with a comment or a reconnection time.
            let mut lines = std::iter::from_fn(|| reading.line());
            let said = lines.find(|line| {
                !line.is_empty() && !line.starts_with(':') && !line.starts_with("retry:")
            });
            assert_eq!(said.as_deref(), Some(right));
        };
        says(&format!("id: {first}"));
        says("data: hello");
        let second = publish(&lab, "again");
        says(&format!("id: {second}"));
        says("data: again");
        lab.ask_to_stop();
        reading.end();
    }
}

#[test]
#[ignore = "needs curl: run .ci/run, which installs it"]
fn must_hold_a_long_poll_of_curl_and_keep_its_connection() {
    let lab = Running::start();
    let (none, next) = heard(&curl(&lab, &["/poll?topic=t"]));
    assert!(none.is_empty());
    let [first, second] = ["5", "0.1"]
        .map(|wait| whole(&lab, &format!("/long-poll?topic=t&since={next}&wait={wait}")));
    // Two requests, one behind the other; behind each answer the connections that were opened.
    let arguments =
        ["-sS", "--max-time", "60", "-w", "\\n%{http_code} %{num_connects}\\n", &first, &second];
    let mut polling = Talking::spawn(Command::new("curl").args(arguments));
    publish(&lab, "now");
    for connects in ["1", "0"] {
        assert_eq!(heard(&polling.line().unwrap()).0, ["now"]);
        assert_eq!(polling.line().unwrap(), format!("200 {connects}"));
    }
    polling.end();
    let (_, next) = heard(&curl(&lab, &["/poll?topic=t&since=0"]));
    let nothing = curl(&lab, &[&format!("/long-poll?topic=t&since={next}&wait=0.1")]);
    assert_eq!(heard(&nothing), (vec![], next), "its time is up: an empty success");
}

#[test]
#[ignore = "needs curl: run .ci/run, which installs it"]
fn must_answer_in_http_1_0_and_close_unless_asked_to_stay() {
    let lab = Running::start();
    let twice = |more: &[&str]| {
        let figures = ["--http1.0", "-o", "/dev/null", "-w", "%{http_code} %{num_connects}\\n"];
        let urls = ["/healthz", "/healthz"].map(|path| whole(&lab, path));
        let arguments = [&figures[..], more, &[&urls[0], "-o", "/dev/null", &urls[1]]].concat();
        must_succeed("curl", &[&["-sS", "--max-time", "60"], &arguments[..]].concat())
    };
    assert_eq!(twice(&[]), "200 1\n200 1\n");
    assert_eq!(twice(&["-H", "Connection: keep-alive"]), "200 1\n200 0\n");
}

#[test]
#[ignore = "needs curl: run .ci/run, which installs it"]
fn must_send_curl_the_head_alone_when_it_asks_for_that() {
    let lab = Running::start();
    for path in ["/", "/healthz", "/poll", "/stream", "/events", "/long-poll?wait=0.1"] {
        // It would wait for a body, or take it for the next answer.
        let said = curl(&lab, &["-I", path, "/healthz"]);
        assert_eq!(said.matches("HTTP/1.1 200 OK\r\n").count(), 2, "{path}: {said}");
    }
}

#[test]
#[ignore = "needs curl: run .ci/run, which installs it"]
fn must_refuse_a_large_body_before_it_is_sent() {
    let mut config = Config::default();
    config.limits.body_bytes = 1_000_000;
    let lab = Running::with(config);
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("two-megabytes");
    let send = |path: &str, bytes: usize| {
        std::fs::write(&file, vec![b'x'; bytes]).unwrap();
        let body = format!("@{}", file.to_str().unwrap());
        let figures = ["-o/dev/null", "-w", "%{http_code} %{size_upload}"];
        // It would wait this many seconds before it sends all the same.
        let waits = ["-H", "Expect: 100-continue", "--expect100-timeout", "50"];
        curl(&lab, &[&[path, "--data-binary", &body], &waits[..], &figures].concat())
    };
    assert_eq!(send("/echo", 1_000_000), "200 1000000");
    for path in ["/echo", "/publish?topic=t"] {
        assert_eq!(send(path, 2_000_000), "413 0");
    }
    assert_eq!(send("/nowhere", 1_000_000), "404 0");
}
