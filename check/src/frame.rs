//! # Frame: written by hand, read a second time                  chapter 16 · RFC 6455 §5.2
//! Knows: how to write any frame, legal or not; what one says that came. Does not know: sockets.
//! Read before: `explain/src/frame.rs`. Read next: `raw.rs`.

use explain::{Explained, Sender};
use std::fmt;

/// Goes on with a message.
pub const CONTINUATION: u8 = 0x0;
/// Begins a text.
pub const TEXT: u8 = 0x1;
/// Begins bytes.
pub const BINARY: u8 = 0x2;
/// Says goodbye.
pub const CLOSE: u8 = 0x8;
/// Asks for a pong.
pub const PING: u8 = 0x9;
/// Answers a ping.
pub const PONG: u8 = 0xA;
/// The bit that ends a message.
pub const FIN: u8 = 0x80;
/// The bit that compression uses.
pub const RSV1: u8 = 0x40;
/// A bit that nobody uses.
pub const RSV2: u8 = 0x20;
/// Another.
pub const RSV3: u8 = 0x10;

/// The masking key of what the probes write, where the key does not matter.
pub const KEY: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// A masked frame: `first` is its first byte, the shortest length follows, then the key.
///
/// ```
/// use check::frame::{FIN, PING, write};
/// assert_eq!(write(FIN | PING, b"hi"), [0x89, 0x82, 0x37, 0xfa, 0x21, 0x3d, 0x5f, 0x93]);
/// ```
pub fn write(first: u8, payload: &[u8]) -> Vec<u8> {
    write_with(first, form(payload.len()), payload.len() as u64, Some(KEY), payload)
}

/// The same frame as a server writes it: without a key.
pub fn write_bare(first: u8, payload: &[u8]) -> Vec<u8> {
    write_with(first, form(payload.len()), payload.len() as u64, None, payload)
}

/// The shortest form of a length.
fn form(length: usize) -> Form {
    match length {
        0..=125 => Form::Short,
        126..=0xffff => Form::Two,
        _ => Form::Eight,
    }
}

/// In how many bytes a length stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// In the 7 bits behind MASK.
    Short,
    /// In 2 bytes, after 126.
    Two,
    /// In 8 bytes, after 127.
    Eight,
}

/// Any frame: the length in this form, true or not; masked if there is a key.
pub fn write_with(
    first: u8,
    form: Form,
    length: u64,
    key: Option<[u8; 4]>,
    payload: &[u8],
) -> Vec<u8> {
    let mask = if key.is_some() { 0x80 } else { 0 };
    let eight = length.to_be_bytes();
    let mut frame = vec![first];
    match form {
        Form::Short => frame.push(mask | eight[7]),
        Form::Two => frame.extend([mask | 126, eight[6], eight[7]]),
        Form::Eight => {
            frame.push(mask | 127);
            frame.extend(eight);
        }
    }
    frame.extend(key.unwrap_or_default().iter().take(if key.is_some() { 4 } else { 0 }));
    let key = key.unwrap_or_default();
    frame.extend(payload.iter().zip(key.iter().cycle()).map(|(byte, key)| byte ^ key));
    frame
}

/// A frame that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Its first byte: FIN, the reserved bits, the opcode.
    pub first: u8,
    /// It has a masking key.
    pub masked: bool,
    /// In how many bytes its length stands.
    pub form: Form,
    /// The payload, unmasked.
    pub payload: Vec<u8>,
    /// The second reading, with the rules that it breaks by itself.
    pub explained: Explained,
}

impl Frame {
    /// Read the frame of this sender at the beginning of `bytes`; else, how many bytes are missing
    /// at least.
    ///
    /// # Errors
    /// The number of bytes that are missing.
    pub fn read(bytes: &[u8], from: Sender) -> Result<Self, u64> {
        let explained = explain::frame(bytes, from);
        if explained.missing > 0 {
            return Err(explained.missing);
        }
        let key = explained.field("masking key").map(|field| field.value.as_bytes().to_vec());
        let (form, header) = match bytes.get(1).copied().unwrap_or_default() & 0x7f {
            126 => (Form::Two, 4),
            127 => (Form::Eight, 10),
            _ => (Form::Short, 2),
        };
        let header = header + key.as_ref().map_or(0, Vec::len);
        let payload = bytes.get(header..explained.consumed).unwrap_or_default();
        let payload = match &key {
            None => payload.to_vec(),
            Some(key) => payload.iter().zip(key.iter().cycle()).map(|(b, k)| b ^ k).collect(),
        };
        let first = bytes.first().copied().unwrap_or_default();
        Ok(Self { first, masked: key.is_some(), form, payload, explained })
    }

    /// The opcode.
    pub fn opcode(&self) -> u8 {
        self.first & 0xf
    }

    /// Its length stands in the shortest form that can say it.
    pub fn is_shortest(&self) -> bool {
        match self.form {
            Form::Short => true,
            Form::Two => self.payload.len() > 125,
            Form::Eight => self.payload.len() > 0xffff,
        }
    }

    /// It ends its message.
    pub fn is_last(&self) -> bool {
        self.first & FIN != 0
    }

    /// The status code of a Close frame.
    pub fn code(&self) -> Option<u16> {
        self.payload.first_chunk().map(|code| u16::from_be_bytes(*code))
    }
}

impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let more = if self.is_last() { "" } else { ", FIN 0" };
        match self.opcode() {
            CONTINUATION => f.write_str("a continuation")?,
            TEXT => f.write_str("a text")?,
            BINARY => f.write_str("a binary message")?,
            CLOSE => return self.show_close(f),
            PING => f.write_str("a ping")?,
            PONG => f.write_str("a pong")?,
            opcode => write!(f, "a frame with opcode {opcode}")?,
        }
        write!(f, "{more} of {} bytes", self.payload.len())?;
        show(f, &self.payload)
    }
}

impl Frame {
    fn show_close(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.code(), self.payload.get(2..)) {
            (Some(code), Some(reason)) => {
                write!(f, "Close {code}")?;
                show(f, reason)
            }
            _ => write!(f, "Close with {} bytes of payload", self.payload.len()),
        }
    }
}

/// A few bytes in brackets: as text, if they are.
fn show(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    match std::str::from_utf8(bytes) {
        _ if bytes.is_empty() => Ok(()),
        Ok(text) if text.chars().count() <= 40 => write!(f, " ({text:?})"),
        Ok(text) => write!(f, " ({:?} …)", text.chars().take(40).collect::<String>()),
        Err(_) => {
            let shown: Vec<_> = bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
            write!(f, " ({}{})", shown.join(" "), if bytes.len() > 16 { " …" } else { "" })
        }
    }
}
