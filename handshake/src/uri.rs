//! # ws and wss URIs                                         chapter 08 · RFC 6455 §3, §11.1
//! Knows: how an address of a WebSocket is written, and what of it a request says.
//! Does not know: DNS, TLS, sockets.
//! Read before: `http1/src/uri.rs`, `key.rs`. Read next: `client.rs`.

pub use http1::UriError;

use http1::uri::Family;
use std::fmt;
use std::str::FromStr;

/// Where a WebSocket is opened: `ws://host:port/path?query`, or `wss://` for one inside TLS.
///
/// It is read as [`http1::Uri`] is, and holds one: a WebSocket begins as a request. But it has no
/// fragment: where one stands, something was meant that nobody would do.
///
/// ```
/// let uri = handshake::Uri::parse("WSS://Example.com/chatté?room=1")?;
/// assert!(uri.is_secure());
/// assert_eq!((uri.host(), uri.port()), ("example.com", 443));
/// assert_eq!(uri.authority(), "example.com"); // the Host field: 443 is the default
/// assert_eq!(uri.target(), "/chatt%C3%A9?room=1");
/// # Ok::<(), handshake::UriError>(())
/// ```
///
/// Source: RFC 6455 §3; the escapes, §11.1.1 and §11.1.2.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Uri {
    http: http1::Uri,
}

/// The family of `ws` and `wss`.
const WEBSOCKET: Family = Family { plain: "ws", secure: "wss", may_have_fragment: false };

impl Uri {
    /// Read an address.
    ///
    /// # Errors
    /// [`UriError`]: the first rule that it breaks, from left to right.
    pub fn parse(text: &str) -> Result<Self, UriError> {
        http1::Uri::parse_of(WEBSOCKET, text).map(|http| Self { http })
    }

    /// Where the handshake goes: the same address with `http` for `ws`, `https` for `wss`.
    pub fn as_http(&self) -> &http1::Uri {
        &self.http
    }

    /// True for `wss`.
    pub fn is_secure(&self) -> bool {
        self.http.is_secure()
    }

    /// The host: a name in lower case or an IP address, one of version 6 without its brackets.
    pub fn host(&self) -> &str {
        self.http.host()
    }

    /// The port; 80 or 443 if the address named none.
    pub fn port(&self) -> u16 {
        self.http.port()
    }

    /// The value of the `Host` field: the host (an IPv6 address in its brackets), and the port
    /// unless it is the scheme's own (RFC 6455 §4.1).
    pub fn authority(&self) -> String {
        self.http.authority()
    }

    /// Host and port, whichever it is: what a proxy is asked for (RFC 9110 §9.3.6).
    pub fn authority_with_port(&self) -> String {
        self.http.authority_with_port()
    }

    /// The resource name: the path, or `/`, and the query if there is one (RFC 6455 §3).
    pub fn target(&self) -> &str {
        self.http.target()
    }
}

impl FromStr for Uri {
    type Err = UriError;

    fn from_str(text: &str) -> Result<Self, UriError> {
        Self::parse(text)
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_secure() { WEBSOCKET.secure } else { WEBSOCKET.plain };
        write!(f, "{scheme}://{}{}", self.authority(), self.target())
    }
}
