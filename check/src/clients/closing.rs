//! # How a client closes                                          chapter 16 · RFC 6455 §5.5.1, §7
//! Knows: the closing handshake from its other side. Does not know: opening.
//! Read before: `text.rs`. Read next: `event_meet.rs`.

use crate::frame::{CLOSE, FIN, TEXT, write_bare};
use crate::raw::Came;
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use wire::Cite;

const GROUP: Group = Group { slug: "closing", title: "Closing" };

/// In the order of the report.
pub(super) const CASES: &[Probe] = &[
    Probe {
        id: "C-701",
        group: GROUP,
        level: Level::Must,
        title: "a Close frame is answered by one",
        cite: Cite::rfc6455("5.5.1"),
        why: "The server waits for it, to know that nothing was lost.",
        hint: "Send a Close frame back, once.",
        run: |visit| Box::pin(async move { closes(visit, &[0x03, 0xe8], false).await }),
    },
    Probe {
        id: "C-702",
        group: GROUP,
        level: Level::Should,
        title: "the answer has the code of the question",
        cite: Cite::rfc6455("5.5.1"),
        why: "Both logs say the same.",
        hint: "Echo the status code.",
        run: |visit| Box::pin(async move { closes(visit, &[0x0f, 0xa0], true).await }),
    },
    Probe {
        id: "C-703",
        group: GROUP,
        level: Level::Must,
        title: "a Close frame without a code is answered",
        cite: Cite::rfc6455("5.5.1"),
        why: "The code may be left out.",
        hint: "An empty payload is legal.",
        run: |visit| Box::pin(async move { closes(visit, b"", false).await }),
    },
    Probe {
        id: "C-704",
        group: GROUP,
        level: Level::Must,
        title: "nothing is sent behind the Close frame",
        cite: Cite::rfc6455("5.5.1"),
        why: "The other side no longer listens.",
        hint: "After your Close frame write nothing.",
        run: |visit| Box::pin(async move { silent_after_close(visit).await }),
    },
    Probe {
        id: "C-705",
        group: GROUP,
        level: Level::Should,
        title: "what comes behind the Close frame is not heard",
        cite: Cite::rfc6455("7.1.1"),
        why: "The server has said that this is all.",
        hint: "Discard what follows a Close frame.",
        run: |visit| Box::pin(async move { deaf_after_close(visit).await }),
    },
    Probe {
        id: "C-706",
        group: GROUP,
        level: Level::Should,
        title: "the client leaves the closing of TCP to the server",
        cite: Cite::rfc6455("5.5.1"),
        why: "Else the port is held on the client's machine, and the last bytes may be lost.",
        hint: "Wait a while for the end, then close.",
        run: |visit| Box::pin(async move { waits_for_the_end(visit).await }),
    },
    Probe {
        id: "C-707",
        group: GROUP,
        level: Level::Must,
        title: "a Close frame of one byte fails the connection",
        cite: Cite::rfc6455("5.5.1"),
        why: "A code has two.",
        hint: "Fail with Close 1002.",
        run: |visit| Box::pin(async move { must_complain(visit, &[3]).await }),
    },
    Probe {
        id: "C-708",
        group: GROUP,
        level: Level::Must,
        title: "1005 in a Close frame fails the connection",
        cite: Cite::rfc6455("7.4.1"),
        why: "It means that there was no code.",
        hint: "Take 1000 to 1003, 1007 to 1014 and 3000 to 4999; fail for the others.",
        run: |visit| Box::pin(async move { must_complain(visit, &1005_u16.to_be_bytes()).await }),
    },
    Probe {
        id: "C-709",
        group: GROUP,
        level: Level::Should,
        title: "999 in a Close frame fails the connection",
        cite: Cite::rfc6455("7.4.2"),
        why: "Codes below 1000 are not used.",
        hint: "Take 1000 to 1003, 1007 to 1014 and 3000 to 4999; fail for the others.",
        run: |visit| Box::pin(async move { must_complain(visit, &999_u16.to_be_bytes()).await }),
    },
    Probe {
        id: "C-710",
        group: GROUP,
        level: Level::Should,
        title: "a reason that is not UTF-8 fails the connection",
        cite: Cite::rfc6455("8.1"),
        why: "The reason is text.",
        hint: "Check it, and fail.",
        run: |visit| Box::pin(async move { must_complain(visit, &[0x03, 0xe8, 0xff]).await }),
    },
    Probe {
        id: "C-711",
        group: GROUP,
        level: Level::Must,
        title: "the end of TCP without a Close frame ends the client",
        cite: Cite::rfc6455("7.1.5"),
        why: "Else it waits for ever.",
        hint: "A read of 0 bytes is the end.",
        run: |visit| Box::pin(async move { ends_with_tcp(visit).await }),
    },
];

/// The Close frame of the client.
async fn close_of(talk: &mut crate::ws::talk::Talk) -> Result<crate::frame::Frame, Miss> {
    match talk.next().await {
        Came::Whole(frame) if frame.opcode() == CLOSE => Ok(frame),
        other => Err(Miss::wrong("a Close frame", other)),
    }
}

async fn closes(visit: &Visit, body: &[u8], with_code: bool) -> Judged {
    let mut talk = visit.welcome().await?;
    talk.send(CLOSE, body).await;
    let answer = close_of(&mut talk).await?;
    let asked = body.first_chunk().map(|code| u16::from_be_bytes(*code));
    match with_code && answer.code() != asked {
        true => Err(Miss::wrong(format!("Close {}", asked.unwrap_or(0)), answer)),
        false => Ok(()),
    }
}

/// The Close frame is wrong: the answer must not be as to a good one.
async fn must_complain(visit: &Visit, body: &[u8]) -> Judged {
    let mut talk = visit.welcome().await?;
    talk.send(CLOSE, body).await;
    match talk.must_fail().await? {
        None | Some(1002 | 1007) => Ok(()),
        Some(code) => {
            let expected = "Close 1002 or 1007, or the end of the connection";
            Err(Miss::wrong(expected, format!("Close {code}")))
        }
    }
}

async fn silent_after_close(visit: &Visit) -> Judged {
    let mut talk = visit.welcome().await?;
    talk.send(CLOSE, &[0x03, 0xe8]).await;
    close_of(&mut talk).await?;
    match talk.wire.read_frame_within(talk.wire.quiet()).await {
        Came::Whole(frame) => Err(Miss::wrong("nothing behind the Close frame", frame)),
        _ => Ok(()),
    }
}

async fn deaf_after_close(visit: &Visit) -> Judged {
    let mut talk = visit.welcome().await?;
    let close = write_bare(FIN | CLOSE, &[0x03, 0xe8]);
    talk.wire.send(&[close, write_bare(FIN | TEXT, b"too late")].concat()).await;
    let first = talk.next().await;
    match first {
        Came::Whole(frame) if frame.opcode() == CLOSE => Ok(()),
        other => Err(Miss::wrong("a Close frame, and no echo", other)),
    }
}

async fn waits_for_the_end(visit: &Visit) -> Judged {
    let mut talk = visit.welcome().await?;
    talk.send(CLOSE, &[0x03, 0xe8]).await;
    close_of(&mut talk).await?;
    talk.wire.expect_silence().await
}

async fn ends_with_tcp(visit: &Visit) -> Judged {
    let mut talk = visit.welcome().await?;
    talk.echo(TEXT, b"open?").await?;
    talk.wire.send_end().await;
    // It may say goodbye first.
    for _ in 0..2 {
        if matches!(talk.wire.read_frame().await, Came::End | Came::Reset) {
            return Ok(());
        }
    }
    Err(Miss::wrong("the end of the connection", "it stays open"))
}
