//! # What a listener hears                                           chapter 04
//! Knows: an event, a loss, the end; the same for every transport. Does not know: any transport.
//! Read before: `wire/src/published.rs`. Read next: `source.rs`.

use std::time::Duration;

/// One thing that was heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// There is an answer, of this media type.
    Open(String),
    /// Something that one should know.
    Note(String),
    /// An event.
    Event(Event),
    /// It is lost, for this reason; the next attempt is made after so long.
    Lost(String, Duration),
    /// It is over.
    Over(Over),
}

/// An event, whatever brought it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// Its id, if it has one.
    pub id: Option<String>,
    /// Its type, if it has one.
    pub kind: Option<String>,
    /// Its data.
    pub data: String,
    /// How many bytes it took, where that can be said of one event.
    pub size: Option<u64>,
}

/// Why it is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Over {
    /// The server has said all, in order.
    Finished(String),
    /// The server refused, or said something else than was asked for.
    Refused(String),
    /// The address, or something else that was asked for, is none.
    Usage(String),
    /// The server was not reached.
    Unreachable(String),
    /// The connection was lost, and nothing is known of the place.
    Lost(String),
}

impl Over {
    /// Why, in words.
    pub fn why(&self) -> &str {
        let (Self::Finished(why)
        | Self::Refused(why)
        | Self::Usage(why)
        | Self::Unreachable(why)
        | Self::Lost(why)) = self;
        why
    }
}
