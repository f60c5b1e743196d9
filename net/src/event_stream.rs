//! # An event stream is an HTTP stream with a format                 chapter 06 · WHATWG HTML §9.2
//! Knows: that server-sent events are `polling::Stream` in `text/event-stream`.
//! Does not know: how the format looks (`sse`), how the stream works (`polling`).
//! Read before: `polling/src/stream.rs`, `sse/src/encode.rs`. Read next: `lab/src/lane.rs`.

use polling::{Format, Stream};
use std::time::Duration;
use wire::Published;
use wire::published::DEFAULT_EVENT;

/// The format `text/event-stream`.
#[derive(Clone, Copy, Debug, Default)]
pub struct EventStreamFormat;

/// Server-sent events, server side.
pub type EventStream = Stream<EventStreamFormat>;

impl Format for EventStreamFormat {
    const MEDIA_TYPE: &'static str = sse::encode::MEDIA_TYPE;

    /// The id goes with each event, so that a client that comes back can say where it was. The
    /// type is left out when it is the one that clients assume.
    fn write_event(&self, event: &Published, out: &mut Vec<u8>) {
        let name = (&*event.event != DEFAULT_EVENT).then_some(&*event.event);
        let length = out.len();
        if sse::encode::write_event(out, Some(&event.id.to_string()), name, &event.data).is_err() {
            // A type that no line can carry: the hub lets none in. Half an event must not go out.
            out.truncate(length);
        }
    }

    /// A comment.
    fn write_heartbeat(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(sse::encode::HEARTBEAT);
    }

    /// A comment too: some software shows nothing of an answer before its first byte of body.
    fn write_opening(&self, out: &mut Vec<u8>) {
        self.write_heartbeat(out);
    }

    /// The reconnection time; an EventSource keeps it from now on.
    fn write_retry(&self, time: Duration, out: &mut Vec<u8>) {
        sse::encode::write_retry(out, time);
    }
}
