//! # Tap: watch a protocol without changing it                       chapter 03
//! Knows: the bytes that go in and come out, and what the protocol makes of them.
//! Does not know: what they mean.
//! Read before: `protocol.rs`. Read next: `feed.rs`.

use crate::{Input, Output, Protocol};
use std::fmt::{Debug, Display};
use std::ops::{Deref, DerefMut};
use std::time::Duration;

/// Someone who looks on.
///
/// Bytes are always shown. What goes on inside is shown only to who asks for it, so that a watch
/// that does not costs nothing more.
pub trait Watch {
    /// Whether [`event`](Self::event), [`failed`](Self::failed), [`state`](Self::state) and
    /// [`ticked`](Self::ticked) are called.
    const SEES_INSIDE: bool = false;

    /// These bytes came from the peer.
    fn received(&mut self, bytes: &[u8]);
    /// These bytes go to the peer.
    fn sent(&mut self, bytes: &[u8]);
    /// It is now so late, counted from the moment the connection began.
    fn ticked(&mut self, now: Duration) {
        let _ = now;
    }
    /// The protocol made this of what came, but for the last `unread` bytes of it.
    fn event(&mut self, event: &dyn Debug, unread: usize) {
        let _ = (event, unread);
    }
    /// The protocol found a broken rule.
    fn failed(&mut self, error: &dyn Display) {
        let _ = error;
    }
    /// The protocol is in this state now; called again and again, whether it changed or not.
    fn state(&mut self, state: String) {
        let _ = state;
    }
    /// The peer will send no more.
    fn ended(&mut self) {}
}

/// A protocol, watched.
///
/// It behaves exactly as the protocol inside does (`law_tap_changes_nothing`), and dereferences
/// to it, so that an application can go on calling the protocol's own methods.
#[derive(Clone, Debug)]
pub struct Tap<P, W> {
    protocol: P,
    watch: W,
    /// How many bytes at the end of the input were already shown to the watch.
    seen: usize,
}

impl<P, W: Watch> Tap<P, W> {
    /// Watch `protocol`.
    pub fn new(protocol: P, watch: W) -> Self {
        Self { protocol, watch, seen: 0 }
    }

    /// The one who looks on.
    pub fn watch(&self) -> &W {
        &self.watch
    }

    /// The one who looks on, to be told something.
    pub fn watch_mut(&mut self) -> &mut W {
        &mut self.watch
    }

    /// Hand the connection on to another protocol under the same watch. Bytes that the first one
    /// left unread are not shown twice.
    pub fn map<Q>(self, next: impl FnOnce(P) -> Q) -> Tap<Q, W> {
        Tap { protocol: next(self.protocol), watch: self.watch, seen: self.seen }
    }

    /// As [`map`](Self::map), where the next protocol may refuse.
    ///
    /// # Errors
    /// What `next` says.
    pub fn try_map<Q, E>(self, next: impl FnOnce(P) -> Result<Q, E>) -> Result<Tap<Q, W>, E> {
        let protocol = next(self.protocol)?;
        Ok(Tap { protocol, watch: self.watch, seen: self.seen })
    }

    /// The next `n` bytes of input were shown already: the protocol had kept them, and the driver
    /// puts them back for the next one.
    pub fn seen_before(&mut self, n: usize) {
        self.seen += n;
    }
}

impl<P, W> Deref for Tap<P, W> {
    type Target = P;

    fn deref(&self) -> &P {
        &self.protocol
    }
}

impl<P, W> DerefMut for Tap<P, W> {
    fn deref_mut(&mut self) -> &mut P {
        &mut self.protocol
    }
}

impl<P: Protocol, W: Watch> Protocol for Tap<P, W> {
    type Event<'i> = P::Event<'i>;
    type Error = P::Error;

    fn next_event<'i>(
        &mut self,
        input: &mut Input<'i>,
    ) -> Result<Option<Self::Event<'i>>, Self::Error> {
        // Look before the protocol does: it may unmask the bytes where they lie.
        if input.len() > self.seen {
            self.watch.received(&input.peek()[self.seen..]);
        }
        let event = self.protocol.next_event(input);
        self.seen = input.len();
        if W::SEES_INSIDE {
            match &event {
                Ok(Some(event)) => self.watch.event(event, self.seen),
                Ok(None) => {}
                Err(error) => self.watch.failed(error),
            }
            self.watch.state(self.protocol.describe());
        }
        event
    }

    fn receive_eof(&mut self) {
        if W::SEES_INSIDE {
            self.watch.ended();
        }
        self.protocol.receive_eof();
    }

    fn take_output(&mut self) -> Output {
        let output = self.protocol.take_output();
        for piece in output.pieces() {
            self.watch.sent(piece);
        }
        if W::SEES_INSIDE {
            self.watch.state(self.protocol.describe());
        }
        output
    }

    fn deadline(&self) -> Option<Duration> {
        self.protocol.deadline()
    }

    fn tick(&mut self, now: Duration) {
        if W::SEES_INSIDE {
            self.watch.ticked(now);
        }
        self.protocol.tick(now);
    }

    fn wants_input(&self) -> bool {
        self.protocol.wants_input()
    }

    fn held(&self) -> usize {
        self.protocol.held()
    }

    fn describe(&self) -> String {
        self.protocol.describe()
    }

    fn shut_down(&mut self) {
        self.protocol.shut_down();
    }
}
