//! # What connections cost a server                                  chapter 15 · RFC 6455 §10.4
//! Knows: the heap of a lab that serves on one thread; its visitors are on another. Does not know:
//! what the kernel holds for a socket.
//! Read before: `12_memory.rs`, `lab/src/server.rs`. Read next: `15_serving.rs`.
//!
//! The allocator of this test counts what its own thread takes: the lab's.

mod support;

use allocation_counter::{AllocationInfo, measure};
use handshake::server::{Reading, Step};
use lab::{Config, Lab};
use net::Stop;
use net::tokio::runtime::{Builder, Runtime};
use net::tokio::sync::oneshot;
use net::tokio::task::yield_now;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;
use support::{PATIENCE, upgrade};
use wire::Limits;

const KIB: i64 = 1024;

/// A lab on this thread, which serves whenever somebody waits in `serve_while`.
struct Here {
    lab: Arc<Lab>,
    address: SocketAddr,
    runtime: Runtime,
}

impl Here {
    /// However slow this machine is, no deadline comes: only memory is looked at.
    fn start() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
        let listener = runtime.block_on(lab::server::listen(any_port, false)).unwrap();
        let address = listener.local_addr().unwrap();
        let limits = Limits { head_time: PATIENCE, idle_time: PATIENCE, ..Limits::DEFAULT };
        let lab = Arc::new(Lab::new(Config { limits, caps: 18_000.into(), ..Config::default() }));
        runtime.spawn(Arc::clone(&lab).serve(listener, Stop::default()));
        Self { lab, address, runtime }
    }

    /// Serve while visitors do on a thread of their own what `act` says; until they have, and
    /// `open` WebSockets are open. What that took of this thread's heap, and what they return.
    fn serve_while<T: Send + 'static>(
        &self,
        open: u64,
        act: impl FnOnce(SocketAddr) -> T + Send + 'static,
    ) -> (T, AllocationInfo) {
        let (tell, told) = oneshot::channel();
        let address = self.address;
        let visitors = std::thread::spawn(move || {
            let _waits = tell.send(act(address));
        });
        let mut done = None;
        let info = measure(|| {
            self.runtime.block_on(async {
                done = told.await.ok();
                while self.open() != open {
                    yield_now().await;
                }
            });
        });
        visitors.join().unwrap();
        (done.unwrap(), info)
    }

    fn open(&self) -> u64 {
        self.lab.tally.everybody().iter().map(|figures| figures.connections.load(Relaxed)).sum()
    }
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

/// Open a WebSocket that echoes or, at `/ws`, hears what is published.
fn open(address: SocketAddr, target: &str) -> TcpStream {
    let mut stream = connect(address);
    stream.write_all(upgrade(target).as_bytes()).unwrap();
    let mut head = [0; 129];
    stream.read_exact(&mut head).unwrap();
    assert!(head.starts_with(b"HTTP/1.1 101 ") && head.ends_with(b"\r\n\r\n"));
    stream
}

/// Say something, hear it, and close.
fn talk_and_close(mut stream: TcpStream) {
    stream.write_all(&laws::hex("82 82 | 00 00 00 00 | \"hi\"   88 80 | 00 00 00 00")).unwrap();
    let mut all = Vec::new();
    stream.read_to_end(&mut all).unwrap();
    assert_eq!(all, laws::hex("82 02 | \"hi\"   88 00"));
}

mod heads {
    use super::*;
    use http1::Server;
    use wire::{Input, Protocol};

    /// A field of 1 MiB, in reads of 4 KiB and of 64 KiB: nothing is kept beyond 16 KiB.
    #[test] // WS-10.7-01
    fn limit_a_head_of_a_mebibyte_costs_less_than_64_kib() {
        let field = format!("\r\nCookie: {}\r\n\r\n", "x".repeat(1024 * 1024));
        let head = upgrade("/ws").replace("\r\n\r\n", &field);
        for read in [4 * 1024, 64 * 1024] {
            let mut bytes = head.clone().into_bytes();
            let info = measure(|| {
                let mut server = Server::new(Limits::DEFAULT, Duration::ZERO);
                let mut reads = bytes.chunks_mut(read);
                let error = reads.find_map(|read| server.next_event(&mut Input::new(read)).err());
                assert_eq!(error.unwrap().violation, http1::Violation::HeadTooLong);
            });
            println!("{} bytes at most", info.bytes_max);
            assert!(info.bytes_max < 64 * KIB as u64, "{} bytes", info.bytes_max);
            let info = measure(|| {
                let mut state = Reading::new(Limits::DEFAULT);
                let refused =
                    head.as_bytes().chunks(read).find_map(|read| {
                        match std::mem::replace(&mut state, Reading::new(Limits::DEFAULT))
                            .receive(read)
                        {
                            Ok(Step::Reading(still)) => {
                                state = still;
                                None
                            }
                            other => other.err(),
                        }
                    });
                assert_eq!(refused.unwrap().violation.status(), 431);
            });
            println!("{} bytes at most", info.bytes_max);
            assert!(info.bytes_max < 64 * KIB as u64, "{} bytes", info.bytes_max);
        }
    }
}

mod idle_connections {
    use super::*;

    #[test]
    fn limit_an_idle_websocket_costs_less_than_2_kib() {
        const N: i64 = 1_000;
        let here = Here::start();
        let warm = |address| talk_and_close(open(address, "/echo"));
        here.serve_while(0, warm);
        let (sockets, info) = here.serve_while(N as u64, |address| {
            (0..N).map(|_| open(address, "/ws")).collect::<Vec<_>>()
        });
        let each = info.bytes_current / N;
        println!("{each} bytes each");
        assert!(each < 2 * KIB, "{each} bytes each");
        drop(sockets);
    }

    /// Those who begin a handshake and never end it; a good one is served among them.
    #[test]
    fn limit_5_000_handshakes_that_stop_cost_less_than_12_mb() {
        net::open_files::allow_all().unwrap();
        let here = Here::start();
        let warm = |address| talk_and_close(open(address, "/echo"));
        here.serve_while(0, warm);
        let (half_open, info) = here.serve_while(0, |address| {
            let ask = || {
                let mut stream = connect(address);
                stream.write_all(b"GET /ws HTTP/1.1\r\n").unwrap();
                stream
            };
            let mut half_open = Vec::new();
            while half_open.len() < 5_000 {
                // Fewer than wait in the system's queue; who is served behind them tells that all
                // of them were accepted.
                half_open.extend((0..50).map(|_| ask()));
                talk_and_close(open(address, "/echo"));
            }
            half_open
        });
        println!("{} bytes, at most {}", info.bytes_current, info.bytes_max);
        assert!(info.bytes_max < 12_000_000, "{} bytes", info.bytes_max);
        drop(half_open);
    }
}

mod connections_that_are_over {
    use super::*;

    /// Ten thousand visitors later, less is left than one byte of each.
    #[test]
    fn limit_10_000_connections_leave_nothing() {
        let here = Here::start();
        let visit = |n| move |address| (0..n).for_each(|_| talk_and_close(open(address, "/echo")));
        here.serve_while(0, visit(100));
        let (_, info) = here.serve_while(0, visit(10_000));
        println!("{} bytes left of {}", info.bytes_current, info.bytes_total);
        assert!(info.bytes_total > 10_000 * 1_000, "the counter counts");
        assert!(info.bytes_current.abs() < 10_000, "{} bytes are left", info.bytes_current);
    }
}
