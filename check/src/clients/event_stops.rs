//! # What ends an event-stream client                             chapter 16 · WHATWG HTML §9.2.3
//! Knows: answers behind which no other request may come. Does not know: fields.
//! Read before: `event_lines.rs`. Read next: `lab/src/commands/check.rs`.

use super::event_meet::said_after;
use super::lock;
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use net::tokio::time::timeout;
use std::time::Duration;
use wire::Cite;

/// How long a client that was told to stop is waited for: fifty times the time after which it was
/// told to come back.
const GONE: Duration = Duration::from_secs(1);

const GROUP: Group =
    Group { slug: "stops", title: "What ends it: start the client anew after each" };

/// In the order of the report.
pub(super) const CASES: &[Probe] = &[
    Probe {
        id: "E-401",
        group: GROUP,
        level: Level::Must,
        title: "204 ends it",
        cite: Cite::whatwg_sse("9.2.2"),
        why: "It is how a server says: stop asking.",
        hint: "Any status but 200 ends the client.",
        run: |visit| {
            Box::pin(async move { must_stop(visit, "HTTP/1.1 204 No Content\r\n\r\n").await })
        },
    },
    Probe {
        id: "E-402",
        group: GROUP,
        level: Level::Must,
        title: "404 ends it",
        cite: Cite::whatwg_sse("9.2.2"),
        why: "Who is not there now is not there in three seconds.",
        hint: "Any status but 200 ends the client.",
        run: |visit| {
            Box::pin(async move {
                must_stop(visit, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n").await
            })
        },
    },
    Probe {
        id: "E-403",
        group: GROUP,
        level: Level::Must,
        title: "another content type ends it",
        cite: Cite::whatwg_sse("9.2.2"),
        why: "A page with an error is no event stream.",
        hint: "Look at Content-Type before you read.",
        run: |visit| {
            Box::pin(async move {
                must_stop(
                    visit,
                    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n",
                )
                .await
            })
        },
    },
];

/// A client with a place is answered so; nobody with that place may come again.
async fn must_stop(visit: &Visit, answer: &str) -> Judged {
    let Some(door) = &visit.door else { return Err(Miss::skip("nobody listens")) };
    said_after(visit, &[b"id: stop\n\n"]).await?;
    let mut met = visit.next_client().await?;
    let cors = "\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n";
    met.wire.send(answer.replacen("\r\n", cors, 1).as_bytes()).await;
    met.wire.send_end().await;
    // One that was started anew has no place.
    let Ok(Ok(met)) = timeout(GONE, visit.next_client()).await else { return Ok(()) };
    let said = met.last_event_id();
    *lock(&door.waiting) = Some(met);
    match said.as_deref() {
        Some("stop") => Err(Miss::wrong("no other request", "it came back")),
        _ => Ok(()),
    }
}
