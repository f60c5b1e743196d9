//! # The three forms of a length                                 chapter 16 · RFC 6455 §5.2
//! Knows: 7 bits, 2 bytes, 8 bytes, and their borders. Does not know: fragments.
//! Read before: `ws/masking.rs`. Read next: `ws/fragments.rs`.

use crate::frame::{BINARY, FIN, Form, KEY, TEXT, write, write_with};
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use std::time::Duration;
use wire::Cite;

const GROUP: Group = Group { slug: "lengths", title: "Length forms" };

/// In the order of the report.
pub(super) const PROBES: &[Probe] = &[
    Probe {
        id: "W-301",
        group: GROUP,
        level: Level::Must,
        title: "125 bytes: the longest that stands in 7 bits",
        cite: Cite::rfc6455("5.2"),
        why: "The two values above it mean something else.",
        hint: "Up to 125 the 7 bits are the length.",
        run: |visit| Box::pin(length_125(visit)),
    },
    Probe {
        id: "W-302",
        group: GROUP,
        level: Level::Must,
        title: "126 and 127 bytes: the shortest that need 2 more bytes",
        cite: Cite::rfc6455("5.2"),
        why: "126 and 127 in the 7 bits are marks, and no lengths.",
        hint: "At 126 read the length from the 2 bytes behind; the key follows them.",
        run: |visit| Box::pin(length_126(visit)),
    },
    Probe {
        id: "W-303",
        group: GROUP,
        level: Level::Must,
        title: "255 to 257 bytes: the two bytes are one number",
        cite: Cite::rfc6455("5.2"),
        why: "Who adds the two bytes, or turns them around, is right up to 255.",
        hint: "high * 256 + low: the first byte is the high one.",
        run: |visit| Box::pin(length_256(visit)),
    },
    Probe {
        id: "W-304",
        group: GROUP,
        level: Level::Must,
        title: "65,535 bytes: the longest in 2 bytes",
        cite: Cite::rfc6455("5.2"),
        why: "A signed 16-bit number ends at 32,767.",
        hint: "Read the 2 bytes as an unsigned number.",
        run: |visit| Box::pin(length_65535(visit)),
    },
    Probe {
        id: "W-305",
        group: GROUP,
        level: Level::Must,
        title: "65,536 bytes: the shortest that needs 8 bytes",
        cite: Cite::rfc6455("5.2"),
        why: "Who forgets the third form loses every picture.",
        hint: "At 127 read the length from the 8 bytes behind.",
        run: |visit| Box::pin(length_65536(visit)),
    },
    Probe {
        id: "W-306",
        group: GROUP,
        level: Level::Must,
        title: "70,000 bytes in pieces, and the next message",
        cite: Cite::rfc6455("5.2"),
        why: "A message larger than the buffer comes in many reads; the next frame must begin \
            where it ended.",
        hint: "Read until the whole length has come.",
        run: |visit| Box::pin(length_70000(visit)),
    },
    Probe {
        id: "W-307",
        group: GROUP,
        level: Level::Must,
        title: "the server writes lengths in the shortest form",
        cite: Cite::rfc6455("5.2"),
        why: "A strict client fails the connection.",
        hint: "Up to 125, 7 bits; up to 65,535, two bytes; then eight.",
        run: |visit| Box::pin(shortest_form(visit)),
    },
    Probe {
        id: "W-308",
        group: GROUP,
        level: Level::Must,
        title: "a length of 2^63 fails the connection",
        cite: Cite::rfc6455("5.2"),
        why: "The top bit of the 8 bytes must be 0; as a signed number the length is negative.",
        hint: "Test the top bit: Close 1002 or 1009.",
        run: |visit| Box::pin(top_bit(visit)),
    },
    Probe {
        id: "W-309",
        group: GROUP,
        level: Level::Should,
        title: "a length of 2^60 is refused at once",
        cite: Cite::rfc6455("10.4"),
        why: "Who makes room for what a header announces is filled up by 14 bytes.",
        hint: "Compare the length with your limit before you read or make room: Close 1009.",
        run: |visit| Box::pin(absurd_length(visit)),
    },
    Probe {
        id: "W-310",
        group: GROUP,
        level: Level::Note,
        title: "5 bytes in the 2-byte form are refused",
        cite: Cite::rfc6455("5.2"),
        why: "The shortest form is demanded of who writes; whether the reader minds is left to it.",
        hint: "Close 1002 when a length below 126 stands in 2 bytes.",
        run: |visit| Box::pin(long_form_2(visit)),
    },
    Probe {
        id: "W-311",
        group: GROUP,
        level: Level::Note,
        title: "5 bytes in the 8-byte form are refused",
        cite: Cite::rfc6455("5.2"),
        why: "The shortest form is demanded of who writes; whether the reader minds is left to it.",
        hint: "Close 1002 when a length below 65,536 stands in 8 bytes.",
        run: |visit| Box::pin(long_form_8(visit)),
    },
];

/// A text of this length whose parts cannot be confused.
pub(super) fn letters(length: usize) -> Vec<u8> {
    const LETTERS: &[u8; 26] = b"abcdefghijklmnopqrstuvwxyz";
    (0..length).map(|i| LETTERS[(i + i / 26 + i / 676) % 26]).collect()
}

async fn lengths(visit: &Visit, lengths: &[usize]) -> Judged {
    let mut talk = visit.open_echo().await?;
    for &length in lengths {
        talk.echo(TEXT, &letters(length)).await?;
    }
    Ok(())
}

async fn length_125(visit: &Visit) -> Judged {
    lengths(visit, &[124, 125]).await
}

async fn length_126(visit: &Visit) -> Judged {
    lengths(visit, &[126, 127]).await
}

async fn length_256(visit: &Visit) -> Judged {
    lengths(visit, &[255, 256, 257]).await
}

async fn length_65535(visit: &Visit) -> Judged {
    lengths(visit, &[65_535]).await
}

async fn length_65536(visit: &Visit) -> Judged {
    lengths(visit, &[65_536]).await
}

async fn length_70000(visit: &Visit) -> Judged {
    let mut talk = visit.open_echo().await?;
    let long = letters(70_000);
    let frame = write(FIN | TEXT, &long);
    talk.wire.send_in_pieces(&frame, 9_000, Duration::from_millis(5)).await;
    talk.message(TEXT, &long).await?;
    talk.echo(TEXT, b"next").await.map(drop)
}

async fn shortest_form(visit: &Visit) -> Judged {
    for length in [5, 125, 126, 1000, 65_535, 65_536] {
        let mut talk = visit.open_echo().await?;
        // Whether it comes back at all is another probe.
        let Ok(message) = talk.echo(TEXT, &letters(length)).await else { continue };
        if let Some(frame) = message.frames.iter().find(|frame| !frame.is_shortest()) {
            let found = format!("{frame} with its length in {:?} form", frame.form);
            return Err(Miss::wrong("the shortest form", found));
        }
    }
    Ok(())
}

async fn must_fail_on(visit: &Visit, form: Form, length: u64, payload: &[u8]) -> Judged {
    let mut talk = visit.open().await?;
    talk.wire.send(&write_with(FIN | BINARY, form, length, Some(KEY), payload)).await;
    talk.must_fail().await.map(drop)
}

async fn top_bit(visit: &Visit) -> Judged {
    must_fail_on(visit, Form::Eight, 1 << 63, b"Hello").await
}

async fn absurd_length(visit: &Visit) -> Judged {
    must_fail_on(visit, Form::Eight, 1 << 60, b"Hello").await
}

async fn long_form_2(visit: &Visit) -> Judged {
    must_fail_on(visit, Form::Two, 5, b"Hello").await
}

async fn long_form_8(visit: &Visit) -> Judged {
    must_fail_on(visit, Form::Eight, 5, b"Hello").await
}
