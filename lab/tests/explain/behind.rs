//! # What stands behind a head                                       chapters 02, 10
//! Knows: requests and responses on standard input, with all that their side sent. Does not know:
//! how they are read.
//! Read before: `lab/src/commands/explain_parts.rs`. Read next: `lab/tests/doctor.rs`.

use super::explain_input;

/// The first lines of all parts that are said, the last line, and the exit code.
fn parts(arguments: &[&str], input: &[u8]) -> (Vec<String>, String, i32) {
    let (said, errors, code) = explain_input(arguments, input);
    assert_eq!(errors, "");
    let (all, verdict) = said.trim_end().rsplit_once("\n\n").unwrap();
    let title = |part: &str| part.lines().next().unwrap_or_default().to_string();
    let is_title = |line: &String| {
        !line.starts_with(['!', ' ']) && !line.starts_with("bytes ") && line != "No rule is broken."
    };
    (all.split("\n\n").map(title).filter(is_title).collect(), verdict.into(), code)
}

#[test]
fn must_explain_what_is_behind_a_response() {
    let stream = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: hi\n\n: x\n";
    let right = [
        "HTTP response head, status 200",
        "10 bytes of content",
        "└ Event",
        "4 bytes of content",
        "└ Comment",
    ];
    let (titles, verdict, code) = parts(&["--http", "-"], stream.as_bytes());
    assert_eq!((titles, &*verdict, code), (right.map(str::to_owned).into(), "ok from a server", 0));

    let chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n";
    let second = "HTTP/1.1 101 S\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n\x09\x00";
    let right = [
        "HTTP response head, status 200",
        "Chunk of 1 byte",
        "The last chunk",
        "HTTP response head, status 101",
        "Frame from a server (ping): 2 bytes of header, 0 of payload",
    ];
    let (titles, _, code) = parts(&["-"], format!("{chunks}{second}").as_bytes());
    assert_eq!((titles, code), (right.map(str::to_owned).into(), 1), "the ping lacks FIN");
}

/// curl shows the head as it came, and the content without its chunks.
#[test]
fn must_say_why_chunks_from_curl_are_none() {
    let came = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n";
    let (_, verdict, code) = parts(&["--http", "-"], came);
    assert!(verdict.ends_with("if this is from curl, it took the chunks apart: add --raw to it"));
    assert_eq!(code, 1);
}

#[test]
fn must_explain_what_is_behind_a_request() {
    let asks = "GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    let upgrade = "HTTP request head: asks for an upgrade to WebSocket";
    let frame = |size| format!("Frame from a client (text): 6 bytes of header, {size} of payload");
    let message = "└ Message (text) of 5 bytes, inflated from 7 bytes".to_owned();
    let cases = [
        (vec!["-"], "81 80 00 00 00 00", vec![frame(0)]),
        (vec!["--deflate", "-"], "c1 87 00 00 00 00 f2 48 cd c9 c9 07 00", vec![frame(7), message]),
        // Another request, before the answer that would tell whether it is one.
        (vec!["-"], "47 45 54 20 2f", vec!["5 bytes, not read".into()]),
    ];
    for (arguments, behind, right) in cases {
        let behind = lab::commands::explain_input::hex(behind).unwrap();
        let (titles, _, code) = parts(&arguments, &[asks.as_bytes(), &behind].concat());
        assert_eq!((&titles[0][..], &titles[1..], code), (upgrade, &right[..], 0));
    }
    let posts = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab";
    let (titles, verdict, code) = parts(&["-"], posts);
    let right = "cut short by 1 byte at least; what came is ok from a client";
    assert_eq!((&*titles[1], &*verdict, code), ("2 bytes of content", right, 0));
}
