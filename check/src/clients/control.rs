//! # What a client makes of pings                                 chapter 16 · RFC 6455 §5.5
//! Knows: pings, pongs, and their limits. Does not know: closing.
//! Read before: `fragments.rs`. Read next: `text.rs`.

use super::meet::must_fail_on;
use crate::frame::{FIN, Form, PING, PONG, write_bare, write_with};
use crate::{Group, Judged, Level, Probe, Visit};
use wire::Cite;

const GROUP: Group = Group { slug: "control", title: "Pings and pongs" };

/// In the order of the report.
pub(super) const CASES: &[Probe] = &[
    Probe {
        id: "C-501",
        group: GROUP,
        level: Level::Must,
        title: "a ping is answered by a pong with its bytes",
        cite: Cite::rfc6455("5.5.2"),
        why: "The server takes a silent client for a dead one.",
        hint: "Send the payload of the ping back with opcode 10.",
        run: |visit| Box::pin(async move { pongs(visit, b"there?").await }),
    },
    Probe {
        id: "C-502",
        group: GROUP,
        level: Level::Must,
        title: "an empty ping is answered",
        cite: Cite::rfc6455("5.5.2"),
        why: "Most servers send empty ones.",
        hint: "A ping without bytes is a ping.",
        run: |visit| Box::pin(async move { pongs(visit, b"").await }),
    },
    Probe {
        id: "C-503",
        group: GROUP,
        level: Level::Must,
        title: "a ping of 125 bytes is answered with all of them",
        cite: Cite::rfc6455("5.5"),
        why: "That is the longest.",
        hint: "Send the whole payload back.",
        run: |visit| Box::pin(async move { pongs(visit, &[7; 125]).await }),
    },
    Probe {
        id: "C-504",
        group: GROUP,
        level: Level::Should,
        title: "a pong that nobody asked for is heard in silence",
        cite: Cite::rfc6455("5.5.3"),
        why: "Two that answer pongs with pongs never stop.",
        hint: "Do not answer pongs.",
        run: |visit| Box::pin(async move { silent_on_pong(visit).await }),
    },
    Probe {
        id: "C-505",
        group: GROUP,
        level: Level::Must,
        title: "a ping of 126 bytes fails the connection",
        cite: Cite::rfc6455("5.5"),
        why: "Control frames must fit anywhere.",
        hint: "Fail with Close 1002.",
        run: |visit| {
            Box::pin(async move {
                must_fail_on(visit, &write_with(FIN | PING, Form::Two, 126, None, &[7; 126])).await
            })
        },
    },
    Probe {
        id: "C-506",
        group: GROUP,
        level: Level::Must,
        title: "a fragmented ping fails the connection",
        cite: Cite::rfc6455("5.5"),
        why: "Control frames are never cut.",
        hint: "Fail with Close 1002.",
        run: |visit| Box::pin(async move { must_fail_on(visit, &write_bare(PING, b"hi")).await }),
    },
];

async fn pongs(visit: &Visit, payload: &[u8]) -> Judged {
    let mut talk = visit.welcome().await?;
    talk.send(PING, payload).await;
    talk.pong(payload).await?;
    talk.say_goodbye().await;
    Ok(())
}

async fn silent_on_pong(visit: &Visit) -> Judged {
    let mut talk = visit.welcome().await?;
    talk.must_be_silent_on(PONG, b"unasked").await?;
    talk.say_goodbye().await;
    Ok(())
}
