//! # Idle: what a connection costs that says nothing                 chapter 16
//! Knows: how a server's memory grows with its connections. Does not know: the kernel's share,
//! some 3.7 KiB a socket.
//! Read before: `visitor.rs`, `servers/bare.rs`. Read next: `crowd.rs`.
//!
//! Counted are the pages that the server's process shares with nobody, before and after a thousand
//! connections come to sixty-four that were there. The second case asks for the same once each of
//! them has had something echoed, and the third once it has had something large: whatever a server
//! keeps of that, it keeps for nothing. The packages whose buffers have a size to choose begin with
//! small ones.

use crate::cpu;
use crate::failure::Failure;
use crate::goal::Goal;
use crate::process::Server;
use crate::row::{Case, Contender, Kind, Measure, Row, Sample, Slot};
use crate::visitor::{Speaks, Visitor};
use std::thread::sleep;
use std::time::Duration;

/// Connections that are there when counting begins: the server's own tables have grown by then.
const WARM: u32 = 64;
/// Connections that are counted.
const COUNTED: u32 = 1_000;
/// The same, where nobody looks at the figures.
const SMOKE: u32 = 16;
/// How long a server has to tidy up after the last answer.
const SETTLED: Duration = Duration::from_millis(200);

const WEBSOCKET: Speaks = Speaks::WebSocket("/", "");
/// As browsers ask for it; our default is to agree without context takeover.
const COMPRESSED: Speaks =
    Speaks::WebSocket("/", "Sec-WebSocket-Extensions: permessage-deflate\r\n");

/// Who is looked at: by name, what it is, its server, and what that speaks.
const WHO: &[(&str, Kind, &str, Speaks)] = &[
    ("a task and its socket", Kind::Limit, "bare", Speaks::Bytes),
    ("ours", Kind::Ours, "echo-ours", WEBSOCKET),
    ("ours, compression agreed on", Kind::Ours, "echo-ours", COMPRESSED),
    ("fastwebsockets", Kind::Peer, "echo-fastwebsockets", WEBSOCKET),
    ("tokio-websockets", Kind::Peer, "echo-tokio-websockets", WEBSOCKET),
    ("yawc", Kind::Peer, "echo-yawc-lean", WEBSOCKET),
    ("sockudo-ws", Kind::Peer, "echo-sockudo-ws-lean", WEBSOCKET),
    ("tokio-tungstenite", Kind::Peer, "echo-tokio-tungstenite-lean", WEBSOCKET),
    ("axum", Kind::Peer, "echo-axum-lean", WEBSOCKET),
    ("soketto", Kind::Peer, "echo-soketto-lean", WEBSOCKET),
];

/// Private bytes for each connection, idle and after an echo.
pub fn row() -> Row {
    let measure = Measure::cost("bytes/connection");
    let case = |name, echoes: &'static [usize]| {
        Case::new(name, move || Ok(WHO.iter().map(|who| contender(*who, echoes)).collect()))
            .rounds_max(3)
    };
    Row {
        name: "idle",
        about: "What does a connection that says nothing keep in memory, before and after an echo?",
        measure,
        cases: vec![
            case("idle", &[]).goal(Goal::AtMost { of: "ours", figure: 1_300.0 }),
            case("after 1 KiB", &[100, 1024]),
            case("after 16 KiB", &[100, 1024, 16 * 1024]).goal(Goal::AlsoAtMost {
                of: "ours",
                name: GROWN,
                figure: 100.0,
            }),
        ],
        goals: vec![],
    }
}

/// By how much the echoes made it grow.
const GROWN: &str = "grown by, bytes";

fn contender(
    (name, kind, server, speaks): (&'static str, Kind, &'static str, Speaks),
    echoes: &'static [usize],
) -> Contender {
    Contender::new(name, kind, move |slot: Slot| {
        let counted = if slot.smoke { SMOKE } else { COUNTED };
        let server = Server::start(server)?;
        let mut visitors = Vec::new();
        Visitor::open(&mut visitors, server.address, speaks, WARM)?;
        for visitor in &mut visitors {
            echo_all(visitor, &[100, 1024, 16 * 1024])?;
        }
        let before = settled(&server, slot)?;
        Visitor::open(&mut visitors, server.address, speaks, counted)?;
        let idle = settled(&server, slot)?;
        let counts = |now: u64| (now as f64 - before as f64) / f64::from(counted);
        for visitor in visitors.iter_mut().skip(WARM as usize) {
            echo_all(visitor, echoes)?;
        }
        let after = settled(&server, slot)?;
        let grown = (GROWN, counts(after) - counts(idle));
        Ok(Sample { figure: counts(after), also: vec![grown] })
    })
}

fn echo_all(visitor: &mut Visitor, echoes: &[usize]) -> Result<(), Failure> {
    for length in echoes {
        let payload = noise(*length);
        visitor.echo(&payload)?;
    }
    Ok(())
}

/// The server's private bytes, when it has nothing more to do.
fn settled(server: &Server, slot: Slot) -> Result<u64, Failure> {
    if !slot.smoke {
        sleep(SETTLED);
    }
    cpu::private_bytes(server.pid())
}

/// Bytes that no compression makes shorter: they come back as they are.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    (0..length).map(|_| next()).collect()
}
