//! # Saying goodbye                                                  chapter 14 · RFC 6455 §7
//! Knows: what each step of the table of closing means in bytes, events and deadlines.
//! Does not know: the table's cells; it looks them up.
//! Read before: `closing.rs`, `send.rs`. Read next: `net/src/drive.rs`.

use crate::closing::{Act, Happening, State, step_of};
use crate::connection::Reading;
use crate::{
    CloseBody, CloseCode, Closed, Connection, Event, Opcode, ProtocolError, Role, UsageError,
    Violation, Who,
};
use wire::Input;

impl Connection {
    /// Begin to close: send a Close frame. [`Event::Closed`] comes when the peer's frame did, or
    /// when `wire::Limits::close_time` is over. Until then its messages are still heard.
    ///
    /// [`CloseCode::NO_STATUS`] with an empty reason sends a Close frame without a body.
    ///
    /// # Errors
    /// Not open, a code that must not travel, or a reason of more than 123 bytes.
    pub fn close(&mut self, code: CloseCode, reason: &str) -> Result<(), UsageError> {
        if self.state != State::Open {
            return Err(UsageError::NotOpen);
        }
        let mut body = Vec::new();
        CloseBody { code, reason }.encode(&mut body)?;
        if self.happens(Happening::WeClose) == Act::SendClose {
            self.write(true, Opcode::Close, &body);
        }
        Ok(())
    }

    /// A Close frame came.
    pub(crate) fn peer_closed<'i>(
        &mut self,
        payload: &[u8],
        input: &mut Input<'i>,
    ) -> Result<Event<'i>, ProtocolError> {
        let body = match CloseBody::parse(payload) {
            Ok(body) => body,
            Err(error) => {
                let start = self.received - payload.len() as u64;
                return Err(self.fail(error.violation, start + error.offset, input));
            }
        };
        let by = match self.happens(Happening::PeerCloses) {
            Act::AnswerClose => {
                // The same code back, if there is one: the first two bytes.
                self.write(true, Opcode::Close, payload.get(..2).unwrap_or_default());
                Who::Peer
            }
            _ => Who::Us,
        };
        self.stop_reading(Ok(None));
        input.take_all();
        let (code, reason) = (body.code, body.reason.into());
        Ok(Event::Closed(Closed { code, reason, by, clean: true }))
    }

    /// The peer broke a rule at byte `offset` of the connection.
    #[cold]
    pub(crate) fn fail(
        &mut self,
        violation: Violation,
        offset: u64,
        input: &mut Input<'_>,
    ) -> ProtocolError {
        let error = ProtocolError { violation, offset };
        if self.happens(Happening::PeerErrs) == Act::SendClose {
            self.write(true, Opcode::Close, &violation.close_code().value().to_be_bytes());
        }
        self.stop_reading(Err(error.clone()));
        input.take_all();
        error
    }

    /// The peer will send no more.
    pub(crate) fn stream_ended(&mut self) {
        let by = if self.state == State::Open { Who::Peer } else { Who::Us };
        self.may_be_lost(Happening::PeerEnds, by);
    }

    /// The deadline passed.
    pub(crate) fn time_is_up(&mut self) {
        self.may_be_lost(Happening::TimeIsUp, Who::Us);
    }

    fn may_be_lost(&mut self, on: Happening, by: Who) {
        if self.happens(on) == Act::TellLost {
            let (code, reason) = (CloseCode::ABNORMAL, "".into());
            self.stop_reading(Ok(Some(Closed { code, reason, by, clean: false })));
        }
    }

    /// Go to the next state. Returns what else is to be done.
    fn happens(&mut self, on: Happening) -> Act {
        let step = step_of(self.state, on);
        if step.to != self.state {
            self.state = step.to;
            self.sending = None;
            self.end_parts();
            self.due = match step.to {
                State::Ended => None,
                _ => Some(self.now.saturating_add(self.limits.close_time)),
            };
            // The server ends the stream first: then it is the one that waits in TIME_WAIT.
            match (step.to, self.role()) {
                (State::Ended, _) => self.output.end(),
                (State::Exchanged | State::Failed, Role::Server) => self.output.end(),
                _ => {}
            }
        }
        step.act
    }

    /// Nothing that still comes is looked at; what was kept is given up.
    fn stop_reading(&mut self, last: Result<Option<Closed>, ProtocolError>) {
        self.reading = Reading::Nothing(last);
        self.unfinished = None;
        self.late_pong = None;
        self.deflate = None;
    }
}
