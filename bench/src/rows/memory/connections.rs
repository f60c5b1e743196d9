//! # Memory: connections                                             chapter 16
//! Knows: WebSockets that had a message echoed and wait. Does not know: how one of them is made up:
//! that is `idle`.
//! Read before: `rows/memory/kept.rs`, `rows/idle.rs`. Read next: `report/lines.rs`.

use super::{sample, settled};
use crate::process::Server;
use crate::row::{Contender, Kind, Row};
use crate::rows::growth;
use crate::visitor::{Speaks, Visitor};

/// Connections that are there when counting begins: the server's own tables have grown by then.
const WARM: u32 = 64;
/// As many, where nobody looks at the figures.
const SMOKE: usize = 50;
/// What each has echoed.
const MESSAGE: [u8; 125] = [b'x'; 125];

/// Connections that wait.
pub(super) fn row() -> Row {
    let about = "So many WebSockets that had a message echoed: what do they take in a server?";
    super::row("memory-connections", about, &[1_000, 2_000, 5_000, 10_000], |count| {
        let websocket = Speaks::WebSocket("/", "");
        let of = |name, kind, server, speaks| contender(name, kind, server, speaks, count);
        Ok(vec![
            of("ours", Kind::Ours, "echo-ours", websocket),
            of("tokio-websockets", Kind::Peer, "echo-tokio-websockets", websocket),
            of("tokio-tungstenite", Kind::Peer, "echo-tokio-tungstenite-lean", websocket),
            of("a task and its socket", Kind::Limit, "bare", Speaks::Bytes),
        ])
    })
}

fn contender(
    name: &'static str,
    kind: Kind,
    server: &'static str,
    speaks: Speaks,
    count: usize,
) -> Contender {
    Contender::new(name, kind, move |slot| {
        let count = if slot.smoke { count.min(SMOKE) } else { count };
        growth::room_for(count)?;
        let server = Server::start(server)?;
        let mut visitors = Vec::new();
        Visitor::open(&mut visitors, server.address, speaks, WARM)?;
        visitors.iter_mut().try_for_each(|visitor| visitor.echo(&MESSAGE))?;
        let before = settled(&server, slot)?;
        Visitor::open(&mut visitors, server.address, speaks, count as u32)?;
        visitors.iter_mut().try_for_each(|visitor| visitor.echo(&MESSAGE))?;
        let after = settled(&server, slot)?;
        // They are all there, still.
        visitors.iter_mut().try_for_each(|visitor| visitor.echo(&MESSAGE))?;
        Ok(sample(after - before, count))
    })
}
