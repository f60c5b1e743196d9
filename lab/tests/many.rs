//! # Many WebSockets on the real program                             chapter 15
//! Knows: the server in a process of its own, what the system says of its memory, and as many
//! visitors as one process may be. Does not know: what the kernel holds for their sockets.
//! Read before: `lab/src/server.rs`, `tests/15_memory.rs`. Read next: nothing.

#![cfg(target_os = "linux")] // /proc tells
// A test fails by panicking, and prints figures.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

/// Some fewer than the server takes at once, for who publishes needs a connection too.
const WEBSOCKETS: usize = 17_990;
/// What one of them may cost, all in all.
const BYTES_EACH: usize = 8 * 1024;

/// A server in a process of its own; dropped, it is ended.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wire101"));
        command.args(["serve", "--port", "0"]).env_remove("HOST").env_remove("RUST_LOG");
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let address = lines.map(Result::unwrap).find_map(|line| {
            let address = line.split("://").nth(1)?.split('/').next()?;
            Some(address.to_string())
        });
        Self { process, address: address.unwrap() }
    }

    /// A line of `/proc/…/status`, in bytes.
    fn memory(&self, what: &str) -> usize {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with(what)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1024
    }

    /// The processor time that it has used, in clock ticks.
    fn ticks(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).unwrap();
        let behind_the_name = stat.rsplit(')').next().unwrap();
        let field = |n| behind_the_name.split_whitespace().nth(n).unwrap().parse::<u64>().unwrap();
        field(11) + field(12)
    }

    fn say(&self, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _already_ended = self.process.kill();
        let _already_waited_for = self.process.wait();
    }
}

/// Read exactly what is expected.
#[track_caller]
fn hears(stream: &mut TcpStream, beginning: &[u8], length: usize) {
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes).unwrap();
    assert!(bytes.starts_with(beginning), "{}", bytes.escape_ascii());
}

/// Read a short frame: its first byte, and its payload.
fn frame(stream: &mut TcpStream) -> (u8, Vec<u8>) {
    let mut header = [0; 2];
    stream.read_exact(&mut header).unwrap();
    let mut length = usize::from(header[1]);
    if length == 126 {
        let mut extended = [0; 2];
        stream.read_exact(&mut extended).unwrap();
        length = usize::from(u16::from_be_bytes(extended));
    }
    let mut payload = vec![0; length];
    stream.read_exact(&mut payload).unwrap();
    (header[0], payload)
}

#[test]
#[ignore = "needs 18,000 open files and 20 s: \
            cargo test -p lab --test many -- --ignored --nocapture"]
fn limit_18_000_idle_websockets_cost_less_than_8_kib_each() {
    net::open_files::allow_all().unwrap();
    let server = Server::start();
    let before = server.memory("VmRSS");
    let began = Instant::now();
    let upgrade = "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n\
        Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
        Sec-WebSocket-Version: 13\r\n\r\n";
    // One after another: the kernel's queue of those who are not accepted yet is short, and whom it
    // turns away tries again a second later.
    let mut sockets = Vec::new();
    for _ in 0..WEBSOCKETS {
        let mut socket = server.say(upgrade);
        hears(&mut socket, b"HTTP/1.1 101 ", 129);
        sockets.push(socket);
    }
    let grown = server.memory("VmRSS") - before;
    println!("{WEBSOCKETS} WebSockets, opened in {:?}", began.elapsed());
    println!("{before} bytes before, {grown} more: {} each", grown / WEBSOCKETS);
    assert!(grown / WEBSOCKETS < BYTES_EACH, "{} bytes each", grown / WEBSOCKETS);

    // One message of 100 bytes reaches them all.
    let (ticks, began) = (server.ticks(), Instant::now());
    let data = "x".repeat(100);
    let publish =
        format!("POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{data}");
    hears(&mut server.say(&publish), b"HTTP/1.1 202 ", 13);
    for socket in &mut sockets {
        let text = loop {
            match frame(socket) {
                (0x81, text) => break text,
                (0x89, _ping) => {}
                other => panic!("a text or a ping was expected: {other:02x?}"),
            }
        };
        assert!(String::from_utf8(text).unwrap().contains(&data));
    }
    let (took, ticks) = (began.elapsed(), server.ticks() - ticks);
    println!("a message of 100 bytes reached all after {took:?}; {ticks} ticks of processor time");
    println!("{} bytes at most, at any time", server.memory("VmHWM"));
}
