//! # The task behind the handles                                     chapter 12
//! Knows: orders in, messages out. Does not know: who gives the orders.
//! Read before: `shared.rs`, `net/src/drive.rs`. Read next: `reader.rs`.

use super::shared::{Order, Shared};
use super::{Ending, Heard};
use crate::{Application, Connection, Fault, Flow, drive};
use frames::{CloseCode, Closed, Event, Message, ProtocolError, UsageError, closing};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::task::Context;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::oneshot;
use tokio::time::Instant;

/// What is given to the connection at once: it is written before more is asked for.
const BATCH_BYTES: u64 = 64 * 1024;

/// Carries orders to the connection, and messages from it.
#[derive(Debug)]
pub(super) struct Talker {
    shared: Arc<Shared>,
    /// How many orders the connection has got.
    begun: u64,
    /// Pings that wait for their answer: their numbers, when they were sent, who asked.
    pings: Vec<(u64, Instant, oneshot::Sender<Duration>)>,
    closed: Option<Closed>,
    fault: Option<Fault<ProtocolError>>,
}

impl Talker {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self { shared, begun: 0, pings: Vec::new(), closed: None, fault: None }
    }

    /// Drive until the end, and tell everybody who waits.
    pub(super) async fn run<S>(
        mut self,
        mut connection: Connection<S>,
        mut socket: frames::Connection,
    ) where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        self.fault = drive(&mut connection, &mut socket, &mut self).await.err();
        drop(connection); // whoever is told of the end finds the socket closed
    }

    fn obey(&mut self, socket: &mut frames::Connection, order: Order) -> Result<(), UsageError> {
        match order {
            Order::Send(Message::Text(text), _) => socket.send_text(&text),
            Order::Send(Message::Binary(bytes), _) if socket.compresses() => {
                socket.send_binary(&bytes)
            }
            Order::Send(Message::Binary(bytes), _) => {
                socket.send_shared(frames::Kind::Binary, bytes.into_vec().into())
            }
            Order::Part(Message::Text(text), last, _) => socket.send_text_part(&text, last),
            Order::Part(Message::Binary(bytes), last, _) => socket.send_binary_part(&bytes, last),
            Order::Ping(asks) if asks.is_closed() => Ok(()), // nobody waits any more
            Order::Ping(asks) => {
                let number = socket.measure()?;
                self.pings.retain(|(.., asks)| !asks.is_closed());
                self.pings.push((number, Instant::now(), asks));
                Ok(())
            }
            Order::Close(code, reason) => socket.close(code, &reason),
        }
    }

    fn hear(&self, message: Message<'_>, heard: impl FnOnce(Message<'static>) -> Heard) {
        let mut state = self.shared.state();
        let cost = self.shared.queue.cost(message.bytes().len());
        let full = state.heard_cost >= u64::from(self.shared.queue.room());
        // Once it is closing, reading goes on until the end, whether anybody reads or not: what is
        // beyond the queue then is dropped.
        if state.reader_is_gone || (state.closing && full) {
            return;
        }
        state.heard_cost += u64::from(cost);
        state.heard.push_back((cost, heard(message.into_owned())));
        if let Some(reader) = state.reader.take() {
            reader.wake();
        }
    }

    fn pong(&mut self, answered: u64) {
        let (told, waiting) = std::mem::take(&mut self.pings)
            .into_iter()
            .filter(|(.., asks)| !asks.is_closed())
            .partition(|(number, ..)| *number <= answered);
        self.pings = waiting;
        for (_, sent, asks) in Vec::from_iter::<Vec<_>>(told) {
            let _nobody_waits = asks.send(sent.elapsed());
        }
    }
}

impl Application<frames::Connection> for Talker {
    fn on_event(&mut self, socket: &mut frames::Connection, event: Event<'_>) -> Flow {
        match event {
            Event::Message(message) => self.hear(message, Heard::Message),
            Event::Part { part, last } => self.hear(part, |part| Heard::Part { part, last }),
            Event::Pong(_) => self.pong(socket.answered()),
            Event::Closed(closed) => {
                self.shared.state().closing = true;
                self.closed = Some(closed);
            }
            Event::Ping(_) => {}
        }
        ControlFlow::Continue(())
    }

    /// We do not answer what we hear, so we may hear while the peer does not read; but not more
    /// than fits the queue, if nobody receives it.
    fn may_hear(&self, _: bool) -> bool {
        let state = self.shared.state();
        state.closing || state.heard_cost < u64::from(self.shared.queue.room())
    }

    fn poll_work(&mut self, socket: &mut frames::Connection, cx: &mut Context<'_>) -> Flow {
        let shared = Arc::clone(&self.shared);
        // The peer has taken all that it was sent: what was begun before is done.
        if shared.progress.borrow().done < self.begun {
            shared.progress.send_modify(|progress| progress.done = self.begun);
        }
        let mut state = shared.state();
        state.driver = Some(cx.waker().clone());
        state.closing |= socket.state() != closing::State::Open; // we were asked to stop
        if state.writers_are_gone && state.reader_is_gone && !state.closing {
            state.closing = true;
            state.orders.push_back(Order::Close(CloseCode::GOING_AWAY, String::new()));
        }
        let mut batch = 0;
        while batch < BATCH_BYTES
            && let Some(order) = state.orders.pop_front()
        {
            if let Order::Send(_, cost) | Order::Part(_, _, cost) = &order {
                batch += u64::from(*cost);
                shared.room.add_permits(*cost as usize);
            }
            if self.obey(socket, order).is_err() {
                // Too late: the connection is closing, and whoever waits is told in the end.
                state.closing = true;
                state.orders.clear();
                break;
            }
            self.begun += 1;
        }
        ControlFlow::Continue(())
    }
}

/// However the task ends, whoever waits is told.
impl Drop for Talker {
    fn drop(&mut self) {
        self.shared.room.close();
        let ending = Ending::new(self.closed.take(), self.fault.take());
        self.shared.progress.send_modify(|progress| progress.ending = Some(ending));
        let mut state = self.shared.state();
        state.orders.clear();
        state.driver = None;
        if let Some(reader) = state.reader.take() {
            reader.wake();
        }
    }
}
