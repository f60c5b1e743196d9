//! # What a client makes of frames                                chapter 16 · RFC 6455 §5.1, §5.2
//! Knows: headers, lengths, masks of what comes back. Does not know: fragments.
//! Read before: `answers.rs`. Read next: `fragments.rs`.

use super::meet::{must_echo, must_fail_on, should_say};
use crate::frame::{BINARY, CLOSE, FIN, Form, KEY, TEXT, write_bare, write_with};
use crate::raw::Came;
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use std::time::Duration;
use wire::Cite;

const GROUP: Group = Group { slug: "framing", title: "Framing" };

/// In the order of the report.
pub(super) const CASES: &[Probe] = &[
    Probe {
        id: "C-301",
        group: GROUP,
        level: Level::Must,
        title: "a text comes back",
        cite: Cite::rfc6455("5.6"),
        why: "Everything below needs it: the client is to echo.",
        hint: "Send each message back as it came.",
        run: |visit| Box::pin(async move { echoes_size(visit, TEXT, 5).await }),
    },
    Probe {
        id: "C-302",
        group: GROUP,
        level: Level::Must,
        title: "an empty message comes back",
        cite: Cite::rfc6455("5.6"),
        why: "Length 0 is a length.",
        hint: "Do not take an empty payload for the end.",
        run: |visit| Box::pin(async move { echoes_size(visit, TEXT, 0).await }),
    },
    Probe {
        id: "C-303",
        group: GROUP,
        level: Level::Must,
        title: "125 bytes come back",
        cite: Cite::rfc6455("5.2"),
        why: "The form of the length changes there.",
        hint: "Up to 125 the length stands in the 7 bits.",
        run: |visit| Box::pin(async move { echoes_size(visit, TEXT, 125).await }),
    },
    Probe {
        id: "C-304",
        group: GROUP,
        level: Level::Must,
        title: "126 bytes come back",
        cite: Cite::rfc6455("5.2"),
        why: "The form of the length changes there.",
        hint: "From 126 on it stands in 2 bytes, the higher first.",
        run: |visit| Box::pin(async move { echoes_size(visit, TEXT, 126).await }),
    },
    Probe {
        id: "C-305",
        group: GROUP,
        level: Level::Must,
        title: "65,535 bytes come back",
        cite: Cite::rfc6455("5.2"),
        why: "The form of the length changes there.",
        hint: "Up to 65,535 it stands in 2 bytes.",
        run: |visit| Box::pin(async move { echoes_size(visit, TEXT, 65535).await }),
    },
    Probe {
        id: "C-306",
        group: GROUP,
        level: Level::Must,
        title: "65,536 bytes come back",
        cite: Cite::rfc6455("5.2"),
        why: "The form of the length changes there.",
        hint: "From 65,536 on it stands in 8 bytes, the highest first.",
        run: |visit| Box::pin(async move { echoes_size(visit, TEXT, 65536).await }),
    },
    Probe {
        id: "C-307",
        group: GROUP,
        level: Level::Must,
        title: "bytes stay bytes",
        cite: Cite::rfc6455("5.6"),
        why: "Pictures and numbers are not text.",
        hint: "Keep the opcode with the message.",
        run: |visit| Box::pin(async move { echoes_size(visit, BINARY, 300).await }),
    },
    Probe {
        id: "C-308",
        group: GROUP,
        level: Level::Must,
        title: "every frame of the client is masked",
        cite: Cite::rfc6455("5.1"),
        why: "A page could write what looks like a request to a proxy.",
        hint: "Set MASK, draw a key, and mask.",
        run: |visit| Box::pin(async move { masks(visit).await }),
    },
    Probe {
        id: "C-309",
        group: GROUP,
        level: Level::Must,
        title: "each frame has a key of its own",
        cite: Cite::rfc6455("5.3"),
        why: "Who can foresee the key can choose the bytes on the wire.",
        hint: "Draw a key for each frame from a strong source.",
        run: |visit| Box::pin(async move { draws_new_keys(visit).await }),
    },
    Probe {
        id: "C-310",
        group: GROUP,
        level: Level::Must,
        title: "a frame that comes byte by byte is one message",
        cite: Cite::rfc6455("5.2"),
        why: "TCP cuts where it likes.",
        hint: "Keep what is unfinished, and go on when more comes.",
        run: |visit| Box::pin(async move { hears_pieces(visit).await }),
    },
    Probe {
        id: "C-311",
        group: GROUP,
        level: Level::Must,
        title: "two frames in one packet are two messages",
        cite: Cite::rfc6455("5.2"),
        why: "TCP joins what was written apart.",
        hint: "After a frame, look whether the buffer holds the next.",
        run: |visit| Box::pin(async move { hears_two(visit).await }),
    },
    Probe {
        id: "C-312",
        group: GROUP,
        level: Level::Must,
        title: "a masked frame of a server fails the connection",
        cite: Cite::rfc6455("5.1"),
        why: "Servers do not mask: this is another protocol, or an echo of what was sent.",
        hint: "MASK must be 0: fail.",
        run: |visit| {
            Box::pin(async move {
                must_fail_on(visit, &write_with(FIN | TEXT, Form::Short, 2, Some(KEY), b"hi")).await
            })
        },
    },
    Probe {
        id: "C-313",
        group: GROUP,
        level: Level::Must,
        title: "RSV1 without an extension fails the connection",
        cite: Cite::rfc6455("5.2"),
        why: "The bit says that the payload is changed in a way that nobody agreed on.",
        hint: "RSV1 must be 0: fail.",
        run: |visit| {
            Box::pin(
                async move { must_fail_on(visit, &write_bare(FIN | 0x40 | TEXT, b"hi")).await },
            )
        },
    },
    Probe {
        id: "C-314",
        group: GROUP,
        level: Level::Must,
        title: "RSV2 fails the connection",
        cite: Cite::rfc6455("5.2"),
        why: "Nobody has agreed on a meaning.",
        hint: "RSV2 must be 0: fail.",
        run: |visit| {
            Box::pin(
                async move { must_fail_on(visit, &write_bare(FIN | 0x20 | TEXT, b"hi")).await },
            )
        },
    },
    Probe {
        id: "C-315",
        group: GROUP,
        level: Level::Must,
        title: "RSV3 fails the connection",
        cite: Cite::rfc6455("5.2"),
        why: "Nobody has agreed on a meaning.",
        hint: "RSV3 must be 0: fail.",
        run: |visit| {
            Box::pin(
                async move { must_fail_on(visit, &write_bare(FIN | 0x10 | TEXT, b"hi")).await },
            )
        },
    },
    Probe {
        id: "C-316",
        group: GROUP,
        level: Level::Must,
        title: "a reserved opcode for data fails the connection",
        cite: Cite::rfc6455("5.2"),
        why: "What it will mean is not known.",
        hint: "Take 0, 1, 2, 8, 9 and 10; fail.",
        run: |visit| {
            Box::pin(async move { must_fail_on(visit, &write_bare(FIN | 0x3, b"hi")).await })
        },
    },
    Probe {
        id: "C-317",
        group: GROUP,
        level: Level::Must,
        title: "a reserved opcode for control fails the connection",
        cite: Cite::rfc6455("5.2"),
        why: "What it will mean is not known.",
        hint: "Take 0, 1, 2, 8, 9 and 10; fail.",
        run: |visit| {
            Box::pin(async move { must_fail_on(visit, &write_bare(FIN | 0xB, b"")).await })
        },
    },
    Probe {
        id: "C-318",
        group: GROUP,
        level: Level::Must,
        title: "a length with its highest bit set fails the connection",
        cite: Cite::rfc6455("5.2"),
        why: "It would be negative in some languages.",
        hint: "Fail with Close 1002 before any memory is taken.",
        run: |visit| Box::pin(async move { fails_on_size(visit, 1 << 63).await }),
    },
    Probe {
        id: "C-319",
        group: GROUP,
        level: Level::Should,
        title: "Close 1002 says that a frame was wrong",
        cite: Cite::rfc6455("7.1.7"),
        why: "Who wrote the server sees in the log what happened.",
        hint: "Send Close 1002, then close the connection.",
        run: |visit| {
            Box::pin(async move { should_say(visit, &write_bare(FIN | 0x3, b"hi"), 1002).await })
        },
    },
    Probe {
        id: "C-320",
        group: GROUP,
        level: Level::Note,
        title: "2^62 bytes are announced: the client gives up, or waits",
        cite: Cite::rfc6455("10.4"),
        why: "A limit protects the memory; RFC 6455 leaves it to the client.",
        hint: "Have a limit; fail with 1009.",
        run: |visit| Box::pin(async move { fails_on_size(visit, 1 << 62).await }),
    },
];

async fn echoes_size(visit: &Visit, opcode: u8, size: usize) -> Judged {
    let payload: Vec<u8> = match opcode {
        BINARY => (0..=255).cycle().take(size).collect(),
        _ => (b'a'..=b'z').cycle().take(size).collect(),
    };
    must_echo(visit, &write_bare(FIN | opcode, &payload), opcode, &payload).await
}

async fn masks(visit: &Visit) -> Judged {
    let mut talk = visit.welcome().await?;
    let message = talk.echo(TEXT, b"masked?").await?;
    talk.say_goodbye().await;
    match message.frames.iter().all(|frame| frame.masked) {
        true => Ok(()),
        false => Err(Miss::wrong("MASK 1 in each frame", "a frame with MASK 0")),
    }
}

async fn draws_new_keys(visit: &Visit) -> Judged {
    let mut talk = visit.welcome().await?;
    let mut keys = Vec::new();
    for _ in 0..3 {
        let message = talk.echo(TEXT, b"which key?").await?;
        let key = |frame: &crate::frame::Frame| {
            frame.explained.field("masking key").map(|field| field.value.as_bytes().to_vec())
        };
        keys.extend(message.frames.iter().map(key));
    }
    talk.say_goodbye().await;
    let all = keys.len();
    keys.sort();
    keys.dedup();
    match keys.len() == all {
        true => Ok(()),
        false => Err(Miss::wrong(format!("{all} different keys"), format!("{} keys", keys.len()))),
    }
}

async fn hears_pieces(visit: &Visit) -> Judged {
    let mut talk = visit.welcome().await?;
    let frame = write_bare(FIN | TEXT, &[b'a'; 130]);
    talk.wire.send_in_pieces(&frame, 1, Duration::from_millis(1)).await;
    talk.message(TEXT, &[b'a'; 130]).await?;
    talk.say_goodbye().await;
    Ok(())
}

async fn hears_two(visit: &Visit) -> Judged {
    let mut talk = visit.welcome().await?;
    let both = [write_bare(FIN | TEXT, b"one"), write_bare(FIN | TEXT, b"two")].concat();
    talk.wire.send(&both).await;
    talk.message(TEXT, b"one").await?;
    talk.message(TEXT, b"two").await?;
    talk.say_goodbye().await;
    Ok(())
}

/// A frame is announced of which only the first byte comes.
async fn fails_on_size(visit: &Visit, size: u64) -> Judged {
    let mut talk = visit.welcome().await?;
    let frame = write_with(FIN | BINARY, Form::Eight, size, None, b"a");
    talk.wire.send(&frame).await;
    match talk.wire.read_frame().await {
        Came::End | Came::Reset => Ok(()),
        Came::Whole(frame) if frame.opcode() == CLOSE => Ok(()),
        other => Err(Miss::wrong("Close, or the end of the connection", other)),
    }
}
