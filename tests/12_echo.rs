//! # The echo server, compressed                                     chapter 12 · RFC 7692 §5
//! Knows: the bytes on a real socket when compression was agreed on, and when not. Does not know:
//! how anything is compressed.
//! Read before: `lab/src/echo_server.rs`, `12_deflate.rs`. Read next: `13_ping_pong.rs`.

use handshake::deflate::Policy;
use lab::echo_server::{self, Config};
use net::Stop;
use net::tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use net::tokio::net::{TcpListener, TcpStream};
use net::tokio::time::timeout;
use std::time::Duration;
use wire::Limits;

/// Open a WebSocket with this line in the request; return the answer's head and the socket.
async fn open(config: Config, line: &str) -> (String, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    net::tokio::spawn(echo_server::serve(listener, None, config, Stop::default()));
    let mut socket = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "GET / HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{line}\r\n"
    );
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await.unwrap());
    }
    (String::from_utf8(head).unwrap(), socket)
}

/// Send a text of 1,000 bytes as it is, and read the frame that comes back: its first byte, and how
/// long its payload is.
async fn echo_of_a_long_text(socket: &mut TcpStream) -> (u8, usize) {
    let frame = laws::frames::frame(0x81, &[b'a'; 1000], Some([0; 4]));
    socket.write_all(&frame).await.unwrap();
    let (first, second) = (socket.read_u8().await.unwrap(), socket.read_u8().await.unwrap());
    let length = match second {
        126 => usize::from(socket.read_u16().await.unwrap()),
        short => usize::from(short),
    };
    let mut payload = vec![0; length];
    socket.read_exact(&mut payload).await.unwrap();
    (first, length)
}

fn run<F: Future>(future: F) -> F::Output {
    let patience = Duration::from_secs(60);
    let runtime = net::tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async { timeout(patience, future).await.expect("it hangs") })
}

const OFFER: &str = "Sec-WebSocket-Extensions: permessage-deflate\r\n";

#[test] // PMD-5-14, PMD-7.1.1.1-05
fn must_compress_once_it_was_agreed() {
    run(async {
        let (head, mut socket) = open(Config::from(Limits::DEFAULT), OFFER).await;
        let agreed = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
        assert!(head.contains(&format!("Sec-WebSocket-Extensions: {agreed}\r\n")), "{head}");
        let (first, length) = echo_of_a_long_text(&mut socket).await;
        assert_eq!(first, 0xc1, "FIN, RSV1, text");
        assert!(length < 100, "{length} bytes");
        // What comes compressed is understood: the standard's own Hello, masked with zeros.
        let hello = laws::hex("c1 87 | 00 00 00 00 | f2 48 cd c9 c9 07 00");
        socket.write_all(&hello).await.unwrap();
        let mut echo = [0; 7];
        socket.read_exact(&mut echo).await.unwrap();
        assert_eq!(echo, *b"\x81\x05Hello", "too short to be compressed");
    });
}

#[test] // PMD-5-12, WS-9.1-06
fn must_not_compress_unless_it_was_agreed() {
    run(async {
        let off = Config { limits: Limits::DEFAULT, compression: None };
        for (config, line) in [(Config::from(Limits::DEFAULT), ""), (off, OFFER)] {
            let (head, mut socket) = open(config, line).await;
            assert!(!head.contains("Extensions"), "{head}");
            assert_eq!(echo_of_a_long_text(&mut socket).await, (0x81, 1000));
        }
    });
}

#[test] // PMD-7.2.1-11
fn may_refer_to_the_messages_before() {
    run(async {
        let ours = Policy::default().server_context_takeover().client_context_takeover();
        let config = Config { limits: Limits::DEFAULT, compression: Some(ours) };
        let (head, mut socket) = open(config, OFFER).await;
        assert!(head.contains("Sec-WebSocket-Extensions: permessage-deflate\r\n"), "{head}");
        let (_, once) = echo_of_a_long_text(&mut socket).await;
        let (_, twice) = echo_of_a_long_text(&mut socket).await;
        assert!(twice < once, "{once} bytes, then {twice}");
    });
}
