//! # Publishing, when the log answers late                           chapter 15
//! Knows: what a client hears that publishes to a log which takes its time. Does not know: disks.
//! Read before: `15_hub/later.rs`, `lab/src/router.rs`. Read next: `15_reset.rs`.

mod support;

#[path = "15_hub/later.rs"]
mod later;

use hub::{Backplane, Hub, HubLimits};
use lab::{Config, Lab};
use later::Later;
use std::sync::Arc;
use support::clients::{Place, WAYS, collect_from};
use support::{EPOCH, Running, get, upgrade};
use wire::Epoch;

/// A lab whose log has room for so many events that wait to be written.
fn lab_that_waits(room: usize) -> (Arc<Later>, Running) {
    let later = Arc::new(Later::new(EPOCH, room));
    let hub = Hub::on(HubLimits::DEFAULT, Arc::clone(&later) as Arc<dyn Backplane>);
    (later, Running::of(Lab::with_hub(Config::default(), hub)))
}

/// Wait until so many events wait to be written.
fn reach(later: &Later, events: usize) {
    while later.len() < events {
        std::thread::yield_now();
    }
}

fn post(data: &str) -> String {
    let length = data.len();
    format!("POST /publish?topic=t HTTP/1.1\r\nHost: lab\r\nContent-Length: {length}\r\n\r\n{data}")
}

fn text(data: &str) -> Vec<u8> {
    let header = [0x81, 0x80 | u8::try_from(data.len()).unwrap(), 0, 0, 0, 0];
    [&header, data.as_bytes()].concat()
}

const ONE: &str = r#"{"id":"c1-1","event":"message","data":"one"}"#;
const TWO: &str = r#"{"id":"c1-2","event":"message","data":"two"}"#;

/// The answer comes when the event is safe; what is pipelined behind it waits; others do not.
#[test]
fn must_answer_when_the_log_has_answered() {
    let (later, lab) = lab_that_waits(10);
    let mut publisher = lab.connect();
    publisher.send(&(post("one") + &get("/poll?topic=t&since=0")));
    reach(&later, 1);
    let empty = r#"{"events":[],"next":"c1-0"}"#;
    assert_eq!(lab.get("/poll?topic=t&since=0").text(), empty, "no reader may see it yet");
    later.write_one();
    let answer = publisher.answer();
    assert_eq!((answer.status, answer.text()), (202, "{\"id\":\"c1-1\"}\n"));
    let whole = format!(r#"{{"events":[{ONE}],"next":"c1-1"}}"#);
    assert_eq!(publisher.answer().text(), whole);
}

#[test]
fn must_say_503_and_when_to_try_again_while_the_log_is_busy() {
    let (later, lab) = lab_that_waits(1);
    let mut first = lab.connect();
    first.send(&post("one"));
    reach(&later, 1);
    let refused = lab.publish("/publish?topic=t", "two");
    assert_eq!((refused.status, refused.field("Retry-After")), (503, Some("1")));
    assert_eq!(refused.text(), "the log cannot keep up; try again in a second\n");
    later.write_one();
    assert_eq!(first.answer().status, 202);
}

#[test]
fn must_say_503_when_the_log_failed() {
    let (later, lab) = lab_that_waits(1);
    let mut client = lab.connect();
    client.send(&post("one"));
    reach(&later, 1);
    later.lose_all();
    let answer = client.answer();
    assert_eq!((answer.status, answer.field("Retry-After")), (503, None));
    assert_eq!(answer.text(), "the log failed; the event was not kept\n");
}

/// A client that publishes by WebSocket waits for nothing: it hears others' events and is answered
/// its pings meanwhile.
#[test]
fn must_not_hold_up_a_websocket_that_publishes() {
    let (later, lab) = lab_that_waits(10);
    let mut socket = lab.connect();
    socket.send(&upgrade("/ws?topic=t"));
    socket.head();
    socket.send_bytes(&text("one"));
    reach(&later, 1);
    socket.send_bytes(&laws::hex(r#"89 82 | 00 00 00 00 | "hi""#));
    assert_eq!(socket.read_exactly(4), laws::hex(r#"8a 02 | "hi""#), "the pong");
    socket.send_bytes(&text("two"));
    reach(&later, 2);
    later.write_one();
    socket.read_until(ONE.as_bytes());
    later.write_one();
    socket.read_until(TWO.as_bytes());
}

#[test]
fn must_close_a_websocket_whose_event_the_log_did_not_take() {
    for (room, code) in [(0, 1013u16), (1, 1011)] {
        let (later, lab) = lab_that_waits(room);
        let mut socket = lab.connect();
        socket.send(&upgrade("/ws?topic=t"));
        socket.head();
        socket.send_bytes(&text("one"));
        reach(&later, room);
        later.lose_all();
        let close = socket.read_exactly(4);
        assert_eq!((close[0], &close[2..]), (0x88, &code.to_be_bytes()[..]));
    }
}

/// The longest event that may be published, in letters, lines and control characters, under the
/// longest type, and behind a gap: a client of ours takes it by every way. One more is refused.
#[test]
fn limit_an_event_is_what_every_client_takes() {
    let most = HubLimits::DEFAULT.text_bytes;
    let epoch = Some(Epoch::new(u64::MAX));
    let target = format!("/publish?topic=t&event={}", "%01".repeat(128));
    for (one, bytes) in [("x", 1), ("\n", 2), ("\u{1}", 6)] {
        let lab = Running::with(Config { epoch, ..Config::default() });
        let text = one.repeat(most / bytes);
        assert_eq!(lab.publish(&target, &text).status, 202);
        for way in WAYS {
            let place = Place::After(EPOCH.at(7));
            let events = lab.block_on(collect_from(way, lab.address, "t", place, 2));
            assert!(events[0].is_reset() && *events[1].data == *text, "{one:?} by {way:?}");
        }
        let refused = lab.publish(&target, &(text + one));
        assert_eq!(refused.status, 413);
        assert!(refused.text().starts_with("the text takes 10"), "{}", refused.text());
    }
}

/// But not before it has heard what it published before.
#[test]
fn must_close_a_websocket_that_publishes_too_long_a_text_with_1009() {
    let logs = HubLimits { text_bytes: 3, ..HubLimits::DEFAULT };
    let lab = Running::with(Config { logs, ..Config::default() });
    let mut socket = lab.connect();
    socket.send(&upgrade("/ws?topic=t"));
    socket.head();
    socket.send_bytes(&[text("one"), text("four")].concat());
    socket.read_until(ONE.as_bytes());
    let close = socket.read_exactly(4);
    assert_eq!((close[0], &close[2..]), (0x88, &1009u16.to_be_bytes()[..]));
}

/// A client that publishes faster than the log writes is not read from, once 64 events wait.
#[test]
fn limit_64_events_of_one_websocket_wait_for_the_log() {
    let (later, lab) = lab_that_waits(1_000);
    let mut socket = lab.connect();
    socket.send(&upgrade("/ws?topic=t"));
    socket.head();
    for _ in 0..100 {
        socket.send_bytes(&text("x"));
    }
    reach(&later, 64);
    let mut other = lab.connect();
    other.send(&post("x"));
    reach(&later, 65); // this one came, and none of the first's
    assert_eq!(later.len(), 65);
    for _ in 0..101 {
        reach(&later, 1);
        later.write_one();
    }
    assert_eq!(other.answer().status, 202);
    socket.read_until(br#"{"id":"c1-101","#);
}
