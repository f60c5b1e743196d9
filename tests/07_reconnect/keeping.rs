//! # Keeping it open                                                 chapter 07 · RFC 6455 §7.2.3
//! Knows: a server that goes away and comes back, over real sockets. Does not know: how long one
//! waits.
//! Read before: `net/src/reconnect.rs`, `net/src/retry.rs`. Read next: `tests/08_client.rs`.

use super::*;
use frames::{CloseCode, Closed, Connection as WebSocket, Event, Message, Who};
use handshake::client::Refusal;
use handshake::server::{Reading, Step};
use net::gate::ConnectGate;
use net::proxy::ProxyError;
use net::reconnect::{GaveUp, Reconnect, Returning, keep_open};
use net::retry::{Lost, code_is_worth_a_retry, status_is_worth_a_retry};
use net::tls::TlsError;
use net::tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use net::tokio::net::{TcpListener, TcpStream};
use net::websocket::{OpenError, Request};
use net::{Application, Fault, Flow, Stop};
use std::ops::ControlFlow::{Break, Continue};
use wire::Limits;

/// Counts as it hears, and asks for what is behind the last number.
struct Counting {
    address: String,
    gate: ConnectGate,
    seen: u64,
    opened: u32,
    lost: Vec<(String, Duration)>,
    stop_after_losses: Option<(usize, Stop)>,
}

impl Counting {
    fn new(listener: &TcpListener) -> Self {
        let address = listener.local_addr().unwrap().to_string();
        let gate = ConnectGate::new(100);
        Self { address, gate, seen: 0, opened: 0, lost: Vec::new(), stop_after_losses: None }
    }
}

impl Application<WebSocket> for Counting {
    fn on_event(&mut self, socket: &mut WebSocket, event: Event<'_>) -> Flow {
        if let Event::Message(Message::Text(text)) = event {
            match &*text {
                "enough" => return Break(()),
                "bye" => {
                    socket.close(CloseCode::NORMAL, "").unwrap();
                    return Continue(());
                }
                _ => {}
            }
            self.seen = text.parse().unwrap();
        }
        Continue(())
    }
}

impl Returning for Counting {
    fn request(&mut self) -> Request {
        let uri = format!("ws://{}/count?since={}", self.address, self.seen);
        Request::new(&uri).unwrap().gate(self.gate.clone())
    }

    fn on_open(&mut self, socket: &mut WebSocket, _: Option<&str>) {
        self.opened += 1;
        socket.send_text("subscribe").unwrap();
    }

    fn on_lost(&mut self, why: &Lost, wait: Duration) {
        self.lost.push((why.to_string(), wait));
        if let Some((losses, stop)) = &self.stop_after_losses
            && self.lost.len() == *losses
        {
            stop.ask();
        }
    }
}

async fn read_head(stream: &mut TcpStream) -> Vec<u8> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    head
}

/// Open one WebSocket, hear who subscribes, say `frames`, and end. Returns the request line.
async fn serve(listener: &TcpListener, frames: &str) -> String {
    let (mut stream, _) = listener.accept().await.unwrap();
    let head = read_head(&mut stream).await;
    let Ok(Step::Asked { asked, .. }) = Reading::new(Limits::DEFAULT).receive(&head) else {
        panic!("not a whole handshake")
    };
    stream.write_all(&asked.accept(None).unwrap().answer).await.unwrap();
    let mut subscription = [0; 6 + 9];
    stream.read_exact(&mut subscription).await.unwrap();
    assert_eq!(subscription[..2], [0x81, 0x80 | 9], "each connection subscribes");
    stream.write_all(&laws::hex(frames)).await.unwrap();
    stream.shutdown().await.unwrap();
    let _reset = stream.read_to_end(&mut Vec::new()).await;
    String::from_utf8(head).unwrap().lines().next().unwrap().into()
}

/// A backoff that does not wait.
fn at_once() -> Reconnect {
    Reconnect::new(Backoff::new(Duration::ZERO, Duration::ZERO))
}

/// Run `future`; five minutes end what hangs, and measure nothing.
fn run<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let patient = async { tokio::time::timeout(300 * SECOND, future).await };
    runtime.block_on(patient).expect("it does not hang")
}

#[test] // WS-7.2.3-01, WS-7.2.1-02
fn should_come_back_with_its_place_and_subscribe_again() {
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut counting = Counting::new(&listener);
        let server = async {
            [
                serve(&listener, "81 01 | 31 | 88 02 | 03 e9").await, // "1", then going away
                serve(&listener, "81 01 | 32 | 81 01 | 33").await,    // "2", "3", then nothing
                serve(&listener, "81 06 | 65 6e 6f 75 67 68").await,  // "enough"
            ]
        };
        let (mut reconnect, stop) = (at_once(), Stop::default());
        let keeping = keep_open(&mut reconnect, &mut counting, stop);
        let (asked, gave_up) = tokio::join!(server, keeping);
        assert!(matches!(gave_up, GaveUp::Asked), "{gave_up}");
        for (line, since) in asked.iter().zip([0, 1, 3]) {
            assert_eq!(*line, format!("GET /count?since={since} HTTP/1.1"));
        }
        assert_eq!((counting.opened, counting.seen), (3, 3));
        let why: Vec<&str> = counting.lost.iter().map(|(why, _)| why.as_str()).collect();
        let [away, cut] = why[..] else { panic!("{why:?}") };
        assert_eq!(away, "the WebSocket was closed: 1001 (going away)");
        assert_eq!(cut, "the WebSocket was closed: 1006 (abnormal closure)");
    });
}

#[test]
fn must_not_come_back_where_that_is_pointless() {
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        for (frames, says) in [
            ("88 02 | 03 e8", "1000 (normal closure)"),
            ("88 02 | 03 f0", "1008 (policy violation)"),
            ("81 81 | 00 00 00 00 | 31", "RFC 6455 §5.1"), // a server must not mask
        ] {
            let mut counting = Counting::new(&listener);
            let (mut reconnect, stop) = (at_once(), Stop::default());
            let keeping = keep_open(&mut reconnect, &mut counting, stop);
            let (_, gave_up) = tokio::join!(serve(&listener, frames), keeping);
            assert!(matches!(gave_up, GaveUp::Hopeless(_)), "{gave_up:?}");
            assert!(gave_up.to_string().contains(says), "{gave_up}");
            assert!(counting.lost.is_empty());
        }
    });
}

/// Nobody listens. In virtual time: the refusal comes from the kernel, the waits pass at once.
#[test] // WS-7.2.3-04
fn limit_the_failures_in_a_row() {
    in_virtual_time(async {
        let mut counting = Counting::new(&TcpListener::bind("127.0.0.1:0").await.unwrap());
        let mut reconnect = Reconnect::default().failures_max(4).dice(|| u64::MAX / 2 + 1);
        let gave_up = keep_open(&mut reconnect, &mut counting, Stop::default()).await;
        assert!(matches!(gave_up, GaveUp::TooOften(Lost::NotOpened(OpenError::Io(_)))));
        let waits: Vec<u128> = counting.lost.iter().map(|(_, wait)| wait.as_millis()).collect();
        assert_eq!(waits, [2500, 5000, 10_000], "the fourth failure is the last");
    });
}

#[test]
fn must_end_when_it_is_asked_to_while_it_waits_or_is_open() {
    in_virtual_time(async {
        let mut counting = Counting::new(&TcpListener::bind("127.0.0.1:0").await.unwrap());
        let stop = Stop::default();
        counting.stop_after_losses = Some((2, stop.clone()));
        let gave_up = keep_open(&mut Reconnect::default(), &mut counting, stop).await;
        assert!(matches!(gave_up, GaveUp::Asked), "{gave_up:?}");
        assert_eq!(counting.lost.len(), 2);
    });
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (mut counting, stop) = (Counting::new(&listener), Stop::default());
        let mut reconnect = at_once();
        let server = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            let head = read_head(&mut stream).await;
            let step = Reading::new(Limits::DEFAULT).receive(&head).unwrap();
            let Step::Asked { asked, .. } = step else { panic!("not whole") };
            stream.write_all(&asked.accept(None).unwrap().answer).await.unwrap();
            let mut frame = [0; 6 + 9];
            stream.read_exact(&mut frame).await.unwrap();
            stop.ask();
            let mut close = [0; 2];
            stream.read_exact(&mut close).await.unwrap();
            assert_eq!(close[0], 0x88, "it says goodbye");
        };
        let keeping = keep_open(&mut reconnect, &mut counting, stop.clone());
        let ((), gave_up) = tokio::join!(server, keeping);
        assert!(matches!(gave_up, GaveUp::Asked), "{gave_up:?}");
    });
}

/// Many servers end the stream where they should answer the Close frame.
#[test]
fn must_not_come_back_after_a_close_of_its_own() {
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut counting = Counting::new(&listener);
        let mut reconnect = at_once().failures_max(1);
        let keeping = keep_open(&mut reconnect, &mut counting, Stop::default());
        let (_, gave_up) = tokio::join!(serve(&listener, "81 03 | \"bye\""), keeping);
        assert!(matches!(gave_up, GaveUp::Asked), "{gave_up:?}");
    });
}

/// A server that lost its power sends no farewell: it is asked, and given up.
#[test]
fn must_notice_a_server_that_is_silent_for_good() {
    in_virtual_time(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut counting = Counting::new(&listener);
        let mut reconnect = at_once();
        let server = async {
            let (mut silent, _) = listener.accept().await.unwrap();
            let head = read_head(&mut silent).await;
            let Ok(Step::Asked { asked, .. }) = Reading::new(Limits::DEFAULT).receive(&head) else {
                panic!("not a whole handshake")
            };
            silent.write_all(&asked.accept(None).unwrap().answer).await.unwrap();
            serve(&listener, "81 06 | 65 6e 6f 75 67 68").await;
            let mut heard = Vec::new();
            let _reset = silent.read_to_end(&mut heard).await;
            heard
        };
        let keeping = keep_open(&mut reconnect, &mut counting, Stop::default());
        let (heard, gave_up) = tokio::join!(server, keeping);
        assert!(matches!(gave_up, GaveUp::Asked), "{gave_up:?}");
        assert_eq!((counting.opened, counting.lost.len()), (2, 1));
        assert_eq!(heard[6 + 9], 0x89, "it was asked with a ping");
    });
}

/// Dropped in the middle of a wait and begun again, it waits for the same moment.
#[test]
fn must_keep_the_moment_of_the_next_attempt_when_it_is_dropped() {
    in_virtual_time(async {
        let mut reconnect = Reconnect::default().dice(|| u64::MAX / 2 + 1);
        let refused = || OpenError::Io(std::io::ErrorKind::ConnectionRefused.into());
        let (_, wait) = reconnect.lost(Lost::NotOpened(refused())).unwrap();
        let began = tokio::time::Instant::now();
        for _ in 0..3 {
            let short = tokio::time::timeout(wait / 5, reconnect.wait()).await;
            assert!(short.is_err(), "not yet");
        }
        reconnect.wait().await;
        let waited = began.elapsed();
        assert!(waited >= wait && waited < wait + Duration::from_millis(5), "{waited:?}");
    });
}

/// One that ends at once is a failure like those before it; one that stayed is none.
#[test] // WS-7.2.3-04
fn should_begin_anew_after_a_connection_that_stayed() {
    in_virtual_time(async {
        let mut reconnect = Reconnect::default().dice(|| u64::MAX / 2 + 1);
        let mut waits = Vec::new();
        for stays in [0, 29, 29, 30, 3600] {
            reconnect.wait().await;
            reconnect.opened();
            tokio::time::sleep(SECOND * stays).await;
            let lost = Lost::Failed(Fault::Stalled);
            waits.push(reconnect.lost(lost).unwrap().1.as_millis());
        }
        assert_eq!(waits, [2500, 5000, 10_000, 2500, 2500]);
    });
}

/// The whole table.
#[test]
fn must_tell_what_waiting_can_mend() {
    let codes: Vec<u16> =
        (0..=u16::MAX).filter(|code| code_is_worth_a_retry(CloseCode::new(*code))).collect();
    assert_eq!(codes, [1001, 1006, 1011, 1012, 1013, 1014]);
    let statuses: Vec<u16> = (0..=u16::MAX).filter(|s| status_is_worth_a_retry(*s)).collect();
    assert_eq!(statuses, [408, 429].into_iter().chain(500..=599).collect::<Vec<u16>>());

    let io = || std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    let broken_answer =
        |violation| OpenError::Handshake(handshake::ProtocolError { violation, offset: 0 });
    let refused = |status| {
        let refusal = Refusal { status, fields: Vec::new(), body: Vec::new() };
        let violation = handshake::Violation::NotSwitching(Box::new(refusal));
        broken_answer(violation)
    };
    for error in [
        OpenError::Resolve("a".into(), io()),
        OpenError::Io(io()),
        OpenError::TooLate,
        broken_answer(handshake::Violation::AnswerNotHttp(http1::Violation::ClosedEarly)),
        OpenError::Tls(TlsError::Io(io())),
        OpenError::Proxy(ProxyError::Io(io())),
        OpenError::Proxy(ProxyError::CutShort),
        OpenError::Proxy(ProxyError::Refused(502)),
        refused(503),
    ] {
        let lost = Lost::NotOpened(error);
        assert!(lost.is_worth_a_retry(), "{lost}");
    }
    for error in [
        OpenError::Uri(handshake::UriError::Fragment),
        OpenError::Usage(handshake::UsageError::NotAToken("".into())),
        OpenError::Tls(TlsError::NotTls),
        OpenError::Tls(TlsError::Name("".into())),
        OpenError::Proxy(ProxyError::Refused(407)),
        OpenError::Proxy(ProxyError::Authorization),
        broken_answer(handshake::Violation::AcceptMissing),
        broken_answer(handshake::Violation::AnswerNotHttp(http1::Violation::BareLf)),
        refused(401),
        refused(404),
        refused(302),
    ] {
        let lost = Lost::NotOpened(error);
        assert!(!lost.is_worth_a_retry(), "{lost}");
    }
    let closed = |code| {
        let by = Who::Peer;
        Lost::Closed(Closed { code: CloseCode::new(code), reason: "".into(), by, clean: true })
    };
    assert!(closed(1012).is_worth_a_retry() && !closed(4000).is_worth_a_retry());
    assert!(Lost::Failed(Fault::Io(io())).is_worth_a_retry());
    assert!(Lost::Failed(Fault::Stalled).is_worth_a_retry());
    let broken =
        |violation| Lost::Failed(Fault::Protocol(frames::ProtocolError { violation, offset: 0 }));
    assert!(broken(frames::Violation::NoPong).is_worth_a_retry());
    assert!(broken(frames::Violation::MessageTooSlow).is_worth_a_retry());
    assert!(!broken(frames::Violation::MaskedFrame).is_worth_a_retry());
}

/// What else a connection may be: a stream to nobody.
#[test]
fn must_retry_when_the_stream_is_reset() {
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut counting = Counting::new(&listener);
        let mut reconnect = at_once();
        let server = async {
            for _ in 0..2 {
                let stream: TcpStream = listener.accept().await.unwrap().0;
                drop(stream); // with the question unread: a reset
            }
            serve(&listener, "81 06 | 65 6e 6f 75 67 68").await
        };
        let keeping = keep_open(&mut reconnect, &mut counting, Stop::default());
        let (_, gave_up) = tokio::join!(server, keeping);
        assert!(matches!(gave_up, GaveUp::Asked), "{gave_up:?}");
        assert_eq!((counting.opened, counting.lost.len()), (1, 2));
    });
}
