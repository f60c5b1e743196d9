//! # What an event-stream client makes of fields                  chapter 16 · WHATWG HTML §9.2.6
//! Knows: ids, names, comments, and what is no event. Does not know: line ends.
//! Read before: `event_meet.rs`. Read next: `event_lines.rs`.

use super::event_meet::must_say;
use crate::{Group, Level, Probe};
use wire::Cite;

const GROUP: Group = Group { slug: "fields", title: "Fields" };

/// In the order of the report.
pub(super) const CASES: &[Probe] = &[
    Probe {
        id: "E-201",
        group: GROUP,
        level: Level::Must,
        title: "the id of an event is said when coming back",
        cite: Cite::whatwg_sse("9.2.3"),
        why: "Without it, events are lost or come twice.",
        hint: "Keep it, and send it as Last-Event-ID.",
        run: |visit| {
            Box::pin(async move { must_say(visit, &[b"id: 7\ndata: x\n\n"], Some("7")).await })
        },
    },
    Probe {
        id: "E-202",
        group: GROUP,
        level: Level::Must,
        title: "an id without an event counts",
        cite: Cite::whatwg_sse("9.2.6"),
        why: "A server may move the place on without an event.",
        hint: "Take the id over at the empty line, also where there is no data.",
        run: |visit| Box::pin(async move { must_say(visit, &[b"id: 8\n\n"], Some("8")).await }),
    },
    Probe {
        id: "E-203",
        group: GROUP,
        level: Level::Must,
        title: "an id without the empty line does not count",
        cite: Cite::whatwg_sse("9.2.6"),
        why: "The event was not heard; with its id it would never come again.",
        hint: "Take the id over at the empty line, not before.",
        run: |visit| {
            Box::pin(async move { must_say(visit, &[b"id: 9\ndata: x\n"], Some("base")).await })
        },
    },
    Probe {
        id: "E-204",
        group: GROUP,
        level: Level::Must,
        title: "an id stays until there is another",
        cite: Cite::whatwg_sse("9.2.6"),
        why: "Events without an id are not new places.",
        hint: "Do not forget the id between events.",
        run: |visit| {
            Box::pin(async move {
                must_say(visit, &[b"id: 10\ndata: x\n\ndata: y\n\n"], Some("10")).await
            })
        },
    },
    Probe {
        id: "E-205",
        group: GROUP,
        level: Level::Must,
        title: "an empty id takes the place away",
        cite: Cite::whatwg_sse("9.2.3"),
        why: "The server says: from now on there is no place.",
        hint: "Send no Last-Event-ID when it is empty.",
        run: |visit| Box::pin(async move { must_say(visit, &[b"id\ndata: x\n\n"], None).await }),
    },
    Probe {
        id: "E-206",
        group: GROUP,
        level: Level::Must,
        title: "an id with a NUL is passed over",
        cite: Cite::whatwg_sse("9.2.6"),
        why: "No field line may hold a NUL.",
        hint: "Ignore the field.",
        run: |visit| {
            Box::pin(
                async move { must_say(visit, &[b"id: 1\x002\ndata: x\n\n"], Some("base")).await },
            )
        },
    },
    Probe {
        id: "E-207",
        group: GROUP,
        level: Level::Must,
        title: "an id may stand without the space",
        cite: Cite::whatwg_sse("9.2.6"),
        why: "The space behind the colon may be left out.",
        hint: "Strip one space, if there is one.",
        run: |visit| {
            Box::pin(async move { must_say(visit, &[b"id:11\ndata:x\n\n"], Some("11")).await })
        },
    },
    Probe {
        id: "E-208",
        group: GROUP,
        level: Level::Must,
        title: "names of fields are read with regard to case",
        cite: Cite::whatwg_sse("9.2.6"),
        why: "ID is a field that nobody knows.",
        hint: "Compare exactly.",
        run: |visit| {
            Box::pin(async move { must_say(visit, &[b"ID: 12\ndata: x\n\n"], Some("base")).await })
        },
    },
    Probe {
        id: "E-209",
        group: GROUP,
        level: Level::Must,
        title: "a comment is no field",
        cite: Cite::whatwg_sse("9.2.6"),
        why: "Comments keep the connection awake.",
        hint: "A line that begins with a colon is passed over.",
        run: |visit| {
            Box::pin(async move { must_say(visit, &[b":id: 13\ndata: x\n\n"], Some("base")).await })
        },
    },
    Probe {
        id: "E-210",
        group: GROUP,
        level: Level::Must,
        title: "the id may be any text",
        cite: Cite::whatwg_sse("9.2.4"),
        why: "It is sent as UTF-8.",
        hint: "Write the bytes of the id as they are.",
        run: |visit| {
            Box::pin(async move {
                must_say(visit, &["id: \u{e9}\ndata: x\n\n".as_bytes()], Some("\u{e9}")).await
            })
        },
    },
    Probe {
        id: "E-211",
        group: GROUP,
        level: Level::Must,
        title: "a wrong retry is passed over",
        cite: Cite::whatwg_sse("9.2.6"),
        why: "It must be digits alone.",
        hint: "Ignore the field unless all of it are digits.",
        run: |visit| {
            Box::pin(async move {
                must_say(visit, &[b"retry: 86400000x\nretry: -1\nid: 14\ndata: x\n\n"], Some("14"))
                    .await
            })
        },
    },
];
