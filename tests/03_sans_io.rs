//! # One shape, four steps                                           chapter 03
//! Knows: what `wire` promises and what the driver does with any protocol.
//! Does not know: any protocol but a toy.
//! Read before: `support/shout.rs`, `net/src/drive.rs`. Read next: `04_polling.rs`.

mod support;

use laws::proptest::prelude::*;
use net::tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
use net::tokio::time::Instant;
use net::{Application, Connection, Ended, Fault, Flow, Stop, drive};
use std::ops::ControlFlow;
use support::choppy::Choppy;
use support::in_virtual_time;
use support::shout::{NoDigits, SILENCE, Shout};
use wire::{Bytes, Limits, Output, Payload};

/// Hears lines; breaks off at the line `next`.
#[derive(Debug, Default)]
struct Hear(Vec<String>);

impl Application<Shout> for Hear {
    fn on_event(&mut self, _: &mut Shout, line: Payload<'_>) -> Flow {
        self.0.push(String::from_utf8_lossy(&line).trim_end().into());
        if *line == *b"next\n" { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

fn connection<S>(stream: S) -> Connection<S>
where
    S: net::tokio::io::AsyncRead + net::tokio::io::AsyncWrite + Unpin,
{
    Connection::new(stream, Limits::DEFAULT, Stop::default())
}

mod the_shape {
    use super::*;

    laws::protocol! {
        new: Shout::default,
        note: |log: &mut laws::Log, line: Payload<'_>| log.event(line),
        valid: "([a-z]{0,20}\n){0,10}[a-z]{0,5}".prop_map(String::into_bytes),
        held: 400, // as long as the input: the toy has no limit of its own
    }
}

mod the_output {
    use super::*;

    proptest! {
        /// However it was gathered and however little each write takes, the bytes come out once,
        /// in order.
        #[test]
        fn law_what_goes_in_comes_out(
            parts in laws::proptest::collection::vec((0usize..3000, any::<bool>()), 0..6),
            takes in laws::proptest::collection::vec(1usize..4000, 0..12),
            written_before in 0usize..4000,
            more_written in 0usize..2050,
        ) {
            let (mut output, mut expected) = (Output::default(), Vec::new());
            for (i, (length, shared)) in parts.into_iter().enumerate() {
                let part = vec![i as u8; length];
                expected.extend_from_slice(&part);
                if shared { output.push(Bytes::from(part)) } else { output.push_slice(&part) }
            }
            prop_assert_eq!(output.len(), expected.len());
            // More joins it, of which some is written already.
            let mut more = Output::default();
            more.push_slice(&[100; 50]);
            more.push(Bytes::from(vec![101; 2000]));
            more.advance(more_written);
            expected.extend(more.to_vec());
            let mut written = Vec::new();
            output.advance(written_before.min(output.len()));
            expected.drain(..expected.len() - more.len() - output.len());
            output.append(more);
            for take in takes {
                let n = take.min(output.len());
                written.extend_from_slice(&output.to_vec()[..n]);
                output.advance(n);
            }
            written.extend(output.to_vec());
            prop_assert_eq!(written, expected);
        }
    }

    #[test]
    fn must_pass_large_parts_on_without_a_copy() {
        let large = Bytes::from(vec![7; wire::output::BY_REFERENCE_FROM]);
        let mut output = Output::default();
        output.push_slice(b"head");
        output.push(large.clone());
        assert_eq!(output.pieces().nth(1).unwrap().as_ptr(), large.as_ptr());
    }

    #[test]
    fn must_join_small_parts() {
        let mut output = Output::default();
        for _ in 0..100 {
            output.push(Bytes::from_static(b"small"));
        }
        assert_eq!(output.pieces().count(), 1);
    }
}

mod the_driver {
    use super::*;

    #[test] // WS-2.1-02
    fn must_write_once_what_one_read_brought_about() {
        let to_read = b"one\ntwo\nthree\nbye\n".to_vec();
        let mut connection = connection(Choppy { to_read, ..Choppy::default() });
        let mut hear = Hear::default();
        let ended = in_virtual_time(drive(&mut connection, &mut Shout::default(), &mut hear));
        assert_eq!(ended.unwrap(), Ended::Closed);
        let stream = connection.into_stream();
        assert_eq!(stream.written, b"ONE\nTWO\nTHREE\nBYE\n");
        assert_eq!(stream.writes, 1);
        assert!(stream.ended, "our side is ended after the last byte");
        assert_eq!(hear.0, ["one", "two", "three", "bye"]);
    }

    proptest! {
        /// However the stream cuts what it gives and takes, and wherever the future is dropped and
        /// made anew, the other side sees the same bytes.
        #[test] // WS-6.1-09
        fn law_cuts_and_cancelling_lose_nothing(
            script in laws::proptest::collection::vec(0usize..9, 0..60), polls in 1usize..5,
        ) {
            let to_read = b"the quick\nbrown fox\njumps over\nthe lazy dog\nbye\n".to_vec();
            let expected = to_read.to_ascii_uppercase();
            let mut connection = connection(Choppy { to_read, script, ..Choppy::default() });
            let (mut shout, mut hear) = (Shout::default(), Hear::default());
            in_virtual_time(async {
                for _ in 0..200 {
                    let driving = drive(&mut connection, &mut shout, &mut hear);
                    if give_up_after(polls, driving).await.is_some() {
                        break;
                    }
                }
            });
            prop_assert_eq!(hear.0.len(), 5);
            prop_assert_eq!(connection.into_stream().written, expected);
        }
    }

    /// Poll `future` so many times, then drop it.
    async fn give_up_after<F: Future>(polls: usize, future: F) -> Option<F::Output> {
        let mut future = std::pin::pin!(future);
        let mut left = polls;
        std::future::poll_fn(|cx| match future.as_mut().poll(cx) {
            std::task::Poll::Ready(done) => std::task::Poll::Ready(Some(done)),
            std::task::Poll::Pending if left == 0 => std::task::Poll::Ready(None),
            std::task::Poll::Pending => {
                left -= 1;
                cx.waker().wake_by_ref();
                std::task::Poll::Pending
            }
        })
        .await
    }

    #[test]
    fn must_keep_what_is_unread_for_the_next_protocol() {
        let to_read = b"one\nnext\ntwo\nbye\n".to_vec();
        let mut connection = connection(Choppy { to_read, ..Choppy::default() });
        in_virtual_time(async {
            let mut first = Hear::default();
            let ended = drive(&mut connection, &mut Shout::default(), &mut first).await;
            assert_eq!(
                (ended.unwrap(), first.0),
                (Ended::HandedOn, vec!["one".into(), "next".into()])
            );
            let mut second = Hear::default();
            let ended = drive(&mut connection, &mut Shout::default(), &mut second).await;
            assert_eq!(
                (ended.unwrap(), second.0),
                (Ended::Closed, vec!["two".into(), "bye".into()])
            );
        });
        assert_eq!(connection.into_stream().written, b"ONE\nNEXT\nTWO\nBYE\n");
    }

    /// A peer at the other end of a pipe that holds `bytes`.
    fn talk(bytes: usize) -> (Connection<DuplexStream>, DuplexStream) {
        let (ours, theirs) = duplex(bytes);
        (connection(ours), theirs)
    }

    #[test]
    fn must_tick_at_the_deadline() {
        let (mut connection, mut peer) = talk(1024);
        in_virtual_time(async {
            let began = Instant::now();
            let (mut shout, mut hear) = (Shout::default(), Hear::default());
            let driving = drive(&mut connection, &mut shout, &mut hear);
            let listening = async {
                let mut line = [0; 15];
                peer.read_exact(&mut line).await.unwrap();
                assert_eq!(&line, b"ANYBODY THERE?\n");
                assert!(began.elapsed() >= SILENCE);
                drop(peer);
            };
            let (ended, ()) = net::tokio::join!(driving, listening);
            ended.unwrap();
        });
    }

    #[test] // WS-7.1.7-01, WS-7.1.7-03, WS-7.1.7-05
    fn must_tell_the_peer_what_it_broke_and_end() {
        let (mut connection, mut peer) = talk(1024);
        in_virtual_time(async {
            peer.write_all(b"fine\n4\nnot heard\n").await.unwrap();
            let (mut shout, mut hear) = (Shout::default(), Hear::default());
            let driving = drive(&mut connection, &mut shout, &mut hear);
            let listening = async {
                let mut all = String::new();
                peer.read_to_string(&mut all).await.unwrap();
                assert_eq!(all, "FINE\nNO DIGITS\n");
                drop(peer);
            };
            let (ended, ()) = net::tokio::join!(driving, listening);
            assert!(matches!(ended, Err(Fault::Protocol(NoDigits))), "{ended:?}");
            assert_eq!(hear.0, ["fine"]);
        });
    }

    #[test]
    fn must_stop_reading_while_the_peer_does_not_read() {
        let (mut connection, mut peer) = talk(64);
        in_virtual_time(async {
            let (mut shout, mut hear) = (Shout::default(), Hear::default());
            let driving = drive(&mut connection, &mut shout, &mut hear);
            let shouting = async {
                let mut taken = 0;
                let limit = std::time::Duration::from_secs(1);
                while let Ok(n) = net::tokio::time::timeout(limit, peer.write(b"hello\n")).await {
                    taken += n.unwrap();
                }
                // The pipe there, the pipe back, and one read in between: no more was taken in.
                assert!(taken <= 4 * 64, "{taken} bytes were taken from one who does not read");
                peer
            };
            let (ended, _peer) = net::tokio::join!(driving, shouting);
            assert!(matches!(ended, Err(Fault::Stalled)), "{ended:?}");
        });
    }

    /// Bytes that were read already are input too: each protocol of a hand-over may find some.
    #[test]
    fn regression_must_hear_nothing_more_while_the_peer_takes_nothing() {
        let (mut connection, mut peer) = talk(64);
        connection.put_back(b"next\n".repeat(1_000));
        in_virtual_time(async {
            let mut heard = 0;
            let ended = loop {
                let mut hear = Hear::default();
                let ended = drive(&mut connection, &mut Shout::default(), &mut hear).await;
                heard += hear.0.len();
                if !matches!(ended, Ok(Ended::HandedOn)) {
                    break ended;
                }
            };
            assert!(matches!(ended, Err(Fault::Stalled)), "{ended:?}");
            // What fits the pipe, and the one whose answer no longer did.
            assert_eq!(heard, 64 / 5 + 1);
            peer.write_all(b"still open").await.unwrap();
        });
    }

    #[test]
    fn limit_a_peer_that_takes_nothing_is_given_up_after_write_time() {
        let (mut connection, mut peer) = talk(4);
        in_virtual_time(async {
            let began = Instant::now();
            peer.write_all(b"a\n").await.unwrap();
            let (mut shout, mut hear) = (Shout::default(), Hear::default());
            let driving = drive(&mut connection, &mut shout, &mut hear);
            let writing = async {
                peer.write_all(b"long\n").await.unwrap();
            };
            let (ended, ()) = net::tokio::join!(driving, writing);
            assert!(matches!(ended, Err(Fault::Stalled)), "{ended:?}");
            assert!(began.elapsed() >= Limits::DEFAULT.write_time);
        });
    }

    /// As TLS does: what was written may wait inside of the stream.
    #[test]
    fn regression_limit_what_waits_for_a_flush_waits_for_the_peer_too() {
        let mut connection = connection(Choppy { holds: true, ..Choppy::default() });
        connection.put_back(b"a\n".to_vec());
        in_virtual_time(async {
            let began = Instant::now();
            let (mut shout, mut hear) = (Shout::default(), Hear::default());
            let ended = drive(&mut connection, &mut shout, &mut hear).await;
            assert!(matches!(ended, Err(Fault::Stalled)), "{ended:?}");
            assert_eq!(connection.into_stream().written, b"A\n");
            let time = Limits::DEFAULT.write_time;
            assert!(began.elapsed() >= time && began.elapsed() < time * 2);
        });
    }

    #[test]
    fn must_say_goodbye_when_it_is_asked_to_stop() {
        let (ours, mut peer) = duplex(1024);
        let stop = Stop::default();
        let mut connection = Connection::new(ours, Limits::DEFAULT, stop.clone());
        in_virtual_time(async {
            let (mut shout, mut hear) = (Shout::default(), Hear::default());
            let driving = drive(&mut connection, &mut shout, &mut hear);
            let asking = async {
                peer.write_all(b"hi\n").await.unwrap();
                let mut line = [0; 3];
                peer.read_exact(&mut line).await.unwrap();
                stop.ask();
                let mut rest = String::new();
                peer.read_to_string(&mut rest).await.unwrap();
                assert_eq!(rest, "GOODBYE\n");
                drop(peer);
            };
            let (ended, ()) = net::tokio::join!(driving, asking);
            assert_eq!(ended.unwrap(), Ended::Closed);
        });
    }
}
