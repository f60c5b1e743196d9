//! # ws and wss URIs                                         chapter 08 · RFC 6455 §3, §11.1
//! Knows: how an address of a WebSocket is written, and what of it a request says.
//! Does not know: DNS, TLS, sockets.
//! Read before: `key.rs`. Read next: `client.rs`.

use std::fmt::{self, Write as _};
use std::net::Ipv6Addr;
use std::str::FromStr;

/// Where a WebSocket is opened: `ws://host:port/path?query`, or `wss://` for one inside TLS.
///
/// What it holds is normal: the host in lower case, the port always there, the target in visible
/// ASCII. So two ways to write one address are equal, and what is displayed parses to the same.
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
    secure: bool,
    host: String,
    port: u16,
    target: String,
}

/// Why a text is no address of a WebSocket. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UriError {
    /// The scheme is missing, or is not `ws` or `wss`.
    Scheme(String),
    /// `//` is missing behind the scheme.
    NoAuthority,
    /// A name or a password stands before the host.
    UserInfo,
    /// The host is missing.
    NoHost,
    /// The host is not ASCII.
    HostNotAscii(String),
    /// The host is neither a name nor an IP address.
    NotAHost(String),
    /// The port is not a number from 1 to 65535.
    NotAPort(String),
    /// A fragment stands behind the path.
    Fragment,
    /// A control character stands in the path or the query.
    Control(char),
    /// A percent sign is not followed by two hexadecimal digits.
    LonePercent,
}

impl Uri {
    /// Read an address.
    ///
    /// # Errors
    /// [`UriError`]: the first rule that it breaks, from left to right.
    pub fn parse(text: &str) -> Result<Self, UriError> {
        let (scheme, rest) = text.split_once(':').unwrap_or(("", text));
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "ws" => false,
            "wss" => true,
            _ => return Err(UriError::Scheme(scheme.into())),
        };
        let rest = rest.strip_prefix("//").ok_or(UriError::NoAuthority)?;
        let (authority, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err(UriError::UserInfo);
        }
        let (host, port) = split_port(authority);
        Ok(Self {
            secure,
            host: parse_host(host)?,
            port: parse_port(port)?.unwrap_or(default_port(secure)),
            target: parse_target(tail)?,
        })
    }

    /// True for `wss`.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// The host: a name in lower case or an IP address, one of version 6 without its brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port; 80 or 443 if the address named none.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The value of the `Host` field: the host (an IPv6 address in its brackets), and the port
    /// unless it is the scheme's own (RFC 6455 §4.1).
    pub fn authority(&self) -> String {
        if self.port == default_port(self.secure) {
            self.bracketed_host()
        } else {
            self.authority_with_port()
        }
    }

    /// Host and port, whichever it is: what a proxy is asked for (RFC 9110 §9.3.6).
    pub fn authority_with_port(&self) -> String {
        format!("{}:{}", self.bracketed_host(), self.port)
    }

    /// The resource name: the path, or `/`, and the query if there is one (RFC 6455 §3).
    pub fn target(&self) -> &str {
        &self.target
    }

    fn bracketed_host(&self) -> String {
        if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() }
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
        let scheme = if self.secure { "wss" } else { "ws" };
        write!(f, "{scheme}://{}{}", self.authority(), self.target)
    }
}

fn default_port(secure: bool) -> u16 {
    if secure { 443 } else { 80 }
}

/// Host and port, where a colon inside brackets is the address's own.
fn split_port(authority: &str) -> (&str, &str) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !host.starts_with('[') || host.contains(']') => (host, port),
        _ => (authority, ""),
    }
}

fn parse_host(host: &str) -> Result<String, UriError> {
    let bad = || UriError::NotAHost(host.into());
    if host.is_empty() {
        return Err(UriError::NoHost);
    }
    if !host.is_ascii() {
        return Err(UriError::HostNotAscii(host.into()));
    }
    if let Some(address) = host.strip_prefix('[') {
        let address = address.strip_suffix(']').ok_or_else(bad)?;
        let address = address.parse::<Ipv6Addr>().map_err(|_| bad())?;
        return Ok(address.to_string());
    }
    let is_name = host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
    if is_name { Ok(host.to_ascii_lowercase()) } else { Err(bad()) }
}

/// None for the default: the port may be left out, and even its digits alone (RFC 3986 §3.2.3).
fn parse_port(port: &str) -> Result<Option<u16>, UriError> {
    if port.is_empty() {
        return Ok(None);
    }
    let digits = port.bytes().all(|b| b.is_ascii_digit()).then_some(port);
    let number = digits.and_then(|digits| digits.parse().ok()).filter(|&number| number > 0);
    number.map(Some).ok_or_else(|| UriError::NotAPort(port.into()))
}

/// Path and query, with everything escaped that a request line cannot carry.
fn parse_target(tail: &str) -> Result<String, UriError> {
    let mut target = String::from(if tail.starts_with('/') { "" } else { "/" });
    for (at, c) in tail.char_indices() {
        match c {
            '#' => return Err(UriError::Fragment),
            '%' if !is_escape(&tail.as_bytes()[at..]) => return Err(UriError::LonePercent),
            _ if c.is_control() => return Err(UriError::Control(c)),
            _ if is_uri_character(c) => target.push(c),
            _ => escape(c, &mut target),
        }
    }
    Ok(target)
}

fn is_escape(bytes: &[u8]) -> bool {
    matches!(bytes, [b'%', a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit())
}

/// What may stand in a path or a query as it is (RFC 3986 §3.3, §3.4), and the `%` of an escape.
fn is_uri_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/?%".contains(c)
}

/// Each byte of the UTF-8 of `c`, as `%` and two digits (RFC 6455 §11.1.1).
fn escape(c: char, target: &mut String) {
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        let _never_fails = write!(target, "%{byte:02X}");
    }
}

impl fmt::Display for UriError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scheme(found) => {
                write!(f, "the scheme is {found:?}; a WebSocket's address begins with ws: or wss:")
            }
            Self::NoAuthority => {
                f.write_str("// and a host are missing behind the scheme, as in ws://host/path")
            }
            Self::UserInfo => f.write_str(
                "the address holds a name or a password before @; send them in an Authorization \
                 field",
            ),
            Self::NoHost => f.write_str("the host is missing, as in ws://host/path"),
            Self::HostNotAscii(host) => write!(
                f,
                "the host {host:?} is not ASCII; write it in its ASCII form, which begins with xn--"
            ),
            Self::NotAHost(host) => write!(
                f,
                "the host {host:?} is neither a name nor an IP address (an IPv6 one in brackets)"
            ),
            Self::NotAPort(port) => {
                write!(f, "the port is {port:?}; it must be a number from 1 to 65535")
            }
            Self::Fragment => f.write_str(
                "the address has a fragment; a WebSocket has none (a # of the path is written %23)",
            ),
            Self::Control(c) => {
                write!(f, "the control character {c:?} stands in the path or the query")
            }
            Self::LonePercent => {
                f.write_str("a % is not followed by two hexadecimal digits; itself it is %25")
            }
        }
    }
}

impl std::error::Error for UriError {}
