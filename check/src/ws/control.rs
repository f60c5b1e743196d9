//! # Pings and pongs                                             chapter 16 · RFC 6455 §5.5
//! Knows: control frames but Close. Does not know: closing.
//! Read before: `ws/fragments.rs`. Read next: `ws/text.rs`.

use super::talk::Talk;
use crate::frame::{FIN, Frame, PING, PONG, TEXT, write};
use crate::raw::Came;
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use wire::Cite;

const GROUP: Group = Group { slug: "control", title: "Control frames" };

/// In the order of the report.
pub(super) const PROBES: &[Probe] = &[
    Probe {
        id: "W-501",
        group: GROUP,
        level: Level::Must,
        title: "a ping is answered by a pong",
        cite: Cite::rfc6455("5.5.2"),
        why: "A peer that hears no pong takes the server for dead, and closes.",
        hint: "Answer opcode 9 with opcode 10.",
        run: |visit| Box::pin(ping(visit)),
    },
    Probe {
        id: "W-502",
        group: GROUP,
        level: Level::Must,
        title: "the pong brings the payload of its ping",
        cite: Cite::rfc6455("5.5.3"),
        why: "The client knows by it which ping was answered, and how long it took.",
        hint: "Copy the payload, unmasked, into the pong.",
        run: |visit| Box::pin(pong_payload(visit)),
    },
    Probe {
        id: "W-503",
        group: GROUP,
        level: Level::Must,
        title: "a ping may have 125 bytes",
        cite: Cite::rfc6455("5.5"),
        why: "It is the longest that is allowed.",
        hint: "Give control frames room for 125 bytes.",
        run: |visit| Box::pin(ping_125(visit)),
    },
    Probe {
        id: "W-504",
        group: GROUP,
        level: Level::Must,
        title: "a pong has no mask",
        cite: Cite::rfc6455("5.1"),
        why: "A client must fail the connection when a server's frame has a mask.",
        hint: "Write a new header for the pong; do not send the client's back.",
        run: |visit| Box::pin(pong_unmasked(visit)),
    },
    Probe {
        id: "W-505",
        group: GROUP,
        level: Level::Must,
        title: "the last of several pings is answered",
        cite: Cite::rfc6455("5.5.2"),
        why: "One pong for several pings is allowed, none is not.",
        hint: "Answer each, or the newest.",
        run: |visit| Box::pin(many_pings(visit)),
    },
    Probe {
        id: "W-506",
        group: GROUP,
        level: Level::Should,
        title: "a pong that nobody asked for is not answered",
        cite: Cite::rfc6455("5.5.3"),
        why: "Two peers that answer pongs by pongs never stop.",
        hint: "Do nothing at opcode 10.",
        run: |visit| Box::pin(stray_pong(visit)),
    },
    Probe {
        id: "W-507",
        group: GROUP,
        level: Level::Must,
        title: "a ping of 126 bytes fails the connection",
        cite: Cite::rfc6455("5.5"),
        why: "Control frames are short so that they can be handled at any time.",
        hint: "Close 1002 when opcode 8 or above has a length above 125.",
        run: |visit| Box::pin(ping_126(visit)),
    },
    Probe {
        id: "W-508",
        group: GROUP,
        level: Level::Must,
        title: "a ping with FIN 0 fails the connection",
        cite: Cite::rfc6455("5.5"),
        why: "A control frame in pieces could not stand between the pieces of a message.",
        hint: "Close 1002 when opcode 8 or above has FIN 0.",
        run: |visit| Box::pin(ping_fragment(visit)),
    },
    Probe {
        id: "W-509",
        group: GROUP,
        level: Level::Must,
        title: "a ping is no message",
        cite: Cite::rfc6455("5.5.2"),
        why: "The application, and whoever hears its answers, would see what is not meant for it.",
        hint: "Look at the opcode before you hand a payload on.",
        run: |visit| Box::pin(ping_is_no_message(visit)),
    },
];

async fn ping(visit: &Visit) -> Judged {
    let mut talk = visit.open().await?;
    talk.send(PING, b"").await;
    match talk.next().await {
        Came::Whole(frame) if frame.opcode() == PONG => Ok(()),
        other => Err(Miss::wrong("a pong", other)),
    }
}

/// The next frame, if it is a pong. That none comes is another probe's matter.
async fn pong_to(talk: &mut Talk, payload: &[u8]) -> Result<Frame, Miss> {
    talk.send(PING, payload).await;
    match talk.next().await {
        Came::Whole(frame) if frame.opcode() == PONG => Ok(frame),
        _ => Err(Miss::skip("no pong comes: see W-501")),
    }
}

async fn pong_payload(visit: &Visit) -> Judged {
    let payload = b"\x00ping\xff";
    let pong = pong_to(&mut visit.open().await?, payload).await?;
    if pong.payload == payload {
        return Ok(());
    }
    Err(Miss::wrong("a pong with the 6 bytes of the ping", pong))
}

async fn ping_125(visit: &Visit) -> Judged {
    let mut talk = visit.open().await?;
    pong_to(&mut talk, b"").await?;
    let payload = [b'p'; 125];
    talk.send(PING, &payload).await;
    match talk.next().await {
        Came::Whole(frame) if frame.opcode() == PONG && frame.payload.len() == 125 => Ok(()),
        other => Err(Miss::wrong("a pong of 125 bytes", other)),
    }
}

async fn pong_unmasked(visit: &Visit) -> Judged {
    let pong = pong_to(&mut visit.open().await?, b"hi").await?;
    if pong.masked {
        return Err(Miss::wrong("a pong without a mask", format!("{pong}, masked")));
    }
    Ok(())
}

async fn many_pings(visit: &Visit) -> Judged {
    let mut talk = visit.open().await?;
    let pings = [b"one", b"two", b"six"].map(|payload| write(FIN | PING, payload));
    talk.wire.send(&pings.concat()).await;
    for came in 0..3 {
        match talk.next().await {
            Came::Whole(pong) if pong.opcode() == PONG && pong.payload == b"six" => return Ok(()),
            Came::Whole(pong) if pong.opcode() == PONG => {}
            _ if came == 0 => return Err(Miss::skip("no pong comes: see W-501")),
            other => return Err(Miss::wrong("a pong to the last ping", other)),
        }
    }
    Err(Miss::wrong("a pong to the last ping", "three others"))
}

async fn stray_pong(visit: &Visit) -> Judged {
    let mut talk = visit.open().await?;
    talk.must_be_silent_on(PONG, b"stray").await
}

async fn ping_126(visit: &Visit) -> Judged {
    let mut talk = visit.open().await?;
    talk.send(PING, &[b'p'; 126]).await;
    talk.must_fail().await.map(drop)
}

async fn ping_fragment(visit: &Visit) -> Judged {
    let mut talk = visit.open().await?;
    talk.wire.send(&write(PING, b"p")).await;
    talk.must_fail().await.map(drop)
}

async fn ping_is_no_message(visit: &Visit) -> Judged {
    let mut talk = visit.open_echo().await?;
    let frames = [write(FIN | PING, b"ping"), write(FIN | TEXT, b"message")];
    talk.wire.send(&frames.concat()).await;
    talk.message(TEXT, b"message").await.map(drop)
}
