//! # What a client makes of fragments                             chapter 16 · RFC 6455 §5.4
//! Knows: which frame may follow which. Does not know: UTF-8.
//! Read before: `framing.rs`. Read next: `control.rs`.

use super::meet::{must_echo, must_fail_on};
use crate::frame::{CONTINUATION, FIN, PING, TEXT, write_bare};
use crate::{Group, Judged, Level, Probe, Visit};
use wire::Cite;

const GROUP: Group = Group { slug: "fragments", title: "Fragments" };

/// In the order of the report.
pub(super) const CASES: &[Probe] = &[
    Probe {
        id: "C-401",
        group: GROUP,
        level: Level::Must,
        title: "two fragments are one message",
        cite: Cite::rfc6455("5.4"),
        why: "A server may begin to send before it knows the end.",
        hint: "Keep the first payload until FIN 1.",
        run: |visit| {
            Box::pin(async move {
                must_echo(
                    visit,
                    &[write_bare(TEXT, b"Hel"), write_bare(FIN | CONTINUATION, b"lo")].concat(),
                    TEXT,
                    b"Hello",
                )
                .await
            })
        },
    },
    Probe {
        id: "C-402",
        group: GROUP,
        level: Level::Must,
        title: "empty fragments count",
        cite: Cite::rfc6455("5.4"),
        why: "The last one often is empty.",
        hint: "Only FIN ends a message.",
        run: |visit| {
            Box::pin(async move {
                must_echo(
                    visit,
                    &[write_bare(TEXT, b""), write_bare(CONTINUATION, b"hi"), write_bare(FIN, b"")]
                        .concat(),
                    TEXT,
                    b"hi",
                )
                .await
            })
        },
    },
    Probe {
        id: "C-403",
        group: GROUP,
        level: Level::Must,
        title: "a ping between two fragments is answered, and is no part of the message",
        cite: Cite::rfc6455("5.4"),
        why: "A long message must not hide whether anybody is there.",
        hint: "Keep the message apart from control frames.",
        run: |visit| Box::pin(async move { ping_between(visit).await }),
    },
    Probe {
        id: "C-404",
        group: GROUP,
        level: Level::Must,
        title: "a continuation of nothing fails the connection",
        cite: Cite::rfc6455("5.4"),
        why: "One side has lost count.",
        hint: "Fail with Close 1002.",
        run: |visit| {
            Box::pin(
                async move { must_fail_on(visit, &write_bare(FIN | CONTINUATION, b"hi")).await },
            )
        },
    },
    Probe {
        id: "C-405",
        group: GROUP,
        level: Level::Must,
        title: "a new message inside an unfinished one fails the connection",
        cite: Cite::rfc6455("5.4"),
        why: "One side has lost count.",
        hint: "Fail with Close 1002.",
        run: |visit| {
            Box::pin(async move {
                must_fail_on(
                    visit,
                    &[write_bare(TEXT, b"Hel"), write_bare(FIN | TEXT, b"hi")].concat(),
                )
                .await
            })
        },
    },
];

async fn ping_between(visit: &Visit) -> Judged {
    let mut talk = visit.welcome().await?;
    let frames = [write_bare(TEXT, b"Hel"), write_bare(FIN | PING, b"there?")];
    talk.wire.send(&frames.concat()).await;
    talk.pong(b"there?").await?;
    talk.wire.send(&write_bare(FIN | CONTINUATION, b"lo")).await;
    talk.message(TEXT, b"Hello").await?;
    talk.say_goodbye().await;
    Ok(())
}
