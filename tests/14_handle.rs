//! # Ping and close, by hand                                chapters 13, 14 · RFC 6455 §5.5, §7.1
//! Knows: what the holder of a WebSocket learns of its peer, and of the end. Does not know: frames.
//! Read before: `12_handle.rs`, `support/handles.rs`. Read next: `15_hub.rs`.

mod support;

use frames::{CloseCode, UsageError, Who};
use net::Fault;
use net::handle::{Heard, Queue};
use net::tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};
use net::tokio::time::{Instant, sleep, timeout};
use std::time::Duration;
use support::handles::{ending, give_up_after, next, pair, server};
use support::in_virtual_time;
use wire::Limits;

mod s05_5_2_ping {
    use super::*;

    /// The name that many bug reports asked for.
    #[test] // WS-5.5.2-03
    fn must_answer_pings_where_the_reader_only_reads() {
        in_virtual_time(async {
            let (ours, mut peer) = duplex(1024);
            let (mut reader, _writer) = server(ours, Queue::default()).split();
            let reading = net::tokio::spawn(async move { reader.receive().await });
            peer.write_all(&laws::hex("89 82 | 00 00 00 00 | \"hi\"")).await.unwrap();
            let mut pong = [0; 4];
            peer.read_exact(&mut pong).await.unwrap();
            assert_eq!(pong, *b"\x8a\x02hi");
            drop(peer);
            assert!(matches!(reading.await.unwrap(), Heard::Ended(_)));
        });
    }

    #[test] // WS-5.5.2-04
    fn may_measure_the_way_there_and_back() {
        in_virtual_time(async {
            let (ours, mut peer) = duplex(1024);
            let server = server(ours, Queue::default());
            let answering = async {
                let mut ping = [0; 10];
                peer.read_exact(&mut ping).await.unwrap();
                sleep(Duration::from_millis(70)).await;
                let pong = laws::frames::frame(0x8a, &ping[2..], Some([0; 4]));
                peer.write_all(&pong).await.unwrap();
            };
            let (took, ()) = net::tokio::join!(server.ping(), answering);
            assert_eq!(took.unwrap(), Duration::from_millis(70));
        });
    }
}

mod s07_1_closing {
    use super::*;

    #[test] // WS-7.1.2-01, WS-7.1.5-01, WS-7.1.6-01
    fn must_close_with_code_and_reason_and_say_who_began() {
        in_virtual_time(async {
            let (client, mut server) = pair(64);
            client.send("last").await.unwrap();
            let closing = client.close(CloseCode::new(4000), "bye");
            let (ours, theirs) = net::tokio::join!(closing, async {
                assert_eq!(next(&mut server).await, "last"); // sent before the Close frame
                ending(&mut server).await
            });
            let ours = ours.unwrap();
            assert_eq!((ours.closed.by, ours.closed.clean), (Who::Us, true));
            assert_eq!((theirs.closed.by, theirs.closed.clean), (Who::Peer, true));
            assert_eq!(theirs.closed.code, CloseCode::new(4000));
            assert_eq!(&*theirs.closed.reason, "bye");
            assert_eq!(theirs.to_string(), "closed with 4000 (private use)");
            assert!(ours.fault.is_none() && theirs.fault.is_none());
            let again = server.close(CloseCode::NORMAL, "").await.unwrap();
            assert_eq!(again.closed, theirs.closed, "the end stays the same");
        });
    }

    #[test] // WS-7.4.1-04
    fn must_not_close_with_what_cannot_be_sent() {
        in_virtual_time(async {
            let (client, _server) = pair(64);
            let code = CloseCode::ABNORMAL;
            let refused = client.close(code, "").await.err();
            assert_eq!(refused, Some(UsageError::CloseCodeForbidden(code)));
            let refused = client.close(CloseCode::NORMAL, &"x".repeat(124)).await.err();
            assert_eq!(refused, Some(UsageError::CloseReasonTooLong(124)));
            client.send("still open").await.unwrap();
        });
    }

    #[test]
    fn limit_a_peer_that_does_not_answer_the_close_is_waited_for_close_time() {
        in_virtual_time(async {
            let (ours, _peer) = duplex(1024);
            let server = server(ours, Queue::default());
            let began = Instant::now();
            let ending = server.close(CloseCode::NORMAL, "").await.unwrap();
            assert!(!ending.closed.clean);
            let limit = Limits::DEFAULT.close_time;
            let lingered = Duration::from_secs(1); // for the end of the stream
            assert_eq!(began.elapsed(), limit + lingered);
        });
    }

    #[test] // WS-7.2.1-02, WS-7.1.4-01
    fn must_tell_a_lost_stream_from_a_close() {
        in_virtual_time(async {
            let (ours, peer) = duplex(1024);
            let mut server = server(ours, Queue::default());
            drop(peer);
            let ending = ending(&mut server).await;
            assert_eq!((ending.closed.code, ending.closed.clean), (CloseCode::ABNORMAL, false));
            assert!(ending.to_string().starts_with("ended without a Close frame"), "{ending}");
        });
    }

    #[test] // WS-7.1.7-05
    fn must_tell_which_rule_the_peer_broke() {
        in_virtual_time(async {
            let (ours, mut peer) = duplex(1024);
            let mut server = server(ours, Queue::default());
            peer.write_all(&laws::hex("81 00")).await.unwrap();
            let mut close = [0; 4];
            peer.read_exact(&mut close).await.unwrap();
            assert_eq!(close.to_vec(), laws::hex("88 02 | 03 ea"));
            drop(peer);
            let ending = ending(&mut server).await;
            let fault = ending.fault.expect("a broken rule");
            assert!(matches!(*fault, Fault::Protocol(_)), "{fault}");
        });
    }

    #[test] // WS-7.1.1-02
    fn may_abort() {
        in_virtual_time(async {
            let (client, mut server) = pair(1024);
            let (mut reader, writer) = client.split();
            writer.abort();
            assert!(matches!(reader.receive().await, Heard::Ended(_)));
            assert!(!ending(&mut server).await.closed.clean);
        });
    }

    #[test]
    fn must_say_goodbye_when_nobody_holds_it_any_more() {
        in_virtual_time(async {
            let (client, mut server) = pair(1024);
            drop(client);
            assert_eq!(ending(&mut server).await.closed.code, CloseCode::GOING_AWAY);
        });
    }

    #[test]
    fn must_go_on_when_one_half_is_dropped() {
        in_virtual_time(async {
            let (client, mut server) = pair(1024);
            let (reader, writer) = client.split();
            drop(reader);
            server.send("nobody reads this").await.unwrap();
            writer.send("hello").await.unwrap();
            assert_eq!(next(&mut server).await, "hello");
            server.ping().await.unwrap();
            drop(writer);
            assert_eq!(ending(&mut server).await.closed.code, CloseCode::GOING_AWAY);
        });
    }

    #[test]
    fn must_go_on_closing_without_the_future() {
        in_virtual_time(async {
            let (client, mut server) = pair(64);
            let dropped = give_up_after(0, client.close(CloseCode::NORMAL, "bye")).await;
            assert!(dropped.is_none());
            assert_eq!(&*ending(&mut server).await.closed.reason, "bye");
        });
    }
}

mod nobody_receives {
    use super::*;
    use frames::CloseCode;
    use net::handle::WhenFull;
    use net::{Connection, Stop, WebSocket};

    const ONE: Queue = Queue { messages: 1, bytes: 1, when_full: WhenFull::Wait };
    const LIMIT: Duration = Duration::from_secs(60);

    /// The queue is full, so we do not listen; but who is asked to stop waits for one thing only.
    #[test] // WS-7.4.1-03
    fn must_end_when_it_is_asked_to_stop() {
        for answers in [true, false] {
            in_virtual_time(async {
                let (ours, mut peer) = duplex(1024);
                let stop = Stop::default();
                let connection = Connection::new(ours, Limits::DEFAULT, stop.clone());
                let socket = frames::Connection::server(Limits::DEFAULT);
                let server = WebSocket::spawn(connection, socket, ONE);
                peer.write_all(&laws::hex("81 81 | 00 00 00 00 | \"a\"")).await.unwrap();
                sleep(Duration::from_secs(1)).await;
                stop.ask();
                let mut goodbye = [0; 4];
                peer.read_exact(&mut goodbye).await.unwrap();
                assert_eq!(goodbye.to_vec(), laws::hex("88 02 | 03 e9")); // 1001
                if answers {
                    peer.write_all(&laws::hex("88 80 | 00 00 00 00")).await.unwrap();
                }
                let (mut reader, writer) = server.split();
                let ended = timeout(LIMIT, writer.ended()).await.expect("it ends");
                assert_eq!(ended.closed.clean, answers);
                assert!(reader.receive().await.message().is_some(), "what came is kept");
            });
        }
    }

    /// The Close frame came with the message that filled the queue: one after the other is heard.
    #[test]
    fn must_hear_the_end_behind_what_filled_the_queue() {
        in_virtual_time(async {
            let (ours, mut peer) = duplex(1024);
            let mut client = support::handles::client(ours, ONE);
            peer.write_all(&laws::hex("81 01 | \"a\"   88 02 | 03 e8")).await.unwrap();
            sleep(LIMIT).await;
            assert_eq!(next(&mut client).await, "a");
            let ended = timeout(LIMIT, ending(&mut client)).await.expect("it ends");
            assert_eq!((ended.closed.code, ended.closed.clean), (CloseCode::NORMAL, true));
        });
    }
}

mod pings {
    use super::*;

    /// A peer that takes nothing, and a holder that asks again and again without waiting.
    #[test]
    fn limit_a_ping_for_which_nobody_waits_is_not_sent() {
        in_virtual_time(async {
            let (ours, mut peer) = duplex(64);
            let server = server(ours, Queue::default());
            server.send(vec![0; 1000]).await.unwrap();
            sleep(Duration::from_millis(1)).await;
            for _ in 0..1_000 {
                assert!(give_up_after(0, server.ping()).await.is_none());
            }
            let mut rest = Vec::new();
            let closing = server.close(CloseCode::NORMAL, "");
            let (_ended, _all) = net::tokio::join!(closing, peer.read_to_end(&mut rest));
            assert_eq!(rest.len(), 1004 + 4, "the message, and the Close frame");
        });
    }
}

mod whatever_the_peer_does {
    use super::*;
    use net::{Connection, Stop, WebSocket};

    /// It sends messages without an end, and never a Close frame.
    #[test]
    fn limit_a_close_is_over_in_time_though_the_peer_floods() {
        in_virtual_time(async {
            let (ours, mut peer) = duplex(1024);
            let server = server(ours, Queue::default());
            let flood = net::tokio::spawn(async move {
                let many = laws::hex("81 81 | 00 00 00 00 | \"a\"").repeat(1_000);
                while peer.write_all(&many).await.is_ok() {
                    sleep(Duration::from_millis(1)).await;
                }
            });
            let began = Instant::now();
            let ending = server.close(CloseCode::NORMAL, "").await.unwrap();
            assert!(!ending.closed.clean);
            assert!(began.elapsed() <= Duration::from_secs(5 + 1), "{:?}", began.elapsed());
            flood.await.unwrap();
        });
    }

    /// It takes nothing: there is no way to tell it, and nothing to wait for.
    #[test]
    fn limit_a_close_is_over_in_time_though_the_peer_does_not_read() {
        in_virtual_time(async {
            let (ours, _peer) = duplex(64);
            let server = server(ours, Queue::default());
            server.send(vec![0; 1_000]).await.unwrap();
            let began = Instant::now();
            let ending = server.close(CloseCode::NORMAL, "").await.unwrap();
            assert!(matches!(ending.fault.as_deref(), Some(Fault::Stalled)), "{ending:?}");
            assert_eq!((ending.closed.code, ending.closed.clean), (CloseCode::ABNORMAL, false));
            assert_eq!(began.elapsed(), Limits::DEFAULT.write_time);
        });
    }

    /// It does not read when we are asked to stop, and reads later: it finds the goodbye.
    #[test] // WS-7.4.1-03
    fn must_find_the_goodbye_behind_what_it_had_not_read() {
        in_virtual_time(async {
            let (ours, mut peer) = duplex(64);
            let stop = Stop::default();
            let connection = Connection::new(ours, Limits::DEFAULT, stop.clone());
            let socket = frames::Connection::server(Limits::DEFAULT);
            let server = WebSocket::spawn(connection, socket, Queue::default());
            server.send(vec![0; 1_000]).await.unwrap();
            sleep(Duration::from_secs(1)).await;
            stop.ask();
            sleep(Duration::from_secs(1)).await;
            let mut all = vec![0; 1_004 + 4];
            peer.read_exact(&mut all).await.unwrap();
            assert_eq!(all[1_004..], laws::hex("88 02 | 03 e9"));
        });
    }
}
