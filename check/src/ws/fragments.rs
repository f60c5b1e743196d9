//! # Messages in several frames                                  chapter 16 · RFC 6455 §5.4
//! Knows: fragments, and what may stand between them. Does not know: text.
//! Read before: `ws/lengths.rs`. Read next: `ws/control.rs`.

use crate::frame::{BINARY, CONTINUATION, FIN, PING, TEXT, write};
use crate::raw::Came;
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use wire::Cite;

const GROUP: Group = Group { slug: "fragments", title: "Fragments" };

/// In the order of the report.
pub(super) const PROBES: &[Probe] = &[
    Probe {
        id: "W-401",
        group: GROUP,
        level: Level::Must,
        title: "a message in two frames is one message",
        cite: Cite::rfc6455("5.4"),
        why: "Browsers and proxies may cut a message.",
        hint: "Collect payloads until FIN is 1.",
        run: |visit| Box::pin(two_fragments(visit)),
    },
    Probe {
        id: "W-402",
        group: GROUP,
        level: Level::Must,
        title: "empty fragments count: first, middle, last",
        cite: Cite::rfc6455("5.4"),
        why: "A sender that does not know the end yet closes the message with an empty frame.",
        hint: "Look at FIN, not at the length.",
        run: |visit| Box::pin(empty_fragments(visit)),
    },
    Probe {
        id: "W-403",
        group: GROUP,
        level: Level::Must,
        title: "a binary message in fragments stays binary",
        cite: Cite::rfc6455("5.4"),
        why: "The opcode of the first frame is that of the message.",
        hint: "Remember the first opcode; a continuation has 0.",
        run: |visit| Box::pin(binary_fragments(visit)),
    },
    Probe {
        id: "W-404",
        group: GROUP,
        level: Level::Must,
        title: "a hundred fragments of one byte are one message",
        cite: Cite::rfc6455("5.4"),
        why: "The number of frames is not limited by the standard.",
        hint: "Collect payloads in one buffer.",
        run: |visit| Box::pin(many_fragments(visit)),
    },
    Probe {
        id: "W-405",
        group: GROUP,
        level: Level::Must,
        title: "an unfinished message is not handed on",
        cite: Cite::rfc6455("5.4"),
        why: "The application would get a piece as if it were the whole.",
        hint: "Hand the message on when FIN is 1.",
        run: |visit| Box::pin(waits_for_fin(visit)),
    },
    Probe {
        id: "W-406",
        group: GROUP,
        level: Level::Must,
        title: "a ping between two fragments is answered at once",
        cite: Cite::rfc6455("5.4"),
        why: "A long message must not make the peer think that the server is dead.",
        hint: "Handle control frames before you look at the message.",
        run: |visit| Box::pin(ping_between(visit)),
    },
    Probe {
        id: "W-407",
        group: GROUP,
        level: Level::Must,
        title: "a ping between two fragments leaves the message whole",
        cite: Cite::rfc6455("5.4"),
        why: "Its payload belongs to the ping, and not to the message.",
        hint: "Keep the buffer of the message apart from control frames.",
        run: |visit| Box::pin(whole_despite_ping(visit)),
    },
    Probe {
        id: "W-408",
        group: GROUP,
        level: Level::Must,
        title: "a continuation with nothing to continue fails the connection",
        cite: Cite::rfc6455("5.4"),
        why: "The two sides do not agree on what is being said.",
        hint: "Close 1002 when opcode 0 comes and no message is open.",
        run: |visit| Box::pin(stray_continuation(visit)),
    },
    Probe {
        id: "W-409",
        group: GROUP,
        level: Level::Must,
        title: "a new message inside an open one fails the connection",
        cite: Cite::rfc6455("5.4"),
        why: "The two sides do not agree on what is being said.",
        hint: "Close 1002 when opcode 1 or 2 comes and a message is open.",
        run: |visit| Box::pin(text_inside(visit)),
    },
    Probe {
        id: "W-410",
        group: GROUP,
        level: Level::Must,
        title: "behind a message in fragments the next may begin",
        cite: Cite::rfc6455("5.4"),
        why: "The state must go back when FIN comes.",
        hint: "Forget the open message at its last frame.",
        run: |visit| Box::pin(next_after_fragments(visit)),
    },
];

/// Send these payloads as the fragments of one message.
fn fragments(opcode: u8, payloads: &[&[u8]]) -> Vec<u8> {
    let mut all = Vec::new();
    for (i, payload) in payloads.iter().enumerate() {
        let opcode = if i == 0 { opcode } else { CONTINUATION };
        let fin = if i + 1 == payloads.len() { FIN } else { 0 };
        all.extend(write(fin | opcode, payload));
    }
    all
}

async fn must_join(visit: &Visit, opcode: u8, payloads: &[&[u8]]) -> Judged {
    let mut talk = visit.open_echo().await?;
    talk.wire.send(&fragments(opcode, payloads)).await;
    talk.message(opcode, &payloads.concat()).await.map(drop)
}

async fn two_fragments(visit: &Visit) -> Judged {
    must_join(visit, TEXT, &[b"Hel", b"lo"]).await
}

async fn empty_fragments(visit: &Visit) -> Judged {
    must_join(visit, TEXT, &[b"", b"mid", b"", b"dle", b""]).await
}

async fn binary_fragments(visit: &Visit) -> Judged {
    must_join(visit, BINARY, &[b"\x00\xff", b"\xfe"]).await
}

async fn many_fragments(visit: &Visit) -> Judged {
    must_join(visit, TEXT, &[b"x".as_slice(); 100]).await
}

async fn waits_for_fin(visit: &Visit) -> Judged {
    let mut talk = visit.open_echo().await?;
    talk.wire.send(&write(TEXT, b"unfinished")).await;
    talk.wire.set_timeout(visit.target.quiet);
    match talk.next_but_unfinished().await {
        Came::Nothing(_) => Ok(()),
        other => Err(Miss::wrong("no whole message before the end has come", other)),
    }
}

async fn ping_between(visit: &Visit) -> Judged {
    let mut talk = visit.open().await?;
    let frames = [write(TEXT, b"Hel"), write(FIN | PING, b"now")];
    talk.wire.send(&frames.concat()).await;
    talk.pong(b"now").await.map(drop)
}

async fn whole_despite_ping(visit: &Visit) -> Judged {
    let mut talk = visit.open_echo().await?;
    let ping = write(FIN | PING, b"now");
    let frames = [write(TEXT, b"Hel"), ping, write(FIN | CONTINUATION, b"lo")];
    talk.wire.send(&frames.concat()).await;
    talk.message(TEXT, b"Hello").await.map(drop)
}

async fn stray_continuation(visit: &Visit) -> Judged {
    let mut talk = visit.open().await?;
    talk.send(CONTINUATION, b"x").await;
    talk.must_fail().await.map(drop)
}

async fn text_inside(visit: &Visit) -> Judged {
    let mut talk = visit.open().await?;
    talk.wire.send(&[write(TEXT, b"one"), write(FIN | TEXT, b"two")].concat()).await;
    talk.must_fail().await.map(drop)
}

async fn next_after_fragments(visit: &Visit) -> Judged {
    let mut talk = visit.open_echo().await?;
    talk.wire.send(&fragments(TEXT, &[b"Hel", b"lo"])).await;
    talk.message(TEXT, b"Hello").await?;
    talk.echo(TEXT, b"next").await.map(drop)
}
