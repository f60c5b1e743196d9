//! # A server that does as it is told                            chapter 16
//! Knows: heads and frames, read without a thought. Does not know: any rule.
//! Read before: `check/tests/can_fail.rs`. Read next: `check/src/ws.rs`.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;

/// What a server does. It never ends a connection first, but for an empty answer.
#[derive(Clone, Copy)]
pub(crate) struct Server {
    /// What it answers to a head; nothing ends the connection.
    pub(crate) answer: fn(&str) -> String,
    /// What it sends for a frame: its first byte, its payload unmasked.
    pub(crate) react: fn(u8, &[u8]) -> Vec<u8>,
    /// It takes the first read for the whole head.
    pub(crate) is_hasty: bool,
    /// It serves one client at a time.
    pub(crate) is_alone: bool,
    /// It ends with the first client that goes in the middle of a frame.
    pub(crate) is_mortal: bool,
}

/// A server that is mostly right.
pub(crate) const USUAL: Server =
    Server { answer: accept, react: echo, is_hasty: false, is_alone: false, is_mortal: false };

/// 101, whatever was asked.
pub(crate) fn accept(head: &str) -> String {
    let key = head.lines().find_map(|line| line.strip_prefix("Sec-WebSocket-Key: "));
    let accept = handshake::accept_key(key.unwrap_or_default());
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Accept: {accept}\r\n\r\n"
    )
}

/// Messages and Close come back, a ping becomes a pong.
pub(crate) fn echo(first: u8, payload: &[u8]) -> Vec<u8> {
    match first & 0xf {
        0x9 => frame(0x8a, payload),
        0xa => Vec::new(),
        _ => frame(first, payload),
    }
}

/// A frame of a server, in the shortest form.
pub(crate) fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    let length = payload.len();
    match length {
        0..=125 => frame.push(u8::try_from(length).unwrap()),
        126..=0xffff => {
            frame.push(126);
            frame.extend(u16::try_from(length).unwrap().to_be_bytes());
        }
        _ => {
            frame.push(127);
            frame.extend((length as u64).to_be_bytes());
        }
    }
    [frame, payload.to_vec()].concat()
}

/// Start it, on a port of its own, until the test ends.
pub(crate) fn start(server: Server) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let stream = stream.unwrap();
            if server.is_alone || server.is_mortal {
                let died = serve(server, stream).is_none();
                if died && server.is_mortal {
                    return;
                }
            } else {
                thread::spawn(move || serve(server, stream));
            }
        }
    });
    address
}

/// `None`: the client went in the middle of a frame.
fn serve(server: Server, mut stream: TcpStream) -> Option<()> {
    let mut unread = Vec::new();
    while !server.is_hasty && !has_ended(&unread) || unread.is_empty() {
        if fill(&mut stream, &mut unread) == 0 {
            return Some(());
        }
    }
    let answer = (server.answer)(&String::from_utf8_lossy(&unread));
    let _gone = stream.write_all(answer.as_bytes());
    if !answer.starts_with("HTTP/1.1 101") {
        let _gone = stream.shutdown(Shutdown::Write);
        while fill(&mut stream, &mut unread) > 0 {}
        return Some(());
    }
    unread.clear();
    loop {
        while let Some((first, payload, size)) = read(&unread) {
            unread.drain(..size);
            let _gone = stream.write_all(&(server.react)(first, &payload));
        }
        if fill(&mut stream, &mut unread) == 0 {
            return unread.is_empty().then_some(());
        }
    }
}

fn has_ended(head: &[u8]) -> bool {
    head.windows(4).any(|four| four == b"\r\n\r\n")
}

fn fill(stream: &mut TcpStream, unread: &mut Vec<u8>) -> usize {
    let mut buffer = [0; 4096];
    let n = stream.read(&mut buffer).unwrap_or(0);
    unread.extend_from_slice(&buffer[..n]);
    n
}

/// The frame at the beginning: its first byte, its payload, its size.
fn read(bytes: &[u8]) -> Option<(u8, Vec<u8>, usize)> {
    let (&first, &second) = (bytes.first()?, bytes.get(1)?);
    let number = |at: usize, width: usize| {
        let digits = bytes.get(at..at + width)?;
        Some(digits.iter().fold(0_usize, |number, &digit| number << 8 | usize::from(digit)))
    };
    let (length, at) = match second & 0x7f {
        126 => (number(2, 2)?, 4),
        127 => (number(2, 8)?, 10),
        short => (usize::from(short), 2),
    };
    let masked = second & 0x80 != 0;
    let key = if masked { bytes.get(at..at + 4)?.to_vec() } else { vec![0; 4] };
    let at = if masked { at + 4 } else { at };
    let end = at.checked_add(length)?;
    let payload = bytes.get(at..end)?.iter().zip(key.iter().cycle());
    Some((first, payload.map(|(byte, key)| byte ^ key).collect(), end))
}
