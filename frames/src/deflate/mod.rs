//! # Compressed messages                             chapter 12 · RFC 7692 §6, §7.2
//! Knows: what was agreed, and where it takes hold of a connection. Does not know: how it was
//! agreed, or how DEFLATE works; that is `zlib_rs`'s.
//! Read before: `send.rs`, `receive.rs`. Read next: `history.rs`.

mod deflater;
mod history;
mod inflater;
mod workshop;

use crate::{Connection, Kind, Opcode, UsageError, Violation};
use deflater::Deflater;
use inflater::Inflater;
pub(crate) use inflater::most_compressed;

/// What both ends agreed on about compression (`permessage-deflate`), as one end sees it.
///
/// A message is compressed as a whole, and RSV1 on its first frame says so. Any message may still
/// travel as it is; control frames always do.
///
/// What a connection then holds, in bytes:
///
/// | | sending | receiving |
/// |---|---|---|
/// | idle, without takeover | 0 | 0 |
/// | idle, with takeover | at most 2^`bits` | at most 2^`bits` |
/// | a message under way, in parts | 251,008 (9 bits) to 380,032 (15) | 47,552 |
///
/// Idle, a connection keeps the text alone that the next message may refer to: measured after 200
/// messages each way, 65,536 bytes for two windows of 15 bits, 8,192 for two of 12. Compressors and
/// inflaters are the thread's, of which at most eight of a kind wait for work, and so is the buffer
/// of 16,384 bytes into which is inflated. A message sent in parts holds its compressor until the
/// last part.
///
/// The price of takeover is time, where more connections take turns than compressors wait: to
/// compress 1 KiB of JSON took 13 µs with an empty window, 16 µs with a full one of 12 bits, and
/// 39 µs with one of 15, for the compressor reads the window first. Who finds its own compressor
/// again pays 10 µs. To keep one for each connection would take 265,344 to 380,032 bytes each.
///
/// Source: RFC 7692 §7.1 (what is agreed), §7.2 (what it means).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deflate {
    /// What binds the messages that we send.
    pub send: Window,
    /// What binds the messages that we receive.
    pub receive: Window,
    /// A message of fewer bytes is sent as it is. (One sent in parts is always compressed: its
    /// length is not known when it begins.)
    pub threshold: usize,
}

/// What was agreed on for one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// A message may refer at most 2^`bits` bytes back: 8 to 15.
    ///
    /// Our compressor has no window of 8 bits. Where 8 was agreed on for sending (or a number that
    /// does not exist), every message goes as it is, as RFC 7692 §6 allows.
    pub bits: u8,
    /// Whether a message may refer to those before it.
    pub takeover: bool,
}

impl Deflate {
    /// The default of [`threshold`](Self::threshold). Of JSON alone in its window, 256 bytes became
    /// half as many and 64 no fewer: below, there is little to win for the time that it takes.
    pub const THRESHOLD: usize = 256;
}

impl Default for Deflate {
    /// The largest windows, and nothing kept between two messages.
    fn default() -> Self {
        let window = Window { bits: 15, takeover: false };
        Self { send: window, receive: window, threshold: Self::THRESHOLD }
    }
}

/// Compress a message that refers to no other one, in the largest window; `None` if it is short or
/// gets no smaller.
pub(crate) fn compress_alone(payload: &[u8]) -> Option<Vec<u8>> {
    Deflater::new(Deflate::default().send, Deflate::THRESHOLD).message(payload)
}

/// Both directions of a connection that agreed on compression.
#[derive(Debug)]
pub(crate) struct Codec {
    pub(crate) inflater: Inflater,
    pub(crate) deflater: Deflater,
}

impl Codec {
    /// How many bytes are kept: what messages to come may refer to, and the inflater of one that
    /// is under way.
    pub(crate) fn held(&self) -> usize {
        self.inflater.held() + self.deflater.held()
    }
}

impl Connection {
    /// Compress, and accept what is compressed: both ends agreed on that in the handshake.
    ///
    /// ```
    /// use frames::deflate::{Deflate, Window};
    /// use frames::{Connection, Event, Message};
    /// use wire::{Input, Limits, Protocol};
    ///
    /// let window = Window { bits: 15, takeover: true };
    /// let agreed = Deflate { send: window, receive: window, threshold: 5 };
    /// let mut server = Connection::server(Limits::DEFAULT).with_deflate(agreed);
    /// server.send_text("Hello Hello Hello")?;
    /// let mut bytes = server.take_output().to_vec();
    /// assert_eq!(bytes[..2], [0xc1, 0x0b]); // FIN, RSV1, text; 11 bytes instead of 17
    ///
    /// let mut client = Connection::client(Limits::DEFAULT, || [0; 4]).with_deflate(agreed);
    /// let event = client.next_event(&mut Input::new(&mut bytes))?;
    /// assert_eq!(event, Some(Event::Message(Message::Text("Hello Hello Hello".into()))));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_deflate(mut self, agreed: Deflate) -> Self {
        self.deflate = Some(Box::new(Codec {
            inflater: Inflater::new(agreed.receive),
            deflater: Deflater::new(agreed.send, agreed.threshold),
        }));
        self
    }

    /// True where messages are compressed: that was agreed on, and the connection is not over.
    pub fn compresses(&self) -> bool {
        self.deflate.is_some()
    }

    /// True where a message that was compressed by itself, for many, may be sent: with the largest
    /// window, and no context kept (to which such a message would be a stranger).
    pub fn takes_compressed(&self) -> bool {
        self.deflate.as_ref().is_some_and(|codec| codec.deflater.is_free())
    }

    /// True while the fragments that come are those of a compressed message.
    pub(crate) fn is_inflating(&self) -> bool {
        self.deflate.as_ref().is_some_and(|codec| codec.inflater.is_under_way())
    }

    /// A compressed message begins.
    pub(crate) fn begin_inflating(&mut self) {
        if let Some(codec) = &mut self.deflate {
            codec.inflater.begin();
        }
    }

    /// A piece of a compressed message came; `None` if the message under way is not compressed.
    ///
    /// # Errors
    /// Bytes that do not inflate, text that is not text, or more of either than we accept.
    pub(crate) fn inflate(&mut self, piece: &[u8]) -> Option<Result<(), Violation>> {
        let codec = self.deflate.as_mut().filter(|codec| codec.inflater.is_under_way())?;
        let message = self.unfinished.as_mut()?;
        Some(codec.inflater.inflate(piece, message, self.limits.message_bytes))
    }

    /// The last fragment of a message is complete, compressed or not.
    ///
    /// # Errors
    /// As [`inflate`](Self::inflate).
    pub(crate) fn end_inflating(&mut self) -> Result<(), Violation> {
        match (&mut self.deflate, &mut self.unfinished) {
            (Some(codec), Some(message)) if codec.inflater.is_under_way() => {
                codec.inflater.end(message)
            }
            _ => Ok(()),
        }
    }

    /// Send a text message uncompressed, whatever was agreed on.
    ///
    /// What is secret should not be compressed together with what a stranger chose: the length
    /// alone then tells whether the two are alike, whatever encrypts them (RFC 7692 §8).
    ///
    /// # Errors
    /// As [`send_text`](Self::send_text).
    pub fn send_text_uncompressed(&mut self, text: &str) -> Result<(), UsageError> {
        self.may_begin()?;
        self.write(true, Opcode::Text, text.as_bytes());
        Ok(())
    }

    /// Send a binary message uncompressed, as
    /// [`send_text_uncompressed`](Self::send_text_uncompressed) does a text.
    ///
    /// # Errors
    /// As [`send_binary`](Self::send_binary).
    pub fn send_binary_uncompressed(&mut self, payload: &[u8]) -> Result<(), UsageError> {
        self.may_begin()?;
        self.write(true, Opcode::Binary, payload);
        Ok(())
    }

    /// Send a whole message, compressed if that was agreed on and helps.
    #[inline]
    pub(crate) fn write_message(&mut self, kind: Kind, payload: &[u8]) {
        let deflater = self.deflate.as_mut().map(|codec| &mut codec.deflater);
        match deflater.and_then(|deflater| deflater.message(payload)) {
            Some(smaller) => self.write_frame(true, true, kind.into(), &smaller),
            None => self.write(true, kind.into(), payload),
        }
    }

    /// Send a part of a message, compressed if that was agreed on: RSV1 is set on the first.
    pub(crate) fn write_part(&mut self, first: bool, last: bool, opcode: Opcode, part: &[u8]) {
        let deflater = self.deflate.as_mut().map(|codec| &mut codec.deflater);
        match deflater.and_then(|deflater| deflater.part(part, first, last)) {
            Some(compressed) => self.write_frame(last, first, opcode, &compressed),
            None => self.write(last, opcode, part),
        }
    }

    /// What is sent in parts is given up.
    pub(crate) fn end_parts(&mut self) {
        if let Some(codec) = &mut self.deflate {
            codec.deflater.end_parts();
        }
    }
}
