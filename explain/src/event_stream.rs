//! # An event stream, explained                                      chapter 10 · WHATWG HTML §9.2
//! Knows: lines, fields, and what an empty line dispatches.
//! Does not know: reconnecting, and the codec in `sse/`: this is a second reading.
//! Read before: `lines.rs`. Read next: `text.rs`.

use crate::draft::Draft;
use crate::lines::{End, Line};
use crate::value::short;
use crate::{Explained, Value};
use std::sync::Arc;
use wire::Cite;

const READING: Cite = Cite::whatwg_sse("9.2.6");

/// What has been read and waits for the empty line.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    data: String,
    event: String,
    id: Arc<str>,
    /// Events dispatched so far.
    events: usize,
}

/// Explain the event stream `bytes`, from its first byte.
///
/// An event stream cannot be wrong, so there are no complaints: what a reader ignores says so.
/// What ends a line stands behind its meaning, in parentheses.
///
/// ```text
/// : comment LF    data: text LF    event: type LF    id: 7 LF    retry: 1000 LF    LF
/// ```
/// ```
/// let stream = explain::event_stream(b"data: hi\n\n");
/// let event = "message \"hi\"";
/// assert_eq!(stream.field("empty line").unwrap().value.to_string(), event);
/// assert_eq!(explain::event_stream(b"data: hi\n").missing, 1);
/// ```
/// Source: WHATWG HTML §9.2.5 and §9.2.6.
pub fn event_stream(bytes: &[u8]) -> Explained {
    let mut pending = Pending::default();
    let (explained, events) = read(bytes, true, &mut pending);
    let plural = if events == 1 { "" } else { "s" };
    let title = format!("Event stream, {events} event{plural} dispatched");
    Explained { title, ..explained }
}

/// Explain a stretch of an event stream, `first` if it is its beginning. Returns also how many
/// events it dispatches.
pub(crate) fn read(bytes: &[u8], first: bool, pending: &mut Pending) -> (Explained, usize) {
    let before = pending.events;
    let mut draft = Draft::new(bytes, 0);
    if first && bytes.starts_with(b"\xEF\xBB\xBF") {
        let meaning = "byte order mark: dropped, once, at the beginning only";
        draft.bytes("BOM", 3, Value::Nothing, meaning, READING);
    }
    let unfinished = loop {
        let line = Line::of_event_stream(draft.rest());
        if line.end == End::Missing {
            break line;
        }
        pending.read(&mut draft, &line);
    };
    let value = Value::text_or_bytes(unfinished.text);
    let meaning = "its end has not come: not read yet";
    draft.bytes("unfinished line", unfinished.len(), value, meaning, READING);
    // The line's end, and the empty line that the data waits for.
    let missing = u64::from(!unfinished.text.is_empty()) + u64::from(!pending.data.is_empty());
    (draft.finish(String::new(), missing), pending.events - before)
}

impl Pending {
    /// Forget the block that was not dispatched: its end is not to be seen.
    pub(crate) fn give_up(&mut self) {
        self.data = String::new();
        self.event = String::new();
    }

    /// How many bytes are kept: the last event ID, behind a dispatched block.
    pub(crate) fn held(&self) -> usize {
        self.data.len() + self.event.len() + self.id.len()
    }

    /// Read one line.
    fn read(&mut self, draft: &mut Draft<'_>, line: &Line<'_>) {
        if line.text.is_empty() {
            self.dispatch(draft, line);
            return;
        }
        let text = String::from_utf8_lossy(line.text);
        let (name, value) = text.split_once(':').unwrap_or((&text, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        let (kind, meaning) = self.field(name, value);
        let repaired = match std::str::from_utf8(line.text) {
            Ok(_) => "",
            Err(_) => "; what is not UTF-8 is read as U+FFFD",
        };
        let meaning = format!("{meaning}{repaired} ({})", line.end.name());
        let shown = Value::Line { name: name.to_owned(), value: value.to_owned() };
        draft.bytes(kind, line.len(), shown, meaning, READING);
    }

    /// Process a field. Returns its kind and what it means. A comment is a field without a name.
    fn field(&mut self, name: &str, value: &str) -> (&'static str, String) {
        match name {
            "" => ("comment", "ignored".into()),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
                ("data", "a line of the data".into())
            }
            "event" => {
                value.clone_into(&mut self.event);
                ("event", "the type of the event".into())
            }
            "id" if value.contains('\0') => ("id", "ignored, for it holds a NUL".into()),
            "id" => {
                self.id = value.into();
                ("id", "the last event ID".into())
            }
            "retry" if is_number(value) => {
                ("retry", format!("reconnect after {} ms", short(value)))
            }
            "retry" => ("retry", "ignored, for it is not only digits".into()),
            _ => ("unknown field", "ignored".into()),
        }
    }

    /// The empty line: an event, if there is data.
    fn dispatch(&mut self, draft: &mut Draft<'_>, line: &Line<'_>) {
        let event = std::mem::take(&mut self.event);
        let mut data = std::mem::take(&mut self.data);
        let (value, what) = if data.pop().is_none() {
            (Value::Nothing, "no data: dispatches nothing".into())
        } else {
            self.events += 1;
            let event = if event.is_empty() { "message".to_owned() } else { event };
            let id = Arc::clone(&self.id);
            let what = match &*id {
                "" => "dispatches this event".into(),
                id => format!("dispatches this event, with the last event ID {}", short(id)),
            };
            (Value::Event { event, data, id }, what)
        };
        let meaning = format!("{what} ({})", line.end.name());
        draft.bytes("empty line", line.len(), value, meaning, READING);
    }
}

fn is_number(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit())
}
