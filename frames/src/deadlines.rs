//! # What must happen in time                        chapters 13, 14 · RFC 6455 §5.5.2, §7.1
//! Knows: the three things that a connection waits for. Does not know: clocks; it is told the time.
//! Read before: `connection.rs`, `liveness.rs`. Read next: `goodbye.rs`.

use crate::closing::State;
use crate::liveness::{Due, Liveness};
use crate::{Connection, Violation};
use std::time::Duration;
use wire::Input;

impl Connection {
    /// Do what is due: give up a close that stays without its answer, a message that stays without
    /// its end, a peer that is silent.
    pub(crate) fn look_at_the_clock(&mut self) {
        let now = self.now;
        if self.received != self.received_before {
            self.received_before = self.received;
            if let Some(liveness) = &mut self.liveness {
                liveness.hear(now);
            }
        }
        let is_due = self.due.is_some_and(|due| due <= now);
        match self.state {
            State::Open if is_due => {
                self.fail(Violation::MessageTooSlow, self.received, &mut Input::empty());
            }
            State::Open => self.look_at_the_peer(now),
            _ if is_due => self.time_is_up(),
            _ => {} // closing has its own deadline
        }
    }

    /// Is the peer still there?
    fn look_at_the_peer(&mut self, now: Duration) {
        match self.liveness.as_mut().map(|liveness| liveness.due(now)) {
            None | Some(Due::Nothing) => {}
            Some(Due::Ask) => {
                let _open = self.measure();
            }
            Some(Due::GiveUp) => {
                self.fail(Violation::NoPong, self.received, &mut Input::empty());
            }
        }
    }

    /// The first moment at which one of them may be due.
    pub(crate) fn next_deadline(&self) -> Option<Duration> {
        let is_open = self.state == State::Open;
        let silence = self.liveness.as_ref().filter(|_| is_open).map(Liveness::deadline);
        [self.due, silence].into_iter().flatten().min()
    }

    /// A message begins that is not complete yet.
    pub(crate) fn message_begins(&mut self) {
        if self.state == State::Open && !self.passes_on() {
            self.due = Some(self.now.saturating_add(self.limits.message_time));
        }
    }

    /// It is complete.
    pub(crate) fn message_ends(&mut self) {
        if self.state == State::Open {
            self.due = None;
        }
    }
}
