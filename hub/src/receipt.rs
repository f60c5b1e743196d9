//! # Receipt: what became of an event                                chapter 15
//! Knows: an answer that is there at once or comes later. Does not know: who gives it.
//! Read before: `draft.rs`. Read next: `backplane.rs`.
//!
//! A log in memory answers before `publish` returns; one on disk, when the event is written. So a
//! publisher holds a receipt, and the log the [`Ticket`] that belongs to it.

use crate::hub::{Channel, Inner};
use crate::lock::lock;
use crate::{Refused, Topic};
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll, Waker};
use wire::EventId;

/// What was published where; or why it was not.
pub type Answer = Result<EventId, Refused>;

/// The publisher's half: a future of the [`Answer`]. The event goes its way if it is dropped.
#[derive(Debug)]
#[must_use = "it tells whether the event was refused"]
pub struct Receipt(Arc<Mutex<State>>);

/// The log's half. One that is dropped without an answer says [`Refused::Failed`].
///
/// Until then the topic is not forgotten, though it may have neither events nor readers.
#[derive(Debug)]
pub struct Ticket {
    state: Arc<Mutex<State>>,
    hub: Weak<Inner>,
    topic: Topic,
    /// The topic's, where the event is counted as on its way.
    channel: Arc<Mutex<Channel>>,
}

#[derive(Debug)]
enum State {
    /// No answer yet; and who is to be woken by it.
    Open(Option<Waker>),
    Given(Answer),
}

impl Receipt {
    /// A receipt whose answer is there.
    pub(crate) fn given(answer: Answer) -> Self {
        Self(Arc::new(Mutex::new(State::Given(answer))))
    }

    /// The answer, if it was given.
    pub fn try_get(&self) -> Option<Answer> {
        match &*lock(&self.0) {
            State::Open(_) => None,
            State::Given(answer) => Some(*answer),
        }
    }
}

impl Future for Receipt {
    type Output = Answer;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Answer> {
        let waker = cx.waker().clone(); // before the lock: it is foreign code
        let mut state = lock(&self.0);
        let replaced = match &mut *state {
            State::Given(answer) => return Poll::Ready(*answer),
            State::Open(old) => old.replace(waker),
        };
        drop(state);
        drop(replaced); // only now: see `waiting.rs`
        Poll::Pending
    }
}

impl Ticket {
    /// A ticket for an event of `topic`, which `channel` counts already, and its receipt.
    pub(crate) fn new(
        hub: Weak<Inner>,
        topic: Topic,
        channel: Arc<Mutex<Channel>>,
    ) -> (Self, Receipt) {
        let state = Arc::new(Mutex::new(State::Open(None)));
        let receipt = Receipt(Arc::clone(&state));
        (Self { state, hub, topic, channel }, receipt)
    }

    /// The event is in the log, under this id. Hold no lock of your own: the publisher is woken.
    pub fn accept(self, id: EventId) {
        self.give(Ok(id));
    }

    /// The event is not in the log, and never will be. Hold no lock of your own.
    pub fn refuse(self, why: Refused) {
        self.give(Err(why));
    }

    /// Give the first answer; a second one is not heard.
    fn give(&self, answer: Answer) {
        let mut state = lock(&self.state);
        let State::Open(waker) = &mut *state else { return };
        let waker = mem::take(waker);
        *state = State::Given(answer);
        drop(state);
        let mut channel = lock(&self.channel);
        channel.publishing -= 1;
        let is_unused = channel.is_unused();
        drop(channel);
        // A topic that came into being for this event may have no use now.
        if is_unused && let Some(hub) = self.hub.upgrade() {
            hub.forget_unused(&self.topic);
        }
        waker.into_iter().for_each(Waker::wake);
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.give(Err(Refused::Failed));
    }
}
