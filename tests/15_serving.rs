//! # Many WebSockets on one server                          chapter 15 · RFC 6455 §7.1.1, §7.4.1
//! Knows: what one connection's trouble means for the others, and how a server ends. Does not know:
//! what is said.
//! Read before: `net/src/serve.rs`, `14_real_sockets.rs`. Read next: `15_hub.rs`.

mod support;

use lab::{Config, Lab};
use net::tokio::runtime::{Builder, Runtime};
use net::tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use net::tokio::sync::oneshot;
use net::{Incident, Stop};
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;
use support::{PATIENCE, upgrade};

/// Visitors on a thread of their own, while a lab serves on this one; what panics there is not
/// printed here.
struct Serving {
    runtime: Runtime,
    address: SocketAddr,
    stop: Stop,
    incidents: UnboundedReceiver<Incident>,
    ended: oneshot::Receiver<()>,
}

impl Serving {
    /// Serve. The visitor with number `panics` meets a fault of ours.
    fn start(grace: Duration, panics: Option<usize>) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
        let listener = runtime.block_on(lab::server::listen(any_port, false)).unwrap();
        let address = listener.local_addr().unwrap();
        let (lab, stop) = (Arc::new(Lab::new(Config::default())), Stop::default());
        let (report, incidents) = unbounded_channel();
        let noting = Arc::clone(&lab);
        let (each_stop, mut visitor) = (stop.clone(), 0);
        let serving = net::serve(
            listener,
            stop.clone(),
            18_000,
            grace,
            move |incident| {
                noting.incidents.note(&incident);
                report.send(incident).unwrap();
            },
            move |stream, _, _| {
                visitor += 1;
                let is_the_one = panics == Some(visitor);
                let (stream, lab) = (net::Stream::Plain(stream), Arc::clone(&lab));
                let served = lab::connection::serve(stream, lab, each_stop.clone());
                async move {
                    assert!(!is_the_one, "this panic is part of the test");
                    served.await;
                }
            },
        );
        let (tell, ended) = oneshot::channel();
        runtime.spawn(async move {
            serving.await;
            let _nobody_waits = tell.send(());
        });
        Self { runtime, address, stop, incidents, ended }
    }

    /// Serve until the visitors on that thread have gone.
    fn serve_while<T: Send + 'static>(
        &self,
        act: impl FnOnce(SocketAddr) -> T + Send + 'static,
    ) -> T {
        let (tell, told) = oneshot::channel();
        let address = self.address;
        let visitors: JoinHandle<()> = thread::spawn(move || {
            let _nobody_waits = tell.send(act(address));
        });
        let done = self.runtime.block_on(told);
        visitors.join().unwrap();
        done.unwrap()
    }

    /// Ask for the end, and serve until it has come: what was reported.
    fn end(mut self) -> Vec<Incident> {
        self.stop.ask();
        self.runtime.block_on(&mut self.ended).unwrap();
        std::iter::from_fn(|| self.incidents.try_recv().ok()).collect()
    }
}

/// Open a WebSocket; `None` if the server ends the connection instead.
fn open(address: SocketAddr, target: &str) -> Option<TcpStream> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.write_all(upgrade(target).as_bytes()).unwrap();
    let mut head = [0; 129];
    stream.read_exact(&mut head).ok()?;
    assert!(head.starts_with(b"HTTP/1.1 101 ") && head.ends_with(b"\r\n\r\n"));
    Some(stream)
}

/// What `stream` sends next is `expected`.
#[track_caller]
fn hears(stream: &mut TcpStream, expected: &str) {
    let mut bytes = laws::hex(expected);
    stream.read_exact(&mut bytes).unwrap();
    assert_eq!(bytes, laws::hex(expected));
}

mod a_fault_of_ours {
    use super::*;

    /// One connection's task panics: it is reported once, and the 1,000 others go on.
    #[test]
    fn must_cost_one_connection_and_no_other() {
        let mut serving = Serving::start(Duration::from_secs(4), Some(500));
        serving.serve_while(|address| {
            let opened: Vec<_> = (0..1_001).map(|_| open(address, "/echo")).collect();
            assert!(opened[499].is_none(), "this one met the fault");
            let mut good: Vec<_> = opened.into_iter().flatten().collect();
            assert_eq!(good.len(), 1_000);
            for stream in &mut good {
                stream.write_all(&laws::hex("82 82 | 00 00 00 00 | \"hi\"")).unwrap();
                hears(stream, "82 02 | \"hi\"");
            }
            let mut scrape = TcpStream::connect(address).unwrap();
            let head = "GET /metrics HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n";
            scrape.write_all(head.as_bytes()).unwrap();
            let mut figures = String::new();
            scrape.read_to_string(&mut figures).unwrap();
            assert!(figures.contains("\nwire101_panics_total 1\n"), "{figures}");
        });
        let first = serving.incidents.try_recv();
        assert!(matches!(first, Ok(Incident::Panicked)), "{first:?}");
        assert!(serving.incidents.try_recv().is_err(), "once");
    }
}

mod a_fault_at_the_end {
    use super::*;

    #[test]
    fn must_be_reported_too() {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
            let listener = lab::server::listen(any_port, false).await.unwrap();
            let address = listener.local_addr().unwrap();
            let (stop, mut incidents) = (Stop::default(), Vec::new());
            let (tell, told) = oneshot::channel();
            let (mut tell, asks) = (Some(tell), stop.clone());
            let report = |incident| incidents.push(incident);
            let serving = net::serve(listener, stop.clone(), 10, PATIENCE, report, |_, _, _| {
                let (tell, mut stop) = (tell.take(), stop.clone());
                async move {
                    let _serving = tell.map(|tell| tell.send(()));
                    stop.asked().await;
                    for _ in 0..100 {
                        net::tokio::task::yield_now().await; // the server's farewell begins
                    }
                    panic!("this panic is part of the test");
                }
            });
            let visiting = async {
                let _visitor = net::tokio::net::TcpStream::connect(address).await.unwrap();
                told.await.unwrap();
                asks.ask();
            };
            net::tokio::join!(serving, visiting);
            assert!(matches!(incidents[..], [Incident::Panicked]), "{incidents:?}");
        });
    }
}

mod s07_4_1_going_away {
    use super::*;

    /// Every WebSocket is told, whatever it is there for; who answers is gone at once, and nobody
    /// has to be cut.
    #[test] // WS-7.4.1-01
    fn must_tell_every_websocket_that_we_go_away() {
        let serving = Serving::start(PATIENCE, None);
        let stop = serving.stop.clone();
        serving.serve_while(move |address| {
            let targets = ["/ws", "/echo", "/tally?visitor=a"].into_iter().cycle();
            let mut open: Vec<_> =
                targets.take(900).map(|target| open(address, target).unwrap()).collect();
            stop.ask();
            for stream in &mut open {
                let mut goodbye = Vec::new();
                // The tally tells something first.
                while !goodbye.ends_with(&laws::hex("88 02 | 03 e9")) {
                    let mut byte = [0];
                    stream.read_exact(&mut byte).unwrap();
                    goodbye.extend(byte);
                }
                stream.write_all(&laws::hex("88 82 | 00 00 00 00 | 03 e9")).unwrap();
                assert_eq!(stream.read(&mut [0]).unwrap(), 0, "and the server ends first");
            }
        });
        let incidents = serving.end();
        assert!(incidents.is_empty(), "{incidents:?}");
    }

    /// A hundred do not answer, and ten of them do not even read: after the grace time they are
    /// cut, and the server ends.
    #[test]
    fn limit_the_grace_time_ends_what_is_stuck() {
        let serving = Serving::start(Duration::from_millis(100), None);
        let stuck = serving.serve_while(|address| {
            let mut stuck: Vec<_> = (0..100).map(|_| open(address, "/echo").unwrap()).collect();
            let message = laws::frames::frame(0x82, &[7; 100_000], Some([0; 4]));
            for stream in stuck.iter_mut().take(10) {
                // Until nobody takes more: the echo of it waits for one who does not read.
                stream.set_write_timeout(Some(Duration::from_millis(20))).unwrap();
                let full = loop {
                    if let Err(full) = stream.write_all(&message) {
                        break full;
                    }
                };
                assert!(
                    matches!(full.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
                    "{full}"
                );
            }
            stuck
        });
        let incidents = serving.end();
        assert!(matches!(incidents[..], [Incident::Cut(100)]), "{incidents:?}");
        drop(stuck);
    }
}
