//! # Requests that are nearly right                                  chapter 02 · RFC 9112 §11.2
//! Knows: how to make up streams of requests that play with lengths, chunks, spaces and line ends.
//! Does not know: which of them are good.
//! Read before: `oracle.rs`. Read next: `corpus.rs`.

use laws::proptest::collection::vec;
use laws::proptest::prelude::*;
use laws::proptest::sample::select;

/// The request that nobody must hear where it is hidden.
pub const SMUGGLED: &str = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

const START_LINES: [&str; 14] = [
    "GET / HTTP/1.1",
    "POST /p HTTP/1.1",
    "POST /p HTTP/1.1",
    "POST /p HTTP/1.1",
    "HEAD / HTTP/1.1",
    "POST /old HTTP/1.0",
    "POST /new HTTP/1.7",
    "GET http://a/abs HTTP/1.1",
    "OPTIONS * HTTP/1.1",
    "CONNECT a:1 HTTP/1.1",
    "GET  / HTTP/1.1",
    "GET / HTTP/2.0",
    "GET /",
    " GET / HTTP/1.1",
];

const FIELDS: [&str; 40] = [
    "Host: a",
    "Host: a",
    "Host: b:80",
    "Host: ",
    "host:[::1]:8080",
    "Content-Length: 5",
    "Content-Length: 5",
    "Content-Length: 0",
    "content-length:35",
    "Content-Length: +5",
    "Content-Length: 5, 5",
    "Content-Length: 0x5",
    "Content-Length: 18446744073709551621",
    "Content-Length : 5",
    "Content-Length: 5 5",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: chunked",
    "transfer-encoding:\tCHUNKED ",
    "Transfer-Encoding: xchunked",
    "Transfer-Encoding: chunked, identity",
    "Transfer-Encoding: identity",
    "Transfer-Encoding: gzip, chunked",
    "Transfer-Encoding: \u{b}chunked",
    "Transfer-Encoding : chunked",
    "Transfer-Encoding:",
    "Transfer-Encoding: chunked;q=1",
    " Transfer-Encoding: chunked",
    "Transfer_Encoding: chunked",
    "X: y\r\n z",
    "X: y\rTransfer-Encoding: chunked",
    "X: y\nTransfer-Encoding: chunked",
    "X\0: y",
    "X: \0",
    "X",
    ": y",
    "Connection: close",
    "Connection: keep-alive, ,x",
    "Connection: Close, x",
    "Expect: 100-continue",
    "Expect: a pony",
];

const BODIES: [&str; 26] = [
    "",
    "hello",
    "0\r\n\r\n",
    "5\r\nhello\r\n0\r\n\r\n",
    "5;a=b\r\nhello\r\n0\r\n\r\n",
    "5 ;a\r\nhello\r\n00\r\nX: y\r\n\r\n",
    "5;a\nhello\r\n0\r\n\r\n",
    "5\nhello\r\n0\r\n\r\n",
    "5\r\nhello\n0\r\n\r\n",
    "5\r\nhelloXX0\r\n\r\n",
    "0x5\r\nhello\r\n0\r\n\r\n",
    "+5\r\nhello\r\n0\r\n\r\n",
    "5 \r\nhello\r\n0\r\n\r\n",
    "10000000000000005\r\nhello\r\n0\r\n\r\n",
    "ffffffffffffffff\r\nhello\r\n",
    "0\r\nContent-Length: 5\r\n\r\n",
    "0\r\nX : y\r\n\r\n",
    "0\r\n\n",
    "0\n\n",
    "\r\n",
    "0\r\n",
    "5;a\rb\r\nhello\r\n0\r\n\r\n",
    "23\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n\r\n0\r\n\r\n",
    SMUGGLED,
    "0\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
    "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
];

/// Fields and a body that belong together; the last two wait for more than they have.
const SOUND: [(&str, &str); 9] = [
    ("", ""),
    ("Connection: x, close\r\n", ""),
    ("Content-Length: 5\r\n", "hello"),
    ("Content-Length: 35\r\n", SMUGGLED),
    ("Transfer-Encoding: chunked\r\n", "5;a=b\r\nhello\r\n0\r\n\r\n"),
    ("transfer-encoding: Chunked \r\n", "1\r\n!\r\n00\r\nX: y\r\n\r\n"),
    (
        "Transfer-Encoding: chunked\r\n",
        "023\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n\r\n0\r\n\r\n",
    ),
    ("Content-Length: 300\r\n", "hello"),
    ("Transfer-Encoding: chunked\r\n", "200\r\nhello\r\n0\r\n\r\n"),
];

/// Mostly right; now and then not.
const LINE_ENDS: [(u32, &str); 5] =
    [(30, "\r\n"), (1, "\n"), (1, "\r"), (1, "\r\r\n"), (1, " \r\n")];

fn line_end() -> impl Strategy<Value = &'static str> {
    laws::proptest::strategy::Union::new_weighted(LINE_ENDS.map(|(w, end)| (w, Just(end))).into())
}

/// A request whose parts belong together.
fn sound() -> impl Strategy<Value = String> {
    let start = select(&START_LINES[..6]);
    (start, select(&SOUND[..]))
        .prop_map(|(start, (fields, body))| format!("{start}\r\nHost: a\r\n{fields}\r\n{body}"))
}

/// A request whose parts belong together, but for one: a body from anywhere, or a field too many.
fn nearly_sound() -> impl Strategy<Value = String> {
    let head = "POST /p HTTP/1.1\r\nHost: a\r\n";
    let framing = select(&["Content-Length: 5", "Transfer-Encoding: chunked"][..]);
    let strange_body = (framing, select(&BODIES[..]))
        .prop_map(move |(framing, body)| format!("{head}{framing}\r\n\r\n{body}"));
    let strange_field = (select(&SOUND[..]), select(&FIELDS[..]), line_end(), any::<bool>())
        .prop_map(move |((sound, body), field, end, first)| match first {
            true => format!("{head}{field}{end}{sound}\r\n{body}"),
            false => format!("{head}{sound}{field}{end}\r\n{body}"),
        });
    prop_oneof![strange_body, strange_field]
}

/// A request of parts that may or may not belong together.
fn doubtful() -> impl Strategy<Value = String> {
    let field = (select(&FIELDS[..]), line_end());
    let body = (line_end(), select(&BODIES[..]));
    (select(&START_LINES[..]), line_end(), vec(field, 0..4), body, 0u8..8).prop_map(
        |(start, end, fields, (empty, body), host)| {
            let fields: String = fields.iter().map(|(line, end)| format!("{line}{end}")).collect();
            let host = if host > 0 { "Host: a\r\n" } else { "" };
            format!("{start}{end}{host}{fields}{empty}{body}")
        },
    )
}

/// A few of them, then the one that must not be heard where it is hidden.
pub fn streams() -> impl Strategy<Value = Vec<u8>> {
    let request = prop_oneof![6 => sound(), 3 => nearly_sound(), 1 => doubtful()];
    vec(request, 1..4).prop_map(|requests| (requests.concat() + SMUGGLED).into_bytes())
}

/// Good requests, edited: bytes replaced, put in and taken out, at places and with bytes that are
/// likely to hurt.
pub fn edited() -> impl Strategy<Value = Vec<u8>> {
    let byte = select(&b"\r\n\r\n \t:;,0158af+-x\0\x0b\x7f\xa0/*"[..]);
    let edit = (0usize..2000, 0u8..3, byte);
    (laws::http1::requests(), vec(edit, 1..4)).prop_map(|(mut bytes, edits)| {
        for (at, what, byte) in edits {
            let at = at % bytes.len().max(1);
            match what {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => drop(bytes.remove(at)),
            }
        }
        bytes.extend_from_slice(SMUGGLED.as_bytes());
        bytes
    })
}

/// A body with a request in it, well framed: by its length, or in chunks of this size.
pub fn well_framed() -> impl Strategy<Value = Vec<u8>> {
    let around = "[ -~\r\n]{0,30}";
    (around, around, 0usize..40).prop_map(|(before, behind, chunk)| {
        let body = format!("{before}{SMUGGLED}{behind}");
        let mut bytes = b"POST / HTTP/1.1\r\nHost: a\r\n".to_vec();
        if chunk == 0 {
            let length = format!("Content-Length: {}\r\n\r\n{body}", body.len());
            bytes.extend_from_slice(length.as_bytes());
        } else {
            bytes.extend_from_slice(b"Transfer-Encoding: chunked\r\n\r\n");
            bytes.extend_from_slice(&laws::http1::chunks(body.as_bytes(), chunk));
        }
        bytes
    })
}
