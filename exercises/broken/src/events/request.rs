//! # A request with its body                                         chapter 02 · RFC 9112 §6
//! Knows: a head, and how long the body behind it is. Does not know: what is asked for.
//! Read before: `events.rs`, `head.rs`. Read next: `events/serve.rs`.

use super::EventServer;
use crate::end::{End, Refusal};
use crate::head::{Head, bad};
use crate::opening;
use crate::server::Right;
use crate::socket::Socket;

/// A longer body is not read.
const BODY_MAX: usize = 64 * 1024;
/// The longest line before a chunk.
const LINE_MAX: usize = 256;

/// A request, complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its head.
    pub head: Head,
    /// Its body; empty when there is none.
    pub body: Vec<u8>,
}

impl Request {
    /// The value of the first field with that name.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.head.all(&Right, name).first().copied()
    }

    /// The path, without the query.
    pub fn path(&self) -> &str {
        let path = self.head.target.split('?').next().unwrap_or_default();
        let behind_scheme = path.strip_prefix("http://").unwrap_or_default();
        behind_scheme.find('/').map_or(path, |at| &behind_scheme[at..])
    }

    /// May the connection carry another request?
    pub fn keeps_alive(&self) -> bool {
        let closes = self.head.all(&Right, "Connection");
        let closes = closes.iter().any(|value| opening::has_token(value, "close"));
        self.speaks_1_1() && !closes
    }

    /// True for HTTP/1.1: only such a client knows chunks.
    pub fn speaks_1_1(&self) -> bool {
        self.head.version == "HTTP/1.1"
    }
}

/// Read one request, and not one byte more.
///
/// # Errors
/// [`End::Refused`] with what is to be answered, [`End::Gone`] when nobody is there.
pub fn read<S: EventServer + ?Sized>(server: &S, socket: &mut Socket) -> Result<Request, End> {
    socket.hurry(opening::head_time());
    if server.passes_over_empty_lines() {
        pass_over_empty_line(socket)?;
    }
    let text = server.read_head(socket)?;
    let mut head = Head::parse(&Right, &text)?;
    // One spelling for all that follows.
    for wanted in ["Host", "Content-Length", "Transfer-Encoding", "Last-Event-ID"] {
        head.fields.retain(|(n, _)| server.is_named(n, wanted) || !n.eq_ignore_ascii_case(wanted));
    }
    let mut request = Request { head, body: Vec::new() };
    if !matches!(request.head.version.as_str(), "HTTP/1.1" | "HTTP/1.0") {
        let status = "505 HTTP Version Not Supported";
        return Err(Refusal::new(status, "HTTP/1.1 is spoken here").into());
    }
    server.check_host(&request)?;
    server.check_lengths(&request)?;
    request.body = if request.field("Transfer-Encoding").is_some() {
        read_chunks(socket)?
    } else {
        let length = request.field("Content-Length").unwrap_or("0");
        let length = length.parse().map_err(|_| bad("a length is a number"))?;
        read_bytes(socket, length)?
    };
    socket.hurry(None);
    Ok(request)
}

/// Some clients send an empty line behind a body, where it belongs to nothing.
fn pass_over_empty_line(socket: &mut Socket) -> Result<(), End> {
    while socket.unread.len() < 2 {
        socket.fill()?;
    }
    if socket.unread.starts_with(b"\r\n") {
        socket.unread.drain(..2);
    }
    Ok(())
}

/// HTTP/1.1 names its host, once.
///
/// # Errors
/// 400.
pub fn check_host(request: &Request) -> Result<(), End> {
    match request.head.all(&Right, "Host").len() {
        1 => Ok(()),
        0 if !request.speaks_1_1() => Ok(()),
        _ => Err(bad("one Host field is needed")),
    }
}

/// One length, or chunks; who says both, or two lengths, may be hiding a second request.
///
/// # Errors
/// 400 for what is not clear, 501 for a coding that is not known.
pub fn check_lengths(request: &Request) -> Result<(), End> {
    let lengths = request.head.all(&Right, "Content-Length");
    let codings = request.head.all(&Right, "Transfer-Encoding");
    match (&lengths[..], &codings[..]) {
        ([], []) => Ok(()),
        ([length], []) if length.bytes().all(|byte| byte.is_ascii_digit()) => Ok(()),
        ([], [coding]) if !request.speaks_1_1() || coding.is_empty() => Err(bad("no coding")),
        ([], [coding]) if coding.eq_ignore_ascii_case("chunked") => Ok(()),
        ([], [_]) => Err(Refusal::new("501 Not Implemented", "chunked is known alone").into()),
        _ => Err(bad("the length of the body is not clear")),
    }
}

fn read_bytes(socket: &mut Socket, length: usize) -> Result<Vec<u8>, End> {
    if length > BODY_MAX {
        return Err(Refusal::new("413 Content Too Large", "a body may be 64 KiB long").into());
    }
    while socket.unread.len() < length {
        socket.fill()?;
    }
    let rest = socket.unread.split_off(length);
    Ok(std::mem::replace(&mut socket.unread, rest))
}

fn read_chunks(socket: &mut Socket) -> Result<Vec<u8>, End> {
    let mut body = Vec::new();
    loop {
        let line = read_line(socket)?;
        let size = line.split(';').next().unwrap_or_default().trim_end();
        let is_hex = !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_hexdigit());
        let size = usize::from_str_radix(size, 16).ok().filter(|_| is_hex);
        let size = size.ok_or_else(|| bad("the size of a chunk is a hexadecimal number"))?;
        if size == 0 {
            break;
        }
        let left = BODY_MAX - body.len();
        body.extend(read_bytes(socket, size.min(left + 1))?);
        if body.len() > BODY_MAX {
            return Err(Refusal::new("413 Content Too Large", "a body of 64 KiB at most").into());
        }
        if !read_line(socket)?.is_empty() {
            return Err(bad("a chunk ends with its line"));
        }
    }
    // What follows the last chunk are fields that nobody asked for, and an empty line.
    while !read_line(socket)?.is_empty() {}
    Ok(body)
}

/// One line, without its CR LF.
fn read_line(socket: &mut Socket) -> Result<String, End> {
    loop {
        if let Some(end) = socket.unread.windows(2).position(|two| two == b"\r\n") {
            let line = String::from_utf8_lossy(&socket.unread[..end]).into_owned();
            socket.unread.drain(..end + 2);
            return Ok(line);
        }
        if socket.unread.len() > LINE_MAX {
            return Err(bad("a line without end"));
        }
        socket.fill()?;
    }
}
