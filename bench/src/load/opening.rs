//! # Opening: how a client is let in                                 chapter 16 · RFC 6455 §4.1
//! Knows: the one request that opens a WebSocket. Does not know: what is said afterwards.
//! Read before: `failure.rs`. Read next: `load/mod.rs`.

use crate::failure::Failure;
use rustix::net::sockopt;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Opens a WebSocket at `/`, and offers no compression.
pub const WEBSOCKET: &[u8] = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\
    Upgrade: websocket\r\nConnection: Upgrade\r\n\
    Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

/// The longest head of an answer.
const HEAD_MAX: usize = 4096;

/// Connect to `address`, send `opening` if there is one, and hear that the protocol is switched.
pub(super) fn connect(
    address: SocketAddr,
    opening: &[u8],
    patience: Duration,
) -> Result<TcpStream, Failure> {
    let mut stream = TcpStream::connect_timeout(&address, patience)?;
    stream.set_nodelay(true)?;
    // It ends by a reset, and leaves nothing behind that slows those who come after it.
    sockopt::set_socket_linger(&stream, Some(Duration::ZERO))?;
    if !opening.is_empty() {
        stream.set_read_timeout(Some(patience))?;
        stream.write_all(opening)?;
        let head = read_head(&mut stream)?;
        if !(head.starts_with(b"HTTP/1.1 101") && head.ends_with(b"\r\n\r\n")) {
            let head = String::from_utf8_lossy(&head).into_owned();
            return Err(Failure(format!("the server did not switch protocols: {head:?}")));
        }
    }
    stream.set_nonblocking(true)?;
    Ok(stream)
}

/// All that comes until an empty line, or until it is too much.
fn read_head(stream: &mut TcpStream) -> Result<Vec<u8>, Failure> {
    let (mut head, mut buffer) = (Vec::new(), [0; 1024]);
    while !head.ends_with(b"\r\n\r\n") && head.len() < HEAD_MAX {
        match stream.read(&mut buffer)? {
            0 => break,
            n => head.extend_from_slice(&buffer[..n]),
        }
    }
    Ok(head)
}
