//! # A verdict: what an endpoint made of some bytes                  chapter 12
//! Knows: what was heard, what was answered, how it ended. Does not know: whose verdict it is.
//! Read before: `lib.rs`. Read next: `pieces.rs`.

use frames::{Header, Opcode, mask};
use wire::Parsed;

/// What an endpoint told its application, wrote to its peer, and thought in the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What the application was told, in order.
    pub heard: Vec<Heard>,
    /// What the peer was told, in order.
    pub sent: Vec<Sent>,
    /// How it stood when the bytes were used up.
    pub end: End,
}

/// One thing that the application was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// A text message: bytes here, so that what is no UTF-8 can be shown too.
    Text(Vec<u8>),
    /// A binary message.
    Binary(Vec<u8>),
    /// A ping.
    Ping(Vec<u8>),
    /// A pong.
    Pong(Vec<u8>),
    /// A Close frame: its code, if it had one, and its reason.
    Close(Option<u16>, String),
}

/// One frame that the peer was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// The answer to a ping.
    Pong(Vec<u8>),
    /// A Close frame: its code, if it had one. The reason is free.
    Close(Option<u16>),
    /// Something that nobody asked for.
    Other(u8),
}

/// How an endpoint stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// More may come.
    Open,
    /// The peer closed.
    Closed,
    /// The peer broke a rule.
    Failed,
}

impl Verdict {
    /// What was sent before a Close frame of our own that says why we failed.
    pub fn sent_before_failing(&self) -> &[Sent] {
        match self.sent.split_last() {
            Some((Sent::Close(_), before)) if self.end == End::Failed => before,
            _ => &self.sent,
        }
    }
}

/// The code and the reason of a Close frame's payload.
pub fn close_body(payload: &[u8]) -> (Option<u16>, String) {
    match payload.split_first_chunk() {
        Some((code, reason)) => {
            (Some(u16::from_be_bytes(*code)), String::from_utf8_lossy(reason).into_owned())
        }
        None => (None, String::new()),
    }
}

/// Read the frames that an endpoint wrote.
pub fn sent(mut bytes: &[u8]) -> Vec<Sent> {
    let mut frames = Vec::new();
    while let Some((header, payload, behind)) = first_frame(bytes) {
        let mut payload = payload.to_vec();
        if let Some(key) = header.key {
            mask(&mut payload, key);
        }
        frames.push(match header.opcode {
            Opcode::Pong => Sent::Pong(payload),
            Opcode::Close => Sent::Close(close_body(&payload).0),
            other => Sent::Other(other.bits()),
        });
        bytes = behind;
    }
    frames
}

/// Where the frame begins that does not end within `bytes`; its end if every frame does.
pub fn unfinished_from(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some((.., behind)) = first_frame(rest) {
        rest = behind;
    }
    bytes.len() - rest.len()
}

/// The first frame of `bytes`, and what is behind it, if the frame is whole.
fn first_frame(bytes: &[u8]) -> Option<(Header, &[u8], &[u8])> {
    let Parsed::Complete { value: header, consumed } = Header::parse(bytes) else { return None };
    let behind = bytes.get(consumed..)?;
    let (payload, behind) = behind.split_at_checked(usize::try_from(header.length).ok()?)?;
    Some((header, payload, behind))
}
