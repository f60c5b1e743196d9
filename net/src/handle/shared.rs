//! # What the task and its handles share                             chapter 12
//! Knows: what waits in either direction, and who waits for it. Does not know: sockets, frames.
//! Read before: `ending.rs`. Read next: `talker.rs`.

use super::{Ending, Heard, SendError};
use frames::{CloseCode, Message};
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::Duration;
use tokio::sync::{Semaphore, oneshot, watch};

/// How much may wait in each direction, and what happens when more would be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Queue {
    /// The most messages: 1,024.
    pub messages: u32,
    /// The most bytes: 1 MiB. A message that is longer may wait alone.
    pub bytes: u32,
    /// What `send` does when there is no room.
    pub when_full: WhenFull,
}

impl Default for Queue {
    fn default() -> Self {
        Self { messages: 1024, bytes: 1024 * 1024, when_full: WhenFull::Wait }
    }
}

/// What `send` does when there is no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenFull {
    /// It waits: the sender goes at the peer's pace.
    Wait,
    /// It refuses, and the sender decides.
    Refuse,
    /// It closes the connection with 1013: the peer may come back when it can keep up.
    Close,
}

impl Queue {
    /// What a message of `length` bytes takes of the room, which is counted in bytes: at least the
    /// share of one message, at most all.
    pub(super) fn cost(&self, length: usize) -> u32 {
        let share = self.bytes / self.messages.max(1);
        u32::try_from(length).unwrap_or(u32::MAX).clamp(share.max(1), self.room())
    }

    /// All the room there is: one message may always wait.
    pub(super) fn room(&self) -> u32 {
        self.bytes.max(1)
    }
}

/// What the task is asked to do.
#[derive(Debug)]
pub(super) enum Order {
    /// Send this message; so much room is free then.
    Send(Message<'static>, u32),
    /// Send this part of a message; true for the last one.
    Part(Message<'static>, bool, u32),
    /// Send a ping, and tell how long the answer took.
    Ping(oneshot::Sender<Duration>),
    /// Begin to close.
    Close(CloseCode, String),
}

/// How far the task has come.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// How many orders are done, to the last byte handed to the system.
    pub(super) done: u64,
    /// How it ended, once it has.
    pub(super) ending: Option<Ending>,
}

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) queue: Queue,
    state: Mutex<State>,
    /// Room for orders, in bytes. Closed when nothing may be sent any more.
    pub(super) room: Semaphore,
    /// Whoever sends has the turn, so that nothing comes between the parts of a message.
    pub(super) turn: tokio::sync::Mutex<()>,
    pub(super) progress: watch::Sender<Progress>,
}

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) orders: VecDeque<Order>,
    /// How many orders were ever given.
    pub(super) given: u64,
    /// A Close was ordered, or came, or we were asked to stop: nothing more is sent.
    pub(super) closing: bool,
    /// What was heard, and what each of it takes of the room.
    pub(super) heard: VecDeque<(u32, Heard)>,
    /// All of that together.
    pub(super) heard_cost: u64,
    pub(super) reader_is_gone: bool,
    pub(super) writers_are_gone: bool,
    /// Who is to be woken when there are orders, or room for more messages.
    pub(super) driver: Option<Waker>,
    /// Who is to be woken when a message came.
    pub(super) reader: Option<Waker>,
}

impl Shared {
    pub(super) fn new(queue: Queue) -> Self {
        Self {
            queue,
            state: Mutex::default(),
            room: Semaphore::new(queue.room() as usize),
            turn: tokio::sync::Mutex::default(),
            progress: watch::Sender::default(),
        }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it holds the lock; if it did, the state would still be whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Give an order. Returns its number.
    pub(super) fn order(&self, order: Order) -> Result<u64, SendError> {
        let mut state = self.state();
        if state.closing || self.progress.borrow().ending.is_some() {
            return Err(SendError::NotOpen);
        }
        state.closing = matches!(order, Order::Close(..));
        if let (Some(Order::Ping(last)), Order::Ping(_)) = (state.orders.back(), &order)
            && last.is_closed()
        {
            // Nobody waits for that one any more: this one takes its place.
            state.orders.pop_back();
            state.given -= 1;
        }
        state.orders.push_back(order);
        state.given += 1;
        state.wake_driver();
        Ok(state.given)
    }

    /// Wait until order number `number` is done, or the connection is over.
    pub(super) async fn done(&self, number: u64) -> Result<(), Ending> {
        let mut progress = self.progress.subscribe();
        let waited = progress.wait_for(|p| p.done >= number || p.ending.is_some()).await;
        match waited {
            Ok(progress) if progress.done >= number => Ok(()),
            Ok(progress) => Err(progress.ending.clone().unwrap_or_else(|| Ending::new(None, None))),
            Err(_) => Err(Ending::new(None, None)), // the sender lives as long as we do
        }
    }

    /// Wait until the connection is over.
    pub(super) async fn ended(&self) -> Ending {
        match self.done(u64::MAX).await {
            Err(ending) => ending,
            Ok(()) => Ending::new(None, None), // so many orders nobody gives
        }
    }
}

impl State {
    pub(super) fn wake_driver(&self) {
        if let Some(driver) = &self.driver {
            driver.wake_by_ref();
        }
    }
}
