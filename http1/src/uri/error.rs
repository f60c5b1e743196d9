//! # Why a text is no address                                        chapter 02 · RFC 9110 §4.2
//! Knows: each rule that an address can break. Does not know: how it is read.
//! Read before: `target.rs`. Read next: `uri.rs`.

use std::{error, fmt};

/// Why a text is no address. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UriError {
    /// The scheme is missing, or is another.
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
    /// A fragment stands behind the path, where none may (RFC 6455 §3).
    Fragment,
    /// A control character stands in the path or the query.
    Control(char),
    /// A percent sign is not followed by two hexadecimal digits.
    LonePercent,
}

impl fmt::Display for UriError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scheme(found) => write!(
                f,
                "the scheme is {found:?}; a WebSocket's address begins with ws: or wss:, another \
                 one with http: or https:"
            ),
            Self::NoAuthority => {
                f.write_str("// and a host are missing behind the scheme, as in //host/path")
            }
            Self::UserInfo => f.write_str(
                "the address holds a name or a password before @; send them in an Authorization \
                 field",
            ),
            Self::NoHost => f.write_str("the host is missing, as in //host/path"),
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

impl error::Error for UriError {}
