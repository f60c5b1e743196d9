//! # The head of an event stream               chapters 05 and 06 · WHATWG HTML §9.2, RFC 6202 §5
//! Knows: type, caching, framing, and that the head comes before the events. Does not know: events.
//! Read before: `http/stream.rs`. Read next: `http/events.rs`.

use super::talk::{framing, lists};
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use wire::Cite;

const GROUP: Group = Group { slug: "stream", title: "The head of an event stream" };

/// In the order of the report.
pub(super) const PROBES: &[Probe] = &[
    Probe {
        id: "H-301",
        group: GROUP,
        level: Level::Must,
        title: "the stream is 200 and text/event-stream",
        cite: Cite::whatwg_sse("9.2.5"),
        why: "With anything else a browser gives up for good.",
        hint: "`Content-Type: text/event-stream`.",
        run: |visit| Box::pin(media_type(visit)),
    },
    Probe {
        id: "H-302",
        group: GROUP,
        level: Level::Must,
        title: "no other charset than UTF-8 is announced",
        cite: Cite::whatwg_sse("9.2.5"),
        why: "An event stream is always read as UTF-8; some browsers refuse other announcements.",
        hint: "Leave charset out.",
        run: |visit| Box::pin(charset(visit)),
    },
    Probe {
        id: "H-303",
        group: GROUP,
        level: Level::Should,
        title: "no cache may keep the stream: no-store, or no-cache",
        cite: Cite::rfc6202("5.6"),
        why: "A cache could answer with what another client heard.",
        hint: "`Cache-Control: no-store`.",
        run: |visit| Box::pin(no_store(visit)),
    },
    Probe {
        id: "H-304",
        group: GROUP,
        level: Level::Craft,
        title: "the head comes at once, before the first event",
        cite: Cite::whatwg_sse("9.2.2"),
        why: "Until the head is there, the page's EventSource is not open.",
        hint: "Flush the head; a comment line behind it helps with proxies.",
        run: |visit| Box::pin(at_once(visit)),
    },
    Probe {
        id: "H-305",
        group: GROUP,
        level: Level::Craft,
        title: "the stream announces no length",
        cite: Cite::rfc6202("3.1"),
        why: "A client stops behind that many bytes.",
        hint: "`Transfer-Encoding: chunked`, or no length and close at the end.",
        run: |visit| Box::pin(no_length(visit)),
    },
    Probe {
        id: "H-306",
        group: GROUP,
        level: Level::Craft,
        title: "the stream is not compressed for who did not ask for it",
        cite: Cite::rfc6202("3.2"),
        why: "A compressor holds events back until it has enough.",
        hint: "Leave text/event-stream out of the compression.",
        run: |visit| Box::pin(plain(visit)),
    },
    Probe {
        id: "H-307",
        group: GROUP,
        level: Level::Note,
        title: "proxies are asked not to hold the stream back",
        cite: Cite::rfc6202("3.2"),
        why: "Behind a proxy that buffers, no event comes until its buffer is full.",
        hint: "`X-Accel-Buffering: no` for nginx, `Cache-Control: no-transform` for others.",
        run: |visit| Box::pin(unbuffered(visit)),
    },
    Probe {
        id: "H-308",
        group: GROUP,
        level: Level::Note,
        title: "pages of other origins may not read the stream",
        cite: Cite::whatwg_sse("9.2.2"),
        why: "With `Access-Control-Allow-Origin: *` any page may read what this user may.",
        hint: "Leave it out, or name the origins that may.",
        run: |visit| Box::pin(foreign(visit)),
    },
    Probe {
        id: "H-309",
        group: GROUP,
        level: Level::Craft,
        title: "a Last-Event-ID that the server never gave does not end the stream",
        cite: Cite::whatwg_sse("9.2.2"),
        why: "To anything but 200 a browser gives up for good: after a restart of the server, \
              all would.",
        hint: "Begin at the newest event, and tell the client that some were missed.",
        run: |visit| Box::pin(strange_id(visit)),
    },
];

async fn media_type(visit: &Visit) -> Judged {
    let head = visit.stream(&[]).await?.head;
    let media_type = head.field("content-type").unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("text/event-stream") {
        return Ok(());
    }
    Err(Miss::wrong("text/event-stream", format!("Content-Type: {media_type:?}")))
}

async fn charset(visit: &Visit) -> Judged {
    let head = visit.stream(&[]).await?.head;
    let media_type = head.field("content-type").unwrap_or_default().to_ascii_lowercase();
    match media_type.split_once("charset=") {
        Some((_, charset)) if charset.trim_matches('"').trim() != "utf-8" => {
            Err(Miss::wrong("no charset, or utf-8", charset))
        }
        _ => Ok(()),
    }
}

async fn no_store(visit: &Visit) -> Judged {
    let head = visit.stream(&[]).await?.head;
    if ["no-store", "no-cache"].iter().any(|word| lists(&head, "cache-control", word)) {
        return Ok(());
    }
    let found = head.field("cache-control").unwrap_or_else(|| "no Cache-Control".into());
    Err(Miss::wrong("Cache-Control: no-store, or no-cache", found))
}

async fn at_once(visit: &Visit) -> Judged {
    visit.stream(&[]).await.map(|_| ())
}

async fn no_length(visit: &Visit) -> Judged {
    let head = visit.stream(&[]).await?.head;
    framing(&head, "GET")?;
    match head.field("content-length") {
        None => Ok(()),
        Some(length) => Err(Miss::wrong("no Content-Length", format!("Content-Length: {length}"))),
    }
}

async fn plain(visit: &Visit) -> Judged {
    let head = visit.stream(&[]).await?.head;
    match head.field("content-encoding") {
        None => Ok(()),
        Some(coding) if coding.eq_ignore_ascii_case("identity") => Ok(()),
        Some(coding) => Err(Miss::wrong("no Content-Encoding", coding)),
    }
}

async fn unbuffered(visit: &Visit) -> Judged {
    let head = visit.stream(&[]).await?.head;
    let asks = head.field("x-accel-buffering").is_some_and(|value| value == "no");
    if asks || lists(&head, "cache-control", "no-transform") {
        return Ok(());
    }
    Err(Miss::wrong("X-Accel-Buffering: no, or no-transform", "neither"))
}

async fn foreign(visit: &Visit) -> Judged {
    let fields = ["Origin: https://elsewhere.example", "Accept: text/event-stream"];
    let request = visit.request("GET", visit.events(), &fields);
    let head = visit.say(&request).await?.head().await?;
    match head.field("access-control-allow-origin") {
        None => Ok(()),
        Some(origin) => {
            let found = format!("Access-Control-Allow-Origin: {origin}");
            Err(Miss::wrong("no leave for https://elsewhere.example", found))
        }
    }
}

async fn strange_id(visit: &Visit) -> Judged {
    visit.stream(&["Last-Event-ID: never given by this server"]).await.map(|_| ())
}
