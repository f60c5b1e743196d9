//! # The server's side                                               chapter 08 · RFC 6455 §4.2
//! Knows: reading the request, judging it, the answer. Does not know: who may connect.
//! Read before: `violation.rs`, `head.rs`. Read next: `client.rs`.
//!
//! `Reading` → `Asked` → `Accepted`: each state is a type, and each step consumes the last.

use crate::head::{Head, place};
use crate::usage::is_token;
use crate::{ProtocolError, UsageError, Violation, accept_key, decode_key};
use http1::{BodyLength, Fault, Fields, RequestHead, Version};
use std::borrow::Cow;
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
    /// Nothing has come yet.
    pub fn new(limits: Limits) -> Self {
        Self { limits, head: Head::new(limits.head_bytes) }
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
        match Asked::from_request(&request) {
            Ok(asked) => Ok(Step::Asked { asked, leftover }),
            Err(violation) => {
                let at = place(request.as_bytes(), request.fields(), violation.field());
                Err(ProtocolError { violation, offset: at as u64 })
            }
        }
    }
}

fn not_http((violation, at): Fault) -> ProtocolError {
    ProtocolError { violation: Violation::Http(violation), offset: at as u64 }
}

/// A client asks, by all the rules, to open a WebSocket.
///
/// One question has one answer:
///
/// ```compile_fail,E0382
/// # fn answer(asked: handshake::server::Asked) {
/// let accepted = asked.accept(None);
/// let again = asked.accept(Some("soap")); // `asked` is gone: it was answered
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    key: String,
    origin: Option<String>,
    subprotocols: Vec<String>,
}

impl Asked {
    /// Judge a request that was read already.
    ///
    /// # Errors
    /// The first rule of RFC 6455 §4.2.1 that it breaks.
    pub fn from_request(request: &RequestHead<'_>) -> Result<Self, Violation> {
        let fields = request.fields();
        if request.method() != "GET" {
            return Err(Violation::MethodNotGet(request.method().into()));
        }
        if request.version() == Version::Http10 {
            return Err(Violation::HttpTooOld);
        }
        if !matches!(request.body(), BodyLength::None | BodyLength::Length(0)) {
            return Err(Violation::BodyNotAllowed);
        }
        if !fields.has_token("Upgrade", "websocket") {
            return Err(Violation::UpgradeNotWebSocket);
        }
        if !fields.has_token("Connection", "upgrade") {
            return Err(Violation::ConnectionNotUpgrade);
        }
        match single(fields, "Sec-WebSocket-Version")? {
            Some(version) if version == "13" => {}
            other => return Err(Violation::VersionNotThirteen(other.map(Cow::into_owned))),
        }
        let key = single(fields, "Sec-WebSocket-Key")?.ok_or(Violation::KeyMissing)?.into_owned();
        if decode_key(&key).is_none() {
            return Err(Violation::KeyNotSixteenBytes(key));
        }
        let origin = single(fields, "Origin")?.map(Cow::into_owned);
        Ok(Self { key, origin, subprotocols: subprotocols(fields)? })
    }

    /// The page that asks, as a browser says it: `http://example.com`. A program need not say it,
    /// and may lie; a browser does neither. A server for its own pages alone compares it, and
    /// refuses with 403 (RFC 6455 §10.2).
    pub fn origin(&self) -> Option<&str> {
        self.origin.as_deref()
    }

    /// The subprotocols that the client offers, the best one first.
    pub fn subprotocols(&self) -> &[String] {
        &self.subprotocols
    }

    /// Accept, with one of the offered subprotocols or none.
    ///
    /// # Errors
    /// [`UsageError::NotOffered`]: the client did not offer that subprotocol.
    pub fn accept(self, subprotocol: Option<&str>) -> Result<Accepted, UsageError> {
        let mut answer = format!(
            "HTTP/1.1 101 Switching Protocols\r\n\
             Upgrade: websocket\r\n\
             Connection: Upgrade\r\n\
             Sec-WebSocket-Accept: {}\r\n",
            accept_key(&self.key)
        );
        if let Some(name) = subprotocol {
            if !self.subprotocols.iter().any(|offered| offered == name) {
                return Err(UsageError::NotOffered(name.into()));
            }
            answer.push_str(&format!("Sec-WebSocket-Protocol: {name}\r\n"));
        }
        answer.push_str("\r\n");
        Ok(Accepted { answer: answer.into_bytes(), subprotocol: subprotocol.map(Into::into) })
    }
}

/// The WebSocket is open as soon as `answer` is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The head of the answer, to be written as it is.
    pub answer: Vec<u8>,
    /// The subprotocol that is spoken from now on.
    pub subprotocol: Option<String>,
}

/// A field that may come once, as text. What is not UTF-8 is no value that could be right; it is
/// only shown.
pub(crate) fn single<'f>(
    fields: Fields<'f>,
    name: &'static str,
) -> Result<Option<Cow<'f, str>>, Violation> {
    let value = fields.single(name).map_err(|_| Violation::Repeated(name))?;
    Ok(value.map(String::from_utf8_lossy))
}

/// The offered subprotocols: tokens, each once, on one field line or several.
fn subprotocols(fields: Fields<'_>) -> Result<Vec<String>, Violation> {
    const NAME: &str = "Sec-WebSocket-Protocol";
    let mut offered: Vec<String> = Vec::new();
    for token in fields.tokens(NAME) {
        let name = String::from_utf8_lossy(token).into_owned();
        if !is_token(&name) || offered.contains(&name) {
            return Err(Violation::SubprotocolMalformed(name));
        }
        offered.push(name);
    }
    if offered.is_empty() && fields.count(NAME) > 0 {
        return Err(Violation::SubprotocolMalformed(String::new()));
    }
    Ok(offered)
}
