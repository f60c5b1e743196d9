//! # The lab's polls                                       chapter 04 · RFC 6202 §2, RFC 9110 §13.1
//! Knows: what `/poll` and `/long-poll` say over a socket. Does not know: how they are answered.
//! Read before: `04_polling.rs`. Read next: `05_long_polling.rs`.

mod support;

use http1::RequestHead;
use hub::Topic;
use lab::plan::Plan;
use lab::tally::Transport;
use lab::{Config, Lab};
use net::Stop;
use net::tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
use net::tokio::time::sleep;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use support::{Running, get, in_virtual_time};
use wire::Limits;

#[test]
fn must_answer_304_until_there_is_news() {
    let lab = Running::start();
    lab.publish("/publish?topic=t", "one");
    let first = lab.get("/poll?topic=t&since=0");
    let tag = first.field("ETag").unwrap().to_owned();
    let next = polling::parse_answer(&first.body).unwrap().next;
    let again = get(&format!("/poll?topic=t&since={next}"));
    let again = again.replace("\r\n\r\n", &format!("\r\nIf-None-Match: {tag}\r\n\r\n"));
    let mut client = lab.connect();
    for _ in 0..3 {
        client.send(&again);
        let unchanged = client.answer();
        assert_eq!((unchanged.status, unchanged.field("ETag")), (304, Some(tag.as_str())));
        assert_eq!(unchanged.field("Cache-Control"), Some("no-store"));
        assert_eq!(unchanged.field("Content-Length"), None);
    }
    lab.publish("/publish?topic=t", "two");
    client.send(&again); // had a 304 a body, this answer would begin in it
    let news = client.answer();
    assert_eq!(news.status, 200);
    assert_ne!(news.field("ETag"), Some(tag.as_str()));
    assert!(news.text().contains("two") && !news.text().contains("one"), "{}", news.text());
}

/// What the lab plans to do with a request.
fn plan(request: &str) -> Plan {
    let mut bytes = request.as_bytes().to_vec();
    let head = RequestHead::parse(&mut bytes, &Limits::DEFAULT).unwrap().complete().unwrap();
    Plan::of(&head, &Lab::new(Config::default()))
}

#[test] // whoever asks for the head alone is told at once
fn must_not_hold_a_request_for_the_head_alone() {
    let asked = get("/long-poll?topic=t&wait=100").replace("Host: lab", "Host: localhost");
    let waits = |request: &str| match plan(request) {
        Plan::LongPoll(_, wait) => wait,
        other => panic!("{other:?}"),
    };
    assert_eq!(waits(&asked), Duration::from_secs(100));
    assert_eq!(waits(&asked.replace("GET", "HEAD")), Duration::ZERO);
    let bad = plan(&asked.replace("GET", "HEAD").replace("100", "x"));
    assert!(
        matches!(&bad, Plan::Answer(answer) if answer.status() == 400),
        "judged as GET would be"
    );

    let lab = Running::start();
    let mut client = lab.connect();
    client.send(&get("/long-poll?topic=t&wait=100").replace("GET", "HEAD"));
    assert!(client.head().starts_with("HTTP/1.1 200 OK\r\n"));
    client.send(&get("/healthz"));
    assert_eq!(client.answer().text(), "ok\n");
}

/// All that was kept went into one answer, which a poller of ours refused as too long, again and
/// again.
#[test]
fn regression_must_answer_a_short_poll_within_a_pollers_limit() {
    const EVENTS: usize = 60;
    let lab = Running::start();
    for _ in 0..EVENTS {
        let worst = "\u{1}".repeat(64 * 1024); // six bytes each, in JSON
        assert_eq!(lab.publish("/publish?topic=t", &worst).status, 202);
    }
    let (mut heard, mut since) = (0, "0".to_string());
    while heard < EVENTS {
        let answer = lab.get(&format!("/poll?topic=t&since={since}"));
        assert!(answer.body.len() as u64 <= Limits::DEFAULT.body_bytes);
        let answer = polling::parse_answer(&answer.body).unwrap();
        assert!(!answer.events.is_empty());
        heard += answer.events.len();
        since = answer.next.to_string();
    }
    assert_eq!(heard, EVENTS);
}

/// A request is shorter than its answer. To one who asks many times at once and does not read, all
/// the answers would wait in our memory; so what waits is written before more is answered.
#[test]
fn limit_answers_that_wait_to_be_written() {
    const POLLS: usize = 300;
    const EVENT: usize = 60_000;
    in_virtual_time(async {
        let lab = Arc::new(Lab::new(Config::default()));
        let topic = Topic::new("t").unwrap();
        let receipt = lab.publish(&topic, None, "x".repeat(EVENT).as_bytes()).unwrap();
        receipt.try_get().unwrap().unwrap();
        let (mut client, server) = duplex(64 * 1024);
        let served = lab::connection::serve(server, Arc::clone(&lab), Stop::default());
        let served = net::tokio::spawn(served);
        let polls = get("/poll?topic=t&since=0").repeat(POLLS);
        client.write_all(polls.as_bytes()).await.unwrap();
        sleep(Duration::from_secs(1)).await; // until there is nothing more to be done
        let figures = &lab.tally.everybody()[Transport::Polling as usize];
        assert_eq!(figures.requests.load(Ordering::Relaxed), 2);

        client.shutdown().await.unwrap();
        let mut answers = String::new();
        client.read_to_string(&mut answers).await.unwrap();
        assert_eq!(answers.matches("HTTP/1.1 200 OK\r\n").count(), POLLS);
        assert!(answers.len() > POLLS * EVENT);
        served.await.unwrap();
    });
}
