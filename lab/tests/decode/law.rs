//! # A law: cuts mean nothing                                        chapter 03
//! Knows: many cases, good and bad, made by chance that is the same each time. Does not know:
//! what the right answers are.
//! Read before: `lab/tests/decode.rs`. Read next: nothing.

use super::{hex, run};
use std::fmt::Write as _;

/// How many cases; each is asked three times.
const CASES: usize = 10_000;

/// Characters of one to four bytes.
const LETTERS: [&str; 4] = ["a", "é", "€", "\u{1f600}"];

/// Numbers that look like chance: xorshift64*, the same in each run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next()).unwrap() % n
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn of<T: Copy>(&mut self, some: &[T]) -> T {
        some[self.below(some.len())]
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }
}

/// A frame to a server (masked) or a client, seldom with something wrong about it.
fn frame(chance: &mut Chance, masked: bool, out: &mut Vec<u8>) {
    let opcode = chance.of(&[0u8, 1, 1, 1, 2, 2, 8, 9, 9, 10]);
    let opcode = if chance.one_in(60) { chance.byte() & 15 } else { opcode };
    let fin = if chance.one_in(4) { 0 } else { 0x80 };
    let rsv = if chance.one_in(60) { chance.byte() & 0x70 } else { 0 };
    let masked = masked != chance.one_in(60);
    let (fin, rsv, opcode) = if chance.one_in(10) { (0x80, 0x40, 1) } else { (fin, rsv, opcode) };
    let payload: Vec<u8> = match opcode {
        // "Hello", compressed; a byte of it is wrong now and then.
        1 if rsv == 0x40 => {
            let mut hello = [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];
            if chance.one_in(5) {
                hello[chance.below(7)] = chance.byte();
            }
            hello.into()
        }
        8 if chance.one_in(4) => vec![],
        8 => chance
            .of(&[&b"\x03\xe8bye"[..], b"\x03\xe9", b"\x03\xed", b"\x0f", b"\x03\xe8\xff"])
            .into(),
        _ => {
            let most = chance.of(&[1, 20, 130, 300]);
            let letters = chance.below(most);
            let mut text: Vec<u8> =
                (0..letters).flat_map(|_| chance.of(&LETTERS).bytes()).collect();
            if chance.one_in(10) && !text.is_empty() {
                let at = chance.below(text.len());
                text[at] = chance.byte();
            }
            text
        }
    };
    out.push(fin | rsv | opcode);
    let mask = if masked { 0x80 } else { 0 };
    let length = u16::try_from(payload.len()).unwrap();
    if length < 126 && !chance.one_in(60) {
        out.push(mask | length.to_le_bytes()[0]);
    } else {
        out.push(mask | 126);
        out.extend(length.to_be_bytes());
    }
    let key = [0; 4].map(|_: u8| if masked { chance.byte() } else { 0 });
    if masked {
        out.extend(key);
    }
    out.extend(payload.iter().zip(key.iter().cycle()).map(|(byte, key)| byte ^ key));
}

/// A head: some of its lines left out, doubled, moved or spoilt.
fn head(chance: &mut Chance, first: &str, fields: &[&str]) -> Vec<u8> {
    let mut lines = vec![first.to_string()];
    for field in fields {
        match chance.below(40) {
            0 => {}
            1 => lines.extend([(*field).to_string(), (*field).to_string()]),
            2 => lines.push(field.to_ascii_uppercase()),
            3 => lines.insert(1, (*field).to_string()),
            _ => lines.push((*field).to_string()),
        }
    }
    let mut bytes = (lines.join("\r\n") + "\r\n\r\n").into_bytes();
    if chance.one_in(5) {
        let at = chance.below(bytes.len());
        bytes[at] = chance.byte();
    }
    if chance.one_in(10) {
        bytes.truncate(chance.below(bytes.len()));
    }
    if chance.one_in(5) {
        bytes.extend_from_slice(b"\x81\x02hi");
    }
    bytes
}

/// A request with a body, seldom with something wrong about it.
fn message(chance: &mut Chance) -> Vec<u8> {
    let (length, body) = chance.of(&[
        ("Content-Length: 5", &b"hello"[..]),
        ("Content-Length: 21", b"one byte is too much."),
        ("Transfer-Encoding: chunked", b"5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n"),
        ("Transfer-Encoding: chunked", b"5\r\nhello\n0\r\n\r\n"),
        ("Transfer-Encoding: chunked, x", b""),
        ("X: y", b""),
    ]);
    let fields = ["Host: a.example", "Connection: keep-alive", length];
    let mut bytes = head(chance, "POST /a HTTP/1.1", &fields);
    bytes.extend_from_slice(body);
    bytes
}

/// What an event stream is made of.
const PIECES: [&[u8]; 16] = [
    b"\n",
    b"\n\n",
    b"\r",
    b"\r\n",
    b":",
    b" ",
    b"data",
    b"data: ",
    b"data: a\n\n",
    b"id: 7\n",
    b"id\0",
    b"event: e\r",
    b"retry: 5\n",
    b"\xef\xbb\xbf",
    b"\xe2\x82",
    b"\xc3\xa9",
];

/// A case without its cuts and its last bracket, and how many bytes it has.
fn case(chance: &mut Chance, id: usize) -> (String, usize) {
    let mut bytes = Vec::new();
    let more = match chance.below(6) {
        0 => {
            let origin = chance.of(&["Origin: https://a.example", "Origin: null"]);
            bytes = head(
                chance,
                "GET /chat HTTP/1.1",
                &[
                    "Host: a.example",
                    "Upgrade: websocket",
                    "Connection: keep-alive, Upgrade",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Protocol: a, b",
                    origin,
                ],
            );
            let server = r#"{"subprotocols":["b"],"allowed_origins":["https://a.example"]}"#;
            format!(r#""request","server":{server}"#)
        }
        1 => {
            bytes = head(
                chance,
                "HTTP/1.1 101 Switching Protocols",
                &[
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                    "Sec-WebSocket-Protocol: b",
                ],
            );
            r#""response","key":"dGhlIHNhbXBsZSBub25jZQ==","subprotocols":["b"]"#.into()
        }
        2 => {
            for _ in 0..=chance.below(3) {
                bytes.extend(message(chance));
            }
            r#""http","server":{"max_body_bytes":20}"#.into()
        }
        3 => {
            for _ in 0..chance.below(40) {
                bytes.extend_from_slice(chance.of(&PIECES));
            }
            r#""sse","max_line_bytes":40,"max_event_bytes":40"#.into()
        }
        to => {
            let server = to == 4;
            for _ in 0..=chance.below(8) {
                frame(chance, server, &mut bytes);
            }
            let role = if server { "server" } else { "client" };
            let agreed = chance.of(&["null", "{}", r#"{"server_no_context_takeover":true}"#]);
            format!(
                r#""frames","role":"{role}","max_message_size":400,"permessage_deflate":{agreed}"#
            )
        }
    };
    let eof = chance.one_in(2);
    let case = format!(r#"{{"id":{id},"what":{more},"eof":{eof},"hex":"{}""#, hex(&bytes));
    (case, bytes.len())
}

#[test]
fn law_ten_thousand_cases_are_answered_the_same_however_they_are_cut() {
    let mut chance = Chance(0x101);
    let mut input = String::new();
    for id in 0..CASES {
        let (case, length) = case(&mut chance, id);
        let cuts: Vec<_> = (0..chance.below(6)).map(|_| chance.below(length + 1)).collect();
        for cuts in ["\"whole\"", "\"bytes:1\"", &format!("{cuts:?}")] {
            writeln!(input, "{case},\"cuts\":{cuts}}}").unwrap();
        }
    }
    let (answers, complaint, code) = run(input.as_bytes());
    assert_eq!((complaint.as_str(), code, answers.len()), ("", 0, 3 * CASES));
    let cases: Vec<_> = input.lines().collect();
    for (cases, answers) in cases.chunks(3).zip(answers.chunks(3)) {
        assert_eq!(answers[1], answers[0], "{}", cases[1]);
        assert_eq!(answers[2], answers[0], "{}", cases[2]);
    }
    // The cases are of many kinds, or the law says little.
    for kind in [
        "\"verdict\":\"accept\"",
        "\"verdict\":\"reject\"",
        "\"verdict\":\"incomplete\"",
        "\"end\":\"open\"",
        "\"end\":\"closed\"",
        "\"end\":\"fail\"",
        "\"ev\":\"text\"",
        "\"ev\":\"binary\"",
        "\"ev\":\"ping\"",
        "\"ev\":\"pong\"",
        "\"ev\":\"close\"",
        "\"code\":1002",
        "\"code\":1007",
        "\"code\":1009",
        "\"leftover\":4",
        "\"status\":403",
        "\"method\":\"POST\"",
        "\"status\":413,\"rule\"",
        "\"answers\":[]",
        "\"answers\":[{\"status\":400",
        "\"http_status\":101",
        "\"lastEventId\":\"7\"",
        "\"reconnection_time_ms\":5",
        "our limit",
    ] {
        let count = answers.iter().filter(|answer| answer.contains(kind)).count();
        assert!(count >= CASES / 50, "{kind}: {count} of {}", answers.len());
    }
}
