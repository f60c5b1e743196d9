//! # The opening handshake that must succeed                     chapter 16 · RFC 6455 §4.2
//! Knows: good requests in all their spellings, and the answer.
//! Does not know: what is offered besides, and what must be refused.
//! Read before: `ws/talk.rs`. Read next: `ws/offers.rs`.

use super::request::Request;
use crate::raw::Came;
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use handshake::{accept_key, encode_key};
use std::time::Duration;
use wire::Cite;

pub(super) const GROUP: Group =
    Group { slug: "handshake", title: "Opening handshake: what must succeed" };

/// In the order of the report.
pub(super) const PROBES: &[Probe] = &[
    Probe {
        id: "W-101",
        group: GROUP,
        level: Level::Must,
        title: "a good request is answered by 101",
        cite: Cite::rfc6455("4.2.2"),
        why: "Nothing else can be done where no WebSocket is opened.",
        hint: "Answer `HTTP/1.1 101 Switching Protocols`, the three fields, and an empty line.",
        run: |visit| Box::pin(opens(visit)),
    },
    Probe {
        id: "W-102",
        group: GROUP,
        level: Level::Must,
        title: "Sec-WebSocket-Accept proves that the key was read",
        cite: Cite::rfc6455("4.2.2"),
        why: "A browser closes at once when the value is wrong: it may talk to a server that knows \
            no WebSocket.",
        hint: "base64(SHA-1(key followed by 258EAFA5-E914-47DA-95CA-C5AB0DC85B11)): the key as \
            text, the digest as 20 raw bytes.",
        run: |visit| Box::pin(proves(visit)),
    },
    Probe {
        id: "W-103",
        group: GROUP,
        level: Level::Must,
        title: "the 101 says Upgrade: websocket and Connection: Upgrade",
        cite: Cite::rfc6455("4.2.2"),
        why: "A client must fail the connection when one of the two is missing.",
        hint: "Write both fields, whatever the request looked like.",
        run: |visit| Box::pin(says_upgrade(visit)),
    },
    Probe {
        id: "W-104",
        group: GROUP,
        level: Level::Must,
        title: "the 101 has no body and announces none",
        cite: Cite::rfc9110("8.6"),
        why: "The next byte is a frame: a client that waits for a body never sees it.",
        hint: "Write neither Content-Length nor Transfer-Encoding into a 101.",
        run: |visit| Box::pin(has_no_body(visit)),
    },
    Probe {
        id: "W-105",
        group: GROUP,
        level: Level::Must,
        title: "names of fields are read in any case",
        cite: Cite::rfc9110("5.1"),
        why: "Proxies and clients write them in lower case.",
        hint: "Compare names without case: `sec-websocket-key` is `Sec-WebSocket-Key`.",
        run: |visit| Box::pin(any_case_of_names(visit)),
    },
    Probe {
        id: "W-106",
        group: GROUP,
        level: Level::Must,
        title: "Upgrade: WebSocket is read in any case",
        cite: Cite::rfc6455("4.2.1"),
        why: "Clients write `WebSocket` and `websocket`.",
        hint: "Compare the value without case.",
        run: |visit| Box::pin(any_case_of_websocket(visit)),
    },
    Probe {
        id: "W-107",
        group: GROUP,
        level: Level::Must,
        title: "Connection is a list: keep-alive, Upgrade",
        cite: Cite::rfc6455("4.2.1"),
        why: "Firefox sends `keep-alive, Upgrade`: its users are refused.",
        hint: "Split at commas, trim, and look for `upgrade` without case.",
        run: |visit| Box::pin(connection_is_a_list(visit)),
    },
    Probe {
        id: "W-108",
        group: GROUP,
        level: Level::Must,
        title: "two Connection lines are one list",
        cite: Cite::rfc9110("5.2"),
        why: "A proxy may write a line of its own.",
        hint: "Join the values of all lines with one name by commas before you look.",
        run: |visit| Box::pin(two_connection_lines(visit)),
    },
    Probe {
        id: "W-109",
        group: GROUP,
        level: Level::Must,
        title: "white space behind a colon is optional",
        cite: Cite::rfc9112("5"),
        why: "A client that saves the space is legal.",
        hint: "Split at the first colon, then trim; not at `: `.",
        run: |visit| Box::pin(no_space(visit)),
    },
    Probe {
        id: "W-110",
        group: GROUP,
        level: Level::Must,
        title: "a value may have a colon in it",
        cite: Cite::rfc9112("5"),
        why: "Origins, hosts and dates do.",
        hint: "Split at the first colon alone.",
        run: |visit| Box::pin(colon_in_a_value(visit)),
    },
    Probe {
        id: "W-111",
        group: GROUP,
        level: Level::Must,
        title: "fields that nobody knows are ignored",
        cite: Cite::rfc6455("4.2.1"),
        why: "Every proxy and browser adds fields that did not exist when the server was written.",
        hint: "Look for what you need, and leave the rest alone.",
        run: |visit| Box::pin(unknown_fields(visit)),
    },
    Probe {
        id: "W-112",
        group: GROUP,
        level: Level::Must,
        title: "a request that comes in pieces is one request",
        cite: Cite::rfc9112("2.2"),
        why: "TCP keeps bytes in order, and nothing else: a packet is no line and no head.",
        hint: "Read until CR LF CR LF, with a limit, before you parse.",
        run: |visit| Box::pin(in_pieces(visit)),
    },
    Probe {
        id: "W-113",
        group: GROUP,
        level: Level::Must,
        title: "nothing is answered before the head has ended",
        cite: Cite::rfc6455("4.2.1"),
        why: "Whoever answers the first line has not seen the key.",
        hint: "Read until CR LF CR LF before you parse.",
        run: |visit| Box::pin(waits_for_the_end(visit)),
    },
    Probe {
        id: "W-114",
        group: GROUP,
        level: Level::Craft,
        title: "3 KB of cookies fit into a head",
        cite: Cite::rfc9110("5.4"),
        why: "Cookies come first and push the fields of the handshake out of a small buffer.",
        hint: "Let the buffer of a head grow to at least 8 KB.",
        run: |visit| Box::pin(cookies(visit)),
    },
    Probe {
        id: "W-115",
        group: GROUP,
        level: Level::Must,
        title: "a target in absolute form is read",
        cite: Cite::rfc9112("3.2.2"),
        why: "Clients write it to a proxy, and some proxies pass it on.",
        hint: "Drop scheme and authority from the target, then look at the path.",
        run: |visit| Box::pin(absolute_form(visit)),
    },
    Probe {
        id: "W-116",
        group: GROUP,
        level: Level::Craft,
        title: "a query in the target does no harm",
        cite: Cite::rfc6455("3"),
        why: "Clients carry tokens and places in it.",
        hint: "Compare the path alone: what stands before the `?`.",
        run: |visit| Box::pin(query(visit)),
    },
];

/// This request must be answered by 101, as the plain one is.
async fn must_open(visit: &Visit, request: Request) -> Judged {
    visit.needs_open()?;
    visit.open_with(&request).await.map(drop)
}

pub(super) fn good(visit: &Visit) -> Request {
    Request::new(&visit.target)
}

async fn opens(visit: &Visit) -> Judged {
    visit.open_with(&good(visit)).await.map(drop)
}

async fn proves(visit: &Visit) -> Judged {
    visit.needs_open()?;
    let key = encode_key(net::entropy::nonce());
    let line = format!("Sec-WebSocket-Key: {key}");
    let request = good(visit).change("Sec-WebSocket-Key:", Some(&line));
    let accept = visit.open_with(&request).await?.head.field("sec-websocket-accept");
    let right = accept_key(&key);
    match accept {
        Some(accept) if accept == right => Ok(()),
        Some(accept) => Err(Miss::wrong(right, accept)),
        None => Err(Miss::wrong(right, "no Sec-WebSocket-Accept")),
    }
}

async fn says_upgrade(visit: &Visit) -> Judged {
    let head = visit.open().await?.head;
    let has = |name, word: &str| {
        let value = head.field(name).unwrap_or_default();
        value.split(',').any(|item| item.trim().eq_ignore_ascii_case(word))
    };
    let expected = "Upgrade: websocket, and Connection: Upgrade";
    match (has("upgrade", "websocket"), has("connection", "upgrade")) {
        (true, true) => Ok(()),
        (false, _) => Err(Miss::wrong(expected, "no Upgrade: websocket")),
        (_, false) => Err(Miss::wrong(expected, "no Connection: Upgrade")),
    }
}

async fn has_no_body(visit: &Visit) -> Judged {
    let head = visit.open().await?.head;
    for name in ["content-length", "transfer-encoding"] {
        if let Some(value) = head.field(name) {
            return Err(Miss::wrong(format!("no {name}"), format!("{name}: {value}")));
        }
    }
    Ok(())
}

async fn any_case_of_names(visit: &Visit) -> Judged {
    let mut request = good(visit);
    for line in request.lines.iter_mut().skip(1) {
        if let Some((name, value)) = line.split_once(':') {
            *line = format!("{}:{value}", name.to_ascii_lowercase());
        }
    }
    must_open(visit, request).await
}

async fn any_case_of_websocket(visit: &Visit) -> Judged {
    must_open(visit, good(visit).change("Upgrade:", Some("Upgrade: WebSocket"))).await
}

async fn connection_is_a_list(visit: &Visit) -> Judged {
    let line = "Connection: keep-alive, Upgrade";
    must_open(visit, good(visit).change("Connection:", Some(line))).await
}

async fn two_connection_lines(visit: &Visit) -> Judged {
    must_open(visit, good(visit).first("Connection: keep-alive")).await
}

async fn no_space(visit: &Visit) -> Judged {
    let mut request = good(visit);
    for line in request.lines.iter_mut().skip(1) {
        *line = line.replacen(": ", ":", 1);
    }
    must_open(visit, request).await
}

async fn colon_in_a_value(visit: &Visit) -> Judged {
    must_open(visit, good(visit).first("X-Note: a: b: c")).await
}

async fn unknown_fields(visit: &Visit) -> Judged {
    let request = good(visit).first("Priority: u=1").first("X-Wire101: hello");
    must_open(visit, request.last("Sec-Fetch-Mode: websocket")).await
}

async fn in_pieces(visit: &Visit) -> Judged {
    visit.needs_open()?;
    let mut wire = visit.connect().await?;
    let bytes = good(visit).bytes();
    wire.send_in_pieces(&bytes, 1, Duration::from_millis(1)).await;
    match wire.read_head().await {
        Came::Whole(head) if head.status == 101 => Ok(()),
        other => Err(Miss::wrong("the answer 101", other)),
    }
}

async fn waits_for_the_end(visit: &Visit) -> Judged {
    visit.needs_open()?;
    let mut wire = visit.connect().await?;
    let bytes = good(visit).bytes();
    // All but the empty line.
    let (begun, rest) = bytes.split_at(bytes.len() - 2);
    wire.send(begun).await;
    wire.expect_silence().await?;
    wire.send(rest).await;
    match wire.read_head().await {
        Came::Whole(head) if head.status == 101 => Ok(()),
        other => Err(Miss::wrong("the answer 101 behind the empty line", other)),
    }
}

async fn cookies(visit: &Visit) -> Judged {
    let cookies = (0..200).map(|i| format!("cookie{i}=0123456")).collect::<Vec<_>>().join("; ");
    must_open(visit, good(visit).first(format!("Cookie: {cookies}"))).await
}

async fn absolute_form(visit: &Visit) -> Judged {
    let uri = &visit.target.uri;
    let scheme = if uri.is_secure() { "https" } else { "http" };
    let line = format!("GET {scheme}://{}{} HTTP/1.1", uri.authority(), uri.target());
    must_open(visit, good(visit).change("GET", Some(&line))).await
}

async fn query(visit: &Visit) -> Judged {
    let target = visit.target.uri.target();
    let mark = if target.contains('?') { '&' } else { '?' };
    let line = format!("GET {target}{mark}Wire101=Yes HTTP/1.1");
    must_open(visit, good(visit).change("GET", Some(&line))).await
}
