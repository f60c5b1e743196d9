//! # `listen`, as a user meets it                                    chapter 07
//! Knows: the real program against our lab and scripted servers. Does not know: how it is made.
//! Read before: `clients/mod.rs`, `lab/src/listen/mod.rs`. Read next: nothing.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)] // a test fails by panicking

mod clients;

use clients::{Said, Scripted, Server, run, unexplained};
use polling::json::Value;
use std::io::Write as _;

#[path = "listen/help.rs"]
mod help;
#[path = "listen/lost.rs"]
mod lost;
#[path = "listen/refused.rs"]
mod refused;

fn listen(address: &str, path: &str, arguments: &[&str]) -> Said {
    run(&[&["listen", &format!("http://{address}{path}")], arguments].concat(), "")
}

/// A lab in which three events are kept.
fn lab() -> Server {
    let lab = Server::lab();
    for text in ["one", "two", "three"] {
        lab.publish(&["--event", "count", text]);
    }
    lab
}

/// An answer that is whole, of this media type.
fn answer(media_type: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n{body}"
    )
}

fn events(said: &Said) -> Vec<Value> {
    let objects = said.objects().into_iter();
    objects.filter(|(what, _)| what == "event").map(|(_, object)| object).collect()
}

/// Each way to hear, as arguments, and the path that speaks it.
const WAYS: [(&str, &[&str]); 7] = [
    ("/events", &[]),
    ("/events", &["--events"]),
    ("/stream", &[]),
    ("/stream", &["--stream"]),
    ("/poll", &[]),
    ("/poll", &["--poll", "0.1"]),
    ("/long-poll", &["--long-poll"]),
];

#[test]
fn must_hear_the_same_events_by_each_way() {
    let lab = lab();
    for (path, arguments) in WAYS {
        let more = ["--since", "0", "--count", "3", "--json"];
        let said = listen(&lab.address, path, &[arguments, &more].concat());
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{path} {arguments:?}: {said:?}");
        let events = events(&said);
        let data: Vec<&str> = events.iter().map(|event| event["data"].as_str().unwrap()).collect();
        assert_eq!(data, ["one", "two", "three"], "{path} {arguments:?}");
        assert!(events.iter().all(|event| event["type"] == "count"), "{said:?}");
        assert!(events[2]["id"].as_str().unwrap().ends_with("-3"), "{said:?}");
        let (what, summary) = said.objects().pop().unwrap();
        assert_eq!((what.as_str(), summary["events"].as_u64()), ("summary", Some(3)));
    }
}

#[test]
fn must_go_on_behind_the_place_that_is_given() {
    let lab = lab();
    let said = listen(&lab.address, "/events", &["--since", "0", "--count", "3", "--json"]);
    let second = events(&said)[1]["id"].as_str().unwrap().to_string();
    for (path, arguments) in WAYS {
        let more = ["--since", &second, "--count", "1", "--json"];
        let said = listen(&lab.address, path, &[arguments, &more].concat());
        assert_eq!(events(&said)[0]["data"], "three", "{path} {arguments:?}: {said:?}");
    }
    let by_field = ["--last-event-id", &second, "--count", "1", "--json"];
    let said = listen(&lab.address, "/events", &by_field);
    assert_eq!(events(&said)[0]["data"], "three", "{said:?}");
}

#[test]
fn must_show_time_id_type_data_and_cost_in_one_line() {
    let lab = lab();
    let said = listen(&lab.address, "/events", &["--since", "0", "--count", "2"]);
    let lines = said.lines();
    assert_eq!(lines.len(), 4, "{said:?}");
    assert_eq!(lines[0], "T s open text/event-stream");
    let (id, rest) = lines[1].strip_prefix("T s event \"").unwrap().split_once('"').unwrap();
    assert!(id.ends_with("-1"), "{lines:?}");
    // id: ID LF event: count LF data: one LF LF
    let size = "id: \n".len() + id.len() + "event: count\ndata: one\n\n".len();
    assert_eq!(rest, format!(" \"count\" \"one\" {size} B"));
    assert!(lines[3].starts_with("events: 2; bytes that came: "), "{lines:?}");
    assert!(lines[3].ends_with(" connections: 1; reconnections: 0; T s"), "{lines:?}");
}

#[test]
fn must_tell_what_polling_cost() {
    let lab = lab();
    let arguments = ["--long-poll", "--since", "0", "--count", "3"];
    let said = listen(&lab.address, "/long-poll", &arguments);
    let lines = said.lines();
    assert!(lines[0].starts_with("T s answers: 1; "), "{lines:?}");
    assert!(lines[1].contains("\"one\""), "{lines:?}");
    let said = listen(&lab.address, "/long-poll", &[&arguments[..], &["--json"]].concat());
    let (what, answer) = &said.objects()[0];
    assert_eq!((what.as_str(), answer["answers"].as_u64()), ("answer", Some(1)));
    let (_, summary) = said.objects().pop().unwrap();
    assert_eq!(answer["received"], summary["received"], "{said:?}");
    assert_eq!(answer["sent"], summary["sent"], "{said:?}");
}

#[test]
fn must_say_which_kind_the_answer_turned_out_to_be() {
    let lab = lab();
    for (path, says) in [
        ("/stream", "note the answer is application/x-ndjson: a stream of JSON lines"),
        ("/poll", "note the answer is application/json: polling every 2 s; "),
    ] {
        let said = listen(&lab.address, path, &["--since", "0", "--count", "1"]);
        assert!(said.lines()[0].contains(says), "{said:?}");
    }
}

#[test]
fn must_count_each_block_and_no_comment() {
    let body =
        "\u{feff}: hello\n\nid: 1\ndata: a\n\nevent: x\n\n: beat\n\ndata\n\ndata:b\rdata:c\r\r\n";
    let server = Scripted::answering(answer("text/event-stream", body));
    let said = listen(&server.address.to_string(), "/", &["--json", "--count", "3"]);
    let told: Vec<(String, Option<u64>)> = events(&said)
        .iter()
        .map(|event| (event["data"].as_str().unwrap().into(), event["size"].as_u64()))
        .collect();
    assert_eq!(told[..2], [("a".into(), Some(15)), (String::new(), Some(6))], "{said:?}");
    assert_eq!(told[2].0, "b\nc");
    assert_eq!(events(&said)[0]["id"], "1");
    assert_eq!(events(&said)[2]["id"], "1", "the last event ID is that of an earlier one");
}

#[test]
fn must_explain_the_blocks_when_the_bytes_are_wanted() {
    let lab = lab();
    let said = listen(&lab.address, "/events", &["--since", "0", "--count", "1", "--bytes"]);
    let lines = said.lines();
    for beginning in ["#1 T s → request ", "#1 T s ← response ", "#1 T s ← └ event "] {
        assert!(lines.iter().any(|line| line.starts_with(beginning)), "{beginning}: {said:?}");
    }
    assert!(lines.iter().any(|line| line == "bytes field value meaning source"), "{said:?}");
    let json = ["--since", "0", "--count", "1", "--bytes", "--json"];
    let said = listen(&lab.address, "/events", &json);
    let whats: Vec<String> = said.objects().into_iter().map(|(what, _)| what).collect();
    for what in ["request head", "response head", "events"] {
        assert!(whats.contains(&what.to_string()), "{whats:?}");
    }
}

#[test]
fn must_post_the_body_and_send_the_fields() {
    let (tell, asked) = std::sync::mpsc::channel();
    let server = Scripted::start(vec![Box::new(move |stream, head| {
        let mut body = [0; 5];
        std::io::Read::read_exact(stream, &mut body).unwrap();
        tell.send((head.to_string(), body)).unwrap();
        stream.write_all(answer("text/event-stream", "data: a\n\n").as_bytes()).unwrap();
    })]);
    let arguments = ["--post", "hello", "-H", "X-One: 1", "--count", "1"];
    let said = listen(&server.address.to_string(), "/chat", &arguments);
    assert_eq!(said.code, Some(0), "{said:?}");
    let (head, body) = asked.recv().unwrap();
    assert!(head.starts_with("POST /chat HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("\r\nX-One: 1\r\n"), "{head}");
    assert!(head.contains("\r\nAccept: text/event-stream\r\n"), "{head}");
    assert_eq!(&body, b"hello");
}

#[test]
fn must_show_lines_that_are_no_events_of_ours_as_they_are() {
    let body = "{\"n\":1}\n\n[2]\r\n\x1b[2Jthree\n";
    let server = Scripted::answering(answer("application/x-ndjson", body));
    let said = listen(&server.address.to_string(), "/", &["--stream"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(!said.out.contains('\x1b'), "{said:?}");
    let lines = said.lines();
    assert_eq!(
        lines[1..4],
        [
            r#"T s event "message" "{\"n\":1}" 8 B"#,
            r#"T s event "message" "[2]" 5 B"#,
            r#"T s event "message" "\u{1b}[2Jthree" 10 B"#,
        ]
    );
    assert_eq!(lines[4], "T s over the stream came to its end");
}

#[test]
fn must_tell_nothing_that_the_help_does_not_name() {
    let lab = lab();
    for (path, arguments) in WAYS {
        let more = ["--since", "0", "--count", "3", "--json", "--bytes"];
        let objects = listen(&lab.address, path, &[arguments, &more].concat()).objects();
        assert!(objects.len() > 4, "{objects:?}");
        assert_eq!(unexplained("listen", &objects), [""; 0]);
    }
}
