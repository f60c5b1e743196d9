//! # Accepting a WebSocket in one call                               chapter 08 · RFC 6455 §4.2
//! Knows: what the caller and the client learn, whatever the client asks. Does not know: the lab.
//! Read before: `net/src/websocket/accept.rs`. Read next: `09_refusing.rs`.

mod support;

use handshake::deflate::Offer;
use handshake::{OriginPolicy, Violation};
use net::handle::Queue;
use net::tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use net::tokio::net::{TcpListener, TcpStream};
use net::tokio::runtime::Runtime;
use net::tokio::time::timeout;
use net::websocket::{AcceptError, Opened, Request, Welcome, accept, connect};
use net::{Fault, Stream};
use support::{PATIENCE, in_virtual_time};
use wire::Limits;

fn run<F: Future>(future: F) -> F::Output {
    let runtime = Runtime::new().unwrap();
    runtime.block_on(async { timeout(PATIENCE, future).await.expect("it hangs") })
}

/// A listener, and the `ws://` address of it.
async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, format!("ws://{address}/chat"))
}

async fn welcome(listener: &TcpListener, welcome: &Welcome) -> Result<Opened, AcceptError> {
    let (stream, _) = listener.accept().await.unwrap();
    accept(Stream::Plain(stream), welcome).await
}

/// What a client hears that sends `request` and waits for the end.
async fn answer_to(listener: &TcpListener, request: &[u8]) -> String {
    let mut socket = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    socket.write_all(request).await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    answer
}

#[test] // WS-4.2.2-01, WS-4.2.2-10
fn must_open_what_both_sides_want() {
    run(async {
        let (listener, address) = listen().await;
        let ours = Welcome { subprotocols: vec!["b".into(), "c".into()], ..Welcome::default() };
        let request = Request::new(&address).unwrap().deflate(Offer::default());
        let asking = connect(request.subprotocol("a").subprotocol("c"));
        let (theirs, ours) = net::tokio::join!(asking, welcome(&listener, &ours));
        let (theirs, ours) = (theirs.unwrap(), ours.unwrap());
        assert_eq!(ours.subprotocol.as_deref(), Some("c"));
        assert_eq!(theirs.subprotocol, ours.subprotocol);
        assert!(ours.deflate.is_some());
        assert_eq!(theirs.deflate, ours.deflate);
        let client = theirs.into_websocket(Queue::default());
        let mut server = ours.into_websocket(Queue::default());
        let text = "the same again, ".repeat(1000);
        client.send(text.clone()).await.unwrap();
        assert_eq!(server.receive().await.message(), Some(text.into()));
    });
}

#[test]
fn must_keep_the_frames_that_came_with_the_request() {
    run(async {
        let (listener, _) = listen().await;
        let client = async {
            let mut socket = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
            let head =
                b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
            let frame = laws::hex("81 82 | 00 00 00 00 | \"hi\"");
            socket.write_all(&[&head[..], &frame].concat()).await.unwrap();
            socket
        };
        let ours = Welcome::default();
        let (_socket, opened) = net::tokio::join!(client, welcome(&listener, &ours));
        let mut server = opened.unwrap().into_websocket(Queue::default());
        assert_eq!(server.receive().await.message(), Some("hi".into()));
    });
}

#[test] // WS-4.2.1-01, WS-4.2.2-06
fn must_refuse_by_http_and_tell_the_caller() {
    run(async {
        let (listener, _) = listen().await;
        let request = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        let ours = Welcome::default();
        let (answer, refused) =
            net::tokio::join!(answer_to(&listener, request), welcome(&listener, &ours));
        assert!(answer.starts_with("HTTP/1.1 426 "), "{answer}");
        assert!(matches!(refused, Err(AcceptError::Refused(Violation::UpgradeNotWebSocket))));

        let (answer, refused) =
            net::tokio::join!(answer_to(&listener, b"\x16\x03\x01"), welcome(&listener, &ours));
        assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
        assert!(matches!(refused, Err(AcceptError::Fault(Fault::Protocol(_)))), "{refused:?}");
    });
}

#[test] // WS-10.2-02
fn must_refuse_a_page_that_is_not_listed() {
    run(async {
        let (listener, address) = listen().await;
        let origins = OriginPolicy::only(["https://example.com"]).unwrap();
        let ours = Welcome { origins, ..Welcome::default() };
        for (origin, is_listed) in [("https://example.com", true), ("https://example.net", false)] {
            let request = Request::new(&address).unwrap().origin(origin);
            let (theirs, ours) = net::tokio::join!(connect(request), welcome(&listener, &ours));
            assert_eq!((theirs.is_ok(), ours.is_ok()), (is_listed, is_listed), "{origin}");
        }
    });
}

#[test]
fn must_tell_of_a_client_that_went_away() {
    run(async {
        let (listener, _) = listen().await;
        let ours = Welcome::default();
        let gone = async { drop(TcpStream::connect(listener.local_addr().unwrap()).await) };
        let (accepted, ()) = net::tokio::join!(welcome(&listener, &ours), gone);
        assert!(matches!(accepted, Err(AcceptError::CutShort)), "{accepted:?}");
    });
}

#[test]
fn limit_head_time_from_the_first_moment() {
    in_virtual_time(async {
        let (listener, _) = listen().await;
        let address = listener.local_addr().unwrap();
        let ours = Welcome::default();
        let (mut silent, (stream, _)) = {
            let (theirs, ours) = net::tokio::join!(TcpStream::connect(address), listener.accept());
            (theirs.unwrap(), ours.unwrap())
        };
        let began = net::tokio::time::Instant::now();
        let mut heard = String::new();
        let (accepted, _) = net::tokio::join!(
            accept(Stream::Plain(stream), &ours),
            silent.read_to_string(&mut heard),
        );
        assert!(matches!(accepted, Err(AcceptError::Fault(_) | AcceptError::CutShort)));
        assert!(began.elapsed() >= Limits::DEFAULT.head_time);
        assert!(began.elapsed() < Limits::DEFAULT.head_time * 2);
    });
}
