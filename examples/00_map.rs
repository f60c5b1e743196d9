//! # The map: three events, five ways                                chapter 00
//! Knows: what each way sends for the same three events. Does not know: sockets.
//! Read before: `docs/00-map.md`. Read next: `04_polling.rs`.
//!
//! Run it: `cargo run --example 00_map`

// Break here first: http1::client::Client::request

use http1::{Client, Event, Request, Server};
use net::event_stream::EventStreamFormat;
use polling::{Format, LongPoll, Ndjson, Stream, answer_now};
use std::time::Duration;
use wire::{Epoch, EventId, Limits, Output, Protocol, Published, feed};

/// Sunday, 6 November 1994: the clock stands still, so that every run sends the same bytes.
const THEN: Duration = Duration::from_secs(784_111_777);
const LONG: Duration = Duration::from_secs(25);
/// The life of the log; a server draws one by lot, mostly of ten digits too.
const EPOCH: Epoch = Epoch::new(0x5ca1ab1e00);

/// What one way sent: bytes up to the server, bytes down to the client, and one event of it.
#[derive(Default)]
struct Sent {
    requests: usize,
    up: usize,
    down: usize,
    second: Vec<u8>,
}

impl Sent {
    fn count(&mut self, event: &Published, output: &Output) {
        self.down += output.len();
        if event.id.number == 2 {
            self.second = output.to_vec();
        }
    }

    /// Send a request for `target` to `server`.
    fn ask(&mut self, server: &mut Server, target: &str) {
        let mut client = Client::new(Limits::DEFAULT);
        client.request(Request::get(target, "lab")).unwrap();
        let request = client.take_output().to_vec();
        feed::feed(server, &request, &[], |_, event| drop::<Event<'_>>(event)).unwrap();
        self.requests += 1;
        self.up += request.len();
    }
}

fn events() -> impl Iterator<Item = Published> {
    ["wind", "rain", "sun"].into_iter().zip(1..).map(|(data, id)| Published {
        id: EPOCH.at(id),
        event: "message".into(),
        data: data.into(),
    })
}

/// The place before an event: of a client that has the one before it.
fn before(event: &Published) -> EventId {
    EPOCH.at(event.id.number - 1)
}

/// Ask at an interval that happens to be half the one of the events: each second answer is empty.
fn polling() -> Sent {
    let (mut sent, mut server) = (Sent::default(), Server::new(Limits::DEFAULT, THEN));
    for event in events() {
        let since = before(&event);
        for (news, next) in [(None, since), (Some(&event), event.id)] {
            sent.ask(&mut server, &format!("/poll?since={since}"));
            server.respond(answer_now(news, next)).unwrap();
            sent.count(&event, &server.take_output());
        }
    }
    sent
}

/// Ask, and be answered when there is something.
fn long_polling() -> Sent {
    let (mut sent, mut server) = (Sent::default(), Server::new(Limits::DEFAULT, THEN));
    for event in events() {
        sent.ask(&mut server, &format!("/long-poll?since={}", before(&event)));
        let mut parked = LongPoll::park(server, before(&event), LONG);
        parked.answer([&event], event.id); // as soon as it is published
        sent.count(&event, &parked.take_output());
        server = parked.into_http(); // the same connection asks again
    }
    sent
}

/// Ask once; the answer goes on and on, in one format or another.
fn streaming(target: &str, format: impl Format) -> Sent {
    let (mut sent, mut server) = (Sent::default(), Server::new(Limits::DEFAULT, THEN));
    sent.ask(&mut server, target);
    let mut stream = Stream::open(server, format, LONG).unwrap();
    sent.down += stream.take_output().len();
    for event in events() {
        stream.deliver([&event]);
        sent.count(&event, &stream.take_output());
    }
    sent
}

/// Ask once to speak something else; from then on, frames.
fn websocket() -> Sent {
    let connect = handshake::client::Connect::new("lab", "/ws");
    let (request, _waiting) = connect.start(*b"the sample nonce").unwrap();
    let reading = handshake::server::Reading::new(Limits::DEFAULT);
    let handshake::server::Step::Asked { asked, .. } = reading.receive(&request).unwrap() else {
        unreachable!("the request is whole")
    };
    let down = asked.accept(None).unwrap().answer.len();
    let mut sent = Sent { requests: 1, up: request.len(), down, ..Sent::default() };
    let mut socket = frames::Connection::server(Limits::DEFAULT);
    for event in events() {
        let mut json = Vec::new();
        polling::write_event(&event, &mut json);
        socket.send_text(std::str::from_utf8(&json).unwrap()).unwrap();
        sent.count(&event, &socket.take_output());
    }
    sent
}

fn main() {
    let ways = [
        ("polling", polling()),
        ("long polling", long_polling()),
        ("HTTP streaming", streaming("/stream", Ndjson)),
        ("SSE", streaming("/events", EventStreamFormat)),
        ("WebSocket", websocket()),
    ];
    println!("three events      requests    up   down  bytes an event");
    for (name, Sent { requests, up, down, .. }) in &ways {
        let each = (up + down + 1) / 3; // rounded
        println!("{name:<18}{requests:>8} {up:>5} {down:>6} {each:>15}");
    }
    println!("\nThe second event, as each way brings it:");
    for (name, Sent { second, .. }) in &ways {
        println!("\n{name}, {} bytes", second.len());
        for line in second.split_inclusive(|&byte| byte == b'\n') {
            println!("    {}", line.escape_ascii().to_string().replace("\\\"", "\""));
        }
    }
}
