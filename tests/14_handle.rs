//! # Ping and close, by hand                                chapters 13, 14 · RFC 6455 §5.5, §7.1
//! Knows: what the holder of a WebSocket learns of its peer, and of the end. Does not know: frames.
//! Read before: `12_handle.rs`, `support/handles.rs`. Read next: `15_hub.rs`.

mod support;

use frames::{CloseCode, UsageError, Who};
use net::Fault;
use net::handle::{Heard, Queue};
use net::tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};
use net::tokio::time::{Instant, sleep};
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
