//! # What an event-stream client makes of lines                   chapter 16 · WHATWG HTML §9.2.6
//! Knows: line ends, cuts, the byte order mark. Does not know: fields.
//! Read before: `event_fields.rs`. Read next: `event_stops.rs`.

use super::event_meet::must_say;
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use wire::Cite;

const GROUP: Group = Group { slug: "lines", title: "Lines" };

/// In the order of the report.
pub(super) const CASES: &[Probe] = &[
    Probe {
        id: "E-301",
        group: GROUP,
        level: Level::Must,
        title: "CR LF ends a line",
        cite: Cite::whatwg_sse("9.2.5"),
        why: "Many servers write so.",
        hint: "Take CR LF, LF and CR.",
        run: |visit| {
            Box::pin(
                async move { must_say(visit, &[b"id: 21\r\ndata: x\r\n\r\n"], Some("21")).await },
            )
        },
    },
    Probe {
        id: "E-302",
        group: GROUP,
        level: Level::Must,
        title: "CR alone ends a line",
        cite: Cite::whatwg_sse("9.2.5"),
        why: "The standard says so.",
        hint: "Take CR LF, LF and CR.",
        run: |visit| {
            Box::pin(async move { must_say(visit, &[b"id: 22\rdata: x\r\r:\r"], Some("22")).await })
        },
    },
    Probe {
        id: "E-303",
        group: GROUP,
        level: Level::Must,
        title: "CR LF that is cut between two packets is one end",
        cite: Cite::whatwg_sse("9.2.5"),
        why: "TCP cuts where it likes; two ends would be an empty line.",
        hint: "Remember that the last byte was a CR.",
        run: |visit| {
            Box::pin(async move {
                must_say(
                    visit,
                    &[b"id: 23\r", b"\ndata: x\r", b"\n", b"id: 24\r\ndata: y\r\n"],
                    Some("base"),
                )
                .await
            })
        },
    },
    Probe {
        id: "E-304",
        group: GROUP,
        level: Level::Must,
        title: "an event that comes byte by byte is one",
        cite: Cite::whatwg_sse("9.2.5"),
        why: "TCP cuts where it likes.",
        hint: "Keep what is unfinished.",
        run: |visit| {
            Box::pin(async move {
                must_say(
                    visit,
                    &[b"i", b"d", b":", b" ", b"2", b"5", b"\n", b"data\n\n"],
                    Some("25"),
                )
                .await
            })
        },
    },
    Probe {
        id: "E-305",
        group: GROUP,
        level: Level::Must,
        title: "a character that is cut between two packets is one",
        cite: Cite::whatwg_sse("9.2.5"),
        why: "UTF-8 knows nothing of packets.",
        hint: "Keep the bytes until the line is whole, or decode as a stream.",
        run: |visit| {
            Box::pin(async move {
                must_say(visit, &[b"id: \xc3", b"\xa9\ndata: x\n\n"], Some("\u{e9}")).await
            })
        },
    },
    Probe {
        id: "E-306",
        group: GROUP,
        level: Level::Must,
        title: "CR at the very end of what came ends its line",
        cite: Cite::whatwg_sse("9.2.5"),
        why: "Its LF may never come: where the stream ends there, the event would be lost.",
        hint: "End the line at CR, and pass over one LF behind it.",
        run: |visit| {
            Box::pin(async move { must_say(visit, &[b"id: 28\rdata: x\r\r"], Some("28")).await })
        },
    },
    Probe {
        id: "E-307",
        group: GROUP,
        level: Level::Must,
        title: "a byte order mark at the beginning is dropped",
        cite: Cite::whatwg_sse("9.2.5"),
        why: "Editors write it.",
        hint: "Drop EF BB BF at the very beginning, once.",
        run: |visit| Box::pin(async move { must_drop_a_mark(visit).await }),
    },
];

async fn must_drop_a_mark(visit: &Visit) -> Judged {
    let bytes = b"\xef\xbb\xbfid: 26\nretry: 20\ndata: x\n\n";
    let said = super::event_meet::said_after_bare(visit, bytes).await?;
    match said.as_deref() {
        Some("26") => Ok(()),
        said => Err(Miss::wrong("Last-Event-ID: 26", format!("Last-Event-ID: {said:?}"))),
    }
}
