//! # A WebSocket to hold in the hand                                 chapter 12
//! Knows: two of ours, joined by a pipe, and how their holders send and receive. Does not know:
//! how it is done.
//! Read before: `net/src/handle.rs`, `support/handles.rs`. Read next: `14_handle.rs`.

mod support;

use frames::{CloseCode, Kind, Message, UsageError};
use net::handle::{Heard, Queue, SendError, WhenFull};
use net::tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};
use net::tokio::time::sleep;
use net::{Connection, Stop, WebSocket};
use std::pin::pin;
use std::time::Duration;
use support::handles::{ending, give_up_after, next, pair, server};
use support::in_virtual_time;
use wire::Limits;

mod s06_1_sending_data {
    use super::*;

    #[test] // WS-6.1-09
    fn must_carry_messages_both_ways() {
        in_virtual_time(async {
            let (mut client, mut server) = pair(64);
            let long = "x".repeat(100_000);
            client.send("hello").await.unwrap();
            client.send(long.clone()).await.unwrap();
            server.send(vec![0, 255]).await.unwrap();
            assert_eq!(next(&mut server).await, "hello");
            assert_eq!(next(&mut server).await, long);
            let bytes = client.receive().await.message().unwrap();
            assert_eq!(bytes, Message::from(vec![0, 255]));
        });
    }

    #[test]
    fn must_send_whole_messages_of_many_tasks_each_in_its_order() {
        in_virtual_time(async {
            let (client, mut server) = pair(1024);
            let (_reader, writer) = client.split();
            for task in 0..16 {
                let writer = writer.clone();
                net::tokio::spawn(async move {
                    for i in 0..1_000 {
                        writer.send(format!("{task} {i}")).await.unwrap();
                    }
                });
            }
            let mut expected = [0; 16];
            for _ in 0..16_000 {
                let text = next(&mut server).await;
                let (task, i) = text.split_once(' ').unwrap();
                let expected = &mut expected[task.parse::<usize>().unwrap()];
                assert_eq!(i.parse::<i32>().unwrap(), *expected);
                *expected += 1;
            }
        });
    }

    #[test] // WS-5.4-06, WS-6.1-05, WS-6.1-07
    fn must_not_put_another_message_between_the_parts_of_one() {
        in_virtual_time(async {
            let (client, mut server) = pair(64);
            let (_reader, writer) = client.split();
            let other = {
                let writer = writer.clone();
                async move { writer.send("other").await }
            };
            let streaming = async {
                let mut parts = writer.parts(Kind::Text).await;
                for part in ["a", "b", "c"] {
                    parts.send(part).await.unwrap();
                    net::tokio::task::yield_now().await;
                }
                assert!(matches!(writer.try_send("now"), Err(SendError::Full(_))));
                parts.finish("d").await
            };
            let (streamed, sent) = net::tokio::join!(streaming, other);
            streamed.unwrap();
            sent.unwrap();
            assert_eq!(next(&mut server).await, "abcd");
            assert_eq!(next(&mut server).await, "other");
        });
    }

    #[test]
    fn must_close_when_a_message_is_dropped_unfinished() {
        in_virtual_time(async {
            let (client, mut server) = pair(64);
            let (_reader, writer) = client.split();
            let mut parts = writer.parts(Kind::Binary).await;
            let refused = parts.send("text").await;
            assert!(matches!(refused, Err(SendError::Usage(UsageError::MessageUnfinished))));
            parts.send(vec![1]).await.unwrap();
            drop(parts);
            let ending = ending(&mut server).await;
            assert_eq!(ending.closed.code, CloseCode::INTERNAL_ERROR);
        });
    }

    #[test] // WS-6.1-02, WS-5.5.1-06
    fn must_not_send_after_closing() {
        in_virtual_time(async {
            let (client, mut server) = pair(64);
            client.close(CloseCode::NORMAL, "").await.unwrap();
            assert!(matches!(client.send("late").await, Err(SendError::NotOpen)));
            assert!(client.ping().await.is_err());
            assert!(ending(&mut server).await.closed.clean);
            assert!(matches!(server.send("late").await, Err(SendError::NotOpen)));
        });
    }

    #[test]
    fn must_flush_to_the_last_byte() {
        in_virtual_time(async {
            let (ours, mut peer) = duplex(64);
            let server = server(ours, Queue::default());
            server.send(vec![7; 60_000]).await.unwrap();
            let (_reader, writer) = server.split();
            let mut flushing = pin!(writer.flush());
            let taken = async {
                let mut all = vec![0; 60_004 - 64];
                peer.read_exact(&mut all).await.unwrap(); // the rest lies in the pipe
            };
            net::tokio::select! {
                biased;
                _ = &mut flushing => panic!("nobody has taken it"),
                () = taken => {}
            }
            flushing.await.unwrap();
            peer.write_all(&laws::hex("88 80 | 00 00 00 00")).await.unwrap();
            let ended = writer.flush().await;
            assert!(ended.is_ok(), "all was sent before the end");
        });
    }
}

mod the_queue {
    use super::*;

    fn small(when_full: WhenFull) -> Queue {
        Queue { messages: 4, bytes: 4096, when_full }
    }

    /// What a peer that never reads lets us queue: the policy decides what comes then.
    async fn fill(socket: &WebSocket) -> (usize, Option<SendError>) {
        for i in 0..1_000 {
            let sending = socket.send(vec![0; 1024]);
            match net::tokio::time::timeout(Duration::from_secs(1), sending).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => return (i, Some(error)),
                Err(_) => return (i, None),
            }
        }
        panic!("the queue has no end");
    }

    #[test]
    fn limit_send_waits_for_room() {
        in_virtual_time(async {
            let (ours, mut peer) = duplex(64);
            let server = server(ours, small(WhenFull::Wait));
            let (sent, error) = fill(&server).await;
            assert!(sent <= 64 + 4 && error.is_none(), "{sent} sent, {error:?}");
            // As soon as the peer reads, it goes on.
            let mut buffer = vec![0; 200 * 1024];
            let reading = async { peer.read_exact(&mut buffer).await };
            let sending = async { server.send("again").await };
            let (_all, sent) = net::tokio::join!(
                net::tokio::time::timeout(Duration::from_secs(1), reading),
                sending
            );
            sent.unwrap();
        });
    }

    #[test]
    fn limit_send_refuses_and_gives_the_message_back() {
        in_virtual_time(async {
            let (ours, _peer) = duplex(64);
            let server = server(ours, small(WhenFull::Refuse));
            let (_, error) = fill(&server).await;
            let Some(SendError::Full(message)) = error else { panic!("{error:?}") };
            assert_eq!(message.bytes().len(), 1024);
        });
    }

    #[test]
    fn limit_send_closes() {
        in_virtual_time(async {
            let (ours, mut peer) = duplex(64);
            let mut server = server(ours, small(WhenFull::Close));
            let (_, error) = fill(&server).await;
            assert!(matches!(error, Some(SendError::Full(_))), "{error:?}");
            let mut all = Vec::new();
            peer.read_to_end(&mut all).await.unwrap();
            let goodbye = laws::hex("88 13 | 03 f5 \"the queue is full\""); // 1013
            assert!(all.ends_with(&goodbye));
            assert!(!ending(&mut server).await.closed.clean, "the peer sent no Close frame");
        });
    }

    #[test]
    fn limit_a_queue_of_nothing_holds_one_message() {
        in_virtual_time(async {
            let (one, two) = duplex(1024);
            let none = Queue { messages: 0, bytes: 0, when_full: WhenFull::Wait };
            let client = support::handles::client(one, none);
            client.send("alone").await.unwrap();
            assert_eq!(next(&mut server(two, none)).await, "alone");
        });
    }

    /// Somebody else is sending; that is not a full queue.
    #[test]
    fn must_wait_for_the_turn_whatever_the_policy() {
        for when_full in [WhenFull::Refuse, WhenFull::Close] {
            in_virtual_time(async {
                let (one, two) = duplex(1024);
                let (client, mut server) = (
                    support::handles::client(one, small(when_full)),
                    server(two, Queue::default()),
                );
                let (_reader, writer) = client.split();
                let mut parts = writer.parts(Kind::Text).await;
                parts.send("a").await.unwrap();
                let finish = async {
                    sleep(Duration::from_secs(1)).await;
                    parts.finish("b").await
                };
                let (sent, finished) = net::tokio::join!(writer.send("c"), finish);
                sent.unwrap();
                finished.unwrap();
                assert_eq!(next(&mut server).await, "ab");
                assert_eq!(next(&mut server).await, "c");
            });
        }
    }

    /// Both only write, more than any pipe holds: reading goes on meanwhile.
    #[test]
    fn must_not_stall_when_both_write_before_they_read() {
        in_virtual_time(async {
            let (mut client, mut server) = pair(1024);
            let (one, two) = net::tokio::join!(
                async {
                    client.send(vec![1; 300_000]).await.unwrap();
                    client.send(vec![2; 300_000]).await
                },
                async {
                    server.send(vec![3; 300_000]).await.unwrap();
                    server.send(vec![4; 300_000]).await
                },
            );
            one.unwrap();
            two.unwrap();
            for (socket, bytes) in [(&mut client, [3, 4]), (&mut server, [1, 2])] {
                for byte in bytes {
                    let message = socket.receive().await.message().unwrap();
                    assert_eq!(message.bytes(), vec![byte; 300_000]);
                }
            }
        });
    }

    #[test]
    fn limit_what_nobody_receives_is_left_to_the_peer() {
        in_virtual_time(async {
            let (ours, mut peer) = duplex(64);
            let _server = server(ours, small(WhenFull::Wait));
            let message = laws::frames::frame(0x82, &[0; 100], Some([0; 4]));
            let mut taken = 0;
            let limit = Duration::from_secs(1);
            for _ in 0..1_000 {
                if net::tokio::time::timeout(limit, peer.write_all(&message)).await.is_err() {
                    break;
                }
                taken += message.len();
            }
            assert!(taken <= 8 * 1024, "{taken} bytes were taken from one whom nobody hears");
        });
    }
}

mod s06_2_receiving_data {
    use super::*;

    /// A message that is longer than any that would be kept, heard as it comes.
    #[test]
    fn may_receive_a_message_part_by_part() {
        in_virtual_time(async {
            let (one, two) = duplex(1024);
            let client = support::handles::client(one, Queue::default());
            let limits = Limits { message_bytes: 100, ..Limits::DEFAULT };
            let socket = frames::Connection::server(limits).in_parts();
            let connection = Connection::new(two, limits, Stop::default());
            let mut server = WebSocket::spawn(connection, socket, Queue::default());
            client.send("é".repeat(50_000)).await.unwrap();
            let (mut characters, mut is_over) = (0, false);
            while !is_over {
                let Heard::Part { part: Message::Text(text), last } = server.receive().await else {
                    panic!("a part of a text was expected");
                };
                characters += text.chars().filter(|c| *c == 'é').count();
                is_over = last;
            }
            assert_eq!(characters, 50_000);
        });
    }
}

mod what_nobody_hears {
    use super::*;
    use frames::Liveness;

    /// We do not listen, so it is not the peer that is silent.
    #[test]
    fn must_not_blame_a_peer_to_whom_nobody_listens() {
        in_virtual_time(async {
            let (ours, mut peer) = duplex(64);
            let socket = frames::Connection::server(Limits::DEFAULT)
                .with_liveness(Liveness::new(Limits::DEFAULT, 0));
            let connection = Connection::new(ours, Limits::DEFAULT, Stop::default());
            let queue = Queue { messages: 1, bytes: 1, when_full: WhenFull::Wait };
            let mut server = WebSocket::spawn(connection, socket, queue);
            let text = laws::hex("81 81 | 00 00 00 00 | \"a\"   01 81 | 00 00 00 00 | \"b\"");
            peer.write_all(&text).await.unwrap();
            sleep(Duration::from_secs(1_000)).await;
            assert_eq!(next(&mut server).await, "a");
            peer.write_all(&laws::hex("80 80 | 00 00 00 00")).await.unwrap();
            assert_eq!(next(&mut server).await, "b");
        });
    }

    /// The ping waits behind the message: a peer that still reads that cannot have answered it.
    #[test] // WS-5.5.2-03
    fn must_not_blame_a_peer_for_a_ping_that_it_has_not_got() {
        in_virtual_time(async {
            let (ours, mut peer) = duplex(64);
            let socket = frames::Connection::server(Limits::DEFAULT)
                .with_liveness(Liveness::new(Limits::DEFAULT, 0));
            let connection = Connection::new(ours, Limits::DEFAULT, Stop::default());
            let server = WebSocket::spawn(connection, socket, Queue::default());
            server.send(vec![0; 50_000]).await.unwrap();
            let mut piece = [0; 64];
            let mut left = 50_000 + 4;
            while left > 0 {
                let n = peer.read(&mut piece).await.unwrap();
                assert!(n > 0 && piece[..2] != [0x88, 2], "closed, with {left} bytes to go");
                left -= n;
                sleep(Duration::from_millis(300)).await;
            }
        });
    }
}

mod cancelling {
    use super::*;

    /// Every future is dropped at every poll from the first to the fiftieth, again and again until
    /// it is done: each message arrives once, whole, in order.
    #[test]
    fn law_cancelling_at_any_poll_loses_and_doubles_nothing() {
        for polls in 0..50 {
            in_virtual_time(async {
                let (client, server) = pair(7);
                let (mut reader, _keep) = server.split();
                let (_reader, writer) = client.split();
                let sending = async {
                    for i in 0..20 {
                        let message = format!("message {i}");
                        while give_up_after(polls, writer.send(message.clone())).await.is_none() {}
                        while give_up_after(polls, writer.flush()).await.is_none() {
                            net::tokio::task::yield_now().await;
                        }
                    }
                };
                let receiving = async {
                    for i in 0..20 {
                        let heard = loop {
                            match give_up_after(polls, reader.receive()).await {
                                Some(heard) => break heard,
                                None => net::tokio::task::yield_now().await,
                            }
                        };
                        assert_eq!(heard.message(), Some(format!("message {i}").into()));
                    }
                };
                net::tokio::join!(sending, receiving);
            });
        }
    }
}
