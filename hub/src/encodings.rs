//! # Encodings: made once, shared by all readers                     chapter 15
//! Knows: how many bytes of them may be kept, and for which events. Does not know: any format.
//! Read before: `wire/src/published.rs`. Read next: `event.rs`.
//!
//! A thousand readers of one transport get the same bytes: whoever needs them first makes them, and
//! the others take them by reference. That pays while the event is new. So encodings are kept for
//! the newest events alone; an old one, which only a client that comes back wants, is encoded anew.
//!
//! Half of the room is for events that are not encoded yet: of a burst, all must fit.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use wire::{Bytes, Published};

/// How many forms an event can be kept in: as many as transports say it differently.
pub const FORMS: usize = 4;

/// What the encodings of one log weigh together.
#[derive(Debug)]
pub(crate) struct Room {
    limit: usize,
    bytes: AtomicUsize,
    newest: AtomicU64,
}

/// The encodings of one event, each made when it is first asked for.
#[derive(Debug)]
pub(crate) struct Encodings {
    number: u64,
    /// `None` inside: it was made, and there was no room for it.
    forms: [OnceLock<Option<Bytes>>; FORMS],
    room: Arc<Room>,
}

impl Room {
    /// Room for so many bytes, and for the encodings of the newest event whatever they weigh.
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, bytes: AtomicUsize::new(0), newest: AtomicU64::new(0) }
    }

    /// More than half of it is taken.
    pub(crate) fn is_crowded(&self) -> bool {
        self.bytes.load(Relaxed) > self.limit / 2
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes.load(Relaxed)
    }

    /// Take so many bytes, if they fit or are of the newest event.
    fn take(&self, bytes: usize, number: u64) -> bool {
        let is_newest = self.newest.load(Relaxed) == number;
        let add = |now: usize| {
            let sum = now.saturating_add(bytes);
            (is_newest || sum <= self.limit).then_some(sum)
        };
        self.bytes.fetch_update(Relaxed, Relaxed, add).is_ok()
    }
}

impl Encodings {
    /// Those of event `number`, which is the newest.
    pub(crate) fn of_newest(number: u64, room: &Arc<Room>) -> Self {
        room.newest.store(number, Relaxed);
        room.take(size_of::<Self>(), number);
        let forms = [const { OnceLock::new() }; FORMS];
        Self { number, forms, room: Arc::clone(room) }
    }

    /// The event in this form. Two that ask at the same moment do not both make it.
    pub(crate) fn get(
        &self,
        form: usize,
        event: &Published,
        encode: impl Fn(&Published) -> Bytes,
    ) -> Bytes {
        let Some(place) = self.forms.get(form) else { return encode(event) };
        let mut made = None;
        let kept = place.get_or_init(|| {
            let bytes = encode(event);
            made = Some(bytes.clone());
            self.room.take(bytes.len(), self.number).then_some(bytes)
        });
        kept.clone().or(made).unwrap_or_else(|| encode(event))
    }
}

impl Drop for Encodings {
    fn drop(&mut self) {
        let kept = self.forms.iter().filter_map(|form| form.get()?.as_ref());
        let bytes = size_of::<Self>() + kept.map(Bytes::len).sum::<usize>();
        self.room.bytes.fetch_sub(bytes, Relaxed);
    }
}
