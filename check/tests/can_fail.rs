//! # Each probe can fail                                         chapter 16
//! Knows: servers that are wrong on purpose, and which probes must say so. Does not know: bugs that
//! people make; the folder `exercises/broken` has those.
//! Read before: `check/src/run.rs`, `check/tests/can_fail/kit.rs`. Read next: `lab/tests/check.rs`.

#![allow(clippy::unwrap_used)] // a test fails by panicking

#[path = "can_fail/kit.rs"]
mod kit;

use check::{Kind, Only, Report, Target, Verdict};
use kit::{Server, USUAL, accept, echo, frame};
use net::tokio::runtime::Runtime;
use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;

const HELLO: &[u8] = b"wire101";
const CLOSE: u8 = 0x88;
const TEXT: u8 = 0x81;

/// Servers, and probes that must fail there.
fn servers() -> Vec<(&'static str, Server, &'static str)> {
    let react = |react| Server { react, ..USUAL };
    let answer = |answer| Server { answer, ..USUAL };
    vec![
        ("refuses all", answer(|_| "HTTP/1.1 404 No\r\n\r\n".into()), "W-101"),
        (
            "accepts all, wrongly",
            answer(wrong_101),
            "W-102,W-103,W-104,W-117,W-118,W-120,W-121,W-151,W-152,W-154,W-155,W-156,W-157,W-158,\
             W-159,W-160,W-161,W-162,W-163,W-164,W-801,W-802",
        ),
        (
            "accepts one request alone",
            answer(strict),
            "W-105,W-106,W-107,W-108,W-109,W-110,W-111,W-114,W-115,W-116,W-153,W-165",
        ),
        ("reads once", Server { answer: hasty, is_hasty: true, ..USUAL }, "W-112,W-113,W-119"),
        (
            "hears the first message alone",
            react(forgetful),
            "W-201,W-202,W-203,W-204,W-205,W-206,W-207,W-208,W-209,W-210,W-211,W-251,W-253,W-254,\
             W-255,W-301,W-302,W-303,W-304,W-305,W-306,W-308,W-309,W-310,W-311,W-401,W-402,W-403,\
             W-404,W-406,W-407,W-408,W-409,W-410,W-501,W-507,W-508,W-601,W-602,W-603,W-604,W-605,\
             W-606,W-607,W-608,W-609,W-611,W-701,W-703,W-707,W-902,W-903,W-904,W-954,W-955,W-956",
        ),
        (
            "makes a text of all",
            react(|_, payload| frame(TEXT, payload)),
            "W-203,W-405,W-506,W-509",
        ),
        ("masks, and sets RSV1", react(masked), "W-214,W-252,W-504"),
        ("writes long lengths", react(long_form), "W-307"),
        ("forgets half of a ping", react(short_pong), "W-502,W-503,W-505"),
        (
            "closes as it likes, and goes on",
            react(never_ends),
            "W-212,W-213,W-610,W-702,W-704,W-705,W-706,W-708,W-709,W-717",
        ),
        ("brings back any Close", USUAL, "W-710,W-711,W-712,W-713,W-714,W-715,W-716"),
        (
            "compresses badly",
            Server { answer: one_offer, react: bad_deflate, ..USUAL },
            "W-803,W-804,W-805,W-806,W-807,W-808,W-809,W-810,W-811,W-812",
        ),
        ("one at a time", Server { is_alone: true, ..USUAL }, "W-901,W-951,W-952,W-953"),
        ("dies with its client", Server { is_mortal: true, ..USUAL }, "W-957,W-958"),
    ]
}

fn wrong_101(_: &str) -> String {
    "HTTP/1.1 101 Yes\r\nContent-Length: 0\r\nSec-WebSocket-Accept: yes\r\n\
     Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Extensions: permessage-deflate; yes=1\r\n\r\n"
        .into()
}

/// Compares the head with one that it knows by heart.
fn strict(head: &str) -> String {
    let lines: Vec<&str> = head.lines().filter(|line| !line.starts_with("Host: ")).collect();
    let known = [
        "GET / HTTP/1.1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        "",
    ];
    if lines == known { accept(head) } else { "HTTP/1.1 400 Half a head\r\n".into() }
}

fn hasty(head: &str) -> String {
    if head.contains("Sec-WebSocket-Version: 13") { accept(head) } else { String::new() }
}

fn forgetful(first: u8, payload: &[u8]) -> Vec<u8> {
    if payload == HELLO { echo(first, payload) } else { Vec::new() }
}

/// A mask of zeros, and RSV1 on all.
fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = echo(first | 0x40, payload);
    frame[1] |= 0x80;
    frame.splice(2..2, [0; 4]);
    frame
}

fn long_form(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = echo(first, payload);
    if payload.len() < 126 {
        frame.splice(1..2, [126, 0, frame[1]]);
    }
    frame
}

fn short_pong(first: u8, payload: &[u8]) -> Vec<u8> {
    match (first & 0xf, payload) {
        (0x9, b"two" | b"six") => Vec::new(),
        (0x9, _) => frame(0x8a, &payload[..payload.len().min(4)]),
        _ => echo(first, payload),
    }
}

fn never_ends(first: u8, payload: &[u8]) -> Vec<u8> {
    match first & 0xf {
        0x3 => frame(CLOSE, &1000_u16.to_be_bytes()),
        0x8 => [frame(CLOSE, &1002_u16.to_be_bytes()), frame(TEXT, b"and then")].concat(),
        0x1 if std::str::from_utf8(payload).is_err() => frame(CLOSE, &1002_u16.to_be_bytes()),
        _ => echo(first, payload),
    }
}

fn one_offer(head: &str) -> String {
    const OFFER: &str = "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover";
    if head.lines().any(|line| line == OFFER) {
        accept(head).replace("\r\n\r\n", &format!("\r\n{OFFER}\r\n\r\n"))
    } else if head.contains("Sec-WebSocket-Extensions") {
        "HTTP/1.1 400 Bad Request\r\n\r\n".into()
    } else {
        accept(head)
    }
}

fn bad_deflate(first: u8, payload: &[u8]) -> Vec<u8> {
    if payload == HELLO { echo(first, payload) } else { frame(TEXT | 0x40, &[0xff]) }
}

fn report(server: Server, only: &str) -> Report {
    let mut target = Target::parse(&format!("ws://{}/", kit::start(server))).unwrap();
    target.timeout = Duration::from_millis(300);
    target.quiet = Duration::from_millis(60);
    target.patience = Duration::from_millis(100);
    target.patient = true;
    let only = Only::parse(only, &check::probes(Kind::WebSocket)).unwrap();
    Runtime::new().unwrap().block_on(check::check(&target, &only, |_| {})).unwrap()
}

#[test]
fn must_fail_where_the_server_is_wrong() {
    let mut shown: BTreeSet<&str> = BTreeSet::new();
    let mut surprises = String::new();
    // They wait more than they work: all at once, and those with many probes in parts.
    let reports: Vec<_> = thread::scope(|scope| {
        let mut asked = Vec::new();
        for (name, server, ids) in servers() {
            let ids: Vec<&str> = ids.split(',').collect();
            for part in ids.chunks(10) {
                let part = part.join(",");
                asked.push((name, scope.spawn(move || report(server, &part))));
            }
        }
        asked.into_iter().map(|(name, report)| (name, report.join().unwrap())).collect()
    });
    for (name, report) in reports {
        for row in report.rows {
            shown.insert(row.probe.id);
            if row.outcome.verdict != Verdict::Fail {
                surprises += &format!("{name}: {row}\n");
            }
            if row.was_asked && row.outcome.verdict == Verdict::Fail {
                assert!(!row.outcome.found.is_empty() && !row.outcome.expected.is_empty());
                assert!(!row.outcome.exchange.is_empty(), "{row}: nothing was written down");
            }
        }
    }
    assert!(surprises.is_empty(), "\n{surprises}");
    let all: BTreeSet<&str> =
        check::probes(Kind::WebSocket).into_iter().map(|probe| probe.id).collect();
    let missing: Vec<_> = all.difference(&shown).collect();
    assert!(missing.is_empty(), "no server shows that these can fail: {missing:?}");
}

/// What cannot be asked is skipped: it is no miss.
#[test]
fn must_skip_what_needs_an_echo_where_there_is_none() {
    let deaf = Server { react: |first, _| frame_of(first), ..USUAL };
    let report = report(deaf, "W-201,W-501,W-701,W-955");
    let words: Vec<_> = report.rows.iter().map(check::Row::word).collect();
    assert_eq!(words, ["skip", "pass", "pass", "skip"]);
    assert_eq!(report.score(), (2, 2));
    assert!(report.to_string().contains("(the server does not echo)"));
}

/// Answers control frames alone.
fn frame_of(first: u8) -> Vec<u8> {
    match first & 0xf {
        0x9 => frame(0x8a, b""),
        0x8 => frame(CLOSE, &1000_u16.to_be_bytes()),
        _ => Vec::new(),
    }
}

#[test]
fn must_say_since_when_a_server_is_gone() {
    let mortal = Server { is_mortal: true, ..USUAL };
    let report = report(mortal, "W-957,W-954,W-958");
    assert_eq!(report.gone, Some("W-957"));
    assert_eq!(report.failed(), ["W-957", "W-958"]);
    let text = report.to_string();
    assert!(text.contains("(the server is gone since W-957)"), "{text}");
    assert!(text.contains("1 probes could not be asked"), "{text}");
    assert!(report.score_line().contains("first to mend: W-957"), "{text}");
}
