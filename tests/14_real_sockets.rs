//! # Ends of real connections                        chapter 14 · RFC 6455 §7.1.1, §7.2.1
//! Knows: sockets of the system, closed well and cut anywhere. Does not know: how the end is made;
//! see `14_closing.rs`.
//! Read before: `14_closing.rs`, `net/src/drive.rs`. Read next: `15_hub.rs`.

mod support;

use lab::{Config, Lab};
use net::tokio::net::TcpStream as AsyncStream;
use net::tokio::runtime::Runtime;
use net::{Incident, Stop};
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;
use support::{PATIENCE, upgrade};

/// A text, a ping, a message in two fragments with a ping between them, a Close frame.
const FRAMES: &str = "81 85 | 00 00 00 00 | \"Hello\"   89 82 | 00 00 00 00 | \"hi\"
    01 83 | 00 00 00 00 | \"one\"   89 80 | 00 00 00 00   80 83 | 00 00 00 00 | \"two\"
    88 82 | 00 00 00 00 | 03 e8";
/// What `/echo` answers to them.
const ANSWERS: &str =
    "81 05 | \"Hello\"   8a 02 | \"hi\"   8a 00   81 06 | \"onetwo\"   88 02 | 03 e8";

/// A lab whose connections are counted, one by one.
struct Counted {
    lab: Arc<Lab>,
    address: SocketAddr,
    runtime: Runtime,
    /// The tasks that have begun and not ended.
    tasks: Arc<AtomicUsize>,
    incidents: Arc<Mutex<Vec<Incident>>>,
    stop: Stop,
}

impl Counted {
    fn start() -> Self {
        let runtime = Runtime::new().unwrap();
        let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
        let listener = runtime.block_on(lab::server::listen(any_port, false)).unwrap();
        let address = listener.local_addr().unwrap();
        let (lab, stop) = (Arc::new(Lab::new(Config::default())), Stop::default());
        let tasks = Arc::<AtomicUsize>::default();
        let incidents = Arc::<Mutex<Vec<Incident>>>::default();
        let report = {
            let incidents = Arc::clone(&incidents);
            move |incident| incidents.lock().unwrap().push(incident)
        };
        let handle = {
            let (lab, tasks, stop) = (Arc::clone(&lab), Arc::clone(&tasks), stop.clone());
            move |stream, _, _| {
                tasks.fetch_add(1, Ordering::SeqCst);
                let (tasks, lab, stop) = (Arc::clone(&tasks), Arc::clone(&lab), stop.clone());
                async move {
                    lab::connection::serve(net::Stream::Plain(stream), lab, stop).await;
                    tasks.fetch_sub(1, Ordering::SeqCst);
                }
            }
        };
        runtime.spawn(net::serve(listener, stop.clone(), 1_000, PATIENCE, report, handle));
        Self { lab, address, runtime, tasks, incidents, stop }
    }

    /// Connect, and ask for a WebSocket at `target`.
    fn open(&self, target: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.write_all(upgrade(target).as_bytes()).unwrap();
        read_head(&mut stream);
        stream
    }

    /// WebSockets that the lab believes to be open, and readers of its logs.
    fn believed_open(&self) -> (u64, usize) {
        let figures = self.lab.tally.everybody().iter();
        let open = figures.map(|figures| figures.connections.load(Ordering::SeqCst)).sum();
        (open, self.lab.hub.stats().readers)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.stop.ask();
    }
}

fn read_head(stream: &mut TcpStream) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        head.extend(byte);
    }
    assert!(head.starts_with(b"HTTP/1.1 101 "), "{}", head.escape_ascii());
}

/// Wait for what must come about; it measures nothing, and ends what hangs.
#[track_caller]
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "it never came about: {what}");
        std::thread::yield_now();
    }
}

mod s07_1_1_the_server_ends_first {
    use super::*;

    /// The client never ends its side: what it reads is the server's end, and no reset.
    #[test] // WS-7.1.1-01, WS-7.1.1-03, HTTP-9.6-10
    fn must_end_a_thousand_closes_without_a_reset() {
        let counted = Counted::start();
        let (said, answers) = (laws::hex(FRAMES), laws::hex(ANSWERS));
        for i in 0..1_000 {
            let mut stream = counted.open("/echo");
            stream.write_all(&said).unwrap();
            let mut all = Vec::new();
            let read = stream.read_to_end(&mut all);
            assert_eq!((read.ok(), &all), (Some(answers.len()), &answers), "connection {i}");
        }
        wait_until("every task has ended", || counted.tasks.load(Ordering::SeqCst) == 0);
        assert!(counted.incidents.lock().unwrap().is_empty());
    }

    /// What still comes behind a broken rule is read, and dropped: to close with bytes unread would
    /// reset the connection, and the reason might be lost.
    #[test] // WS-7.1.1-01, WS-7.1.1-05, WS-10.7-03
    fn must_tell_the_reason_even_to_one_who_keeps_talking() {
        let counted = Counted::start();
        let mut said = laws::hex("81 02 | \"hi\""); // not masked
        said.extend(vec![0x55; 8_000_000]); // more than the system keeps for one who does not read
        for i in 0..10 {
            let mut stream = counted.open("/echo");
            stream.write_all(&said).unwrap();
            let mut all = Vec::new();
            let read = stream.read_to_end(&mut all);
            assert_eq!(read.ok(), Some(4), "connection {i}: {all:02x?}");
            assert_eq!(all, laws::hex("88 02 | 03 ea"), "connection {i}"); // 1002
        }
    }
}

mod s07_2_1_cut_anywhere {
    use super::*;

    /// How a client is gone.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Gone {
        /// Its process was killed with bytes unread, its network cut, its patience at an end.
        Reset,
        /// It ended its stream without a Close frame.
        Ended,
        /// It ended its own side only, and waits for ours.
        HalfEnded,
    }

    /// Say the first `k` bytes of a whole session, and be gone.
    fn visit(counted: &Counted, target: &str, k: usize, gone: Gone) {
        let head = upgrade(target);
        let said = [head.as_bytes(), &laws::hex(FRAMES)].concat();
        let mut stream = TcpStream::connect(counted.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(&said[..k.min(head.len())]).unwrap();
        if k >= head.len() {
            read_head(&mut stream);
            stream.write_all(&said[head.len()..k]).unwrap();
        }
        match gone {
            Gone::Ended => {}
            Gone::HalfEnded => {
                stream.shutdown(Shutdown::Write).unwrap();
                let mut rest = Vec::new();
                stream.read_to_end(&mut rest).unwrap();
            }
            Gone::Reset => {
                stream.set_nonblocking(true).unwrap();
                let _inside = counted.runtime.enter();
                AsyncStream::from_std(stream).unwrap().set_zero_linger().unwrap();
            }
        }
    }

    fn open_files() -> Option<usize> {
        Some(std::fs::read_dir("/proc/self/fd").ok()?.count()) // where the system tells
    }

    /// After each byte of handshake, messages, pings and close: nothing panics, nothing is left.
    #[test] // WS-7.2.1-02
    fn must_leave_nothing_behind_wherever_a_connection_is_cut() {
        let counted = Counted::start();
        let all_is_over = |when: &str| {
            wait_until(when, || {
                counted.tasks.load(Ordering::SeqCst) == 0 && counted.believed_open() == (0, 0)
            });
        };
        let length = upgrade("/ws").len() + laws::hex(FRAMES).len();
        visit(&counted, "/ws", length, Gone::Reset); // what is made once, is made now
        all_is_over("after the first");
        let before = open_files();
        for gone in [Gone::Reset, Gone::Ended, Gone::HalfEnded] {
            for k in 0..=length {
                visit(&counted, "/ws", k, gone);
            }
            all_is_over(&format!("{gone:?}"));
            wait_until("no more files are open than before", || open_files() <= before);
        }
        assert!(counted.incidents.lock().unwrap().is_empty());
    }
}
