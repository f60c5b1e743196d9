//! # A conversation, told line by line                               chapter 10
//! Knows: each line as it stands on a terminal. Does not know: how units are found.
//! Read before: `lab/src/narrate/mod.rs`. Read next: `lab/src/narrate/json.rs`.

use explain::{Agreed, Conversation, Deflate, Sender, Unit};
use lab::commands::paint::Paint;
use lab::narrate::{Detail, Narrator, json};
use std::time::Duration;

const CLIENT: Sender = Sender::Client;
const SERVER: Sender = Sender::Server;
const AT: Duration = Duration::from_micros(1_234_567);

/// What a narrator tells of these units, a new line before the first.
fn told(mut narrator: Narrator, units: &[Unit]) -> String {
    let lines = units.iter().map(|unit| narrator.unit(7, AT, unit));
    format!("\n{}", lines.collect::<String>())
}

fn lines() -> Narrator {
    Narrator::new(Paint::PLAIN, Detail::Lines)
}

/// The units of what is said, and of both ends.
fn units(mut conversation: Conversation, said: &[(Sender, &[u8])]) -> Vec<Unit> {
    let mut units = Vec::new();
    for (from, bytes) in said {
        units.extend(conversation.push(*from, bytes));
    }
    units.extend(conversation.end(CLIENT));
    units.extend(conversation.end(SERVER));
    units
}

fn websocket(said: &[(Sender, &[u8])]) -> Vec<Unit> {
    let agreed = Agreed { deflate: Some(Deflate::default()) };
    units(Conversation::websocket(agreed).keeping(256), said)
}

#[test]
fn vector_an_opening_handshake() {
    let ask = "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    let answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\
        Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    let units =
        units(Conversation::new(), &[(CLIENT, ask.as_bytes()), (SERVER, answer.as_bytes())]);
    let right = r#"
#7     1.2346 s  → request 142 B  GET /ws, asks for an upgrade to WebSocket
#7     1.2346 s  ← response 129 B  101 Switching Protocols, agrees to the upgrade to WebSocket
"#;
    assert_eq!(told(lines(), &units), right);
}

#[test]
fn vector_frames() {
    let text = b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58";
    let parts = b"\x01\x03Hel\x89\x02hi\x80\x02lo";
    let compressed = b"\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00";
    let binary = [&b"\x82\x7e\x01\x00"[..], &[0xfe; 256]].concat();
    let close = b"\x88\x05\x03\xe8bye";
    let said = [(CLIENT, &text[..]), (SERVER, parts), (SERVER, compressed), (SERVER, &binary)];
    let mut units = websocket(&said);
    units.extend(websocket(&[(SERVER, close), (CLIENT, b"\x88\x80\0\0\0\0")]));
    let right = r#"
#7     1.2346 s  → text 11 B  "Hello"  masked with 37 fa 21 3d
#7     1.2346 s  ← text, fragment 1 5 B  "Hel"
#7     1.2346 s  ← ping 4 B  "hi"
#7     1.2346 s  ← continuation, fragment 2 4 B  "lo"
#7     1.2346 s  ← └ text message 5 B  "Hello"  put together from 2 frames
#7     1.2346 s  ← text 9 B  f2 48 cd c9 c9 07 00  compressed
#7     1.2346 s  ← └ text message 5 B  "Hello"  inflated from 7 bytes
#7     1.2346 s  ← binary 260 B  fe fe fe fe fe fe fe fe fe fe fe fe fe fe …  only 256 B are kept
#7     1.2346 s  ← close 7 B  1000 normal closure "bye"
#7     1.2346 s  → close 6 B  masked with 00 00 00 00
"#;
    assert_eq!(told(lines(), &units), right);
}

#[test]
fn vector_http() {
    let post = "POST /publish HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
    let get = "GET /events HTTP/1.1\r\nHost: a\r\n\r\n";
    let answer = "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\n\
        Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n\
        c\r\n: hi\n\nretry:\r\n2d\r\n 500\n\nid: 1\nevent: news\ndata: two\ndata: lines\r\n\
        4\r\n\n\n:\n\r\n0\r\n\r\n";
    let said = [(CLIENT, post.as_bytes()), (CLIENT, get.as_bytes()), (SERVER, answer.as_bytes())];
    let units = units(Conversation::new(), &said);
    let right = r#"
#7     1.2346 s  → request 54 B  POST /publish
#7     1.2346 s  → content 5 B  "hello"
#7     1.2346 s  → request 33 B  GET /events
#7     1.2346 s  ← response 27 B  204 No Content
#7     1.2346 s  ← response 80 B  200 OK
#7     1.2346 s  ← chunk 17 B  ": hi\n\nretry:"
#7     1.2346 s  ← └ comment 6 B  "hi"
#7     1.2346 s  ← chunk 51 B  " 500\n\nid: 1\nevent: news\ndata: two\ndata: lines"
#7     1.2346 s  ← └ retry 12 B  reconnect after 500 ms
#7     1.2346 s  ← chunk 9 B  "\n\n:\n"
#7     1.2346 s  ← └ event 41 B  news "two\nlines"  id 1
#7     1.2346 s  ← last chunk 5 B
#7     1.2346 s  ← └ comment 2 B  ""
"#;
    assert_eq!(told(lines(), &units), right);
}

#[test]
fn must_say_which_rule_is_broken_and_what_is_missing() {
    let said = [
        (SERVER, &b"\x80\x01a"[..]),
        (CLIENT, b"\x81\x01\xff"),
        (CLIENT, b"\x82\xfe\x01\x00"),
        (SERVER, b"\x88\x02\x03\xed\x00"),
    ];
    let right = r#"
#7     1.2346 s  ← continuation 3 B  "a"
                  not legal: a continuation, but no message is open; text or binary starts one (RFC
                  6455 §5.4)
#7     1.2346 s  → text 3 B  ff
                  not legal: a client's frame without a mask; MASK 1 is right (RFC 6455 §5.1)
                  not legal: text that is not UTF-8; the text of a whole message must be (RFC 6455
                  §8.1)
#7     1.2346 s  ← close 4 B  1005 stands for: no code came
                  not legal: status code 1005 (stands for: no code came); a code that may be sent is
                  right (RFC 6455 §7.4.1)
#7     1.2346 s  ← unknown 1 B  "\0"  came after the Close frame: the receiver discards it
#7     1.2346 s  → binary 4 B  cut short: at least 260 B are missing
"#;
    assert_eq!(told(lines(), &websocket(&said)), right);
}

/// The parts of a line that a peer wrote can neither move the cursor nor turn the text around.
#[test]
fn must_be_safe_on_a_terminal() {
    let evil = "\u{1b}[2J\u{202e}\u{7}\r\n\u{9b}\u{200b}\u{2066}";
    let head = format!("GET /{evil} HTTP/1.1\r\n{evil}: {evil}\r\n\r\n");
    let stream = format!(
        "HTTP/1.1 200 {evil}\r\nContent-Type: text/event-stream\r\n\r\n\
         event: {evil}\ndata: {evil}\nid: {evil}\n\n: {evil}\n\nretry: {evil}\n\n{evil}"
    );
    let mut all = units(
        Conversation::new(),
        &[(CLIENT, head.as_bytes()), (SERVER, stream.replace("\r\n\u{9b}", "").as_bytes())],
    );
    let frame = |first: u8, payload: &str| {
        let length = u8::try_from(payload.len()).unwrap();
        [&[first, length], payload.as_bytes()].concat()
    };
    for first in [0x81, 0x82, 0x89, 0x8a, 0x83] {
        all.extend(websocket(&[(SERVER, &frame(first, evil))]));
    }
    all.extend(websocket(&[(SERVER, &frame(0x88, &format!("\u{3}{evil}")))]));
    all.extend(units(Conversation::new(), &[(SERVER, evil.as_bytes())]));
    for detail in [Detail::Lines, Detail::Bytes] {
        let told = told(Narrator::new(Paint::PLAIN, detail), &all);
        let is_bad =
            |char: char| char != '\n' && char.escape_debug().to_string().starts_with("\\u");
        assert!(!told.contains(is_bad) && !told.contains('\r'), "{}", told.escape_debug());
    }
    for unit in &all {
        let line = json(7, AT, unit, None, Detail::Bytes);
        assert!(line.chars().all(|char| char == '\\' || char.escape_debug().len() < 3), "{line}");
    }
    let note = lines().note(7, AT, evil);
    assert_eq!(
        note,
        "#7     1.2346 s  · \\u{1b}[2J\\u{202e}\\u{7}\\r\\n\\u{9b}\\u{200b}\\u{2066}\n"
    );
}

#[test]
fn must_cut_what_is_long() {
    let text = format!("-{}", "é\u{4e16}".repeat(60));
    let frame = [&[0x81, 0x7e, 0x01, 0x2d][..], text.as_bytes()].concat();
    let units = websocket(&[(SERVER, &frame)]);
    let right = r#"
#7     1.2346 s  ← text 305 B  "-é世é世é世é世é世é世é世é世é世é世é世é世é世é世é…"  only 256 B are kept
"#;
    assert_eq!(told(lines(), &units), right);
    let right = r#"
#7     1.2346 s  ← text 305 B  "-é世é世é世é世é世é…"  only 256 B are kept
"#;
    assert_eq!(told(lines().width(72), &units), right);
}

#[test]
fn must_show_the_bytes_when_they_are_wanted() {
    let units = websocket(&[(CLIENT, b"\x81\x82\0\0\0\0hi")]);
    let right = r#"
#7     1.2346 s  → text 8 B  "hi"  masked with 00 00 00 00
  bytes        bits       field           value            meaning                     source
  81           1... ....  FIN             1                ends its message            RFC 6455 §5.2
               .0.. ....  RSV1            0                begins no compressed        RFC 7692 §6.1
                                                           message
               ..0. ....  RSV2            0                for extensions              RFC 6455 §5.2
               ...0 ....  RSV3            0                for extensions
               .... 0001  opcode          1                text
  82           1... ....  MASK            1                masked: a key follows       RFC 6455 §5.1
               .000 0010  payload length  2                bytes of payload            RFC 6455 §5.2
  00 00 00 00             masking key     00 00 00 00      XORed to the payload, byte  RFC 6455 §5.3
                                                           i mod 4 of it to byte i
  68 69                   payload data    "hi"             text in UTF-8, unmasked     RFC 6455 §5.6
"#;
    assert_eq!(told(Narrator::new(Paint::PLAIN, Detail::Bytes), &units), right);
}

#[test]
fn should_paint_the_side_and_the_fault_but_not_say_by_colour_alone() {
    let units = websocket(&[(CLIENT, b"\x89\x00")]);
    let right = "\n\
        \u{1b}[2m#7     1.2346 s  \u{1b}[0m\u{1b}[36m→ ping 2 B\u{1b}[0m\n                  \
        \u{1b}[31mnot legal: a client's frame without a mask; MASK 1 is right (RFC 6455 §5.1)\
        \u{1b}[0m\n";
    assert_eq!(told(Narrator::new(Paint::ALWAYS, Detail::Lines), &units), right);
}

#[test]
fn vector_json() {
    let unit = &websocket(&[(CLIENT, b"\x89\x82\0\0\0\0\xc2\x9b")])[0];
    let right = r#"{"connection":7,"at":1.234567,"kind":"frame","from":"client","layer":"wire","#
        .to_owned()
        + r#""begin":0,"size":8,"skipped":0,"opcode":"ping","fin":true,"rsv1":false,"#
        + r#""masked":true,"length":2,"text":"\u009b","bytes":"898200000000c29b","explained":"#;
    let line = json(7, AT, unit, None, Detail::Bytes);
    assert_eq!(line, format!("{right}{}}}", unit.explained.json()));
    assert!(line.contains(r#""value":"\u009b""#), "{line}");
}

#[test]
fn regression_the_length_and_the_digest_of_a_beginning_were_told_as_those_of_the_whole() {
    let frame = [&[0x81, 0x7e, 0x20, 0x00][..], &[b'a'; 0x2000]].concat();
    let told = |unit: &Unit| json(7, AT, unit, None, Detail::Lines);
    let whole = told(&units(Conversation::websocket(Agreed::default()), &[(SERVER, &frame)])[0]);
    assert!(whole.contains(r#""skipped":0,"#) && whole.contains(r#""len":8192,"#), "{whole}");
    let cut = told(&websocket(&[(SERVER, &frame)])[0]);
    assert!(cut.contains(r#""length":8192}"#) && !cut.contains(r#""skipped":0,"#), "{cut}");
}

#[test]
fn must_tell_binary_as_bytes_even_if_it_could_be_text() {
    let units = websocket(&[(SERVER, b"\x82\x02hi\x81\x02hi")]);
    let told = |at: usize| json(7, AT, &units[at], None, Detail::Lines);
    assert!(told(0).ends_with(r#","hex":"6869"}"#), "{}", told(0));
    assert!(told(1).ends_with(r#","text":"hi"}"#), "{}", told(1));
}
