//! # Goodbye                                                     chapter 16 · RFC 6455 §5.5.1, §7
//! Knows: the Close frame, its codes, and the end of the connection. Does not know: compression.
//! Read before: `ws/text.rs`. Read next: `ws/extensions.rs`.

use super::framing::fail;
use super::talk::Talk;
use crate::frame::{CLOSE, FIN, Frame, TEXT, write};
use crate::raw::Came;
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use wire::Cite;

const GROUP: Group = Group { slug: "closing", title: "Closing" };

/// In the order of the report.
pub(super) const PROBES: &[Probe] = &[
    Probe {
        id: "W-701",
        group: GROUP,
        level: Level::Must,
        title: "a Close is answered by a Close",
        cite: Cite::rfc6455("5.5.1"),
        why: "Without the answer the client cannot know that all it sent was read.",
        hint: "At opcode 8, send a Close, unless one was sent.",
        run: |visit| Box::pin(answers(visit)),
    },
    Probe {
        id: "W-702",
        group: GROUP,
        level: Level::Should,
        title: "the answer brings the same code back",
        cite: Cite::rfc6455("5.5.1"),
        why: "The client sees that it was understood.",
        hint: "Copy the first two bytes of the payload.",
        run: |visit| Box::pin(same_code(visit)),
    },
    Probe {
        id: "W-703",
        group: GROUP,
        level: Level::Must,
        title: "a Close without a code is answered, and not by 1005",
        cite: Cite::rfc6455("7.4.1"),
        why: "1005 stands for: no code came. It is never sent.",
        hint: "Answer an empty Close by an empty one, or by 1000.",
        run: |visit| Box::pin(empty_close(visit)),
    },
    Probe {
        id: "W-704",
        group: GROUP,
        level: Level::Must,
        title: "the server ends the connection behind its Close",
        cite: Cite::rfc6455("5.5.1"),
        why: "Who closes TCP first has to keep its place for minutes: the server can, a port of \
            the client cannot.",
        hint: "Close the socket as soon as both Close frames have gone.",
        run: |visit| Box::pin(ends_tcp(visit)),
    },
    Probe {
        id: "W-705",
        group: GROUP,
        level: Level::Must,
        title: "nothing follows the server's Close",
        cite: Cite::rfc6455("5.5.1"),
        why: "The client has stopped reading.",
        hint: "Send no message and no second Close after the first.",
        run: |visit| Box::pin(nothing_follows(visit)),
    },
    Probe {
        id: "W-706",
        group: GROUP,
        level: Level::Should,
        title: "what comes behind a Close is not read",
        cite: Cite::rfc6455("7.1.1"),
        why: "The client said that it has said all.",
        hint: "Discard what follows a Close.",
        run: |visit| Box::pin(discards(visit)),
    },
    Probe {
        id: "W-707",
        group: GROUP,
        level: Level::Must,
        title: "Close in the middle of a message is answered",
        cite: Cite::rfc6455("5.5.1"),
        why: "The client may give up a message.",
        hint: "Handle a Close whether a message is open or not.",
        run: |visit| Box::pin(inside_a_message(visit)),
    },
    Probe {
        id: "W-708",
        group: GROUP,
        level: Level::Must,
        title: "codes 3000 and 4999 are answered",
        cite: Cite::rfc6455("7.4.2"),
        why: "Libraries and applications have these for themselves.",
        hint: "Accept 3000 to 4999.",
        run: |visit| Box::pin(private_codes(visit)),
    },
    Probe {
        id: "W-709",
        group: GROUP,
        level: Level::Must,
        title: "a reason of 123 bytes is read",
        cite: Cite::rfc6455("5.5.1"),
        why: "It is the longest that fits.",
        hint: "Give control frames room for 125 bytes.",
        run: |visit| Box::pin(long_reason(visit)),
    },
    Probe {
        id: "W-710",
        group: GROUP,
        level: Level::Must,
        title: "a Close of one byte fails the connection",
        cite: Cite::rfc6455("5.5.1"),
        why: "A code has two bytes.",
        hint: "Close 1002 when the payload has one byte.",
        run: |visit| Box::pin(one_byte(visit)),
    },
    Probe {
        id: "W-711",
        group: GROUP,
        level: Level::Must,
        title: "code 1005 is not brought back",
        cite: Cite::rfc6455("7.4.1"),
        why: "It stands for: no code came. It is never sent.",
        hint: "Close 1002 when a code comes that may not be sent.",
        run: |visit| Box::pin(code_1005(visit)),
    },
    Probe {
        id: "W-712",
        group: GROUP,
        level: Level::Must,
        title: "codes 1006 and 1015 are not brought back",
        cite: Cite::rfc6455("7.4.1"),
        why: "They stand for what was not sent at all.",
        hint: "Close 1002 when a code comes that may not be sent.",
        run: |visit| Box::pin(code_1006(visit)),
    },
    Probe {
        id: "W-713",
        group: GROUP,
        level: Level::Should,
        title: "codes below 1000 are not brought back",
        cite: Cite::rfc6455("7.4.2"),
        why: "They are not used.",
        hint: "Close 1002 when a code comes that may not be sent.",
        run: |visit| Box::pin(code_999(visit)),
    },
    Probe {
        id: "W-714",
        group: GROUP,
        level: Level::Should,
        title: "codes 1016, 2999 and 5000 are not brought back",
        cite: Cite::rfc6455("7.4.2"),
        why: "They are defined nowhere.",
        hint: "Accept 1000 to 1003, 1007 to 1014 and 3000 to 4999.",
        run: |visit| Box::pin(undefined_codes(visit)),
    },
    Probe {
        id: "W-715",
        group: GROUP,
        level: Level::Should,
        title: "a reason that is not UTF-8 is no clean goodbye",
        cite: Cite::rfc6455("8.1"),
        why: "It will be shown to somebody, or be written to a log.",
        hint: "Validate the reason as you do a text: Close 1007.",
        run: |visit| Box::pin(bad_reason(visit)),
    },
    Probe {
        id: "W-716",
        group: GROUP,
        level: Level::Must,
        title: "a Close of 126 bytes fails the connection",
        cite: Cite::rfc6455("5.5"),
        why: "Control frames have 125 bytes at most; who sends it back breaks the rule too.",
        hint: "Close 1002 when opcode 8 or above has a length above 125.",
        run: |visit| Box::pin(close_126(visit)),
    },
    Probe {
        id: "W-717",
        group: GROUP,
        level: Level::Must,
        title: "the server ends a connection that has failed",
        cite: Cite::rfc6455("7.1.7"),
        why: "A client that breaks rules does not close either: the connection would stay for \
            ever.",
        hint: "After Close 1002, close the socket after a short time.",
        run: |visit| Box::pin(ends_failed(visit)),
    },
];

/// An open WebSocket. Whoever is known to answer no Close is not waited for as long each time.
async fn open(visit: &Visit) -> Result<Talk, Miss> {
    let mut talk = visit.open().await?;
    if !visit.says_goodbye {
        talk.wire.set_timeout(visit.target.quiet);
    }
    Ok(talk)
}

/// The payload of a Close frame.
fn code(code: u16) -> [u8; 2] {
    code.to_be_bytes()
}

/// The Close frame that answers ours.
async fn goodbye(talk: &mut Talk, payload: &[u8]) -> Result<Frame, Miss> {
    talk.send(CLOSE, payload).await;
    close(talk).await
}

/// A Close frame must come.
async fn close(talk: &mut Talk) -> Result<Frame, Miss> {
    match talk.next_but_unfinished().await {
        Came::Whole(frame) if frame.opcode() == CLOSE => Ok(frame),
        other => Err(Miss::wrong("a Close frame", other)),
    }
}

/// The same, where it is another probe's matter that one comes.
async fn any_goodbye(talk: &mut Talk, payload: &[u8]) -> Result<Frame, Miss> {
    goodbye(talk, payload).await.map_err(|_| Miss::skip("no Close frame comes: see W-701"))
}

async fn answers(visit: &Visit) -> Judged {
    goodbye(&mut visit.open().await?, &code(1000)).await.map(drop)
}

async fn same_code(visit: &Visit) -> Judged {
    let answer = any_goodbye(&mut open(visit).await?, &code(1001)).await?;
    if answer.code() == Some(1001) {
        return Ok(());
    }
    Err(Miss::wrong("Close 1001", answer))
}

async fn empty_close(visit: &Visit) -> Judged {
    let answer = goodbye(&mut open(visit).await?, b"").await?;
    legal(&answer, "Close without a code, or with one that may be sent")
}

/// What a server answers must be legal itself.
fn legal(answer: &Frame, expected: &str) -> Judged {
    // A mask is another probe's matter.
    let mut broken = answer.explained.complaints.iter();
    match broken.find(|broken| broken.cite.section != "5.1") {
        None => Ok(()),
        Some(broken) => Err(Miss::wrong(expected, format!("{answer}: {broken}"))),
    }
}

async fn ends_tcp(visit: &Visit) -> Judged {
    let mut talk = open(visit).await?;
    any_goodbye(&mut talk, &code(1000)).await?;
    loop {
        match talk.wire.read_frame().await {
            Came::Whole(_) => {}
            Came::End | Came::Reset => return Ok(()),
            nothing => return Err(Miss::wrong("the end of the connection", nothing)),
        }
    }
}

async fn nothing_follows(visit: &Visit) -> Judged {
    let mut talk = open(visit).await?;
    any_goodbye(&mut talk, &code(1000)).await?;
    match talk.wire.read_frame_within(talk.wire.quiet()).await {
        Came::Whole(frame) => Err(Miss::wrong("nothing behind Close", frame)),
        _ => Ok(()),
    }
}

async fn discards(visit: &Visit) -> Judged {
    visit.needs_echo()?;
    let mut talk = open(visit).await?;
    let close = write(FIN | CLOSE, &code(1000));
    talk.wire.send(&[close, write(FIN | TEXT, b"behind")].concat()).await;
    for _ in 0..10 {
        match talk.wire.read_frame_within(talk.wire.quiet()).await {
            Came::Whole(frame) if frame.opcode() == TEXT => {
                return Err(Miss::wrong("Close, and no message", frame));
            }
            Came::Whole(_) => {}
            _ => break,
        }
    }
    Ok(())
}

async fn inside_a_message(visit: &Visit) -> Judged {
    let mut talk = open(visit).await?;
    let frames = [write(TEXT, b"unfinished"), write(FIN | CLOSE, &code(1000))];
    talk.wire.send(&frames.concat()).await;
    close(&mut talk).await.map(drop)
}

/// A Close that is legal must not be taken for a broken rule.
async fn must_take(visit: &Visit, payload: &[u8]) -> Judged {
    let answer = any_goodbye(&mut open(visit).await?, payload).await?;
    match answer.code() {
        Some(1002 | 1007) => Err(Miss::wrong("Close without a complaint", answer)),
        _ => Ok(()),
    }
}

async fn private_codes(visit: &Visit) -> Judged {
    must_take(visit, &code(3000)).await?;
    must_take(visit, &code(4999)).await
}

async fn long_reason(visit: &Visit) -> Judged {
    let payload = [&code(1000)[..], &[b'r'; 123]].concat();
    goodbye(&mut open(visit).await?, &payload).await?;
    must_take(visit, &payload).await
}

/// A Close that is not legal is answered by the end, or by one that is.
async fn must_not_return(visit: &Visit, payload: &[u8]) -> Judged {
    let mut talk = open(visit).await?;
    talk.send(CLOSE, payload).await;
    let expected = "Close 1002, or the end of the connection";
    match talk.next().await {
        Came::Whole(frame) if frame.opcode() == CLOSE => {
            if !payload.is_empty() && frame.payload == payload {
                return Err(Miss::wrong(expected, format!("it came back: {frame}")));
            }
            legal(&frame, expected)
        }
        Came::End | Came::Reset => Ok(()),
        other => Err(Miss::wrong(expected, other)),
    }
}

async fn must_not_return_codes(visit: &Visit, codes: &[u16]) -> Judged {
    for &bad in codes {
        must_not_return(visit, &code(bad)).await?;
    }
    Ok(())
}

async fn one_byte(visit: &Visit) -> Judged {
    must_not_return(visit, b"\x03").await
}

async fn code_1005(visit: &Visit) -> Judged {
    must_not_return_codes(visit, &[1005]).await
}

async fn code_1006(visit: &Visit) -> Judged {
    must_not_return_codes(visit, &[1006, 1015]).await
}

async fn code_999(visit: &Visit) -> Judged {
    must_not_return_codes(visit, &[999, 0]).await
}

async fn undefined_codes(visit: &Visit) -> Judged {
    must_not_return_codes(visit, &[1016, 2999, 5000]).await
}

async fn bad_reason(visit: &Visit) -> Judged {
    let mut talk = open(visit).await?;
    talk.send(CLOSE, &[&code(1000)[..], b"bad\xff"].concat()).await;
    match talk.next().await {
        Came::Whole(frame) if frame.opcode() == CLOSE && frame.code() != Some(1000) => Ok(()),
        Came::End | Came::Reset => Ok(()),
        other => Err(Miss::wrong("Close 1007, or the end of the connection", other)),
    }
}

async fn close_126(visit: &Visit) -> Judged {
    let payload = [&code(1000)[..], &[b'r'; 124]].concat();
    let mut talk = open(visit).await?;
    talk.send(CLOSE, &payload).await;
    match talk.next().await {
        Came::Whole(frame) if frame.opcode() == CLOSE && frame.code() == Some(1000) => {
            Err(Miss::wrong("Close 1002, or the end of the connection", frame))
        }
        Came::Whole(frame) if frame.opcode() == CLOSE => Ok(()),
        Came::End | Came::Reset => Ok(()),
        other => Err(Miss::wrong("Close 1002, or the end of the connection", other)),
    }
}

async fn ends_failed(visit: &Visit) -> Judged {
    let (_, code, mut talk) = fail(visit).await?;
    // It may wait for our Close.
    let answer = code.map_or(Vec::new(), |code| code.to_be_bytes().to_vec());
    talk.send(CLOSE, &answer).await;
    loop {
        match talk.wire.read_frame().await {
            Came::Whole(_) => {}
            Came::End | Came::Reset => return Ok(()),
            nothing => return Err(Miss::wrong("the end of the connection", nothing)),
        }
    }
}
