//! # Rogues: event streams                                     chapter 06 · WHATWG HTML §9.2
//! Knows: streams that are wrong, rare or cut, as bytes. Does not know: how they are read.
//! Read before: `rogue/heads.rs`. Read next: `rogue/clients.rs`.

use super::Piece::{Bytes, Times};
use super::Step::{Drip, Flood, Head, Send, Wait};
use super::{Piece, Rogue, Side, Step};
use std::time::Duration;
use wire::Cite;

/// The head of a stream that ends with its connection.
pub(super) const BEGIN: Piece = Bytes(
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
      Connection: close\r\n\r\n",
);
/// One event of 512 bytes.
pub(super) const EVENT_OF_512: Piece = Bytes(&{
    let mut event = [b'.'; 512];
    let (begin, end) = (b"data: ", b"\n\n");
    let mut at = 0;
    while at < begin.len() {
        event[at] = begin[at];
        at += 1;
    }
    event[510] = end[0];
    event[511] = end[1];
    event
});

/// Long enough that what is before it and behind it are read apart.
const APART: Duration = Duration::from_millis(50);

const fn rogue(
    name: &'static str,
    section: &'static str,
    legal: bool,
    does: &'static str,
    good: &'static str,
    steps: &'static [Step],
) -> Rogue {
    let rule = Cite::whatwg_sse(section);
    Rogue { name, side: Side::Server, does, good, legal, rule, steps }
}

pub(super) const ALL: &[Rogue] = &[
    rogue(
        "sse-injection",
        "9.2.6",
        false,
        "lets a CR of somebody's text into the stream: what is behind it is a line of its own",
        "no client can tell; it hears an event of the type admin, which nobody sent",
        &[Head, Send(&[BEGIN, Bytes(b"data: hello\revent: admin\n\n")])],
    ),
    rogue(
        "sse-no-blank-line",
        "9.2.6",
        false,
        "ends an event without its empty line",
        "a client hears nothing of it",
        &[Head, Send(&[BEGIN, Bytes(b"data: never heard\n")])],
    ),
    rogue(
        "sse-crlf-cuts",
        "9.2.5",
        true,
        "ends its lines with CR LF, and cuts between the two",
        "a client hears one event of two lines, and no empty ones",
        &[
            Head,
            Send(&[BEGIN, Bytes(b"data: one\r")]),
            Wait(APART),
            Send(&[Bytes(b"\ndata: two\r")]),
            Wait(APART),
            Send(&[Bytes(b"\n\r")]),
            Wait(APART),
            Send(&[Bytes(b"\n")]),
        ],
    ),
    rogue(
        "sse-bom",
        "9.2.5",
        true,
        "begins with a byte order mark, cut in three",
        "a client drops it, and hears Hello",
        &[Head, Send(&[BEGIN]), Drip(&[Bytes(b"\xef\xbb\xbf")], APART), Send(&[HELLO])],
    ),
    rogue(
        "sse-huge-line",
        "9.2.6",
        true,
        "sends a line of 100 MB that does not end",
        "a client has a limit",
        &[Head, Send(&[BEGIN, Bytes(b"data: ")]), Flood(&[Times(b"a", 10_000)], 10_000)],
    ),
    rogue(
        "sse-wrong-type",
        "9.2.3",
        false,
        "sends events as text/plain",
        "a client fails for good",
        &[Head, Send(&[Bytes(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"), HELLO])],
    ),
    rogue(
        "sse-204",
        "9.2.3",
        true,
        "has nothing more to say: 204",
        "a client does not come back",
        &[Head, Send(&[Bytes(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")])],
    ),
    rogue(
        "sse-drop",
        "9.2.4",
        true,
        "ends the connection after each event",
        "a client comes back after the retry time, with Last-Event-ID: 7",
        &[Head, Send(&[BEGIN, Bytes(b"retry: 200\nid: 7\ndata: and gone\n\n")])],
    ),
];

const HELLO: Piece = Bytes(b"data: Hello\n\n");
