//! # The half that receives                                          chapter 12
//! Knows: which message is next. Does not know: who sends.
//! Read before: `talker.rs`. Read next: `writer.rs`.

use super::Ending;
use super::shared::Shared;
use frames::Message;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};

/// Receives the messages of a [`super::WebSocket`]. When it is dropped, what still comes is heard
/// and forgotten.
#[derive(Debug)]
pub struct Reader {
    shared: Arc<Shared>,
}

/// What was received.
#[derive(Debug)]
pub enum Heard {
    /// A message.
    Message(Message<'static>),
    /// A part of a message: where `frames::Connection::in_parts` asked for parts.
    Part {
        /// The part; the last one may be empty.
        part: Message<'static>,
        /// True when the message is complete with it.
        last: bool,
    },
    /// The connection is over. It comes again whenever it is asked for.
    Ended(Ending),
}

impl Heard {
    /// The whole message, if it is one.
    pub fn message(self) -> Option<Message<'static>> {
        match self {
            Self::Message(message) => Some(message),
            Self::Part { .. } | Self::Ended(_) => None,
        }
    }
}

impl Reader {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// The next message, or how the connection ended, once all messages were received.
    ///
    /// # Cancel safety
    /// Drop the future whenever you like: a message is taken only when it is returned.
    pub async fn receive(&mut self) -> Heard {
        poll_fn(|cx| self.poll_receive(cx)).await
    }

    /// The same, for those who poll.
    pub fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<Heard> {
        let mut state = self.shared.state();
        if let Some((cost, heard)) = state.heard.pop_front() {
            state.heard_cost -= u64::from(cost);
            state.wake_driver();
            return Poll::Ready(heard);
        }
        if let Some(ending) = &self.shared.progress.borrow().ending {
            return Poll::Ready(Heard::Ended(ending.clone()));
        }
        state.reader = Some(cx.waker().clone());
        Poll::Pending
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        state.reader_is_gone = true;
        state.heard.clear();
        state.heard_cost = 0;
        state.wake_driver();
    }
}
