//! # The server's side                                               chapter 08 · RFC 6455 §4.2
//! Knows: reading the request, and the states on the way to frames. Does not know: how long it may
//! take; that is for whoever drives it, counted from the moment the connection began.
//! Read before: `head.rs`, `violation.rs`. Read next: `server/asked.rs`.
//!
//! `Reading` → `Asked` → `Accepted`: each state is a type, and each step consumes the last.
//!
//! Who speaks HTTP already (`http1::Server` does, with its limits and deadlines) begins in the
//! middle: [`Asked::from_request`]. Until [`Asked::accept`] is sent, all is HTTP: an application
//! that does not know the path, wants a password or sends the client elsewhere answers with 404,
//! 401 or 302 as to any other request, and drops the `Asked`.

mod asked;

pub use asked::{Accepted, Asked};

use crate::head::{Head, place};
use crate::{OriginPolicy, ProtocolError, Violation};
use http1::{Fault, RequestHead};
use wire::{Limits, Parsed};

/// The head of the request has not come whole.
///
/// A step takes the state away, so a state that is over cannot be used by mistake:
///
/// ```compile_fail,E0382
/// # use handshake::server::Reading;
/// let reading = Reading::new(wire::Limits::DEFAULT);
/// let step = reading.receive(b"GET /chat ");
/// let again = reading.receive(b"HTTP/1.1\r\n"); // `reading` is gone; the next state is in `step`
/// ```
#[derive(Clone, Debug)]
pub struct Reading {
    limits: Limits,
    origins: OriginPolicy,
    head: Head,
}

/// What the bytes brought.
#[derive(Clone, Debug)]
pub enum Step {
    /// The head is still not whole.
    Reading(Reading),
    /// The client asked properly.
    Asked {
        /// The question.
        asked: Asked,
        /// What came behind the head. A client must wait for the answer before it sends frames
        /// (RFC 6455 §4.1), but what came is never lost.
        leftover: Vec<u8>,
    },
}

impl Reading {
    /// Nothing has come yet. Pages of other origins will be refused.
    pub fn new(limits: Limits) -> Self {
        let head = Head::new(limits.head_bytes);
        Self { limits, origins: OriginPolicy::default(), head }
    }

    /// Let in the pages of other origins.
    #[must_use]
    pub fn origins(mut self, origins: OriginPolicy) -> Self {
        self.origins = origins;
        self
    }

    /// Take more bytes.
    ///
    /// # Errors
    /// The request broke a rule: send `violation.answer()`, then close. The offset is that of the
    /// field that is wrong, or 0 where none is: where one is missing, say.
    pub fn receive(mut self, bytes: &[u8]) -> Result<Step, ProtocolError> {
        let Some(behind) = self.head.take(bytes).map_err(not_http)? else {
            return Ok(Step::Reading(self));
        };
        let leftover = behind.to_vec();
        let parsed = RequestHead::parse(self.head.bytes(), &self.limits).map_err(not_http)?;
        let Parsed::Complete { value: request, .. } = parsed else {
            return Ok(Step::Reading(self));
        };
        match Asked::from_request_of(&request, &self.origins) {
            Ok(asked) => Ok(Step::Asked { asked, leftover }),
            Err(violation) => {
                let at = place(request.as_bytes(), request.fields(), violation.field());
                Err(ProtocolError { violation, offset: at as u64 })
            }
        }
    }

    /// The stream ended, and the request is not whole: [`Violation::RequestCutShort`]. The client
    /// may still hear the answer.
    pub fn receive_eof(mut self) -> ProtocolError {
        let offset = self.head.bytes().len() as u64;
        ProtocolError { violation: Violation::RequestCutShort, offset }
    }
}

fn not_http((violation, at): Fault) -> ProtocolError {
    ProtocolError { violation: Violation::Http(violation), offset: at as u64 }
}
