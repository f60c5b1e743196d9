//! # What a request is about, explained                              chapter 10 · RFC 9112 §3.2
//! Knows: the forms of a target, and how a host is written. Does not know: what is there, and the
//! codec in `http1/`: this is a second reading.
//! Read before: `start_line.rs`. Read next: `field_line.rs`.

use crate::Value;
use crate::draft::{Draft, bits};
use crate::start_line::number_of;
use std::net::Ipv6Addr;
use wire::Cite;

/// Where all of it is written.
pub(crate) const TARGET: Cite = Cite::rfc9112("3.2");

/// Explain a request target and the space behind it.
pub(crate) fn read(draft: &mut Draft<'_>, method: &[u8], target: &[u8]) {
    let (meaning, is_right) = form(method, target);
    let value = Value::text_or_bytes(target);
    let whole = draft.bytes("request target", target.len() + 1, value, meaning, TARGET);
    let is_wrong = |byte: &u8| !byte.is_ascii_graphic() || *byte == b'#';
    if let Some(i) = target.iter().position(is_wrong) {
        let what = "a character that no target has; visible ASCII without # is right";
        draft.complain(whole.start + bits(i)..whole.end, what, TARGET);
    } else if !is_right {
        let what = "a target in no form; a path, an http URI with a host, * for OPTIONS, \
                    host:port for CONNECT are right";
        draft.complain(whole, what, TARGET);
    }
}

/// What the form of a target means, and whether it may be so.
fn form(method: &[u8], target: &[u8]) -> (&'static str, bool) {
    match target {
        _ if method == b"CONNECT" => ("where the tunnel leads", true),
        [b'/', ..] => ("what the request is about", true),
        b"*" => ("the server as a whole", method == b"OPTIONS"),
        _ => ("what the request is about, as to a proxy", is_http_uri(target)),
    }
}

/// `http://host/path?query` or `https://host/path?query`.
fn is_http_uri(target: &[u8]) -> bool {
    let Ok(target) = std::str::from_utf8(target) else { return false };
    let Some((scheme, rest)) = target.split_once("://") else { return false };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) && is_host(authority)
}

/// A name or an address, then perhaps a colon and a port. None at all is no host.
pub(crate) fn is_host(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        // The last colon of an address in brackets may be inside them.
        Some((host, port)) if !port.ends_with(']') => (host, port),
        _ => (text, ""),
    };
    let is_port = port.is_empty() || number_of(port.as_bytes()).is_some_and(|n| n <= 0xffff);
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=".contains(&byte);
    let is_hex = |two: &str| two.bytes().all(|byte| byte.is_ascii_hexdigit());
    let escaped = host.split('%').skip(1).all(|rest| rest.get(..2).is_some_and(is_hex));
    let is_named = !host.is_empty() && host.bytes().all(is_name) && escaped;
    is_port && (is_named || address.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok()))
}
