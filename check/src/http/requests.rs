//! # Requests that must be understood                 chapter 02 · RFC 9112 §2 to §9, RFC 9110 §9
//! Knows: good requests, also rare ones, and what an answer must be. Does not know: event streams.
//! Read before: `http/talk.rs`. Read next: `http/refusals.rs`.

use super::NOWHERE;
use super::talk::{framing, lists};
use crate::raw::Came;
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use std::time::Duration;
use wire::Cite;

const GROUP: Group = Group { slug: "requests", title: "Requests that must be understood" };

/// In the order of the report.
pub(super) const PROBES: &[Probe] = &[
    Probe {
        id: "H-101",
        group: GROUP,
        level: Level::Must,
        title: "a request is answered with a head in which no rule is broken",
        cite: Cite::rfc9112("4"),
        why: "A client or a proxy that reads by the rules gives up otherwise.",
        hint: "Status line, field lines `Name: value`, an empty line; each ends with CR LF.",
        run: |visit| Box::pin(good_head(visit)),
    },
    Probe {
        id: "H-102",
        group: GROUP,
        level: Level::Must,
        title: "the names of fields are understood in any case",
        cite: Cite::rfc9110("5.1"),
        why: "Proxies write them in lower case.",
        hint: "Compare names without regard to case.",
        run: |visit| Box::pin(any_case(visit)),
    },
    Probe {
        id: "H-103",
        group: GROUP,
        level: Level::Must,
        title: "spaces and tabs around a value do not count",
        cite: Cite::rfc9112("5.1"),
        why: "Some clients write two spaces behind the colon, or none.",
        hint: "Trim spaces and tabs on both sides of the value.",
        run: |visit| Box::pin(spaces(visit)),
    },
    Probe {
        id: "H-104",
        group: GROUP,
        level: Level::Must,
        title: "a request that comes byte by byte is understood",
        cite: Cite::rfc9112("2.2"),
        why: "TCP cuts where it likes: one read is not one request.",
        hint: "Keep what came until the empty line is there.",
        run: |visit| Box::pin(byte_by_byte(visit)),
    },
    Probe {
        id: "H-105",
        group: GROUP,
        level: Level::Should,
        title: "an empty line before the request is passed over",
        cite: Cite::rfc9112("2.2"),
        why: "Some clients send one line end too many behind a body.",
        hint: "Skip CR LF where a request line should begin.",
        run: |visit| Box::pin(empty_line(visit)),
    },
    Probe {
        id: "H-106",
        group: GROUP,
        level: Level::Must,
        title: "a target that is a whole address is understood",
        cite: Cite::rfc9112("3.2.2"),
        why: "Proxies ask so.",
        hint: "Where the target begins with http://, take its path, and its host for Host.",
        run: |visit| Box::pin(absolute(visit)),
    },
    Probe {
        id: "H-107",
        group: GROUP,
        level: Level::Should,
        title: "the connection stays open for the next request",
        cite: Cite::rfc9112("9.3"),
        why: "Each poll would else pay for a new connection.",
        hint: "After an answer whose end can be found, read the next request.",
        run: |visit| Box::pin(next_request(visit)),
    },
    Probe {
        id: "H-108",
        group: GROUP,
        level: Level::Must,
        title: "two requests in one packet are answered in their order",
        cite: Cite::rfc9112("9.3.2"),
        why: "What came behind the first request is the next one, and not to be thrown away.",
        hint: "Keep the bytes behind a request, and begin with them.",
        run: |visit| Box::pin(pipelined(visit)),
    },
    Probe {
        id: "H-109",
        group: GROUP,
        level: Level::Must,
        title: "after `Connection: close` the connection is closed",
        cite: Cite::rfc9112("9.6"),
        why: "A client that waits for the end waits for ever.",
        hint: "Close after the answer to a request that says close.",
        run: |visit| Box::pin(close(visit)),
    },
    Probe {
        id: "H-110",
        group: GROUP,
        level: Level::Must,
        title: "an answer to HTTP/1.0 has no Transfer-Encoding",
        cite: Cite::rfc9112("6.1"),
        why: "A client of that time takes the sizes of chunks for text.",
        hint: "To HTTP/1.0, write the body as it is and close behind it.",
        run: |visit| Box::pin(http10(visit)),
    },
    Probe {
        id: "H-111",
        group: GROUP,
        level: Level::Must,
        title: "HEAD is answered without a body, and the answer ends",
        cite: Cite::rfc9110("9.3.2"),
        why: "The body would be taken for the next answer.",
        hint: "Write the head that GET would get, and stop.",
        run: |visit| Box::pin(head(visit)),
    },
    Probe {
        id: "H-112",
        group: GROUP,
        level: Level::Must,
        title: "an answer says when it was made: Date",
        cite: Cite::rfc9110("6.6.1"),
        why: "Caches count ages from it.",
        hint: "`Date: Sun, 06 Nov 1994 08:49:37 GMT`, in every answer of 2xx, 3xx and 4xx.",
        run: |visit| Box::pin(date(visit)),
    },
    Probe {
        id: "H-113",
        group: GROUP,
        level: Level::Craft,
        title: "what is not there is 404, and the answer has an end",
        cite: Cite::rfc9110("15.5.5"),
        why: "A typing error in an address would else look like a stream without events.",
        hint: "Look at the path; answer 404 with Content-Length.",
        run: |visit| Box::pin(not_found(visit)),
    },
];

/// The event stream must be answered as it is to a plain request.
async fn must_open(visit: &Visit, request: &str) -> Judged {
    let head = visit.say(request).await?.head().await?;
    match head.status {
        200 => Ok(()),
        _ => Err(Miss::wrong("the answer 200", head)),
    }
}

async fn good_head(visit: &Visit) -> Judged {
    let head = visit.say(&visit.request("GET", visit.events(), &[])).await?.head().await?;
    match head.explained.complaints.first() {
        None => Ok(()),
        Some(broken) => Err(Miss::wrong("a head in which no rule is broken", broken)),
    }
}

async fn any_case(visit: &Visit) -> Judged {
    let request = visit.request("GET", visit.events(), &["aCCEPT: text/event-stream"]);
    must_open(visit, &request.replace("\r\nHost:", "\r\nhOST:")).await
}

async fn spaces(visit: &Visit) -> Judged {
    let request = visit.request("GET", visit.events(), &[]);
    let host = visit.target.uri.authority();
    must_open(visit, &request.replace(&format!("Host: {host}"), &format!("Host:\t {host} \t")))
        .await
}

async fn byte_by_byte(visit: &Visit) -> Judged {
    let mut talk = visit.say("").await?;
    let request = visit.request("GET", visit.events(), &[]);
    talk.wire.send_in_pieces(request.as_bytes(), 1, Duration::from_millis(1)).await;
    match talk.head().await? {
        head if head.status == 200 => Ok(()),
        head => Err(Miss::wrong("the answer 200", head)),
    }
}

async fn empty_line(visit: &Visit) -> Judged {
    must_open(visit, &format!("\r\n{}", visit.request("GET", visit.events(), &[]))).await
}

async fn absolute(visit: &Visit) -> Judged {
    let scheme = if visit.target.uri.is_secure() { "https" } else { "http" };
    let target = format!("{scheme}://{}{}", visit.target.uri.authority(), visit.events());
    must_open(visit, &visit.request("GET", &target, &[])).await
}

async fn next_request(visit: &Visit) -> Judged {
    let request = visit.request("GET", NOWHERE, &[]);
    let mut talk = visit.say(&request).await?;
    let first = talk.answer("GET").await?;
    let expected = "an answer to a second request on the same connection";
    if !first.has_end || lists(&first.head, "connection", "close") {
        return Err(Miss::wrong(expected, "the first answer ends the connection"));
    }
    talk.wire.send(request.as_bytes()).await;
    match talk.answer("GET").await {
        Ok(_) => Ok(()),
        Err(Miss::Wrong { found, .. }) => Err(Miss::wrong(expected, found)),
        Err(skip) => Err(skip),
    }
}

async fn pipelined(visit: &Visit) -> Judged {
    let two = visit.request("GET", NOWHERE, &[]) + &visit.request("GET", visit.events(), &[]);
    let mut talk = visit.say(&two).await?;
    let first = talk.answer("GET").await?;
    if !first.has_end || lists(&first.head, "connection", "close") {
        return Err(Miss::skip("the server ends the connection after each answer"));
    }
    match talk.head().await {
        Ok(second) if (first.head.status, second.status) == (200, 404) => {
            Err(Miss::wrong("404 to the first and 200 to the second", "200, then 404"))
        }
        Ok(_) => Ok(()),
        Err(Miss::Wrong { found, .. }) => Err(Miss::wrong("a second answer", found)),
        Err(skip) => Err(skip),
    }
}

async fn close(visit: &Visit) -> Judged {
    let mut talk = visit.say(&visit.request("GET", NOWHERE, &["Connection: close"])).await?;
    let answer = talk.answer("GET").await?;
    if !answer.has_end || talk.ends().await {
        return Ok(());
    }
    Err(Miss::wrong("the end of the connection", "it is open"))
}

async fn http10(visit: &Visit) -> Judged {
    let request = visit.request("GET", visit.events(), &[]).replace(" HTTP/1.1\r", " HTTP/1.0\r");
    let head = visit.say(&request).await?.head().await?;
    match head.field("transfer-encoding") {
        None => Ok(()),
        Some(coding) => {
            Err(Miss::wrong("no Transfer-Encoding", format!("Transfer-Encoding: {coding}")))
        }
    }
}

async fn head(visit: &Visit) -> Judged {
    let mut talk = visit.say(&visit.request("HEAD", visit.events(), &[])).await?;
    let head = talk.head().await?;
    framing(&head, "HEAD")?;
    if !talk.came.is_empty() {
        return Err(Miss::wrong("nothing behind the head", String::from_utf8_lossy(&talk.came)));
    }
    match talk.wire.expect_silence().await {
        Ok(()) => Ok(()),
        // Nothing but the end may follow.
        Err(_) => match talk.wire.read_some().await {
            Came::End | Came::Reset => Ok(()),
            other => Err(Miss::wrong("nothing behind the head", other)),
        },
    }
}

async fn date(visit: &Visit) -> Judged {
    let head = visit.say(&visit.request("GET", visit.events(), &[])).await?.head().await?;
    match head.field("date") {
        Some(date) if date.len() == 29 && date.ends_with(" GMT") => Ok(()),
        Some(date) => Err(Miss::wrong("Date as HTTP writes it", date)),
        None => Err(Miss::wrong("Date", "an answer without it")),
    }
}

async fn not_found(visit: &Visit) -> Judged {
    let mut talk = visit.say(&visit.request("GET", NOWHERE, &[])).await?;
    let head = talk.head().await?;
    if !matches!(head.status, 404 | 410) {
        return Err(Miss::wrong("the answer 404", head));
    }
    match head.field("content-length").or(head.field("transfer-encoding")) {
        Some(_) => Ok(()),
        None if talk.ends().await => Ok(()),
        None => Err(Miss::wrong("a length, or the end of the connection", "neither")),
    }
}
