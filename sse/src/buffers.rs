//! # The three buffers                                               chapter 06 · WHATWG §9.2.6
//! Knows: what the lines since the last empty one have gathered. Does not know: when it is sent on.
//! Read before: `event.rs`. Read next: `decoder.rs`.

use crate::violation::Violation;
use std::borrow::Cow;

/// The standard's data buffer, event type buffer and last event ID buffer.
///
/// There are two of these: one of texts that are lent from the read that lasts (`&str`), and one of
/// those that are kept (`String`), for the event is longer than a read. What is lent is newer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Buffers<T> {
    /// The lines of data, joined with LF. `None` is the standard's empty buffer; one empty line
    /// of data is `Some("")`, for which the standard has a buffer of one LF.
    pub(crate) data: Option<T>,
    /// The event's type; an empty one stands for `message`, as none does.
    pub(crate) event_type: Option<T>,
    /// The last event ID, if a line has set it since the last empty line.
    pub(crate) id: Option<T>,
}

impl Buffers<String> {
    /// A field `data`: one more line of text. At most `limit` bytes in all.
    #[inline]
    pub(crate) fn add_data<'i>(
        &mut self,
        lent: &mut Buffers<&'i str>,
        line: Cow<'i, str>,
        limit: usize,
    ) -> Result<(), Violation> {
        let so_far = lent.data.or(self.data.as_deref());
        let before = so_far.map_or(0, |data| data.len().saturating_add(1));
        if before.saturating_add(line.len()) > limit {
            return Err(Violation::EventTooLong { limit });
        }
        if so_far.is_none() {
            set(&mut self.data, &mut lent.data, line);
        } else {
            let first = || lent.data.take().unwrap_or_default().to_owned();
            let data = self.data.get_or_insert_with(first);
            data.push('\n');
            data.push_str(&line);
        }
        Ok(())
    }

    /// A field `event`: the event's type.
    #[inline]
    pub(crate) fn set_type<'i>(&mut self, lent: &mut Buffers<&'i str>, text: Cow<'i, str>) {
        set(&mut self.event_type, &mut lent.event_type, text);
    }

    /// A field `id`. One that holds NUL is ignored, and the id before it stays. At most `limit`
    /// bytes.
    #[inline]
    pub(crate) fn set_id<'i>(
        &mut self,
        lent: &mut Buffers<&'i str>,
        id: Cow<'i, str>,
        limit: usize,
    ) -> Result<(), Violation> {
        if id.contains('\0') {
            return Ok(());
        }
        if id.len() > limit {
            return Err(Violation::IdTooLong { limit });
        }
        set(&mut self.id, &mut lent.id, id);
        Ok(())
    }

    /// Empty them: what they held, and what was lent.
    #[inline]
    pub(crate) fn take<'i>(&mut self, lent: &mut Buffers<&'i str>) -> Buffers<Cow<'i, str>> {
        Buffers {
            data: take(&mut self.data, &mut lent.data),
            event_type: take(&mut self.event_type, &mut lent.event_type),
            id: take(&mut self.id, &mut lent.id),
        }
    }

    /// The read is over: keep what was lent from it.
    #[inline]
    pub(crate) fn keep(&mut self, lent: &Buffers<&str>) {
        keep(&mut self.data, lent.data);
        keep(&mut self.event_type, lent.event_type);
        keep(&mut self.id, lent.id);
    }

    /// Those that hold something, by the standard's names.
    pub(crate) fn words(&self) -> Vec<String> {
        let event_type = self.event_type.as_ref().filter(|text| !text.is_empty());
        let (data, id) = (self.data.as_ref(), self.id.as_ref());
        let named = [("event type", event_type), ("data", data), ("last event ID", id)];
        let all = named.into_iter().filter_map(|(name, text)| Some((name, text?)));
        all.map(|(name, text)| format!("{name} buffer {text:?}")).collect()
    }

    /// How many bytes they hold.
    pub(crate) fn held(&self) -> usize {
        [&self.data, &self.event_type, &self.id].into_iter().flatten().map(String::len).sum()
    }
}

/// One of the buffers is set anew.
#[inline]
fn set<'i>(kept: &mut Option<String>, lent: &mut Option<&'i str>, text: Cow<'i, str>) {
    match text {
        Cow::Borrowed(text) => *lent = Some(text),
        Cow::Owned(text) => (*kept, *lent) = (Some(text), None),
    }
}

#[inline]
fn take<'i>(kept: &mut Option<String>, lent: &mut Option<&'i str>) -> Option<Cow<'i, str>> {
    let kept = kept.take();
    match lent.take() {
        Some(text) => Some(Cow::Borrowed(text)),
        None => kept.map(Cow::Owned),
    }
}

#[inline]
fn keep(kept: &mut Option<String>, lent: Option<&str>) {
    if let Some(text) = lent {
        *kept = Some(text.to_owned());
    }
}
