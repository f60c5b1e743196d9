//! # Frames, however TCP cuts them                               chapter 16 · RFC 6455 §5.2
//! Knows: the first byte of a frame, cuts and joins. Does not know: lengths and masks.
//! Read before: `ws/talk.rs`. Read next: `ws/masking.rs`.

use super::talk::Talk;
use crate::frame::{BINARY, CLOSE, CONTINUATION, FIN, PING, RSV1, RSV2, RSV3, TEXT, write};
use crate::raw::Came;
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use std::ops::RangeInclusive;
use std::time::Duration;
use wire::Cite;

const GROUP: Group = Group { slug: "framing", title: "Framing" };

/// In the order of the report.
pub(super) const PROBES: &[Probe] = &[
    Probe {
        id: "W-201",
        group: GROUP,
        level: Level::Must,
        title: "a text message is read",
        cite: Cite::rfc6455("5.6"),
        why: "Everything below needs it.",
        hint: "Unmask the payload with its key, byte i with key byte i mod 4.",
        run: |visit| Box::pin(text(visit)),
    },
    Probe {
        id: "W-202",
        group: GROUP,
        level: Level::Must,
        title: "an empty message is a message",
        cite: Cite::rfc6455("5.6"),
        why: "Length 0 is a length; an end of the stream looks like 0 bytes only to `read`.",
        hint: "Do not take an empty payload for the end.",
        run: |visit| Box::pin(empty(visit)),
    },
    Probe {
        id: "W-203",
        group: GROUP,
        level: Level::Must,
        title: "a binary message stays binary, byte for byte",
        cite: Cite::rfc6455("5.6"),
        why: "Pictures and numbers are not text.",
        hint: "Keep the opcode with the message; do not decode bytes as text.",
        run: |visit| Box::pin(binary(visit)),
    },
    Probe {
        id: "W-204",
        group: GROUP,
        level: Level::Must,
        title: "two frames in one packet are two messages",
        cite: Cite::rfc6455("5.2"),
        why: "TCP joins what was written apart: the second message would be lost, or join the \
            first.",
        hint: "After a frame, look whether the buffer holds the next, before you read again.",
        run: |visit| Box::pin(two_in_one(visit)),
    },
    Probe {
        id: "W-205",
        group: GROUP,
        level: Level::Must,
        title: "a frame that comes byte by byte is one message",
        cite: Cite::rfc6455("5.2"),
        why: "TCP cuts where it likes: a header may come in two reads.",
        hint: "Keep what is unfinished, and go on when more comes.",
        run: |visit| Box::pin(byte_by_byte(visit)),
    },
    Probe {
        id: "W-206",
        group: GROUP,
        level: Level::Must,
        title: "a cut and a join together lose nothing",
        cite: Cite::rfc6455("5.2"),
        why: "In a busy network the end of one frame and the beginning of the next come in one \
            packet.",
        hint: "Take from the buffer exactly what a frame needs, and keep the rest.",
        run: |visit| Box::pin(cut_and_joined(visit)),
    },
    Probe {
        id: "W-207",
        group: GROUP,
        level: Level::Must,
        title: "RSV1 without an extension fails the connection",
        cite: Cite::rfc6455("5.2"),
        why: "The bit says that the payload is changed in a way that nobody agreed on.",
        hint: "Unless compression was agreed on, RSV1 must be 0: Close 1002.",
        run: |visit| Box::pin(rsv1(visit)),
    },
    Probe {
        id: "W-208",
        group: GROUP,
        level: Level::Must,
        title: "RSV2 fails the connection",
        cite: Cite::rfc6455("5.2"),
        why: "The bit says that the payload is changed in a way that nobody agreed on.",
        hint: "Test the byte with 0x20: Close 1002.",
        run: |visit| Box::pin(rsv2(visit)),
    },
    Probe {
        id: "W-209",
        group: GROUP,
        level: Level::Must,
        title: "RSV3 fails the connection",
        cite: Cite::rfc6455("5.2"),
        why: "The bit says that the payload is changed in a way that nobody agreed on.",
        hint: "Test the byte with 0x10: Close 1002.",
        run: |visit| Box::pin(rsv3(visit)),
    },
    Probe {
        id: "W-210",
        group: GROUP,
        level: Level::Must,
        title: "opcodes 3 to 7 fail the connection",
        cite: Cite::rfc6455("5.2"),
        why: "They are reserved: what they will mean is not known.",
        hint: "Accept 0, 1, 2, 8, 9 and 10: Close 1002 for the others.",
        run: |visit| Box::pin(reserved_data(visit)),
    },
    Probe {
        id: "W-211",
        group: GROUP,
        level: Level::Must,
        title: "opcodes 11 to 15 fail the connection",
        cite: Cite::rfc6455("5.2"),
        why: "They are reserved: what they will mean is not known.",
        hint: "Accept 0, 1, 2, 8, 9 and 10: Close 1002 for the others.",
        run: |visit| Box::pin(reserved_control(visit)),
    },
    Probe {
        id: "W-212",
        group: GROUP,
        level: Level::Should,
        title: "a Close frame says that a rule was broken",
        cite: Cite::rfc6455("7.1.7"),
        why: "Who wrote the client sees 1002 in the log, and not a connection that vanished.",
        hint: "Send Close 1002, then close the connection.",
        run: |visit| Box::pin(says_1002(visit)),
    },
    Probe {
        id: "W-213",
        group: GROUP,
        level: Level::Must,
        title: "nothing is read behind a broken frame",
        cite: Cite::rfc6455("7.1.7"),
        why: "What follows cannot be trusted: both sides may disagree where a frame begins.",
        hint: "Stop to parse once the connection has failed.",
        run: |visit| Box::pin(nothing_behind(visit)),
    },
    Probe {
        id: "W-214",
        group: GROUP,
        level: Level::Must,
        title: "what the server writes are legal frames",
        cite: Cite::rfc6455("5.2"),
        why: "A browser fails the connection at the first that is not.",
        hint: "Compare each field with the figure of §5.2.",
        run: |visit| Box::pin(writes_legal_frames(visit)),
    },
];

/// Between two pieces that must not come in one packet.
const APART: Duration = Duration::from_millis(20);

async fn text(visit: &Visit) -> Judged {
    visit.open_echo().await?.echo(TEXT, b"Hello").await.map(drop)
}

async fn empty(visit: &Visit) -> Judged {
    visit.open_echo().await?.echo(TEXT, b"").await.map(drop)
}

async fn binary(visit: &Visit) -> Judged {
    let every_byte: Vec<u8> = (0..=255).collect();
    // Short enough for the first form of a length: the second is another probe.
    let (low, high) = every_byte.split_at(128);
    let mut talk = visit.open_echo().await?;
    for bytes in [&low[..100], &low[100..], &high[..100], &high[100..]] {
        talk.echo(BINARY, bytes).await?;
    }
    Ok(())
}

async fn two_in_one(visit: &Visit) -> Judged {
    let mut talk = visit.open_echo().await?;
    let both = [write(FIN | TEXT, b"first"), write(FIN | TEXT, b"second")].concat();
    talk.wire.send(&both).await;
    talk.message(TEXT, b"first").await?;
    talk.message(TEXT, b"second").await.map(drop)
}

async fn byte_by_byte(visit: &Visit) -> Judged {
    let mut talk = visit.open_echo().await?;
    let frame = write(FIN | TEXT, b"slow");
    talk.wire.send_in_pieces(&frame, 1, Duration::from_millis(5)).await;
    talk.message(TEXT, b"slow").await.map(drop)
}

async fn cut_and_joined(visit: &Visit) -> Judged {
    let mut talk = visit.open_echo().await?;
    let frames = [b"one", b"two", b"six"].map(|text| write(FIN | TEXT, text));
    let all = frames.concat();
    // The first with half of the second; its other half with one byte of the third; the rest.
    let length = frames[0].len();
    for piece in [0..length + 4, length + 4..2 * length + 1, 2 * length + 1..all.len()] {
        talk.wire.send_in_pieces(&all[piece], usize::MAX, APART).await;
    }
    for text in [b"one", b"two", b"six"] {
        talk.message(TEXT, text).await?;
    }
    Ok(())
}

async fn must_fail_on(visit: &Visit, frame: &[u8]) -> Judged {
    let mut talk = visit.open().await?;
    talk.wire.send(frame).await;
    talk.must_fail().await.map(drop)
}

async fn rsv1(visit: &Visit) -> Judged {
    must_fail_on(visit, &write(FIN | RSV1 | TEXT, b"x")).await
}

async fn rsv2(visit: &Visit) -> Judged {
    must_fail_on(visit, &write(FIN | RSV2 | TEXT, b"x")).await
}

async fn rsv3(visit: &Visit) -> Judged {
    must_fail_on(visit, &write(FIN | RSV3 | TEXT, b"x")).await
}

async fn must_fail_on_each(visit: &Visit, opcodes: RangeInclusive<u8>) -> Judged {
    for opcode in opcodes {
        must_fail_on(visit, &write(FIN | opcode, b"x")).await.map_err(|miss| match miss {
            Miss::Wrong { expected, found } => {
                Miss::wrong(expected, format!("opcode {opcode}: {found}"))
            }
            skip @ Miss::Skip(_) => skip,
        })?;
    }
    Ok(())
}

async fn reserved_data(visit: &Visit) -> Judged {
    must_fail_on_each(visit, 3..=7).await
}

async fn reserved_control(visit: &Visit) -> Judged {
    must_fail_on_each(visit, 11..=15).await
}

/// A frame that this server fails the connection for, and the talk on which it just did so.
///
/// # Errors
/// There is none that we know.
pub(super) async fn fail(visit: &Visit) -> Result<(Vec<u8>, Option<u16>, Talk), Miss> {
    let bad = [
        write(FIN | 3, b"x"),
        write(FIN | RSV2 | TEXT, b"x"),
        write(FIN | PING, &[b'x'; 126]),
        write(FIN | CONTINUATION, b"x"),
    ];
    for frame in bad {
        let mut talk = visit.open().await?;
        talk.wire.send(&frame).await;
        if let Ok(code) = talk.must_fail().await {
            return Ok((frame, code, talk));
        }
    }
    Err(Miss::skip("no broken frame fails the connection"))
}

async fn says_1002(visit: &Visit) -> Judged {
    match fail(visit).await? {
        (_, Some(1002), _) => Ok(()),
        (_, Some(code), _) => Err(Miss::wrong("Close 1002", format!("Close {code}"))),
        (_, None, _) => Err(Miss::wrong("Close 1002", "the end of the connection without it")),
    }
}

async fn nothing_behind(visit: &Visit) -> Judged {
    visit.needs_echo()?;
    let (bad, _, _) = fail(visit).await?;
    let mut talk = visit.open().await?;
    talk.wire.send(&[bad, write(FIN | TEXT, b"behind")].concat()).await;
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

async fn writes_legal_frames(visit: &Visit) -> Judged {
    let mut talk = visit.open_echo().await?;
    let mut frames = talk.echo(TEXT, b"legal").await?.frames;
    // One after the other: two frames in one packet are another probe.
    talk.send(PING, b"legal").await;
    if let Came::Whole(frame) = talk.next().await {
        frames.push(frame);
    }
    talk.send(CLOSE, &1000_u16.to_be_bytes()).await;
    while let Came::Whole(frame) = talk.next().await {
        frames.push(frame);
    }
    for frame in frames {
        // Masks and long forms (the second byte) are other probes.
        let broken = frame.explained.complaints.iter().find(|broken| broken.byte() != 1);
        if let Some(broken) = broken {
            return Err(Miss::wrong("legal frames", format!("{frame}: {broken}")));
        }
    }
    Ok(())
}
