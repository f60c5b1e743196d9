//! # Which WebSocket to open                                         chapter 08 · RFC 6455 §4.1
//! Knows: all that a caller may choose. Does not know: how it is done.
//! Read before: `handshake/src/uri.rs`, `handshake/src/client.rs`. Read next: `websocket.rs`.

use crate::Stop;
use crate::gate::ConnectGate;
use crate::proxy::Proxy;
use crate::tls::ClientTls;
use handshake::client::Connect;
use handshake::deflate::Offer;
use handshake::{Uri, UriError};
use std::time::Duration;
use wire::Limits;

/// Which WebSocket to open, and how.
#[derive(Clone, Debug)]
pub struct Request {
    pub(super) uri: Uri,
    pub(super) connect: Connect,
    pub(super) limits: Limits,
    pub(super) within: Option<Duration>,
    pub(super) tls: Option<ClientTls>,
    pub(super) proxy: Option<Proxy>,
    pub(super) gate: ConnectGate,
    pub(super) stop: Stop,
}

impl Request {
    /// The WebSocket at `uri`, as `wss://example.com/chat`.
    ///
    /// # Errors
    /// [`UriError`]: it is no address of a WebSocket.
    pub fn new(uri: &str) -> Result<Self, UriError> {
        let uri = Uri::parse(uri)?;
        Ok(Self {
            connect: Connect::new(&uri.authority(), uri.target()),
            uri,
            limits: Limits::DEFAULT,
            within: None,
            tls: None,
            proxy: None,
            gate: ConnectGate::of_this_process(),
            stop: Stop::default(),
        })
    }

    /// Offer a subprotocol; the first one offered is liked best.
    #[must_use]
    pub fn subprotocol(mut self, name: &str) -> Self {
        self.connect = self.connect.subprotocol(name);
        self
    }

    /// Say which page asks, as a browser does.
    #[must_use]
    pub fn origin(mut self, origin: &str) -> Self {
        self.connect = self.connect.origin(origin);
        self
    }

    /// Send one more field, as `Authorization` or `Cookie`.
    #[must_use]
    pub fn field(mut self, name: &str, value: &str) -> Self {
        self.connect = self.connect.field(name, value);
        self
    }

    /// Offer to compress messages (RFC 7692).
    #[must_use]
    pub fn deflate(mut self, offer: Offer) -> Self {
        self.connect = self.connect.deflate(offer);
        self
    }

    /// Other limits than the defaults.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self.connect = self.connect.limits(limits);
        self
    }

    /// Other than `Limits::head_time`: how long all of it may take, from looking up the name to
    /// the last byte of the answer, the wait at the gate included.
    #[must_use]
    pub fn within(mut self, time: Duration) -> Self {
        self.within = Some(time);
        self
    }

    /// Trust others than the web does.
    #[must_use]
    pub fn trust(mut self, tls: ClientTls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Go through a proxy. (No variable of the environment is looked at.)
    #[must_use]
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.proxy = Some(proxy);
        self
    }

    /// Another gate than that of this process.
    #[must_use]
    pub fn gate(mut self, gate: ConnectGate) -> Self {
        self.gate = gate;
        self
    }

    /// Who may ask the WebSocket to end, once it is open.
    #[must_use]
    pub fn stop(mut self, stop: Stop) -> Self {
        self.stop = stop;
        self
    }
}
