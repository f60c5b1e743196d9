//! # SIGTERM, and those who are connected                            chapter 15
//! Knows: that everybody is told, and that nobody can keep the program from ending. Does not know:
//! how; see `tests/15_ending.rs`.
//! Read before: `net/src/stop.rs`. Read next: `log.rs`.

#![cfg(unix)] // signals

use super::*;

/// A client that asked for `target`, and has the first byte of the answer.
fn asked(server: &Server, target: &str, fields: &str) -> TcpStream {
    let mut stream = TcpStream::connect(&server.address).unwrap();
    let request = format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    stream.read_exact(&mut [0; 1]).unwrap();
    stream
}

const UPGRADE: &str = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
                       Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

/// a hundred open streams. The end comes when all have taken theirs, and is a success.
#[test]
fn must_end_a_hundred_streams_properly_and_exit_0() {
    let server = Server::start(wire101(&["serve", "--listen", "127.0.0.1:0"]));
    let open: Vec<_> = (0..100).map(|_| asked(&server, "/events", "")).collect();
    server.signal("-TERM");
    let mut retries = Vec::new();
    for mut stream in open {
        let mut rest = String::new();
        stream.read_to_string(&mut rest).unwrap();
        assert!(rest.ends_with("\r\n0\r\n\r\n"), "{rest}");
        let retry = rest.split("retry: ").nth(1).unwrap().split('\n').next().unwrap();
        retries.push(retry.parse::<u64>().unwrap());
    }
    assert_eq!(server.wait().1, Some(0));
    assert!(retries.iter().all(|retry| (1_000..=11_000).contains(retry)), "{retries:?}");
    retries.sort_unstable();
    retries.dedup();
    assert!(retries.len() > 50, "not all at once: {retries:?}");
}

/// A hundred who do not answer the goodbye, and of whom some do not even read: after 4 s they are
/// cut, and that is a success, too.
#[test]
fn limit_a_hundred_stuck_clients_do_not_keep_it() {
    let server = Server::start(wire101(&["serve", "--listen", "127.0.0.1:0"]));
    let sockets: Vec<_> = (0..100).map(|_| asked(&server, "/echo", UPGRADE)).collect();
    server.signal("-TERM");
    assert_eq!(server.wait().1, Some(0));
    drop(sockets);
}
