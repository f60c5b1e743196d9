//! # Text is UTF-8                                               chapter 16 · RFC 6455 §8.1
//! Knows: what is UTF-8 and what is not, in one frame and in two. Does not know: closing.
//! Read before: `ws/control.rs`. Read next: `ws/closing.rs`.

use crate::frame::{CONTINUATION, FIN, TEXT, write};
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use wire::Cite;

const GROUP: Group = Group { slug: "text", title: "UTF-8" };

/// In the order of the report.
pub(super) const PROBES: &[Probe] = &[
    Probe {
        id: "W-601",
        group: GROUP,
        level: Level::Must,
        title: "text of 1 to 4 bytes a character comes back",
        cite: Cite::rfc6455("8.1"),
        why: "Names and smileys are not ASCII.",
        hint: "Count bytes, not characters, when you write a length.",
        run: |visit| Box::pin(any_script(visit)),
    },
    Probe {
        id: "W-602",
        group: GROUP,
        level: Level::Must,
        title: "U+0000 and U+FFFF are characters too",
        cite: Cite::rfc6455("8.1"),
        why: "Both are legal in UTF-8.",
        hint: "Use a validator of UTF-8 that knows nothing else.",
        run: |visit| Box::pin(odd_characters(visit)),
    },
    Probe {
        id: "W-603",
        group: GROUP,
        level: Level::Must,
        title: "text that is not UTF-8 fails the connection",
        cite: Cite::rfc6455("8.1"),
        why: "Two readers of broken text may read two different things.",
        hint: "Validate a whole text before you hand it on: Close 1007.",
        run: |visit| Box::pin(bad_text(visit)),
    },
    Probe {
        id: "W-604",
        group: GROUP,
        level: Level::Must,
        title: "a surrogate in UTF-8 fails the connection",
        cite: Cite::rfc6455("8.1"),
        why: "ED A0 80 is no character: half of a pair of UTF-16.",
        hint: "Use a strict validator.",
        run: |visit| Box::pin(surrogate(visit)),
    },
    Probe {
        id: "W-605",
        group: GROUP,
        level: Level::Must,
        title: "a character in too many bytes fails the connection",
        cite: Cite::rfc6455("8.1"),
        why: "C0 AF would be a second way to write `/`, and pass every filter.",
        hint: "Use a strict validator.",
        run: |visit| Box::pin(overlong(visit)),
    },
    Probe {
        id: "W-606",
        group: GROUP,
        level: Level::Must,
        title: "a character above U+10FFFF fails the connection",
        cite: Cite::rfc6455("8.1"),
        why: "There is none.",
        hint: "Use a strict validator.",
        run: |visit| Box::pin(too_high(visit)),
    },
    Probe {
        id: "W-607",
        group: GROUP,
        level: Level::Must,
        title: "a text that ends inside a character fails the connection",
        cite: Cite::rfc6455("8.1"),
        why: "It is not UTF-8, though it could have become it.",
        hint: "At FIN, no character may be open.",
        run: |visit| Box::pin(cut_character(visit)),
    },
    Probe {
        id: "W-608",
        group: GROUP,
        level: Level::Must,
        title: "a character may lie in two fragments",
        cite: Cite::rfc6455("5.4"),
        why: "A sender cuts bytes, and need not look for characters.",
        hint: "Validate the whole message, or carry the state over.",
        run: |visit| Box::pin(split_character(visit)),
    },
    Probe {
        id: "W-609",
        group: GROUP,
        level: Level::Must,
        title: "bad text in the second fragment fails the connection",
        cite: Cite::rfc6455("8.1"),
        why: "Who validates the first frame alone lets anything in.",
        hint: "Validate the whole message.",
        run: |visit| Box::pin(bad_fragment(visit)),
    },
    Probe {
        id: "W-610",
        group: GROUP,
        level: Level::Should,
        title: "Close 1007 says that the text was bad",
        cite: Cite::rfc6455("7.4.1"),
        why: "Who wrote the client learns what was wrong.",
        hint: "Send Close 1007, then close the connection.",
        run: |visit| Box::pin(says_1007(visit)),
    },
    Probe {
        id: "W-611",
        group: GROUP,
        level: Level::Note,
        title: "bad text fails before its message ends",
        cite: Cite::rfc6455("8.1"),
        why: "A stream of bad text need not be collected first.",
        hint: "Validate as it comes.",
        run: |visit| Box::pin(fails_fast(visit)),
    },
];

async fn any_script(visit: &Visit) -> Judged {
    // One, two, three and four bytes.
    visit.open_echo().await?.echo(TEXT, "a\u{e9}\u{20ac}\u{1d11e}".as_bytes()).await.map(drop)
}

async fn odd_characters(visit: &Visit) -> Judged {
    visit.open_echo().await?.echo(TEXT, "\0\u{ffff}".as_bytes()).await.map(drop)
}

async fn must_fail_on(visit: &Visit, text: &[u8]) -> Result<Option<u16>, Miss> {
    let mut talk = visit.open().await?;
    talk.send(TEXT, text).await;
    talk.must_fail().await
}

async fn bad_text(visit: &Visit) -> Judged {
    must_fail_on(visit, b"a\xffb").await.map(drop)
}

async fn surrogate(visit: &Visit) -> Judged {
    must_fail_on(visit, b"\xed\xa0\x80").await.map(drop)
}

async fn overlong(visit: &Visit) -> Judged {
    must_fail_on(visit, b"\xc0\xaf").await.map(drop)
}

async fn too_high(visit: &Visit) -> Judged {
    must_fail_on(visit, b"\xf4\x90\x80\x80").await.map(drop)
}

async fn cut_character(visit: &Visit) -> Judged {
    must_fail_on(visit, b"a\xe2\x82").await.map(drop)
}

async fn split_character(visit: &Visit) -> Judged {
    let mut talk = visit.open_echo().await?;
    let frames = [write(TEXT, b"a\xe2"), write(FIN | CONTINUATION, b"\x82\xac")];
    talk.wire.send(&frames.concat()).await;
    talk.message(TEXT, "a\u{20ac}".as_bytes()).await.map(drop)
}

async fn bad_fragment(visit: &Visit) -> Judged {
    let mut talk = visit.open().await?;
    let frames = [write(TEXT, b"good"), write(FIN | CONTINUATION, b"bad\xff")];
    talk.wire.send(&frames.concat()).await;
    talk.must_fail().await.map(drop)
}

async fn says_1007(visit: &Visit) -> Judged {
    match must_fail_on(visit, b"a\xffb").await {
        Ok(Some(1007)) => Ok(()),
        Ok(Some(code)) => Err(Miss::wrong("Close 1007", format!("Close {code}"))),
        Ok(None) => Err(Miss::wrong("Close 1007", "the end of the connection without it")),
        Err(_) => Err(Miss::skip("bad text is taken: see W-603")),
    }
}

async fn fails_fast(visit: &Visit) -> Judged {
    let mut talk = visit.open().await?;
    talk.wire.send(&write(TEXT, b"a\xffb")).await;
    talk.must_fail().await.map(drop)
}
