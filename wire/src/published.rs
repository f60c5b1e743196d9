//! # Published: what travels                                         chapter 00
//! Knows: an id, a type, a text. Does not know: the five ways by which it can travel.
//! Read before: `event_id.rs`. Read next: `hub/src/lib.rs`.

use crate::EventId;

/// One published event.
///
/// The same three things arrive by every transport, in that transport's own bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Its name, and its place in the log of its topic.
    pub id: EventId,
    /// Its type. `message` unless the publisher chose another.
    pub event: Box<str>,
    /// Its text.
    pub data: Box<str>,
}

/// The type of an event whose publisher named none (WHATWG HTML §9.2.6 dispatches it so).
pub const DEFAULT_EVENT: &str = "message";

/// The type of the event that tells a reader that its place was lost, or that events were left out
/// for it. Only the log speaks it; nobody may publish it.
///
/// Its id is the place from which the reader goes on. Its data is `{"missed":N}`, or
/// `{"missed":null}` where nobody can know how many.
pub const RESET_EVENT: &str = "reset";

impl Published {
    /// The event that tells of a gap: reading goes on behind `id`, and so many events were missed.
    pub fn reset(id: EventId, missed: Option<u64>) -> Self {
        let missed = missed.map_or("null".to_string(), |events| events.to_string());
        Self { id, event: RESET_EVENT.into(), data: format!(r#"{{"missed":{missed}}}"#).into() }
    }

    /// True for an event that tells of a gap.
    pub fn is_reset(&self) -> bool {
        &*self.event == RESET_EVENT
    }

    /// What an event costs beside its texts: itself, what counts its owners, and its place in a log
    /// with room to grow.
    pub const OVERHEAD: usize = size_of::<Self>() + 64;

    /// How many bytes it counts for where a log or a queue is bounded in bytes.
    pub fn weight(&self) -> usize {
        Self::weight_of(&self.event, &self.data)
    }

    /// The same, for an event of this type and this text that is still to be made.
    pub fn weight_of(event: &str, data: &str) -> usize {
        (event.len() + Self::OVERHEAD).saturating_add(data.len())
    }
}
