//! # The three buffers                                               chapter 06 · WHATWG §9.2.6
//! Knows: what the lines since the last empty one have gathered. Does not know: when it is sent on.
//! Read before: `event.rs`. Read next: `decoder.rs`.

use crate::violation::Violation;
use std::borrow::Cow;

/// The standard's data buffer, event type buffer and last event ID buffer.
///
/// While a read lasts they may hold text lent from it; what is still in them at its end is kept
/// as their own ([`into_owned`](Self::into_owned)).
#[derive(Clone, Debug, Default)]
pub(crate) struct Buffers<'i> {
    /// The lines of data, joined with LF. `None` is the standard's empty buffer; one empty line
    /// of data is `Some("")`, for which the standard has a buffer of one LF.
    pub(crate) data: Option<Cow<'i, str>>,
    /// The event's type; empty stands for `message`.
    pub(crate) event_type: Cow<'i, str>,
    /// The last event ID, if a line has set it since the last empty line.
    pub(crate) id: Option<Cow<'i, str>>,
}

impl<'i> Buffers<'i> {
    /// A field `data`: one more line of text. At most `limit` bytes in all.
    pub(crate) fn add_data(&mut self, line: Cow<'i, str>, limit: usize) -> Result<(), Violation> {
        let before = self.data.as_ref().map_or(0, |data| data.len().saturating_add(1));
        if before.saturating_add(line.len()) > limit {
            return Err(Violation::EventTooLong { limit });
        }
        match &mut self.data {
            None => self.data = Some(line),
            Some(data) => {
                let data = data.to_mut();
                data.push('\n');
                data.push_str(&line);
            }
        }
        Ok(())
    }

    /// A field `id`. One that holds NUL is ignored, and the id before it stays. At most `limit`
    /// bytes.
    pub(crate) fn set_id(&mut self, id: Cow<'i, str>, limit: usize) -> Result<(), Violation> {
        if id.contains('\0') {
            return Ok(());
        }
        if id.len() > limit {
            return Err(Violation::IdTooLong { limit });
        }
        self.id = Some(id);
        Ok(())
    }

    /// Those that hold something, by the standard's names.
    pub(crate) fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        let mut add = |name: &str, value: &str| words.push(format!("{name} buffer {value:?}"));
        if !self.event_type.is_empty() {
            add("event type", &self.event_type);
        }
        if let Some(data) = &self.data {
            add("data", data);
        }
        if let Some(id) = &self.id {
            add("last event ID", id);
        }
        words
    }

    /// True when no line has gathered anything, as behind each empty line.
    pub(crate) fn is_empty(&self) -> bool {
        self.data.is_none() && self.id.is_none() && self.event_type.is_empty()
    }

    /// How many bytes they hold.
    pub(crate) fn held(&self) -> usize {
        let data = self.data.as_ref().map_or(0, |data| data.len());
        let id = self.id.as_ref().map_or(0, |id| id.len());
        data + self.event_type.len() + id
    }

    /// The same buffers, independent of the input.
    pub(crate) fn into_owned(self) -> Buffers<'static> {
        Buffers {
            data: self.data.map(|data| Cow::Owned(data.into_owned())),
            event_type: Cow::Owned(self.event_type.into_owned()),
            id: self.id.map(|id| Cow::Owned(id.into_owned())),
        }
    }
}
