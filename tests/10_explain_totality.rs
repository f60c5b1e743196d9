//! # Explaining never fails                                          chapter 10
//! Knows: many bytes by lot, right ones with some bits wrong, and every beginning of what travelled
//! over a real socket. Does not know: what any of it means.
//! Read before: `10_explain_laws.rs`. Read next: `explain/src/lib.rs`.

mod support;

use explain::{Agreed, Deflate, Explained, Sender};
use explain::{chunk, close_payload, event_stream, frames_with, http_head, inflate};
use handshake::deflate::Policy;
use lab::echo_server;
use laws::explain::{assert_explained, assert_tiled};
use net::Stop;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use support::{Client, PATIENCE, PATIENT, Running};
use wire::Protocol as _;

/// Compression with takeover, or none.
fn agreed(deflate: bool) -> Agreed {
    Agreed { deflate: deflate.then(Deflate::default) }
}

/// Every reader of explain, by name.
type Reader = (&'static str, fn(&[u8]) -> Vec<Explained>);
const READERS: [Reader; 7] = [
    ("frames of a client", |bytes| frames_with(bytes, Sender::Client, &agreed(false))),
    ("frames of a server", |bytes| frames_with(bytes, Sender::Server, &agreed(false))),
    ("compressed frames", |bytes| frames_with(bytes, Sender::Server, &agreed(true))),
    ("a head", |bytes| vec![http_head(bytes)]),
    ("a chunk", |bytes| vec![chunk(bytes)]),
    ("an event stream", |bytes| vec![event_stream(bytes)]),
    ("the payload of a Close frame", |bytes| vec![close_payload(bytes)]),
];

/// Numbers by lot, the same each time: a counter, well mixed.
struct Lot(u64);

impl Lot {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// Bytes by lot, mostly few.
    fn bytes(&mut self) -> Vec<u8> {
        let length = match self.below(8) {
            0..=3 => self.below(16),
            4..=6 => self.below(80),
            _ => self.below(700),
        };
        (0..length).map(|_| self.next() as u8).collect()
    }

    /// A part of `right`, with up to four bytes changed, left out or put in.
    fn damaged(&mut self, right: &[u8]) -> Vec<u8> {
        let from = if self.below(2) == 0 { 0 } else { self.below(right.len()) };
        let length = self.below(400).min(right.len() - from);
        let mut bytes = right[from..from + length].to_vec();
        for _ in 0..self.below(5) {
            let (at, byte) = (self.below(bytes.len()), self.next() as u8);
            match (self.below(3), bytes.get_mut(at)) {
                (0, Some(there)) => *there = byte,
                (1, Some(_)) => _ = bytes.remove(at),
                _ => bytes.insert(at, byte),
            }
        }
        bytes
    }
}

/// Explain `count` strings of bytes by each reader, half of them by lot and half of them damaged
/// captures; of two in `every` all views are looked at, too, which takes longer.
fn explain_many(count: usize, every: usize) {
    let captures = captures();
    let mut lot = Lot(1);
    for i in 0..count {
        let bytes = match i % 2 {
            0 => lot.bytes(),
            _ => {
                let n = lot.below(captures.len());
                lot.damaged(&captures[n].bytes)
            }
        };
        for (_, read) in READERS {
            let all = read(&bytes);
            if i % every < 2 {
                assert_explained(&all, &bytes);
            } else {
                let consumed = all.iter().map(|explained| explained.consumed).sum();
                let fields = all.iter().flat_map(|explained| &explained.fields);
                assert_tiled(fields.map(|field| field.bits.clone()), consumed);
            }
        }
        let inflated = inflate(&bytes, b"context", 10_000);
        assert!(inflated.bytes.len() <= 10_000 && inflated.bit <= bytes.len() * 8);
    }
}

/// Something that travelled in one direction of a connection, and its reader.
struct Capture {
    bytes: Vec<u8>,
    reader: Reader,
}

/// What a client and our servers say to each other over real sockets.
fn captures() -> Vec<Capture> {
    let [frames_sent, request, answer, frames_came] = websocket();
    let events = event_stream_of_the_lab();
    let client: Reader =
        ("compressed frames", |bytes| frames_with(bytes, Sender::Client, &agreed(true)));
    let chunks: Reader = ("chunks", |bytes| {
        let mut all = Vec::new();
        let mut at = 0;
        while at < bytes.len() && all.last().is_none_or(|last: &Explained| last.missing == 0) {
            let explained = chunk(&bytes[at..]);
            at += explained.consumed;
            all.push(explained);
        }
        all
    });
    let capture = |bytes: Vec<u8>, reader| Capture { bytes, reader };
    let data = data_of(&events);
    vec![
        capture(request, READERS[3]),
        capture(answer, READERS[3]),
        capture(frames_sent, client),
        capture(frames_came, READERS[2]),
        capture(events, chunks),
        capture(data, READERS[5]),
    ]
}

/// One WebSocket with compression: frames sent, request, answer, frames that came.
fn websocket() -> [Vec<u8>; 4] {
    let runtime = net::tokio::runtime::Runtime::new().unwrap();
    let any_port = "127.0.0.1:0";
    let listener = runtime.block_on(net::tokio::net::TcpListener::bind(any_port)).unwrap();
    let address = listener.local_addr().unwrap();
    let takeover = Policy::default().server_context_takeover().client_context_takeover();
    let config = echo_server::Config { limits: PATIENT, compression: Some(takeover) };
    runtime.spawn(echo_server::serve(listener, None, config, Stop::default()));

    let mut socket = TcpStream::connect(address).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let request = "GET /chat HTTP/1.1\r\nHost: any.example\r\nUpgrade: websocket\r\n\
         Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n";
    socket.write_all(request.as_bytes()).unwrap();
    let window = frames::deflate::Window { bits: 15, takeover: true };
    let deflate = frames::deflate::Deflate { send: window, receive: window, threshold: 40 };
    let key = || [0x37, 0xfa, 0x21, 0x3d];
    let mut client = frames::Connection::client(PATIENT, key).with_deflate(deflate);
    client.send_text("Hello").unwrap();
    client.send_text(&"{\"price\":7,\"unit\":\"€\"}".repeat(20)).unwrap();
    client.send_text(&"{\"price\":8,\"unit\":\"€\"}".repeat(20)).unwrap();
    client.ping(b"are you there?").unwrap();
    client.send_text_part("in three", false).unwrap();
    client.send_text_part(" parts, with", false).unwrap();
    client.ping(b"").unwrap();
    client.send_text_part(" pings between", true).unwrap();
    client.send_binary(&[0xff; 400]).unwrap();
    client.send_binary_uncompressed(&[7; 200]).unwrap();
    client.close(frames::CloseCode::NORMAL, "done").unwrap();
    let sent = client.take_output().to_vec();
    socket.write_all(&sent).unwrap();
    let mut came = Vec::new();
    socket.read_to_end(&mut came).unwrap();
    let head = came.windows(4).position(|end| end == b"\r\n\r\n").unwrap() + 4;
    let frames = came.split_off(head);
    [sent, request.into(), came, frames]
}

/// The body of an event stream of the lab, chunk by chunk.
fn event_stream_of_the_lab() -> Vec<u8> {
    let lab = Running::start();
    for data in ["one", "two\nlines", "three, in €"] {
        assert_eq!(lab.publish("/publish?topic=t&event=said", data).status, 202);
    }
    let mut client = Client::of(TcpStream::connect(lab.address).unwrap());
    client.send("GET /events?topic=t&since=c1-0 HTTP/1.1\r\nHost: lab\r\n\r\n");
    client.read_until(b"\r\n\r\n");
    let so_far = client.read_until("three, in €\n\n\r\n".as_bytes());
    lab.ask_to_stop();
    [so_far, client.read_until(b"0\r\n\r\n")].concat()
}

/// The data of chunks.
fn data_of(chunks: &[u8]) -> Vec<u8> {
    let (mut data, mut at) = (Vec::new(), 0);
    while at < chunks.len() {
        let explained = chunk(&chunks[at..]);
        let field = explained.field("chunk data").map(|field| field.value.as_bytes());
        data.extend_from_slice(field.unwrap_or_default());
        at += explained.consumed;
    }
    data
}

mod any_bytes {
    use super::*;

    #[test]
    fn law_five_thousand_strings_of_bytes_are_explained() {
        explain_many(5_000, 64);
    }

    #[test]
    #[ignore = "needs a minute: cargo test --release --test 10_explain_totality -- --ignored"]
    fn law_a_million_strings_of_bytes_are_explained() {
        explain_many(1_000_000, 1024);
    }
}

mod real_bytes {
    use super::*;

    /// Nothing that our own ends sent is complained of, whole or cut anywhere, and never more is
    /// said to be missing than is.
    #[test]
    fn law_every_beginning_of_a_capture_is_explained() {
        for Capture { bytes, reader: (name, read) } in captures() {
            assert!(bytes.len() > 100, "{name}: {} bytes came", bytes.len());
            for cut in 0..=bytes.len() {
                let came = &bytes[..cut];
                let all = read(came);
                let consumed: usize = all.iter().map(|explained| explained.consumed).sum();
                assert_eq!(consumed, cut, "{name}: all of it is covered");
                for explained in &all {
                    assert_eq!(explained.complaints, [], "{name}, cut at {cut}");
                    assert!(explained.missing <= (bytes.len() - cut) as u64, "{name}, {cut}");
                }
                // All views of some: they take long. The bits of chunks count from each one.
                if name != "chunks" && (cut % 16 == 0 || cut == bytes.len()) {
                    assert_explained(&all, came);
                }
            }
            let last = read(&bytes).pop().unwrap();
            assert_eq!(last.missing, 0, "{name} is whole");
        }
    }

    #[test]
    fn must_say_what_the_capture_says() {
        let [sent, _, _, came] = websocket();
        for (bytes, from) in [(sent, Sender::Client), (came, Sender::Server)] {
            let all = frames_with(&bytes, from, &agreed(true));
            let said: Vec<&[u8]> =
                all.iter().filter_map(|frame| frame.inflated.as_deref()).collect();
            let price = |n| format!("{{\"price\":{n},\"unit\":\"€\"}}").repeat(20).into_bytes();
            assert_eq!(said[..2], [&price(7)[..], &price(8)[..]], "from the {from}");
            assert_eq!(said.last(), Some(&&[0xff; 400][..]), "from the {from}");
            assert!(all.iter().any(|frame| frame.title.contains("(close)")), "from the {from}");
        }
    }
}
