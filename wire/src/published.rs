//! # Published: what travels                                         chapter 00
//! Knows: an id, a type, a text. Does not know: the five ways by which it can travel.
//! Read before: nothing. Read next: `hub/src/lib.rs`.

/// One published event.
///
/// The same three things arrive by every transport, in that transport's own bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Its number in its topic: 1 for the first, then one more each time.
    pub id: u64,
    /// Its type. `message` unless the publisher chose another.
    pub event: Box<str>,
    /// Its text.
    pub data: Box<str>,
}

/// The type of an event whose publisher named none (WHATWG HTML §9.2.6 dispatches it so).
pub const DEFAULT_EVENT: &str = "message";

impl Published {
    /// How many bytes it counts for where a log or a queue is bounded in bytes.
    pub fn weight(&self) -> usize {
        self.event.len() + self.data.len() + size_of::<Self>()
    }
}
