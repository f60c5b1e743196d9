//! # One handshake at a time                                 chapter 08 · RFC 6455 §4.1, step 2
//! Knows: who waits for whom. Does not know: what is said in a handshake.
//! Read before: `net/src/gate.rs`. Read next: `tests/07_reconnect.rs`.

use super::*;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Poll, Waker};

/// Poll once: ready, or not yet.
fn poll<F: Future>(future: std::pin::Pin<&mut F>) -> Option<F::Output> {
    match future.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

fn name(name: &str) -> Remote {
    Remote::Name(name.into())
}

/// Ten at once, by two names of one address. A second handshake that has begun would be in the
/// listener's queue: the server looks there before it answers.
#[test] // WS-4.1-05, WS-4.1-06, WS-4.1-07
fn must_open_one_at_a_time_to_one_address_whatever_its_name() {
    run(async {
        let (listener, address) = listen().await;
        let gate = ConnectGate::new(100);
        let (half_open, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let server = async {
            let mut open = Vec::new();
            for _ in 0..10 {
                let (mut stream, _) = listener.accept().await.unwrap();
                most.fetch_max(half_open.fetch_add(1, SeqCst) + 1, SeqCst);
                // Everybody who may begin does so now.
                for _ in 0..50 {
                    tokio::task::yield_now().await;
                }
                let mut accept = std::pin::pin!(listener.accept());
                assert!(poll(accept.as_mut()).is_none(), "a second one knocks");
                half_open.fetch_sub(1, SeqCst);
                welcome(&mut stream).await;
                open.push(stream);
            }
            open
        };
        let mut clients = tokio::task::JoinSet::new();
        for i in 0..10 {
            let host = if i % 2 == 0 { "localhost" } else { "127.0.0.1" };
            let uri = format!("ws://{host}:{}/", address.port());
            clients.spawn(connect(request(&uri).gate(gate.clone())));
        }
        let (_open, all) = tokio::join!(server, clients.join_all());
        assert!(all.iter().all(Result::is_ok), "{all:?}");
        assert_eq!(most.load(SeqCst), 1);
        assert_eq!(gate.remotes(), 0, "nobody is left in it");
    });
}

#[test] // WS-4.1-05
fn must_let_the_next_one_in_when_the_last_one_failed() {
    run(async {
        let (listener, address) = listen().await;
        let gate = ConnectGate::new(100);
        let asking = || connect(request(&format!("ws://{address}/")).gate(gate.clone()));
        let server = async {
            drop(listener.accept().await.unwrap());
            welcome(&mut listener.accept().await.unwrap().0).await;
        };
        let ((), first, second) = tokio::join!(server, asking(), asking());
        assert!(first.is_err() && second.is_ok(), "{first:?} {second:?}");
    });
}

#[test] // WS-4.1-08
fn must_take_each_name_for_a_remote_of_its_own_behind_a_proxy() {
    run(async {
        let (listener, address) = listen().await;
        let gate = ConnectGate::new(100);
        let proxy = Proxy::new(&address.to_string());
        let asking = |uri| connect(request(uri).gate(gate.clone()).proxy(proxy.clone()));
        let server = async {
            // Two names: both ask at once. The same name again: only after the first.
            let (mut one, _) = listener.accept().await.unwrap();
            let (mut two, _) = listener.accept().await.unwrap();
            let mut asked = [read_head(&mut one).await, read_head(&mut two).await];
            asked.sort();
            assert!(asked[0].starts_with("CONNECT a.invalid:80 "), "{asked:?}");
            assert!(asked[1].starts_with("CONNECT b.invalid:80 "), "{asked:?}");
            for _ in 0..50 {
                tokio::task::yield_now().await;
            }
            assert!(poll(std::pin::pin!(listener.accept())).is_none(), "a third one knocks");
            drop((one, two));
            let (mut three, _) = listener.accept().await.unwrap();
            assert!(read_head(&mut three).await.starts_with("CONNECT a.invalid:80 "));
        };
        let (a, b) = ("ws://a.invalid/", "ws://b.invalid/");
        let ((), one, two, three) = tokio::join!(server, asking(a), asking(b), asking(a));
        assert!(one.is_err() && two.is_err() && three.is_err());
    });
}

#[test] // WS-4.1-09
fn should_bound_the_handshakes_under_way_in_all() {
    let gate = ConnectGate::new(2);
    let first = poll(std::pin::pin!(gate.enter(name("a")))).unwrap();
    let _second = poll(std::pin::pin!(gate.enter(name("b")))).unwrap();
    let mut third = std::pin::pin!(gate.enter(name("c")));
    assert!(poll(third.as_mut()).is_none());
    assert_eq!(gate.remotes(), 3);
    drop(first);
    assert!(poll(third.as_mut()).is_some());
}

/// Who waits for its own remote takes no place from those who could begin.
#[test] // WS-4.1-09
fn must_not_count_who_waits_for_its_turn() {
    let gate = ConnectGate::new(2);
    let _first = poll(std::pin::pin!(gate.enter(name("a")))).unwrap();
    let mut waits = std::pin::pin!(gate.enter(name("a")));
    assert!(poll(waits.as_mut()).is_none());
    assert!(poll(std::pin::pin!(gate.enter(name("b")))).is_some());
}

#[test]
fn must_go_on_when_one_who_waits_gives_up() {
    let gate = ConnectGate::new(2);
    let first = poll(std::pin::pin!(gate.enter(name("a")))).unwrap();
    let mut last = Box::pin(gate.enter(name("a")));
    {
        let mut gives_up = std::pin::pin!(gate.enter(name("a")));
        assert!(poll(gives_up.as_mut()).is_none());
        assert!(poll(last.as_mut()).is_none());
    }
    drop(first);
    assert!(poll(last.as_mut()).is_some());
    drop(last);
    assert_eq!(gate.remotes(), 0);
}

/// An attempt that is dropped in the middle frees the gate, and its socket.
#[test] // WS-4.1-05
fn must_free_the_gate_when_an_attempt_is_dropped() {
    run(async {
        let (listener, address) = listen().await;
        let gate = ConnectGate::new(100);
        let asking = || connect(request(&format!("ws://{address}/")).gate(gate.clone()));
        let mut silent = {
            let mut attempt = std::pin::pin!(asking());
            tokio::select! {
                _ = attempt.as_mut() => panic!("nobody answered"),
                accepted = listener.accept() => accepted.unwrap().0,
            }
        };
        silent.read_to_end(&mut Vec::new()).await.expect("its socket was closed");
        let server = async { welcome(&mut listener.accept().await.unwrap().0).await };
        let (_, opened) = tokio::join!(server, asking());
        opened.unwrap();
    });
}
