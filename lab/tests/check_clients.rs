//! # wire101 check --as-server, as a user meets it                   chapter 16
//! Knows: the program and a client of a few lines: rows, exit codes, JSON.
//! Does not know: what a case asks; see `tests/16_check_clients.rs`.
//! Read before: `lab/src/commands/check_clients.rs`. Read next: `check/src/clients.rs`.

#![allow(clippy::unwrap_used)] // a test fails by panicking

mod program;

use polling::json::{Value, from_str};
use program::{Server, text};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

/// What it said, and its exit code.
fn run(arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = program::run(&[&["check", "--as-server"], arguments].concat());
    (text(&output.stdout).into(), text(&output.stderr).into(), output.status.code())
}

/// The program, waiting for clients.
fn waiting(arguments: &[&str]) -> Server {
    let listen = ["check", "--as-server", "--listen", "127.0.0.1:0"];
    Server::start(&[&listen, arguments].concat())
}

/// A client that asks with this request line, and then hears all.
fn ask(address: &str, line: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let key = "dGhlIHNhbXBsZSBub25jZQ==";
    write!(
        stream,
        "{line}\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    .unwrap();
    let mut heard = Vec::new();
    stream.read_to_end(&mut heard).unwrap();
    String::from_utf8_lossy(&heard).into_owned()
}

#[test]
fn must_judge_each_client_that_comes_and_pass_over_what_nobody_came_for() {
    let mut judge = waiting(&["--idle", "1", "--only", "C-101,C-105"]);
    let heard = ask(judge.authority(), "GET / HTTP/1.1");
    assert!(heard.starts_with("HTTP/1.1 101 Switching Protocols\r\n"), "{heard}");
    assert!(heard.contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    let (rest, status) = judge.rest();
    let expected = "
What the client asks
  pass  C-101  MUST    the request is a GET of HTTP/1.1 or higher
  skip  C-105  MUST    Connection names Upgrade (no client came for it)

1 of 1 as it should be
";
    assert_eq!(rest, expected);
    assert_eq!(status.code(), Some(0));
}

#[test]
fn must_exit_with_1_when_a_client_breaks_a_must_and_say_how() {
    let mut judge = waiting(&["--only", "C-101"]);
    ask(judge.authority(), "POST / HTTP/1.1");
    let (rest, status) = judge.rest();
    for line in [
        "FAIL C-101 MUST: the request is a GET of HTTP/1.1 or higher",
        "  came     POST / HTTP/1.1",
        "  sent     HTTP/1.1 101 Switching Protocols",
        "  expected GET, and HTTP/1.1",
        "0 of 1 as it should be; first to mend: C-101",
    ] {
        assert!(rest.lines().any(|said| said == line), "{line}\n{rest}");
    }
    assert_eq!(status.code(), Some(1));
}

#[test]
fn must_tell_the_number_of_cases_and_end_when_asked_to() {
    let mut judge = waiting(&["--only", "C-1"]);
    let heard = ask(judge.authority(), "GET /count HTTP/1.1");
    assert!(heard.contains("\r\n\r\n\u{fffd}\u{1}9"), "a text frame with a 9: {heard:?}");
    ask(judge.authority(), "GET /report HTTP/1.1");
    let (_, status) = judge.rest();
    assert_eq!(status.code(), Some(0));
}

/// What was found so far is not lost.
#[test]
fn must_report_when_it_is_interrupted() {
    let mut judge = waiting(&["--idle", "3600", "--only", "C-101,C-105"]);
    ask(judge.authority(), "GET / HTTP/1.1");
    let pass = judge.lines().find(|line| line.contains("C-101")).unwrap();
    assert!(pass.starts_with("  pass"), "{pass}");
    judge.interrupt();
    let (rest, status) = judge.rest();
    assert!(rest.contains("skip  C-105  MUST    Connection names Upgrade (the end was"), "{rest}");
    assert!(rest.ends_with("\n1 of 1 as it should be\n"), "{rest}");
    assert_eq!(status.code(), Some(0));
}

/// A browser opens connections before it knows what for.
#[test]
fn must_pass_over_a_connection_on_which_nothing_is_asked() {
    let mut judge = waiting(&["--timeout", "200", "--only", "C-101"]);
    let _unused = TcpStream::connect(judge.authority()).unwrap();
    ask(judge.authority(), "GET / HTTP/1.1");
    let (rest, status) = judge.rest();
    assert!(rest.contains("  pass  C-101"), "{rest}");
    assert_eq!(status.code(), Some(0));
}

#[test]
fn must_judge_event_stream_clients() {
    let mut judge = waiting(&["--events", "--only", "E-101"]);
    let heard = ask(judge.authority(), "GET / HTTP/1.1");
    assert!(heard.contains("\r\nContent-Type: text/event-stream\r\n"), "{heard}");
    assert!(heard.ends_with("\r\n\r\nretry: 20\nid: base\ndata: x\n\n"), "{heard}");
    let (rest, status) = judge.rest();
    assert!(rest.contains("  pass  E-101  MUST    the request is a GET\n"), "{rest}");
    assert_eq!(status.code(), Some(0));
}

#[test]
fn must_show_the_cases_and_the_results_as_json() {
    let (list, _, code) = run(&["--list", "--json"]);
    let first: Value = from_str(list.lines().next().unwrap()).unwrap();
    assert_eq!((first["id"].as_str(), code), (Some("C-101"), Some(0)));
    let (listed, _, code) = run(&["--list", "--events", "--only", "E-4"]);
    assert_eq!((listed.matches("E-40").count(), code), (3, Some(0)));
    let arguments = ["--listen", "127.0.0.1:0", "--idle", "1", "--only", "C-101", "--json"];
    let (report, _, code) = run(&arguments);
    let report: Value = from_str(&report).unwrap();
    assert_eq!(report["rows"][0]["skipped"], "no client came for it");
    assert_eq!((report["judged"].as_u64(), code), (Some(0), Some(0)));
}

#[test]
fn must_say_what_is_wrong_with_the_arguments() {
    let (_, error, code) = run(&["--only", "C-9"]);
    let expected = "error: no case is meant by \"C-9\"; see --list\n";
    assert_eq!((error.as_str(), code), (expected, Some(2)));
    let (_, error, code) = run(&["ws://127.0.0.1:9001/"]);
    assert!(error.contains("cannot be used with"), "{error}");
    assert_eq!(code, Some(2));
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (_, error, code) = run(&["--listen", &address]);
    assert!(error.starts_with(&format!("error: cannot listen on {address}: ")), "{error}");
    assert_eq!(code, Some(69));
}
