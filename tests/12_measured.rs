//! # How long the worst takes                                       chapter 12 · RFC 6455 §10.4
//! Knows: what a hostile peer would send to keep a processor busy; prints how long that took.
//! Does not know: how fast your machine is, so it asserts no time.
//! Read before: `12_memory.rs`, `09_slow_heads.rs`. Read next: `13_ping_pong.rs`.

use frames::{Connection, Event};
use handshake::server::Reading;
use laws::frames::frame;
use std::time::{Duration, Instant};
use wire::{Input, Limits, Protocol};

const KEY: Option<[u8; 4]> = Some([0x37, 0xfa, 0x21, 0x3d]);

const REQUEST: &str = "GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\n\
    Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
    Sec-WebSocket-Version: 13\r\n";

/// A request of exactly `length` bytes, filled with `filling` as the value of `name`.
fn request_of(length: usize, name: &str, filling: &str) -> String {
    let room = length - REQUEST.len() - name.len() - ": \r\n\r\n".len();
    let mut value = filling.repeat(room / filling.len());
    value.push_str(&"x".repeat(room - value.len()));
    format!("{REQUEST}{name}: {value}\r\n\r\n")
}

/// The quickest of five times: what the machine does besides is none of ours.
fn print(what: &str, mut act: impl FnMut()) {
    let once = |_| {
        let began = Instant::now();
        act();
        began.elapsed()
    };
    let took: Duration = (0..5).map(once).min().unwrap_or_default();
    println!("{:>10.3} ms  {what}", took.as_secs_f64() * 1000.0);
}

/// How a server judges `request` when it comes in pieces of `piece` bytes is not what is asked
/// here; that it does is.
fn read(request: &str, piece: usize) {
    let mut reading = Reading::new(Limits::DEFAULT);
    for piece in request.as_bytes().chunks(piece) {
        match reading.receive(piece) {
            Ok(handshake::server::Step::Reading(still)) => reading = still,
            _ => return,
        }
    }
    panic!("the request is whole: it is accepted or refused");
}

/// Let a server hear these frames a thousand times, and take its answers each time.
fn hear(first: &[u8], thousand: &[u8]) {
    let mut server = Connection::server(Limits::DEFAULT);
    assert_eq!(server.next_event(&mut Input::new(&mut first.to_vec())), Ok(None));
    for _ in 0..1_000 {
        let mut bytes = thousand.to_vec();
        let mut input = Input::new(&mut bytes);
        while let Some(event) = server.next_event(&mut input).expect("legal") {
            assert!(!matches!(event, Event::Closed(_)));
        }
        server.take_output();
    }
}

#[test]
#[ignore = "needs an optimised build: \
            cargo test --release --test 12_measured -- --ignored --nocapture"]
fn limit_the_work_that_a_peer_can_order() {
    println!();
    for kib in [4, 8, 16] {
        let request = request_of(kib * 1024, "Cookie", "x");
        print(&format!("a head of {kib} KiB, byte by byte"), || read(&request, 1));
    }
    for name in ["Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "Connection"] {
        for filling in [" ", ",", " ,", ";", "a;", "\"\\"] {
            let request = request_of(16 * 1024, name, filling);
            print(&format!("16 KiB of {filling:?} in {name}"), || read(&request, 16 * 1024));
        }
    }
    let names: String = (0..2_700).map(|i| format!("{i:04x},")).collect();
    let request = request_of(16 * 1024, "Sec-WebSocket-Protocol", &names);
    print("2,700 subprotocols, all different", || read(&request, 16 * 1024));
    for (what, first, each) in [
        ("fragments of one byte", frame(0x01, b"x", KEY), frame(0x00, b"x", KEY)),
        ("empty fragments", frame(0x01, b"", KEY), frame(0x00, b"", KEY)),
        ("messages of one byte", vec![], frame(0x81, b"x", KEY)),
        ("pings, answered", vec![], frame(0x89, b"1234", KEY)),
    ] {
        let thousand = each.repeat(1_000);
        print(&format!("1,000,000 {what}"), || hear(&first, &thousand));
    }
}
