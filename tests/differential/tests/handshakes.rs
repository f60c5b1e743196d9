//! # Handshakes between us and two others                            chapter 08 · RFC 6455 §4
//! Knows: requests that are right, ours and theirs. Does not know: wrong ones.
//! Read before: `frames.rs`. Read next: `sockets.rs`.

use differential::by_tokio_websockets::tokio_websockets::{ClientBuilder, ServerBuilder};
use differential::by_tungstenite::tungstenite::handshake::server::{Request, Response};
use differential::by_tungstenite::tungstenite::http::HeaderValue;
use differential::by_tungstenite::tungstenite::{self, HandshakeError};
use differential::pieces::Pieces;
use handshake::client::{Connect, Open, Step, Waiting};
use handshake::server;
use laws::proptest::prelude::*;
use laws::proptest::sample::{select, subsequence};
use net::tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
use net::tokio::runtime::Runtime;
use wire::Limits;

/// What can be asked: a host, a target, perhaps an origin, some subprotocols.
fn asked() -> impl Strategy<Value = (Connect, Vec<&'static str>)> {
    let host = select(vec!["server.example.com", "a:8080", "127.0.0.1:1", "[::1]:10101"]);
    let target = select(vec!["/", "/chat", "/a/b?c=d&e=%20", "/?x"]);
    let origin = prop::option::of(select(vec!["http://example.com", "null"]));
    let names = subsequence(vec!["chat", "soap", "v1.wire-101"], 0..=3);
    (host, target, origin, names).prop_map(|(host, target, origin, names)| {
        let mut connect = Connect::new(host, target);
        if let Some(origin) = origin {
            connect = connect.origin(origin);
        }
        for name in &names {
            connect = connect.subprotocol(name);
        }
        (connect, names)
    })
}

fn open(waiting: Waiting, answer: &[u8]) -> Open {
    match waiting.receive(answer) {
        Ok(Step::Open(open)) => open,
        other => panic!("{other:?}: {}", String::from_utf8_lossy(answer)),
    }
}

/// Our server's answer to `request`, which it must accept.
fn answer(request: &[u8]) -> Vec<u8> {
    match server::Reading::new(Limits::DEFAULT).receive(request) {
        Ok(server::Step::Asked { asked, .. }) => asked.accept(None).unwrap().answer,
        other => panic!("{other:?}: {}", String::from_utf8_lossy(request)),
    }
}

proptest! {
    #[test] // WS-4.1-18, WS-4.1-19
    fn law_tungstenite_accepts_whatever_we_ask(
        (connect, names) in asked(),
        nonce in any::<[u8; 16]>(),
        chooses in any::<bool>(),
    ) {
        let chosen = names.last().copied().filter(|_| chooses);
        let (request, waiting) = connect.start(nonce).unwrap();
        #[expect(clippy::result_large_err, reason = "the shape of their callback")]
        let choose = |_: &Request, mut answer: Response| {
            if let Some(name) = chosen {
                let name = HeaderValue::from_static(name);
                answer.headers_mut().insert("Sec-WebSocket-Protocol", name);
            }
            Ok(answer)
        };
        let socket = tungstenite::accept_hdr(Pieces::new(&request, &[]), choose).unwrap();
        let open = open(waiting, &socket.get_ref().written);
        prop_assert_eq!(open.subprotocol.as_deref(), chosen);
    }

    #[test] // WS-4.1-18, WS-4.1-19
    fn law_tokio_websockets_accepts_whatever_we_ask(
        (connect, _) in asked(),
        nonce in any::<[u8; 16]>(),
        at in 1usize..100,
    ) {
        let (request, waiting) = connect.start(nonce).unwrap();
        let pieces = Pieces::new(&request, &[at]);
        let server = ServerBuilder::new();
        let accepting = server.accept(pieces);
        let (_, socket) = Runtime::new().unwrap().block_on(accepting).unwrap();
        open(waiting, &socket.get_ref().written);
    }
}

#[test] // WS-4.2.2-01, WS-4.2.2-07
fn must_be_accepted_by_tungstenite() {
    for url in ["ws://server.example.com/chat", "ws://[::1]:8080/?a=b"] {
        let Err(HandshakeError::Interrupted(mut waiting)) =
            tungstenite::client(url, Pieces::default())
        else {
            panic!("it waits for an answer");
        };
        let pieces = waiting.get_mut().get_mut();
        let answer = answer(&pieces.written);
        pieces.add(&answer);
        let (_, seen) = waiting.handshake().unwrap();
        assert_eq!(seen.status(), 101);
    }
}

#[test] // WS-4.2.2-01, WS-4.2.2-07
fn must_be_accepted_by_tokio_websockets() {
    /// Our server, on the other end of a pipe.
    async fn serve(mut pipe: DuplexStream) {
        let mut request = vec![0; 4096];
        let mut n = 0;
        while !request[..n].ends_with(b"\r\n\r\n") {
            n += pipe.read(&mut request[n..]).await.unwrap();
        }
        pipe.write_all(&answer(&request[..n])).await.unwrap();
    }
    for uri in ["ws://server.example.com/chat", "ws://127.0.0.1:8080/?a=b"] {
        let (theirs, ours) = duplex(4096);
        let client = ClientBuilder::new().uri(uri).unwrap();
        let both = async { net::tokio::join!(client.connect_on(theirs), serve(ours)) };
        let (connected, ()) = Runtime::new().unwrap().block_on(both);
        connected.unwrap();
    }
}
