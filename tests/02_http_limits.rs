//! # HTTP: limits, one below, at, one above                          chapter 02 · RFC 9110 §5.4
//! Knows: every number that bounds what a client can make a server hold, and that it is exact.
//! Does not know: time; see `02_http_time.rs`.
//! Read before: `02_http_answer.rs`. Read next: `wire/src/limits.rs`.

use allocation_counter::measure;
use http1::{Event, HeadSearch, Response, Server};
use std::time::Duration;
use wire::{Input, Limits, Protocol};

/// The numbers of this house.
const LIMITS: Limits = Limits::DEFAULT;
const CHUNKED: &str = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

/// Put `bytes` to a server in reads of `read` bytes: how many were read until the first error, and
/// the status that answered it; or how many bytes of bodies were heard, and 200 if a request
/// came to its end.
fn put(bytes: &[u8], read: usize) -> (usize, u16) {
    let mut server = Server::new(LIMITS, Duration::ZERO);
    let (mut body, mut status) = (0, 0);
    for (i, piece) in bytes.chunks(read).enumerate() {
        let mut piece = piece.to_vec();
        let mut input = Input::new(&mut piece);
        loop {
            match server.next_event(&mut input) {
                Ok(Some(Event::Data(data))) => body += data.len(),
                Ok(Some(Event::End)) => {
                    server.respond(Response::new(200)).expect("owed");
                    status = 200;
                }
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(error) => return ((i + 1) * read, error.violation.status()),
            }
        }
        assert!(server.held() <= LIMITS.head_bytes);
        let _sent = server.take_output();
    }
    (body, status)
}

/// The status, whatever the reads.
fn status(bytes: impl AsRef<[u8]>) -> u16 {
    let bytes = bytes.as_ref();
    let (_, whole) = put(bytes, bytes.len());
    for read in [1_000, 16_384, 16_385] {
        assert_eq!(put(bytes, read).1, whole, "reads of {read} bytes");
    }
    whole
}

/// A request whose head has `n` bytes.
fn head(n: usize) -> String {
    let (before, behind) = ("GET / HTTP/1.1\r\nHost: a\r\nX: ", "\r\n\r\n");
    format!("{before}{}{behind}", "x".repeat(n - before.len() - behind.len()))
}

// SEM-5.4-01
#[test]
fn limit_head_bytes_by_default() {
    assert_eq!([16_383, 16_384, 16_385].map(|n| status(head(n))), [200, 200, 431]);
}

// HTTP-3-04, HTTP-3-05
#[test]
fn limit_start_line_by_default() {
    let behind = "Host: a\r\n\r\n";
    let line =
        |n: usize| format!("GET /{} HTTP/1.1\r\n", "x".repeat(n - "GET / HTTP/1.1\r\n".len()));
    let most = 16_384 - behind.len();
    assert_eq!([most - 1, most].map(|n| status(line(n) + behind)), [200, 200]);
    // The line alone would fit, its fields do not; then not even the line does.
    assert_eq!([most + 1, 16_384, 16_385].map(|n| status(line(n) + behind)), [431, 431, 414]);
    assert_eq!(status(line(8_000) + behind), 200);
}

// SEM-5.4-01: fields beyond the limit are not dropped, wherever the ones that count stand.
#[test]
fn limit_head_fields_by_default() {
    let fields = |n: usize| "X:y\r\n".repeat(n - 1);
    let last = |n| format!("GET / HTTP/1.1\r\n{}Host: a\r\n\r\n", fields(n));
    let first = |n| format!("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", fields(n));
    assert_eq!([99, 100, 101, 2_000, 10_000].map(|n| status(last(n))), [200, 200, 431, 431, 431]);
    assert_eq!([99, 100, 101, 2_000, 10_000].map(|n| status(first(n))), [200, 200, 431, 431, 431]);
}

// SEM-15.5.14-01
#[test]
fn limit_body_bytes_by_default() {
    const MIB: usize = 1 << 20;
    let length = |n: usize| {
        format!("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {n}\r\n\r\n{}", "x".repeat(n))
    };
    assert_eq!([MIB - 1, MIB, MIB + 1].map(|n| status(length(n))), [200, 200, 413]);
    let chunks = |n: usize| {
        let body = laws::http1::chunks(&vec![b'x'; n], 100_000);
        [CHUNKED.as_bytes(), &body].concat()
    };
    assert_eq!([MIB - 1, MIB, MIB + 1].map(|n| status(chunks(n))), [200, 200, 413]);
}

// HTTP-7.1.1-02: of one chunk, and of all together.
#[test]
fn limit_chunk_extensions_by_default() {
    let one = |n: usize| format!("{CHUNKED}1;{}\r\nx\r\n0\r\n\r\n", "e".repeat(n - 1));
    assert_eq!([16_383, 16_384, 16_385].map(|n| status(one(n))), [200, 200, 400]);
    let many = |n: usize| format!("{CHUNKED}{}0\r\n\r\n", "1;e\r\nx\r\n".repeat(n));
    assert_eq!([8_191, 8_192, 8_193].map(|n| status(many(n))), [200, 200, 400]);
}

/// 10 MB on the wire for 5 KB of data: given up within the first 64 KiB.
#[test]
fn limit_chunk_extensions_are_found_out_early() {
    let chunk = format!("1;{}\r\nx\r\n", "e".repeat(2_000));
    let bytes = format!("{CHUNKED}{}0\r\n\r\n", chunk.repeat(5_000));
    assert!(bytes.len() > 10_000_000);
    let (read, status) = put(bytes.as_bytes(), 1_024);
    assert!(status == 400 && read < 64 * 1_024, "{status} after {read} bytes");
}

// SEM-5.4-01: counted as a head is.
#[test]
fn limit_trailers_by_default() {
    let bytes =
        |n: usize| format!("{CHUNKED}0\r\nX:{}\r\n\r\n", "y".repeat(n - "X:\r\n\r\n".len()));
    assert_eq!([16_383, 16_384, 16_385].map(|n| status(bytes(n))), [200, 200, 431]);
    let fields = |n: usize| format!("{CHUNKED}0\r\n{}\r\n", "X:y\r\n".repeat(n));
    assert_eq!([99, 100, 101].map(|n| status(fields(n))), [200, 200, 431]);
}

/// The work for a head that comes byte by byte grows as the head does: each byte is looked at
/// once, and moved a bounded number of times.
#[test]
fn limit_work_of_a_head_in_single_bytes() {
    // The search is given a byte at a time, and nothing else: it has no way to look back.
    let bytes = head(16_384);
    let mut search = HeadSearch::default();
    let found: Vec<_> = bytes.bytes().map(|byte| search.look(&[byte], 16_384)).collect();
    assert!(found[..16_383].iter().all(|found| *found == Ok(None)));
    assert_eq!((found[16_383].clone(), search.seen()), (Ok(Some(1)), 16_384));

    // What is kept of it moves only when its buffer grows.
    let spent = |n: usize| {
        let bytes = head(n).into_bytes();
        let mut server = Server::new(LIMITS, Duration::ZERO);
        let spent = measure(|| {
            for byte in &bytes {
                let mut byte = [*byte];
                let mut input = Input::new(&mut byte);
                while let Ok(Some(event)) = server.next_event(&mut input) {
                    drop(event);
                }
            }
        });
        (spent.count_total, spent.bytes_total)
    };
    let ((few, small), (more, large)) = (spent(8_192), spent(16_384));
    assert!(more <= few + 2, "{few} allocations for 8 KiB, {more} for 16 KiB");
    assert!(large <= 4 * 16_384 && large <= 2 * small + 1_024, "{small} bytes, then {large}");
}
