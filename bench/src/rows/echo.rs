//! # Row: echo                                                       chapter 16 · RFC 6455 §5.6
//! Knows: what a message costs a server that sends it back, beside the calls that cannot be
//! avoided. Does not know: how the servers work.
//! Read before: `load/mod.rs`, `servers/echo/mod.rs`. Read next: `limit/epoll_echo.rs`.
//!
//! Raw epoll is the loop that does nothing else; raw tokio is the same loop as a task for each
//! connection, so that it shows which part of the distance is the runtime's. Where the messages are
//! text, ours and the peers check it, and the raw loops do not. tungstenite alone is left out:
//! without tokio-tungstenite it serves one connection a thread.

use crate::failure::Failure;
use crate::goal::{Goal, To};
use crate::load::{Answer, Load, Round, opening};
use crate::process::Server;
use crate::row::{Case, Contender, Kind, Measure, Row, Sample, Slot};
use frames::{Header, Opcode, mask};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// Each contender, what it is, and its server.
const CONTENDERS: &[(&str, Kind, &str)] = &[
    ("raw epoll", Kind::Limit, "echo-raw"),
    ("raw tokio", Kind::Limit, "echo-bare-tokio"),
    ("ours", Kind::Ours, "echo-ours"),
    ("fastwebsockets", Kind::Peer, "echo-fastwebsockets"),
    ("tokio-websockets", Kind::Peer, "echo-tokio-websockets"),
    ("yawc", Kind::Peer, "echo-yawc"),
    ("sockudo-ws", Kind::Peer, "echo-sockudo-ws"),
    ("tokio-tungstenite", Kind::Peer, "echo-tokio-tungstenite"),
    ("axum", Kind::Peer, "echo-axum"),
    ("soketto", Kind::Peer, "echo-soketto"),
];

/// Where the package `ws` of npm is, if it was installed for the tests.
const NODE_PEERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/peers");
const NODE_SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/node/echo.mjs");

/// How long a turn is: long beside the few µs that the scheduler's account may be late.
const SLOT: Duration = Duration::from_millis(300);
/// The part of a turn that comes before it, unmeasured: buffers grow, caches fill.
const WARM_UP: u32 = 5;

/// How much load.
#[derive(Clone, Copy)]
pub(super) struct Size {
    pub(super) connections: usize,
    pub(super) in_flight: usize,
    pub(super) bytes: usize,
    pub(super) opcode: Opcode,
}

/// What does an echoed message cost the server?
pub fn row() -> Row {
    let case = |name: &str, connections, in_flight, bytes, opcode| {
        let size = Size { connections, in_flight, bytes, opcode };
        Case::new(name, move || contenders(size)).slot(SLOT)
    };
    let (text, binary) = (Opcode::Text, Opcode::Binary);
    let near = Goal::Ratio { of: "ours", to: To::Named("raw epoll"), at_least: 0.95 };
    Row {
        name: "echo",
        about: "What does a message cost a server that sends it back, in processor time?",
        measure: Measure::cost("ns/message"),
        cases: vec![
            case("200 connections, 1 in flight, 125 B", 200, 1, 125, binary).goal(near),
            case("32 connections, 16 in flight, 125 B", 32, 16, 125, binary).goal(near),
            case("32 connections, 16 KiB", 32, 1, 16 * 1024, binary).goal(near),
            case("32 connections, 16 KiB of text", 32, 1, 16 * 1024, text),
        ],
        goals: Vec::new(),
    }
}

/// All servers, up.
fn contenders(size: Size) -> Result<Vec<Contender>, Failure> {
    let round = round(size);
    let mut contenders = Vec::new();
    for &(name, kind, server) in CONTENDERS {
        contenders.push(contender(name, kind, Server::start(server)?, size, round.clone()));
    }
    if Path::new(NODE_PEERS).join("node_modules/ws").exists() {
        let server = Server::run(Command::new("node").args([NODE_SCRIPT, NODE_PEERS]))?;
        contenders.push(contender("npm ws", Kind::Peer, server, size, round));
    }
    Ok(contenders)
}

/// Connects anew in each turn: who waits for its turn holds nothing open.
fn contender(
    name: &'static str,
    kind: Kind,
    server: Server,
    size: Size,
    round: Round,
) -> Contender {
    Contender::new(name, kind, move |slot| turn(&server, size, &round, slot))
}

/// Nanoseconds of the server for each message.
pub(super) fn turn(
    server: &Server,
    size: Size,
    round: &Round,
    slot: Slot,
) -> Result<Sample, Failure> {
    let mut load = Load::open(server.address, size.connections, opening::WEBSOCKET)?;
    if slot.smoke {
        return Ok(Sample::from(load.run(round, Duration::ZERO)?.operations as f64));
    }
    load.run(round, slot.time / WARM_UP)?;
    let before = server.cpu()?;
    let done = load.run(round, slot.time)?;
    let spent = server.cpu()? - before;
    let messages = done.operations as f64;
    Ok(Sample {
        figure: spent.as_nanos() as f64 / messages,
        also: vec![("messages a read of the client", messages / done.reads as f64)],
    })
}

/// `in_flight` masked messages at once, and the same from a server.
pub(super) fn round(size: Size) -> Round {
    let (mut requests, mut answer) = (Vec::new(), Vec::new());
    for number in 0..size.in_flight {
        let letters = (0..size.bytes).map(|i| b'a' + ((i * 7 + number) % 26) as u8);
        let text: Vec<u8> = letters.collect();
        let key = [0x37, 0xfa, 0x21, 0x3d + number as u8];
        let length = text.len() as u64;
        Header::new(true, size.opcode, length, None).encode(&mut answer);
        answer.extend_from_slice(&text);
        Header::new(true, size.opcode, length, Some(key)).encode(&mut requests);
        let start = requests.len();
        requests.extend_from_slice(&text);
        mask(&mut requests[start..], key);
    }
    Round { requests, operations: size.in_flight as u64, answer: Answer::Exactly(answer) }
}
