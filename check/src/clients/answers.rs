//! # What a client makes of the answer                            chapter 16 · RFC 6455 §4.1
//! Knows: answers that are wrong, and odd ones that are right. Does not know: frames.
//! Read before: `asking.rs`. Read next: `framing.rs`.

use super::meet::head;
use crate::frame::{FIN, TEXT, write_bare};
use crate::raw::Came;
use crate::ws::talk::Talk;
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use wire::Cite;

/// Why an answer is looked at so closely.
const ANY_SERVER: &str = "A server that does not know WebSocket, or somebody between, would be \
    taken for one that does.";

const GROUP: Group = Group { slug: "answers", title: "What it makes of the answer" };

/// In the order of the report.
pub(super) const CASES: &[Probe] = &[
    Probe {
        id: "C-201",
        group: GROUP,
        level: Level::Must,
        title: "a wrong Sec-WebSocket-Accept is refused",
        cite: Cite::rfc6455("4.1"),
        why: ANY_SERVER,
        hint: "Compute the value from your key, and compare.",
        run: |visit| {
            Box::pin(async move {
                must_refuse(visit, |lines| {
                    lines[3] = "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=".into();
                })
                .await
            })
        },
    },
    Probe {
        id: "C-202",
        group: GROUP,
        level: Level::Must,
        title: "an answer without Sec-WebSocket-Accept is refused",
        cite: Cite::rfc6455("4.1"),
        why: ANY_SERVER,
        hint: "Without the field the answer is no answer.",
        run: |visit| Box::pin(async move { must_refuse(visit, |lines| lines.truncate(3)).await }),
    },
    Probe {
        id: "C-203",
        group: GROUP,
        level: Level::Must,
        title: "an answer without Upgrade is refused",
        cite: Cite::rfc6455("4.1"),
        why: ANY_SERVER,
        hint: "Look for `Upgrade: websocket`.",
        run: |visit| {
            Box::pin(async move { must_refuse(visit, |lines| drop(lines.remove(1))).await })
        },
    },
    Probe {
        id: "C-204",
        group: GROUP,
        level: Level::Must,
        title: "an answer that upgrades to something else is refused",
        cite: Cite::rfc6455("4.1"),
        why: ANY_SERVER,
        hint: "The value must be `websocket`, in any case.",
        run: |visit| {
            Box::pin(
                async move { must_refuse(visit, |lines| lines[1] = "Upgrade: h2c".into()).await },
            )
        },
    },
    Probe {
        id: "C-205",
        group: GROUP,
        level: Level::Must,
        title: "an answer without Connection: Upgrade is refused",
        cite: Cite::rfc6455("4.1"),
        why: ANY_SERVER,
        hint: "Look for the word among those of Connection.",
        run: |visit| {
            Box::pin(async move { must_refuse(visit, |lines| drop(lines.remove(2))).await })
        },
    },
    Probe {
        id: "C-206",
        group: GROUP,
        level: Level::Must,
        title: "200 does not open a WebSocket",
        cite: Cite::rfc6455("4.1"),
        why: ANY_SERVER,
        hint: "Only 101 does.",
        run: |visit| {
            Box::pin(async move {
                must_refuse(visit, |lines| lines[0] = "HTTP/1.1 200 OK\r\nContent-Length: 0".into())
                    .await
            })
        },
    },
    Probe {
        id: "C-207",
        group: GROUP,
        level: Level::Must,
        title: "a subprotocol that nobody asked for is refused",
        cite: Cite::rfc6455("4.1"),
        why: "Both sides would speak different languages.",
        hint: "Compare Sec-WebSocket-Protocol with what you offered.",
        run: |visit| {
            Box::pin(async move {
                must_refuse(visit, |lines| {
                    lines.push("Sec-WebSocket-Protocol: unasked.example".into());
                })
                .await
            })
        },
    },
    Probe {
        id: "C-208",
        group: GROUP,
        level: Level::Must,
        title: "an extension that nobody offered is refused",
        cite: Cite::rfc6455("4.1"),
        why: "The frames would mean something that the client does not know.",
        hint: "Compare Sec-WebSocket-Extensions with what you offered.",
        run: |visit| {
            Box::pin(async move {
                must_refuse(visit, |lines| lines.push("Sec-WebSocket-Extensions: x-unasked".into()))
                    .await
            })
        },
    },
    Probe {
        id: "C-209",
        group: GROUP,
        level: Level::Must,
        title: "names of fields, and the values of Upgrade and Connection, are read in any case",
        cite: Cite::rfc6455("4.1"),
        why: "Servers and proxies write them as they like.",
        hint: "Compare without regard to case.",
        run: |visit| Box::pin(async move { must_take(visit, |lines| odd(lines)).await }),
    },
    Probe {
        id: "C-210",
        group: GROUP,
        level: Level::Must,
        title: "Connection may name more than Upgrade",
        cite: Cite::rfc6455("4.1"),
        why: "It is a list.",
        hint: "Split at commas, trim, and look for `upgrade`.",
        run: |visit| {
            Box::pin(async move {
                must_take(visit, |lines| lines[2] = "Connection: keep-alive, Upgrade".into()).await
            })
        },
    },
    Probe {
        id: "C-211",
        group: GROUP,
        level: Level::Should,
        title: "fields that nobody knows are passed over",
        cite: Cite::rfc9110("5.1"),
        why: "Servers say who they are, proxies whom they passed.",
        hint: "Look for the fields that you need, and leave the others.",
        run: |visit| {
            Box::pin(async move {
                must_take(visit, |lines| lines.extend(["Server: x".into(), "X-Empty:".into()]))
                    .await
            })
        },
    },
    Probe {
        id: "C-212",
        group: GROUP,
        level: Level::Must,
        title: "an answer that comes byte by byte is read",
        cite: Cite::rfc6455("4.1"),
        why: "TCP cuts where it likes.",
        hint: "Keep what came until the empty line.",
        run: |visit| Box::pin(async move { must_take_in_pieces(visit).await }),
    },
    Probe {
        id: "C-213",
        group: GROUP,
        level: Level::Must,
        title: "a frame in the same packet as the answer is heard",
        cite: Cite::rfc6455("4.1"),
        why: "A server may speak at once; the first message would be lost.",
        hint: "Keep what was read behind the empty line: it belongs to the frames.",
        run: |visit| Box::pin(async move { must_hear_at_once(visit).await }),
    },
];

/// The answer is changed so; the client must end the connection, and send no frame.
async fn must_refuse(visit: &Visit, change: fn(&mut Vec<String>)) -> Judged {
    let mut met = visit.meet().await?;
    let mut lines = met.answer();
    change(&mut lines);
    met.wire.send(&head(&lines)).await;
    match met.wire.read_some().await {
        Came::End | Came::Reset => Ok(()),
        other => Err(Miss::wrong("the end of the connection, and no frame", other)),
    }
}

/// The answer is changed so; the WebSocket must be open.
async fn must_take(visit: &Visit, change: fn(&mut Vec<String>)) -> Judged {
    let met = visit.meet().await?;
    let mut lines = met.answer();
    change(&mut lines);
    must_be_open(met.answer_with(&lines).await).await
}

async fn must_be_open(mut talk: Talk) -> Judged {
    talk.echo(TEXT, b"open?").await?;
    talk.say_goodbye().await;
    Ok(())
}

/// The same answer in other capitals.
fn odd(lines: &mut [String]) {
    lines[1] = "UPGRADE: WebSocket".into();
    lines[2] = "connection:upgrade".into();
    lines[3] = lines[3].replace("Sec-WebSocket-Accept", "sec-websocket-ACCEPT");
}

async fn must_take_in_pieces(visit: &Visit) -> Judged {
    let mut met = visit.meet().await?;
    let bytes = head(&met.answer());
    met.wire.send_in_pieces(&bytes, 1, std::time::Duration::from_millis(1)).await;
    must_be_open(Talk::new(met.wire, met.head, true)).await
}

async fn must_hear_at_once(visit: &Visit) -> Judged {
    let mut met = visit.meet().await?;
    let bytes = [head(&met.answer()), write_bare(FIN | TEXT, b"at once")].concat();
    met.wire.send(&bytes).await;
    let mut talk = Talk::new(met.wire, met.head, true);
    talk.message(TEXT, b"at once").await?;
    talk.say_goodbye().await;
    Ok(())
}
