//! # Visitor: many connections, from the client's side                 chapter 16
//! Knows: how to open them, and how to have something echoed. Does not know: what that costs.
//! Read before: `failure.rs`. Read next: `rows/idle.rs`, `rows/crowd.rs`.

use crate::failure::Failure;
use rustix::net::{AddressFamily, SocketType, bind, connect, socket, sockopt};
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, TcpStream};
use std::time::Duration;

/// Nothing that works takes longer than this.
const PATIENCE: Duration = Duration::from_secs(10);
/// From one address of ours. Ports are soon found while few of them are taken.
const PER_ADDRESS: u32 = 1_000;
/// Every frame's key: masking is done, and a server cannot tell that it is always the same.
const KEY: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// So many are opened at a time: fewer than may wait in a server's queue.
const AT_ONCE: usize = 64;
/// What a server that speaks nothing says to each visitor.
pub const HELLO: &[u8] = b"!";

/// What is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaks {
    /// WebSocket, opened at this target, with these header fields more.
    WebSocket(&'static str, &'static str),
    /// Nothing: bytes as they are.
    Bytes,
}

/// One connection.
#[derive(Debug)]
pub struct Visitor {
    stream: TcpStream,
    speaks: Speaks,
}

impl Visitor {
    /// Open `more` connections to `server`, beside those that there are.
    ///
    /// # Errors
    /// The server cannot be reached, or does not switch to WebSocket.
    pub fn open(
        visitors: &mut Vec<Self>,
        server: SocketAddr,
        speaks: Speaks,
        more: u32,
    ) -> Result<(), Failure> {
        let all = visitors.len() + more as usize;
        while visitors.len() < all {
            let begun = visitors.len();
            for number in begun..all.min(begun + AT_ONCE) {
                visitors.push(Self::ask(server, number as u32, speaks)?);
            }
            visitors[begun..].iter_mut().try_for_each(Self::hear_answer)?;
        }
        Ok(())
    }

    /// Connect, and ask for a WebSocket.
    fn ask(server: SocketAddr, number: u32, speaks: Speaks) -> Result<Self, Failure> {
        let ours = Ipv4Addr::from_bits(Ipv4Addr::LOCALHOST.to_bits() + number / PER_ADDRESS);
        let socket = socket(AddressFamily::INET, SocketType::STREAM, None)?;
        // A port that an earlier turn has left is as good as any other.
        sockopt::set_socket_reuseaddr(&socket, true)?;
        // It ends by a reset, and its port is free at once: thousands that wait to be forgotten
        // would make those who come after them look long for a port.
        sockopt::set_socket_linger(&socket, Some(Duration::ZERO))?;
        bind(&socket, &SocketAddrV4::new(ours, 0))?;
        connect(&socket, &server)?;
        let mut stream = TcpStream::from(socket);
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        if let Speaks::WebSocket(target, fields) = speaks {
            let request = format!(
                "GET {target} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n\
                 Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
                 Sec-WebSocket-Version: 13\r\n{fields}\r\n"
            );
            stream.write_all(request.as_bytes())?;
        }
        Ok(Self { stream, speaks })
    }

    /// The server has seen us: it switched to WebSocket, or said [`HELLO`].
    fn hear_answer(&mut self) -> Result<(), Failure> {
        if self.speaks == Speaks::Bytes {
            return self.hear(HELLO);
        }
        // The head, and nothing behind it: nobody has said anything yet.
        let (mut head, mut length) = ([0; 4096], 0);
        while length < head.len() && !head[..length].ends_with(b"\r\n\r\n") {
            length += match self.stream.read(&mut head[length..])? {
                0 => return Err(Failure("the server ended the connection".to_string())),
                more => more,
            };
        }
        match head.starts_with(b"HTTP/1.1 101 ") {
            true => Ok(()),
            false => Err(Failure(format!("no WebSocket: {}", head[..length].escape_ascii()))),
        }
    }

    /// Say `payload`, and hear it again.
    ///
    /// # Errors
    /// Something else came back, or nothing.
    pub fn echo(&mut self, payload: &[u8]) -> Result<(), Failure> {
        if self.speaks == Speaks::Bytes {
            self.stream.write_all(payload)?;
            return self.hear(payload);
        }
        let mut frame = header(payload.len());
        frame[1] |= 0x80;
        frame.extend(KEY);
        frame.extend(payload.iter().zip(KEY.iter().cycle()).map(|(byte, key)| byte ^ key));
        self.stream.write_all(&frame)?;
        self.hear(&header(payload.len()))?;
        self.hear(payload)
    }

    /// Read the next frame, which is no longer than 64 KiB: its first byte, and its payload.
    ///
    /// # Errors
    /// The connection is over, or too slow.
    pub fn frame(&mut self) -> Result<(u8, Vec<u8>), Failure> {
        let mut begun = [0; 2];
        self.stream.read_exact(&mut begun)?;
        let mut length = usize::from(begun[1] & 0x7f);
        if length == 126 {
            let mut extended = [0; 2];
            self.stream.read_exact(&mut extended)?;
            length = usize::from(u16::from_be_bytes(extended));
        }
        let mut payload = vec![0; length];
        self.stream.read_exact(&mut payload)?;
        Ok((begun[0], payload))
    }

    /// Send bytes as they are.
    ///
    /// # Errors
    /// The connection is over.
    pub fn say(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        Ok(self.stream.write_all(bytes)?)
    }

    /// Read exactly these bytes.
    ///
    /// # Errors
    /// Others came, or none.
    pub fn hear(&mut self, expected: &[u8]) -> Result<(), Failure> {
        let mut heard = vec![0; expected.len()];
        self.stream.read_exact(&mut heard)?;
        if heard == expected {
            return Ok(());
        }
        Err(Failure(format!("{} bytes were sent, others came back", expected.len())))
    }
}

/// The header of a binary frame of a server, with a payload of less than 64 KiB.
fn header(length: usize) -> Vec<u8> {
    let length = u16::try_from(length).unwrap_or(u16::MAX);
    match length {
        0..126 => vec![0x82, length as u8],
        _ => [&[0x82, 126][..], &length.to_be_bytes()].concat(),
    }
}
