//! # Requests that must be refused                     chapter 02 · RFC 9112 §3 to §7, RFC 9110 §15
//! Knows: requests that are wrong in one thing, and how they must be answered.
//! Does not know: good ones.
//! Read before: `http/requests.rs`. Read next: `http/stream_head.rs`.

use super::talk::Talk;
use crate::raw::Came;
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use wire::Cite;

const GROUP: Group = Group { slug: "bad-requests", title: "Requests that must be refused" };

/// In the order of the report.
pub(super) const PROBES: &[Probe] = &[
    Probe {
        id: "H-201",
        group: GROUP,
        level: Level::Should,
        title: "a request line that is none is answered by 400",
        cite: Cite::rfc9112("3"),
        why: "Who guesses what was meant may guess otherwise than the proxy before him.",
        hint: "Method, target, version, one space between: else 400, and close.",
        run: |visit| Box::pin(refused(visit, Bad::Line, &[400, 301])),
    },
    Probe {
        id: "H-202",
        group: GROUP,
        level: Level::Must,
        title: "HTTP/1.1 without Host is answered by 400",
        cite: Cite::rfc9112("3.2"),
        why: "Host guards against pages that let their own name stand for this machine.",
        hint: "Count the Host lines: exactly one is right.",
        run: |visit| Box::pin(refused(visit, Bad::NoHost, &[400])),
    },
    Probe {
        id: "H-203",
        group: GROUP,
        level: Level::Must,
        title: "two Host lines are answered by 400",
        cite: Cite::rfc9112("3.2"),
        why: "A proxy may look at the one, the server at the other.",
        hint: "Count the Host lines: exactly one is right.",
        run: |visit| Box::pin(refused(visit, Bad::TwoHosts, &[400])),
    },
    Probe {
        id: "H-204",
        group: GROUP,
        level: Level::Must,
        title: "a space before a colon is answered by 400",
        cite: Cite::rfc9112("5.1"),
        why: "`Content-Length : 5` is a length to one reader and none to another.",
        hint: "A name is a token: a space in it is an error.",
        run: |visit| Box::pin(refused(visit, Bad::Space, &[400])),
    },
    Probe {
        id: "H-205",
        group: GROUP,
        level: Level::Must,
        title: "a length that is no number is answered by 400",
        cite: Cite::rfc9112("6.3"),
        why: "Nobody knows where the next request begins.",
        hint: "Digits only, and below 2^64; else 400, and close.",
        run: |visit| Box::pin(refused(visit, Bad::Length, &[400])),
    },
    Probe {
        id: "H-206",
        group: GROUP,
        level: Level::Must,
        title: "two different lengths are answered by 400",
        cite: Cite::rfc9112("6.3"),
        why: "A second request can be hidden between the two.",
        hint: "More than one Content-Length: 400, and close.",
        run: |visit| Box::pin(refused(visit, Bad::TwoLengths, &[400])),
    },
    Probe {
        id: "H-207",
        group: GROUP,
        level: Level::Must,
        title: "a length beside Transfer-Encoding ends the connection",
        cite: Cite::rfc9112("6.1"),
        why: "Two readers find two ends: the seed of request smuggling.",
        hint: "Answer 400; in any case close, and answer nothing that came behind.",
        run: |visit| Box::pin(smuggled(visit)),
    },
    Probe {
        id: "H-208",
        group: GROUP,
        level: Level::Must,
        title: "a body whose last coding is not chunked is answered by 400",
        cite: Cite::rfc9112("6.3"),
        why: "Its end cannot be found.",
        hint: "Transfer-Encoding must be `chunked`, or end with it; else 400 (or 501), and close.",
        run: |visit| Box::pin(refused(visit, Bad::Coding, &[400, 501])),
    },
    Probe {
        id: "H-209",
        group: GROUP,
        level: Level::Must,
        title: "a size of a chunk that is no number ends the connection",
        cite: Cite::rfc9112("7.1"),
        why: "Nobody knows where the next request begins.",
        hint: "Hexadecimal digits only; else 400, and close.",
        run: |visit| Box::pin(bad_chunk(visit)),
    },
    Probe {
        id: "H-210",
        group: GROUP,
        level: Level::Craft,
        title: "a head of 1 MB is not taken: 4xx, or the end",
        cite: Cite::rfc9110("5.4"),
        why: "Whoever sends fields for ever fills the memory.",
        hint: "Bound the head, at 16 KiB perhaps; answer 431, and close.",
        run: |visit| Box::pin(huge_head(visit)),
    },
    Probe {
        id: "H-211",
        group: GROUP,
        level: Level::Should,
        title: "a method that nobody knows is answered by 501",
        cite: Cite::rfc9110("9.1"),
        why: "To treat it as GET answers a question that was not asked.",
        hint: "Look at the method before the path; answer 501 (405 where it is known).",
        run: |visit| Box::pin(refused(visit, Bad::Method, &[501, 405])),
    },
    Probe {
        id: "H-212",
        group: GROUP,
        level: Level::Should,
        title: "DELETE of the event stream is refused",
        cite: Cite::rfc9110("9.1"),
        why: "A stream that answers any method answers forms and scripts that meant another thing.",
        hint: "Answer 405 with `Allow: GET, HEAD`.",
        run: |visit| Box::pin(refused(visit, Bad::Delete, &[405, 403, 404, 501])),
    },
    Probe {
        id: "H-213",
        group: GROUP,
        level: Level::Must,
        title: "a 405 says which methods are allowed",
        cite: Cite::rfc9110("15.5.6"),
        why: "The client can then ask rightly.",
        hint: "Add Allow to each 405.",
        run: |visit| Box::pin(allow(visit)),
    },
    Probe {
        id: "H-214",
        group: GROUP,
        level: Level::Craft,
        title: "HTTP/3.0 in a request line is answered by 505",
        cite: Cite::rfc9110("15.6.6"),
        why: "What follows is not what this server reads.",
        hint: "Compare the major version; answer 505 (or 400).",
        run: |visit| Box::pin(refused(visit, Bad::Version, &[505, 400])),
    },
];

/// What is wrong with a request.
#[derive(Clone, Copy, Debug)]
enum Bad {
    Line,
    NoHost,
    TwoHosts,
    Space,
    Length,
    TwoLengths,
    Coding,
    Method,
    Delete,
    Version,
}

fn request(visit: &Visit, bad: Bad) -> String {
    let target = visit.events();
    let good = visit.request("GET", target, &[]);
    let host = format!("Host: {}\r\n", visit.target.uri.authority());
    match bad {
        Bad::Line => good.replacen(" HTTP/1.1", " again HTTP/1.1", 1),
        Bad::NoHost => good.replacen(&host, "", 1),
        Bad::TwoHosts => good.replacen(&host, &host.repeat(2), 1),
        Bad::Space => visit.request("GET", target, &["X-Space : a"]),
        Bad::Length => visit.request("POST", target, &["Content-Length: 1x"]),
        Bad::TwoLengths => {
            visit.request("POST", target, &["Content-Length: 1", "Content-Length: 2"]) + "ab"
        }
        Bad::Coding => visit.request("POST", target, &["Transfer-Encoding: chunked, gzip"]),
        Bad::Method => visit.request("FROBNICATE", target, &[]),
        Bad::Delete => visit.request("DELETE", target, &[]),
        Bad::Version => good.replacen(" HTTP/1.1", " HTTP/3.0", 1),
    }
}

/// It must be answered by one of these.
async fn refused(visit: &Visit, bad: Bad, right: &[u16]) -> Judged {
    let head = visit.say(&request(visit, bad)).await?.head().await.map_err(|miss| match miss {
        Miss::Wrong { found, .. } => Miss::wrong(expected(right), found),
        skip @ Miss::Skip(_) => skip,
    })?;
    if right.contains(&head.status) { Ok(()) } else { Err(Miss::wrong(expected(right), head)) }
}

fn expected(right: &[u16]) -> String {
    let statuses: Vec<String> = right.iter().map(ToString::to_string).collect();
    format!("the answer {}", statuses.join(" or "))
}

/// What is behind `request` must be lost: one answer at most, and the end.
async fn must_end(mut talk: Talk) -> Judged {
    let expected = "one answer, and the end of the connection";
    match talk.answer("POST").await {
        Ok(answer) if !answer.has_end => return Ok(()),
        Ok(_) => {}
        Err(Miss::Wrong { found, .. }) if talk.ends().await => {
            // To hang up without a word is rude, and safe.
            let _ = found;
            return Ok(());
        }
        Err(miss) => return Err(miss),
    }
    let ended = talk.ends().await;
    match (talk.came.is_empty(), ended) {
        (true, true) => Ok(()),
        (false, _) => Err(Miss::wrong(expected, "an answer to what was hidden behind, too")),
        (true, false) => Err(Miss::wrong(expected, "the connection is open")),
    }
}

async fn smuggled(visit: &Visit) -> Judged {
    let fields = ["Content-Length: 5", "Transfer-Encoding: chunked"];
    let first = visit.request("POST", visit.events(), &fields) + "0\r\n\r\n";
    let hidden = visit.request("GET", super::NOWHERE, &[]);
    must_end(visit.say(&(first + &hidden)).await?).await
}

async fn bad_chunk(visit: &Visit) -> Judged {
    // Where publishing is known, that reads a body; elsewhere it may be refused before.
    let first = visit.request("POST", visit.events(), &["Transfer-Encoding: chunked"]);
    let hidden = visit.request("GET", super::NOWHERE, &[]);
    must_end(visit.say(&(first + "xyz\r\nabc\r\n0\r\n\r\n" + &hidden)).await?).await
}

async fn huge_head(visit: &Visit) -> Judged {
    let line = format!("X-More: {}", "m".repeat(990));
    let lines = vec![line.as_str(); 1000];
    let request = visit.request("GET", visit.events(), &lines);
    let mut talk = visit.say(&request).await?;
    match talk.more().await {
        Ok(()) => match talk.head().await? {
            head if (400..500).contains(&head.status) => Ok(()),
            head => Err(Miss::wrong("4xx, or the end of the connection", head)),
        },
        Err(Came::End | Came::Reset) => Ok(()),
        Err(other) => Err(Miss::wrong("4xx, or the end of the connection", other)),
    }
}

async fn allow(visit: &Visit) -> Judged {
    let head = visit.say(&request(visit, Bad::Delete)).await?.head().await?;
    match (head.status, head.field("allow")) {
        (405, Some(_)) => Ok(()),
        (405, None) => Err(Miss::wrong("405 with Allow", "405 without it")),
        (status, _) => Err(Miss::skip(format!("DELETE is answered by {status}"))),
    }
}
