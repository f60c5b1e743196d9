//! # A tunnel through a proxy                               chapter 08 · RFC 6455 §4.1, step 3
//! Knows: how to ask an HTTP proxy for a tunnel, and what it may answer. Does not know: what goes
//! through it.
//! Read before: `handshake/src/uri.rs`. Read next: `websocket.rs`.

use http1::{HeadSearch, ResponseHead};
use std::{error, fmt, io};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use wire::Limits;

/// An HTTP proxy, and what it wants to know of us.
#[derive(Clone)]
pub struct Proxy {
    address: String,
    authorization: Option<String>,
}

/// Why there is no tunnel.
#[derive(Debug)]
pub enum ProxyError {
    /// The credentials cannot stand in a head.
    Authorization,
    /// Nobody listens at the proxy's address, or the stream failed.
    Io(io::Error),
    /// The proxy said no, with this status: 407 asks for credentials, or for others.
    Refused(u16),
    /// What came is no answer of a proxy.
    NotHttp(http1::Violation),
    /// The stream ended before the answer did.
    CutShort,
}

impl fmt::Display for ProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Authorization => {
                f.write_str("the proxy's credentials hold a control character, or nothing")
            }
            Self::Io(error) => write!(f, "cannot reach the proxy: {error}"),
            Self::Refused(407) => {
                f.write_str("the proxy answered 407; it wants other credentials than it got")
            }
            Self::Refused(status) => {
                write!(f, "the proxy answered {status}; 200 would have opened the tunnel")
            }
            Self::NotHttp(violation) => write!(f, "the proxy's answer is not HTTP: {violation}"),
            Self::CutShort => f.write_str("the proxy ended the connection without an answer"),
        }
    }
}

impl error::Error for ProxyError {}

impl From<io::Error> for ProxyError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Proxy {
    /// The proxy at `address` (host and port).
    pub fn new(address: &str) -> Self {
        Self { address: address.into(), authorization: None }
    }

    /// The value of `Proxy-Authorization`, as `Basic YTpi` (RFC 9110 §11.7.2). It goes to the
    /// proxy in clear, and never to the server behind it.
    #[must_use]
    pub fn authorization(mut self, value: &str) -> Self {
        self.authorization = Some(value.into());
        self
    }

    /// Ask for a tunnel to `authority` (host and port). The proxy looks the name up.
    ///
    /// # Errors
    /// [`ProxyError`].
    pub async fn tunnel(&self, authority: &str, limits: &Limits) -> Result<TcpStream, ProxyError> {
        let mut ask = format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n");
        if let Some(value) = &self.authorization {
            if value.is_empty() || value.chars().any(|c| c.is_control() || !c.is_ascii()) {
                return Err(ProxyError::Authorization);
            }
            ask.push_str(&format!("Proxy-Authorization: {value}\r\n"));
        }
        ask.push_str("\r\n");
        let mut socket = TcpStream::connect(&self.address).await?;
        socket.set_nodelay(true)?;
        socket.write_all(ask.as_bytes()).await?;
        // All heads together may be as long as one.
        let mut left = limits.head_bytes;
        loop {
            match read_status(&mut socket, limits, &mut left).await? {
                100..=199 => {} // an interim answer; the one that counts comes behind it
                200..=299 => return Ok(socket),
                status => return Err(ProxyError::Refused(status)),
            }
        }
    }
}

/// Read one head of at most `left` bytes, and not a byte behind it: those are the server's already.
async fn read_status(
    socket: &mut TcpStream,
    limits: &Limits,
    left: &mut usize,
) -> Result<u16, ProxyError> {
    let not_http = |(violation, _)| ProxyError::NotHttp(violation);
    let mut search = HeadSearch::default();
    let mut head = Vec::new();
    loop {
        let mut piece = [0; 1024];
        // Look first, and take only what belongs to the head.
        let n = socket.peek(&mut piece).await?;
        if n == 0 {
            return Err(ProxyError::CutShort);
        }
        let end = search.look(&piece[..n], *left).map_err(not_http)?;
        let own = end.unwrap_or(n);
        socket.read_exact(&mut piece[..own]).await?;
        head.extend_from_slice(&piece[..own]);
        if end.is_some() {
            *left = left.saturating_sub(head.len());
            let parsed = ResponseHead::parse(&mut head, limits).map_err(not_http)?;
            return parsed.complete().map(|head| head.status()).ok_or(ProxyError::CutShort);
        }
    }
}

impl fmt::Debug for Proxy {
    /// Without the credentials: this may end in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy").field("address", &self.address).finish_non_exhaustive()
    }
}
