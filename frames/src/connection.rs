//! # The connection                                chapters 12 to 14 · RFC 6455 §5 to §7
//! Knows: where it is in the stream, and what it owes. Does not know: sockets, clocks, dice.
//! Read before: `unfinished.rs`, `closing.rs`. Read next: `receive.rs`.

use crate::closing::State;
use crate::header_reader::HeaderReader;
use crate::unfinished::Unfinished;
use crate::{CloseCode, Closed, Event, Header, Kind, ProtocolError, Role};
use std::fmt;
use std::time::Duration;
use wire::{Input, Limits, Output, Protocol};

/// One end of a WebSocket connection, from the byte behind the handshake to the last.
///
/// It answers each ping with a pong and a Close frame with a Close frame, checks text as it comes,
/// and puts fragments together. While nothing is unfinished it holds no memory of its own.
///
/// ```
/// use frames::Connection;
/// use wire::{Input, Limits, Protocol};
///
/// let mut server = Connection::server(Limits::DEFAULT);
/// let mut ping = [0x89, 0x82, 0, 0, 0, 0, b'h', b'i'];
/// server.next_event(&mut Input::new(&mut ping))?;
/// assert_eq!(server.take_output().to_vec(), [0x8a, 0x02, b'h', b'i']); // the pong
/// # Ok::<(), frames::ProtocolError>(())
/// ```
#[derive(Debug)]
pub struct Connection {
    pub(crate) end: End,
    pub(crate) message_bytes: usize,
    pub(crate) close_time: Duration,
    pub(crate) now: Duration,
    pub(crate) deadline: Option<Duration>,
    /// How many bytes were taken from the input, since the beginning.
    pub(crate) received: u64,
    pub(crate) reading: Reading,
    /// The message that is being received.
    pub(crate) unfinished: Option<Unfinished>,
    /// The kind of the message that is being sent in parts.
    pub(crate) sending: Option<Kind>,
    pub(crate) state: State,
    pub(crate) output: Output,
}

/// Which end we are; a client has a source of mask keys.
pub(crate) enum End {
    Server,
    Client(Box<dyn FnMut() -> [u8; 4] + Send>),
}

/// What the next byte of the input belongs to.
#[derive(Debug)]
pub(crate) enum Reading {
    /// A header.
    Header(HeaderReader),
    /// The payload of a data frame, of which `done` bytes came.
    Data { header: Header, done: u64 },
    /// The payload of a control frame.
    Control { header: Header, body: Vec<u8> },
    /// Nothing: whatever comes is dropped. Holds the last event until it is told, or the error.
    Nothing(Result<Option<Closed>, ProtocolError>),
}

impl Default for Reading {
    fn default() -> Self {
        Self::Header(HeaderReader::default())
    }
}

impl Connection {
    /// The server's end.
    pub fn server(limits: Limits) -> Self {
        Self::new(End::Server, limits)
    }

    /// The client's end. `next_mask` is asked for a key for each frame that is sent.
    ///
    /// Give it a strong source of randomness: a page that can foresee the keys can make the bytes
    /// on the wire look like a request to a proxy between (RFC 6455 §5.3, §10.3). Constant keys
    /// are for demonstrations.
    pub fn client(limits: Limits, next_mask: impl FnMut() -> [u8; 4] + Send + 'static) -> Self {
        Self::new(End::Client(Box::new(next_mask)), limits)
    }

    fn new(end: End, limits: Limits) -> Self {
        Self {
            end,
            message_bytes: limits.message_bytes,
            close_time: limits.close_time,
            now: Duration::ZERO,
            deadline: None,
            received: 0,
            reading: Reading::default(),
            unfinished: None,
            sending: None,
            state: State::Open,
            output: Output::default(),
        }
    }

    /// Which end this is.
    pub fn role(&self) -> Role {
        match self.end {
            End::Server => Role::Server,
            End::Client(_) => Role::Client,
        }
    }

    /// How far the connection has come.
    pub fn state(&self) -> State {
        self.state
    }
}

impl Protocol for Connection {
    type Event<'i> = Event<'i>;
    type Error = ProtocolError;

    #[inline]
    fn next_event<'i>(
        &mut self,
        input: &mut Input<'i>,
    ) -> Result<Option<Event<'i>>, ProtocolError> {
        self.receive(input)
    }

    fn receive_eof(&mut self) {
        self.stream_ended();
    }

    fn take_output(&mut self) -> Output {
        std::mem::take(&mut self.output)
    }

    fn deadline(&self) -> Option<Duration> {
        self.deadline
    }

    fn tick(&mut self, now: Duration) {
        self.now = now;
        if self.deadline.is_some_and(|deadline| deadline <= now) {
            self.time_is_up();
        }
    }

    fn held(&self) -> usize {
        let reading = match &self.reading {
            Reading::Header(reader) => reader.held(),
            Reading::Control { body, .. } => body.len(),
            Reading::Data { .. } | Reading::Nothing(_) => 0,
        };
        reading + self.unfinished.as_ref().map_or(0, Unfinished::held)
    }

    fn shut_down(&mut self) {
        // If it is not open any more, the goodbye has been said.
        let _ = self.close(CloseCode::GOING_AWAY, "");
    }
}

impl fmt::Debug for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Server => "Server",
            Self::Client(_) => "Client",
        })
    }
}
