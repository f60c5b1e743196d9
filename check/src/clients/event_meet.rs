//! # An event-stream client comes                                 chapter 16 · WHATWG HTML §9.2
//! Knows: its request, a good answer, and what the next request tells. Does not know: fields.
//! Read before: `meet.rs`. Read next: `event_fields.rs`.

use super::lock;
use super::meet::Met;
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use std::time::Duration;
use wire::Cite;

/// What each answer of ours begins with.
const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\
    Cache-Control: no-store\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n\r\n";
/// Come back soon; the last event ID is `base`.
const BASE: &str = "retry: 20\nid: base\ndata: x\n\n";
/// How far apart pieces are sent.
const APART: Duration = Duration::from_millis(10);

const GROUP: Group = Group { slug: "request", title: "What it asks" };

/// In the order of the report.
pub(super) const CASES: &[Probe] = &[
    Probe {
        id: "E-101",
        group: GROUP,
        level: Level::Must,
        title: "the request is a GET",
        cite: Cite::whatwg_sse("9.2.2"),
        why: "The standard asks so; some libraries can send more.",
        hint: "Use GET unless you were told otherwise.",
        run: |visit| Box::pin(async move { asks(visit, |met| met.method == "GET", "GET").await }),
    },
    Probe {
        id: "E-102",
        group: GROUP,
        level: Level::May,
        title: "it accepts text/event-stream",
        cite: Cite::whatwg_sse("9.2.2"),
        why: "Servers may choose by it what they send; who sends nothing takes anything.",
        hint: "Write `Accept: text/event-stream`.",
        run: |visit| {
            Box::pin(async move {
                asks(
                    visit,
                    |met| met.field("accept").contains("text/event-stream"),
                    "Accept: text/event-stream",
                )
                .await
            })
        },
    },
    Probe {
        id: "E-103",
        group: GROUP,
        level: Level::Should,
        title: "it asks caches for nothing that they have",
        cite: Cite::whatwg_sse("9.2.2"),
        why: "A stream that a cache had kept would be old.",
        hint: "Write `Cache-Control: no-store`, or no-cache.",
        run: |visit| {
            Box::pin(async move {
                asks(
                    visit,
                    |met| met.field("cache-control").contains("no-"),
                    "Cache-Control: no-store",
                )
                .await
            })
        },
    },
    Probe {
        id: "E-104",
        group: GROUP,
        level: Level::Must,
        title: "it comes back after the end of the stream",
        cite: Cite::whatwg_sse("9.2.2"),
        why: "Connections end: that is why there is an EventSource.",
        hint: "Wait for the reconnection time, then ask again.",
        run: |visit| Box::pin(async move { must_say(visit, &[b""], Some("base")).await }),
    },
];

impl Met {
    /// Answer with an event stream in these pieces, each a packet of its own, and end it.
    async fn stream(mut self, pieces: &[&[u8]]) {
        self.wire.send(&[HEAD.as_bytes(), BASE.as_bytes()].concat()).await;
        for piece in pieces {
            net::tokio::time::sleep(APART).await;
            self.wire.send(piece).await;
        }
        self.wire.send_end().await;
    }

    /// What it says that it heard last.
    pub(super) fn last_event_id(&self) -> Option<String> {
        self.head.field("last-event-id")
    }
}

async fn asks(visit: &Visit, is_so: fn(&Met) -> bool, expected: &str) -> Judged {
    let met = visit.next_client().await?;
    let lines = met.head.fields.iter().map(|(name, value)| format!("{name}: {value}"));
    let found = format!("{} with {}", met.method, lines.collect::<Vec<_>>().join(" | "));
    let judged = if is_so(&met) { Ok(()) } else { Err(Miss::wrong(expected, found)) };
    met.stream(&[]).await;
    judged
}

/// The next client hears these pieces behind an event with the id `base`; what it says then that
/// it heard last. Its new request waits for the next case.
///
/// # Errors
/// It does not come back.
pub(super) async fn said_after(visit: &Visit, pieces: &[&[u8]]) -> Result<Option<String>, Miss> {
    visit.next_client().await?.stream(pieces).await;
    next_said(visit).await
}

async fn next_said(visit: &Visit) -> Result<Option<String>, Miss> {
    let met = match visit.next_client().await {
        Ok(met) => met,
        Err(_) => return Err(Miss::wrong("another request", "the client does not come back")),
    };
    let said = met.last_event_id();
    if let Some(door) = &visit.door {
        *lock(&door.waiting) = Some(met);
    }
    Ok(said)
}

/// As [`said_after`], where these bytes are all that the client hears.
///
/// # Errors
/// It does not come back.
pub(super) async fn said_after_bare(visit: &Visit, bytes: &[u8]) -> Result<Option<String>, Miss> {
    let mut met = visit.next_client().await?;
    met.wire.send(&[HEAD.as_bytes(), bytes].concat()).await;
    met.wire.send_end().await;
    next_said(visit).await
}

/// Behind these pieces, the client must say that it heard this last.
pub(super) async fn must_say(visit: &Visit, pieces: &[&[u8]], expected: Option<&str>) -> Judged {
    let said = said_after(visit, pieces).await?;
    if said.as_deref() == expected {
        return Ok(());
    }
    let show = |id: Option<&str>| match id {
        Some(id) => format!("Last-Event-ID: {id}"),
        None => "no Last-Event-ID".to_string(),
    };
    Err(Miss::wrong(show(expected), show(said.as_deref())))
}
