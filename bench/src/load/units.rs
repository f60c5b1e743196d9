//! # Units: what a reader hears, cut from its bytes                  chapter 16
//! Knows: the frames of a server, the blocks of a chunked event stream; as little as will do.
//! Does not know: sockets.
//! Read before: `wire/src/published.rs`. Read next: `readers.rs`.
//!
//! Written apart from our codecs, so that what they say is judged by something else.

use crate::failure::Failure;

/// How events come to readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Text messages.
    WebSocket,
    /// An event stream, in chunks.
    EventStream,
}

/// The next thing that a reader heard.
#[derive(Debug, PartialEq, Eq)]
pub enum Unit<'b> {
    /// The payload of a text message, or a block of the stream with its empty line.
    Event(&'b [u8]),
    /// A ping; and the pong that answers it.
    Question(Vec<u8>),
    /// A comment, or the frame of a chunk.
    Nothing,
}

impl Way {
    /// The request that begins it.
    pub fn request(self) -> &'static str {
        match self {
            Self::WebSocket => {
                "GET /ws?topic=news HTTP/1.1\r\nHost: 127.0.0.1\r\n\
                 Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
                 Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            }
            Self::EventStream => {
                "GET /events?topic=news HTTP/1.1\r\nHost: 127.0.0.1\r\n\
                 Accept: text/event-stream\r\n\r\n"
            }
        }
    }

    /// The first unit of `bytes` and how long it is, if it is there whole.
    ///
    /// # Errors
    /// These are bytes of something else.
    pub fn next(self, bytes: &[u8]) -> Result<Option<(Unit<'_>, usize)>, Failure> {
        match self {
            Self::WebSocket => frame(bytes),
            Self::EventStream => block(bytes),
        }
    }
}

type Found<'b> = Result<Option<(Unit<'b>, usize)>, Failure>;

/// A frame of a server: no mask, and no more than 64 KiB.
fn frame(bytes: &[u8]) -> Found<'_> {
    let (length, begin) = match *bytes {
        [_, length @ 0..=125, ..] => (usize::from(length), 2),
        [_, 126, high, low, ..] => (usize::from(u16::from_be_bytes([high, low])), 4),
        [_, 127..=255, ..] => return Err(Failure(format!("{bytes:02x?} is no frame for us"))),
        _ => return Ok(None),
    };
    let Some(payload) = bytes.get(begin..begin + length) else { return Ok(None) };
    let unit = match bytes[0] {
        0x81 => Unit::Event(payload),
        // The pong is masked with zeros.
        0x89 => Unit::Question([&[0x8a, 0x80 | bytes[1], 0, 0, 0, 0], payload].concat()),
        other => return Err(Failure(format!("a frame begins with {other:02x}"))),
    };
    Ok(Some((unit, begin + length)))
}

/// A chunk's head or its end, or a block. Every server here ends its chunks behind a block.
fn block(bytes: &[u8]) -> Found<'_> {
    let line = |bytes: &[u8]| bytes.windows(2).position(|two| two == b"\r\n");
    let unit = match bytes {
        [] | [b'\r'] => return Ok(None),
        [b'\r', b'\n', ..] => (Unit::Nothing, 2),
        [b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F', ..] if is_chunk_head(bytes) => {
            let Some(length) = line(bytes) else { return Ok(None) };
            (Unit::Nothing, length + 2)
        }
        _ => {
            let Some(end) = bytes.windows(2).position(|two| two == b"\n\n") else {
                return Ok(None);
            };
            let block = &bytes[..end + 2];
            let is_comment = block.starts_with(b":");
            (if is_comment { Unit::Nothing } else { Unit::Event(block) }, block.len())
        }
    };
    Ok(Some(unit))
}

/// Digits, and then the end of a line: no field begins so.
fn is_chunk_head(bytes: &[u8]) -> bool {
    let behind = bytes.iter().find(|byte| !byte.is_ascii_hexdigit());
    behind.is_none_or(|byte| *byte == b'\r')
}
