//! # http and https URIs                                  chapter 02 · RFC 9110 §4.2, RFC 3986 §3
//! Knows: how an address is written, and what of it a request says. Does not know: DNS, TLS,
//! sockets.
//! Read before: `target.rs`. Read next: `uri/reference.rs`, `handshake/src/uri.rs`.

mod error;
mod reference;

pub use error::UriError;

use std::fmt::{self, Write as _};
use std::net::Ipv6Addr;
use std::str::FromStr;

/// Where a request goes: `http://host:port/path?query`, or `https://` for one inside TLS.
///
/// What it holds is normal: the host in lower case, the port always there, the target in visible
/// ASCII. So two ways to write one address are equal, and what is displayed parses to the same. A
/// fragment is for who reads the answer: it is dropped.
///
/// ```
/// let uri = http1::Uri::parse("HTTPS://Example.com/café?room=1#top")?;
/// assert!(uri.is_secure());
/// assert_eq!((uri.host(), uri.port()), ("example.com", 443));
/// assert_eq!(uri.authority(), "example.com"); // the Host field: 443 is the default
/// assert_eq!(uri.target(), "/caf%C3%A9?room=1");
/// # Ok::<(), http1::UriError>(())
/// ```
///
/// Source: RFC 9110 §4.2.1, §4.2.2 and §7.1.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Uri {
    secure: bool,
    host: String,
    port: u16,
    target: String,
}

/// How the addresses of a family begin, and whether one may name a place inside what it brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Family {
    /// The scheme without TLS, in lower case; its port is 80.
    pub plain: &'static str,
    /// The scheme with TLS, in lower case; its port is 443.
    pub secure: &'static str,
    /// A fragment is dropped; else it is an error.
    pub may_have_fragment: bool,
}

/// The family of `http` and `https`.
pub const WEB: Family = Family { plain: "http", secure: "https", may_have_fragment: true };

impl Uri {
    /// Read an address.
    ///
    /// # Errors
    /// [`UriError`]: the first rule that it breaks, from left to right.
    pub fn parse(text: &str) -> Result<Self, UriError> {
        Self::parse_of(WEB, text)
    }

    /// Read an address of another `family` that is written in the same way.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_of(family: Family, text: &str) -> Result<Self, UriError> {
        let (scheme, rest) = text.split_once(':').unwrap_or(("", text));
        let secure = match scheme.to_ascii_lowercase() {
            lower if lower == family.plain => false,
            lower if lower == family.secure => true,
            _ => return Err(UriError::Scheme(scheme.into())),
        };
        let rest = rest.strip_prefix("//").ok_or(UriError::NoAuthority)?;
        let (authority, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (host, port) = parse_authority(authority, secure)?;
        let tail = match tail.split_once('#') {
            Some((tail, _)) if family.may_have_fragment => tail,
            _ => tail,
        };
        Ok(Self { secure, host, port, target: parse_target(tail)? })
    }

    /// True for `https`.
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
    /// unless it is the scheme's own (RFC 9110 §7.2).
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

    /// The path, or `/`, and the query if there is one.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// True when both are of one origin: scheme, host and port are the same (RFC 6454 §5).
    pub fn is_same_origin(&self, other: &Self) -> bool {
        (self.secure, &self.host, self.port) == (other.secure, &other.host, other.port)
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
        let scheme = if self.secure { WEB.secure } else { WEB.plain };
        write!(f, "{scheme}://{}{}", self.authority(), self.target)
    }
}

fn default_port(secure: bool) -> u16 {
    if secure { 443 } else { 80 }
}

/// What stands between `//` and the path.
fn parse_authority(authority: &str, secure: bool) -> Result<(String, u16), UriError> {
    if authority.contains('@') {
        return Err(UriError::UserInfo);
    }
    let (host, port) = split_port(authority);
    Ok((parse_host(host)?, parse_port(port)?.unwrap_or(default_port(secure))))
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

/// Each byte of the UTF-8 of `c`, as `%` and two digits (RFC 3986 §2.1).
fn escape(c: char, target: &mut String) {
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        let _never_fails = write!(target, "%{byte:02X}");
    }
}
