//! # The client's side                                               chapter 08 · RFC 6455 §4.1
//! Knows: the request, and all that the server may get wrong. Does not know: dice, sockets.
//! Read before: `head.rs`, `server.rs`. Read next: `frames/src/connection.rs`.
//!
//! `Connect` → `Waiting` → `Open`: each state is a type, and each step consumes the last.

use crate::head::{Head, place};
use crate::server::single;
use crate::usage::{is_target, is_token, is_visible};
use crate::{ProtocolError, UsageError, Violation, accept_key, encode_key};
use http1::target::is_host;
use http1::{Fault, ResponseHead, Version};
use wire::{Limits, Parsed};

/// What to ask for.
#[derive(Clone, Debug)]
pub struct Connect {
    host: String,
    target: String,
    subprotocols: Vec<String>,
    origin: Option<String>,
    limits: Limits,
}

impl Connect {
    /// Ask `host` (with its port, if not the default) for `target` (a path, perhaps a query).
    pub fn new(host: &str, target: &str) -> Self {
        Self {
            host: host.into(),
            target: target.into(),
            subprotocols: Vec::new(),
            origin: None,
            limits: Limits::DEFAULT,
        }
    }

    /// Offer a subprotocol; the first one offered is liked best.
    #[must_use]
    pub fn subprotocol(mut self, name: &str) -> Self {
        self.subprotocols.push(name.into());
        self
    }

    /// Say which page asks, as a browser does.
    #[must_use]
    pub fn origin(mut self, origin: &str) -> Self {
        self.origin = Some(origin.into());
        self
    }

    /// Other limits than the defaults: on the answer's head.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The request's bytes, and the state that waits for the answer. `nonce` must be 16
    /// unpredictable bytes, fresh for each connection (§4.1, step 7).
    ///
    /// # Errors
    /// Something of it cannot be sent: see [`UsageError`]. Nothing was written.
    pub fn start(self, nonce: [u8; 16]) -> Result<(Vec<u8>, Waiting), UsageError> {
        self.check()?;
        let key = encode_key(nonce);
        let mut request = format!(
            "GET {} HTTP/1.1\r\n\
             Host: {}\r\n\
             Upgrade: websocket\r\n\
             Connection: Upgrade\r\n\
             Sec-WebSocket-Key: {key}\r\n\
             Sec-WebSocket-Version: 13\r\n",
            self.target, self.host
        );
        if let Some(origin) = &self.origin {
            request.push_str(&format!("Origin: {origin}\r\n"));
        }
        if !self.subprotocols.is_empty() {
            let list = self.subprotocols.join(", ");
            request.push_str(&format!("Sec-WebSocket-Protocol: {list}\r\n"));
        }
        request.push_str("\r\n");
        let waiting = Waiting {
            expected: accept_key(&key),
            offered: self.subprotocols,
            limits: Box::new(self.limits),
            head: Head::new(self.limits.head_bytes),
            passed: 0,
        };
        Ok((request.into_bytes(), waiting))
    }

    /// Could all of it stand in a request?
    fn check(&self) -> Result<(), UsageError> {
        if !is_host(self.host.as_bytes()) {
            return Err(UsageError::NotAHost(self.host.clone()));
        }
        if !is_target(&self.target) {
            return Err(UsageError::NotATarget(self.target.clone()));
        }
        if let Some(bad) = self.origin.as_ref().filter(|origin| !is_visible(origin)) {
            return Err(UsageError::NotALine(bad.clone()));
        }
        for (i, name) in self.subprotocols.iter().enumerate() {
            if !is_token(name) {
                return Err(UsageError::NotAToken(name.clone()));
            }
            if self.subprotocols[..i].contains(name) {
                return Err(UsageError::OfferedTwice(name.clone()));
            }
        }
        Ok(())
    }
}

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
    expected: String,
    offered: Vec<String>,
    limits: Box<Limits>,
    head: Head,
    /// Bytes of interim answers, already passed over.
    passed: usize,
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The subprotocol that is spoken from now on.
    pub subprotocol: Option<String>,
    /// What came behind the head: these bytes are frames already.
    pub leftover: Vec<u8>,
}

impl Waiting {
    /// Take more bytes.
    ///
    /// # Errors
    /// The answer is not the one that opens a WebSocket: close the connection. The offset is that
    /// of the field that is wrong, or of the answer's first byte where none is.
    pub fn receive(mut self, mut bytes: &[u8]) -> Result<Step, ProtocolError> {
        let not_http = |passed: usize| {
            move |(violation, at): Fault| broken(Violation::Http(violation), passed + at)
        };
        while let Some(behind) = self.head.take(bytes).map_err(not_http(self.passed))? {
            let length = self.head.bytes().len();
            let parsed = ResponseHead::parse(self.head.bytes(), &self.limits)
                .map_err(not_http(self.passed))?;
            let Parsed::Complete { value: answer, .. } = parsed else { break };
            if matches!(answer.status(), 100 | 102..=199) {
                // An interim answer may come before the one that counts (RFC 9110 §15.2). All of
                // them together may be as long as one head.
                self.passed += length;
                self.head = Head::new(self.limits.head_bytes.saturating_sub(self.passed));
                bytes = behind;
                continue;
            }
            let subprotocol =
                judge(&answer, &self.expected, &self.offered).map_err(|violation| {
                    let at = place(answer.as_bytes(), answer.fields(), violation.field());
                    broken(violation, self.passed + at)
                })?;
            return Ok(Step::Open(Open { subprotocol, leftover: behind.to_vec() }));
        }
        Ok(Step::Waiting(self))
    }
}

fn broken(violation: Violation, at: usize) -> ProtocolError {
    ProtocolError { violation, offset: at as u64 }
}

/// All that the server may get wrong (§4.1, the client's second list).
fn judge(
    answer: &ResponseHead<'_>,
    expected: &str,
    offered: &[String],
) -> Result<Option<String>, Violation> {
    let fields = answer.fields();
    if answer.status() != 101 {
        return Err(Violation::NotSwitching(answer.status()));
    }
    if answer.version() == Version::Http10 {
        return Err(Violation::AnswerTooOld);
    }
    // The whole value, where a server looks into a list: what was chosen is one thing.
    let upgrade = fields.single("Upgrade").ok().flatten();
    if !upgrade.is_some_and(|value| value.eq_ignore_ascii_case(b"websocket")) {
        return Err(Violation::AnswerNotWebSocket);
    }
    if !fields.has_token("Connection", "upgrade") {
        return Err(Violation::AnswerNotUpgrade);
    }
    let found = single(fields, "Sec-WebSocket-Accept")?.ok_or(Violation::AcceptMissing)?;
    if found != expected {
        return Err(Violation::AcceptWrong { expected: expected.into(), found: found.into() });
    }
    // None is offered yet, so none may be chosen.
    if let Some(extensions) = fields.get_all("Sec-WebSocket-Extensions").next() {
        let found = String::from_utf8_lossy(extensions).into_owned();
        return Err(Violation::ExtensionNotOffered(found));
    }
    match single(fields, "Sec-WebSocket-Protocol")? {
        Some(name) if !offered.iter().any(|offer| *offer == name) => {
            Err(Violation::SubprotocolNotOffered(name.into()))
        }
        chosen => Ok(chosen.map(Into::into)),
    }
}
