//! # Targets and hosts                                               chapter 02 · RFC 9112 §3.2
//! Knows: the forms of a request target; how a host is written. Does not know: what is there.
//! Read before: `fault.rs`. Read next: `query.rs`.

use crate::Violation;
use crate::token::{decimal, table};
use std::net::Ipv6Addr;
use std::str::FromStr as _;

/// Where the parts of a target begin and end, counted from its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TargetParts {
    /// The end of the authority of an absolute-form target, and its start.
    pub(crate) authority: Option<(usize, usize)>,
    /// Where the path begins.
    pub(crate) path: usize,
}

/// Judge the form of `target`, whose bytes are known to be good.
///
/// ```text
/// /path?query                origin-form, the usual one
/// http://host/path?query     absolute-form, as to a proxy; its authority stands for Host
/// *                          asterisk-form, for OPTIONS alone
/// host:port                  authority-form, for CONNECT alone: there are no tunnels here
/// ```
///
/// # Errors
/// [`Violation::Connect`], [`Violation::InvalidHost`] or [`Violation::WrongTargetForm`].
pub(crate) fn parts(method: &str, target: &str) -> Result<TargetParts, Violation> {
    if method == "CONNECT" {
        return Err(Violation::Connect);
    }
    if target.starts_with('/') || (target == "*" && method == "OPTIONS") {
        return Ok(TargetParts { authority: None, path: 0 });
    }
    let Some((scheme, rest)) = target.split_once("://") else {
        return Err(Violation::WrongTargetForm);
    };
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return Err(Violation::WrongTargetForm);
    }
    let start = scheme.len() + "://".len();
    let end = start + rest.find(['/', '?']).unwrap_or(rest.len());
    if !is_host(&target.as_bytes()[start..end]) {
        return Err(Violation::InvalidHost);
    }
    Ok(TargetParts { authority: Some((start, end)), path: end })
}

/// True for what Host may say: a name, an IPv4 address or an IPv6 address in brackets, then
/// perhaps a colon and a port.
///
/// Empty is refused, for an http URI without a host is invalid (RFC 9110 §4.2.1).
pub fn is_host(host: &[u8]) -> bool {
    if let [b'[', rest @ ..] = host {
        let Some(end) = rest.iter().position(|&byte| byte == b']') else { return false };
        let address = str::from_utf8(&rest[..end]).ok();
        let is_address = address.is_some_and(|text| Ipv6Addr::from_str(text).is_ok());
        return is_address && is_port(&rest[end + 1..]);
    }
    let is_other = |&byte: &u8| !NAME_BYTES[usize::from(byte)];
    let end = host.iter().position(is_other).unwrap_or(host.len());
    let (name, port) = host.split_at(end);
    !name.is_empty() && has_whole_escapes(name) && is_port(port)
}

/// True if two hexadecimal digits follow each percent sign.
fn has_whole_escapes(name: &[u8]) -> bool {
    let is_digits = |two: &[u8]| two.iter().all(u8::is_ascii_hexdigit);
    let is_whole = |rest: &[u8]| rest.get(..2).is_some_and(is_digits);
    name.split(|&byte| byte == b'%').skip(1).all(is_whole)
}

/// True for nothing; else a colon, and perhaps a number below 65,536.
fn is_port(port: &[u8]) -> bool {
    match port {
        [] | [b':'] => true,
        [b':', digits @ ..] => decimal(digits).is_some_and(|port| port < 65_536),
        _ => false,
    }
}

/// A byte of a registered name (RFC 3986 §3.2.2): unreserved, percent, or a sub-delimiter.
const fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'%' | b'!' | b'$' | b'&' | b'\'' | b'(')
        || matches!(byte, b')' | b'*' | b'+' | b',' | b';' | b'=')
}

const NAME_BYTES: [bool; 256] = table!(is_name_byte);
