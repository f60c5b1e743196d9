//! # Forms: an event in the bytes of each transport                  chapter 15
//! Knows: which transports share their bytes. Does not know: who reads them.
//! Read before: `hub/src/event.rs`. Read next: `lane.rs`.
//!
//! | form | made by | shared by |
//! |---|---|---|
//! | a line of JSON | `polling` | streams, polls, and WebSockets that compress on their own |
//! | an event of an event stream | `sse` | SSE |
//! | a text frame | `frames` | WebSockets without compression |
//! | a compressed text frame | `frames` | WebSockets with it, in its usual form |

use frames::Encoded;
use hub::Event;
use net::event_stream::EventStreamFormat;
use polling::{Format, Ndjson};
use wire::{Bytes, Published};

/// Where a hub keeps each of them.
#[derive(Clone, Copy, Debug)]
enum Form {
    Line,
    EventStream,
    Frame,
    CompressedFrame,
}

/// A format of streams whose bytes all readers share.
pub trait SharedFormat: Format {
    /// The event with its end mark.
    fn encode(event: &Event) -> Bytes;
}

impl SharedFormat for Ndjson {
    fn encode(event: &Event) -> Bytes {
        event.encoded(Form::Line as usize, |event| written(&Self, event))
    }
}

impl SharedFormat for EventStreamFormat {
    fn encode(event: &Event) -> Bytes {
        event.encoded(Form::EventStream as usize, |event| written(&Self, event))
    }
}

fn written(format: &impl Format, event: &Published) -> Bytes {
    let mut out = Vec::new();
    format.write_event(event, &mut out);
    out.into()
}

/// The JSON of an event: its line without the end.
pub fn json(event: &Event) -> Bytes {
    let line = Ndjson::encode(event);
    line.slice(..line.len().saturating_sub(1))
}

/// The JSON in a text frame.
pub fn frame(event: &Event) -> Bytes {
    event.encoded(Form::Frame as usize, |_| Encoded::text(text(&json(event))).into_bytes())
}

/// The JSON in a text frame, compressed by itself if that makes it smaller.
pub fn compressed_frame(event: &Event) -> Bytes {
    event.encoded(Form::CompressedFrame as usize, |_| {
        Encoded::compressed_text(text(&json(event))).into_bytes()
    })
}

/// JSON is UTF-8.
pub fn text(json: &[u8]) -> &str {
    std::str::from_utf8(json).unwrap_or_default()
}

/// All of `events` in one form.
pub fn all(events: &[Event], form: impl Fn(&Event) -> Bytes) -> Vec<Bytes> {
    events.iter().map(form).collect()
}
