//! # Row: fan-out                                                    chapter 16
//! Knows: one publisher, a thousand readers, one event at a time or sixteen. Does not know: how
//! each server does it.
//! Read before: `load/readers.rs`, `servers/fan_out/mod.rs`. Read next: `verdict.rs`.
//!
//! The raw loops do nothing but write; raw tokio does nothing else either, but in a task for
//! each reader.
//!
//! soketto is not here: to wait for its reader and to write to it takes a task each, and what is
//! measured would be the channel between the two.

use crate::failure::Failure;
use crate::goal::{Goal, To};
use crate::load::readers::Readers;
use crate::load::units::Way;
use crate::process::Server;
use crate::row::{Case, Contender, Kind, Measure, Row, Sample, Slot};
use crate::servers::fan_out::{block, event, json};
use std::io::Write;
use std::net::TcpStream;
use std::thread::sleep;
use std::time::{Duration, Instant};
use wire::Published;

/// How many hear each event.
const READERS: usize = 1_000;
/// How long a server that has nothing to do is given to fall asleep: only then does the system
/// know what it took.
const SETTLE: Duration = Duration::from_millis(1);

const ONE_BY_ONE: &str = "raw loop";
const COALESCED: &str = "raw, coalesced";

/// Who takes part: as what, and by the name of which server.
type Part = (&'static str, Kind, &'static str);

const BOTH: [Part; 4] = [
    (ONE_BY_ONE, Kind::Limit, "fan-out-raw-loop"),
    (COALESCED, Kind::Limit, "fan-out-raw-coalesced"),
    ("raw tokio", Kind::Limit, "fan-out-raw-tokio"),
    ("ours", Kind::Ours, "fan-out-ours"),
];
const WEBSOCKETS: [Part; 5] = [
    ("tokio-tungstenite", Kind::Peer, "fan-out-tokio-tungstenite"),
    ("fastwebsockets", Kind::Peer, "fan-out-fastwebsockets"),
    ("tokio-websockets", Kind::Peer, "fan-out-tokio-websockets"),
    ("yawc", Kind::Peer, "fan-out-yawc"),
    ("sockudo-ws", Kind::Peer, "fan-out-sockudo-ws"),
];
const EVENT_STREAMS: [Part; 2] =
    [("axum", Kind::Peer, "fan-out-axum"), ("hyper", Kind::Peer, "fan-out-hyper")];

/// What does it cost the server that one reader hears one event?
pub fn row() -> Row {
    Row {
        name: "fan-out",
        about: "What does one delivery cost the server, of events of 100 B to 1,000 readers?",
        measure: Measure::cost("ns/delivery"),
        cases: vec![
            case("WebSocket, one at a time", Way::WebSocket, 1),
            case("WebSocket, bursts of 16", Way::WebSocket, 16),
            case("SSE, one at a time", Way::EventStream, 1),
            case("SSE, bursts of 16", Way::EventStream, 16),
        ],
        goals: vec![],
    }
}

fn case(name: &str, way: Way, burst: u8) -> Case {
    let peers: &[Part] = match way {
        Way::WebSocket => &WEBSOCKETS,
        Way::EventStream => &EVENT_STREAMS,
    };
    let (to, at_least) = if burst == 1 { (ONE_BY_ONE, 0.95) } else { (COALESCED, 0.7) };
    let goal = Goal::Ratio { of: "ours", to: To::Named(to), at_least };
    let beside = Goal::Ratio { of: "ours", to: To::BestPeer, at_least: 1.0 };
    let contenders =
        move || BOTH.iter().chain(peers).map(|part| take_part(*part, way, burst)).collect();
    Case::new(name, contenders).goal(goal).goal(beside)
}

fn take_part((name, kind, server): Part, way: Way, burst: u8) -> Result<Contender, Failure> {
    let server = Server::start(server)?;
    let mut publisher = TcpStream::connect(server.address)?;
    publisher.set_nodelay(true)?;
    let mut readers = Readers::connect(server.address, way, READERS)?;
    let mut last = 0;
    let mut publish = move || -> Result<u64, Failure> {
        let numbers = last + 1..=last + u64::from(burst);
        last = *numbers.end();
        let events: Vec<_> = numbers.map(|number| said(way, &event(number))).collect();
        publisher.write_all(&[burst])?;
        readers.hear(&events)?;
        Ok(events.len() as u64 * readers.count() as u64)
    };
    Ok(Contender::new(name, kind, move |slot: Slot| {
        // The first fifth is for the caches.
        let begun = Instant::now();
        while !slot.smoke && begun.elapsed() < slot.time / 5 {
            publish()?;
        }
        sleep(SETTLE);
        let (before, mut deliveries) = (server.cpu()?, 0);
        while deliveries == 0 || (!slot.smoke && begun.elapsed() < slot.time) {
            deliveries += publish()?;
        }
        sleep(SETTLE);
        let spent = server.cpu()? - before;
        Ok(Sample::from(spent.as_nanos() as f64 / deliveries as f64))
    }))
}

/// What a reader hears of an event.
fn said(way: Way, event: &Published) -> Vec<u8> {
    match way {
        Way::WebSocket => json(event),
        Way::EventStream => block(event),
    }
}
