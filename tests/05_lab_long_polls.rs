//! # The lab's long polls                                           chapter 05 · RFC 6202 §2, §5
//! Knows: connections, waiters and wake-ups, over sockets. Does not know: what they cost.
//! Read before: `05_long_polling.rs`, `15_serving.rs`. Read next: `05_experiments_delay.rs`.

mod support;

use lab::{Config, Lab};
use net::Stop;
use net::tokio::runtime::Runtime;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};
use support::{PATIENCE, Running, get};

/// How long a client is willing to wait: a server that did not notice that it is gone would keep
/// its place for so long.
const WAIT: Duration = Duration::from_secs(120);

/// Wait until as many readers wait at the lab.
fn until_readers_are(lab: &Running, wanted: usize) {
    let began = Instant::now();
    while lab.lab.hub.stats().readers != wanted {
        assert!(began.elapsed() < WAIT / 2, "{} wait", lab.lab.hub.stats().readers);
        thread::yield_now();
    }
}

#[test] // POLL-2.2-04: nothing is published, so nothing is written that could fail
fn must_free_a_waiter_whose_client_is_gone() {
    const CLIENTS: usize = 50;
    let lab = Running::start();
    let clients: Vec<_> = (0..CLIENTS).map(|_| lab.connect()).collect();
    let clients = clients.into_iter().map(|mut client| {
        client.send(&get(&format!("/long-poll?topic=t&wait={}", WAIT.as_secs())));
        client
    });
    let clients: Vec<_> = clients.collect();
    until_readers_are(&lab, CLIENTS);
    drop(clients);
    until_readers_are(&lab, 0);
}

/// An event that is published while the server looks at the log and sits down to wait would be
/// slept through; the answer would then be an empty one, 100 s later.
#[test] // register, look again, wait
fn must_not_sleep_through_an_event() {
    const ROUNDS: usize = 300;
    let lab = Running::start();
    let mut client = lab.connect();
    let listener = thread::spawn(move || {
        let (mut since, mut heard) = ("0".to_string(), 0);
        while heard < ROUNDS {
            client.send(&get(&format!("/long-poll?topic=t&since={since}&wait=100")));
            let answer = polling::parse_answer(&client.answer().body).unwrap();
            assert!(!answer.events.is_empty(), "it slept for 100 s; {heard} were heard");
            heard += answer.events.len();
            since = answer.next.to_string();
        }
        heard
    });
    for _ in 0..ROUNDS {
        assert_eq!(lab.publish("/publish?topic=t", "x").status, 202);
    }
    assert_eq!(listener.join().unwrap(), ROUNDS);
}

/// How often a lab accepted a connection while it was asked 100 times.
fn accepts(ask: impl FnOnce(SocketAddr)) -> usize {
    let runtime = Runtime::new().unwrap();
    let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
    let listener = runtime.block_on(lab::server::listen(any_port, false)).unwrap();
    let address = listener.local_addr().unwrap();
    let (lab, stop) = (Arc::new(Lab::new(Config::default())), Stop::default());
    let accepted = Arc::new(AtomicUsize::new(0));
    let (counted, each_stop) = (Arc::clone(&accepted), stop.clone());
    runtime.spawn(net::serve(
        listener,
        stop.clone(),
        1_000,
        Duration::from_secs(1),
        |_| (),
        move |stream, _, _| {
            counted.fetch_add(1, SeqCst);
            lab::connection::serve(net::Stream::Plain(stream), Arc::clone(&lab), each_stop.clone())
        },
    ));
    ask(address);
    stop.ask();
    accepted.load(SeqCst)
}

const POLLS: usize = 100;

#[test] // X-23; claim A5; POLL-2.2-03
fn claim_a_hundred_long_polls_take_one_connection() {
    let accepted = accepts(|address| {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        for _ in 0..POLLS {
            stream.write_all(get("/long-poll?wait=0.001").as_bytes()).unwrap();
            let mut answer = Vec::new();
            while !answer.ends_with(b"}") {
                let mut piece = [0; 512];
                let n = stream.read(&mut piece).unwrap();
                assert_ne!(n, 0, "the server closed the connection");
                answer.extend_from_slice(&piece[..n]);
            }
            assert!(answer.starts_with(b"HTTP/1.1 200 OK\r\n"));
        }
    });
    assert_eq!(accepted, 1);
}

#[test] // as the claim has it, where the client asks for it
fn claim_a_hundred_long_polls_that_close_take_a_hundred_connections() {
    let accepted = accepts(|address| {
        for _ in 0..POLLS {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.set_read_timeout(Some(PATIENCE)).unwrap();
            let close =
                get("/long-poll?wait=0.001").replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
            stream.write_all(close.as_bytes()).unwrap();
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).unwrap();
            assert!(answer.starts_with(b"HTTP/1.1 200 OK\r\n") && answer.ends_with(b"}"));
        }
    });
    assert_eq!(accepted, POLLS);
}
