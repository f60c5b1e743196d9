//! # Event: what a reader is given                                   chapter 15
//! Knows: that an event and its encodings are shared by all readers. Does not know: any format.
//! Read before: `encodings.rs`. Read next: `log.rs`.

use crate::encodings::Encodings;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use wire::{Bytes, Published};

/// An event, with room for its encodings while it is new. A clone shares both.
#[derive(Clone)]
pub struct Event {
    published: Arc<Published>,
    encodings: Option<Arc<Encodings>>,
}

impl Event {
    pub(crate) fn new(published: Arc<Published>, encodings: Encodings) -> Self {
        Self { published, encodings: Some(Arc::new(encodings)) }
    }

    /// Who is given it from now on encodes it anew. Those who have it already share what they have.
    pub(crate) fn forget_encodings(&mut self) {
        self.encodings = None;
    }

    /// The event as the bytes of one transport: made by `encode`, once for all who ask for the same
    /// `form` (a number below [`FORMS`](crate::encodings::FORMS)) while the event is among the
    /// newest.
    ///
    /// `encode` should give the same bytes each time, and may be called for any of the readers; no
    /// lock of the hub is held then.
    #[inline]
    pub fn encoded(&self, form: usize, encode: impl Fn(&Published) -> Bytes) -> Bytes {
        match &self.encodings {
            Some(encodings) => encodings.get(form, &self.published, encode),
            None => encode(&self.published),
        }
    }
}

impl From<Published> for Event {
    /// An event of no log: each of its readers encodes it.
    fn from(published: Published) -> Self {
        Self { published: Arc::new(published), encodings: None }
    }
}

impl Deref for Event {
    type Target = Published;

    fn deref(&self) -> &Published {
        &self.published
    }
}

impl PartialEq for Event {
    fn eq(&self, other: &Self) -> bool {
        self.published == other.published
    }
}

impl Eq for Event {}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.published.fmt(f)
    }
}
