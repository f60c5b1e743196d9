//! # The end that is wanted                                    chapter 07 · WHATWG HTML §9.2.2
//! Knows: close, drop, and futures that are given up. Does not know: the server's ends.
//! Read before: `net/src/event_source.rs`. Read next: `storm.rs`.

use super::*;
use net::futures_core::Stream as _;
use std::pin::Pin;

#[test] // SSE-9.2.2-20
fn must_tell_nothing_more_once_it_is_closed() {
    run(async {
        let script = Script::bind().await;
        let mut source = source(&script, "/");
        let client = async {
            assert_eq!(source.next().await, Some(Event::Open));
            assert!(matches!(source.next().await, Some(Event::Message { .. })));
            source.close(); // the second message was read already
            assert_eq!(source.ready_state(), ReadyState::Closed);
            assert_eq!((source.next().await, source.next().await), (None, None));
        };
        let server = async {
            let mut asked = script.asked().await;
            asked.say(format!("{STREAM}data: a\n\ndata: b\n\n")).await;
            asked.ended().await; // at once, and not when the client is dropped
        };
        tokio::join!(client, server);
        assert!(script.is_idle());
    });
}

#[test] // SSE-9.2.2-20, SSE-9.2.3-06
fn must_not_come_back_when_it_is_closed_in_a_wait() {
    run(async {
        let script = Script::bind().await;
        let mut source = EventSource::connect(&script.url("/")).unwrap();
        let server = script.answer(format!("{STREAM}data: a\n\n"));
        let client = async {
            while !matches!(source.next().await, Some(Event::Error { .. })) {}
            source.close();
            assert_eq!(source.next().await, None);
        };
        tokio::join!(server, client);
        assert!(script.is_idle());
    });
}

/// The server sees the end, whatever the client was doing.
#[test] // SSE-9.2.2-20, SSE-9.2.9-02
fn must_close_the_socket_when_it_is_dropped() {
    run(async {
        for begun in ["", "HTTP/1.1 200 OK\r\n", STREAM] {
            let script = Script::bind().await;
            let mut source = source(&script, "/");
            let server = async {
                let mut asked = script.asked().await;
                asked.say(begun).await;
                asked.ended().await;
            };
            let client = async move {
                let given_up = support::handles::give_up_after(50, source.next()).await;
                drop(source);
                given_up
            };
            tokio::join!(client, server);
        }
    });
}

/// Whoever drops the future at any poll, and asks again, hears every event once.
#[test]
fn must_lose_nothing_when_a_future_is_dropped_at_any_poll() {
    run(async {
        let script = Script::bind().await;
        let mut source = source(&script, "/");
        let server = async {
            for first in [0, 50] {
                let mut asked = script.asked().await;
                asked.say(STREAM).await;
                let events: String =
                    (first..first + 50).map(|i| format!("id: {i}\ndata: {i}\n\n")).collect();
                for piece in events.as_bytes().chunks(5) {
                    asked.say(piece).await;
                    tokio::task::yield_now().await;
                }
                asked.end().await;
            }
        };
        let client = async {
            let (mut heard, mut polls) = (Vec::new(), 0);
            while heard.len() < 100 {
                polls = (polls + 1) % 4;
                match support::handles::give_up_after(polls, source.next()).await {
                    Some(Some(Event::Message { data, .. })) => {
                        heard.push(data.parse::<usize>().unwrap());
                    }
                    Some(None) => panic!("closed"),
                    Some(_) => {}
                    None => tokio::task::yield_now().await,
                }
            }
            source.close();
            heard
        };
        let (heard, ()) = tokio::join!(client, server);
        assert_eq!(heard, (0..100).collect::<Vec<_>>());
    });
}

#[test]
fn may_be_read_as_a_stream() {
    run(async {
        let script = Script::bind().await;
        let mut source = source(&script, "/");
        let client = async {
            let event = std::future::poll_fn(|cx| Pin::new(&mut source).poll_next(cx)).await;
            source.close();
            event
        };
        let (event, _) = tokio::join!(client, script.answer(STREAM));
        assert_eq!(event, Some(Event::Open));
    });
}
