//! # A proxy in between                                             chapter 06 · WHATWG HTML §9.2.7
//! Knows: what nginx lets through, what it holds back, and which line of its file decides it.
//! Does not know: nginx's own code; the file is `tests/peers/nginx.conf`.
//! Read before: `programs.rs`. Read next: `websockets.rs`.

use crate::support::clients::{WAYS, collect};
use crate::support::{Running, get, upgrade};
use std::io::{ErrorKind, Read as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// nginx before a lab, until it is dropped.
struct Nginx {
    process: Child,
    address: SocketAddr,
}

impl Nginx {
    fn before(lab: SocketAddr) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let folder =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("nginx-{}", address.port()));
        std::fs::create_dir_all(&folder).unwrap();
        let text = include_str!("../peers/nginx.conf");
        let text = text.replace("LISTEN", &address.to_string()).replace("LAB", &lab.to_string());
        let file = folder.join("nginx.conf");
        std::fs::write(&file, text).unwrap();
        let mut command = Command::new("/usr/sbin/nginx");
        command.arg("-p").arg(&folder).arg("-c").arg(&file).args(["-e", "stderr"]);
        let process = command.stdin(Stdio::null()).spawn().expect("nginx starts");
        let mut nginx = Self { process, address };
        while TcpStream::connect(address).is_err() {
            assert_eq!(nginx.process.try_wait().unwrap(), None, "nginx has ended: see above");
            thread::sleep(Duration::from_millis(20));
        }
        nginx
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ended_by_itself = self.process.kill();
        let _gone = self.process.wait();
    }
}

/// A lab, and nginx before it; all that is asked of the lab goes through nginx.
fn lab_behind_nginx() -> (Running, Nginx) {
    let mut lab = Running::start();
    let nginx = Nginx::before(lab.address);
    lab.address = nginx.address;
    (lab, nginx)
}

#[test]
#[ignore = "needs nginx: run .ci/run, which installs it"]
fn must_bring_every_event_through_nginx_in_all_five_ways() {
    let (lab, _nginx) = lab_behind_nginx();
    for n in 1..=10 {
        assert_eq!(lab.publish("/publish?topic=t", &format!("event {n}")).status, 202);
    }
    for way in WAYS {
        let events = lab.block_on(collect(way, lab.address, "t", 10));
        let texts: Vec<_> = events.iter().map(|event| event.data.to_string()).collect();
        let right: Vec<_> = (1..=10).map(|n| format!("event {n}")).collect();
        assert_eq!(texts, right, "{way:?}");
    }
}

/// Both streams, as events come: each is read before the next one is published. Chunks are passed
/// on as they come even where nginx buffers, but the head waits for the first of them: the comment
/// with which an event stream begins, and the empty line with which JSON lines do.
#[test]
#[ignore = "needs nginx: run .ci/run, which installs it"]
fn must_pass_nginx_event_by_event_when_the_answer_or_the_proxy_says_so() {
    let (lab, _nginx) = lab_behind_nginx();
    for place in ["", "/default", "/unbuffered", "/chunked"] {
        for path in ["/events", "/stream"] {
            let mut stream = lab.connect();
            stream.send(&get(&format!("{place}{path}?topic=t")));
            let head = stream.head();
            assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
            for n in 1..=5 {
                let text = format!("{place}{path} {n}");
                lab.publish("/publish?topic=t", &text);
                stream.read_until(text.as_bytes());
            }
        }
    }
}

#[test]
#[ignore = "needs nginx: run .ci/run, which installs it"]
fn claim_a_proxy_that_buffers_holds_all_back_until_its_buffer_is_full() {
    let (lab, _nginx) = lab_behind_nginx();
    let mut at_once = lab.connect();
    at_once.send(&get("/events?topic=t"));
    at_once.head();
    let mut held = lab.connect();
    held.send(&get("/buffered/events?topic=t&since=0"));
    lab.publish("/publish?topic=t", "small");
    at_once.read_until(b"data: small\n\n");
    // Nothing, not even the head: an EventSource would not be open yet.
    held.stream.set_nonblocking(true).unwrap();
    let read = held.stream.read(&mut [0; 1]).map_err(|error| error.kind());
    assert_eq!(read, Err(ErrorKind::WouldBlock));
    held.stream.set_nonblocking(false).unwrap();
    // 64 KiB are more than its buffers have (8 of 4 KiB, or of 8).
    lab.publish("/publish?topic=t", &"large".repeat(64 * 1024 / 5));
    held.read_until(b"data: small\n\n");
    // The rest of it stays there until the stream ends.
    held.read_until(b"data: large");
    lab.ask_to_stop();
    held.read_until(b"\r\n0\r\n\r\n");
}

#[test]
#[ignore = "needs nginx: run .ci/run, which installs it"]
fn must_open_a_websocket_through_nginx_only_where_it_hands_the_upgrade_on() {
    let (lab, _nginx) = lab_behind_nginx();
    let mut socket = lab.connect();
    socket.send(&upgrade("/ws?topic=t"));
    assert!(socket.head().starts_with("HTTP/1.1 101 "));
    lab.publish("/publish?topic=t", "hello");
    socket.read_until(b"\"data\":\"hello\"}");
    // Without the lines the lab sees a plain GET; by default, one in the old version, too.
    for (place, status) in [("/default", 505), ("/chunked", 426)] {
        let answer = lab.ask(&upgrade(&format!("{place}/ws?topic=t")));
        assert_eq!(answer.status, status, "{}", answer.text());
    }
}
