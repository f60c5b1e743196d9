//! # What an EventSource tells, and why                              chapter 07 · WHATWG §9.2.3
//! Knows: open, message, error; every way in which a stream is not there (any more).
//! Does not know: what comes of it.
//! Read before: `ready_state.rs`. Read next: `media_type.rs`.

use crate::violation::ProtocolError;
use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

/// One thing that an EventSource told.
///
/// A server may name its own events `open` or `error`: they are messages like any other, and
/// cannot be mistaken for what the EventSource says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<'i> {
    /// The stream is there; what follows comes from it.
    Open,
    /// The server sent an event.
    Message {
        /// Its type: `message`, unless the server named another.
        event: Cow<'i, str>,
        /// Its lines of data, joined with LF.
        data: Cow<'i, str>,
        /// The last event ID: this event's own, or that of an earlier one.
        last_event_id: Cow<'i, str>,
    },
    /// There is no stream (any more).
    Error {
        /// What happened.
        why: Why,
        /// The next attempt is made after so long. None: there is none, and the EventSource is
        /// closed.
        retry_in: Option<Duration>,
    },
}

impl Event<'_> {
    /// The same event, independent of the input.
    pub fn into_owned(self) -> Event<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        match self {
            Self::Open => Event::Open,
            Self::Message { event, data, last_event_id } => Event::Message {
                event: owned(event),
                data: owned(data),
                last_event_id: owned(last_event_id),
            },
            Self::Error { why, retry_in } => Event::Error { why, retry_in },
        }
    }
}

/// How an attempt ended, seen from the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The body came to its end: its last chunk, its announced length, or the end of a connection
    /// that bounds it.
    Complete,
    /// A network error: no connection could be made, or it was lost before the body's end.
    NetworkError,
    /// The request was given up, or no attempt can succeed, as with a certificate that is not
    /// trusted.
    Hopeless,
}

/// Why there is no stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The body came to its end.
    EndOfStream,
    /// The network failed.
    NetworkError,
    /// Not a byte came for as long as `Options::silence`.
    Silence,
    /// More redirects than one request may have.
    TooManyRedirects,
    /// A redirect to where no event stream can be.
    RedirectNowhere(String),
    /// The status is not 200; for good.
    Status(u16),
    /// The media type is not `text/event-stream` but this (nothing, if there was none that can be
    /// read); for good.
    MediaType(String),
    /// The stream broke a limit of ours, and would again; for good.
    Stream(ProtocolError),
    /// [`End::Hopeless`]; for good.
    Hopeless,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EndOfStream => f.write_str("the stream came to its end"),
            Self::NetworkError => f.write_str("the network failed"),
            Self::Silence => f.write_str("not a byte came for too long"),
            Self::TooManyRedirects => {
                write!(f, "more than {} redirects", super::REDIRECTS_MAX)
            }
            Self::RedirectNowhere(bad) => write!(f, "a redirect to where nothing can be: {bad}"),
            Self::Status(status) => write!(f, "status {status}; 200 would have been right"),
            Self::MediaType(found) => {
                write!(f, "media type {found:?}; text/event-stream would have been right")
            }
            Self::Stream(error) => error.fmt(f),
            Self::Hopeless => f.write_str("another attempt would not help"),
        }
    }
}
