//! # Lane: a transport that delivers events                          chapter 15
//! Knows: what the four waiting transports have in common: events go in, and they end.
//! Does not know: how each of them says it.
//! Read before: `hub/src/reader.rs`. Read next: `connection.rs`.

use crate::forms::{self, SharedFormat};
use crate::meter::Meter;
use frames::{CloseCode, Connection as WebSocket, Encoded, Event as Heard, Message};
use hub::{Event, Hub, Reader, Receipt, Refused};
use net::{Application, Flow};
use polling::{LongPoll, Stream};
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::task::{Context, Poll};
use wire::{EventId, Protocol, Tap};

/// The most that is taken from the log at once: more would only wait in the output.
const BATCH_EVENTS: usize = 256;
/// The same in bytes.
const BATCH_BYTES: usize = 64 * 1024;
/// The most that one client may have published while the log has not answered; then we hear no more
/// from it, and it feels that.
const PUBLISHING_MAX: usize = 64;

/// A transport that waits for events and passes them on.
pub trait Lane: Protocol {
    /// Pass these on; `next` is the place behind them.
    fn deliver(&mut self, events: &[Event], next: EventId);

    /// The reader was too slow, and is sent away. It can come back with its place.
    fn send_away(&mut self, why: &str);

    /// The server ends, when these last events are delivered.
    fn end_is_near(&mut self) {}

    /// What it wanted published was refused.
    fn refuse(&mut self, why: Refused);

    /// Something came from the client. A text that it wants published is handed to `publish`.
    fn heard(&mut self, event: Self::Event<'_>, publish: &mut dyn FnMut(&str)) -> Flow;
}

impl Lane for LongPoll {
    fn deliver(&mut self, events: &[Event], next: EventId) {
        self.answer_encoded(&forms::all(events, forms::json), next);
    }

    fn send_away(&mut self, _: &str) {
        self.shut_down();
    }

    fn end_is_near(&mut self) {
        self.close_after_answer();
    }

    /// It publishes nothing.
    fn refuse(&mut self, _: Refused) {}

    /// Waiting is over: the connection goes back to HTTP.
    fn heard(&mut self, _: polling::long::State, _: &mut dyn FnMut(&str)) -> Flow {
        ControlFlow::Break(())
    }
}

impl<F: SharedFormat> Lane for Stream<F> {
    fn deliver(&mut self, events: &[Event], _: EventId) {
        self.deliver_encoded(events.iter().map(F::encode));
    }

    fn send_away(&mut self, _: &str) {
        self.finish();
    }

    /// It publishes nothing.
    fn refuse(&mut self, _: Refused) {}

    /// The client is gone.
    fn heard(&mut self, _: polling::stream::Gone, _: &mut dyn FnMut(&str)) -> Flow {
        ControlFlow::Break(())
    }
}

impl Lane for WebSocket {
    fn deliver(&mut self, events: &[Event], _: EventId) {
        let frame = match (self.compresses(), self.takes_compressed()) {
            (true, true) => forms::compressed_frame,
            (true, false) => return deliver_apart(self, events),
            (false, _) => forms::frame,
        };
        for event in events {
            // A socket that is closing takes no more, and needs none.
            let _closing = Encoded::from_bytes(frame(event)).map(|one| self.send_encoded(one));
        }
    }

    fn send_away(&mut self, why: &str) {
        let _closing = self.close(CloseCode::TRY_AGAIN_LATER, why);
    }

    fn refuse(&mut self, why: Refused) {
        let code = match why {
            Refused::Busy => CloseCode::TRY_AGAIN_LATER,
            Refused::Failed => CloseCode::INTERNAL_ERROR,
            Refused::LongText { .. } | Refused::TooLarge { .. } => CloseCode::MESSAGE_TOO_BIG,
            _ => CloseCode::POLICY_VIOLATION,
        };
        let _closing = self.close(code, &why.to_string());
    }

    fn heard(&mut self, event: Heard<'_>, publish: &mut dyn FnMut(&str)) -> Flow {
        match event {
            Heard::Message(Message::Text(text)) => publish(&text),
            Heard::Message(Message::Binary(_)) => {
                let why = "events here are text; send a text message";
                let _closing = self.close(CloseCode::UNSUPPORTED_DATA, why);
            }
            Heard::Part { .. } | Heard::Ping(_) | Heard::Pong(_) | Heard::Closed(_) => {}
        }
        ControlFlow::Continue(())
    }
}

/// To one that compresses with a context or a window of its own: it shares no frame with others.
fn deliver_apart(socket: &mut WebSocket, events: &[Event]) {
    for event in events {
        let _closing = socket.send_text(forms::text(&forms::json(event)));
    }
}

/// Passes what a reader reads on to a lane.
#[derive(Debug)]
pub struct Deliver {
    hub: Hub,
    reader: Reader,
    /// The reader was too slow; there is nothing more to deliver.
    is_over: bool,
    /// The server ends: how far the log had come then, and so what is still delivered.
    until: Option<EventId>,
    /// What the client published and the log has not answered, oldest first.
    publishing: VecDeque<Receipt>,
}

impl Deliver {
    /// Deliver what `reader` reads.
    pub fn new(hub: Hub, reader: Reader) -> Self {
        Self { hub, reader, is_over: false, until: None, publishing: VecDeque::new() }
    }

    /// What there is already, as much as is taken at once.
    pub fn read_batch(&mut self) -> Vec<Event> {
        let batch = self.reader.try_next(BATCH_EVENTS, BATCH_BYTES).ok().flatten();
        batch.map(|batch| batch.events).unwrap_or_default()
    }

    /// Pass on what the reader reads next.
    fn pass_on<L: Lane>(&mut self, lane: &mut Tap<L, Meter>, cx: &mut Context<'_>) {
        match self.reader.poll_next(cx, BATCH_EVENTS, BATCH_BYTES) {
            Poll::Ready(Ok(batch)) => {
                lane.deliver(&batch.events, self.reader.cursor());
                lane.watch().delivered(batch.events.len() as u64);
            }
            Poll::Ready(Err(lagged)) => {
                tracing::info!(%lagged, "a reader was too slow and is sent away");
                self.is_over = true;
                lane.send_away(&lagged.to_string());
            }
            Poll::Pending => {}
        }
    }

    /// Hear what became of what the client published.
    fn hear_receipts<L: Lane>(&mut self, lane: &mut Tap<L, Meter>, cx: &mut Context<'_>) {
        while let Some(oldest) = self.publishing.front_mut() {
            let Poll::Ready(answer) = Pin::new(oldest).poll(cx) else { return };
            self.publishing.pop_front();
            if let Err(refused) = answer {
                lane.refuse(refused);
            }
        }
    }

    /// The reader's place in the log.
    pub fn cursor(&self) -> EventId {
        self.reader.cursor()
    }
}

impl<L: Lane> Application<Tap<L, Meter>> for Deliver {
    fn on_event(&mut self, lane: &mut Tap<L, Meter>, event: L::Event<'_>) -> Flow {
        let (hub, topic) = (&self.hub, self.reader.topic());
        let publishing = &mut self.publishing;
        lane.heard(event, &mut |text| publishing.push_back(hub.publish(topic, None, text)))
    }

    fn may_hear(&self, blocked: bool) -> bool {
        !blocked && self.publishing.len() < PUBLISHING_MAX
    }

    /// First what there is to hear: who is sent away for what it published last has then heard what
    /// it published before.
    fn poll_work(&mut self, lane: &mut Tap<L, Meter>, cx: &mut Context<'_>) -> Flow {
        if !self.is_over && self.until.is_some_and(|end| self.reader.cursor().number >= end.number)
        {
            self.is_over = true;
            lane.shut_down();
        }
        if !self.is_over {
            self.pass_on(lane, cx);
        }
        self.hear_receipts(lane, cx);
        ControlFlow::Continue(())
    }

    /// What the log holds at this moment is delivered first: who published it was told that it is
    /// there. What comes later need not be, or there might be no end.
    fn shut_down(&mut self, lane: &mut Tap<L, Meter>) {
        self.until = Some(self.reader.end());
        lane.end_is_near();
    }
}
