//! # Sending                                       chapters 12, 13 · RFC 6455 §6.1
//! Knows: how messages and pings become frames. Does not know: when they are written.
//! Read before: `receive.rs`, `usage.rs`. Read next: `goodbye.rs`.

use crate::check::CONTROL_BYTES;
use crate::closing::State;
use crate::connection::End;
use crate::{Connection, Encoded, Header, Kind, Opcode, UsageError, mask};
use std::time::Duration;
use wire::Bytes;
use wire::output::BY_REFERENCE_FROM;

/// Every method here appends to the output, and fails with a [`UsageError`] without sending
/// anything if the connection is not open.
impl Connection {
    /// Send a text message in one frame, compressed if that was agreed on
    /// ([`with_deflate`](Self::with_deflate)) and makes it smaller.
    ///
    /// # Errors
    /// Not open, or a message sent in parts is unfinished.
    #[inline]
    pub fn send_text(&mut self, text: &str) -> Result<(), UsageError> {
        self.may_begin()?;
        self.write_message(Kind::Text, text.as_bytes());
        Ok(())
    }

    /// Send a binary message in one frame, compressed as a text would be.
    ///
    /// # Errors
    /// Not open, or a message sent in parts is unfinished.
    #[inline]
    pub fn send_binary(&mut self, payload: &[u8]) -> Result<(), UsageError> {
        self.may_begin()?;
        self.write_message(Kind::Binary, payload);
        Ok(())
    }

    /// Send shared bytes as a message in one frame: a server passes on many by reference, a client
    /// has to copy them to mask them. They go uncompressed, whatever was agreed on: compressed,
    /// they would be shared by nobody.
    ///
    /// # Errors
    /// Not open, a message sent in parts is unfinished, or text that is not UTF-8.
    #[inline]
    pub fn send_shared(&mut self, kind: Kind, payload: Bytes) -> Result<(), UsageError> {
        self.may_begin()?;
        if kind == Kind::Text && wire::text(&payload).is_none() {
            return Err(UsageError::TextNotUtf8);
        }
        if self.role().masks() || payload.len() < BY_REFERENCE_FROM {
            self.write(true, kind.into(), &payload);
        } else {
            let header = Header::new(true, kind.into(), payload.len() as u64, None);
            header.encode(self.output.buffer());
            self.output.push(payload);
        }
        Ok(())
    }

    /// Send a message that was encoded once for many. One that is uncompressed is accepted by every
    /// connection, whatever was agreed on (RFC 7692 §6); a compressed one by those of
    /// [`takes_compressed`](Self::takes_compressed).
    ///
    /// # Errors
    /// Not open, a message sent in parts is unfinished, we are a client, or the message is
    /// compressed and the peer could not read it.
    #[inline]
    pub fn send_encoded(&mut self, message: Encoded) -> Result<(), UsageError> {
        self.may_begin()?;
        if self.role().masks() {
            return Err(UsageError::ClientMasks);
        }
        if message.is_compressed() && !self.takes_compressed() {
            return Err(UsageError::CompressionNotAgreed);
        }
        self.output.push(message.into_bytes());
        Ok(())
    }

    /// Send a part of a text message as one fragment; `last` ends the message.
    ///
    /// ```
    /// use frames::Connection;
    /// use wire::{Limits, Protocol};
    /// let mut server = Connection::server(Limits::DEFAULT);
    /// server.send_text_part("Hel", false)?;
    /// server.send_text_part("lo", true)?;
    /// assert_eq!(server.take_output().to_vec(), b"\x01\x03Hel\x80\x02lo");
    /// # Ok::<(), frames::UsageError>(())
    /// ```
    ///
    /// # Errors
    /// Not open, or a binary message is unfinished.
    pub fn send_text_part(&mut self, part: &str, last: bool) -> Result<(), UsageError> {
        self.send_part(Kind::Text, part.as_bytes(), last)
    }

    /// Send a part of a binary message as one fragment; `last` ends the message.
    ///
    /// # Errors
    /// Not open, or a text message is unfinished.
    pub fn send_binary_part(&mut self, part: &[u8], last: bool) -> Result<(), UsageError> {
        self.send_part(Kind::Binary, part, last)
    }

    /// Ask whether the peer is there. It must answer with the same `payload` (RFC 6455 §5.5.2).
    ///
    /// # Errors
    /// Not open, or more than 125 bytes.
    pub fn ping(&mut self, payload: &[u8]) -> Result<(), UsageError> {
        self.send_control(Opcode::Ping, payload)
    }

    /// Ask whether the peer is there, and measure the way there and back: when the pong came,
    /// [`round_trip`](Self::round_trip) tells it. Returns the number of the ping, which is its
    /// payload too (eight bytes, high one first).
    ///
    /// # Errors
    /// Not open.
    pub fn measure(&mut self) -> Result<u64, UsageError> {
        if self.state != State::Open {
            return Err(UsageError::NotOpen);
        }
        let payload = self.trips.ask(self.now);
        self.write(true, Opcode::Ping, &payload);
        Ok(self.trips.sent())
    }

    /// The number of the newest answered ping; 0 for none. A pong answers all pings before its own,
    /// for a peer may answer only the latest (RFC 6455 §5.5.3).
    pub fn answered(&self) -> u64 {
        self.trips.answered()
    }

    /// How long the newest answered ping of [`measure`](Self::measure), or of liveness, took there
    /// and back.
    pub fn round_trip(&self) -> Option<Duration> {
        self.trips.latest()
    }

    /// Say that we are there, without having been asked (RFC 6455 §5.5.3). Pings are answered
    /// without this.
    ///
    /// # Errors
    /// Not open, or more than 125 bytes.
    pub fn pong(&mut self, payload: &[u8]) -> Result<(), UsageError> {
        self.send_control(Opcode::Pong, payload)
    }

    fn send_part(&mut self, kind: Kind, part: &[u8], last: bool) -> Result<(), UsageError> {
        let opcode = match (self.state, self.sending) {
            (State::Open, None) => kind.into(),
            (State::Open, Some(begun)) if begun == kind => Opcode::Continuation,
            (State::Open, Some(_)) => return Err(UsageError::MessageUnfinished),
            _ => return Err(UsageError::NotOpen),
        };
        let first = self.sending.is_none();
        self.sending = (!last).then_some(kind);
        self.write_part(first, last, opcode, part);
        Ok(())
    }

    fn send_control(&mut self, opcode: Opcode, payload: &[u8]) -> Result<(), UsageError> {
        if self.state != State::Open {
            return Err(UsageError::NotOpen);
        }
        if payload.len() > CONTROL_BYTES {
            return Err(UsageError::ControlTooLong(payload.len()));
        }
        self.write(true, opcode, payload);
        Ok(())
    }

    #[inline]
    pub(crate) fn may_begin(&self) -> Result<(), UsageError> {
        match (self.state, self.sending) {
            (State::Open, None) => Ok(()),
            (State::Open, Some(_)) => Err(UsageError::MessageUnfinished),
            _ => Err(UsageError::NotOpen),
        }
    }

    /// Append one frame to the output, masked with a fresh key if we are a client.
    #[inline]
    pub(crate) fn write(&mut self, fin: bool, opcode: Opcode, payload: &[u8]) {
        self.write_frame(fin, false, opcode, payload);
    }

    /// The same, with RSV1 as said.
    #[inline]
    pub(crate) fn write_frame(&mut self, fin: bool, rsv1: bool, opcode: Opcode, payload: &[u8]) {
        let key = match &mut self.end {
            End::Client(next_mask) => Some(next_mask()),
            End::Server => None,
        };
        let header = Header { rsv1, ..Header::new(fin, opcode, payload.len() as u64, key) };
        let buffer = self.output.buffer();
        buffer.reserve(header.size() + payload.len());
        header.encode(buffer);
        let start = buffer.len();
        buffer.extend_from_slice(payload);
        if let Some(key) = key {
            mask(&mut buffer[start..], key);
        }
    }
}
