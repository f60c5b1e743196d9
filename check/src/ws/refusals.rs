//! # Requests that are no handshake                              chapter 16 · RFC 6455 §4.2.1
//! Knows: requests that are wrong in one thing, and a refusal that can be read.
//! Does not know: good ones.
//! Read before: `ws/offers.rs`. Read next: `ws/framing.rs`.

use super::request::{KEY, Request};
use crate::raw::{Came, Head};
use crate::{Group, Judged, Level, Miss, Probe, Visit};
use wire::Cite;

const GROUP: Group = Group { slug: "refusals", title: "Opening handshake: what must be refused" };

/// In the order of the report.
pub(super) const PROBES: &[Probe] = &[
    Probe {
        id: "W-151",
        group: GROUP,
        level: Level::Must,
        title: "a request without a version is refused",
        cite: Cite::rfc6455("4.2.1"),
        why: "The server cannot know what the client will speak.",
        hint: "Look for `Sec-WebSocket-Version: 13` before you accept.",
        run: |visit| Box::pin(no_version(visit)),
    },
    Probe {
        id: "W-152",
        group: GROUP,
        level: Level::Must,
        title: "version 99 is refused",
        cite: Cite::rfc6455("4.2.2"),
        why: "What the server says next is not what the client understands.",
        hint: "Answer 426 unless the version is one that you speak: 13.",
        run: |visit| Box::pin(version_99(visit)),
    },
    Probe {
        id: "W-153",
        group: GROUP,
        level: Level::Must,
        title: "who refuses a version names the right one",
        cite: Cite::rfc6455("4.4"),
        why: "The client may speak that one too.",
        hint: "Add `Sec-WebSocket-Version: 13` to the refusal.",
        run: |visit| Box::pin(names_the_version(visit)),
    },
    Probe {
        id: "W-154",
        group: GROUP,
        level: Level::Must,
        title: "a request without a key is refused",
        cite: Cite::rfc6455("4.2.1"),
        why: "It was not made by a WebSocket client, but perhaps by a form on a page.",
        hint: "Answer 400.",
        run: |visit| Box::pin(no_key(visit)),
    },
    Probe {
        id: "W-155",
        group: GROUP,
        level: Level::Must,
        title: "a key that does not stand for 16 bytes is refused",
        cite: Cite::rfc6455("4.2.1"),
        why: "It was not made by a WebSocket client.",
        hint: "Count: 22 characters and `==`. It need not be decoded.",
        run: |visit| Box::pin(short_key(visit)),
    },
    Probe {
        id: "W-156",
        group: GROUP,
        level: Level::Should,
        title: "two keys are refused",
        cite: Cite::rfc6455("11.3.1"),
        why: "Two readers of one request may take different ones.",
        hint: "Answer 400 when a field that stands once stands twice.",
        run: |visit| Box::pin(two_keys(visit)),
    },
    Probe {
        id: "W-157",
        group: GROUP,
        level: Level::Must,
        title: "POST is refused",
        cite: Cite::rfc6455("4.2.1"),
        why: "A form on any page can send a POST.",
        hint: "Accept GET alone; answer 405 with `Allow: GET`.",
        run: |visit| Box::pin(post(visit)),
    },
    Probe {
        id: "W-158",
        group: GROUP,
        level: Level::Must,
        title: "HTTP/1.0 is refused",
        cite: Cite::rfc6455("4.2.1"),
        why: "There is no Upgrade in HTTP/1.0; an old proxy on the way will not understand the \
            frames.",
        hint: "Compare the version in the request line; answer 505 or 400.",
        run: |visit| Box::pin(http_1_0(visit)),
    },
    Probe {
        id: "W-159",
        group: GROUP,
        level: Level::Must,
        title: "a request without Host is refused",
        cite: Cite::rfc6455("4.2.1"),
        why: "Host tells which site is meant, and guards against DNS rebinding.",
        hint: "Answer 400.",
        run: |visit| Box::pin(no_host(visit)),
    },
    Probe {
        id: "W-160",
        group: GROUP,
        level: Level::Must,
        title: "a request without Upgrade is no handshake",
        cite: Cite::rfc6455("4.2.1"),
        why: "A page that is only opened in a browser would be answered by 101.",
        hint: "Answer 426 with `Upgrade: websocket`, or serve a page.",
        run: |visit| Box::pin(no_upgrade(visit)),
    },
    Probe {
        id: "W-161",
        group: GROUP,
        level: Level::Must,
        title: "Upgrade: h2c is no handshake",
        cite: Cite::rfc6455("4.2.1"),
        why: "The client asked for another protocol.",
        hint: "Look for the token `websocket`, not for the field.",
        run: |visit| Box::pin(other_upgrade(visit)),
    },
    Probe {
        id: "W-162",
        group: GROUP,
        level: Level::Must,
        title: "Connection without upgrade is no handshake",
        cite: Cite::rfc6455("4.2.1"),
        why: "A proxy that does not know Upgrade strikes the token out: the frames would not get \
            through.",
        hint: "Look for the token `upgrade` in the list.",
        run: |visit| Box::pin(no_connection_upgrade(visit)),
    },
    Probe {
        id: "W-163",
        group: GROUP,
        level: Level::Must,
        title: "Connection: NotUpgradeable is no handshake",
        cite: Cite::rfc6455("4.2.1"),
        why: "A list is made of whole words.",
        hint: "Split at commas and compare words; do not search in the text.",
        run: |visit| Box::pin(part_of_a_word(visit)),
    },
    Probe {
        id: "W-164",
        group: GROUP,
        level: Level::Must,
        title: "extensions that are not written by the rules are refused",
        cite: Cite::rfc6455("9.1"),
        why: "Two readers of a broken list may read two different things.",
        hint: "Parse the list; answer 400 if it cannot be parsed.",
        run: |visit| Box::pin(malformed_extensions(visit)),
    },
    Probe {
        id: "W-165",
        group: GROUP,
        level: Level::Must,
        title: "a refusal is an HTTP answer that can be read",
        cite: Cite::rfc6455("4.2.1"),
        why: "A client that is hung up on, or gets half a head, cannot tell its user why.",
        hint: "Write a status line, fields, and the empty line; then close.",
        run: |visit| Box::pin(refusal_is_http(visit)),
    },
];

const VERSION: &str = "Sec-WebSocket-Version:";
const KEY_FIELD: &str = "Sec-WebSocket-Key:";

/// Any answer but 101, or none and the end.
async fn must_refuse(visit: &Visit, request: Request) -> Result<Came<Head>, Miss> {
    visit.needs_open()?;
    let (_, came) = visit.ask(&request).await?;
    match &came {
        Came::Whole(head) if head.status == 101 => Err(Miss::wrong("a refusal", came)),
        Came::Nothing(_) => Err(Miss::wrong("a refusal", came)),
        _ => Ok(came),
    }
}

/// The good request with another line in the place of the one that begins so, or without it.
async fn changed(visit: &Visit, begins: &str, line: Option<&str>) -> Judged {
    must_refuse(visit, with(visit, begins, line)).await.map(drop)
}

fn with(visit: &Visit, begins: &str, line: Option<&str>) -> Request {
    Request::new(&visit.target).change(begins, line)
}

async fn no_version(visit: &Visit) -> Judged {
    changed(visit, VERSION, None).await
}

async fn version_99(visit: &Visit) -> Judged {
    changed(visit, VERSION, Some("Sec-WebSocket-Version: 99")).await
}

async fn names_the_version(visit: &Visit) -> Judged {
    let request = with(visit, VERSION, Some("Sec-WebSocket-Version: 99"));
    let Ok(came) = must_refuse(visit, request).await else {
        return Err(Miss::skip("version 99 is not refused"));
    };
    let expected = "Sec-WebSocket-Version: 13";
    let Came::Whole(head) = came else { return Err(Miss::wrong(expected, came)) };
    let value = head.field("sec-websocket-version").unwrap_or_default();
    if value.split(',').any(|version| version.trim() == "13") {
        return Ok(());
    }
    Err(Miss::wrong(expected, format!("{head} without it")))
}

async fn no_key(visit: &Visit) -> Judged {
    changed(visit, KEY_FIELD, None).await
}

async fn short_key(visit: &Visit) -> Judged {
    changed(visit, KEY_FIELD, Some("Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAA")).await
}

async fn two_keys(visit: &Visit) -> Judged {
    let request = Request::new(&visit.target);
    must_refuse(visit, request.last(format!("{KEY_FIELD} {KEY}"))).await.map(drop)
}

async fn post(visit: &Visit) -> Judged {
    let line = format!("POST {} HTTP/1.1", visit.target.uri.target());
    must_refuse(visit, with(visit, "GET", Some(&line)).last("Content-Length: 0")).await.map(drop)
}

async fn http_1_0(visit: &Visit) -> Judged {
    let line = format!("GET {} HTTP/1.0", visit.target.uri.target());
    changed(visit, "GET", Some(&line)).await
}

async fn no_host(visit: &Visit) -> Judged {
    changed(visit, "Host:", None).await
}

async fn no_upgrade(visit: &Visit) -> Judged {
    changed(visit, "Upgrade:", None).await
}

async fn other_upgrade(visit: &Visit) -> Judged {
    changed(visit, "Upgrade:", Some("Upgrade: h2c")).await
}

async fn no_connection_upgrade(visit: &Visit) -> Judged {
    changed(visit, "Connection:", Some("Connection: keep-alive")).await
}

async fn part_of_a_word(visit: &Visit) -> Judged {
    changed(visit, "Connection:", Some("Connection: NotUpgradeable")).await
}

async fn malformed_extensions(visit: &Visit) -> Judged {
    let request = Request::new(&visit.target).last("Sec-WebSocket-Extensions: ;;=,");
    must_refuse(visit, request).await.map(drop)
}

async fn refusal_is_http(visit: &Visit) -> Judged {
    let post = format!("POST {} HTTP/1.1", visit.target.uri.target());
    let bad = [
        with(visit, KEY_FIELD, None),
        with(visit, VERSION, Some("Sec-WebSocket-Version: 99")),
        with(visit, "GET", Some(&post)).last("Content-Length: 0"),
    ];
    for request in bad {
        let Ok(came) = must_refuse(visit, request).await else { continue };
        let expected = "an answer from 400 to 599, whole and legal";
        return match &came {
            Came::Whole(head) if !(400..600).contains(&head.status) => {
                Err(Miss::wrong(expected, came))
            }
            Came::Whole(head) => match head.explained.complaints.first() {
                None => Ok(()),
                Some(broken) => Err(Miss::wrong(expected, broken)),
            },
            _ => Err(Miss::wrong(expected, format!("{came}, and no whole head before"))),
        };
    }
    Err(Miss::skip("no bad request is refused"))
}
