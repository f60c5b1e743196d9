//! # Rogues: HTTP answers that lie, crawl or never end             chapter 02 · RFC 9112, RFC 9110
//! Knows: bad heads and bodies of a server, as bytes. Does not know: what a client makes of them.
//! Read before: `rogue/frames.rs`. Read next: `rogue/event_streams.rs`.

use super::Piece::Bytes;
use super::Step::{Drip, Flood, Head, Listen, Send, Wait};
use super::event_streams::{BEGIN, EVENT_OF_512};
use super::{Rogue, Side, Step};
use std::time::Duration;
use wire::Cite;

const fn rogue(
    name: &'static str,
    rule: Cite,
    legal: bool,
    does: &'static str,
    good: &'static str,
    steps: &'static [Step],
) -> Rogue {
    Rogue { name, side: Side::Server, does, good, legal, rule, steps }
}

pub(super) const ALL: &[Rogue] = &[
    rogue(
        "endless-head",
        Cite::ours("head_bytes"),
        true,
        "sends field lines, and never the empty line behind them",
        "a client has a limit, in bytes or lines, and in time",
        &[
            Head,
            Send(&[Bytes(b"HTTP/1.1 200 OK\r\n")]),
            Flood(&[Bytes(b"X-More: and more, and more, and more\r\n")], 100_000),
            Listen,
        ],
    ),
    rogue(
        "slow-body",
        Cite::ours("body_time"),
        true,
        "sends a body of 40 bytes, one each tenth of a second",
        "a client reads on, or has a limit in time",
        &[
            Head,
            Send(&[Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n")]),
            Drip(
                &[Bytes(b"forty bytes, one by one, every one late\n")],
                Duration::from_millis(100),
            ),
        ],
    ),
    rogue(
        "chunk-lies",
        Cite::rfc9112("7.1"),
        false,
        "announces a chunk of 5 bytes and sends 11",
        "a client takes the stream for broken and does not guess",
        &[
            Head,
            Send(&[
                Bytes(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"),
                Bytes(b"Transfer-Encoding: chunked\r\n\r\n5\r\ndata: hi\n\n\r\n0\r\n\r\n"),
            ]),
        ],
    ),
    rogue(
        "buffering-proxy",
        Cite::rfc6202("3.2"),
        true,
        "is a proxy that holds an event stream back until it has 4096 bytes of it",
        "a client that expects something each second gives up; a server asks proxies not to \
         (X-Accel-Buffering: no)",
        &[
            Head,
            Wait(Duration::from_secs(2)),
            Send(&[BEGIN, EVENT_OF_512, EVENT_OF_512, EVENT_OF_512, EVENT_OF_512]),
            Send(&[EVENT_OF_512, EVENT_OF_512, EVENT_OF_512, EVENT_OF_512]),
            Wait(Duration::from_secs(2)),
            Flood(&[EVENT_OF_512], 8),
        ],
    ),
];
