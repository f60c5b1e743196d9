//! # Row: deflate                                                    chapter 16 · RFC 7692
//! Knows: what it costs to compress a JSON message and to inflate it. Does not know: frames' cost,
//! which is `decode`'s.
//! Read before: `micro.rs`. Read next: `rows/deflate/out.rs`.
//!
//! Everyone compresses with zlib-rs, level 3, 15 bits; ours and the peer check what they find, the
//! limit hands the bytes to zlib-rs and does nothing else. yawc has no codec that can be called
//! without a connection; tungstenite, fastwebsockets, soketto and tokio-websockets have none.
//!
//! With takeover, the limit and the peer keep a stream for each connection, some 400 KB both ways.
//! Ours keeps eight of a kind for a thread: one connection finds its own again, of many in turn
//! each begins with the text that may be referred to. What that saves in memory it costs in time;
//! the cases of 31 connections show how much, and nothing is asked of them.

mod inward;
mod messages;
mod out;

use crate::goal::{Goal, To};
use crate::row::{Case, Measure, Row};
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress};
use frames::Connection;
use frames::deflate::{Deflate, Window};
use wire::Limits;

/// What everyone is told.
const LEVEL: Compression = Compression::new(3);
const BITS: u8 = 15;

/// What ends a flush, and is not sent.
const TAIL: [u8; 4] = [0, 0, 0xff, 0xff];

/// The row.
pub fn row() -> Row {
    let near = Goal::Ratio { of: "ours", to: To::Named("raw zlib-rs"), at_least: 0.9 };
    let mut cases = Vec::new();
    for (name, takeover) in [("takeover", true), ("no takeover", false)] {
        cases.push(out(name, takeover, 1).goal(near));
        cases.push(inward(name, takeover, 1).goal(near));
    }
    cases.push(out("takeover, 31 connections in turn", true, 31));
    cases.push(inward("takeover, 31 connections in turn", true, 31));
    Row {
        name: "deflate",
        about: "What does a text of 1 KiB JSON cost, compressed and inflated?",
        measure: Measure::cost("ns/message"),
        cases,
        goals: Vec::new(),
    }
}

fn out(name: &str, takeover: bool, connections: usize) -> Case {
    Case::new(format!("out, {name}"), move || out::contenders(takeover, connections))
}

fn inward(name: &str, takeover: bool, connections: usize) -> Case {
    Case::new(format!("in, {name}"), move || inward::contenders(takeover, connections))
}

/// Those of several connections, each of which has its turn.
struct InTurn<T> {
    all: Vec<T>,
    next: usize,
}

impl<T> InTurn<T> {
    fn of(connections: usize, one: impl FnMut() -> T) -> Self {
        Self { all: std::iter::repeat_with(one).take(connections).collect(), next: 0 }
    }

    fn next(&mut self) -> &mut T {
        let at = self.next;
        self.next = (at + 1) % self.all.len();
        &mut self.all[at]
    }
}

/// What both ends agreed on.
fn agreed(takeover: bool) -> Deflate {
    let window = Window { bits: BITS, takeover };
    Deflate { send: window, receive: window, threshold: 0 }
}

fn server(takeover: bool) -> Connection {
    Connection::server(Limits::DEFAULT).with_deflate(agreed(takeover))
}

/// A stream that compresses message after message, each as one payload.
struct RawCompressor {
    stream: Compress,
    takeover: bool,
    payload: Vec<u8>,
}

impl RawCompressor {
    fn new(takeover: bool) -> Self {
        let stream = Compress::new_with_window_bits(LEVEL, false, BITS);
        Self { stream, takeover, payload: Vec::with_capacity(8192) }
    }

    fn message(&mut self, text: &str) -> &[u8] {
        if !self.takeover {
            self.stream.reset();
        }
        self.payload.clear();
        let flush = FlushCompress::Sync;
        let _status = self.stream.compress_vec(text.as_bytes(), &mut self.payload, flush);
        self.payload.strip_suffix(&TAIL).unwrap_or(&self.payload)
    }
}

/// A stream that inflates payload after payload.
struct RawInflater {
    stream: Decompress,
    takeover: bool,
    text: Vec<u8>,
}

impl RawInflater {
    fn new(takeover: bool) -> Self {
        Self { stream: Decompress::new(false), takeover, text: Vec::with_capacity(8192) }
    }

    fn message(&mut self, payload: &[u8]) -> &[u8] {
        if !self.takeover {
            self.stream.reset(false);
        }
        self.text.clear();
        for piece in [payload, &TAIL] {
            let flush = FlushDecompress::Sync;
            let _status = self.stream.decompress_vec(piece, &mut self.text, flush);
        }
        &self.text
    }
}
