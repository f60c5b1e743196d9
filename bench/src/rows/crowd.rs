//! # Crowd: 18,000 at once, and all hear one event                   chapter 16
//! Knows: how soon all have it, and what the server takes meanwhile. Does not know: the kernel's
//! share.
//! Read before: `idle.rs`, `servers/crowd.rs`. Read next: `mod.rs`.
//!
//! First all come, one after another; then nothing is said for a while; then one event of 100
//! bytes is published. The lab makes an event of it, with its place in the log, in JSON; the bare
//! server writes the bytes to all. Nobody has been silent for long enough to be asked whether it is
//! there, so what an idle server takes is taken between pings.

use crate::cpu;
use crate::failure::Failure;
use crate::goal::Goal;
use crate::process::Server;
use crate::row::{Case, Contender, Kind, Measure, Row, Sample, Slot};
use crate::visitor::{Speaks, Visitor};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// As many as the lab takes at once; the visitor who publishes is one of them.
const CROWD: u64 = 18_000;
/// The same, where nobody looks at the figures.
const SMOKE: u64 = 200;
/// Open files beside the connections.
const OTHER_FILES: u64 = 64;
/// For how long nothing is said.
const SILENCE: Duration = Duration::from_secs(3);
/// What is said then: 100 bytes.
const EVENT: [u8; 100] = [b'x'; 100];

const OPENED: &str = "opened in, ms";
const RESIDENT: &str = "RSS, MiB";
const IDLE_CPU: &str = "CPU while idle, %";
const CAME: &str = "connections";

/// Milliseconds until all have heard one event.
pub fn row() -> Row {
    let case = Case::new("18,000 connections", || {
        Ok(vec![
            Contender::new("ours", Kind::Ours, |slot| turn("crowd-ours", Says::ToTheLab, slot)),
            Contender::new("a task and its socket", Kind::Limit, |slot| {
                turn("crowd-bare", Says::AsItIs, slot)
            }),
        ])
    });
    let most = |name, figure| Goal::AlsoAtMost { of: "ours", name, figure };
    Row {
        name: "crowd",
        about: "How soon do 18,000 idle WebSockets hear one event, and what do they take?",
        measure: Measure::cost("ms"),
        cases: vec![
            case.rounds_max(2)
                .goal(Goal::AtMost { of: "ours", figure: 1_000.0 })
                .goal(most(RESIDENT, 40.0))
                .goal(most(IDLE_CPU, 1.0)),
        ],
        goals: vec![],
    }
}

/// How the event is said, and how it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    /// By a request of HTTP; it comes in a frame.
    ToTheLab,
    /// By one of the crowd, byte for byte.
    AsItIs,
}

fn turn(server: &str, says: Says, slot: Slot) -> Result<Sample, Failure> {
    let open_files = net::open_files::allow_all()?;
    let crowd = if slot.smoke { SMOKE } else { CROWD.min(open_files - OTHER_FILES) - 1 };
    let speaks = match says {
        Says::ToTheLab => Speaks::WebSocket("/ws", ""),
        Says::AsItIs => Speaks::Bytes,
    };
    let server = Server::start(server)?;
    let began = Instant::now();
    let mut visitors = Vec::new();
    Visitor::open(&mut visitors, server.address, speaks, crowd as u32)?;
    let opened = began.elapsed();

    let (before, began) = (server.cpu()?, Instant::now());
    sleep(if slot.smoke { Duration::ZERO } else { SILENCE });
    let idle = (server.cpu()? - before).as_secs_f64() / began.elapsed().as_secs_f64();
    let resident = cpu::resident_bytes(server.pid())?;

    let began = Instant::now();
    match says {
        Says::ToTheLab => publish(&server)?,
        Says::AsItIs => visitors[0].say(&EVENT)?,
    }
    for visitor in &mut visitors {
        match says {
            Says::ToTheLab => hear_event(visitor)?,
            Says::AsItIs => visitor.hear(&EVENT)?,
        }
    }
    Ok(Sample {
        figure: began.elapsed().as_secs_f64() * 1e3,
        also: vec![
            (RESIDENT, resident as f64 / f64::from(1 << 20)),
            (IDLE_CPU, idle * 100.0),
            (OPENED, opened.as_secs_f64() * 1e3),
            (CAME, crowd as f64),
        ],
    })
}

/// Publish the event, and hear that it is published.
fn publish(server: &Server) -> Result<(), Failure> {
    let mut stream = TcpStream::connect(server.address)?;
    let length = EVENT.len();
    write!(
        stream,
        "POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n"
    )?;
    stream.write_all(&EVENT)?;
    let mut status = [0; 13];
    stream.read_exact(&mut status)?;
    match &status {
        b"HTTP/1.1 202 " => Ok(()),
        other => Err(Failure::wrong("publishing", other.escape_ascii().to_string(), 202)),
    }
}

/// Hear frames until a text comes, which has the event in it. A ping may come before it.
fn hear_event(visitor: &mut Visitor) -> Result<(), Failure> {
    loop {
        match visitor.frame()? {
            (0x89, _ping) => {}
            (0x81, text) if text.windows(EVENT.len()).any(|part| part == EVENT) => return Ok(()),
            (first, text) => {
                let text = text.escape_ascii();
                return Err(Failure(format!("a frame {first:02x} came, no event: {text}")));
            }
        }
    }
}
