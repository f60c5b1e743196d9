//! # Rogues: answers to an opening handshake                 chapter 08 · RFC 6455 §4.1, §4.2.2
//! Knows: what a server can answer but the one right thing. Does not know: what a client says.
//! Read before: `rogue/script.rs`. Read next: `rogue/frames.rs`.

use super::Piece::{Accept, Bytes};
use super::Step::{Drip, Head, Listen, Send};
use super::{Piece, Rogue, Side, Step};
use std::time::Duration;
use wire::Cite;

/// The head that opens a WebSocket, but for its empty line.
pub(super) const SWITCHING: Piece =
    Bytes(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n");
/// The name of the field that answers the key.
pub(super) const ACCEPT: Piece = Bytes(b"Sec-WebSocket-Accept: ");
/// The end of a line, and of the head.
pub(super) const END: Piece = Bytes(b"\r\n\r\n");
/// A text: Hello.
const HELLO: Piece = Bytes(b"\x81\x05Hello");
/// The whole right answer.
pub(super) const WELCOME: Step = Send(&[SWITCHING, ACCEPT, Accept, END]);

/// The rule that an answer of this family breaks.
const ANSWER: Cite = Cite::rfc6455("4.1");
/// Slow enough that each byte is read by itself.
const PAUSE: Duration = Duration::from_millis(2);

const fn wrong(
    name: &'static str,
    does: &'static str,
    good: &'static str,
    steps: &'static [Step],
) -> Rogue {
    Rogue { name, side: Side::Server, does, good, legal: false, rule: ANSWER, steps }
}

const fn right(
    name: &'static str,
    does: &'static str,
    good: &'static str,
    steps: &'static [Step],
) -> Rogue {
    Rogue { name, side: Side::Server, does, good, legal: true, rule: ANSWER, steps }
}

pub(super) const ALL: &[Rogue] = &[
    wrong(
        "wrong-accept",
        "answers the key of another question",
        "a client fails the connection",
        &[Head, Send(&[SWITCHING, ACCEPT, Bytes(b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), END]), Listen],
    ),
    wrong(
        "no-accept",
        "switches protocols without an answer to the key",
        "a client fails the connection",
        &[Head, Send(&[SWITCHING, Bytes(b"\r\n")]), Listen],
    ),
    wrong(
        "unasked-subprotocol",
        "chooses a subprotocol that nobody offered",
        "a client fails the connection",
        &[
            Head,
            Send(&[SWITCHING, Bytes(b"Sec-WebSocket-Protocol: unasked\r\n"), ACCEPT, Accept, END]),
            Listen,
        ],
    ),
    wrong(
        "unasked-extension",
        "switches on an extension that nobody offered",
        "a client fails the connection",
        &[
            Head,
            Send(&[SWITCHING, Bytes(b"Sec-WebSocket-Extensions: x-a\r\n"), ACCEPT, Accept, END]),
            Listen,
        ],
    ),
    right(
        "split-head",
        "opens a WebSocket byte by byte, then says Hello",
        "a client hears Hello",
        &[Head, Drip(&[SWITCHING, ACCEPT, Accept, END, HELLO], PAUSE), Listen],
    ),
    right(
        "head-and-frame",
        "sends its first frame in the same packet as the head",
        "a client hears Hello",
        &[Head, Send(&[SWITCHING, ACCEPT, Accept, END, HELLO]), Listen],
    ),
    right(
        "200-instead-of-101",
        "answers a request for a WebSocket with a page",
        "a client says that this is no WebSocket, and shows the status",
        &[Head, Send(&[Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHello")]), Listen],
    ),
    right(
        "redirect",
        "sends every client elsewhere, to itself: there is no end to it",
        "a client follows a bounded number of times, or not at all",
        &[
            Head,
            Send(&[Bytes(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n")]),
            Listen,
        ],
    ),
    Rogue {
        name: "retry-after",
        side: Side::Server,
        does: "is overloaded: 503, and come back in two seconds",
        good: "a client waits that long before it tries again",
        legal: true,
        rule: Cite::rfc9110("10.2.3"),
        steps: &[
            Head,
            Send(&[Bytes(
                b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nConnection: close\r\n\
                  Content-Length: 0\r\n\r\n",
            )]),
        ],
    },
];
