//! # Rogue clients, and our servers                                  chapter 09
//! Knows: what our servers say to each, and that they serve the others. Does not know: the rest.
//! Read before: `check/src/rogue/clients.rs`. Read next: `command.rs`.

use super::{BOUNDS, called, run};
use check::rogue::{Bounds, End};
use lab::{Config, Lab, echo_server};
use net::Stop;
use net::fetch::{Request, fetch};
use net::tokio::net::TcpListener;
use net::tokio::spawn;
use std::sync::Arc;
use std::time::Duration;
use wire::Limits;

/// What our echo server says to each in the end: the last bytes that came, and how it ended.
const ANSWERED: &[(&str, &str, End)] = &[
    ("unmasked", r"\x88\x02\x03\xea", End::Both),
    ("one-byte-at-a-time", r"\x81\x05Hello\x88\x02\x03\xe8", End::Both),
    ("fragment-flood", r"\x88\x02\x03\xf1", End::Both),
    ("no-close-answer", r"\x88\x02\x03\xea", End::TimeUp),
    ("half-open", "", End::TimeUp),
    ("rst", "", End::Reset),
    ("slow-head", "408", End::Both),
    ("huge-head", "431", End::Both),
    ("smuggle", "400", End::Both),
];

pub(super) fn tested() -> impl Iterator<Item = &'static str> {
    ANSWERED.iter().map(|row| row.0).chain(["slow-reader"])
}

/// An echo server that soon loses patience with what this rogue does, and with nothing else.
async fn echo(name: &str) -> (String, Stop) {
    let soon = Duration::from_millis(100);
    let limits = match name {
        "slow-head" => Limits { head_time: soon, ..Limits::DEFAULT },
        "half-open" => Limits { ping_time: soon, pong_time: soon, ..Limits::DEFAULT },
        _ => Limits::DEFAULT,
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let stop = Stop::default();
    spawn(echo_server::serve(listener, None, limits, stop.clone()));
    (address, stop)
}

async fn is_served(address: &str) -> bool {
    let request = Request::get(&format!("http://{address}/")).unwrap();
    fetch(request).await.is_ok_and(|answer| answer.status == 200)
}

#[test]
fn must_be_answered_by_our_server_which_serves_on() {
    for (name, last, end) in ANSWERED {
        run(async {
            let (address, _stop) = echo(name).await;
            let time = match end {
                End::TimeUp => Duration::from_secs(2),
                _ => BOUNDS.time,
            };
            let bounds = Bounds { count: Some(2000), time };
            let (came, ended) = called(name, &address, "/", bounds).await;
            match last.parse::<u16>() {
                Ok(status) => {
                    let line = format!("HTTP/1.1 {status} ");
                    assert!(came.starts_with(&line), "{name}: {came}");
                    assert_eq!(came.matches("HTTP/1.1").count(), 1, "{name}: {came}");
                }
                Err(_) => assert!(came.ends_with(last), "{name}: {came}"),
            }
            // What is sent after the answer may meet a stream that is closed already.
            assert!(ended == *end || matches!(ended, End::Lost(_)), "{name}: {ended:?}");
            assert!(is_served(&address).await, "{name}: the server serves on");
        });
    }
}

#[test]
fn must_not_make_others_wait_for_a_slow_reader() {
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        spawn(Arc::new(Lab::new(Config::default())).serve(listener, Stop::default()));
        let bounds = Bounds { time: Duration::from_millis(1500), ..BOUNDS };
        let slow = called("slow-reader", &address, "/", bounds);
        let others = async {
            for _ in 0..10 {
                assert!(is_served(&address).await);
            }
        };
        let ((came, end), ()) = net::tokio::join!(slow, others);
        assert_eq!((came.as_str(), end), ("HT", End::TimeUp), "one byte a second");
    });
}
