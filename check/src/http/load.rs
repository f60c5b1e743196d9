//! # Many clients, and clients with bad manners               chapter 15 · RFC 6202 §5
//! Knows: what one client may do to the others. Does not know: rules of bytes.
//! Read before: `http/stream.rs`. Read next: `http/poll.rs`.

use crate::{Group, Judged, Level, Miss, Probe, Visit};
use wire::Cite;

const GROUP: Group = Group { slug: "load", title: "Load and manners" };
/// As many as a large class.
const MANY: usize = 100;
/// Longer than one write, and together more than the buffers of a connection.
const LONG: usize = 65_000;

/// In the order of the report.
pub(super) const PROBES: &[Probe] = &[
    Probe {
        id: "H-601",
        group: GROUP,
        level: Level::Craft,
        title: "two streams are open at once",
        cite: Cite::rfc6202("5.1"),
        why: "The second visitor would wait until the first has gone.",
        hint: "Serve each connection in a task or thread of its own.",
        run: |visit| Box::pin(at_once(visit, 2)),
    },
    Probe {
        id: "H-602",
        group: GROUP,
        level: Level::Craft,
        title: "a hundred streams are open at once, and all hear one event",
        cite: Cite::rfc6202("5.1"),
        why: "Each open stream holds a connection: a fixed pool is used up by a class.",
        hint: "Do not serve streams from a small pool of threads.",
        run: |visit| Box::pin(at_once(visit, MANY)),
    },
    Probe {
        id: "H-603",
        group: GROUP,
        level: Level::Craft,
        title: "a client that reads nothing stops nobody",
        cite: Cite::rfc6202("2.2"),
        why: "When its buffers are full, who writes to it waits: so do the others if there is one \
              loop for all.",
        hint: "Bound what waits for each client, and never wait for one before the next.",
        run: |visit| Box::pin(slow_reader(visit)),
    },
    Probe {
        id: "H-604",
        group: GROUP,
        level: Level::Craft,
        title: "clients that vanish stop nobody",
        cite: Cite::rfc6202("5.5"),
        why: "To write to who is gone is an error of that connection, not of the server.",
        hint: "Forget a connection that fails, and go on.",
        run: |visit| Box::pin(gone(visit)),
    },
];

async fn at_once(visit: &Visit, count: usize) -> Judged {
    let mut streams = Vec::new();
    for number in 1..=count {
        let stream = visit.stream(&[]).await.map_err(|miss| match miss {
            Miss::Wrong { found, .. } => {
                Miss::wrong(format!("{count} streams"), format!("stream {number}: {found}"))
            }
            skip @ Miss::Skip(_) => skip,
        })?;
        streams.push(stream);
    }
    if !visit.can_publish() {
        return Ok(());
    }
    let word = visit.word();
    for stream in &mut streams {
        stream.read_for(visit.target.quiet / 100).await?;
    }
    visit.publish(&word).await?;
    for stream in &mut streams {
        stream.hear(&word, visit.target.timeout).await?;
    }
    Ok(())
}

async fn slow_reader(visit: &Visit) -> Judged {
    if !visit.can_publish() {
        return Err(Miss::skip("nobody said how to publish; see --publish"));
    }
    let _unread = visit.stream(&[]).await?;
    let long = "x".repeat(LONG);
    for _ in 0..MANY {
        visit.publish(&long).await?;
    }
    let mut other = visit.listener().await?;
    let word = visit.word();
    visit.publish(&word).await?;
    other.hear(&word, visit.target.timeout).await.map(|_| ())
}

async fn gone(visit: &Visit) -> Judged {
    for _ in 0..4 {
        visit.stream(&[]).await?.reset();
        drop(visit.stream(&[]).await?);
    }
    if !visit.can_publish() {
        return visit.stream(&[]).await.map(|_| ());
    }
    let mut stays = visit.listener().await?;
    for _ in 0..2 {
        let word = visit.word();
        visit.publish(&word).await?;
        stays.hear(&word, visit.target.timeout).await?;
    }
    Ok(())
}
