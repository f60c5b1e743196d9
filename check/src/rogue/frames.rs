//! # Rogues: servers' frames                              chapters 10 to 14 · RFC 6455 §5 to §8
//! Knows: frames that a server must not send, and some that it rarely does, as bytes.
//! Does not know: what a client answers.
//! Read before: `rogue/answers.rs`. Read next: `rogue/heads.rs`.

use super::Piece::{Accept, Bytes, Times};
use super::Step::{Flood, Head, Listen, Send, Vanish};
use super::answers::{ACCEPT, END, SWITCHING, WELCOME};
use super::{Rogue, Side, Step};
use wire::Cite;

const fn rogue(
    name: &'static str,
    section: &'static str,
    does: &'static str,
    good: &'static str,
    steps: &'static [Step],
) -> Rogue {
    let rule = Cite::rfc6455(section);
    Rogue { name, side: Side::Server, does, good, legal: false, rule, steps }
}

const fn legal(rogue: Rogue) -> Rogue {
    Rogue { legal: true, ..rogue }
}

const PROTOCOL_ERROR: &str = "a client closes with 1002";

pub(super) const ALL: &[Rogue] = &[
    rogue(
        "masked-frames",
        "5.1",
        "masks its frames, as only a client does",
        PROTOCOL_ERROR,
        // RFC 6455 §5.7: the masked Hello.
        &[Head, WELCOME, Send(&[Bytes(b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58")]), Listen],
    ),
    rogue(
        "rsv",
        "5.2",
        "sets a reserved bit, though nothing was agreed on",
        PROTOCOL_ERROR,
        &[Head, WELCOME, Send(&[Bytes(b"\x91\x05Hello")]), Listen],
    ),
    rogue(
        "reserved-opcode",
        "5.2",
        "uses opcode 3, which has no meaning",
        PROTOCOL_ERROR,
        &[Head, WELCOME, Send(&[Bytes(b"\x83\x05Hello")]), Listen],
    ),
    rogue(
        "length-2-63",
        "5.2",
        "announces a length with its highest bit set",
        PROTOCOL_ERROR,
        &[Head, WELCOME, Send(&[Bytes(b"\x82\x7f\x80\0\0\0\0\0\0\0")]), Listen],
    ),
    rogue(
        "bad-utf8",
        "8.1",
        "sends a text with a byte that is no UTF-8",
        "a client closes with 1007",
        &[Head, WELCOME, Send(&[Bytes(b"\x81\x03a\xffb")]), Listen],
    ),
    rogue(
        "long-ping",
        "5.5",
        "pings with 126 bytes; 125 are allowed",
        PROTOCOL_ERROR,
        &[Head, WELCOME, Send(&[Bytes(b"\x89\x7e\x00\x7e"), Times(b"p", 126)]), Listen],
    ),
    rogue(
        "fragmented-ping",
        "5.5",
        "cuts a ping in two",
        PROTOCOL_ERROR,
        &[Head, WELCOME, Send(&[Bytes(b"\x09\x01p\x80\x01q")]), Listen],
    ),
    rogue(
        "stray-continuation",
        "5.4",
        "continues a message that was never begun",
        PROTOCOL_ERROR,
        &[Head, WELCOME, Send(&[Bytes(b"\x80\x05Hello")]), Listen],
    ),
    rogue(
        "close-1005",
        "7.4.1",
        "closes with a code that must never travel",
        PROTOCOL_ERROR,
        &[Head, WELCOME, Send(&[Bytes(b"\x88\x02\x03\xed")]), Listen],
    ),
    rogue(
        "close-1-byte",
        "5.5.1",
        "closes with half a code",
        PROTOCOL_ERROR,
        &[Head, WELCOME, Send(&[Bytes(b"\x88\x01\x03")]), Listen],
    ),
    rogue(
        "never-answers-close",
        "5.5.1",
        "reads a Close frame and neither answers it nor ends",
        "a client that closes waits a bounded time, then ends the connection by itself",
        &[Head, WELCOME, Listen, Vanish],
    ),
    rogue(
        "silent",
        "5.5.2",
        "opens a WebSocket and is gone without a word, as behind a cable that was pulled",
        "a client pings, hears nothing, and gives up",
        &[Head, WELCOME, Vanish],
    ),
    legal(rogue(
        "ping-flood",
        "5.5.2",
        "pings a hundred thousand times, then says Hello",
        "a client answers the newest ping at least, holds little, and hears Hello",
        &[
            Head,
            WELCOME,
            Flood(&[Times(b"\x89\x00", 100)], 1000),
            Send(&[Bytes(b"\x81\x05Hello")]),
            Listen,
        ],
    )),
    legal(rogue(
        "fragment-flood",
        "5.4",
        "begins a text and never ends it: fragments of 1000 bytes",
        "a client with a limit closes with 1009 before its memory is full",
        &[
            Head,
            WELCOME,
            Send(&[Bytes(b"\x01\x00")]),
            Flood(&[Bytes(b"\x00\x7e\x03\xe8"), Times(b"a", 1000)], 100_000),
            Listen,
        ],
    )),
    legal(Rogue {
        name: "bomb",
        side: Side::Server,
        does: "answers an offer to compress with 100 kB that inflate to 16 MB",
        good: "a client with a limit closes with 1009 after a part of it (to one that offered no \
               compression, this is an extension that nobody asked for)",
        legal: true,
        rule: Cite::rfc7692("8"),
        steps: &[
            Head,
            Send(&[
                SWITCHING,
                Bytes(b"Sec-WebSocket-Extensions: permessage-deflate\r\n"),
                ACCEPT,
                Accept,
                END,
            ]),
            Send(BOMB),
            Listen,
        ],
    }),
];

/// One text in one frame. Made by hand: a block of fixed Huffman codes (3 bits), the letter A (8
/// bits), then 64,001 times "258 bytes more of what was 1 byte before" in 13 bits each. Eight of
/// those are 13 bytes, so the same 13 bytes come 8000 times. Then the end of the block, and the
/// beginning of an empty stored one, whose `00 00 ff ff` the receiver adds (RFC 7692 §7.2.2).
const BOMB: &[super::Piece] = &[
    Bytes(b"\xc1\x7f\0\0\0\0\0\x01\x96\x45"),
    Bytes(b"\x72\x1c"),
    Times(b"\x05\xa3\x60\x14\x8c\x82\x51\x30\x0a\x46\xc1\x28\x18", 8000),
    Bytes(b"\x05\0\0"),
];
