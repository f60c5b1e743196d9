//! # Limits                                                          chapter 00
//! Knows: every number that bounds what a peer can make us hold or wait for, and why it is so.
//! Does not know: who enforces it.
//! Read before: nothing. Read next: `protocol.rs`.

use std::time::Duration;

/// Bounds on what a peer can make us hold, and for how long. Every number is a default to change.
///
/// Sizes are in bytes and bound what is held, so a decision falls before the memory is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// An HTTP head, from its first byte to the empty line: 16 KiB (nginx 8 KiB, Node.js 16 KiB).
    pub head_bytes: usize,
    /// The field lines of one head: 100 (Apache's number).
    pub head_fields: usize,
    /// An HTTP request body: 1 MiB (nginx's number).
    pub body_bytes: u64,
    /// The payload of one WebSocket frame: no bound of its own, for its message is bound. It counts
    /// where messages are heard part by part, and no part is kept.
    pub frame_bytes: usize,
    /// A WebSocket message, put together from its fragments and inflated: 1 MiB.
    pub message_bytes: usize,
    /// One line of an event stream: 1 MiB.
    pub line_bytes: usize,
    /// The data of one event of an event stream: 1 MiB.
    pub event_bytes: usize,
    /// The id of an event of an event stream: 64 KiB. What is to be sent back in a field should be
    /// much shorter.
    pub id_bytes: usize,
    /// How long a request's head may take, from its first byte; on a new connection, from the
    /// first moment: 10 s.
    pub head_time: Duration,
    /// How long a body may take: 30 s.
    pub body_time: Duration,
    /// How long a connection may stay open between two requests: 60 s (nginx 75 s).
    pub idle_time: Duration,
    /// How long a peer may take to take [`write_bytes`](Self::write_bytes) of what waits for it:
    /// 10 s.
    pub write_time: Duration,
    /// The least that a peer takes in [`write_time`](Self::write_time), unless all is taken sooner:
    /// 1 KiB. One byte now and then is no reading.
    pub write_bytes: usize,
    /// From the first byte of a WebSocket message to its last: 60 s.
    pub message_time: Duration,
    /// How long a WebSocket may be silent before we ask whether the peer is there: 20 s.
    pub ping_time: Duration,
    /// From our ping to the next sign of life: 20 s.
    pub pong_time: Duration,
    /// From our Close frame to the peer's, and then to the end of the stream: 5 s.
    pub close_time: Duration,
}

impl Limits {
    /// The defaults named above.
    pub const DEFAULT: Self = Self {
        head_bytes: 16 * 1024,
        head_fields: 100,
        body_bytes: 1024 * 1024,
        frame_bytes: usize::MAX,
        message_bytes: 1024 * 1024,
        line_bytes: 1024 * 1024,
        event_bytes: 1024 * 1024,
        id_bytes: 64 * 1024,
        head_time: Duration::from_secs(10),
        body_time: Duration::from_secs(30),
        idle_time: Duration::from_secs(60),
        write_time: Duration::from_secs(10),
        write_bytes: 1024,
        message_time: Duration::from_secs(60),
        ping_time: Duration::from_secs(20),
        pong_time: Duration::from_secs(20),
        close_time: Duration::from_secs(5),
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
