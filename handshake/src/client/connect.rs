//! # What a client asks                                              chapter 08 · RFC 6455 §4.1
//! Knows: the request, and what cannot stand in one. Does not know: the answer.
//! Read before: `client.rs`. Read next: `client/judge.rs`.

use super::judge::Asked;
use super::{Coming, Waiting};
use crate::deflate::Offer;
use crate::head::Head;
use crate::usage::{is_target, is_token, is_visible};
use crate::{UsageError, accept_key, encode_key, extension};
use http1::target::is_host;
use http1::token::is_value_byte;
use wire::Limits;

/// What to ask for.
#[derive(Clone, Debug)]
pub struct Connect {
    host: String,
    target: String,
    origin: Option<String>,
    subprotocols: Vec<String>,
    offers: Vec<Offer>,
    fields: Vec<(String, String)>,
    limits: Limits,
}

/// Fields that the handshake writes itself, or that would give the request a body.
const RESERVED: [&str; 6] =
    ["Host", "Upgrade", "Connection", "Origin", "Content-Length", "Transfer-Encoding"];
/// All fields with such a name are the handshake's.
const RESERVED_PREFIX: &str = "Sec-WebSocket-";

impl Connect {
    /// Ask `host` (with its port, if not the default) for `target` (a path, perhaps a query).
    pub fn new(host: &str, target: &str) -> Self {
        Self {
            host: host.into(),
            target: target.into(),
            origin: None,
            subprotocols: Vec::new(),
            offers: Vec::new(),
            fields: Vec::new(),
            limits: Limits::DEFAULT,
        }
    }

    /// Offer a subprotocol; the first one offered is liked best.
    #[must_use]
    pub fn subprotocol(mut self, name: &str) -> Self {
        self.subprotocols.push(name.into());
        self
    }

    /// Offer to compress. Further offers are for servers that decline the first.
    #[must_use]
    pub fn deflate(mut self, offer: Offer) -> Self {
        self.offers.push(offer);
        self
    }

    /// Say which page asks, as a browser does.
    #[must_use]
    pub fn origin(mut self, origin: &str) -> Self {
        self.origin = Some(origin.into());
        self
    }

    /// Add a field line: a cookie, a password. What the handshake writes itself is refused.
    #[must_use]
    pub fn field(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.into(), value.into()));
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
        let mut add = |name: &str, value: &str| {
            request.push_str(&format!("{name}: {value}\r\n"));
        };
        if let Some(origin) = &self.origin {
            add("Origin", origin);
        }
        if !self.subprotocols.is_empty() {
            add("Sec-WebSocket-Protocol", &self.subprotocols.join(", "));
        }
        if !self.offers.is_empty() {
            let offers: Vec<String> = self.offers.iter().map(ToString::to_string).collect();
            add(extension::FIELD, &offers.join(", "));
        }
        for (name, value) in &self.fields {
            add(name, value.trim_matches([' ', '\t']));
        }
        request.push_str("\r\n");
        Ok((request.into_bytes(), self.awaiting(&key)))
    }

    /// The state that waits for the answer to such a request, if it was sent elsewhere with this
    /// `key`.
    pub fn awaiting(self, key: &str) -> Waiting {
        let (subprotocols, offers) = (self.subprotocols, self.offers);
        Waiting {
            asked: Box::new(Asked { accept: accept_key(key), subprotocols, offers }),
            limits: Box::new(self.limits),
            passed: 0,
            coming: Coming::Head(Head::new(self.limits.head_bytes)),
        }
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
        self.fields.iter().try_for_each(|(name, value)| check_field(name, value))
    }
}

/// May a caller add this field? One CR LF in a value would begin a field of somebody else's.
fn check_field(name: &str, value: &str) -> Result<(), UsageError> {
    if !is_token(name) {
        return Err(UsageError::NotAFieldName(name.into()));
    }
    let prefix = name.as_bytes().get(..RESERVED_PREFIX.len()).unwrap_or_default();
    let is_ours = prefix.eq_ignore_ascii_case(RESERVED_PREFIX.as_bytes());
    if is_ours || RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(name)) {
        return Err(UsageError::ReservedField(name.into()));
    }
    if !value.bytes().all(is_value_byte) {
        return Err(UsageError::NotAFieldValue(name.into()));
    }
    Ok(())
}
