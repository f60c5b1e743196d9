//! # Wire: a connection that may do anything                     chapter 16
//! Knows: bytes out, bytes in, their end; heads and frames as they come. Does not know: rules.
//! Read before: `visit.rs`, `frame.rs`. Read next: `ws/talk.rs`.

use crate::frame::Frame;
use crate::outcome::{Record, What};
use crate::{Miss, Target};
use explain::{Explained, Sender, Value};
use net::Stream;
use net::tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, split};
use net::tokio::time::{Instant, sleep, timeout_at};
use std::time::Duration;
use std::{fmt, io};

/// More than this of one head is not read.
const HEAD_MAX: usize = 256 * 1024;
/// More than this is not kept unread.
const UNREAD_MAX: usize = 64 * 1024 * 1024;
/// A frame that comes little by little is waited for so many times as long.
const PATIENCE: u32 = 30;
/// How much is read at once.
const READ: usize = 64 * 1024;

/// A connection: what is sent over it and what comes is written down for the report.
#[derive(Debug)]
pub struct Wire {
    stream: Stream,
    /// Which end we are.
    pub(crate) us: Sender,
    number: u32,
    record: Record,
    timeout: Duration,
    quiet: Duration,
    /// What came and was not yet looked at.
    unread: Vec<u8>,
    end: Option<What>,
    /// What is sent does not get through any more.
    broken: bool,
    buffer: Vec<u8>,
}

/// What came next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Came<T> {
    /// What was waited for.
    Whole(T),
    /// The server ended the connection in an orderly way.
    End,
    /// The connection was destroyed.
    Reset,
    /// Nothing for that long.
    Nothing(Duration),
}

impl<T: fmt::Display> fmt::Display for Came<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(it) => it.fmt(f),
            Self::End => f.write_str("the end of the connection"),
            Self::Reset => f.write_str("the connection was reset"),
            Self::Nothing(time) => {
                write!(f, "nothing within {} ms; the connection is open", time.as_millis())
            }
        }
    }
}

/// The head of a response, or of a request: of one, the status is 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The status code; 0 if there is none.
    pub status: u16,
    /// The field lines: names in lower case, values.
    pub fields: Vec<(String, String)>,
    /// The second reading, with the rules that it breaks by itself.
    pub explained: Explained,
}

impl Head {
    /// The values of all lines with that name (in lower case), joined by commas.
    pub fn field(&self, name: &str) -> Option<String> {
        let lines = self.fields.iter().filter(|(line, _)| line == name);
        let values: Vec<&str> = lines.map(|(_, value)| value.as_str()).collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    /// The head at the beginning of `bytes`, if it is whole.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let explained = explain::http_head(bytes);
        if explained.missing > 0 {
            return None;
        }
        let mut head = Self { status: 0, fields: Vec::new(), explained };
        for field in &head.explained.fields {
            match &field.value {
                Value::Line { name, value } => {
                    head.fields.push((name.to_ascii_lowercase(), value.clone()));
                }
                Value::Number(status) if field.name == "status code" => {
                    head.status = u16::try_from(*status).unwrap_or(0);
                }
                _ => {}
            }
        }
        Some(head)
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the answer {}", self.status)
    }
}

impl Wire {
    pub(crate) fn new(
        stream: Stream,
        us: Sender,
        number: u32,
        record: Record,
        target: &Target,
    ) -> Self {
        let (timeout, quiet) = (target.timeout, target.quiet);
        let buffer = vec![0; READ];
        let (unread, end, broken) = (Vec::new(), None, false);
        Self { stream, us, number, record, timeout, quiet, unread, end, broken, buffer }
    }

    /// Something came that was not yet looked at.
    pub(crate) fn has_unread(&self) -> bool {
        !self.unread.is_empty()
    }

    /// How long each wait lasts at most.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// How long silence lasts that is an answer.
    pub fn quiet(&self) -> Duration {
        self.quiet
    }

    /// Wait for that long each time from now on.
    pub fn set_timeout(&mut self, timeout: Duration) {
        self.timeout = timeout;
    }

    /// Send bytes, and read meanwhile what comes, so that neither side waits for the other. What a
    /// closed connection does not take is no miss by itself: what came before is read afterwards.
    pub async fn send(&mut self, bytes: &[u8]) {
        self.record.bytes(self.number, self.us, bytes);
        let (mut reader, mut writer) = split(&mut self.stream);
        let mut rest = bytes;
        while !self.broken && !rest.is_empty() {
            let late = Instant::now() + self.timeout;
            let may_read = self.end.is_none() && self.unread.len() < UNREAD_MAX;
            net::tokio::select! {
                written = timeout_at(late, writer.write(rest)) => match written {
                    Ok(Ok(n)) if n > 0 => rest = rest.get(n..).unwrap_or_default(),
                    _ => self.broken = true,
                },
                read = reader.read(&mut self.buffer), if may_read => {
                    let who = (self.number, other(self.us));
                    self.end = took(read, &self.buffer, &mut self.unread, &self.record, who);
                }
            }
        }
        if !self.broken && writer.flush().await.is_err() {
            self.broken = true;
        }
    }

    /// Send bytes in pieces of `size`, each a packet of its own, `pause` apart.
    pub async fn send_in_pieces(&mut self, bytes: &[u8], size: usize, pause: Duration) {
        for piece in bytes.chunks(size.max(1)) {
            self.send(piece).await;
            sleep(pause).await;
        }
    }

    /// Send bytes and read nothing, until they are sent or the server takes no more for the time
    /// of one wait. Returns how many were taken.
    pub async fn send_deaf(&mut self, bytes: &[u8]) -> usize {
        self.record.bytes(self.number, self.us, bytes);
        let mut rest = bytes;
        while !rest.is_empty() {
            let late = Instant::now() + self.timeout;
            match timeout_at(late, self.stream.write(rest)).await {
                Ok(Ok(n)) if n > 0 => rest = rest.get(n..).unwrap_or_default(),
                _ => break,
            }
        }
        bytes.len() - rest.len()
    }

    /// Say that nothing more will be sent.
    pub async fn send_end(&mut self) {
        self.record.end(self.number, self.us, What::End);
        self.broken |= self.stream.shutdown().await.is_err();
    }

    /// Destroy the connection, so that the server hears of an error and not of an end.
    pub fn reset(self) {
        self.record.end(self.number, self.us, What::Reset);
        // A linger of zero throws away what was sent, and says so to the peer.
        let _best_effort = self.stream.socket().set_zero_linger();
    }

    /// The head of a response, or of a request.
    pub async fn read_head(&mut self) -> Came<Head> {
        let late = Instant::now() + self.timeout;
        loop {
            if let Some(head) = Head::read(&self.unread) {
                self.unread.drain(..head.explained.consumed);
                return Came::Whole(head);
            }
            if self.unread.len() > HEAD_MAX {
                return Came::Nothing(self.timeout);
            }
            if let Some(came) = self.more(late).await {
                return came;
            }
        }
    }

    /// The next frame.
    pub async fn read_frame(&mut self) -> Came<Frame> {
        self.read_frame_within(self.timeout).await
    }

    /// The next frame, if it comes within `time`.
    pub async fn read_frame_within(&mut self, time: Duration) -> Came<Frame> {
        let mut needed = 0;
        let mut late = Instant::now() + time;
        let last = Instant::now() + PATIENCE * time;
        loop {
            if self.unread.len() as u64 >= needed {
                match Frame::read(&self.unread, other(self.us)) {
                    Ok(frame) => {
                        self.unread.drain(..frame.explained.consumed);
                        return Came::Whole(frame);
                    }
                    Err(missing) => needed = (self.unread.len() as u64).saturating_add(missing),
                }
            }
            let before = self.unread.len();
            if let Some(came) = self.more(late).await {
                return came;
            }
            if self.unread.len() > before {
                // Something comes: it is not the silence that we wait for.
                late = last.min(Instant::now() + time);
            }
        }
    }

    /// All bytes that have come, waiting until there is at least one.
    pub async fn read_some(&mut self) -> Came<Text> {
        let late = Instant::now() + self.timeout;
        while self.unread.is_empty() {
            if let Some(came) = self.more(late).await {
                return came;
            }
        }
        Came::Whole(Text(std::mem::take(&mut self.unread)))
    }

    /// Nothing must come, not even the end, for a short time.
    ///
    /// # Errors
    /// What came.
    pub async fn expect_silence(&mut self) -> Result<(), Miss> {
        let expected = format!("nothing for {} ms", self.quiet.as_millis());
        let late = Instant::now() + self.quiet;
        if !self.unread.is_empty() {
            return Err(Miss::wrong(expected, Text(self.unread.clone())));
        }
        match self.more::<Text>(late).await {
            Some(Came::Nothing(_)) => Ok(()),
            Some(came) => Err(Miss::wrong(expected, came)),
            None => Err(Miss::wrong(expected, Text(self.unread.clone()))),
        }
    }

    /// Read once. `None`: bytes came; else the reason why none will.
    async fn more<T>(&mut self, late: Instant) -> Option<Came<T>> {
        if self.unread.len() >= UNREAD_MAX {
            return Some(Came::Nothing(self.timeout));
        }
        if self.end.is_none() {
            match timeout_at(late, self.stream.read(&mut self.buffer)).await {
                Err(_) => return Some(Came::Nothing(self.timeout)),
                Ok(read) => {
                    let who = (self.number, other(self.us));
                    self.end = took(read, &self.buffer, &mut self.unread, &self.record, who);
                }
            }
        }
        match self.end {
            None => None,
            Some(What::Reset) => Some(Came::Reset),
            Some(_) => Some(Came::End),
        }
    }
}

/// The other end.
fn other(end: Sender) -> Sender {
    match end {
        Sender::Client => Sender::Server,
        Sender::Server => Sender::Client,
    }
}

/// Keep what a read brought; an end is returned.
fn took(
    read: io::Result<usize>,
    buffer: &[u8],
    unread: &mut Vec<u8>,
    record: &Record,
    (number, from): (u32, Sender),
) -> Option<What> {
    let end = match read {
        Ok(0) => What::End,
        Ok(n) => {
            let bytes = buffer.get(..n).unwrap_or_default();
            record.bytes(number, from, bytes);
            unread.extend_from_slice(bytes);
            return None;
        }
        // TLS that ends without saying so, too: the bytes before it count.
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => What::End,
        Err(_) => What::Reset,
    };
    record.end(number, from, end.clone());
    Some(end)
}

/// Bytes that were not expected, to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(pub Vec<u8>);

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: String = String::from_utf8_lossy(&self.0).chars().take(60).collect();
        write!(f, "{} bytes: {shown:?}", self.0.len())
    }
}
