//! # Fan-out: the limit                                              chapter 16
//! Knows: a loop that writes shared bytes to each socket. Does not know: readers that are slow,
//! gone or silent; limits; time.
//! Read before: `mod.rs`. Read next: `ours.rs`.

use crate::failure::Failure;
use crate::servers::fan_out::{block, event, json};
use frames::{Header, Opcode};
use rustix::net::{SendFlags, send};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// The answer to a WebSocket, as short as readers take it.
pub const OPENED: &[u8] = b"HTTP/1.1 101 Switching Protocols\r\n\r\n";
/// The answer to an event stream, as short as readers take it.
pub const STREAMS: &[u8] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

/// Those who hear, and in which bytes.
#[derive(Default)]
struct Readers {
    sockets: Vec<TcpStream>,
    is_websocket: bool,
}

/// One write for each event and each reader.
///
/// # Errors
/// A reader took no more, or is gone.
pub fn one_by_one(listener: TcpListener) -> Result<(), Failure> {
    serve(listener, |sockets, events| events.iter().try_for_each(|event| write(sockets, event)))
}

/// One write for each burst and each reader.
///
/// # Errors
/// A reader took no more, or is gone.
pub fn coalesced(listener: TcpListener) -> Result<(), Failure> {
    serve(listener, |sockets, events| write(sockets, &events.concat()))
}

fn write(sockets: &[TcpStream], bytes: &[u8]) -> Result<(), Failure> {
    for socket in sockets {
        let written = send(socket, bytes, SendFlags::DONTWAIT | SendFlags::NOSIGNAL)?;
        if written != bytes.len() {
            return Err(Failure::wrong("a write", written, bytes.len()));
        }
    }
    Ok(())
}

fn serve(
    listener: TcpListener,
    publish: impl Fn(&[TcpStream], &[Vec<u8>]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let (mut publisher, _) = listener.accept()?;
    let readers = Arc::new(Mutex::new(Readers::default()));
    let entering = Arc::clone(&readers);
    thread::spawn(move || {
        while let Ok((stream, _)) = listener.accept() {
            let mut readers = entering.lock().unwrap_or_else(PoisonError::into_inner);
            if enter(stream, &mut readers).is_err() {
                return;
            }
        }
    });
    let (mut order, mut last) = ([0], 0);
    while publisher.read_exact(&mut order).is_ok() {
        let readers = readers.lock().unwrap_or_else(PoisonError::into_inner);
        let numbers = last + 1..=last + u64::from(order[0]);
        last = *numbers.end();
        let bytes: Vec<_> = numbers.map(|number| bytes(number, readers.is_websocket)).collect();
        publish(&readers.sockets, &bytes)?;
    }
    Ok(()) // the publisher is gone
}

fn enter(mut stream: TcpStream, readers: &mut Readers) -> Result<(), Failure> {
    stream.set_nodelay(true)?;
    let mut request = [0; 1024];
    let length = stream.read(&mut request)?; // a request as short as theirs comes whole
    readers.is_websocket = request[..length].starts_with(b"GET /ws");
    stream.write_all(if readers.is_websocket { OPENED } else { STREAMS })?;
    readers.sockets.push(stream);
    Ok(())
}

/// The event of that number, as readers of this kind hear it.
pub fn bytes(number: u64, is_websocket: bool) -> Vec<u8> {
    let mut out = Vec::new();
    if is_websocket {
        let payload = json(&event(number));
        Header::new(true, Opcode::Text, payload.len() as u64, None).encode(&mut out);
        out.extend_from_slice(&payload);
    } else {
        let block = block(&event(number));
        out.extend_from_slice(format!("{:x}\r\n", block.len()).as_bytes());
        out.extend_from_slice(&block);
        out.extend_from_slice(b"\r\n");
    }
    out
}
