//! # The client's side                                               chapter 08 · RFC 6455 §4.1
//! Knows: the states on the way to frames, and what comes before the answer that counts. Does not
//! know: dice, sockets.
//! Read before: `head.rs`, `server.rs`. Read next: `client/connect.rs`, `client/judge.rs`.
//!
//! `Connect` → `Waiting` → `Open`: each state is a type, and each step consumes the last.

mod connect;
mod judge;
mod refusal;

pub use connect::Connect;
pub use refusal::{REFUSAL_BODY_BYTES, Refusal};

use crate::deflate::Agreed;
use crate::head::{Head, place};
use crate::{ProtocolError, Violation};
use http1::{Fault, ResponseHead};
use judge::Asked;
use refusal::Refusing;
use wire::{Limits, Parsed};

/// The request is sent; nothing else may be, until the answer came (§4.1).
///
/// That rule is a type: there are frames only behind [`Open`], and a step takes this state away.
///
/// ```compile_fail,E0382
/// # fn step(waiting: handshake::client::Waiting) {
/// let step = waiting.receive(b"HTTP/1.1 101 ");
/// let again = waiting.receive(b"Switching Protocols\r\n"); // `waiting` is gone
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Waiting {
    asked: Box<Asked>,
    limits: Box<Limits>,
    /// Bytes of interim answers, already passed over.
    passed: usize,
    coming: Coming,
}

/// What comes from the server.
#[derive(Clone, Debug)]
enum Coming {
    /// The head of an answer.
    Head(Head),
    /// The body of an answer that says no.
    Body(Box<Refusing>),
}

/// What the bytes brought.
#[derive(Clone, Debug)]
pub enum Step {
    /// The answer is still not whole.
    Waiting(Waiting),
    /// The server accepted properly.
    Open(Open),
}

/// The WebSocket is open.
///
/// If you cannot do without compression and `deflate` is `None`, close with 1010 and say what you
/// miss: `connection.close(CloseCode::MANDATORY_EXTENSION, "permessage-deflate")` (RFC 7692 §5.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The subprotocol that is spoken from now on.
    pub subprotocol: Option<String>,
    /// How messages are compressed from now on, if they are.
    pub deflate: Option<Agreed>,
    /// What came behind the head: these bytes are frames already.
    pub leftover: Vec<u8>,
}

impl Waiting {
    /// Take more bytes.
    ///
    /// # Errors
    /// The answer is not the one that opens a WebSocket: close the connection. The offset is that
    /// of the field that is wrong, or of the answer's first byte where none is. A status other than
    /// 101 is such an error, too, [`Violation::NotSwitching`]; it comes when the beginning of the
    /// body is there as well.
    pub fn receive(mut self, mut bytes: &[u8]) -> Result<Step, ProtocolError> {
        loop {
            let head = match &mut self.coming {
                Coming::Head(head) => head,
                Coming::Body(refusing) => {
                    let is_enough = refusing.take(bytes);
                    return if is_enough {
                        Err(self.receive_eof())
                    } else {
                        Ok(Step::Waiting(self))
                    };
                }
            };
            let passed = self.passed;
            let not_http =
                |(violation, at): Fault| broken(Violation::AnswerNotHttp(violation), passed + at);
            let Some(behind) = head.take(bytes).map_err(not_http)? else {
                return Ok(Step::Waiting(self));
            };
            let length = head.bytes().len();
            let parsed = ResponseHead::parse(head.bytes(), &self.limits).map_err(not_http)?;
            let Parsed::Complete { value: answer, .. } = parsed else {
                return Ok(Step::Waiting(self));
            };
            match answer.status() {
                101 => {
                    let (subprotocol, deflate) =
                        self.asked.judge(&answer).map_err(|violation| {
                            let at = place(answer.as_bytes(), answer.fields(), violation.field());
                            broken(violation, passed + at)
                        })?;
                    let leftover = behind.to_vec();
                    return Ok(Step::Open(Open { subprotocol, deflate, leftover }));
                }
                // An interim answer may come before the one that counts (RFC 9110 §15.2). All of
                // them together may be as long as one head.
                100..=199 => {
                    self.passed += length;
                    let room = self.limits.head_bytes.saturating_sub(self.passed);
                    self.coming = Coming::Head(Head::new(room));
                }
                _ => self.coming = Coming::Body(Box::new(Refusing::new(&answer, &self.limits))),
            }
            bytes = behind;
        }
    }

    /// Nothing more will come: the stream ended, or you will wait no longer. What did come is the
    /// error: [`Violation::NotSwitching`] if it is an answer that says no, however much of its body
    /// is there, else that the answer was cut short.
    pub fn receive_eof(self) -> ProtocolError {
        match self.coming {
            Coming::Body(refusing) => {
                let refusal = Box::new(refusing.into_refusal());
                broken(Violation::NotSwitching(refusal), self.passed)
            }
            Coming::Head(mut head) => {
                let violation = Violation::AnswerNotHttp(http1::Violation::ClosedEarly);
                broken(violation, self.passed + head.bytes().len())
            }
        }
    }
}

fn broken(violation: Violation, at: usize) -> ProtocolError {
    ProtocolError { violation, offset: at as u64 }
}
