//! # A second opinion                                                chapter 02 · RFC 9112 §11.2
//! Knows: the same rules as the server, read the plainest way: all bytes at hand, line by line,
//! nothing remembered. Does not know: the crate `http1`; statuses; most limits.
//! Read before: `hear.rs`. Read next: `grammar.rs`.

use super::hear::{Asked, End, Heard};
use std::net::Ipv6Addr;

/// The longest body, and the most empty lines before a request.
const BODY: u64 = 1024 * 1024;
const EMPTY_LINES: usize = 8;
/// A refusal; the oracle does not care for the status.
const REFUSED: End = End::Refused(0);

/// What the application of a strict server hears.
pub fn judge(mut bytes: &[u8]) -> Heard {
    let mut requests = Vec::new();
    let end = loop {
        match next(bytes, &mut requests) {
            Ok((rest, true)) => bytes = rest,
            Ok((_, false)) => break End::Close,
            Err(end) => break end,
        }
    };
    Heard { requests, end }
}

/// Read one request: what is left behind it, and whether the connection stays open.
fn next<'b>(mut bytes: &'b [u8], requests: &mut Vec<Asked>) -> Result<(&'b [u8], bool), End> {
    for n in 0.. {
        match bytes {
            [] => return Err(End::Open),
            [b'\r', ..] if n == EMPTY_LINES => return Err(REFUSED),
            [b'\r'] => return Err(End::Cut),
            [b'\r', b'\n', rest @ ..] => bytes = rest,
            [first, ..] if !is_token(&[*first]) => return Err(REFUSED),
            _ => break,
        }
    }
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let head = &bytes[..end.map_or(bytes.len(), |end| end + 4)];
    let bare_lf = (0..head.len()).any(|i| head[i] == b'\n' && (i == 0 || head[i - 1] != b'\r'));
    if bare_lf {
        return Err(REFUSED);
    }
    let rest = &bytes[end.ok_or(End::Cut)? + 4..];
    let head = judge_head(&head[..head.len() - 4]).ok_or(REFUSED)?;
    requests.push(Asked { line: head.line, body: None });
    let (body, rest) = match head.length {
        Some(length) => {
            let length = usize::try_from(length).expect("judged before");
            (rest.get(..length).ok_or(End::Cut)?.to_vec(), &rest[length..])
        }
        None => dechunk(rest)?,
    };
    requests.last_mut().expect("just pushed").body = Some(body);
    Ok((rest, head.stays))
}

/// What the rest depends on.
struct Head {
    line: String,
    /// `None` for chunks.
    length: Option<u64>,
    stays: bool,
}

/// `None` to refuse it.
fn judge_head(head: &[u8]) -> Option<Head> {
    let mut lines = Vec::new();
    let mut rest = head;
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        lines.push(&rest[..end]);
        rest = &rest[end + 2..];
    }
    lines.push(rest);
    if head.contains(&0) || lines.iter().any(|line| line.contains(&b'\r')) {
        return None;
    }
    let parts: Vec<&[u8]> = lines[0].split(|&byte| byte == b' ').collect();
    let [method, target, version] = parts[..] else { return None };
    let is_11 = match version.strip_prefix(b"HTTP/1.")? {
        [b'0'] => false,
        [b'1'..=b'9'] => true,
        _ => return None,
    };
    if !is_token(method) || !is_target(method, target) {
        return None;
    }
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in &lines[1..] {
        let colon = line.iter().position(|&byte| byte == b':')?;
        let (name, value) = (&line[..colon], &line[colon + 1..]);
        if !is_token(name) || !value.iter().all(|&byte| is_value(byte)) {
            return None;
        }
        fields.push((latin1(name).to_ascii_lowercase(), trim(&latin1(value)).into()));
    }
    let all = |name: &str| -> Vec<&str> {
        fields.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str()).collect()
    };
    match all("host")[..] {
        [] if is_11 => return None,
        [] => {}
        [host] if is_host(host) => {}
        _ => return None,
    }
    if is_11 && all("expect").iter().any(|value| !value.eq_ignore_ascii_case("100-continue")) {
        return None;
    }
    let length = match (&all("transfer-encoding")[..], &all("content-length")[..]) {
        ([], []) => Some(0),
        ([], [digits]) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(digits.parse().ok().filter(|&length: &u64| length <= BODY)?)
        }
        ([coding], []) if is_11 && coding.eq_ignore_ascii_case("chunked") => None,
        _ => return None,
    };
    let connection = all("connection").join(",").to_ascii_lowercase();
    let says = |word: &str| connection.split(',').any(|option| trim(option) == word);
    let line = format!("{} {}", latin1(method), latin1(target));
    Some(Head { line, length, stays: !says("close") && (is_11 || says("keep-alive")) })
}

/// The body in chunks, and what is behind it.
fn dechunk(mut bytes: &[u8]) -> Result<(Vec<u8>, &[u8]), End> {
    let mut body = Vec::new();
    loop {
        let (line, rest) = line(bytes, &["\n", "\r\n", "0\r\n", ";\r\n"], |l| size(l).is_some())?;
        let size = size(line).ok_or(REFUSED)?;
        bytes = rest;
        if size == 0 {
            break;
        }
        if size > BODY - body.len() as u64 {
            return Err(REFUSED);
        }
        let size = usize::try_from(size).expect("within the limit");
        body.extend_from_slice(bytes.get(..size).ok_or(End::Cut)?);
        match &bytes[size..] {
            [b'\r', b'\n', rest @ ..] => bytes = rest,
            [] | [b'\r'] => return Err(End::Cut),
            _ => return Err(REFUSED),
        }
    }
    loop {
        let (line, rest) = line(bytes, &["\n", "\r\n", ":\r\n", "a:\r\n"], is_trailer)?;
        bytes = rest;
        if line == b"\r\n" {
            return Ok((body, bytes));
        }
    }
}

/// The first line with its LF, if it is good, and the rest. One without LF is cut if one of the
/// `endings` can still make it good.
fn line<'b>(
    bytes: &'b [u8],
    endings: &[&str],
    is_good: impl Fn(&[u8]) -> bool,
) -> Result<(&'b [u8], &'b [u8]), End> {
    match bytes.iter().position(|&byte| byte == b'\n') {
        Some(lf) if is_good(&bytes[..=lf]) => Ok(bytes.split_at(lf + 1)),
        Some(_) => Err(REFUSED),
        None => {
            let can_be = |ending: &&str| is_good(&[bytes, ending.as_bytes()].concat());
            Err(if endings.iter().any(can_be) { End::Cut } else { REFUSED })
        }
    }
}

/// `1*16HEXDIG [ *( SP / HTAB ) ";" *value ] CR LF`
fn size(line: &[u8]) -> Option<u64> {
    let line = line.strip_suffix(b"\r\n")?;
    let digits = line.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let behind = &line[digits..];
    let extension = trim(&latin1(behind)).to_string();
    let good = behind.is_empty() || extension.starts_with(';');
    if !good || digits > 16 || !behind.iter().all(|&byte| is_value(byte)) {
        return None;
    }
    u64::from_str_radix(&latin1(&line[..digits]), 16).ok()
}

/// An empty line, or `token ":" *value CR LF`.
fn is_trailer(line: &[u8]) -> bool {
    let Some(line) = line.strip_suffix(b"\r\n") else { return false };
    let Some(colon) = line.iter().position(|&byte| byte == b':') else { return line.is_empty() };
    is_token(&line[..colon]) && line[colon..].iter().all(|&byte| is_value(byte))
}

fn is_target(method: &[u8], target: &[u8]) -> bool {
    let text = latin1(target);
    let visible = target.iter().all(|byte| (0x21..0x7f).contains(byte) && *byte != b'#');
    let lower = text.to_ascii_lowercase();
    let behind = lower.strip_prefix("http://").or(lower.strip_prefix("https://"));
    let absolute = behind.is_some_and(|rest| is_host(rest.split(['/', '?']).next().unwrap_or("")));
    let form = text.starts_with('/') || absolute || (text == "*" && method == b"OPTIONS");
    visible && form && method != b"CONNECT"
}

fn is_host(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !host.ends_with(']') => (name, port),
        _ => (host, ""),
    };
    let digits = port.bytes().all(|byte| byte.is_ascii_digit());
    let is_port = port.is_empty() || (digits && port.parse().is_ok_and(|n: u64| n < 65_536));
    let address = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let is_name = match address {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => {
            let good = |c: char| c.is_ascii_alphanumeric() || "-._~%!$&'()*+,;=".contains(c);
            let is_hex = |two: &[u8]| two.iter().all(u8::is_ascii_hexdigit);
            let digits = |at: usize| name.as_bytes().get(at + 1..at + 3);
            let whole = name.match_indices('%').all(|(at, _)| digits(at).is_some_and(is_hex));
            whole && !name.is_empty() && name.chars().all(good)
        }
    };
    is_name && is_port
}

fn is_token(bytes: &[u8]) -> bool {
    let good = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    !bytes.is_empty() && bytes.iter().all(good)
}

fn is_value(byte: u8) -> bool {
    byte == b'\t' || (byte >= b' ' && byte != 0x7f)
}

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}
