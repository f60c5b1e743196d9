//! # What a stream tells                                             chapter 06 · WHATWG §9.2.6
//! Knows: the three things that a reader can hear. Does not know: the lines they came in.
//! Read before: `text.rs`. Read next: `buffers.rs`.

use std::borrow::Cow;
use std::time::Duration;
use wire::published::DEFAULT_EVENT;

/// One thing that an event stream told.
///
/// Text is lent from the read buffer where it came whole in one read and one line, and owned
/// where it had to be put together; [`into_owned`](Self::into_owned) keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<'i> {
    /// An event was dispatched, by the empty line behind it.
    Message {
        /// Its type: `message`, unless the server named another.
        event: Cow<'i, str>,
        /// Its lines of data, joined with LF.
        data: Cow<'i, str>,
        /// The last event ID: this event's own, or that of an earlier one. Empty when there is
        /// none.
        last_event_id: Cow<'i, str>,
    },
    /// The server set the time to wait before reconnecting; it holds from now on.
    Retry(Duration),
    /// A comment. Its text means nothing; that it came says the server is alive.
    Comment(Cow<'i, str>),
}

impl Event<'_> {
    /// The same event, independent of the input.
    pub fn into_owned(self) -> Event<'static> {
        match self {
            Self::Message { event, data, last_event_id } => Event::Message {
                event: if event == DEFAULT_EVENT { DEFAULT_EVENT.into() } else { owned(event) },
                data: owned(data),
                last_event_id: owned(last_event_id),
            },
            Self::Retry(time) => Event::Retry(time),
            Self::Comment(text) => Event::Comment(owned(text)),
        }
    }
}

fn owned(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}
