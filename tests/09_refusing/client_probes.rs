//! # Answers that were tried on other clients                chapter 09 · RFC 6455 §4.1
//! Knows: one answer a row, good or bad, and what a client of ours makes of it. Does not know: why
//! others say otherwise.
//! Read before: `tests/08_handshake/judging.rs`. Read next: `tests/09_refusing/origin.rs`.

use handshake::client::{Connect, Step};
use handshake::{ProtocolError, decode_key};
use std::io::{Read as _, Write as _};

/// The answer of RFC 6455 §1.3, without a subprotocol.
const ANSWER: &str = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\
    Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
const ACCEPT: &str = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";

fn with(from: &str, to: &str) -> String {
    assert!(ANSWER.contains(from), "{from:?} does not stand in the answer");
    ANSWER.replacen(from, to, 1)
}

/// Each row: a name, the answer, and the rule that it breaks, if it breaks one.
fn probes() -> Vec<(&'static str, String, Option<&'static str>)> {
    let more = |lines: &str| with("\r\n\r\n", &format!("\r\n{lines}\r\n\r\n"));
    let deflate = "Sec-WebSocket-Extensions: permessage-deflate";
    vec![
        ("C01 valid, a frame behind it", ANSWER.to_owned() + "\u{1}\u{2}hi", None),
        ("C02 wrong Accept", with("s3pP", "t3pP"), Some("WS-4.1-45")),
        ("C03 no Accept", with(ACCEPT, ""), Some("WS-4.1-45")),
        ("C04 status 200", with("101 Switching Protocols", "200 OK"), Some("WS-4.1-42")),
        ("C05 no Upgrade", with("Upgrade: websocket\r\n", ""), Some("WS-4.1-43")),
        ("C06 Upgrade: h2c", with("websocket", "h2c"), Some("WS-4.1-43")),
        ("C07 no Connection", with("Connection: Upgrade\r\n", ""), Some("WS-4.1-44")),
        ("C08 keep-alive", with(": Upgrade", ": keep-alive"), Some("WS-4.1-44")),
        ("C09 keep-alive, Upgrade", with(": Upgrade", ": keep-alive, Upgrade"), None),
        ("C10 extension x-foo", more("Sec-WebSocket-Extensions: x-foo"), Some("WS-4.1-46")),
        ("C11 subprotocol", more("Sec-WebSocket-Protocol: x"), Some("WS-4.1-47")),
        ("C12 two Accepts", with(ACCEPT, &ACCEPT.repeat(2)), Some("WS-11.3.3-01")),
        ("C13 HTTP/1.0", with("HTTP/1.1", "HTTP/1.0"), Some("WS-4.1-48")),
        ("C14 a masked frame behind it", ANSWER.to_owned() + "\u{1}\u{82}", None),
        ("C15 Upgrade: WebSocket", with("websocket", "WebSocket"), None),
        ("C16 malformed extensions", more("Sec-WebSocket-Extensions: ;;=,"), Some("WS-9.1-01")),
        ("C17 unknown parameter", more(&format!("{deflate}; bogus")), Some("PMD-7-08")),
        ("C18 Accept between blanks", with("s3pP", " \t  s3pP").replace("Oo=", "Oo= \t "), None),
        ("two lines of extensions", more(&format!("{deflate}\r\n{deflate}")), Some("WS-11.3.2-02")),
        (
            "two lines of subprotocols",
            more("Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Protocol: chat"),
            Some("WS-11.3.4-02"),
        ),
        ("U+212A for k", with("websocket", "websoc\u{212a}et"), Some("WS-4.1-43")),
    ]
}

/// What a client makes of `answer`, cut at `cuts`; the rest of the bytes, or the error.
fn hears(answer: &[u8], cuts: &[usize]) -> Result<Vec<u8>, ProtocolError> {
    let connect = Connect::new("server.example.com", "/chat").deflate(Default::default());
    let nonce = decode_key("dGhlIHNhbXBsZSBub25jZQ==").unwrap();
    let (_, mut waiting) = connect.subprotocol("chat").start(nonce).unwrap();
    let mut from = 0;
    for to in cuts.iter().copied().chain([answer.len()]) {
        let piece = &answer[from..to];
        from = to;
        match waiting.receive(piece)? {
            Step::Waiting(still) => waiting = still,
            Step::Open(open) => return Ok([&open.leftover[..], &answer[from..]].concat()),
        }
    }
    Err(waiting.receive_eof())
}

// Whole, byte by byte, and cut at every place. C14 opens: a frame is judged by the one who reads
// frames (chapter 11), and it is refused there.
// WS-4.1-41, WS-4.1-42, WS-4.1-43, WS-4.1-44, WS-4.1-45, WS-4.1-46, WS-4.1-47, WS-4.1-48
// WS-4.1-50, WS-9.1-01, WS-9.1-05, WS-11.3.2-02, WS-11.3.3-01, WS-11.3.4-02, PMD-7-08
#[test] // WS-4.1-02, WS-2.1-01
fn must_judge_each_probe_however_it_is_cut() {
    for (name, answer, rule) in probes() {
        let bytes = answer.as_bytes();
        let whole = hears(bytes, &[]);
        let found = whole.as_ref().err().map(|error| error.violation.rule());
        assert_eq!(found, rule, "{name}: {whole:?}");
        if let Ok(leftover) = &whole {
            let behind = answer.find("\r\n\r\n").unwrap() + 4;
            assert_eq!(leftover, &bytes[behind..], "{name}");
        }
        let every: Vec<usize> = (1..bytes.len()).collect();
        assert_eq!(hears(bytes, &every), whole, "{name}, byte by byte");
        for cut in 1..bytes.len() {
            assert_eq!(hears(bytes, &[cut]), whole, "{name}, cut at {cut}");
        }
    }
}

/// A request that was sent elsewhere, with a key of its own.
#[test] // WS-4.1-45
fn may_wait_for_the_answer_to_a_key_that_was_sent_elsewhere() {
    for key in ["AQIDBAUGBwgJCgsMDQ4PEC==", "AQIDBAUGBwgJCgsMDQ4PEA=="] {
        let answer = with("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", &laws::handshake::accept(key));
        let waiting = Connect::new("a", "/").awaiting(key);
        assert!(matches!(waiting.receive(answer.as_bytes()), Ok(Step::Open(_))), "{key}");
        let other = Connect::new("a", "/").awaiting("dGhlIHNhbXBsZSBub25jZQ==");
        assert!(other.receive(answer.as_bytes()).is_err(), "{key}");
    }
}

/// Over a real connection: it tells what was wrong, and the server sees the end of the stream.
#[test] // WS-7.2.1-01, WS-4.1-42, WS-4.1-45
fn must_close_the_connection_if_the_answer_is_wrong() {
    use net::websocket::{OpenError, Request, connect};
    for (answer, rule) in [
        (with("s3pP", "t3pP"), "WS-4.1-45"), // any other key's
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nno\n".into(), "WS-4.1-42"),
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".into(), "WS-4.1-42"),
    ] {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                request.extend(byte);
            }
            stream.write_all(answer.as_bytes()).unwrap();
            let mut behind = Vec::new();
            stream.read_to_end(&mut behind).unwrap();
            behind
        });
        let runtime = net::tokio::runtime::Builder::new_current_thread().enable_all().build();
        let opening = connect(Request::new(&format!("ws://{address}/")).unwrap());
        let error = runtime.unwrap().block_on(opening).map(drop).unwrap_err();
        let OpenError::Handshake(error) = error else { panic!("{error}") };
        assert_eq!(error.violation.rule(), rule);
        assert_eq!(server.join().unwrap(), b"", "no frame, and the end of the stream");
    }
}
