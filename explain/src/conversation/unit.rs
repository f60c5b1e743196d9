//! # A unit of a conversation                                        chapter 10
//! Knows: who sent it, where it stands, what it is. Does not know: how it was found.
//! Read before: `explained.rs`. Read next: `ends.rs`.

use crate::{Explained, Sender};

/// One thing that was said, explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Who said it.
    pub from: Sender,
    /// Which byte of that direction it begins with, counted from 0; of an [`Inside`](Layer::Inside)
    /// unit, where the wire unit begins that completed it.
    pub at: u64,
    /// What it is.
    pub kind: Kind,
    /// Whether it lies on the wire, or was made of what lies there.
    pub layer: Layer,
    /// Its bytes: those that are kept of it.
    pub bytes: Vec<u8>,
    /// What they mean. Bits count from the beginning of `bytes`.
    pub explained: Explained,
    /// How many more bytes it has that were not kept.
    pub skipped: u64,
}

impl Unit {
    /// How many bytes it has, kept or not.
    ///
    /// ```
    /// use explain::{Agreed, Conversation, Sender};
    /// let mut conversation = Conversation::websocket(Agreed::default());
    /// let units = conversation.push(Sender::Server, &[0x89, 0x02, b'h', b'i']);
    /// assert_eq!(units[0].size(), 4);
    /// ```
    pub fn size(&self) -> u64 {
        (self.bytes.len() as u64).saturating_add(self.skipped)
    }
}

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The head of an HTTP request.
    RequestHead,
    /// The head of an HTTP response.
    ResponseHead,
    /// The content behind a head; of an event stream that is not chunked, one block of it.
    Body,
    /// A chunk of a body, or the last one with the trailer section behind it.
    Chunk,
    /// A block of an event stream: an event, or comments alone.
    Events,
    /// A WebSocket frame.
    Frame,
    /// A WebSocket message that was put together, inflated, or both.
    Message,
    /// What cannot be read, or is not to be.
    Unknown,
}

/// Where a unit lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layer {
    /// On the wire: these units tile the bytes of their direction, in order.
    Wire,
    /// Inside: it was made of the wire units of its direction before it.
    Inside,
}
