//! # What to fetch                                                   chapter 02 · RFC 9110 §9
//! Knows: all that a caller may choose. Does not know: how it is done.
//! Read before: `http1/src/uri.rs`, `http1/src/request.rs`. Read next: `fetch/redirect.rs`.

use crate::Onlooker;
use crate::proxy::Proxy;
use crate::reach::Route;
use crate::tls::ClientTls;
use http1::{Uri, UriError};
use std::fmt;
use std::time::Duration;
use wire::{Bytes, Limits};

/// What to ask of whom, and how.
///
/// ```
/// use net::fetch::Request;
/// let request = Request::post("https://example.com/publish?topic=chat")?
///     .field("Authorization", "Bearer tok")
///     .body("hello");
/// # let _ = request;
/// # Ok::<(), http1::UriError>(())
/// ```
#[derive(Clone)]
pub struct Request {
    pub(crate) method: Box<str>,
    pub(crate) uri: Uri,
    pub(crate) fields: Vec<(Box<str>, Vec<u8>)>,
    pub(crate) body: Bytes,
    pub(crate) limits: Limits,
    pub(crate) route: Route,
    pub(crate) follow: u32,
    pub(crate) onlooker: Onlooker,
    connect_time: Option<Duration>,
    head_time: Option<Duration>,
}

impl Request {
    /// Ask `method` of what is at `url`.
    ///
    /// # Errors
    /// `UriError`: it is no address.
    pub fn new(method: &str, url: &str) -> Result<Self, UriError> {
        Ok(Self::to(method, Uri::parse(url)?))
    }

    /// The same, where the address was read before.
    pub fn to(method: &str, uri: Uri) -> Self {
        Self {
            method: method.into(),
            uri,
            fields: Vec::new(),
            body: Bytes::new(),
            limits: Limits::DEFAULT,
            route: Route::default(),
            follow: 0,
            onlooker: Onlooker::default(),
            connect_time: None,
            head_time: None,
        }
    }

    /// A `GET`.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn get(url: &str) -> Result<Self, UriError> {
        Self::new("GET", url)
    }

    /// A `POST`.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn post(url: &str) -> Result<Self, UriError> {
        Self::new("POST", url)
    }

    /// Send one more field. One that cannot be sent is found when it is tried.
    #[must_use]
    pub fn field(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.fields.push((name.into(), value.as_ref().to_vec()));
        self
    }

    /// Set the body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Follow redirections, this many at most; without it, none.
    #[must_use]
    pub fn follow(mut self, most: u32) -> Self {
        self.follow = most;
        self
    }

    /// Other limits than the defaults.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Other than `Limits::head_time`: how long it may take to reach the server, TLS included.
    #[must_use]
    pub fn connect_within(mut self, time: Duration) -> Self {
        self.connect_time = Some(time);
        self
    }

    /// Other than `Limits::head_time`: from then on, how long the head of the answer may take.
    #[must_use]
    pub fn head_within(mut self, time: Duration) -> Self {
        self.head_time = Some(time);
        self
    }

    /// Trust others than the web does.
    #[must_use]
    pub fn trust(mut self, tls: ClientTls) -> Self {
        self.route.tls = Some(tls);
        self
    }

    /// Go through a proxy: through a tunnel, for `http` too.
    #[must_use]
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.route.proxy = Some(proxy);
        self
    }

    /// Let somebody look on at the bytes, of all connections and both directions.
    #[must_use]
    pub fn onlooker(mut self, onlooker: Onlooker) -> Self {
        self.onlooker = onlooker;
        self
    }

    /// The same request, of another address.
    #[must_use]
    pub fn at(mut self, uri: Uri) -> Self {
        self.uri = uri;
        self
    }

    /// Where it goes.
    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    pub(crate) fn connect_time(&self) -> Duration {
        self.connect_time.unwrap_or(self.limits.head_time)
    }

    pub(super) fn head_time(&self) -> Duration {
        self.head_time.unwrap_or(self.limits.head_time)
    }

    /// The request as HTTP has it.
    pub(super) fn to_http(&self) -> http1::Request {
        let (target, host) = (self.uri.target(), self.uri.authority());
        let mut request = http1::Request::new(&self.method, target, &host);
        for (name, value) in &self.fields {
            request = request.field(name, value);
        }
        request.body(self.body.clone())
    }
}

impl fmt::Debug for Request {
    /// Without the values of fields and without the body, which may be secrets: this may end in a
    /// log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.fields.iter().map(|(name, _)| &**name).collect();
        let mut shown = f.debug_struct("Request");
        shown.field("method", &self.method).field("uri", &self.uri).field("fields", &names);
        shown.finish_non_exhaustive()
    }
}
