//! # Talk: an open WebSocket, and what must come over it         chapter 16 · RFC 6455 §5, §7
//! Knows: messages, pongs, the end, as expectations. Does not know: which probe asks.
//! Read before: `frame.rs`, `raw.rs`, `ws/request.rs`. Read next: `ws/framing.rs`.

use super::request::Request;
use crate::frame::{BINARY, CLOSE, CONTINUATION, FIN, Frame, PING, PONG, TEXT, write, write_bare};
use crate::raw::{Came, Head};
use crate::{Judged, Miss, Visit, Wire};
use explain::Sender;
use net::tokio::time::Instant;
use std::fmt;
use std::time::Duration;

/// What a ping of ours carries that asks for a sign of life.
const ALIVE: &[u8] = b"alive?";
/// The text that the first message carries.
const HELLO: &[u8] = b"wire101";
/// More frames than this are not waited through.
const FRAMES_MAX: usize = 1000;

/// An open WebSocket.
#[derive(Debug)]
pub struct Talk {
    /// The connection.
    pub wire: Wire,
    /// The answer that opened it.
    pub head: Head,
    /// Messages come back on it.
    echoes: bool,
}

/// A message that came: the opcode of its first frame, and the payloads of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Text or binary.
    pub opcode: u8,
    /// Its frames.
    pub frames: Vec<Frame>,
    /// Its payload.
    pub payload: Vec<u8>,
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.frames[..] {
            [frame] => frame.fmt(f),
            frames => write!(f, "{} frames, {} bytes", frames.len(), self.payload.len()),
        }
    }
}

impl Visit {
    /// Ask with this request, and read the head of the answer.
    ///
    /// # Errors
    /// The server cannot be reached.
    pub async fn ask(&self, request: &Request) -> Result<(Wire, Came<Head>), Miss> {
        let mut wire = self.connect().await?;
        wire.send(&request.bytes()).await;
        let head = wire.read_head().await;
        Ok((wire, head))
    }

    /// Open a WebSocket with this request.
    ///
    /// # Errors
    /// The answer is not 101.
    pub async fn open_with(&self, request: &Request) -> Result<Talk, Miss> {
        let mut wire = self.connect().await?;
        wire.send(&request.bytes()).await;
        self.opened(wire).await
    }

    /// The WebSocket that a request opened which was sent on `wire`.
    ///
    /// # Errors
    /// The answer is not 101.
    pub async fn opened(&self, mut wire: Wire) -> Result<Talk, Miss> {
        match wire.read_head().await {
            Came::Whole(head) if head.status == 101 => Ok(Talk::new(wire, head, self.echoes)),
            other => Err(Miss::wrong("the answer 101", other)),
        }
    }

    /// Open a WebSocket with a good request.
    ///
    /// # Errors
    /// The answer is not 101. Where it never was, that is one miss, and not that of every probe.
    pub async fn open(&self) -> Result<Talk, Miss> {
        self.needs_open()?;
        self.open_with(&Request::new(&self.target)).await
    }

    /// Open a WebSocket on which messages come back.
    ///
    /// # Errors
    /// The server does not echo; or as [`open`](Self::open).
    pub async fn open_echo(&self) -> Result<Talk, Miss> {
        self.needs_open()?;
        self.needs_echo()?;
        self.open().await
    }

    /// # Errors
    /// A good request opens no WebSocket.
    pub fn needs_open(&self) -> Judged {
        if self.opens { Ok(()) } else { Err(Miss::skip("no WebSocket is opened: see W-101")) }
    }

    /// # Errors
    /// The server does not echo.
    pub fn needs_echo(&self) -> Judged {
        if self.echoes { Ok(()) } else { Err(Miss::skip("the server does not echo")) }
    }

    /// # Errors
    /// Probes that take long are not wanted.
    pub fn needs_patience(&self) -> Judged {
        self.needs_open()?;
        if self.target.patient { Ok(()) } else { Err(Miss::skip("it takes long: --patient")) }
    }
}

impl Talk {
    /// An open one; `echoes` if messages come back.
    pub(crate) fn new(wire: Wire, head: Head, echoes: bool) -> Self {
        Self { wire, head, echoes }
    }

    /// A frame of ours: masked if we are the client.
    pub fn frame(&self, first: u8, payload: &[u8]) -> Vec<u8> {
        match self.wire.us {
            Sender::Client => write(first, payload),
            Sender::Server => write_bare(first, payload),
        }
    }

    /// Send one whole frame.
    pub async fn send(&mut self, opcode: u8, payload: &[u8]) {
        let frame = self.frame(FIN | opcode, payload);
        self.wire.send(&frame).await;
    }

    /// True when a first message comes back.
    pub(crate) async fn comes_back(&mut self) -> bool {
        self.send(TEXT, HELLO).await;
        self.message(TEXT, HELLO).await.is_ok()
    }

    /// Close as one should, and do not mind what comes.
    pub(crate) async fn say_goodbye(&mut self) {
        let _any_answer = self.is_heard_out(self.wire.quiet()).await;
    }

    /// True when something comes of a Close within `time`: most often another, or the end.
    pub(crate) async fn is_heard_out(&mut self, time: Duration) -> bool {
        self.send(CLOSE, &1000_u16.to_be_bytes()).await;
        !matches!(self.wire.read_frame_within(time).await, Came::Nothing(_))
    }

    /// The next frame that is no ping; pings are answered.
    pub async fn next(&mut self) -> Came<Frame> {
        self.next_but(|_| false).await
    }

    /// The next frame that is neither a ping nor to be passed over. Who sends nothing else, again
    /// and again, is not waited for.
    async fn next_but(&mut self, is_passed_over: fn(&Frame) -> bool) -> Came<Frame> {
        let late = Instant::now() + self.wire.timeout();
        for _ in 0..FRAMES_MAX {
            match self.wire.read_frame().await {
                Came::Whole(ping) if ping.opcode() == PING => {
                    self.send(PONG, &ping.payload).await;
                }
                Came::Whole(frame) if is_passed_over(&frame) => {}
                came => return came,
            }
            if Instant::now() > late {
                break;
            }
        }
        Came::Nothing(self.wire.timeout())
    }

    /// The next frame that is no part of a message whose end has not come: a server may send a
    /// message back piece by piece, as it came.
    pub async fn next_but_unfinished(&mut self) -> Came<Frame> {
        self.next_but(|frame| frame.opcode() < CLOSE && !frame.is_last()).await
    }

    /// The next message, whatever it says. Pongs before it and in it are allowed.
    ///
    /// # Errors
    /// What came instead of `expected`. A message that is refused as too large is no miss.
    pub async fn any_message(&mut self, expected: &str) -> Result<Message, Miss> {
        let mut message = Message { opcode: 0, frames: Vec::new(), payload: Vec::new() };
        loop {
            let frame = match self.next_but(|frame| frame.opcode() == PONG).await {
                Came::Whole(frame) => frame,
                other if message.frames.is_empty() => return Err(Miss::wrong(expected, other)),
                other => return Err(Miss::wrong(expected, format!("{message}, then {other}"))),
            };
            let is_first = message.frames.is_empty();
            match frame.opcode() {
                CLOSE if frame.code() == Some(1009) => {
                    return Err(Miss::skip("the server takes no message of that size"));
                }
                TEXT | BINARY if is_first => message.opcode = frame.opcode(),
                CONTINUATION if !is_first => {}
                _ => return Err(Miss::wrong(expected, frame)),
            }
            let is_last = frame.is_last();
            message.payload.extend_from_slice(&frame.payload);
            message.frames.push(frame);
            if is_last || message.frames.len() > FRAMES_MAX {
                return Ok(message);
            }
        }
    }

    /// This message must come next.
    ///
    /// # Errors
    /// As [`any_message`](Self::any_message); or another message.
    pub async fn message(&mut self, opcode: u8, payload: &[u8]) -> Result<Message, Miss> {
        let kind = if opcode == BINARY { "the binary message" } else { "the text" };
        let expected = format!("{kind} of {} bytes back", payload.len());
        let message = self.any_message(&expected).await?;
        if message.opcode != opcode {
            return Err(Miss::wrong(expected, message));
        }
        if message.payload == payload {
            return Ok(message);
        }
        let at = message.payload.iter().zip(payload).position(|(came, right)| came != right);
        let at = at.unwrap_or_else(|| message.payload.len().min(payload.len()));
        Err(Miss::wrong(expected, format!("{message}; it differs from byte {at} on")))
    }

    /// A message must come back as it went.
    ///
    /// # Errors
    /// What came instead.
    pub async fn echo(&mut self, opcode: u8, payload: &[u8]) -> Result<Message, Miss> {
        self.send(opcode, payload).await;
        self.message(opcode, payload).await
    }

    /// The pong to this ping must come next.
    ///
    /// # Errors
    /// What came instead.
    pub async fn pong(&mut self, payload: &[u8]) -> Result<Frame, Miss> {
        let expected = format!("a pong with the {} bytes of the ping", payload.len());
        match self.next_but_unfinished().await {
            Came::Whole(frame) if frame.opcode() == PONG && frame.payload == payload => Ok(frame),
            other => Err(Miss::wrong(expected, other)),
        }
    }

    /// Nothing may come of this frame: the next to come is the answer to a message behind it, or,
    /// where messages do not come back, to a ping. Both are one packet.
    ///
    /// # Errors
    /// What came instead.
    pub async fn must_be_silent_on(&mut self, opcode: u8, payload: &[u8]) -> Judged {
        let (asked, answer) = if self.echoes { (TEXT, TEXT) } else { (PING, PONG) };
        let frames = [self.frame(FIN | opcode, payload), self.frame(FIN | asked, ALIVE)];
        self.wire.send(&frames.concat()).await;
        match self.next().await {
            Came::Whole(frame) if frame.opcode() == answer && frame.payload == ALIVE => Ok(()),
            other => Err(Miss::wrong("no answer; then the one to what was sent behind", other)),
        }
    }

    /// The connection must be failed: a Close frame, or the end. A server that goes on is found by
    /// a ping that it answers.
    ///
    /// # Errors
    /// What came instead.
    pub async fn must_fail(&mut self) -> Result<Option<u16>, Miss> {
        let expected = "Close, or the end of the connection";
        let whole = self.wire.timeout();
        self.wire.set_timeout(self.wire.quiet());
        let mut came = self.next_but_unfinished().await;
        self.wire.set_timeout(whole);
        if matches!(came, Came::Nothing(_)) {
            self.send(PING, ALIVE).await;
            came = self.next_but_unfinished().await;
        }
        match came {
            Came::Whole(frame) if frame.opcode() == CLOSE => Ok(frame.code()),
            Came::End | Came::Reset => Ok(None),
            Came::Whole(pong) if pong.opcode() == PONG && pong.payload == ALIVE => {
                Err(Miss::wrong(expected, "nothing; and a ping behind it is answered"))
            }
            other => Err(Miss::wrong(expected, other)),
        }
    }
}
