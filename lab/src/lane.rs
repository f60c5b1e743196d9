//! # Lane: a transport that delivers events                          chapter 15
//! Knows: what the four waiting transports have in common: events go in, and they end.
//! Does not know: how each of them says it.
//! Read before: `hub/src/reader.rs`. Read next: `connection.rs`.

use crate::meter::Meter;
use frames::{CloseCode, Connection as WebSocket, Event, Message};
use hub::{Hub, Reader};
use net::{Application, Flow};
use polling::{Format, LongPoll, Stream};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::task::{Context, Poll};
use wire::{Protocol, Published, Tap};

/// The most that is taken from the log at once: more would only wait in the output.
const BATCH_EVENTS: usize = 256;
/// The same in bytes.
const BATCH_BYTES: usize = 64 * 1024;

/// A transport that waits for events and passes them on.
pub trait Lane: Protocol {
    /// Pass these on; the last one's number is `next`.
    fn deliver(&mut self, events: &[Arc<Published>], next: u64);

    /// The reader was too slow, and is sent away. It can come back with its place.
    fn send_away(&mut self, why: &str);

    /// Something came from the client. A text that it wants published is handed to `publish`.
    fn heard(
        &mut self,
        event: Self::Event<'_>,
        publish: &mut dyn FnMut(&str) -> Result<(), hub::Refused>,
    ) -> Flow;
}

impl Lane for LongPoll {
    fn deliver(&mut self, events: &[Arc<Published>], next: u64) {
        self.answer(events.iter().map(|event| &**event), next);
    }

    fn send_away(&mut self, _: &str) {
        self.shut_down();
    }

    /// Waiting is over: the connection goes back to HTTP.
    fn heard(
        &mut self,
        _: polling::long::State,
        _: &mut dyn FnMut(&str) -> Result<(), hub::Refused>,
    ) -> Flow {
        ControlFlow::Break(())
    }
}

impl<F: Format> Lane for Stream<F> {
    fn deliver(&mut self, events: &[Arc<Published>], _: u64) {
        Stream::deliver(self, events.iter().map(|event| &**event));
    }

    fn send_away(&mut self, _: &str) {
        self.finish();
    }

    /// The client is gone.
    fn heard(
        &mut self,
        _: polling::stream::Gone,
        _: &mut dyn FnMut(&str) -> Result<(), hub::Refused>,
    ) -> Flow {
        ControlFlow::Break(())
    }
}

impl Lane for WebSocket {
    fn deliver(&mut self, events: &[Arc<Published>], _: u64) {
        let mut json = Vec::new();
        for event in events {
            json.clear();
            polling::write_event(event, &mut json);
            // JSON is UTF-8; a socket that is closing takes no more, and needs none.
            let _closing = std::str::from_utf8(&json).map(|text| self.send_text(text));
        }
    }

    fn send_away(&mut self, why: &str) {
        let _closing = self.close(CloseCode::TRY_AGAIN_LATER, why);
    }

    fn heard(
        &mut self,
        event: Event<'_>,
        publish: &mut dyn FnMut(&str) -> Result<(), hub::Refused>,
    ) -> Flow {
        let refused = match event {
            Event::Message(Message::Text(text)) => match publish(&text) {
                Ok(()) => return ControlFlow::Continue(()),
                Err(refused) => (CloseCode::POLICY_VIOLATION, refused.to_string()),
            },
            Event::Message(Message::Binary(_)) => {
                let why = "events here are text; send a text message";
                (CloseCode::UNSUPPORTED_DATA, why.to_string())
            }
            Event::Part { .. } | Event::Ping(_) | Event::Pong(_) | Event::Closed(_) => {
                return ControlFlow::Continue(());
            }
        };
        let _closing = self.close(refused.0, &refused.1);
        ControlFlow::Continue(())
    }
}

/// Passes what a reader reads on to a lane.
#[derive(Debug)]
pub struct Deliver {
    hub: Hub,
    reader: Reader,
    /// The reader was too slow; there is nothing more to deliver.
    is_over: bool,
}

impl Deliver {
    /// Deliver what `reader` reads.
    pub fn new(hub: Hub, reader: Reader) -> Self {
        Self { hub, reader, is_over: false }
    }

    /// All that there is already. It fits one answer: the log is bounded.
    pub fn read_all(&mut self) -> Vec<Arc<Published>> {
        self.read(usize::MAX, usize::MAX)
    }

    /// What there is already, as much as is taken at once.
    pub fn read_batch(&mut self) -> Vec<Arc<Published>> {
        self.read(BATCH_EVENTS, BATCH_BYTES)
    }

    fn read(&mut self, max_events: usize, max_bytes: usize) -> Vec<Arc<Published>> {
        let batch = self.reader.try_next(max_events, max_bytes).ok().flatten();
        batch.map(|batch| batch.events).unwrap_or_default()
    }

    /// The reader's place in the log.
    pub fn cursor(&self) -> u64 {
        self.reader.cursor()
    }
}

impl<L: Lane> Application<Tap<L, Meter>> for Deliver {
    fn on_event(&mut self, lane: &mut Tap<L, Meter>, event: L::Event<'_>) -> Flow {
        let (hub, topic) = (&self.hub, self.reader.topic());
        lane.heard(event, &mut |text| hub.publish(topic, None, text).map(drop))
    }

    fn poll_work(&mut self, lane: &mut Tap<L, Meter>, cx: &mut Context<'_>) -> Flow {
        if self.is_over {
            return ControlFlow::Continue(());
        }
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
        ControlFlow::Continue(())
    }
}
