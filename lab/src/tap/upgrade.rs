//! # A proxy that knows no upgrades                                  chapter 09 · RFC 9110 §7.6.1
//! Knows: which lines of a head are about this connection alone. Does not know: where heads are.
//! Read before: `http1/src/request_head.rs`. Read next: `change.rs`.
//!
//! `Upgrade` and `Connection` are meant for the next station, so a proxy must not pass them on; one
//! that does not speak WebSocket passes on the rest. So the server sees a request like any other.

/// This head without the field `Upgrade`, and without that word in `Connection`; `None` if neither
/// is in it.
///
/// ```
/// let head = b"GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n\r\n";
/// let rest = lab::tap::upgrade::without_upgrade(head);
/// assert_eq!(rest.unwrap(), b"GET / HTTP/1.1\r\nConnection: keep-alive\r\n\r\n");
/// ```
pub fn without_upgrade(head: &[u8]) -> Option<Vec<u8>> {
    let mut rest = Vec::with_capacity(head.len());
    for line in head.split_inclusive(|&byte| byte == b'\n') {
        match split(line) {
            Some((name, _)) if name.eq_ignore_ascii_case(b"upgrade") => {}
            Some((name, value)) if name.eq_ignore_ascii_case(b"connection") => {
                rest.extend(other_options(line, name, value));
            }
            _ => rest.extend_from_slice(line),
        }
    }
    (rest != head).then_some(rest)
}

/// The name and the value of a field line.
fn split(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().position(|&byte| byte == b':')?;
    Some((&line[..colon], &line[colon + 1..]))
}

/// The line with the options that are not `upgrade`; nothing if there is no other.
fn other_options(line: &[u8], name: &[u8], value: &[u8]) -> Vec<u8> {
    let options: Vec<&[u8]> = value.split(|&byte| byte == b',').map(<[u8]>::trim_ascii).collect();
    let is_upgrade = |option: &&[u8]| option.eq_ignore_ascii_case(b"upgrade");
    if !options.iter().any(is_upgrade) {
        return line.to_vec();
    }
    let others: Vec<&[u8]> = options.into_iter().filter(|option| !is_upgrade(option)).collect();
    if others.is_empty() {
        return Vec::new();
    }
    [name, b": ", &others.join(&b", "[..]), b"\r\n"].concat()
}
