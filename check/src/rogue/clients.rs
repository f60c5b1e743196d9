//! # Rogues: clients                                               chapters 02, 09 to 14
//! Knows: what a client can do to a server, as bytes. Does not know: how the server bears it.
//! Read before: `rogue/event_streams.rs`. Read next: `rogue/play.rs`.

use super::Piece::{Authority, Bytes, Target, Times};
use super::Step::{Drip, Flood, Head, Listen, Reset, Send, Sip, Vanish};
use super::{Piece, Rogue, Side, Step};
use std::time::Duration;
use wire::Cite;

const GET: Piece = Bytes(b"GET ");
const HOST: Piece = Bytes(b" HTTP/1.1\r\nHost: ");
/// What asks for a WebSocket, with the key of RFC 6455 §1.3.
const UPGRADE: Piece = Bytes(
    b"\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
);
const END: Piece = Bytes(b"\r\n\r\n");
/// RFC 6455 §5.7: the masked Hello.
const HELLO: Piece = Bytes(b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58");
const OPEN: Step = Send(&[GET, Target, HOST, Authority, UPGRADE]);

const fn rogue(
    name: &'static str,
    rule: Cite,
    legal: bool,
    does: &'static str,
    good: &'static str,
    steps: &'static [Step],
) -> Rogue {
    Rogue { name, side: Side::Client, does, good, legal, rule, steps }
}

pub(super) const ALL: &[Rogue] = &[
    rogue(
        "unmasked",
        Cite::rfc6455("5.1"),
        false,
        "opens a WebSocket and sends a frame without a mask",
        "a server closes with 1002",
        &[OPEN, Head, Send(&[Bytes(b"\x81\x05Hello")]), Listen],
    ),
    rogue(
        "one-byte-at-a-time",
        Cite::rfc6455("5.4"),
        true,
        "opens a WebSocket and says Hello, all of it byte by byte, and closes",
        "a server bears it",
        &[
            Drip(&[GET, Target, HOST, Authority, UPGRADE], Duration::from_millis(2)),
            Head,
            // Hello, and a Close frame with 1000.
            Drip(&[HELLO, Bytes(b"\x88\x82\0\0\0\0\x03\xe8")], Duration::from_millis(2)),
            Listen,
        ],
    ),
    rogue(
        "fragment-flood",
        Cite::rfc6455("5.4"),
        true,
        "begins a text and never ends it: fragments of 1000 bytes",
        "a server closes with 1009 before its memory is full",
        &[
            OPEN,
            Head,
            Send(&[Bytes(b"\x01\x80\0\0\0\0")]),
            Flood(&[Bytes(b"\x00\xfe\x03\xe8\0\0\0\0"), Times(b"a", 1000)], 100_000),
            Listen,
        ],
    ),
    rogue(
        "no-close-answer",
        Cite::rfc6455("7.1.1"),
        false,
        "makes the server close, and then neither answers nor ends its side",
        "a server ends its side at once, and lets go after a bounded time",
        &[OPEN, Head, Send(&[Bytes(b"\x83\x80\0\0\0\0")]), Listen, Vanish],
    ),
    rogue(
        "half-open",
        Cite::rfc6455("5.5.2"),
        false,
        "opens a WebSocket and is gone without a word, as behind a cable that was pulled",
        "a server pings, hears nothing, and lets go",
        &[OPEN, Head, Vanish],
    ),
    rogue(
        "rst",
        Cite::rfc6455("7.1.1"),
        false,
        "opens a WebSocket and resets the connection in the middle of a frame",
        "a server forgets the connection and serves the others",
        &[OPEN, Head, Send(&[Bytes(b"\x81\x85\x37\xfa\x21\x3d\x7f")]), Reset],
    ),
    rogue(
        "slow-head",
        Cite::ours("head_time"),
        true,
        "sends a head one byte a second",
        "a server answers 408 or ends, after a bounded time",
        &[Drip(&[GET, Target, HOST, Authority, END], Duration::from_secs(1)), Listen],
    ),
    rogue(
        "huge-head",
        Cite::rfc6585("5"),
        true,
        "sends a head of 10 MB",
        "a server answers 431 after a small part of it, or ends",
        &[
            Send(&[GET, Target, HOST, Authority]),
            Flood(&[Bytes(b"\r\nX-More: "), Times(b"m", 990)], 10_000),
            Send(&[END]),
            Listen,
        ],
    ),
    rogue(
        "smuggle",
        Cite::rfc9112("6.1"),
        false,
        "hides a second request behind two lengths that contradict each other",
        "a server answers 400 and ends; one that answers twice can be used against its proxy",
        &[
            Send(&[
                Bytes(b"POST "),
                Target,
                HOST,
                Authority,
                Bytes(b"\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Bytes(b"GET /hidden HTTP/1.1\r\nHost: "),
                Authority,
                END,
            ]),
            Listen,
        ],
    ),
    rogue(
        "slow-reader",
        Cite::ours("write_time"),
        true,
        "asks, and reads the answer one byte a second",
        "a server holds a bounded part of it, lets go in the end, and no other client waits",
        &[Send(&[GET, Target, HOST, Authority, END]), Sip(Duration::from_secs(1))],
    ),
];
