//! # Support: a lab to talk to                                       chapter 00
//! Knows: starting a lab on a free port, and speaking bytes to it. Does not know: what is tested.
//! Read before: `lab/src/server.rs`. Read next: `clients.rs`.

#![allow(dead_code)] // each test file uses its own part of it

pub mod choppy;
pub mod clients;
pub mod faults;
pub mod handles;
pub mod line;
pub mod script;
pub mod shout;
pub mod task;
pub mod vanished;

use lab::{Config, Lab};
use net::Stop;
use net::tokio::runtime::Runtime;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use wire::{Epoch, Limits};

/// No test waits longer than this for anything. It ends what hangs; it measures nothing.
pub const PATIENCE: Duration = Duration::from_secs(300);

/// The default limits, without a deadline that a machine under load could miss.
pub const PATIENT: Limits = Limits {
    head_time: PATIENCE,
    body_time: PATIENCE,
    idle_time: PATIENCE,
    write_time: PATIENCE,
    ping_time: PATIENCE,
    ..Limits::DEFAULT
};

/// The life of each lab's logs, unless a test says otherwise.
pub const EPOCH: Epoch = Epoch::new(0xc1);

/// Run on a clock that jumps to the next deadline instead of waiting for it.
pub fn in_virtual_time<F: Future>(future: F) -> F::Output {
    let mut builder = net::tokio::runtime::Builder::new_current_thread();
    builder.enable_all().start_paused(true).build().unwrap().block_on(future)
}

/// A lab on a port of its own, until it is dropped.
pub struct Running {
    pub address: SocketAddr,
    pub lab: Arc<Lab>,
    stop: Stop,
    ended: Receiver<()>,
    runtime: Runtime,
}

impl Running {
    pub fn start() -> Self {
        Self::with(Config::default())
    }

    pub fn with(config: Config) -> Self {
        Self::of(Lab::new(Config { epoch: config.epoch.or(Some(EPOCH)), ..config }))
    }

    pub fn of(lab: Lab) -> Self {
        let runtime = Runtime::new().unwrap();
        let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
        let listener = runtime.block_on(lab::server::listen(any_port, false)).unwrap();
        let address = listener.local_addr().unwrap();
        let (lab, stop) = (Arc::new(lab), Stop::default());
        let (tell, ended) = channel();
        let (serving, asked) = (Arc::clone(&lab), stop.clone());
        runtime.spawn(async move {
            serving.serve(listener, asked).await;
            let _nobody_waits = tell.send(());
        });
        Self { address, lab, stop, ended, runtime }
    }

    /// Ask for the end, as Ctrl-C does.
    pub fn ask_to_stop(&self) {
        self.stop.ask();
    }

    /// Wait until every connection has ended.
    pub fn wait_until_stopped(&self) {
        self.ended.recv_timeout(PATIENCE).expect("the lab ends when it is asked to");
    }

    /// Connect to it.
    pub fn connect(&self) -> Client {
        Client::of(TcpStream::connect(self.address).unwrap())
    }

    /// One request on a connection of its own.
    pub fn ask(&self, request: &str) -> Answer {
        let mut client = self.connect();
        client.send(request);
        client.answer()
    }

    /// Publish `data` by the address `target`.
    pub fn publish(&self, target: &str, data: &str) -> Answer {
        let length = data.len();
        self.ask(&format!(
            "POST {target} HTTP/1.1\r\nHost: lab\r\nContent-Length: {length}\r\n\r\n{data}"
        ))
    }

    /// `GET target`.
    pub fn get(&self, target: &str) -> Answer {
        self.ask(&get(target))
    }

    /// Run a future on the lab's runtime.
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(future)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.ask();
    }
}

/// A request without a body.
pub fn get(target: &str) -> String {
    format!("GET {target} HTTP/1.1\r\nHost: lab\r\n\r\n")
}

/// A request to open a WebSocket, with the standard's sample nonce.
pub fn upgrade(target: &str) -> String {
    format!(
        "GET {target} HTTP/1.1\r\nHost: lab\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
}

/// A TCP connection and what was read from it.
pub struct Client {
    pub stream: TcpStream,
    unread: Vec<u8>,
}

/// An answer, read without any code of ours.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a field, if it came once.
    pub fn field(&self, name: &str) -> Option<&str> {
        let mut values = self.head.lines().filter_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        });
        let first = values.next()?;
        values.next().is_none().then_some(first)
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

impl Client {
    pub fn of(stream: TcpStream) -> Self {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, unread: Vec::new() }
    }

    pub fn send(&mut self, text: &str) {
        self.send_bytes(text.as_bytes());
    }

    pub fn send_bytes(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).unwrap();
    }

    /// Read until `end` came; returns all up to and with it.
    pub fn read_until(&mut self, end: &[u8]) -> Vec<u8> {
        let mut searched = 0;
        loop {
            let found = self.unread[searched..].windows(end.len()).position(|bytes| bytes == end);
            if let Some(at) = found.map(|at| searched + at) {
                let rest = self.unread.split_off(at + end.len());
                return std::mem::replace(&mut self.unread, rest);
            }
            searched = (self.unread.len() + 1).saturating_sub(end.len());
            assert!(self.read_more(), "the stream ended; there was {:?}", self.unread_text());
        }
    }

    /// Read exactly `n` bytes.
    pub fn read_exactly(&mut self, n: usize) -> Vec<u8> {
        while self.unread.len() < n {
            assert!(self.read_more(), "the stream ended; there was {:?}", self.unread_text());
        }
        let rest = self.unread.split_off(n);
        std::mem::replace(&mut self.unread, rest)
    }

    /// Read until the peer ends its side.
    pub fn read_to_end(&mut self) -> Vec<u8> {
        while self.read_more() {}
        std::mem::take(&mut self.unread)
    }

    /// Read a head.
    pub fn head(&mut self) -> String {
        String::from_utf8(self.read_until(b"\r\n\r\n")).unwrap()
    }

    /// Read an answer that says how long it is.
    pub fn answer(&mut self) -> Answer {
        let head = self.head();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let mut answer = Answer { status, head, body: Vec::new() };
        let length = answer.field("Content-Length").map_or(0, |text| text.parse().unwrap());
        answer.body = self.read_exactly(length);
        answer
    }

    fn read_more(&mut self) -> bool {
        let mut buffer = [0; 16 * 1024];
        match self.stream.read(&mut buffer) {
            Ok(0) => false,
            Ok(n) => {
                self.unread.extend_from_slice(&buffer[..n]);
                true
            }
            Err(error) if error.kind() == ErrorKind::ConnectionReset => false,
            Err(error) => panic!("{error}; there was {:?}", self.unread_text()),
        }
    }

    fn unread_text(&self) -> String {
        self.unread.escape_ascii().to_string()
    }
}
