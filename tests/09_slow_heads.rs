//! # Slow, long and hostile requests for a WebSocket                 chapter 09 · RFC 6455 §10.7
//! Knows: a client that does not get on with its request, or makes too much of it; virtual time.
//! Does not know: a proper request; see `08_handshake.rs`.
//! Read before: `09_refusing.rs`, `http1/src/head_search.rs`. Read next: `15_memory.rs`.

mod support;

use handshake::server::Asked;
use http1::{Event, Server};
use net::tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
use net::tokio::time::{Instant, sleep};
use net::{Application, Connection, Ended, Fault, Flow, Stop, drive};
use std::ops::ControlFlow;
use std::time::Duration;
use support::in_virtual_time;
use wire::{Input, Limits, Protocol};

const SECOND: Duration = Duration::from_secs(1);
const REQUEST: &str = "GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\n\
    Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
    Sec-WebSocket-Version: 13\r\n\r\n";

/// The good request with `fields` behind its first line, or before its last one.
fn request_with(fields: &str, first: bool) -> String {
    let (start, own) = REQUEST.split_once("\r\n").unwrap();
    let own = own.strip_suffix("\r\n").unwrap();
    let (one, two) = if first { (fields, own) } else { (own, fields) };
    format!("{start}\r\n{one}{two}\r\n")
}

/// A request of exactly `length` bytes.
fn request_of(length: usize) -> String {
    let filled = |n| request_with(&format!("Cookie: {}\r\n", "x".repeat(n)), false);
    filled(length - filled(0).len())
}

/// Says what became of a request for a WebSocket, and answers a bad one.
#[derive(Debug, Default)]
struct Door(Option<Result<Asked, u16>>);

impl Application<Server> for Door {
    fn on_event(&mut self, http: &mut Server, event: Event<'_>) -> Flow {
        if let Event::Request(head) = event {
            let asked = Asked::from_request(&head);
            let refusal = asked.as_ref().err().map(|violation| violation.answer());
            if let Some(answer) = refusal {
                http.respond(answer).unwrap();
            }
            self.0 = Some(asked.map_err(|violation| violation.status()));
            if matches!(self.0, Some(Ok(_))) {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }
}

/// How a server's end of a connection ends, and after how long, while the peer does `act`.
fn ends(
    act: impl AsyncFnOnce(&mut DuplexStream),
) -> (Result<Ended, Fault<http1::ProtocolError>>, Duration, Door) {
    in_virtual_time(async {
        let (ours, mut peer) = duplex(64 * 1024);
        let mut connection = Connection::new(ours, Limits::DEFAULT, Stop::default());
        let (mut http, mut door) = (Server::new(Limits::DEFAULT, Duration::ZERO), Door::default());
        let began = Instant::now();
        let driving = async {
            let ended = drive(&mut connection, &mut http, &mut door).await;
            drop(connection);
            (ended, began.elapsed())
        };
        let ((ended, after), ()) = net::tokio::join!(driving, act(&mut peer));
        (ended, after, door)
    })
}

/// The first line of the answer, once the server has ended its side.
async fn status(peer: &mut DuplexStream) -> String {
    let mut all = String::new();
    peer.read_to_string(&mut all).await.unwrap();
    all.lines().next().unwrap_or_default().into()
}

mod slow {
    use super::*;

    /// It connects, and says nothing. The server ends its side after 10 s, and waits 1 s more for
    /// the client to end its own, which this one does not.
    #[test] // WS-10.7-02
    fn limit_a_silent_client_is_sent_away_after_10_seconds() {
        let (_, after, _) = ends(async |peer| {
            let began = Instant::now();
            assert_eq!(status(peer).await, "", "there was no question");
            assert_eq!(began.elapsed(), SECOND * 10);
        });
        assert_eq!(after, SECOND * 11);
    }

    /// One byte a second: each would win time, if the time were counted from the last one.
    #[test] // WS-10.7-04
    fn limit_a_client_of_one_byte_a_second_is_sent_away_after_10_seconds() {
        let (ended, after, door) = ends(async |peer| {
            let began = Instant::now();
            for byte in REQUEST.bytes().take(10) {
                peer.write_all(&[byte]).await.unwrap();
                sleep(SECOND).await;
            }
            assert_eq!(status(peer).await, "HTTP/1.1 408 Request Timeout");
            assert_eq!(began.elapsed(), SECOND * 10);
        });
        assert!(matches!(ended, Err(Fault::Protocol(_))), "{ended:?}");
        assert_eq!((after, door.0), (SECOND * 11, None));
    }

    /// A whole head, byte by byte, is a good one, if it is there in time.
    #[test]
    fn limit_a_head_of_16_kib_may_come_byte_by_byte() {
        let head = request_of(Limits::DEFAULT.head_bytes);
        assert_eq!(head.len(), 16 * 1024);
        let (ended, _, door) = ends(async |peer| {
            for byte in head.bytes() {
                peer.write_all(&[byte]).await.unwrap();
                net::tokio::task::yield_now().await;
            }
        });
        assert_eq!(ended.unwrap(), Ended::HandedOn);
        assert!(matches!(door.0, Some(Ok(_))), "{door:?}");
    }
}

mod long {
    use super::*;

    /// What is said to `head` when it comes in reads of `piece` bytes, and how many of its bytes
    /// were heard by then.
    fn answer(head: &str, piece: usize) -> (String, usize) {
        let mut server = Server::new(Limits::DEFAULT, Duration::ZERO);
        let mut bytes = head.as_bytes().to_vec();
        for (i, piece) in bytes.chunks_mut(piece).enumerate() {
            let heard = i * piece.len() + piece.len();
            let mut input = Input::new(piece);
            while let Ok(Some(event)) = server.next_event(&mut input) {
                let _flow = Door::default().on_event(&mut server, event);
            }
            let output = server.take_output();
            if !output.is_empty() {
                let text = String::from_utf8(output.to_vec()).unwrap();
                return (text.lines().next().unwrap().into(), heard);
            }
        }
        (String::new(), bytes.len())
    }

    /// 1 MiB and 20 MiB in one field: refused with the read in which the first byte too many came.
    #[test] // WS-10.7-04
    fn limit_a_head_too_long_is_refused_after_16_kib_and_one_read() {
        for mebibytes in [1, 20] {
            let head = request_of(mebibytes * 1024 * 1024);
            for piece in [1, 1_000, 16 * 1024, 64 * 1024] {
                let (status, heard) = answer(&head, piece);
                assert!(status.starts_with("HTTP/1.1 431 "), "{status}");
                assert!(heard <= 16 * 1024 + piece, "{heard} bytes in reads of {piece}");
            }
        }
    }

    /// Ten thousand fields, those of the WebSocket behind them or before them: no field is dropped
    /// in silence, so that what is left would look good.
    #[test] // WS-10.7-04
    fn limit_ten_thousand_fields_are_refused() {
        let many = "A:\r\n".repeat(3_000); // within 16 KiB
        let more = "A: b\r\n".repeat(10_000);
        for fields in [many, more] {
            for first in [false, true] {
                let (status, _) = answer(&request_with(&fields, first), 64 * 1024);
                assert!(status.starts_with("HTTP/1.1 431 "), "{status}");
            }
        }
    }
}

mod hostile {
    use super::*;

    /// Lists made to keep a careless reader busy. Whatever is said, it is said once, and the lists
    /// are no way to a 101 with something in it that was not asked for.
    #[test] // WS-10.7-01
    fn limit_lists_of_nothing_are_read_to_their_end() {
        for name in ["Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "Connection", "Upgrade"]
        {
            for nothing in [" ", ",", " ,", "\t,\t", ";", "a;", "=", "a=\"", "\"\\", "\"\\\"", "a,"]
            {
                let room = Limits::DEFAULT.head_bytes - REQUEST.len() - 64;
                let value = nothing.repeat(room / nothing.len());
                let head = request_with(&format!("{name}: {value}\r\n"), true);
                let (ended, after, door) = ends(async |peer| {
                    peer.write_all(head.as_bytes()).await.unwrap();
                    peer.shutdown().await.unwrap();
                });
                assert_eq!(after, Duration::ZERO);
                assert!(door.0.is_some(), "{name}: {nothing}: {ended:?}");
                if let Some(Ok(asked)) = door.0 {
                    let answer = asked.accept(None).unwrap().answer;
                    let text = String::from_utf8(answer).unwrap();
                    assert!(!text.contains("Protocol:") && !text.contains("Extensions:"), "{text}");
                }
            }
        }
    }
}
