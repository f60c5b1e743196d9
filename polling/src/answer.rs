//! # Answer: what a poll brings                                      chapter 04
//! Knows: the JSON of one event, and of an answer with several. Does not know: HTTP.
//! Read before: `since.rs`. Read next: `short.rs`.

use http1::token::decimal;
use serde_json::Value;
use std::fmt;
use std::io::Write as _;
use wire::Published;

/// Append one event: `{"id":"7","event":"message","data":"hi"}`.
///
/// The id is a string: a client gives it back as it came, and need not know that it is a number.
pub fn write_event(event: &Published, out: &mut Vec<u8>) {
    // Writing into memory cannot fail, and text is always JSON.
    let _ = write!(out, r#"{{"id":"{}","event":"#, event.id);
    let _ = serde_json::to_writer(&mut *out, &event.event);
    out.extend_from_slice(br#","data":"#);
    let _ = serde_json::to_writer(&mut *out, &event.data);
    out.push(b'}');
}

/// Append a whole answer: `{"events":[…],"next":"7"}`, where `next` is what the client's next
/// `since` should be.
///
/// ```
/// let event = wire::Published { id: 7, event: "message".into(), data: "hi".into() };
/// let mut out = Vec::new();
/// polling::write_answer([&event], 7, &mut out);
/// assert_eq!(out, br#"{"events":[{"id":"7","event":"message","data":"hi"}],"next":"7"}"#);
/// ```
pub fn write_answer<'e>(
    events: impl IntoIterator<Item = &'e Published>,
    next: u64,
    out: &mut Vec<u8>,
) {
    out.extend_from_slice(br#"{"events":["#);
    for (i, event) in events.into_iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        write_event(event, out);
    }
    let _ = write!(out, r#"],"next":"{next}"}}"#);
}

/// An answer, as a client reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The events, oldest first.
    pub events: Vec<Published>,
    /// The cursor for the next request.
    pub next: u64,
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
    Ok(Answer { events, next: number(&value, "next")? })
}

fn value_of(json: &[u8]) -> Result<Value, BadAnswer> {
    serde_json::from_slice(json).map_err(|error| BadAnswer(error.to_string()))
}

fn event_of(value: &Value) -> Result<Published, BadAnswer> {
    Ok(Published {
        id: number(value, "id")?,
        event: text(value, "event")?.into(),
        data: text(value, "data")?.into(),
    })
}

fn text<'v>(value: &'v Value, name: &str) -> Result<&'v str, BadAnswer> {
    value[name].as_str().ok_or_else(|| needs(name, "a text"))
}

fn number(value: &Value, name: &str) -> Result<u64, BadAnswer> {
    let digits = value[name].as_str().map(str::as_bytes);
    digits.and_then(decimal).ok_or_else(|| needs(name, "a whole number in quotes"))
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
