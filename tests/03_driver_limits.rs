//! # The driver and a bad peer                                       chapter 03
//! Knows: streams that fail, and peers that read next to nothing. Does not know: any protocol but a
//! WebSocket's.
//! Read before: `03_sans_io.rs`, `net/src/drive.rs`. Read next: `04_polling.rs`.

mod support;

use frames::{CloseCode, Closed, Event, Who};
use net::tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use net::tokio::io::{DuplexStream, duplex};
use net::tokio::select;
use net::tokio::time::{Instant, advance, sleep, timeout};
use net::{Application, Connection, Ended, Fault, Flow, Stop, drive};
use std::future::Future as _;
use std::io;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use support::in_virtual_time;
use wire::{Limits, Protocol as _};

/// Keeps how it ended.
#[derive(Debug, Default)]
struct Hear(Vec<Closed>);

impl Application<frames::Connection> for Hear {
    fn on_event(&mut self, _: &mut frames::Connection, event: Event<'_>) -> Flow {
        if let Event::Closed(closed) = event {
            self.0.push(closed);
        }
        ControlFlow::Continue(())
    }
}

fn connection<S: AsyncRead + AsyncWrite + Unpin>(stream: S) -> Connection<S> {
    Connection::new(stream, Limits::DEFAULT, Stop::default())
}

/// A stream that gives what it has, and is then reset.
struct Reset(&'static [u8]);

impl AsyncRead for Reset {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.0.is_empty() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        buffer.put_slice(self.0);
        self.0 = &[];
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Reset {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

mod a_lost_stream {
    use super::*;

    fn how_it_ends(bytes: &'static [u8], mut socket: frames::Connection) -> (String, Vec<Closed>) {
        let mut hear = Hear::default();
        let mut connection = connection(Reset(bytes));
        let ended = in_virtual_time(drive(&mut connection, &mut socket, &mut hear));
        (format!("{ended:?}"), hear.0)
    }

    #[test] // WS-7.1.5-01, WS-7.2.1-02
    fn must_be_told_to_the_application_as_an_end() {
        let (ended, heard) = how_it_ends(b"\x81", frames::Connection::server(Limits::DEFAULT));
        assert!(ended.starts_with("Err(Io("), "{ended}");
        let lost =
            Closed { code: CloseCode::ABNORMAL, reason: "".into(), by: Who::Peer, clean: false };
        assert_eq!(heard, [lost]);
    }

    /// Both Close frames passed; what happens to TCP after that changes nothing.
    #[test] // WS-7.1.4-01
    fn must_not_spoil_a_clean_close() {
        let client = frames::Connection::client(Limits::DEFAULT, || [0; 4]);
        let (ended, heard) = how_it_ends(b"\x88\x02\x03\xe8", client);
        assert!(ended.starts_with("Err(Io("), "the server did not end the stream: {ended}");
        assert_eq!(heard.len(), 1);
        assert!(heard[0].clean);
    }
}

mod a_slow_reader {
    use super::*;

    /// A server with 40 KB to say, over a pipe that holds 64 bytes.
    async fn talk(reading: impl AsyncFnOnce(DuplexStream)) -> (bool, Duration) {
        let (ours, theirs) = duplex(64);
        let mut connection = connection(ours);
        let mut socket = frames::Connection::server(Limits::DEFAULT);
        socket.send_binary(&[7; 40_000]).unwrap();
        socket.close(CloseCode::NORMAL, "").unwrap();
        let began = Instant::now();
        let mut hear = Hear::default();
        let driving = async {
            let ended = drive(&mut connection, &mut socket, &mut hear).await;
            drop(connection);
            (matches!(ended, Err(Fault::Stalled)), began.elapsed())
        };
        let (ended, ()) = net::tokio::join!(driving, reading(theirs));
        ended
    }

    /// One byte a second is not reading: less than `write_bytes` in `write_time`.
    #[test]
    fn limit_write_bytes() {
        let (stalled, after) = in_virtual_time(talk(async |mut peer| {
            let mut byte = [0];
            while peer.read(&mut byte).await.is_ok_and(|n| n > 0) {
                sleep(Duration::from_secs(1)).await;
            }
        }));
        assert!(stalled);
        assert!(after < Limits::DEFAULT.write_time * 2, "given up after {after:?}");
    }

    /// A peer that takes a little more than that is borne as long as it takes.
    #[test]
    fn limit_write_bytes_are_enough() {
        let (stalled, after) = in_virtual_time(talk(async |mut peer| {
            let mut bytes = [0; 64];
            let pause = Limits::DEFAULT.write_time.mul_f64(0.9 * 64.0 / 1024.0);
            let mut got = 0;
            while got < 40_004 + 4 {
                got += peer.read(&mut bytes).await.unwrap();
                sleep(pause).await;
            }
            peer.write_all(&laws::hex("88 80 | 00 00 00 00")).await.unwrap();
        }));
        assert!(!stalled);
        assert!(after > Limits::DEFAULT.write_time * 30, "it took {after:?}");
    }

    #[test]
    fn must_end_well_for_one_who_reads() {
        in_virtual_time(async {
            let (ours, mut peer) = duplex(64);
            let mut connection = connection(ours);
            let mut socket = frames::Connection::server(Limits::DEFAULT);
            let mut hear = Hear::default();
            peer.write_all(&laws::hex("88 80 | 00 00 00 00")).await.unwrap();
            let reading = async {
                let mut all = Vec::new();
                peer.read_to_end(&mut all).await.unwrap();
                drop(peer);
                all
            };
            let driving = drive(&mut connection, &mut socket, &mut hear);
            let (ended, all) = net::tokio::join!(driving, reading);
            assert_eq!((ended.unwrap(), all), (Ended::Closed, laws::hex("88 00")));
        });
    }
}

/// A stream on which every call does what was said beforehand.
#[derive(Debug, Default)]
struct Said {
    /// What each read brings; without it, nothing comes.
    brings: Vec<u8>,
    /// It brings that again and again; else once.
    floods: bool,
    /// Whether writes are taken.
    takes: bool,
    /// Whether our side can be ended.
    ends: bool,
}

impl AsyncRead for Said {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.brings.is_empty() {
            return Poll::Pending;
        }
        buffer.put_slice(&self.brings);
        if !self.floods {
            self.brings.clear();
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Said {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.takes { Poll::Ready(Ok(bytes.len())) } else { Poll::Pending }
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.ends { Poll::Ready(Ok(())) } else { Poll::Pending }
    }
}

/// Hears so many events, whether the peer reads or not.
#[derive(Debug)]
struct HearAtMost(usize);

impl Application<frames::Connection> for HearAtMost {
    fn on_event(&mut self, _: &mut frames::Connection, _: Event<'_>) -> Flow {
        self.0 = self.0.checked_sub(1).expect("it said that it may hear no more");
        ControlFlow::Continue(())
    }

    fn may_hear(&self, _: bool) -> bool {
        self.0 > 0
    }
}

/// How a server ends that has `Hello` to say; the clock goes on by a second at a time.
fn ends(
    stream: Said,
    application: &mut impl Application<frames::Connection>,
) -> Option<Result<Ended, Fault<frames::ProtocolError>>> {
    in_virtual_time(async {
        let mut connection = connection(stream);
        let mut socket = frames::Connection::server(Limits::DEFAULT);
        socket.send_text("Hello").unwrap();
        let clock = async {
            for _ in 0..60 {
                advance(Duration::from_secs(1)).await;
            }
        };
        select! {
            ended = drive(&mut connection, &mut socket, application) => Some(ended),
            () = clock => None,
        }
    })
}

mod one_who_does_not_read {
    use super::*;

    const MESSAGE: &str = "81 81 | 00 00 00 00 | \"a\"";

    /// What it sends keeps us busy; that it takes nothing is noticed all the same.
    #[test]
    fn must_be_given_up_though_it_never_stops_talking() {
        let flood = Said { brings: laws::hex(MESSAGE), floods: true, ..Said::default() };
        let ended = ends(flood, &mut HearAtMost(usize::MAX));
        assert!(matches!(ended, Some(Err(Fault::Stalled))), "{ended:?}");
    }

    /// TLS says goodbye when it is ended, and a peer may not take even that.
    #[test]
    fn must_be_given_up_where_our_side_cannot_be_ended() {
        let close = laws::hex("88 80 | 00 00 00 00");
        let stuck = Said { brings: close, takes: true, ..Said::default() };
        let ended = ends(stuck, &mut HearAtMost(usize::MAX));
        assert!(matches!(ended, Some(Err(Fault::Stalled))), "{ended:?}");
    }

    #[test]
    fn must_not_hide_which_rule_it_broke() {
        let not_masked = Said { brings: laws::hex("81 00"), ..Said::default() };
        let ended = ends(not_masked, &mut HearAtMost(usize::MAX));
        assert!(matches!(ended, Some(Err(Fault::Protocol(_)))), "{ended:?}");
    }
}

mod one_who_says_much_at_once {
    use super::*;

    /// One read may bring thousands of messages: what may not be heard yet, waits.
    #[test]
    fn limit_what_the_application_may_hear() {
        let messages = Said {
            brings: laws::hex("81 81 | 00 00 00 00 | \"a\"").repeat(9_000),
            takes: true,
            ends: true,
            ..Said::default()
        };
        let ended = ends(messages, &mut HearAtMost(1));
        assert!(ended.is_none(), "it waits until more may be heard: {ended:?}");
    }
}

mod a_dropped_future {
    use super::*;

    /// The wait for the peer's end goes on where it was, and ends.
    #[test]
    fn must_not_begin_to_linger_again() {
        let ends_never = Said {
            brings: laws::hex("88 80 | 00 00 00 00"),
            takes: true,
            ends: true,
            ..Said::default()
        };
        in_virtual_time(async {
            let mut connection = connection(ends_never);
            let mut socket = frames::Connection::server(Limits::DEFAULT);
            let mut hear = Hear::default();
            for _ in 0..10 {
                let driving = drive(&mut connection, &mut socket, &mut hear);
                if let Ok(ended) = timeout(Duration::from_millis(300), driving).await {
                    assert_eq!(ended.unwrap(), Ended::Closed);
                    return;
                }
            }
            panic!("dropped again and again, it never ends");
        });
    }
}

mod a_slow_goodbye {
    use super::*;
    use net::tokio::time::Sleep;

    /// A peer that takes our end only after a while, does not end its own side, and counts how
    /// often it is read from.
    struct TakesLate(Pin<Box<Sleep>>, usize);

    impl AsyncRead for TakesLate {
        fn poll_read(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            _: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            self.1 += 1;
            assert!(self.1 < 100, "it is asked again and again, and has nothing");
            Poll::Pending
        }
    }

    impl AsyncWrite for TakesLate {
        fn poll_write(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
            bytes: &[u8],
        ) -> Poll<io::Result<usize>> {
            Poll::Ready(Ok(bytes.len()))
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
            self.0.as_mut().poll(cx).map(Ok)
        }
    }

    /// Its time to take our end is over then, and counts no more.
    #[test]
    fn regression_who_lingers_waits_for_the_end_alone() {
        in_virtual_time(async {
            let late = Limits::DEFAULT.write_time - Duration::from_millis(500);
            let mut connection = connection(TakesLate(Box::pin(sleep(late)), 0));
            let mut socket = frames::Connection::server(Limits::DEFAULT);
            socket.receive_eof();
            let began = Instant::now();
            let ended = drive(&mut connection, &mut socket, &mut Hear::default()).await;
            assert_eq!(ended.unwrap(), Ended::Closed);
            assert_eq!(began.elapsed(), late + Duration::from_secs(1)); // it lingered
        });
    }
}
