//! # Many clients, large messages, bad manners                   chapter 16 · RFC 6455 §10.4
//! Knows: what one client may do to the others. Does not know: rules of bytes.
//! Read before: `ws/liveness.rs`. Read next: `report.rs`.

use super::lengths::letters;
use crate::frame::{FIN, TEXT, write};
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use net::tokio::time::sleep;
use wire::Cite;

const GROUP: Group = Group { slug: "load", title: "Load and manners" };

/// In the order of the report.
pub(super) const PROBES: &[Probe] = &[
    Probe {
        id: "W-951",
        group: GROUP,
        level: Level::Craft,
        title: "two clients are served at once",
        cite: Cite::rfc6455("10.4"),
        why: "A second visitor would wait until the first has gone.",
        hint: "Serve each connection in a task or thread of its own.",
        run: |visit| Box::pin(two_clients(visit)),
    },
    Probe {
        id: "W-952",
        group: GROUP,
        level: Level::Craft,
        title: "sixteen clients are served at once",
        cite: Cite::rfc6455("10.4"),
        why: "A class has that many.",
        hint: "Do not serve from a small fixed pool that connections hold.",
        run: |visit| Box::pin(sixteen_clients(visit)),
    },
    Probe {
        id: "W-953",
        group: GROUP,
        level: Level::Craft,
        title: "a client that reads nothing stops nobody",
        cite: Cite::rfc6455("10.4"),
        why: "When its buffers are full, who writes to it waits: the others wait too if there is \
            one lock.",
        hint: "Bound what waits for each client, and never write under a common lock.",
        run: |visit| Box::pin(deaf_client(visit)),
    },
    Probe {
        id: "W-954",
        group: GROUP,
        level: Level::Must,
        title: "a hundred messages at once all come back, in order",
        cite: Cite::rfc6455("6.2"),
        why: "They come in a few packets.",
        hint: "Take all frames from the buffer before you read again.",
        run: |visit| Box::pin(hundred(visit)),
    },
    Probe {
        id: "W-955",
        group: GROUP,
        level: Level::Must,
        title: "6 MB of messages come back whole to a slow reader",
        cite: Cite::rfc6455("6.1"),
        why: "A write may take a part of the bytes; the rest must follow.",
        hint: "Use a call that writes all, or go on where the last one stopped.",
        run: |visit| Box::pin(slow_reader(visit)),
    },
    Probe {
        id: "W-956",
        group: GROUP,
        level: Level::Must,
        title: "large messages of two clients do not mix",
        cite: Cite::rfc6455("6.2"),
        why: "Two writers in one buffer give frames that are none.",
        hint: "Keep buffers by connection.",
        run: |visit| Box::pin(two_large(visit)),
    },
    Probe {
        id: "W-957",
        group: GROUP,
        level: Level::Craft,
        title: "a client that vanishes in the middle of a frame stops nobody",
        cite: Cite::rfc6455("10.4"),
        why: "Networks break in the middle of frames.",
        hint: "An end or a reset is the end of one connection, and no reason to panic.",
        run: |visit| Box::pin(vanishes(visit)),
    },
    Probe {
        id: "W-958",
        group: GROUP,
        level: Level::Craft,
        title: "the server outlives every probe",
        cite: Cite::rfc6455("10.4"),
        why: "One bad client must not end the service of the others.",
        hint: "Handle each error where the connection is; let none reach the whole program.",
        run: |visit| Box::pin(outlives(visit)),
    },
];

/// The bytes of one large message.
const LARGE: usize = 60_000;

/// All of `count` clients are here before the first says something.
async fn at_once(visit: &Visit, count: usize) -> Judged {
    visit.needs_open()?;
    let mut talks = Vec::new();
    for i in 0..count {
        talks.push(visit.open().await.map_err(|miss| match miss {
            Miss::Wrong { expected, found } => {
                Miss::wrong(expected, format!("client {}: {found}", i + 1))
            }
            skip @ Miss::Skip(_) => skip,
        })?);
    }
    if visit.echoes {
        for (i, talk) in talks.iter_mut().enumerate() {
            talk.echo(TEXT, format!("client {i}").as_bytes()).await?;
        }
    }
    Ok(())
}

async fn two_clients(visit: &Visit) -> Judged {
    at_once(visit, 2).await
}

async fn sixteen_clients(visit: &Visit) -> Judged {
    at_once(visit, 16).await
}

async fn deaf_client(visit: &Visit) -> Judged {
    let mut deaf = visit.open_echo().await?;
    deaf.wire.set_timeout(visit.target.quiet);
    let message = write(FIN | TEXT, &letters(LARGE));
    for _ in 0..160 {
        if deaf.wire.send_deaf(&message).await < message.len() {
            break;
        }
    }
    let mut other = visit.open().await?;
    other.echo(TEXT, b"Hello").await.map(drop)
}

async fn hundred(visit: &Visit) -> Judged {
    let texts: Vec<String> = (0..100).map(|i| format!("message {i}")).collect();
    let frames: Vec<Vec<u8>> =
        texts.iter().map(|text| write(FIN | TEXT, text.as_bytes())).collect();
    let mut talk = visit.open_echo().await?;
    talk.wire.send(&frames.concat()).await;
    for text in &texts {
        talk.message(TEXT, text.as_bytes()).await?;
    }
    Ok(())
}

async fn slow_reader(visit: &Visit) -> Judged {
    const MESSAGES: usize = 100;
    let mut talk = visit.open_echo().await?;
    let text = letters(LARGE);
    let all = write(FIN | TEXT, &text).repeat(MESSAGES);
    talk.wire.set_timeout(visit.target.quiet);
    let taken = talk.wire.send_deaf(&all).await;
    sleep(visit.target.quiet).await;
    talk.wire.set_timeout(visit.target.timeout);
    talk.wire.send(all.get(taken..).unwrap_or_default()).await;
    for _ in 0..MESSAGES {
        talk.message(TEXT, &text).await?;
    }
    Ok(())
}

async fn two_large(visit: &Visit) -> Judged {
    let (mut one, mut two) = (visit.open_echo().await?, visit.open().await?);
    let lower = letters(LARGE);
    let upper = lower.to_ascii_uppercase();
    let frames = [write(FIN | TEXT, &lower), write(FIN | TEXT, &upper)];
    for piece in 0..4 {
        let from = piece * LARGE / 4;
        let part = |frame: &[u8]| {
            let to = if piece == 3 { frame.len() } else { from + LARGE / 4 };
            frame.get(from..to).unwrap_or_default().to_vec()
        };
        one.wire.send(&part(&frames[0])).await;
        two.wire.send(&part(&frames[1])).await;
    }
    one.message(TEXT, &lower).await?;
    two.message(TEXT, &upper).await.map(drop)
}

async fn vanishes(visit: &Visit) -> Judged {
    let half = write(FIN | TEXT, b"a whole message");
    let half = half.get(..10).unwrap_or_default();
    let mut gone = visit.open().await?;
    gone.wire.send(half).await;
    gone.wire.reset();
    let mut gone = visit.open().await?;
    gone.wire.send(half).await;
    drop(gone);
    let mut other = visit.open().await?;
    if visit.echoes {
        other.echo(TEXT, b"Hello").await?;
    }
    Ok(())
}

async fn outlives(visit: &Visit) -> Judged {
    visit.open().await.map(drop)
}
