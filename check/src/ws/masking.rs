//! # Masks                                                       chapter 16 · RFC 6455 §5.3
//! Knows: who masks, and with which key. Does not know: lengths.
//! Read before: `ws/framing.rs`. Read next: `ws/lengths.rs`.

use crate::frame::{FIN, Form, TEXT, write_with};
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use net::tokio::time::sleep;
use std::time::Duration;
use wire::Cite;

const GROUP: Group = Group { slug: "masking", title: "Masking" };

/// In the order of the report.
pub(super) const PROBES: &[Probe] = &[
    Probe {
        id: "W-251",
        group: GROUP,
        level: Level::Must,
        title: "a client's frame without a mask fails the connection",
        cite: Cite::rfc6455("5.1"),
        why: "The mask keeps pages from writing chosen bytes that a proxy takes for a request.",
        hint: "Test the top bit of the second byte: Close 1002 when it is 0.",
        run: |visit| Box::pin(unmasked(visit)),
    },
    Probe {
        id: "W-252",
        group: GROUP,
        level: Level::Must,
        title: "the server masks no message",
        cite: Cite::rfc6455("5.1"),
        why: "A client must fail the connection when a server's frame has a mask.",
        hint: "Leave the top bit of the second byte at 0, and write no key.",
        run: |visit| Box::pin(masks_nothing(visit)),
    },
    Probe {
        id: "W-253",
        group: GROUP,
        level: Level::Must,
        title: "any key unmasks, all zeros too",
        cite: Cite::rfc6455("5.3"),
        why: "A key of zeros is as good as any other.",
        hint: "XOR, without looking at the key.",
        run: |visit| Box::pin(any_key(visit)),
    },
    Probe {
        id: "W-254",
        group: GROUP,
        level: Level::Must,
        title: "each frame has its own key",
        cite: Cite::rfc6455("5.3"),
        why: "The key changes with each frame.",
        hint: "Read the 4 bytes of the key anew for each frame.",
        run: |visit| Box::pin(own_keys(visit)),
    },
    Probe {
        id: "W-255",
        group: GROUP,
        level: Level::Must,
        title: "the key goes on where the last read ended",
        cite: Cite::rfc6455("5.3"),
        why: "A payload that comes in several reads is garbled when the key starts anew with each.",
        hint: "Count the bytes of the payload, not those of the read.",
        run: |visit| Box::pin(key_across_reads(visit)),
    },
];

/// A whole short text, masked with this key.
fn masked(key: [u8; 4], text: &[u8]) -> Vec<u8> {
    write_with(FIN | TEXT, Form::Short, text.len() as u64, Some(key), text)
}

async fn unmasked(visit: &Visit) -> Judged {
    let mut talk = visit.open().await?;
    talk.wire.send(&write_with(FIN | TEXT, Form::Short, 5, None, b"Hello")).await;
    talk.must_fail().await.map(drop)
}

async fn masks_nothing(visit: &Visit) -> Judged {
    let message = visit.open_echo().await?.echo(TEXT, b"Hello").await?;
    match message.frames.iter().find(|frame| frame.masked) {
        None => Ok(()),
        Some(frame) => Err(Miss::wrong("a frame without a mask", format!("{frame}, masked"))),
    }
}

async fn any_key(visit: &Visit) -> Judged {
    for key in [[0; 4], [0xff; 4], [0, 0, 0, 1]] {
        let mut talk = visit.open_echo().await?;
        talk.wire.send(&masked(key, b"Hello")).await;
        talk.message(TEXT, b"Hello").await?;
    }
    Ok(())
}

async fn own_keys(visit: &Visit) -> Judged {
    let mut talk = visit.open_echo().await?;
    for (key, text) in [([1, 2, 3, 4], b"Hello"), ([9, 8, 7, 6], b"again")] {
        talk.wire.send(&masked(key, text)).await;
        talk.message(TEXT, text).await?;
    }
    Ok(())
}

async fn key_across_reads(visit: &Visit) -> Judged {
    const HEADER: usize = 6;
    let text = b"Hello again";
    let mut talk = visit.open_echo().await?;
    for cut in [1, 2, 3, 5] {
        let frame = masked([1, 2, 3, 4], text);
        let (begun, rest) = frame.split_at(HEADER + cut);
        talk.wire.send(begun).await;
        sleep(Duration::from_millis(20)).await;
        talk.wire.send(rest).await;
        talk.message(TEXT, text).await?;
    }
    Ok(())
}
