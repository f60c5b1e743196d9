//! # The connection                                chapters 12 to 14 · RFC 6455 §5 to §7
//! Knows: where it is in the stream, and what it owes. Does not know: sockets, clocks, dice.
//! Read before: `unfinished.rs`, `closing.rs`. Read next: `receive.rs`.

use crate::closing::State;
use crate::deflate::Codec;
use crate::header_reader::HeaderReader;
use crate::liveness::Liveness;
use crate::round_trip::RoundTrip;
use crate::unfinished::Unfinished;
use crate::{CloseCode, Closed, Event, Header, Kind, ProtocolError, Role};
use std::fmt;
use std::sync::Arc;
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
    /// All connections of a server can share theirs.
    pub(crate) limits: Arc<Limits>,
    pub(crate) now: Duration,
    /// While open: by when the message that is being received must be complete. Later: by when
    /// the next step of closing must have happened.
    pub(crate) due: Option<Duration>,
    pub(crate) liveness: Option<Liveness>,
    pub(crate) trips: RoundTrip,
    /// How many bytes were taken from the input, since the beginning.
    pub(crate) received: u64,
    /// The same, when the clock was last looked at.
    pub(crate) received_before: u64,
    pub(crate) reading: Reading,
    /// The message that is being received. (Boxed, as most come whole.)
    pub(crate) unfinished: Option<Box<Unfinished>>,
    /// Messages are handed out part by part, as they come.
    pub(crate) in_parts: bool,
    /// The kind of the message that is being sent in parts.
    pub(crate) sending: Option<Kind>,
    pub(crate) state: State,
    /// Compression, if it was agreed on.
    pub(crate) deflate: Option<Box<Codec>>,
    pub(crate) output: Output,
    /// The newest pong that has to wait until the output is taken.
    pub(crate) late_pong: Option<Box<[u8]>>,
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
    /// The payload of a control frame. (Boxed, as nearly all come whole.)
    Control(Box<BegunControl>),
    /// Nothing: whatever comes is dropped. Holds the last event until it is told, or the error.
    Nothing(Result<Option<Closed>, ProtocolError>),
}

/// A control frame, as far as it came.
#[derive(Debug)]
pub(crate) struct BegunControl {
    pub(crate) header: Header,
    pub(crate) body: Vec<u8>,
}

impl Default for Reading {
    fn default() -> Self {
        Self::Header(HeaderReader::default())
    }
}

impl Connection {
    /// The server's end. Connections that are held to the same limits can share them, in an `Arc`.
    pub fn server(limits: impl Into<Arc<Limits>>) -> Self {
        Self::new(End::Server, limits.into())
    }

    /// The client's end. `next_mask` is asked for a key for each frame that is sent.
    ///
    /// Give it a strong source of randomness: a page that can foresee the keys can make the bytes
    /// on the wire look like a request to a proxy between (RFC 6455 §5.3, §10.3). Constant keys
    /// are for demonstrations.
    pub fn client(
        limits: impl Into<Arc<Limits>>,
        next_mask: impl FnMut() -> [u8; 4] + Send + 'static,
    ) -> Self {
        Self::new(End::Client(Box::new(next_mask)), limits.into())
    }

    fn new(end: End, limits: Arc<Limits>) -> Self {
        Self {
            end,
            limits,
            now: Duration::ZERO,
            due: None,
            liveness: None,
            trips: RoundTrip::default(),
            received: 0,
            received_before: 0,
            reading: Reading::default(),
            unfinished: None,
            in_parts: false,
            sending: None,
            state: State::Open,
            deflate: None,
            output: Output::default(),
            late_pong: None,
        }
    }

    /// Ask the peer with a ping whether it is there when it is silent for long, and fail when it
    /// does not answer: without this, a peer that vanished is held until TCP notices.
    #[must_use]
    pub fn with_liveness(mut self, liveness: Liveness) -> Self {
        self.liveness = Some(liveness);
        self
    }

    /// Hear messages part by part, as they come, instead of whole: [`Event::Part`] takes the place
    /// of [`Event::Message`]. Nothing of a message is kept, so it may be longer than
    /// `wire::Limits::message_bytes` and take longer than `message_time`. (A compressed message is
    /// kept until it is inflated, and is one part.)
    #[must_use]
    pub fn in_parts(mut self) -> Self {
        self.in_parts = true;
        self
    }

    /// Which end this is.
    pub fn role(&self) -> Role {
        match self.end {
            End::Server => Role::Server,
            End::Client(_) => Role::Client,
        }
    }

    /// True where a frame begins that may begin a message.
    #[inline]
    pub(crate) fn is_between_messages(&self) -> bool {
        matches!(&self.reading, Reading::Header(reader) if reader.held() == 0)
            && self.unfinished.is_none()
    }

    /// How far the connection has come.
    pub fn state(&self) -> State {
        self.state
    }
}

impl Protocol for Connection {
    type Event<'i> = Event<'i>;
    type Error = ProtocolError;

    #[inline(always)]
    fn next_event<'i>(
        &mut self,
        input: &mut Input<'i>,
    ) -> Result<Option<Event<'i>>, ProtocolError> {
        self.receive(input)
    }

    fn receive_eof(&mut self) {
        self.stream_ended();
    }

    #[inline]
    fn take_output(&mut self) -> Output {
        self.send_late_pong();
        std::mem::take(&mut self.output)
    }

    fn deadline(&self) -> Option<Duration> {
        self.next_deadline()
    }

    fn tick(&mut self, now: Duration) {
        self.now = now;
        self.look_at_the_clock();
    }

    fn held(&self) -> usize {
        let reading = match &self.reading {
            Reading::Header(reader) => reader.held(),
            Reading::Control(begun) => begun.body.len(),
            Reading::Data { .. } | Reading::Nothing(_) => 0,
        };
        let unfinished = self.unfinished.as_ref().map_or(0, |message| message.held());
        let deflate = self.deflate.as_ref().map_or(0, |codec| codec.held());
        reading + unfinished + deflate
    }

    fn describe(&self) -> String {
        self.words()
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
