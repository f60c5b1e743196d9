//! # Opening a WebSocket                                             chapter 08 · RFC 6455 §4.1
//! Knows: the client over real sockets on this machine, and every way in which it does not get
//! there. Does not know: what it judges in an answer (`08_handshake.rs`).
//! Read before: `net/src/websocket.rs`. Read next: `tests/07_reconnect.rs`.

use frames::{CloseCode, Closed, Connection as WebSocket, Event, Message, Role};
use handshake::server::{Reading, Step};
use handshake::{UriError, UsageError, Violation};
use net::gate::{ConnectGate, Remote};
use net::proxy::{Proxy, ProxyError};
use net::tls::{ClientTls, ServerTls, TlsError};
use net::tokio;
use net::tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use net::tokio::net::{TcpListener, TcpStream};
use net::websocket::{OpenError, Opened, Request, connect};
use net::{Application, Connection, Ended, Fault, Flow, Stop, Stream, drive};
use std::net::SocketAddr;
use std::ops::ControlFlow::Continue;
use std::time::Duration;
use wire::Limits;

#[path = "support/mod.rs"]
mod support;
use support::PATIENCE;
use support::in_virtual_time;

/// Run `future` on this thread; it hangs no longer than the tests' patience.
fn run<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let patient = async { tokio::time::timeout(PATIENCE, future).await };
    runtime.block_on(patient).expect("it does not hang")
}

async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// A request through a gate of its own, so that tests do not wait for each other.
fn request(uri: &str) -> Request {
    Request::new(uri).unwrap().gate(ConnectGate::new(100))
}

/// Read a head; not a byte behind it.
async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.expect("a whole head"));
    }
    String::from_utf8(head).unwrap()
}

/// Answer an opening handshake as a server of ours; returns the request.
async fn welcome(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> String {
    let head = read_head(stream).await;
    let step = Reading::new(Limits::DEFAULT).receive(head.as_bytes()).unwrap();
    let Step::Asked { asked, .. } = step else { panic!("not whole: {head}") };
    let offered = asked.subprotocols().first().cloned();
    let accepted = asked.accept(offered.as_deref()).unwrap();
    stream.write_all(&accepted.answer).await.unwrap();
    stream.flush().await.unwrap();
    head
}

/// Serve one WebSocket to its end: messages come back.
async fn echo<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
) -> Result<Ended, Fault<frames::ProtocolError>> {
    welcome(&mut stream).await;
    let mut connection = Connection::new(stream, Limits::DEFAULT, Stop::default());
    let mut socket = WebSocket::server(Limits::DEFAULT);
    drive(&mut connection, &mut socket, &mut lab::echo::EchoBack).await
}

/// Closes after the first message, and remembers what it heard.
#[derive(Default)]
struct Once {
    heard: Vec<String>,
    closed: Option<Closed>,
}

impl Application<WebSocket> for Once {
    fn on_event(&mut self, socket: &mut WebSocket, event: Event<'_>) -> Flow {
        match event {
            Event::Message(Message::Text(text)) => {
                self.heard.push(text.to_string());
                socket.close(CloseCode::NORMAL, "").unwrap();
            }
            Event::Closed(closed) => self.closed = Some(closed),
            _ => {}
        }
        Continue(())
    }
}

/// Say one thing, hear the echo, close.
async fn talk(opened: Opened, text: &str) -> (Once, Result<Ended, Fault<frames::ProtocolError>>) {
    let Opened { mut connection, mut socket, .. } = opened;
    socket.send_text(text).unwrap();
    let mut once = Once::default();
    let ended = drive(&mut connection, &mut socket, &mut once).await;
    (once, ended)
}

/// From the address to the first message.
mod s04_1_opening {
    use super::*;

    #[test] // WS-4.1-02, WS-4.1-11, WS-4.1-18, WS-4.1-50
    fn must_connect_ask_and_talk() {
        run(async {
            let (listener, address) = listen().await;
            let server = async { echo(listener.accept().await.unwrap().0).await };
            let client = async {
                let opened = connect(request(&format!("ws://{address}/"))).await.unwrap();
                assert_eq!(opened.subprotocol, None);
                talk(opened, "hello").await
            };
            let (served, (once, ended)) = tokio::join!(server, client);
            assert_eq!((served.unwrap(), ended.unwrap()), (Ended::Closed, Ended::Closed));
            assert_eq!(once.heard, ["hello"]);
            assert_eq!(once.closed.unwrap().code, CloseCode::NORMAL);
        });
    }

    #[test] // WS-4.1-20, WS-4.1-21, WS-4.1-22, WS-4.1-23, WS-4.1-32, WS-4.1-35
    fn must_ask_for_what_the_address_says() {
        run(async {
            let (listener, address) = listen().await;
            let server = async { welcome(&mut listener.accept().await.unwrap().0).await };
            let uri = format!("WS://{address}/a b?c=%23");
            let origin = format!("http://{address}");
            let asking = request(&uri).subprotocol("chat").subprotocol("other");
            let (head, opened) = tokio::join!(server, connect(asking.origin(&origin)));
            assert!(head.starts_with(&format!(
                "GET /a%20b?c=%23 HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\n"
            )));
            assert!(head.contains(&format!("\r\nOrigin: {origin}\r\n")), "{head}");
            assert!(head.contains("\r\nSec-WebSocket-Protocol: chat, other\r\n"), "{head}");
            assert_eq!(opened.unwrap().subprotocol.as_deref(), Some("chat"));
        });
    }

    #[test] // WS-4.1-30
    fn must_take_a_new_key_for_each_connection() {
        run(async {
            let (listener, address) = listen().await;
            let mut keys = Vec::new();
            for _ in 0..3 {
                let server = async { welcome(&mut listener.accept().await.unwrap().0).await };
                let asking = connect(request(&format!("ws://{address}/")));
                let (head, opened) = tokio::join!(server, asking);
                opened.unwrap();
                let mut lines = head.lines();
                keys.push(lines.find(|line| line.starts_with("Sec-WebSocket-Key")).unwrap().into());
            }
            keys.sort();
            keys.dedup();
            let keys: Vec<String> = keys;
            assert_eq!(keys.len(), 3);
        });
    }
}

/// What else a caller may ask for.
mod s04_1_fields_and_extensions {
    use super::*;
    use handshake::deflate::{Offer, Policy};

    #[test] // WS-4.1-39
    fn may_send_other_fields() {
        run(async {
            let (listener, address) = listen().await;
            let server = async { welcome(&mut listener.accept().await.unwrap().0).await };
            let asking = request(&format!("ws://{address}/")).field("Authorization", "Bearer a");
            let (head, opened) = tokio::join!(server, connect(asking));
            assert!(head.contains("\r\nAuthorization: Bearer a\r\n"), "{head}");
            opened.unwrap();
        });
    }

    /// What both sides agreed on binds what each of them does, on its own side.
    #[test] // WS-4.1-50
    fn may_compress_as_was_agreed() {
        run(async {
            let (listener, address) = listen().await;
            let server = async {
                let (mut stream, _) = listener.accept().await.unwrap();
                let head = read_head(&mut stream).await;
                let step = Reading::new(Limits::DEFAULT).receive(head.as_bytes()).unwrap();
                let Step::Asked { asked, .. } = step else { panic!("not whole: {head}") };
                let agreed = asked.deflate(&Policy::default());
                let accepted = asked.accept_with(None, agreed).unwrap();
                stream.write_all(&accepted.answer).await.unwrap();
                let ours = net::deflate(agreed.unwrap(), Role::Server);
                let mut socket = WebSocket::server(Limits::DEFAULT).with_deflate(ours);
                let mut connection = Connection::new(stream, Limits::DEFAULT, Stop::default());
                let ended = drive(&mut connection, &mut socket, &mut lab::echo::EchoBack).await;
                (agreed, ended.unwrap())
            };
            let client = async {
                let asking = request(&format!("ws://{address}/")).deflate(Offer::default());
                let opened = connect(asking).await.unwrap();
                (opened.deflate, talk(opened, &"the same again, ".repeat(1000)).await.0)
            };
            let ((agreed, ended), (heard, once)) = tokio::join!(server, client);
            assert_eq!((agreed, ended), (heard, Ended::Closed));
            assert_eq!(once.heard, ["the same again, ".repeat(1000)]);
        });
    }
}

/// From the address to an error.
mod s04_1_failing {
    use super::*;

    #[test] // WS-4.1-04
    fn must_send_nothing_when_a_part_of_the_request_is_wrong() {
        let scheme = Request::new("http://127.0.0.1/").map(|_| ());
        assert_eq!(scheme, Err(UriError::Scheme("http".into())));
        run(async {
            let (listener, address) = listen().await;
            let asking = request(&format!("ws://{address}/")).subprotocol("a b");
            let error = connect(asking).await.unwrap_err();
            assert!(matches!(error, OpenError::Usage(UsageError::NotAToken(_))), "{error}");
            // Whoever connects next is the first one who came.
            let mut next = TcpStream::connect(address).await.unwrap();
            next.write_all(b"first").await.unwrap();
            let (mut came, _) = listener.accept().await.unwrap();
            assert_eq!(came.read_u8().await.unwrap(), b'f');
        });
    }

    #[test] // WS-4.1-13
    fn must_fail_when_nobody_listens() {
        run(async {
            let (listener, address) = listen().await;
            drop(listener);
            let error = connect(request(&format!("ws://{address}/"))).await.unwrap_err();
            assert!(matches!(error, OpenError::Io(_)), "{error:?}");
            assert!(error.to_string().starts_with("cannot connect: "), "{error}");
        });
    }

    #[test] // WS-4.1-13
    fn must_fail_when_the_host_is_not_known() {
        run(async {
            let error = connect(request("ws://no-such-host.invalid/")).await.unwrap_err();
            let OpenError::Resolve(host, _) = error else { panic!("{error:?}") };
            assert_eq!(host, "no-such-host.invalid");
        });
    }

    #[test] // WS-4.1-42
    fn may_leave_a_redirection_to_the_caller() {
        run(async {
            let (listener, address) = listen().await;
            let server = async {
                let (mut stream, _) = listener.accept().await.unwrap();
                read_head(&mut stream).await;
                let answer = format!(
                    "HTTP/1.1 302 Found\r\nLocation: ws://{address}/b\r\nContent-Length: 0\r\n\r\n"
                );
                stream.write_all(answer.as_bytes()).await.unwrap();
                stream.read_to_end(&mut Vec::new()).await.unwrap()
            };
            let asking = connect(request(&format!("ws://{address}/a")));
            let (behind, error) = tokio::join!(server, asking);
            let OpenError::Handshake(error) = error.unwrap_err() else { panic!("another error") };
            let Violation::NotSwitching(refusal) = error.violation else { panic!("not refused") };
            assert_eq!(
                (refusal.status, refusal.location()),
                (302, Some(&*format!("ws://{address}/b")))
            );
            assert_eq!(behind, 0, "nothing follows the request");
            let mut next = TcpStream::connect(address).await.unwrap();
            next.write_all(b"first").await.unwrap();
            let (mut came, _) = listener.accept().await.unwrap();
            assert_eq!(came.read_u8().await.unwrap(), b'f', "nobody went there");
        });
    }

    #[test]
    fn must_fail_when_the_answer_is_cut_short() {
        run(async {
            let (listener, address) = listen().await;
            let server = async {
                let (mut stream, _) = listener.accept().await.unwrap();
                read_head(&mut stream).await;
                stream.write_all(b"HTTP/1.1 101 Switching").await.unwrap();
            };
            let asking = connect(request(&format!("ws://{address}/")));
            let ((), error) = tokio::join!(server, asking);
            let Err(OpenError::Handshake(error)) = error else { panic!("{error:?}") };
            let cut = Violation::AnswerNotHttp(http1::Violation::ClosedEarly);
            assert_eq!(error.violation, cut);
        });
    }

    /// The listener's queue takes the connection; nobody answers.
    #[test]
    fn limit_one_deadline_for_all_of_it() {
        for scheme in ["ws", "wss"] {
            in_virtual_time(async {
                let (_listener, address) = listen().await;
                let asking = || request(&format!("{scheme}://{address}/"));
                for (asking, time) in [
                    (asking(), Limits::DEFAULT.head_time),
                    (asking().within(Duration::from_millis(1500)), Duration::from_millis(1500)),
                ] {
                    let began = tokio::time::Instant::now();
                    let error = connect(asking).await.unwrap_err();
                    assert!(matches!(error, OpenError::TooLate), "{error:?}");
                    let took = began.elapsed();
                    assert!(took >= time && took < time + Duration::from_millis(10), "{took:?}");
                }
            });
        }
    }
}

/// Inside TLS.
#[path = "08_client/tls.rs"]
mod s04_1_tls;

/// Through a proxy.
#[path = "08_client/proxy.rs"]
mod s04_1_proxy;

/// One at a time.
#[path = "08_client/gate.rs"]
mod s04_1_gate;
