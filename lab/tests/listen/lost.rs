//! # Lost, and back again                                    chapter 07 · WHATWG HTML §9.2.3
//! Knows: reconnections, their places, how a listener ends. Does not know: refusals.
//! Read before: `refused.rs`. Read next: `help.rs`.

use super::*;
use clients::{Script, wire101};
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;

/// Answers each connection with one of these, and tells the heads of the requests.
fn answers(all: Vec<String>) -> (Scripted, std::sync::mpsc::Receiver<String>) {
    let (tell, heads) = channel();
    let scripts = all.into_iter().map(|answer| -> Script {
        let tell = tell.clone();
        Box::new(move |stream, head| {
            tell.send(head.to_string()).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
        })
    });
    (Scripted::start(scripts.collect()), heads)
}

#[test]
fn must_come_back_with_its_place_and_say_so() {
    let (server, heads) = answers(vec![
        answer("text/event-stream", "retry: 10\nid: 7\ndata: a\n\n"),
        answer("text/event-stream", "id: 8\ndata: b\n\n"),
    ]);
    let said = listen(&server.address.to_string(), "/", &["--count", "2"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    assert!(!heads.recv().unwrap().contains("Last-Event-ID"));
    assert!(heads.recv().unwrap().contains("\r\nLast-Event-ID: 7\r\n"));
    let lines = said.lines();
    assert_eq!(lines[2], "T s lost the stream came to its end; again in T s", "{lines:?}");
    assert!(lines[5].ends_with("connections: 2; reconnections: 1; T s"), "{lines:?}");
}

#[test]
fn must_tell_the_same_in_json() {
    let (server, _heads) = answers(vec![
        answer("text/event-stream", "retry: 10\n\n"),
        "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 5\r\n\r\nsorry".into(),
    ]);
    let said = listen(&server.address.to_string(), "/", &["--json"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    let whats: Vec<String> = said.objects().into_iter().map(|(what, _)| what).collect();
    assert_eq!(whats, ["open", "lost", "over", "summary"]);
    assert_eq!(said.objects()[1].1["retry_in"], 0.01);
    let why = said.objects()[2].1["text"].as_str().unwrap().to_string();
    assert_eq!(why, "the server refused, with status 500\n  it says: sorry");
    assert_eq!(said.err, format!("error: {why}\n"));
}

#[test]
fn must_come_back_to_a_stream_of_lines_from_the_last_id_on() {
    let line = |id: &str| format!("{{\"id\":\"{id}\",\"event\":\"message\",\"data\":\"x\"}}\n");
    let (server, heads) = answers(vec![
        answer("application/x-ndjson", &line("c1-7")),
        answer("application/x-ndjson", &line("c1-8")),
    ]);
    let arguments = ["--stream", "--count", "2"];
    let said = listen(&server.address.to_string(), "/stream?topic=a", &arguments);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(heads.recv().unwrap().starts_with("GET /stream?topic=a HTTP/1.1\r\n"));
    assert!(heads.recv().unwrap().starts_with("GET /stream?topic=a&since=c1-7 HTTP/1.1\r\n"));
}

#[test]
fn must_exit_74_when_a_stream_of_lines_is_cut_and_no_place_is_known() {
    let cut = answer("application/x-ndjson", "{}\n").replace("Length: 3", "Length: 9");
    let (server, _heads) = answers(vec![cut]);
    let said = listen(&server.address.to_string(), "/", &["--stream"]);
    assert_eq!(said.code, Some(74), "{said:?}");
    assert!(said.out.contains("\"{}\""), "{said:?}");
}

#[test]
fn must_refuse_a_line_without_an_end() {
    let long = answer("application/x-ndjson", &"x".repeat((1 << 20) + 1));
    let server = Scripted::answering(long);
    let said = listen(&server.address.to_string(), "/", &["--stream"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.err.contains("a line is longer than 1048576 bytes"), "{said:?}");
}

#[test]
#[cfg(unix)] // signals
fn must_sum_up_on_ctrl_c() {
    let lab = lab();
    let mut command = wire101(&["listen", &format!("http://{}/events?since=0", lab.address)]);
    let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(process.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("three") {
        line.clear();
        assert!(out.read_line(&mut line).unwrap() > 0, "it ended");
    }
    let id = process.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(process.wait().unwrap().code(), Some(0), "{rest}");
    assert!(rest.starts_with("events: 3; bytes that came: "), "{rest}");
}

#[test]
fn must_end_when_nobody_reads_what_it_shows() {
    let lab = lab();
    let mut command = wire101(&["listen", &format!("http://{}/events?since=0", lab.address)]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    drop(process.stdout.take());
    let said = clients::ended(process);
    assert_eq!((said.code, said.err.as_str()), (Some(74), ""), "{said:?}");
}
