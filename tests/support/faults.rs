//! # Faults: what may stand between two ends                         chapter 05 · RFC 6202 §3.2
//! Knows: a slow link, a proxy that cuts chunks anew, one that holds back, a cable that is cut.
//! Does not know: sockets, clocks, what is said.
//! Read before: `http1/src/client.rs`. Read next: `line.rs`.

use http1::chunk_encode::{LAST_CHUNK, write_chunk};
use http1::{Client, ClientEvent, Request};
use std::collections::VecDeque;
use std::mem;
use std::time::Duration;
use wire::Limits;
use wire::feed::feed;

/// One direction of a connection, on which each byte takes the same time.
#[derive(Debug, Default)]
pub struct Link {
    delay: Duration,
    on_its_way: VecDeque<(Duration, Vec<u8>)>,
    /// How many bytes were sent in all.
    pub carried: usize,
}

impl Link {
    pub fn new(delay: Duration) -> Self {
        Self { delay, ..Self::default() }
    }

    pub fn send(&mut self, now: Duration, bytes: Vec<u8>) {
        if !bytes.is_empty() {
            self.carried += bytes.len();
            self.on_its_way.push_back((now + self.delay, bytes));
        }
    }

    /// When something will arrive.
    pub fn next(&self) -> Option<Duration> {
        self.on_its_way.front().map(|(at, _)| *at)
    }

    /// What has arrived by now.
    pub fn arrive(&mut self, now: Duration) -> Vec<u8> {
        let due = self.on_its_way.iter().take_while(|(at, _)| *at <= now).count();
        self.on_its_way.drain(..due).flat_map(|(_, bytes)| bytes).collect()
    }
}

/// A cable that is cut behind so many bytes.
#[derive(Debug)]
pub struct Cut {
    pub left: usize,
}

impl Cut {
    /// What of `bytes` is still let through.
    pub fn pass<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let n = bytes.len().min(self.left);
        self.left -= n;
        &bytes[..n]
    }
}

/// A proxy that reads a chunked answer, and writes its body in chunks of its own sizes, as RFC 9112
/// §7.1 allows anyone on the way.
pub struct Rechunk {
    client: Client,
    sizes: Vec<usize>,
    /// How many chunks were written.
    pub chunks: usize,
    waiting: Vec<u8>,
}

impl Rechunk {
    /// The sizes are used in turn, again and again; none is 0.
    pub fn new(sizes: &[usize]) -> Self {
        let mut client = Client::new(Limits::DEFAULT);
        client.request(Request::get("/", "a")).unwrap();
        Self { client, sizes: sizes.to_vec(), chunks: 0, waiting: Vec::new() }
    }

    /// What goes on to the client when `bytes` have come.
    pub fn pass(&mut self, bytes: &[u8]) -> Vec<u8> {
        let Self { client, sizes, chunks, waiting } = self;
        let mut out = Vec::new();
        feed(client, bytes, &[], |_, event| match event {
            ClientEvent::Response(head) => out.extend_from_slice(head.as_bytes()),
            ClientEvent::Data(data) => {
                waiting.extend_from_slice(&data);
                while waiting.len() >= sizes[*chunks % sizes.len()] {
                    let rest = waiting.split_off(sizes[*chunks % sizes.len()]);
                    write_chunk(&mut out, &mem::replace(waiting, rest));
                    *chunks += 1;
                }
            }
            ClientEvent::End => {
                write_chunk(&mut out, &mem::take(waiting));
                out.extend_from_slice(LAST_CHUNK);
            }
            ClientEvent::Closed => {}
        })
        .unwrap();
        out
    }
}

/// A proxy that passes a body on when it has a full buffer, or all of the answer.
#[derive(Debug)]
pub struct Buffering {
    size: usize,
    /// It does as `X-Accel-Buffering: no` asks.
    listens: bool,
    head: Vec<u8>,
    held: Vec<u8>,
    body: Option<Body>,
}

/// What the head said.
#[derive(Debug)]
struct Body {
    /// How much is to come, where that is known.
    left: Option<usize>,
    at_once: bool,
}

impl Buffering {
    pub fn new(size: usize, listens: bool) -> Self {
        Self { size, listens, head: Vec::new(), held: Vec::new(), body: None }
    }

    /// What goes on to the client when `bytes` have come. The head waits for the first of its body.
    pub fn pass(&mut self, bytes: &[u8]) -> Vec<u8> {
        bytes.iter().flat_map(|&byte| self.pass_one(byte)).collect()
    }

    /// The server has ended its side.
    pub fn end(&mut self) -> Vec<u8> {
        self.flush()
    }

    fn pass_one(&mut self, byte: u8) -> Vec<u8> {
        let Some(body) = &mut self.body else {
            self.head.push(byte);
            if self.head.ends_with(b"\r\n\r\n") {
                self.read_head();
            }
            return Vec::new();
        };
        self.held.push(byte);
        body.left = body.left.map(|left| left - 1);
        let is_last = body.left == Some(0);
        let goes_on = body.at_once || is_last || self.held.len() == self.size;
        let out = if goes_on { self.flush() } else { Vec::new() };
        if is_last {
            self.body = None;
        }
        out
    }

    fn read_head(&mut self) {
        let text = String::from_utf8_lossy(&self.head).to_ascii_lowercase();
        let value = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
        let left = value("content-length: ").map(|digits| digits.parse().unwrap());
        let at_once = self.listens && value("x-accel-buffering: ") == Some("no");
        self.body = Some(Body { left, at_once });
    }

    fn flush(&mut self) -> Vec<u8> {
        let mut out = mem::take(&mut self.head);
        out.append(&mut self.held);
        out
    }
}
