//! # What the page is shown of its bytes                             chapter 00
//! Knows: that a visitor sees all of its own connections, explained, and nothing of others.
//! Does not know: the page; see `tests/real_parts.rs`.
//! Read before: `lab/src/glass.rs`, `lab/src/bytes_feed.rs`. Read next: `00_map_refusals.rs`.

mod support;

use lab::glass::Glass;
use lab::tally::Transport;
use net::handle::Queue;
use net::websocket::{Request, connect};
use net::{WebSocket, tokio};
use polling::json::{Value, from_str};
use support::{PATIENCE, Running, get, upgrade};
use trace::{Sender, What};

/// One who looks at the bytes of `visitor`.
fn look(lab: &Running, visitor: &str) -> WebSocket {
    let url = format!("ws://{}/bytes?visitor={visitor}", lab.address);
    let open = lab.block_on(connect(Request::new(&url).unwrap())).unwrap();
    lab.block_on(async { open.into_websocket(Queue::default()) })
}

/// What is told until `last` is in a line: lane and line of each unit.
fn seen(lab: &Running, socket: &mut WebSocket, last: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    lab.block_on(async {
        loop {
            let heard = tokio::time::timeout(PATIENCE, socket.receive()).await.unwrap();
            let text = match heard.message() {
                Some(frames::Message::Text(text)) => text.into_owned(),
                other => panic!("no text: {other:?}, after {all:#?}"),
            };
            let told: Value = from_str(&text).unwrap();
            assert!(told["html"].as_str().unwrap().starts_with("<section"), "{told}");
            let member = |name: &str| told[name].as_str().unwrap().to_string();
            // Number and time differ each time.
            let line = member("line").split_once(" s  ").unwrap().1.to_string();
            let is_last = line.contains(last);
            all.push((member("lane"), line));
            if is_last {
                return all;
            }
        }
    })
}

#[test]
fn must_show_a_visitor_the_bytes_of_its_own_connections_from_the_head_on() {
    let lab = Running::start();
    let mut socket = look(&lab, "ada");
    let mut other = lab.connect();
    other.send(&get("/poll?visitor=eve"));
    other.answer();
    let mut client = lab.connect();
    client.send(&get("/poll?visitor=ada"));
    client.answer();
    client.send(&upgrade("/ws?visitor=ada"));
    client.head();
    client.send_bytes(&laws::hex(r#"89 82 | 00 00 00 00 | "hi""#));
    client.read_exactly(4);
    let seen = seen(&lab, &mut socket, "← pong");
    let expected = [
        ("polling", "→ request "),
        ("polling", "← response "),
        ("polling", "← content "),
        ("websocket", "→ request "),
        ("websocket", "← response "),
        ("websocket", "→ ping 8 B  \"hi\"  masked with 00 00 00 00"),
        ("websocket", "← pong 4 B  \"hi\""),
    ];
    assert_eq!(seen.len(), expected.len(), "{seen:#?}");
    for ((lane, line), (right_lane, begins)) in seen.iter().zip(expected) {
        assert!(lane == right_lane && line.starts_with(begins), "{lane}: {line}, not {begins}");
    }
}

#[test]
fn must_not_show_what_was_not_seen_from_its_head_on() {
    let lab = Running::start();
    let mut early = lab.connect();
    early.send(&upgrade("/ws?visitor=ada"));
    early.head();
    let mut socket = look(&lab, "ada");
    early.send_bytes(&laws::hex("89 80 | 00 00 00 00"));
    early.read_exactly(2);
    let mut late = lab.connect();
    late.send(&upgrade("/ws?visitor=ada"));
    late.head();
    late.send_bytes(&laws::hex(r#"89 84 | 00 00 00 00 | "late""#));
    late.read_exactly(6);
    let seen = seen(&lab, &mut socket, "← pong");
    assert!(seen[0].1.starts_with("→ request "), "{seen:#?}");
    assert_eq!(seen.len(), 4, "{seen:#?}");
}

#[test]
fn must_tell_one_looker_at_a_time() {
    let lab = Running::start();
    let socket = look(&lab, "ada");
    let mut second = look(&lab, "ada");
    let heard = lab.block_on(second.receive());
    assert!(format!("{heard:?}").contains("1008"), "{heard:?}");
    drop(second);
    let told = lab.block_on(socket.close(frames::CloseCode::NORMAL, "")).unwrap();
    assert!(told.to_string().contains("1000"), "{told}");
    // The glass is free again once the first is gone.
    let glass = &lab.lab.tally.visitor("ada").glass;
    while glass.view() != 0 {
        std::thread::yield_now();
    }
    let mut third = look(&lab, "ada");
    let mut client = lab.connect();
    client.send(&get("/poll?visitor=ada"));
    client.answer();
    seen(&lab, &mut third, "← content");
}

#[test]
fn must_keep_no_bytes_while_nobody_looks() {
    let lab = Running::start();
    let mut client = lab.connect();
    client.send(&get("/poll?visitor=ada"));
    client.answer();
    let visitor = lab.lab.tally.visitor("ada");
    assert_eq!(visitor.glass.view(), 0);
    assert!(visitor.glass.take().seen.is_empty());
    let answer = lab.ask(&upgrade("/bytes"));
    assert_eq!(
        (answer.status, answer.text()),
        (400, "whose bytes? name a visitor: /bytes?visitor=NAME\n")
    );
}

fn bytes(n: usize) -> What {
    What::Bytes { from: Sender::Client, bytes: vec![b'a'; n] }
}

#[test]
fn limit_256_kib_wait_and_beyond_it_all_is_left_out_and_a_new_view_begins() {
    let glass = Glass::default();
    assert!(glass.open());
    let view = glass.view();
    for _ in 0..4 {
        glass.show(view, Transport::Sse, 1, bytes(64 << 10));
    }
    assert_eq!(glass.take().seen.len(), 4, "as much as may wait");
    for _ in 0..4 {
        glass.show(view, Transport::Sse, 1, bytes(64 << 10));
    }
    glass.show(view, Transport::Sse, 1, bytes(1));
    assert_ne!(glass.view(), view);
    glass.show(view, Transport::Sse, 1, bytes(1)); // of a view that is over
    let waiting = glass.take();
    assert_eq!((waiting.seen.len(), waiting.left_out), (0, (256 << 10) + 1));
    glass.show(glass.view(), Transport::Sse, 2, bytes(1));
    assert_eq!(glass.take().seen.len(), 1);
}
