//! # Rogues: each breaks its rule, and ours bear them all            chapter 00
//! Knows: every rogue, our client or server against it, and what must come of it.
//! Does not know: the bytes of a rogue.
//! Read before: `check/src/rogue/mod.rs`. Read next: `rogue/servers.rs`, `rogue/clients.rs`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test fails by panicking

use check::rogue::{self, Bounds, Rogue, Seen, Side};
use net::Stop;
use net::tokio::net::TcpListener;
use net::tokio::runtime::Builder;
use net::tokio::{spawn, time::timeout};
use std::collections::BTreeSet;
use std::time::Duration;

/// No test takes so long unless it hangs.
const PATIENCE: Duration = Duration::from_secs(60);
/// What bounds the rogues here.
const BOUNDS: Bounds = Bounds { count: None, time: Duration::from_secs(30) };

fn run<F: Future>(future: F) -> F::Output {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let patient = async { timeout(PATIENCE, future).await };
    runtime.block_on(patient).expect("it does not hang")
}

fn rogue(name: &str, side: Side) -> &'static Rogue {
    rogue::find(name, side).unwrap_or_else(|| panic!("there is no {name}"))
}

/// Let a server of that name listen; its address, and how to stop it.
async fn listening(name: &str, bounds: Bounds) -> (String, Stop) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let stop = Stop::default();
    let served = rogue::serve(listener, rogue(name, Side::Server), bounds, stop.clone(), |_, _| {});
    spawn(served);
    (address, stop)
}

mod program;

#[path = "rogue/clients.rs"]
mod clients;
#[path = "rogue/command.rs"]
mod command;
#[path = "rogue/event_streams.rs"]
mod event_streams;
#[path = "rogue/servers.rs"]
mod servers;

#[test]
fn must_have_a_test_for_each_rogue() {
    let tested = servers::tested().chain(event_streams::tested()).map(|name| (name, "server"));
    let tested: BTreeSet<_> =
        tested.chain(clients::tested().map(|name| (name, "client"))).collect();
    let side = |rogue: &Rogue| if rogue.side == Side::Server { "server" } else { "client" };
    let all: Vec<_> = rogue::all().map(|rogue| (rogue.name, side(rogue))).collect();
    assert_eq!(tested, all.iter().copied().collect());
    assert_eq!(all.len(), tested.len(), "no name stands twice for one side");
    assert!(all.len() >= 40, "{}", all.len());
}

#[test]
fn must_end_when_it_is_told_and_when_its_time_is_up() {
    run(async {
        use net::tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        use net::tokio::net::TcpStream;
        let request = b"GET / HTTP/1.1\r\nHost: a\r\nSec-WebSocket-Key: a\r\n\r\n";
        let long = Bounds { time: Duration::from_secs(3600), ..BOUNDS };
        let short = Bounds { time: Duration::from_millis(50), ..BOUNDS };
        for (bounds, told) in [(long, true), (short, false)] {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
            let (silent, stop) = (rogue("silent", Side::Server), Stop::default());
            let served = spawn(rogue::serve(listener, silent, bounds, stop.clone(), |_, _| {}));
            client.write_all(request).await.unwrap();
            if told {
                let mut first = [0; 12];
                client.read_exact(&mut first).await.unwrap();
                assert_eq!(&first, b"HTTP/1.1 101");
                stop.ask();
            }
            // The end of the stream, or a reset: what it had not read is lost.
            let _ = client.read_to_end(&mut Vec::new()).await;
            stop.ask();
            served.await.unwrap();
        }
    });
}

/// What a client that plays `steps` sees of the server at `address`.
async fn called(name: &str, address: &str, path: &str, bounds: Bounds) -> (String, rogue::End) {
    let to = rogue::To::new(&format!("http://{address}{path}")).unwrap();
    let mut came = Vec::new();
    let mut see = |seen: Seen<'_>| {
        if let Seen::Came(bytes) = seen {
            came.extend_from_slice(bytes);
        }
    };
    let end = rogue::call(&to, rogue(name, Side::Client), bounds, &mut see).await.unwrap();
    (came.escape_ascii().to_string(), end)
}
