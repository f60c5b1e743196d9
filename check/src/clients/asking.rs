//! # What a client asks                                           chapter 16 · RFC 6455 §4.1
//! Knows: the request, line by line. Does not know: what follows.
//! Read before: `meet.rs`. Read next: `answers.rs`.

use super::lock;
use super::meet::Met;
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use wire::Cite;

const GROUP: Group = Group { slug: "asking", title: "What the client asks" };

/// In the order of the report.
pub(super) const CASES: &[Probe] = &[
    Probe {
        id: "C-101",
        group: GROUP,
        level: Level::Must,
        title: "the request is a GET of HTTP/1.1 or higher",
        cite: Cite::rfc6455("4.1"),
        why: "A server refuses any other.",
        hint: "Write `GET /path HTTP/1.1`.",
        run: |visit| {
            Box::pin(async move {
                asks(visit, |met| met.method == "GET" && met.is_of_http_1_1(), "GET, and HTTP/1.1")
                    .await
            })
        },
    },
    Probe {
        id: "C-102",
        group: GROUP,
        level: Level::Must,
        title: "the request breaks no rule of HTTP",
        cite: Cite::rfc6455("4.1"),
        why: "A proxy or a server answers 400 to what is malformed.",
        hint: "Compare each line with RFC 9112: name, colon, value, CR LF.",
        run: |visit| Box::pin(async move { asks_legally(visit).await }),
    },
    Probe {
        id: "C-103",
        group: GROUP,
        level: Level::Must,
        title: "there is one Host, with the port if it is not the usual one",
        cite: Cite::rfc6455("4.1"),
        why: "Servers with several names do not know whom the client means.",
        hint: "Write `Host: name:port`.",
        run: |visit| Box::pin(async move { names_the_host(visit).await }),
    },
    Probe {
        id: "C-104",
        group: GROUP,
        level: Level::Must,
        title: "Upgrade names websocket",
        cite: Cite::rfc6455("4.1"),
        why: "Without it this is an ordinary request.",
        hint: "Write `Upgrade: websocket`.",
        run: |visit| {
            Box::pin(async move {
                asks(visit, |met| met.lists("upgrade", "websocket"), "Upgrade: websocket").await
            })
        },
    },
    Probe {
        id: "C-105",
        group: GROUP,
        level: Level::Must,
        title: "Connection names Upgrade",
        cite: Cite::rfc6455("4.1"),
        why: "Without it a proxy strips Upgrade.",
        hint: "Write `Connection: Upgrade`.",
        run: |visit| {
            Box::pin(async move {
                asks(visit, |met| met.lists("connection", "upgrade"), "Connection: Upgrade").await
            })
        },
    },
    Probe {
        id: "C-106",
        group: GROUP,
        level: Level::Must,
        title: "Sec-WebSocket-Version is 13",
        cite: Cite::rfc6455("4.1"),
        why: "Other versions are drafts, which servers refuse with 426.",
        hint: "Write `Sec-WebSocket-Version: 13`.",
        run: |visit| {
            Box::pin(async move {
                asks(
                    visit,
                    |met| met.field("sec-websocket-version") == "13",
                    "Sec-WebSocket-Version: 13",
                )
                .await
            })
        },
    },
    Probe {
        id: "C-107",
        group: GROUP,
        level: Level::Must,
        title: "the key is base64 of 16 bytes",
        cite: Cite::rfc6455("4.1"),
        why: "A server refuses a key that no client can have made.",
        hint: "Draw 16 random bytes, and encode all of them.",
        run: |visit| {
            Box::pin(async move {
                asks(
                    visit,
                    |met| is_key(&met.field("sec-websocket-key")),
                    "22 characters of base64 and ==",
                )
                .await
            })
        },
    },
    Probe {
        id: "C-108",
        group: GROUP,
        level: Level::Must,
        title: "the key is another one each time",
        cite: Cite::rfc6455("4.1"),
        why: "An answer that was kept by a cache would be taken for a new one.",
        hint: "Draw the key anew for each connection.",
        run: |visit| Box::pin(async move { draws_a_new_key(visit).await }),
    },
    Probe {
        id: "C-109",
        group: GROUP,
        level: Level::Must,
        title: "nothing is sent before the answer",
        cite: Cite::rfc6455("4.1"),
        why: "What is sent before may be taken by a proxy for another request.",
        hint: "Wait for 101 before the first frame.",
        run: |visit| Box::pin(async move { waits_for_the_answer(visit).await }),
    },
];

impl Met {
    /// The request line says HTTP/1.1, or higher.
    fn is_of_http_1_1(&self) -> bool {
        let version =
            self.head.explained.field("HTTP version").map(|field| field.value.to_string());
        version.is_some_and(|version| version.contains("HTTP/1.") && !version.contains("HTTP/1.0"))
    }

    /// A field is a list, and has this word, in any case.
    fn lists(&self, name: &str, word: &str) -> bool {
        self.field(name).split(',').any(|listed| listed.trim().eq_ignore_ascii_case(word))
    }

    /// All field lines, to be shown.
    fn lines(&self) -> String {
        let lines = self.head.fields.iter().map(|(name, value)| format!("{name}: {value}"));
        lines.collect::<Vec<_>>().join(" | ")
    }
}

/// The request is so; then it is answered, and the WebSocket closed.
async fn asks(visit: &Visit, is_so: fn(&Met) -> bool, expected: &str) -> Judged {
    let met = visit.meet().await?;
    let found = format!("{} {} with {}", met.method, met.target, met.lines());
    let judged = if is_so(&met) { Ok(()) } else { Err(Miss::wrong(expected, found)) };
    met.open().await.say_goodbye().await;
    judged
}

async fn asks_legally(visit: &Visit) -> Judged {
    let met = visit.meet().await?;
    let broken = met.head.explained.complaints.first().map(ToString::to_string);
    met.open().await.say_goodbye().await;
    match broken {
        Some(broken) => Err(Miss::wrong("a request that breaks no rule", broken)),
        None => Ok(()),
    }
}

async fn names_the_host(visit: &Visit) -> Judged {
    let met = visit.meet().await?;
    let hosts = met.head.fields.iter().filter(|(name, _)| name == "host").count();
    let port = met.field("host").rsplit_once(':').map(|(_, port)| port.to_string());
    let ours = visit.port().map(|port| port.to_string());
    met.open().await.say_goodbye().await;
    // The usual port may be left out.
    let is_right = port == ours || (port.is_none() && ours.as_deref() == Some("80"));
    if hosts == 1 && is_right {
        return Ok(());
    }
    let expected = format!("one Host with the port {}", ours.unwrap_or_default());
    Err(Miss::wrong(expected, format!("{hosts} lines, port {}", port.unwrap_or_default())))
}

/// 16 bytes have 22 characters of base64, of which the last has 4 bits without meaning, and `==`.
fn is_key(key: &str) -> bool {
    let Some(digits) = key.strip_suffix("==") else { return false };
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    digits.len() == 22 && digits.bytes().all(is_digit) && digits.ends_with(['A', 'Q', 'g', 'w'])
}

async fn draws_a_new_key(visit: &Visit) -> Judged {
    for _ in 0..2 {
        visit.welcome().await?.say_goodbye().await;
    }
    let Some(door) = &visit.door else { return Err(Miss::skip("nobody listens")) };
    let mut keys = lock(&door.keys).clone();
    let all = keys.len();
    keys.sort();
    keys.dedup();
    if keys.len() == all {
        return Ok(());
    }
    Err(Miss::wrong(format!("{all} different keys"), format!("{} different ones", keys.len())))
}

async fn waits_for_the_answer(visit: &Visit) -> Judged {
    let mut met = visit.meet().await?;
    let silent = met.wire.expect_silence().await;
    met.open().await.say_goodbye().await;
    silent
}
