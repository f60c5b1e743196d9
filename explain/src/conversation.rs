//! # A conversation: both directions of a connection, as they come   chapter 10
//! Knows: that what one side says decides how the other is read. Does not know: sockets and time.
//! Read before: `frames.rs`, `head.rs`. Read next: `conversation/unit.rs`, `conversation/way.rs`.

mod blocks;
mod ends;
mod exchange;
mod framing;
mod http;
mod kept;
mod messages;
mod unit;
mod unknown;
mod way;

use crate::{Agreed, Sender};
use exchange::{Exchange, Switched};
pub use unit::{Kind, Layer, Unit};
use way::Way;

/// Of a unit that is longer, only the beginning is kept and explained.
const LIMIT: usize = 64 * 1024;

/// The least that may be kept: a chunk's size line or a frame's header must have room.
const LEAST: usize = 256;

/// Both directions of one connection, split into explained units as their bytes come.
///
/// It reads HTTP/1.1, pairs each response with its request, and follows the connection when it
/// becomes a WebSocket. What was sent must be told in an order in which it can have happened: a
/// response behind the head of its request. It never fails, and it never holds more than a few
/// times what is kept of a unit: of a longer one the beginning is explained and the rest counted.
///
/// ```
/// use explain::{Conversation, Kind, Sender};
/// let mut conversation = Conversation::new();
/// let units = conversation.push(Sender::Client, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n");
/// assert_eq!(units[0].kind, Kind::RequestHead);
/// let units = conversation.push(Sender::Server, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nh");
/// assert_eq!(units[0].kind, Kind::ResponseHead);
/// let units = conversation.push(Sender::Server, b"i");
/// assert_eq!((units[0].kind, units[0].at, &units[0].bytes[..]), (Kind::Body, 38, &b"hi"[..]));
/// ```
#[derive(Debug)]
pub struct Conversation {
    client: Way,
    server: Way,
    exchange: Exchange,
}

impl Default for Conversation {
    fn default() -> Self {
        Self::new()
    }
}

impl Conversation {
    /// One that begins with HTTP/1.1.
    pub fn new() -> Self {
        Self {
            client: Way::new(Sender::Client, LIMIT),
            server: Way::new(Sender::Server, LIMIT),
            exchange: Exchange::default(),
        }
    }

    /// One that begins behind the opening handshake of a WebSocket, at the first frames.
    pub fn websocket(agreed: Agreed) -> Self {
        let mut conversation = Self::new();
        conversation.client.switch(Switched::WebSocket(agreed));
        conversation.server.switch(Switched::WebSocket(agreed));
        conversation
    }

    /// One whose first byte is `first`: HTTP/1.1 if that is a capital letter, as a method and a
    /// version begin, else frames. For what was recorded from some later moment on.
    pub fn beginning_with(first: u8) -> Self {
        match first.is_ascii_uppercase() {
            true => Self::new(),
            false => Self::websocket(Agreed::default()),
        }
    }

    /// Keep at most `limit` bytes of a unit, but no fewer than 256; 64 KiB unless it is said.
    #[must_use]
    pub fn keeping(mut self, limit: usize) -> Self {
        let limit = limit.max(LEAST);
        self.client.keep_at_most(limit);
        self.server.keep_at_most(limit);
        self
    }

    /// These bytes went over the wire. Returns the units that end with them, those of the other
    /// direction that had waited for them, and in front of each what it was made of.
    pub fn push(&mut self, from: Sender, bytes: &[u8]) -> Vec<Unit> {
        let mut units = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            let way = match from {
                Sender::Client => &mut self.client,
                Sender::Server => &mut self.server,
            };
            let read = way.push(rest, &mut self.exchange, &mut units);
            rest = rest.get(read..).unwrap_or_default();
            self.client.wake(&mut self.exchange, &mut units);
        }
        units
    }

    /// That side will send no more. Returns what was unfinished, explained as far as it came.
    pub fn end(&mut self, from: Sender) -> Vec<Unit> {
        let mut units = Vec::new();
        match from {
            Sender::Client => self.client.end(&mut self.exchange, &mut units),
            Sender::Server => {
                self.server.end(&mut self.exchange, &mut units);
                self.client.stop_waiting(&mut units);
            }
        }
        units
    }

    /// How many bytes are kept.
    pub fn held(&self) -> usize {
        self.client.held() + self.server.held() + self.exchange.held()
    }
}
