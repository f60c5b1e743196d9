//! # The grader ends                                                chapter 16
//! Knows: servers that never stop to send, and servers that know one path.
//! Does not know: rules.
//! Read before: `check/src/http/talk.rs`, `check/src/ws/talk.rs`. Read next: `can_fail.rs`.

#![allow(clippy::unwrap_used)] // a test fails by panicking

#[path = "can_fail/kit.rs"]
#[allow(dead_code, reason = "these servers need little of it")]
mod kit;

use check::{Only, Report, Target, probes};
use net::tokio::runtime::Runtime;
use net::tokio::time::timeout;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// No test takes so long unless it hangs.
const HANGS: Duration = Duration::from_secs(60);
/// A stream of events that goes on for ever, but for its first line.
const STREAM: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

/// A server that answers each head so, until it cannot write any more.
fn start(answer: fn(&str, &mut TcpStream) -> std::io::Result<()>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            thread::spawn(move || {
                let (mut head, mut byte) = (Vec::new(), [0]);
                while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
                    head.push(byte[0]);
                }
                let _gone = answer(&String::from_utf8_lossy(&head), &mut stream);
            });
        }
    });
    address
}

fn judged(url: &str, only: &str) -> Report {
    let mut target = Target::parse(url).unwrap();
    target.timeout = Duration::from_millis(200);
    target.quiet = Duration::from_millis(40);
    let only = Only::parse(only, &probes(target.kind)).unwrap();
    let report = async { timeout(HANGS, check::check(&target, &only, |_| {})).await };
    Runtime::new().unwrap().block_on(report).unwrap().unwrap()
}

/// A clock, as many first examples are: whatever is asked for, it ticks.
fn ticks(_: &str, stream: &mut TcpStream) -> std::io::Result<()> {
    stream.write_all(STREAM)?;
    loop {
        stream.write_all(b"data: tick\n\n")?;
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn must_not_read_for_ever_where_every_path_is_a_stream() {
    let report = judged(&format!("http://{}/events", start(ticks)), "H-107,H-109,H-113,H-301");
    assert_eq!(report.failed(), ["H-107", "H-109", "H-113"], "{report}");
    assert_eq!(report.gone, None);
}

/// It knows its stream, and leaves every other request without an answer.
fn knows_one_path(head: &str, stream: &mut TcpStream) -> std::io::Result<()> {
    if head.starts_with("GET /events ") {
        stream.write_all(STREAM)?;
    }
    let _until_the_end = stream.read_to_end(&mut Vec::new());
    Ok(())
}

#[test]
fn must_not_take_a_server_for_gone_that_answers_one_path_alone() {
    let report = judged(&format!("http://{}/events", start(knows_one_path)), "H-113,H-301,H-302");
    assert_eq!(report.gone, None, "{report}");
    assert_eq!(report.failed(), ["H-113"], "{report}");
}

/// It opens, and then says nothing but pongs, or pings.
fn only(head: &str, stream: &mut TcpStream, first: u8) -> std::io::Result<()> {
    stream.write_all(kit::accept(head).as_bytes())?;
    // It echoes the first message, so that it is taken for an echo server.
    let mut hello = [0; 13];
    stream.read_exact(&mut hello)?;
    if hello[..2] == [0x81, 0x87] {
        let text: Vec<u8> = (0..7).map(|i| hello[6 + i] ^ hello[2 + i % 4]).collect();
        stream.write_all(&kit::frame(0x81, &text))?;
    }
    loop {
        stream.write_all(&kit::frame(first, b""))?;
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn must_not_wait_for_ever_among_pongs_that_nobody_asked_for() {
    let address = start(|head, stream| only(head, stream, 0x8a));
    let report = judged(&format!("ws://{address}/"), "W-301,W-401");
    assert_eq!(report.failed(), ["W-301", "W-401"], "{report}");
}

#[test]
fn must_not_wait_for_ever_among_pings() {
    let address = start(|head, stream| only(head, stream, 0x89));
    // Each would be twenty seconds and more of a thousand pings.
    let report = judged(&format!("ws://{address}/"), "lengths");
    assert!(report.failed().contains(&"W-301"), "{report}");
}
