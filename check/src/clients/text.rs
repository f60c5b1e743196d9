//! # What a client makes of text                                  chapter 16 · RFC 6455 §8.1
//! Knows: UTF-8, whole and over fragments. Does not know: closing.
//! Read before: `control.rs`. Read next: `closing.rs`.

use super::meet::{must_echo, must_fail_on, should_say};
use crate::frame::{CONTINUATION, FIN, TEXT, write_bare};
use crate::{Group, Level, Probe};
use wire::Cite;

/// A euro sign.
const EURO: &[u8] = "\u{20ac}".as_bytes();

const GROUP: Group = Group { slug: "text", title: "Text" };

/// In the order of the report.
pub(super) const CASES: &[Probe] = &[
    Probe {
        id: "C-601",
        group: GROUP,
        level: Level::Must,
        title: "text of several bytes a character comes back",
        cite: Cite::rfc6455("5.6"),
        why: "Most of the world writes so.",
        hint: "Count bytes, not characters.",
        run: |visit| {
            Box::pin(
                async move { must_echo(visit, &write_bare(FIN | TEXT, EURO), TEXT, EURO).await },
            )
        },
    },
    Probe {
        id: "C-602",
        group: GROUP,
        level: Level::Must,
        title: "a character may go over two fragments",
        cite: Cite::rfc6455("5.6"),
        why: "Fragments are cut at bytes.",
        hint: "Judge the whole message, or keep the state between.",
        run: |visit| {
            Box::pin(async move {
                must_echo(
                    visit,
                    &[write_bare(TEXT, &EURO[..1]), write_bare(FIN | CONTINUATION, &EURO[1..])]
                        .concat(),
                    TEXT,
                    EURO,
                )
                .await
            })
        },
    },
    Probe {
        id: "C-603",
        group: GROUP,
        level: Level::Must,
        title: "text that is not UTF-8 fails the connection",
        cite: Cite::rfc6455("8.1"),
        why: "The application would get what is no text.",
        hint: "Check, and fail.",
        run: |visit| {
            Box::pin(
                async move { must_fail_on(visit, &write_bare(FIN | TEXT, &[0xc3, 0x28])).await },
            )
        },
    },
    Probe {
        id: "C-604",
        group: GROUP,
        level: Level::Must,
        title: "half of a surrogate pair is not UTF-8",
        cite: Cite::rfc6455("8.1"),
        why: "It has no meaning by itself.",
        hint: "Refuse ED A0 to ED BF.",
        run: |visit| {
            Box::pin(async move {
                must_fail_on(visit, &write_bare(FIN | TEXT, &[0xed, 0xa0, 0x80])).await
            })
        },
    },
    Probe {
        id: "C-605",
        group: GROUP,
        level: Level::Must,
        title: "a text that ends inside a character fails the connection",
        cite: Cite::rfc6455("8.1"),
        why: "The rest will never come.",
        hint: "At FIN nothing may be unfinished.",
        run: |visit| {
            Box::pin(async move { must_fail_on(visit, &write_bare(FIN | TEXT, &EURO[..2])).await })
        },
    },
    Probe {
        id: "C-606",
        group: GROUP,
        level: Level::Should,
        title: "Close 1007 says that text was wrong",
        cite: Cite::rfc6455("7.4.1"),
        why: "Who wrote the server sees in the log what happened.",
        hint: "Send Close 1007, then close the connection.",
        run: |visit| {
            Box::pin(async move {
                should_say(visit, &write_bare(FIN | TEXT, &[0xc3, 0x28]), 1007).await
            })
        },
    },
];
