//! # Row: what does a short poll cost?                       chapter 16 · RFC 6202 §2
//! Knows: who answers polls, and how they are asked. Does not know: how they do it.
//! Read before: `servers/polling.rs`, `load/mod.rs`. Read next: `http_head.rs`.

use crate::failure::Failure;
use crate::goal::{Goal, To};
use crate::load::{Answer, Load, Round};
use crate::process::Server;
use crate::row::{Case, Contender, Kind, Measure, Row, Sample, Slot};
use crate::servers::polling::{BODY, FIELDS, REQUEST};
use std::time::Duration;

/// The fifth part of a turn goes by before it counts.
const WARM_UP: u32 = 5;

/// How each answer begins.
const STATUS: &str = "HTTP/1.1 200 OK\r\n";

/// Each server, by the name under which it is shown.
const CONTENDERS: [(&str, Kind, &str); 6] = [
    ("ours", Kind::Ours, "polling-ours"),
    ("ours, the whole lab", Kind::Ours, "polling-lab"),
    ("hyper", Kind::Peer, "polling-hyper"),
    ("axum", Kind::Peer, "polling-axum"),
    ("tokio and httparse", Kind::Plain, "polling-httparse"),
    ("raw epoll", Kind::Limit, "polling-raw"),
];

/// The row.
pub fn row() -> Row {
    let goal = |at_least| Goal::Ratio { of: "ours", to: To::Named("raw epoll"), at_least };
    let case = |name: &str, clients, in_flight| {
        Case::new(name, move || contenders(clients, in_flight)).slot(Duration::from_millis(600))
    };
    Row {
        name: "polling",
        about: "What does a short poll cost the server that answers it?",
        measure: Measure::cost("ns/request"),
        cases: vec![
            case("200 connections, 1 in flight", 200, 1).goal(goal(0.93)),
            case("32 connections, 16 pipelined", 32, 16).goal(goal(0.85)),
        ],
        goals: vec![],
    }
}

fn contenders(clients: usize, in_flight: usize) -> Result<Vec<Contender>, Failure> {
    let start = |&(name, kind, server)| contender(name, kind, server, clients, in_flight);
    CONTENDERS.iter().map(start).collect()
}

fn contender(
    name: &'static str,
    kind: Kind,
    server: &str,
    clients: usize,
    in_flight: usize,
) -> Result<Contender, Failure> {
    let server = Server::start(server)?;
    let mut load = Load::open(server.address, clients, b"")?;
    let answer = load.learn(REQUEST.as_bytes())?;
    check(&answer)?;
    let begins = answer.get(..STATUS.len()).unwrap_or_default().to_vec();
    let ends = format!("\r\n\r\n{BODY}").into_bytes();
    let round = Round {
        requests: REQUEST.repeat(in_flight).into_bytes(),
        operations: in_flight as u64,
        answer: Answer::Each { begins, ends, length: answer.len() },
    };
    Ok(Contender::new(name, kind, move |slot: Slot| {
        if !slot.smoke {
            load.run(&round, slot.time / WARM_UP)?;
        }
        let before = server.cpu()?;
        let time = if slot.smoke { Duration::ZERO } else { slot.time };
        let done = load.run(&round, time)?;
        let spent = server.cpu()? - before;
        Ok(Sample::from(spent.as_nanos() as f64 / done.operations as f64))
    }))
}

/// An answer must say what every server has to say.
fn check(answer: &[u8]) -> Result<(), Failure> {
    let text = String::from_utf8_lossy(answer).into_owned();
    let head = text.strip_suffix(BODY).and_then(|head| head.strip_suffix("\r\n\r\n"));
    let head = head.unwrap_or_default().to_ascii_lowercase();
    let fields = FIELDS.iter().map(|(name, value)| format!("\r\n{name}: {value}"));
    let length = format!("\r\ncontent-length: {}", BODY.len());
    let needed = fields.chain([length, "\r\ndate: ".into()]).all(|field| head.contains(&field));
    if text.starts_with(STATUS) && needed {
        return Ok(());
    }
    Err(Failure(format!("this is no answer to the poll: {text:?}")))
}
