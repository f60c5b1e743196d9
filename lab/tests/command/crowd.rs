//! # More clients than open files                                    chapter 15
//! Knows: a server whose table of open files is full, and what becomes of it. Does not know: what
//! is said.
//! Read before: `net/src/serve.rs`. Read next: `stopping.rs`.

#![cfg(target_os = "linux")] // elsewhere the shell may not lower the limit so far

use super::*;
use std::time::Instant;

/// The pause after a failure, in milliseconds.
const PAUSE: u128 = 50;

/// 400 clients and 256 files: the server tries again every 50 ms and no sooner, goes on to serve,
/// and takes the rest when others leave.
#[test]
fn limit_400_clients_against_256_files() {
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -n 256; exec \"$0\" serve --listen 127.0.0.1:0"]);
    shell.arg(env!("CARGO_BIN_EXE_wire101")).env_remove("RUST_LOG").stderr(Stdio::piped());
    let mut server = Server::start(shell);
    let mut errors = BufReader::new(server.process.stderr.take().unwrap());
    let mut next_line = || {
        let mut line = String::new();
        errors.read_line(&mut line).unwrap();
        line
    };
    let began = Instant::now();
    let ask = |stream: &mut TcpStream| {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    };
    let hear = |stream: &mut TcpStream| {
        let mut answer = [0; 15];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"HTTP/1.1 200 OK");
    };
    let mut crowd: Vec<_> =
        (0..400).map(|_| TcpStream::connect(&server.address).unwrap()).collect();
    crowd.iter_mut().for_each(ask);
    assert!(next_line().contains("cannot accept; trying again"));
    let waiting = crowd.split_off(200);
    crowd.iter_mut().for_each(hear); // those who came first are served
    drop(crowd);
    let mut waiting = waiting;
    waiting.iter_mut().for_each(hear); // and now the others

    // It said once that it could not, and how often it tried until it could: that may have
    // happened more than once, while the first ones left.
    let mut failures = 0;
    server.signal("-TERM");
    loop {
        let line = next_line();
        match line.split_once("failures=") {
            Some((_, tried)) => failures += tried.trim().parse::<u128>().unwrap(),
            None if line.is_empty() => break,
            None => assert!(line.contains("cannot accept; trying again"), "{line}"),
        }
    }
    let most = began.elapsed().as_millis() / PAUSE + 1;
    assert!(failures >= 1 && failures <= most, "{failures} tries, at most {most}");
    assert_eq!(server.wait().1, Some(0));
}

#[test]
fn must_keep_to_the_caps_of_the_command_line() {
    let arguments =
        ["serve", "--listen", "127.0.0.1:0", "--max-connections", "3", "--max-per-address", "1"];
    let server = Server::start(wire101(&arguments));
    let mut first = TcpStream::connect(&server.address).unwrap();
    first.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    first.read_exact(&mut [0; 15]).unwrap();
    let mut refused = String::new();
    TcpStream::connect(&server.address).unwrap().read_to_string(&mut refused).unwrap();
    assert!(refused.starts_with("HTTP/1.1 503 Service Unavailable\r\n"), "{refused}");
    assert!(refused.contains("\r\n\r\n1 connections from your address are open, "), "{refused}");
}

/// A class and a page on one machine all come from one address.
#[test]
fn must_let_all_come_from_one_address_on_a_loopback_address() {
    let server = Server::start(wire101(&["serve", "--listen", "127.0.0.1:0"]));
    let open = |n: usize| -> Vec<TcpStream> {
        let crowd = (0..n).map(|_| {
            let mut stream = TcpStream::connect(&server.address).unwrap();
            stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
            let mut answer = [0; 15];
            stream.read_exact(&mut answer).unwrap();
            assert_eq!(&answer, b"HTTP/1.1 200 OK");
            stream
        });
        crowd.collect()
    };
    assert_eq!(open(300).len(), 300);
}
