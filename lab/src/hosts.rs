//! # Hosts: the names by which this lab may be asked                 chapter 00
//! Knows: who may reach a lab on this machine only. Does not know: the requests.
//! Read before: nothing. Read next: `plan.rs`.
//!
//! A page anywhere in the web may let its own name stand for 127.0.0.1 (DNS rebinding). To the
//! browser it then has one origin with a lab there, and may read it and publish. But the browser
//! still names the page's host, and so we can tell.

use std::net::{IpAddr, SocketAddr};

/// Which hosts a request may name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hosts {
    /// Any: the lab is there for others too, who may know it by names that we do not.
    #[default]
    Any,
    /// `localhost`, 127.0.0.1 and its like, and `[::1]`, with any port.
    Loopback,
}

impl Hosts {
    /// For a lab that listens on `address`.
    pub fn of(address: SocketAddr) -> Self {
        if address.ip().is_loopback() { Self::Loopback } else { Self::Any }
    }

    /// True if a request that names `authority` (host and perhaps port) may be answered. One that
    /// names none comes from no browser.
    ///
    /// ```
    /// use lab::hosts::Hosts;
    /// assert!(Hosts::Loopback.allow(Some("localhost:10101")));
    /// assert!(Hosts::Loopback.allow(Some("[::1]:10101")));
    /// assert!(!Hosts::Loopback.allow(Some("evil.example:10101")));
    /// assert!(Hosts::Any.allow(Some("lab.example")));
    /// ```
    pub fn allow(self, authority: Option<&str>) -> bool {
        let (Self::Loopback, Some(authority)) = (self, authority) else { return true };
        let host = match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => authority,
        };
        let literal = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let address = literal.unwrap_or(host).parse::<IpAddr>();
        host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
    }
}
