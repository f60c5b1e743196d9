//! # The driver and a bad peer                                       chapter 03
//! Knows: streams that fail, and peers that read next to nothing. Does not know: any protocol but a
//! WebSocket's.
//! Read before: `03_sans_io.rs`, `net/src/drive.rs`. Read next: `04_polling.rs`.

mod support;

use frames::{CloseCode, Closed, Event, Who};
use net::tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use net::tokio::io::{DuplexStream, duplex};
use net::tokio::time::{Instant, sleep};
use net::{Application, Connection, Ended, Fault, Flow, Stop, drive};
use std::io;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use support::in_virtual_time;
use wire::Limits;

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
    Connection::new(stream, &Limits::DEFAULT, Stop::default())
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
