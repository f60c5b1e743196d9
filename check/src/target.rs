//! # Target: which server is asked, and how                      chapter 16
//! Knows: an address, what each request carries, how long to wait. Does not know: probes.
//! Read before: `handshake/src/uri.rs`. Read next: `visit.rs`, `raw.rs`.

use crate::http::Known;
use handshake::{Uri, UriError};
use net::reach::Route;
use std::time::Duration;

/// Which server is asked, and how.
#[derive(Clone, Debug)]
pub struct Target {
    /// What it speaks.
    pub kind: Kind,
    /// Where it is. (For `http:` the same address with `ws:`, for `https:` with `wss:`.)
    pub uri: Uri,
    /// More field lines for each request: name and value.
    pub fields: Vec<(String, String)>,
    /// The value of `Origin`, if one is sent.
    pub origin: Option<String>,
    /// The value of `Sec-WebSocket-Protocol`, if one is sent.
    pub subprotocol: Option<String>,
    /// By which way it is reached.
    pub route: Route,
    /// How long each wait lasts at most.
    pub timeout: Duration,
    /// How long silence lasts that is an answer.
    pub quiet: Duration,
    /// Probes that wait for long are wanted.
    pub patient: bool,
    /// How long those wait.
    pub patience: Duration,
    /// What is known of an HTTP server.
    pub http: Known,
}

/// What a server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `ws:` or `wss:`.
    WebSocket,
    /// `http:` or `https:`.
    Http,
}

impl Target {
    /// A server by its address: `ws://`, `wss://`, `http://` or `https://`.
    ///
    /// # Errors
    /// [`UriError`]: the first rule that the address breaks.
    pub fn parse(text: &str) -> Result<Self, UriError> {
        let (scheme, rest) = text.split_once(':').unwrap_or((text, ""));
        let (kind, uri) = match scheme.to_ascii_lowercase().as_str() {
            "http" => (Kind::Http, Uri::parse(&format!("ws:{rest}"))?),
            "https" => (Kind::Http, Uri::parse(&format!("wss:{rest}"))?),
            _ => (Kind::WebSocket, Uri::parse(text)?),
        };
        Ok(Self {
            kind,
            uri,
            fields: Vec::new(),
            origin: None,
            subprotocol: None,
            route: Route::default(),
            timeout: Duration::from_secs(2),
            quiet: Duration::from_millis(300),
            patient: false,
            patience: Duration::from_secs(60),
            http: Known::default(),
        })
    }
}
