//! # What peers can write into the log                               chapter 15
//! Knows: that every line is one line of printable text, and that no secret is in it. Does not
//! know: what should be logged.
//! Read before: `lab/src/log.rs`. Read next: `lab/tests/many.rs`.

use super::*;
use lab::log::OneLine;
use std::sync::{Arc, Mutex};
use std::thread;

/// Pieces from which heads are made: three good ones, and what would write lines or orders of its
/// own.
const TARGETS: [&[u8]; 12] = [
    b"/poll",
    b"/events?topic=t",
    b"/%0A%1B[31mforged",
    b"/\x1b[31mforged",
    b"/\r2026 ERROR forged",
    b"/\n2026 ERROR forged",
    b"/\xe2\x80\xaeforged",
    b"/\xc2\x9b31mforged",
    b"/\xff\xfe",
    b"/\x07\x08\x7f\0",
    b"http://e\x1b.example/",
    b"*",
];
const METHODS: [&[u8]; 6] = [b"GET", b"OPTIONS", b"BREW", b"G\x1bT", b"\xe2\x80\xa8", b""];
const FIELDS: [&[u8]; 10] = [
    b"Accept: */*",
    b"Cookie: id=verysecret",
    b"Authorization: Bearer verysecret",
    b"Cookie: id=verysecret\x1b[2J\0",
    b"Authorization : verysecret",
    b"X: a\rforged",
    b"X: a\x1b]0;forged\x07",
    b"Host: two",
    b"Content-Length: -1\x1b",
    b"Upgrade: \xe2\x80\xaewebsocket",
];

/// The next number of a known sequence (xorshift), so that each run is the same.
fn next(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    usize::try_from(*state >> 33).unwrap()
}

/// One of the first three more often than not: a head needs only one bad piece.
fn piece<'p>(pieces: &[&'p [u8]], state: &mut u64) -> &'p [u8] {
    let among = if next(state).is_multiple_of(4) { pieces.len() } else { 3 };
    pieces[next(state) % among]
}

fn head(state: &mut u64) -> Vec<u8> {
    let method = piece(&METHODS, state);
    let target = piece(&TARGETS, state);
    let mut head = [method, b" ", target, b" HTTP/1.1\r\nHost: localhost\r\n"].concat();
    for _ in 0..next(state) % 4 {
        head.extend_from_slice(piece(&FIELDS, state));
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(b"Connection: close\r\n\r\n");
    if next(state).is_multiple_of(4) {
        // Any byte, anywhere.
        let at = next(state) % head.len();
        head[at] = u8::try_from(next(state) % 256).unwrap();
    }
    head
}

/// No control character, and none that ends a line or turns the direction of the text.
fn is_printed(c: char) -> bool {
    let turns = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{2069}' | '\u{fff9}'..='\u{fffd}');
    !c.is_control() && !turns
}

#[test]
fn must_be_one_line_of_printable_text_each_whatever_1_000_heads_say() {
    let mut command = wire101(&["serve", "--listen", "127.0.0.1:0"]);
    command.env("RUST_LOG", "trace").stderr(Stdio::piped());
    let mut server = Server::start(command);
    let mut errors = server.process.stderr.take().unwrap();
    let log = thread::spawn(move || {
        let mut log = Vec::new();
        errors.read_to_end(&mut log).unwrap();
        log
    });
    let mut state = 0x9e37_79b9_7f4a_7c15;
    for _ in 0..1_000 {
        let mut stream = TcpStream::connect(&server.address).unwrap();
        // It may refuse, and be gone, before it has all; and wait for more where there is none.
        let _refused = stream.write_all(&head(&mut state));
        let _gone = stream.shutdown(std::net::Shutdown::Write);
        let _reset = stream.read_to_end(&mut Vec::new());
    }
    server.signal("-TERM");
    server.process.wait().unwrap();
    let log = String::from_utf8(log.join().unwrap()).unwrap();
    let lines: Vec<_> = log.strip_suffix('\n').unwrap().split('\n').collect();
    for line in &lines {
        let level = line.split_whitespace().nth(1).unwrap_or_default();
        let known = ["ERROR", "WARN", "INFO", "DEBUG", "TRACE"].contains(&level);
        assert!(known && line.starts_with("20"), "no line of ours: {line:?}");
        assert!(line.chars().all(is_printed), "{line:?}");
        assert!(!line.contains("verysecret"), "{line:?}");
    }
    let said = |what: &str| lines.iter().filter(|line| line.contains(what)).count();
    assert!(said(" request ") > 100 && said("broke a rule") > 100, "{}", lines.len());
}

/// Few of those bytes get as far as the log, for the protocols refuse them before. The log does not
/// rely on it: whatever a place logs, in whatever way, is made one line.
#[test]
fn must_escape_what_gets_as_far_as_the_log() {
    let lines = Arc::<Mutex<Vec<u8>>>::default();
    let writer = Arc::clone(&lines);
    let subscriber = tracing_subscriber::fmt()
        .event_format(OneLine::default())
        .with_writer(move || Lines(Arc::clone(&writer)))
        .finish();
    let hostile = "a\r\n2026 ERROR forged\x1b[31m\u{9b}2J\u{202e}\u{2028}\0";
    tracing::subscriber::with_default(subscriber, || {
        let error = std::io::Error::other(hostile);
        tracing::warn!("{hostile}");
        tracing::warn!(%hostile, "display");
        tracing::warn!(?hostile, "debug");
        tracing::warn!(hostile, "text");
        tracing::warn!(%error, "error");
    });
    let log = String::from_utf8(lines.lock().unwrap().clone()).unwrap();
    assert_eq!(log.lines().count(), 5, "{log}");
    for line in log.lines() {
        assert!(line.chars().all(is_printed) && line.contains("WARN"), "{line:?}");
        assert!(line.contains(r"a\r\n2026 ERROR forged\"), "{line:?}");
    }
}

/// Where the lines go.
struct Lines(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
