//! # The half that sends                                             chapters 12, 13, 14
//! Knows: room, turns, and when something is done. Does not know: who receives.
//! Read before: `talker.rs`. Read next: `parts.rs`.

use super::shared::{Order, Shared, WhenFull};
use super::{Ending, Parts, SendError};
use frames::close_body::REASON_BYTES;
use frames::{CloseCode, Kind, Message, UsageError};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

/// Sends the messages of a [`super::WebSocket`]. Clone it for as many tasks as you like: messages
/// are sent whole, each task's in its order.
#[derive(Clone, Debug)]
pub struct Writer {
    shared: Arc<Shared>,
    task: AbortHandle,
    _last: Arc<Last>,
}

/// Dropped with the last of the writers.
#[derive(Debug)]
struct Last(Arc<Shared>);

impl Writer {
    pub(super) fn new(shared: Arc<Shared>, task: AbortHandle) -> Self {
        let last = Arc::new(Last(Arc::clone(&shared)));
        Self { shared, task, _last: last }
    }

    /// Send a message. It waits for its turn, and for room as the queue's policy says; then it is
    /// on its way. [`flush`](Self::flush) waits until it is sent.
    ///
    /// # Errors
    /// [`SendError::NotOpen`]; [`SendError::Full`] where the policy is to refuse, or to close.
    ///
    /// # Cancel safety
    /// Drop the future whenever you like: the message is sent whole or not at all.
    pub async fn send(&self, message: impl Into<Message<'static>>) -> Result<(), SendError> {
        let message = message.into();
        let _turn = self.shared.turn.lock().await;
        match self.shared.queue.when_full {
            WhenFull::Wait => self.put(message, None).await,
            WhenFull::Refuse => self.put_now(message),
            WhenFull::Close => {
                let sent = self.put_now(message);
                if matches!(sent, Err(SendError::Full(_))) {
                    let why = "the queue is full".to_string();
                    let _closing = self.shared.order(Order::Close(CloseCode::TRY_AGAIN_LATER, why));
                }
                sent
            }
        }
    }

    /// Send a message if there is room at this moment, and nobody else is sending.
    ///
    /// # Errors
    /// [`SendError::NotOpen`]; [`SendError::Full`] gives the message back.
    pub fn try_send(&self, message: impl Into<Message<'static>>) -> Result<(), SendError> {
        let message = message.into();
        let Ok(_turn) = self.shared.turn.try_lock() else { return Err(SendError::Full(message)) };
        self.put_now(message)
    }

    /// Put a message into the queue if there is room. The caller has the turn.
    fn put_now(&self, message: Message<'static>) -> Result<(), SendError> {
        let cost = self.shared.queue.cost(message.bytes().len());
        match self.shared.room.try_acquire_many(cost) {
            Ok(room) => {
                self.shared.order(Order::Send(message, cost))?;
                room.forget();
                Ok(())
            }
            Err(tokio::sync::TryAcquireError::NoPermits) => Err(SendError::Full(message)),
            Err(tokio::sync::TryAcquireError::Closed) => Err(SendError::NotOpen),
        }
    }

    /// Send a message in parts, each in a frame of its own. Until it is finished other messages
    /// wait; pings do not.
    pub async fn parts(&self, kind: Kind) -> Parts<'_> {
        Parts::new(self, kind, self.shared.turn.lock().await)
    }

    /// Wait until all that was sent so far is handed to the system: `write` has taken it. (That the
    /// peer has read it, only an answer can tell.)
    ///
    /// # Errors
    /// The connection ended before.
    pub async fn flush(&self) -> Result<(), Ending> {
        let given = self.shared.state().given;
        self.shared.done(given).await
    }

    /// Send a ping, and measure how long the answer takes.
    ///
    /// # Errors
    /// The connection ended before the answer came.
    pub async fn ping(&self) -> Result<Duration, Ending> {
        let (asks, answer) = oneshot::channel();
        if self.shared.order(Order::Ping(asks)).is_ok()
            && let Ok(took) = answer.await
        {
            return Ok(took);
        }
        Err(self.shared.ended().await)
    }

    /// Close: all that was sent before goes first, then the Close frame. Waits for the peer's, at
    /// most `Limits::close_time`, and for the end of the stream. If the connection is closing
    /// already, waits for its end.
    ///
    /// [`CloseCode::NO_STATUS`] with an empty reason sends a Close frame without a body.
    ///
    /// # Errors
    /// A code that must not travel, or a reason of more than 123 bytes: nothing was sent.
    ///
    /// # Cancel safety
    /// Closing goes on without the future.
    pub async fn close(&self, code: CloseCode, reason: &str) -> Result<Ending, UsageError> {
        if reason.len() > REASON_BYTES {
            return Err(UsageError::CloseReasonTooLong(reason.len()));
        }
        let is_empty = code == CloseCode::NO_STATUS && reason.is_empty();
        if !code.may_travel() && !is_empty {
            return Err(UsageError::CloseCodeForbidden(code));
        }
        let _closing_already = self.shared.order(Order::Close(code, reason.into()));
        Ok(self.shared.ended().await)
    }

    /// End at once: no Close frame, no waiting. The peer sees the stream end, 1006.
    pub fn abort(&self) {
        self.task.abort();
    }

    /// Wait until the connection is over, without closing it. (The peer's end lies behind its
    /// messages: while these fill the queue and nobody receives them, it is not heard.)
    pub async fn ended(&self) -> Ending {
        self.shared.ended().await
    }

    /// Wait for room, and put a message (or with `Some(last)` a part of one) into the queue. The
    /// caller has the turn.
    pub(super) async fn put(
        &self,
        message: Message<'static>,
        part: Option<bool>,
    ) -> Result<(), SendError> {
        let cost = self.shared.queue.cost(message.bytes().len());
        let room = self.shared.room.acquire_many(cost).await.map_err(|_| SendError::NotOpen)?;
        self.shared.order(match part {
            None => Order::Send(message, cost),
            Some(last) => Order::Part(message, last, cost),
        })?;
        room.forget();
        Ok(())
    }

    /// A message was begun and will not be finished: no peer may take it for whole.
    pub(super) fn give_up(&self) {
        let why = "a message was not finished".to_string();
        let _closing = self.shared.order(Order::Close(CloseCode::INTERNAL_ERROR, why));
    }
}

impl Drop for Last {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.writers_are_gone = true;
        state.wake_driver();
    }
}
