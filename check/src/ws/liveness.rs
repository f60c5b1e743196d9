//! # Silence                                                     chapter 16 · RFC 6455 §5.5.2
//! Knows: clients that say nothing, and how long they are borne. Does not know: many clients.
//! Read before: `ws/control.rs`. Read next: `ws/load.rs`.

use super::request::Request;
use crate::frame::{PING, TEXT};
use crate::raw::Came;
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use net::tokio::time::Instant;
use wire::Cite;

const GROUP: Group = Group { slug: "liveness", title: "Liveness" };

/// In the order of the report.
pub(super) const PROBES: &[Probe] = &[
    Probe {
        id: "W-901",
        group: GROUP,
        level: Level::Craft,
        title: "a client that says nothing stops nobody",
        cite: Cite::rfc6455("10.4"),
        why: "One open socket would be enough to stop the server.",
        hint: "Hand each connection to a task or thread before the handshake.",
        run: |visit| Box::pin(silent_client(visit)),
    },
    Probe {
        id: "W-902",
        group: GROUP,
        level: Level::Note,
        title: "half a handshake is given up within a minute",
        cite: Cite::rfc6585("5"),
        why: "Each half request holds a socket for ever.",
        hint: "Give the whole head a deadline, such as 10 seconds.",
        run: |visit| Box::pin(half_a_head(visit)),
    },
    Probe {
        id: "W-903",
        group: GROUP,
        level: Level::Note,
        title: "a silent client hears a ping within a minute",
        cite: Cite::rfc6455("5.5.2"),
        why: "A client that lost its network says nothing more, and no end comes.",
        hint: "Send a ping after some 20 seconds of silence.",
        run: |visit| Box::pin(pings(visit)),
    },
    Probe {
        id: "W-904",
        group: GROUP,
        level: Level::Note,
        title: "who answers no ping is given up within two minutes",
        cite: Cite::rfc6455("5.5.2"),
        why: "Else the list of clients fills with dead ones.",
        hint: "Close when no pong comes for some 20 seconds.",
        run: |visit| Box::pin(gives_up(visit)),
    },
];

async fn silent_client(visit: &Visit) -> Judged {
    visit.needs_open()?;
    let silent = visit.connect().await?;
    let mut talk = visit.open().await?;
    if visit.echoes {
        talk.echo(TEXT, b"Hello").await?;
    }
    drop(silent);
    Ok(())
}

async fn half_a_head(visit: &Visit) -> Judged {
    visit.needs_patience()?;
    let mut wire = visit.connect().await?;
    let bytes = Request::new(&visit.target).bytes();
    wire.send(bytes.get(..bytes.len() / 2).unwrap_or_default()).await;
    wire.set_timeout(visit.target.patience);
    match wire.read_head().await {
        Came::Whole(_) | Came::End | Came::Reset => Ok(()),
        nothing => Err(Miss::wrong("an answer such as 408, or the end", nothing)),
    }
}

async fn pings(visit: &Visit) -> Judged {
    visit.needs_patience()?;
    let mut talk = visit.open().await?;
    match talk.wire.read_frame_within(visit.target.patience).await {
        Came::Whole(frame) if frame.opcode() == PING => Ok(()),
        other => Err(Miss::wrong("a ping", other)),
    }
}

async fn gives_up(visit: &Visit) -> Judged {
    visit.needs_patience()?;
    let mut talk = visit.open().await?;
    let late = Instant::now() + 2 * visit.target.patience;
    while Instant::now() < late {
        let left = late.saturating_duration_since(Instant::now());
        match talk.wire.read_frame_within(left).await {
            // Pings are not answered.
            Came::Whole(_) => {}
            Came::End | Came::Reset => return Ok(()),
            Came::Nothing(_) => break,
        }
    }
    Err(Miss::wrong("the end of the connection", "it is still open"))
}
