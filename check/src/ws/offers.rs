//! # What is offered besides, and what is too much               chapter 16 · RFC 6455 §4.2.2
//! Knows: subprotocols, extensions, origins, early frames, endless heads.
//! Does not know: what must be refused.
//! Read before: `ws/handshake.rs`. Read next: `ws/refusals.rs`.

use super::handshake::{GROUP, good};
use crate::frame::{FIN, TEXT, write};
use crate::raw::Came;
use crate::{Judged, Level, Miss, Probe, Visit};
use wire::Cite;

/// In the order of the report.
pub(super) const PROBES: &[Probe] = &[
    Probe {
        id: "W-117",
        group: GROUP,
        level: Level::Must,
        title: "a subprotocol that was not offered is not chosen",
        cite: Cite::rfc6455("4.2.2"),
        why: "The client must fail the connection.",
        hint: "Answer with one of those that were offered, or leave the field away.",
        run: |visit| Box::pin(unknown_subprotocol(visit)),
    },
    Probe {
        id: "W-118",
        group: GROUP,
        level: Level::Must,
        title: "an extension that was not offered is not chosen",
        cite: Cite::rfc6455("9.1"),
        why: "The client must fail the connection.",
        hint: "Answer with what you know of the offer, or leave the field away.",
        run: |visit| Box::pin(unknown_extension(visit)),
    },
    Probe {
        id: "W-119",
        group: GROUP,
        level: Level::Note,
        title: "a frame in the same packet as the request is kept",
        cite: Cite::rfc6455("4.1"),
        why: "A client has to wait for the 101, so refusing is allowed; losing the frame without a \
            word is the worst answer.",
        hint: "What was read behind the head belongs to the WebSocket.",
        run: |visit| Box::pin(frame_behind_the_request(visit)),
    },
    Probe {
        id: "W-120",
        group: GROUP,
        level: Level::Note,
        title: "a page of a foreign origin is refused",
        cite: Cite::rfc6455("10.2"),
        why: "A browser sends its cookies to any server that a page names: only the server can \
            tell whose page it is.",
        hint: "Compare Origin with your own addresses, and answer 403. Programs send none.",
        run: |visit| Box::pin(foreign_origin(visit)),
    },
    Probe {
        id: "W-121",
        group: GROUP,
        level: Level::Craft,
        title: "a head of 1 MB is not taken",
        cite: Cite::rfc9110("5.4"),
        why: "Who reads a head without a limit can be filled up by anybody.",
        hint: "Stop at a limit, such as 16 KB, and answer 431.",
        run: |visit| Box::pin(endless_head(visit)),
    },
];

async fn unknown_subprotocol(visit: &Visit) -> Judged {
    visit.needs_open()?;
    for offered in [None, Some("wire101.example")] {
        let begins = "Sec-WebSocket-Protocol:";
        let mut request = good(visit).change(begins, None);
        if let Some(offered) = offered {
            request = request.last(format!("{begins} {offered}"));
        }
        let (_, Came::Whole(head)) = visit.ask(&request).await? else { continue };
        let chosen = head.field("sec-websocket-protocol");
        if chosen.is_some() && chosen.as_deref() != offered {
            let offered = offered.unwrap_or("nothing");
            let found = format!("{} was chosen", chosen.unwrap_or_default());
            return Err(Miss::wrong(format!("none, or what was offered: {offered}"), found));
        }
    }
    Ok(())
}

async fn unknown_extension(visit: &Visit) -> Judged {
    visit.needs_open()?;
    for offered in [None, Some("x-wire101-unknown")] {
        let mut request = good(visit);
        if let Some(offered) = offered {
            request = request.last(format!("Sec-WebSocket-Extensions: {offered}"));
        }
        let (_, Came::Whole(head)) = visit.ask(&request).await? else { continue };
        if let Some(chosen) = head.field("sec-websocket-extensions") {
            let found = format!("Sec-WebSocket-Extensions: {chosen}");
            return Err(Miss::wrong("no extension", found));
        }
    }
    Ok(())
}

async fn frame_behind_the_request(visit: &Visit) -> Judged {
    visit.needs_open()?;
    visit.needs_echo()?;
    let mut wire = visit.connect().await?;
    let message = write(FIN | TEXT, b"early");
    wire.send(&[good(visit).bytes(), message].concat()).await;
    let mut talk = visit.opened(wire).await?;
    talk.message(TEXT, b"early").await.map(drop)
}

async fn foreign_origin(visit: &Visit) -> Judged {
    visit.needs_open()?;
    let request = good(visit).change("Origin:", None).last("Origin: http://wire101.invalid");
    match visit.ask(&request).await? {
        (_, Came::Whole(head)) if head.status == 101 => {
            Err(Miss::wrong("a refusal, such as 403", "the answer 101"))
        }
        _ => Ok(()),
    }
}

async fn endless_head(visit: &Visit) -> Judged {
    let mut wire = visit.connect().await?;
    let mut lines = good(visit).lines;
    lines.extend((0..1024).map(|i| format!("X-{i:04}: {}", "x".repeat(1014))));
    wire.send(lines.join("\r\n").as_bytes()).await;
    match wire.read_head().await {
        Came::Nothing(_) => {
            let found = "1 MB was taken, and more is waited for";
            Err(Miss::wrong("431, or the end of the connection", found))
        }
        _ => Ok(()),
    }
}
