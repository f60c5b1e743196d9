//! # Encode: text into lines                                         chapter 06 · WHATWG §9.2.5
//! Knows: how an event is written so that its text can never be taken for another line.
//! Does not know: who reads it, where ids come from, when a heartbeat is due.
//! Read before: `line_end.rs`, `names.rs`. Read next: `field.rs`.

use crate::line_end::{self, LF};
use crate::names::{EventIdText, EventName};
use crate::usage::UsageError;
use std::io::Write as _;
use std::time::Duration;

/// The media type of an event stream, for `Content-Type` and `Accept` (WHATWG HTML §9.2.5).
pub const MEDIA_TYPE: &str = "text/event-stream";

/// The smallest heartbeat: a comment without text, and the empty line.
///
/// Every 15 seconds or so it keeps a proxy from closing a stream that has nothing to say, and
/// lets both sides notice that the other one is gone (WHATWG HTML §9.2.7).
pub const HEARTBEAT: &[u8] = b":\n\n";

/// Colons, spaces, names and line ends around one event with one line of data, and an id.
const AROUND: usize = "id: \nevent: \ndata: \n\n".len();

/// An event to be written; what is `None` gets no line.
///
/// ```
/// use sse::{EventIdText, encode::Event};
/// let id = EventIdText::new("7")?;
/// let event = Event { id: Some(id), data: Some("one\ntwo"), ..Default::default() };
/// let mut out = Vec::new();
/// event.write_to(&mut out);
/// assert_eq!(out, b"id: 7\ndata: one\ndata: two\n\n");
/// # Ok::<(), sse::UsageError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Event<'a> {
    /// What a reader sends back as `Last-Event-ID` when it reconnects. An empty one makes it
    /// forget the one it has.
    pub id: Option<EventIdText<'a>>,
    /// The event's type. None, or an empty one, arrives as `message`.
    pub event: Option<EventName<'a>>,
    /// The text. Without it nothing is dispatched: id and retry still take effect. An empty text
    /// is a text.
    pub data: Option<&'a str>,
    /// How long the reader is to wait before it reconnects; written in whole milliseconds.
    pub retry: Option<Duration>,
}

impl Event<'_> {
    /// Append this event to `out`, its empty line too.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        let (id, event) = (self.id.map(EventIdText::as_str), self.event.map(EventName::as_str));
        let texts = [id, event, self.data].into_iter().flatten();
        out.reserve(AROUND + texts.map(str::len).sum::<usize>());
        if let Some(retry) = self.retry {
            write_retry_line(out, retry);
        }
        if let Some(id) = id {
            write_line(out, b"id: ", id.as_bytes());
        }
        if let Some(event) = event {
            write_line(out, b"event: ", event.as_bytes());
        }
        if let Some(data) = self.data {
            write_lines(out, b"data: ", data);
        }
        out.push(LF);
    }
}

/// Append one event with data to `out`: the same as [`Event::write_to`], from texts that were not
/// checked yet.
///
/// ```
/// let mut out = Vec::new();
/// sse::encode::write_event(&mut out, Some("1"), None, "hello")?;
/// assert_eq!(out, b"id: 1\ndata: hello\n\n");
/// # Ok::<(), sse::UsageError>(())
/// ```
///
/// # Errors
/// [`UsageError`]: no line can carry the id or the type; `out` is then left as it was.
pub fn write_event(
    out: &mut Vec<u8>,
    id: Option<&str>,
    event: Option<&str>,
    data: &str,
) -> Result<(), UsageError> {
    let id = id.map(EventIdText::new).transpose()?;
    let event = event.map(EventName::new).transpose()?;
    Event { id, event, data: Some(data), retry: None }.write_to(out);
    Ok(())
}

/// Append a comment: a line that begins with a colon, one for each line of `text`, and the empty
/// line. No reader dispatches it.
///
/// ```
/// let mut out = Vec::new();
/// sse::encode::write_comment(&mut out, "still\nhere");
/// assert_eq!(out, b": still\n: here\n\n");
/// ```
pub fn write_comment(out: &mut Vec<u8>, text: &str) {
    write_lines(out, b": ", text);
    out.push(LF);
}

/// Append a reconnection time on its own: it takes effect without an event.
///
/// ```
/// let mut out = Vec::new();
/// sse::encode::write_retry(&mut out, std::time::Duration::from_secs(3));
/// assert_eq!(out, b"retry: 3000\n\n");
/// ```
pub fn write_retry(out: &mut Vec<u8>, time: Duration) {
    write_retry_line(out, time);
    out.push(LF);
}

/// One line for each line of `text`, however its lines end: there is always at least one, and a
/// line end at the end of the text begins one more, so that the reader gets it back (as LF).
fn write_lines(out: &mut Vec<u8>, name: &[u8], text: &str) {
    let mut rest = text.as_bytes();
    while let Some((line, behind)) = line_end::split(rest) {
        write_line(out, name, line);
        rest = behind;
    }
    write_line(out, name, rest);
}

/// The reader removes one space behind the colon, so one is always written: a space with which
/// the value itself begins then survives.
fn write_line(out: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    out.extend_from_slice(name);
    out.extend_from_slice(value);
    out.push(LF);
}

fn write_retry_line(out: &mut Vec<u8>, time: Duration) {
    // A vector takes every write.
    let _ = writeln!(out, "retry: {}", time.as_millis());
}
