//! # Bytes for two readers                                           chapter 10
//! Knows: how to make up bytes that are right but for one thing, so that two readers of them can be
//! asked what it is. Does not know: any reader.
//! Read before: `frames.rs`, `http1.rs`. Read next: `tests/10_explain_agrees.rs`.

use crate::masking::simple_mask;
use crate::utf8::nearly_text;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// `bytes` as they are, or with one byte changed, put in or left out. One of `with` is a likely
/// one.
pub fn damaged(
    bytes: impl Strategy<Value = Vec<u8>>,
    with: &'static [u8],
) -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![3 => select(with), 1 => any::<u8>()];
    (bytes, 0..4, any::<Index>(), byte).prop_map(|(mut bytes, how, at, byte)| {
        let at = at.index(bytes.len() + 1);
        match (how, bytes.get_mut(at)) {
            (0, Some(there)) => *there = byte,
            (1, _) => bytes.insert(at, byte),
            (2, Some(_)) => _ = bytes.remove(at),
            _ => {}
        }
        bytes
    })
}

/// A few frames, most of them right: `masked` says whether a client sends them.
pub fn nearly_frames(masked: bool) -> impl Strategy<Value = Vec<u8>> {
    let right = select(&[0x81u8, 0x01, 0x80, 0x00, 0x82, 0x02, 0x89, 0x8a, 0x88][..]);
    let first = prop_oneof![8 => right, 1 => any::<u8>()];
    let code = prop_oneof![1000u16..1020, select(&[0u16, 999, 2999, 3000, 4999, 5000][..])];
    let close = (code, nearly_text()).prop_map(|(code, text)| {
        let text = text.get(..text.len().min(20)).unwrap_or_default();
        [&code.to_be_bytes()[..], text].concat()
    });
    let any_payload = vec(any::<u8>(), 0..4);
    let long = prop_oneof![124usize..128, 65_534usize..65_538].prop_map(|n| vec![b'a'; n]);
    let text = (nearly_text(), 0usize..3).prop_map(|(mut text, cut)| {
        text.truncate(text.len().saturating_sub(cut));
        text
    });
    let payload = prop_oneof![20 => text, 20 => close, 10 => any_payload, 1 => long];
    let form = prop_oneof![12 => Just(0u8), 1 => Just(2), 1 => Just(8), 1 => Just(9)];
    let is_masked = prop_oneof![20 => Just(masked), 1 => Just(!masked)];
    let frame = (first, is_masked, form, any::<[u8; 4]>(), payload).prop_map(
        |(first, masked, form, key, payload)| frame(first, masked.then_some(key), form, payload),
    );
    vec(frame, 0..5).prop_map(|frames| frames.concat())
}

/// A frame with its length in at least `form` bytes more: 9 stands for 8 with the highest bit set.
fn frame(first: u8, key: Option<[u8; 4]>, form: u8, mut payload: Vec<u8>) -> Vec<u8> {
    let mask = if key.is_some() { 0x80 } else { 0 };
    let n = payload.len();
    let mut bytes = vec![first];
    match form {
        0 if n <= 125 => bytes.push(mask | n as u8),
        0 | 2 if n <= 0xffff => {
            bytes.push(mask | 126);
            bytes.extend_from_slice(&(n as u16).to_be_bytes());
        }
        form => {
            let top = if form == 9 { 1 << 63 } else { 0 };
            bytes.push(mask | 127);
            bytes.extend_from_slice(&(n as u64 | top).to_be_bytes());
        }
    }
    if let Some(key) = key {
        bytes.extend_from_slice(&key);
        simple_mask(&mut payload, key, 0);
    }
    bytes.extend_from_slice(&payload);
    bytes
}

/// Bytes that make trouble in heads and chunks.
pub const HTTP_TROUBLE: &[u8] = b"\r\n\t :;,#(\0\x7f\xe9\x0c/10aGf=";

/// A request head, most of it right.
pub fn nearly_request() -> impl Strategy<Value = Vec<u8>> {
    let method =
        prop_oneof![8 => Just("GET"), 1 => Just("OPTIONS"), 1 => Just("CONNECT"), 1 => Just("")];
    let target = prop_oneof![
        12 => "/[a-z?]{0,4}",
        2 => select(&["*", "a:80", "ftp://a/", "http:/a", "http://", "HTTP://a?b:c"][..])
            .prop_map(str::to_owned),
        2 => "https?://[a:\\[\\]@.0]{0,6}(/[a-z:]{0,3})?",
        1 => "[ -~]{0,4}",
    ];
    let start = (method, target, version()).prop_map(|(m, t, v)| format!("{m} {t} {v}"));
    head(prop_oneof![20 => start, 1 => "[A-Z (]{0,4}/?[ -~]{0,12}"], Just(true).boxed())
}

/// A response head, most of it right.
pub fn nearly_response() -> impl Strategy<Value = Vec<u8>> {
    let start = (version(), "( (200|101|[0-9x]{0,4}))?( [ -~é]{0,5})?");
    let start = start.prop_map(|(version, rest)| version + &rest);
    head(start, any::<bool>().boxed())
}

fn version() -> impl Strategy<Value = String> {
    let likely = prop_oneof![9 => Just("HTTP/1.1"), 3 => Just("HTTP/1.0")].prop_map(str::to_owned);
    prop_oneof![14 => likely, 1 => "HTTP/[0-9.]{0,4}"]
}

/// `start` and some field lines; `host` says whether one of them is Host.
fn head(
    start: impl Strategy<Value = String>,
    host: BoxedStrategy<bool>,
) -> impl Strategy<Value = Vec<u8>> {
    let lengths = "5|05|\\+5|5, ?[56]|18446744073709551616";
    let codings = "chunked|gzip|gzip, ?chunked|chunked, ?Chunked|chunked;q=1|chunked,|,";
    let hosts = "a|a:80|\\[::1\\]|\\[::1\\]:80|a:65536|a%4[1g]|%|[a:\\[\\]@.0]{1,4}";
    let named = prop_oneof![
        1 => ("Content-Length|CONTENT-LENGTH", lengths),
        1 => ("Transfer-Encoding|transfer-Encoding", codings),
        1 => ("Host|HOST", hosts),
        1 => ("Expect", "100-continue|[a-z]{1,2}"),
        4 => ("X-[A-Za-z!~]{0,3}", "[ -~\té]{0,6}"),
    ];
    let colon = prop_oneof![24 => ":|: |:\t ", 1 => " :|\t: ?"];
    let field = (named, colon, " ?").prop_map(|((n, v), c, s)| n + &c + &v + &s);
    let line = prop_oneof![20 => field, 1 => "[ -~é]{1,8}", 1 => "[ \t][a-z:]{0,2}"];
    let host = (host, prop_oneof![9 => Just(true), 1 => Just(false)]).prop_map(|(a, b)| a && b);
    let before = prop_oneof![9 => Just(""), 1 => Just("\r\n"), 1 => Just("\r\n\r\n")];
    (before, start, host, vec(line, 0..4)).prop_map(|(before, start, host, lines)| {
        let host = if host { "Host: a\r\n" } else { "" };
        let lines: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
        format!("{before}{start}\r\n{host}{lines}\r\n").into_bytes()
    })
}

/// A body in chunks, most of it right, and perhaps cut.
pub fn nearly_chunks() -> impl Strategy<Value = Vec<u8>> {
    let size = prop_oneof![
        12 => Just(String::new()),
        1 => "0{0,17}",
        1 => select(&["g", "-", "0x", "fffffffffffffffff"][..]).prop_map(str::to_owned),
    ];
    let extension =
        prop_oneof![6 => Just(String::new()), 2 => " ?;[a-z=\" \té]{0,5}", 1 => "[ \t;a]{0,3}"];
    let chunk = (size, "[ -~\r\n]{1,20}", extension)
        .prop_map(|(size, data, more)| format!("{size}{:x}{more}\r\n{data}\r\n", data.len()));
    let trailers = prop_oneof![
        4 => "(X-[a-z]{0,3}: ?[ -~]{0,4}\r\n){0,2}",
        1 => "([ -~]{1,6}\r\n){0,2}",
    ];
    (vec(chunk, 0..4), trailers)
        .prop_map(|(chunks, trailers)| format!("{}0\r\n{trailers}\r\n", chunks.concat()))
        .prop_map(String::into_bytes)
}
