//! # The opening handshake                                  chapters 08, 09 · RFC 6455 §4.2
//! Knows: what a request for a WebSocket must hold, and how it is refused.
//! Does not know: frames.
//! Read before: `head.rs`. Read next: `frame.rs`.

use crate::end::{End, Refusal};
use crate::head::{Head, bad, is_token};
use crate::server::Server;
use crate::socket::Socket;
use std::time::Duration;

/// A longer head is not read.
const HEAD_MAX: usize = 16 * 1024;
/// A head must be there within this time.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// Read the head of a request, and say 101 or why not.
///
/// # Errors
/// [`End::Refused`] with what is to be answered, [`End::Gone`] when nobody is there.
pub fn open<S: Server + ?Sized>(server: &S, socket: &mut Socket) -> Result<(), End> {
    socket.hurry(server.head_time());
    let text = server.read_head(socket)?;
    socket.hurry(None);
    let head = Head::parse(server, &text)?;
    server.check_request_line(&head)?;
    head.one(server, "Host", "one Host field is needed")?;
    check_upgrade(server, &head)?;
    server.check_version(&head)?;
    let key = server.check_key(&head)?;
    server.check_origin(&head)?;
    check_extensions(server, &head)?;
    let agreed = server.agree(&head);
    let accept = handshake::accept_key(&key);
    let answer = format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Accept: {accept}\r\n{agreed}\r\n"
    );
    Ok(socket.send(answer.as_bytes())?)
}

/// How long the head may take.
pub fn head_time() -> Option<Duration> {
    Some(HEAD_TIME)
}

/// Read until the empty line, however many reads that needs; what comes behind it is not ours.
///
/// # Errors
/// 431 when it is too long, 408 when it takes too long.
pub fn read_head(socket: &mut Socket) -> Result<Vec<u8>, End> {
    loop {
        let end = socket.unread.windows(4).position(|four| four == b"\r\n\r\n");
        let length = end.map_or(socket.unread.len(), |end| end + 4);
        if length > HEAD_MAX {
            let status = "431 Request Header Fields Too Large";
            return Err(Refusal::new(status, "a head may be 16 KiB long").into());
        }
        if end.is_some() {
            let rest = socket.unread.split_off(length);
            return Ok(std::mem::replace(&mut socket.unread, rest));
        }
        if let Err(error) = socket.fill() {
            let is_late = error.kind() == std::io::ErrorKind::TimedOut;
            let late = Refusal::new("408 Request Timeout", "the head did not come in time");
            return Err(if is_late { late.into() } else { error.into() });
        }
    }
}

/// `Upgrade` must name the WebSocket, and `Connection` must name `Upgrade`.
fn check_upgrade<S: Server + ?Sized>(server: &S, head: &Head) -> Result<(), End> {
    let names = |field: &str, token: &str| {
        head.all(server, field).iter().any(|value| server.has_token(value, token))
    };
    if !names("Upgrade", "websocket") {
        let mut refusal = Refusal::new("426 Upgrade Required", "only WebSocket is spoken here");
        refusal.fields = "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";
        return Err(refusal.into());
    }
    if !names("Connection", "upgrade") {
        return Err(bad("the Connection field does not name Upgrade"));
    }
    Ok(())
}

/// A list is split at its commas, and its words are compared without case.
pub fn has_token(list: &str, token: &str) -> bool {
    list.split(',').any(|word| word.trim().eq_ignore_ascii_case(token))
}

/// Any path is served, with GET and HTTP/1.1 alone.
///
/// # Errors
/// 405 for another method, 505 for another version of HTTP.
pub fn check_request_line(head: &Head) -> Result<(), End> {
    if head.version != "HTTP/1.1" {
        let status = "505 HTTP Version Not Supported";
        return Err(Refusal::new(status, "HTTP/1.1 is spoken here").into());
    }
    if head.method != "GET" {
        let status = "405 Method Not Allowed";
        let mut refusal = Refusal::new(status, "a WebSocket is asked for with GET");
        refusal.fields = "Allow: GET\r\n";
        return Err(refusal.into());
    }
    Ok(())
}

/// The version is 13; who asks for another hears which one we speak.
///
/// # Errors
/// 400 when there is none, or two; 426 when it is another.
pub fn check_version<S: Server + ?Sized>(server: &S, head: &Head) -> Result<(), End> {
    let why = "one Sec-WebSocket-Version is needed";
    if head.one(server, "Sec-WebSocket-Version", why)? == "13" {
        return Ok(());
    }
    let mut refusal = Refusal::new("426 Upgrade Required", "version 13 is spoken here");
    refusal.fields = "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";
    Err(refusal.into())
}

/// The key stands for 16 bytes.
///
/// # Errors
/// 400 when there is none, or two, or another length.
pub fn check_key<S: Server + ?Sized>(server: &S, head: &Head) -> Result<String, End> {
    let key = head.one(server, "Sec-WebSocket-Key", "one Sec-WebSocket-Key is needed")?;
    match handshake::decode_key(key) {
        Some(_) => Ok(key.to_string()),
        None => Err(bad("the key must be 16 bytes in Base64")),
    }
}

/// A page of another site may not speak for its visitor; who is no browser sends no Origin.
///
/// # Errors
/// 403 for a foreign page.
pub fn check_origin<S: Server + ?Sized>(server: &S, head: &Head) -> Result<(), End> {
    let host = head.one(server, "Host", "one Host field is needed")?;
    let is_ours = |origin: &&str| origin.split_once("://").is_some_and(|(_, site)| site == host);
    if head.all(server, "Origin").iter().all(is_ours) {
        return Ok(());
    }
    Err(Refusal::new("403 Forbidden", "pages of other sites are not served").into())
}

/// Extensions are words with parameters, `a; b=1, c`: we know none, and still see what is no list.
fn check_extensions<S: Server + ?Sized>(server: &S, head: &Head) -> Result<(), End> {
    let is_word = |part: &str| match part.split_once('=') {
        Some((name, value)) => is_token(name.trim()) && is_token(value.trim().trim_matches('"')),
        None => is_token(part.trim()),
    };
    let offered = head.all(server, "Sec-WebSocket-Extensions");
    let mut parts = offered.iter().flat_map(|list| list.split([',', ';']));
    if parts.all(is_word) { Ok(()) } else { Err(bad("extensions that are no list")) }
}

/// A refusal on the wire: complete, with a length, and the last answer of its connection. `date`
/// is a line of the head, or nothing.
pub fn refuse(refusal: &Refusal, date: &str) -> String {
    let Refusal { status, why, fields } = refusal;
    let length = why.len() + 1;
    format!(
        "HTTP/1.1 {status}\r\n{date}{fields}Connection: close\r\nContent-Type: text/plain\r\n\
         Content-Length: {length}\r\n\r\n{why}\n"
    )
}
