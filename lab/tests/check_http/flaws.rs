//! # One flaw, and the probes that find it                           chapter 16
//! Knows: for each probe a server that fails it, and that its neighbours pass.
//! Does not know: how a flaw is put into a server; see `proxy.rs`.
//! Read before: `proxy.rs`. Read next: `exercises/broken/src/lib.rs`.

use super::proxy::{Change, Flaw, NONE, flawed, has, replace};
use super::{run, target};
use check::{Kind, Level, Only, Report, check, probes};
use net::tokio::spawn;
use std::collections::BTreeSet;
use std::time::Duration;

/// A flaw, the groups that are asked, and exactly what must be found there.
type Row = (Flaw, &'static str, &'static [&'static str]);

const fn up(change: Change) -> Flaw {
    Flaw { up: change, ..NONE }
}

const fn down(change: Change) -> Flaw {
    Flaw { down: change, ..NONE }
}

/// Write `|_, b| Some(replace(b, old, new))` in fewer signs.
macro_rules! put {
    ($old:expr => $new:expr) => {
        |_, bytes| Some(replace(bytes, $old, $new))
    };
}

const REQUESTS: &[Row] = &[
    (down(put!(b"200 OK\r\n" => b"200 OK\r\nBad Name: 1\r\n")), "requests", &["H-101"]),
    (up(put!(b"hOST: " => b"ghost: ")), "requests", &["H-102"]),
    (up(put!(b"Host:\t " => b"Host: [")), "requests", &["H-103"]),
    (up(|_, b| (b.len() > 8 || has(&b, b"\r\n\r\n")).then_some(b)), "requests", &["H-104"]),
    (up(|_, b| (!b.starts_with(b"\r\nGET")).then_some(b)), "requests", &["H-105"]),
    (up(put!(b"GET http://" => b"GET xttp//")), "requests", &["H-106"]),
    (up(put!(b" HTTP/1.1\r\n" => b" HTTP/1.1\r\nConnection: close\r\n")), "requests", &["H-107"]),
    (up(one_request_a_read), "requests", &["H-108"]),
    (up(put!(b"Connection: close\r\n" => b"")), "requests", &["H-109"]),
    (up(put!(b" HTTP/1.0\r\n" => b" HTTP/1.1\r\n")), "requests", &["H-110"]),
    (up(put!(b"HEAD /events" => b"GET /events")), "requests", &["H-111"]),
    (down(put!(b"\r\nDate: " => b"\r\nX-Date: ")), "requests", &["H-112"]),
    (up(put!(b"/there-is-nothing-here" => b"/healthz")), "requests", &["H-113"]),
];

const BAD_REQUESTS: &[Row] = &[
    (up(put!(b" again HTTP/1.1" => b" HTTP/1.1")), "bad-requests", &["H-201"]),
    (
        up(put!(b"/events HTTP/1.1\r\n\r\n" => b"/events HTTP/1.1\r\nHost: a\r\n\r\n")),
        "bad-requests",
        &["H-202"],
    ),
    (up(one_host), "bad-requests", &["H-203"]),
    (up(put!(b"X-Space :" => b"X-Space:")), "bad-requests", &["H-204"]),
    (up(put!(b"Length: 1x\r\n" => b"Length: 0\r\n")), "bad-requests", &["H-205"]),
    (up(put!(b"Content-Length: 1\r\n" => b"")), "bad-requests", &["H-206"]),
    (up(put!(b"Content-Length: 5\r\n" => b"")), "bad-requests", &["H-207"]),
    (up(put!(b"Transfer-Encoding: chunked, gzip\r\n" => b"")), "bad-requests", &["H-208"]),
    (up(put!(b"xyz\r\nabc" => b"3\r\nabc")), "bad-requests", &["H-209"]),
    (up(|_, b| Some(if has(&b, b"mmmm") { Vec::new() } else { b })), "bad-requests", &["H-210"]),
    (up(put!(b"FROBNICATE " => b"GET ")), "bad-requests", &["H-211"]),
    (up(put!(b"DELETE " => b"GET ")), "bad-requests", &["H-212"]),
    (down(put!(b"\r\nAllow: " => b"\r\nX-Allow: ")), "bad-requests", &["H-213"]),
    (up(put!(b"HTTP/3.0" => b"HTTP/1.1")), "bad-requests", &["H-214"]),
];

const STREAM: &[Row] = &[
    (down(put!(b"text/event-stream" => b"text/plain")), "stream", &["H-301"]),
    (down(put!(b"event-stream\r" => b"event-stream; charset=latin1\r")), "stream", &["H-302"]),
    (down(put!(b"no-store, no-transform" => b"private, no-transform")), "stream", &["H-303"]),
    (
        down(|_, b| Some(if b.starts_with(b"HTTP/1.1 200") { Vec::new() } else { b })),
        "H-304",
        &["H-304"],
    ),
    (down(put!(b"Transfer-Encoding: chunked" => b"Content-Length: 1000000")), "stream", &["H-305"]),
    (down(put!(b"X-Accel" => b"Content-Encoding: gzip\r\nX-Accel")), "stream", &["H-306"]),
    (
        down(|_, b| Some(replace(replace(b, b"X-Accel", b"X-Bccel"), b", no-transform", b""))),
        "stream",
        &["H-307"],
    ),
    (down(put!(b"X-Accel" => b"Access-Control-Allow-Origin: *\r\nX-Accel")), "stream", &["H-308"]),
    (up(put!(b"Last-Event-ID: never" => b"Last-Event-ID : never")), "stream", &["H-309"]),
];

const EVENTS: &[Row] = &[
    (down(|_, b| Some(if has(&b, b"data: ") { Vec::new() } else { b })), "events", &["H-401"]),
    (down(put!(b"\n\n" => b"\n:")), "events", &["H-402"]),
    (down(put!(b"\n\n\r\n" => b"\n\n \r\n")), "events", &["H-403"]),
    (down(put!(b"\n:\n\n" => b"\nx\n\n")), "events", &["H-404"]),
    (down(put!(b"id: " => b":d: ")), "events", &["H-405"]),
    (up(put!(b"Last-Event-ID: " => b"X-Last-Event-ID: ")), "events", &["H-406"]),
    (up(one_before), "events", &["H-407"]),
    (down(without_the_fifth), "events", &["H-408"]),
];

const TEXTS: &[Row] = &[
    (up(put!(b" one\ntwo" => b" one two")), "texts", &["H-501"]),
    // As long as what it replaces, so that the chunk's size stays right.
    (down(put!(b"data: event: forged" => b"event: forged\n:....")), "texts", &["H-502"]),
    (up(put!(b"\n\ndata: forged" => b"\n\ndata: f")), "H-503", &["H-503"]),
    (down(put!(b": id: 9" => b"\nid: 99")), "texts", &["H-504"]),
    (down(put!(b"data:   word" => b"data:\nx:word")), "H-505", &["H-505"]),
    (down(put!("\u{fc}".as_bytes() => b"??")), "texts", &["H-506"]),
    (up(put!(b"xxxxx" => b"xxxxy")), "texts", &["H-507"]),
];

const LOAD: &[Row] = &[
    (Flaw { places: 1, ..NONE }, "H-601", &["H-601"]),
    (Flaw { places: 20, ..NONE }, "H-601,H-602", &["H-602"]),
    (Flaw { one_lock: true, ..NONE }, "H-603,H-604", &["H-603"]),
    (Flaw { fragile: true, ..NONE }, "H-601,H-604", &["H-604"]),
];

const POLLS: &[Row] = &[
    (up(put!(b"GET /poll " => b"GET /nowhere ")), "H-701", &["H-701"]),
    (down(put!(b"no-store\r\nETag" => b"private\r\nETag")), "polls", &["H-702"]),
    (up(put!(b"If-None-Match" => b"X-None-Match")), "polls", &["H-703"]),
    (up(put!(b"GET /long-poll " => b"GET /poll ")), "polls", &["H-704", "H-705", "H-706", "H-707"]),
    (
        down(put!(b"no-store\r\nContent-Length" => b"private\r\nContent-Length")),
        "polls",
        &["H-705"],
    ),
    (up(put!(b"?since=" => b"?sinse=")), "polls", &["H-706", "H-707"]),
];

/// Too long for a test, or (H-707) not to be made by changing bytes.
const NOT_HERE: &[&str] = &["H-409", "H-707", "H-708"];

/// Whoever takes a read for a request loses what is behind the first one.
fn one_request_a_read(_: &mut Vec<u8>, mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    if let Some(end) = end.filter(|_| bytes.starts_with(b"GET /there-is")) {
        bytes.truncate(end + 4);
    }
    Some(bytes)
}

/// Whoever takes the last Host does not see the first.
fn one_host(_: &mut Vec<u8>, bytes: Vec<u8>) -> Option<Vec<u8>> {
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let twice = text.matches("\r\nHost: ").count() == 2 && text.starts_with("GET /events");
    Some(if twice { text.replacen("\r\nHost: ", "\r\nX-Host: ", 1).into_bytes() } else { bytes })
}

/// Whoever begins with the event of the id, and not behind it.
fn one_before(_: &mut Vec<u8>, bytes: Vec<u8>) -> Option<Vec<u8>> {
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let changed = text.split_inclusive("\r\n").map(|line| {
        let id = line.strip_prefix("Last-Event-ID: ").and_then(|id| id.trim().split_once('-'));
        let id = id.and_then(|(epoch, number)| Some((epoch, number.parse::<u64>().ok()?)));
        match id {
            Some((epoch, number)) => format!("Last-Event-ID: {epoch}-{}\r\n", number - 1),
            None => line.to_string(),
        }
    });
    Some(if has(&bytes, b"Last-Event-ID") { changed.collect::<String>().into() } else { bytes })
}

fn without_the_fifth(memory: &mut Vec<u8>, bytes: Vec<u8>) -> Option<Vec<u8>> {
    if has(&bytes, b"data: ") {
        memory.push(0);
    }
    Some(if memory.len() == 5 { Vec::new() } else { bytes })
}

async fn graded(flaw: Flaw, groups: &str) -> Report {
    let mut target = target(&flawed(flaw).await);
    target.timeout = Duration::from_millis(700);
    target.quiet = Duration::from_millis(100);
    let only = Only::parse(groups, &probes(Kind::Http)).unwrap();
    check(&target, &only, |_| {}).await.unwrap()
}

fn all(rows: &'static [Row]) {
    let reports = run(async {
        let begun: Vec<_> =
            rows.iter().map(|(flaw, groups, _)| spawn(graded(*flaw, groups))).collect();
        let mut reports = Vec::new();
        for report in begun {
            reports.push(report.await.unwrap());
        }
        reports
    });
    for ((_, _, found), report) in rows.iter().zip(reports) {
        let levels = [Level::Must, Level::Should, Level::Craft, Level::May, Level::Note];
        let missed: BTreeSet<&str> =
            levels.into_iter().flat_map(|level| report.missed(level)).collect();
        let right: BTreeSet<&str> = found.iter().copied().collect();
        assert_eq!(missed, right, "{report}");
    }
}

#[test]
fn must_find_what_is_wrong_with_requests_and_nothing_else() {
    all(REQUESTS);
}

#[test]
fn must_find_what_is_wrong_with_refusals_and_nothing_else() {
    all(BAD_REQUESTS);
}

#[test]
fn must_find_what_is_wrong_with_the_head_of_a_stream_and_nothing_else() {
    all(STREAM);
}

#[test]
fn must_find_what_is_wrong_with_events_and_nothing_else() {
    all(EVENTS);
}

#[test]
fn must_find_what_is_wrong_with_texts_and_nothing_else() {
    all(TEXTS);
}

#[test]
fn must_find_what_is_wrong_under_load_and_nothing_else() {
    all(LOAD);
}

#[test]
fn must_find_what_is_wrong_with_polls_and_nothing_else() {
    all(POLLS);
}

#[test]
fn must_know_a_server_that_fails_for_each_probe() {
    let tables = [REQUESTS, BAD_REQUESTS, STREAM, EVENTS, TEXTS, LOAD, POLLS];
    let found: BTreeSet<&str> =
        tables.into_iter().flatten().flat_map(|row| row.2).chain(NOT_HERE).copied().collect();
    let all: BTreeSet<&str> = probes(Kind::Http).into_iter().map(|probe| probe.id).collect();
    assert_eq!(found, all);
}
