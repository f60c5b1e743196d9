//! # Answer: what a poll brings                                      chapter 04
//! Knows: the JSON of one event, and of an answer with several. Does not know: HTTP.
//! Read before: `since.rs`. Read next: `short.rs`.

use serde_json::Value;
use std::fmt;
use std::io::Write as _;
use wire::{Bytes, EventId, Published};

/// More than stands around the events of an answer.
const AROUND: usize = 64;

/// Append one event: `{"id":"c1-7","event":"message","data":"hi"}`.
///
/// The id is a string: a client gives it back as it came, and need not know what it means.
pub fn write_event(event: &Published, out: &mut Vec<u8>) {
    // Writing into memory cannot fail, and text is always JSON.
    let _ = write!(out, r#"{{"id":"{}","event":"#, event.id);
    let _ = serde_json::to_writer(&mut *out, &event.event);
    out.extend_from_slice(br#","data":"#);
    let _ = serde_json::to_writer(&mut *out, &event.data);
    out.push(b'}');
}

/// Append a whole answer: `{"events":[…],"next":"c1-7"}`, where `next` is what the client's next
/// `since` should be.
///
/// ```
/// let id = wire::Epoch::new(0xc1).at(7);
/// let event = wire::Published { id, event: "message".into(), data: "hi".into() };
/// let mut out = Vec::new();
/// polling::write_answer([&event], id, &mut out);
/// let text = r#"{"events":[{"id":"c1-7","event":"message","data":"hi"}],"next":"c1-7"}"#;
/// assert_eq!(out, text.as_bytes());
/// ```
pub fn write_answer<'e>(
    events: impl IntoIterator<Item = &'e Published>,
    next: EventId,
    out: &mut Vec<u8>,
) {
    write_list(events, next, out, write_event);
}

/// Append a whole answer whose events are written already, each by [`write_event`].
pub fn write_encoded_answer(events: &[Bytes], next: EventId, out: &mut Vec<u8>) {
    let length: usize = events.iter().map(|event| event.len() + 1).sum();
    out.reserve(length + AROUND);
    write_list(events, next, out, |event, out| out.extend_from_slice(event));
}

fn write_list<E>(
    events: impl IntoIterator<Item = E>,
    next: EventId,
    out: &mut Vec<u8>,
    write: impl Fn(E, &mut Vec<u8>),
) {
    out.extend_from_slice(br#"{"events":["#);
    for (i, event) in events.into_iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        write(event, out);
    }
    out.extend_from_slice(br#"],"next":""#);
    next.write(out);
    out.extend_from_slice(br#""}"#);
}

/// An answer, as a client reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The events, oldest first.
    pub events: Vec<Published>,
    /// The cursor for the next request.
    pub next: EventId,
}

/// Read one event, as [`write_event`] writes it.
///
/// # Errors
/// [`BadAnswer`]: it is not JSON, or not of that shape.
pub fn parse_event(json: &[u8]) -> Result<Published, BadAnswer> {
    event_of(&value_of(json)?)
}

/// Read an answer, as [`write_answer`] writes it.
///
/// # Errors
/// [`BadAnswer`]: it is not JSON, or not of that shape.
pub fn parse_answer(json: &[u8]) -> Result<Answer, BadAnswer> {
    let value = value_of(json)?;
    let events = value["events"].as_array().ok_or_else(|| needs("events", "a list"))?;
    let events = events.iter().map(event_of).collect::<Result<_, _>>()?;
    Ok(Answer { events, next: id(&value, "next")? })
}

fn value_of(json: &[u8]) -> Result<Value, BadAnswer> {
    serde_json::from_slice(json).map_err(|error| BadAnswer(error.to_string()))
}

fn event_of(value: &Value) -> Result<Published, BadAnswer> {
    Ok(Published {
        id: id(value, "id")?,
        event: text(value, "event")?.into(),
        data: text(value, "data")?.into(),
    })
}

fn text<'v>(value: &'v Value, name: &str) -> Result<&'v str, BadAnswer> {
    value[name].as_str().ok_or_else(|| needs(name, "a text"))
}

fn id(value: &Value, name: &str) -> Result<EventId, BadAnswer> {
    let id = value[name].as_str().and_then(|text| text.parse().ok());
    id.ok_or_else(|| needs(name, "the id of an event, like \"c1-7\""))
}

fn needs(name: &str, what: &str) -> BadAnswer {
    BadAnswer(format!("{name:?} must be there, and must be {what}"))
}

/// An answer that is not of the agreed shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadAnswer(pub String);

impl fmt::Display for BadAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this is no answer to a poll: {}", self.0)
    }
}

impl std::error::Error for BadAnswer {}
