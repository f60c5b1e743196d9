//! # Requests that were tried on other servers             chapter 09 · RFC 6455 §4.2.1
//! Knows: one request a row, good or bad, and the answer. Does not know: why others say otherwise.
//! Read before: `tests/09_refusing.rs`. Read next: `tests/09_refusing/client_probes.rs`.

use super::*;

/// What is said to a request: 101, with a part of the answer; or an error, with its rule.
type Said = Result<&'static str, (u16, &'static str)>;

const KEY: &str = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const VERSION: &str = "Sec-WebSocket-Version: 13\r\n";

/// Each row: a name, what is replaced in the good request, by what, and what is said.
fn probes() -> Vec<(&'static str, String, Said)> {
    let more = |lines: &str| with("\r\n\r\n", &format!("\r\n{lines}\r\n\r\n"));
    let connection = |value: &str| with("Connection: Upgrade", &format!("Connection: {value}"));
    let key = |value: &str| with("dGhlIHNhbXBsZSBub25jZQ==", value);
    let long = more(&format!("Cookie: {}", "x".repeat(64 * 1024)));
    let many = more(&(0..200).map(|i| format!("X-{i}: 1")).collect::<Vec<_>>().join("\r\n"));
    let yes = Ok("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
    vec![
        ("H01 valid", REQUEST.into(), yes),
        ("H02 POST", with("GET", "POST"), Err((405, "WS-4.2.1-02"))),
        ("H03 HTTP/1.0", with("HTTP/1.1", "HTTP/1.0"), Err((505, "WS-4.2.1-03"))),
        ("H04 no Host", with("Host: server.example.com\r\n", ""), Err((400, "WS-4.2.1-01"))),
        ("H05 no Upgrade", with("Upgrade: websocket\r\n", ""), Err((426, "WS-4.2.1-06"))),
        ("H06 Upgrade: h2c", with("websocket", "h2c"), Err((426, "WS-4.2.1-06"))),
        ("H07 no Connection", with("Connection: Upgrade\r\n", ""), Err((400, "WS-4.2.1-07"))),
        ("H08 keep-alive", connection("keep-alive"), Err((400, "WS-4.2.1-07"))),
        ("H09 substring", connection("NotUpgradeable"), Err((400, "WS-4.2.1-07"))),
        ("H10 keep-alive, Upgrade", connection("keep-alive, Upgrade"), yes),
        ("H11 Upgrade: WebSocket", with("websocket", "WebSocket"), yes),
        ("H12 no key", with(KEY, ""), Err((400, "WS-4.2.1-08"))),
        ("H13 key of 4 bytes", key("AAAAAA=="), Err((400, "WS-4.2.1-08"))),
        ("H14 key not base64", key("!!not base64!!"), Err((400, "WS-4.2.1-08"))),
        ("H15 two keys", with(KEY, &KEY.repeat(2)), Err((400, "WS-11.3.1-01"))),
        ("H16 no version", with(VERSION, ""), Err((400, "WS-4.2.1-09"))),
        ("H17 version 25", with("Version: 13", "Version: 25"), Err((426, "WS-4.2.1-09"))),
        ("H18 versions 13 and 8", more("Sec-WebSocket-Version: 8"), Err((400, "WS-11.3.5-02"))),
        ("H19 unknown subprotocol", more("Sec-WebSocket-Protocol: unknown"), yes),
        (
            "H20 malformed extensions",
            more("Sec-WebSocket-Extensions: ;;=,"),
            Err((400, "WS-9.1-01")),
        ),
        (
            "H21 bad window",
            more("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99"),
            yes,
        ),
        (
            "H22 the sample nonce of the RFC, with bits left over",
            key("AQIDBAUGBwgJCgsMDQ4PEC=="),
            Ok("Sec-WebSocket-Accept: OfS0wDaT5NoxF2gqm7Zj2YtetzM=\r\n\r\n"),
        ),
        ("H23 the same without", key("AQIDBAUGBwgJCgsMDQ4PEA=="), Ok("Sec-WebSocket-Accept: ")),
        ("H26 absolute-form", with("/chat", "http://server.example.com/chat"), yes),
        ("H27 a line of 64 KiB", long, Err((431, "WS-4.2.1-01"))),
        ("H28 200 fields", many, Err((431, "WS-4.2.1-01"))),
        ("H29 foreign origin", more("Origin: http://evil.example"), Err((403, "WS-10.2-02"))),
        ("H30 version 013", with("Version: 13", "Version: 013"), Err((426, "WS-4.2.1-09"))),
        ("H31 a, a", more("Sec-WebSocket-Protocol: a, a"), Err((400, "WS-4.1-37"))),
        ("U+212A for k", with("websocket", "websoc\u{212a}et"), Err((426, "WS-4.2.1-06"))),
    ]
}

/// What is said to `request`, cut at `cuts`: the whole answer and the rule; and what is left over.
fn said(request: &[u8], cuts: &[usize]) -> (Result<String, (String, &'static str)>, Vec<u8>) {
    let mut reading = Reading::new(Limits::DEFAULT);
    let ends = cuts.iter().copied().chain([request.len()]);
    let mut from = 0;
    for to in ends {
        let piece = &request[from..to];
        from = to;
        match reading.receive(piece) {
            Ok(Step::Reading(still)) => reading = still,
            Ok(Step::Asked { asked, mut leftover }) => {
                leftover.extend_from_slice(&request[from..]);
                let answer = asked.accept(None).unwrap().answer;
                return (Ok(String::from_utf8(answer).unwrap()), leftover);
            }
            Err(error) => {
                let mut server = Server::new(Limits::DEFAULT, Duration::ZERO);
                server.reject(error.violation.answer()).unwrap();
                let answer = String::from_utf8(server.take_output().to_vec()).unwrap();
                return (Err((answer, error.violation.rule())), vec![]);
            }
        }
    }
    panic!("nothing is said")
}

/// An HTTP error that any client can read: a status, `Connection: close`, one sentence with the
/// section that it names.
fn is_a_good_refusal(answer: &str, status: u16) {
    let mut bytes = answer.as_bytes().to_vec();
    let parsed = http1::ResponseHead::parse(&mut bytes, &Limits::DEFAULT).unwrap();
    let wire::Parsed::Complete { value: head, consumed } = parsed else { panic!("{answer}") };
    assert_eq!(head.status(), status, "{answer}");
    assert!(head.fields().has_token("Connection", "close"), "{answer}");
    let sentence = &answer[consumed..];
    assert_eq!(head.body("GET"), http1::BodyLength::Length(sentence.len() as u64));
    assert_eq!(sentence.matches('\n').count(), 1, "{answer}");
    let cited = ["(RFC ", "(our limit "].iter().any(|source| sentence.contains(source));
    assert!(cited && sentence.ends_with(")\n"), "{answer}");
    let field = |name| head.fields().get_all(name).next().map(String::from_utf8_lossy);
    let is_version = sentence.contains("Sec-WebSocket-Version");
    assert_eq!(field("Allow").is_some(), status == 405);
    assert_eq!(field("Upgrade").is_some(), status == 426);
    assert_eq!(field("Sec-WebSocket-Version").is_some(), status == 426 || is_version);
}

#[track_caller]
fn holds(name: &str, heard: &Result<String, (String, &'static str)>, right: Said) {
    match (heard, right) {
        (Ok(answer), Ok(part)) => {
            assert!(answer.starts_with("HTTP/1.1 101 ") && answer.contains(part), "{name}");
        }
        (Err((answer, rule)), Err((status, id))) => {
            assert_eq!(*rule, id, "{name}");
            is_a_good_refusal(answer, status);
        }
        other => panic!("{name}: {other:?}"),
    }
}

// Whole, byte by byte (H24), and cut at every place.
// WS-4.2.1-02, WS-4.2.1-03, WS-4.2.1-04, WS-4.2.1-05, WS-4.2.1-06, WS-4.2.1-07, WS-4.2.1-08
// WS-4.2.1-09, WS-4.2.2-06, WS-4.2.2-07, WS-4.2.2-08, WS-4.2.2-11, WS-4.4-01, WS-9.1-01, PMD-7-07
#[test] // WS-4.2.1-01, WS-10.4-02, WS-10.7-04, WS-11.3.1-01, WS-11.3.5-02
fn must_answer_each_probe_however_it_is_cut() {
    for (name, request, right) in probes() {
        let bytes = request.as_bytes();
        let whole = said(bytes, &[]);
        holds(name, &whole.0, right);
        let every: Vec<usize> = (1..bytes.len()).collect();
        assert_eq!(said(bytes, &every), whole, "{name}, byte by byte");
        // To cut what is very long at each place would read it 70,000 times.
        for cut in (1..bytes.len()).step_by(1 + bytes.len() / 1000) {
            assert_eq!(said(bytes, &[cut]), whole, "{name}, cut at {cut}");
        }
    }
}

/// Those that §4.2.1 tells a server to refuse.
#[test] // WS-4.2.1-01
fn must_refuse_all_fifteen() {
    let mandatory = |name: &&str| {
        let number = name.strip_prefix('H').and_then(|rest| rest[..2].parse::<u8>().ok());
        matches!(number, Some(2..=9 | 12..=18))
    };
    let rows = probes();
    let refused = rows.iter().filter(|(name, _, right)| mandatory(name) && right.is_err());
    assert_eq!(refused.count(), 15);
}

// H25: a frame in the same packet, wherever the two are cut.
#[test] // WS-4.2.2-19
fn must_keep_a_frame_behind_the_request() {
    let all = [REQUEST.as_bytes(), b"\x81\x82\0\0\0\0hi"].concat();
    for cut in 0..all.len() {
        let (heard, leftover) = said(&all, &[cut]);
        assert!(heard.is_ok());
        assert_eq!(leftover, b"\x81\x82\0\0\0\0hi", "cut at {cut}");
    }
}

/// Twenty-eight keys: are they the base64 of 16 bytes?
#[test] // WS-4.2.1-08
fn must_take_these_keys_and_no_others() {
    let same = |byte: &str, count| byte.repeat(count);
    for (key, good) in [
        ("dGhlIHNhbXBsZSBub25jZQ==".into(), true),
        ("AQIDBAUGBwgJCgsMDQ4PEC==".into(), true), // bits left over, as the RFC itself has them
        ("AQIDBAUGBwgJCgsMDQ4PEA==".into(), true),
        (same("A", 22) + "==", true),
        (same("/", 22) + "==", true),
        (same("+", 22) + "==", true),
        (" \t".to_owned() + &same("A", 22) + "== ", true), // blanks around it are not of the value
        (String::new(), false),
        ("==".into(), false),
        (same("=", 24), false),
        (same("A", 24), false),         // 18 bytes
        (same("A", 23) + "=", false),   // 17 bytes
        (same("A", 20), false),         // 15 bytes
        (same("A", 26) + "==", false),  // 19 bytes
        (same("A", 6) + "==", false),   // 4 bytes
        (same("A", 22), false),         // no padding
        (same("A", 22) + "=", false),   // half of it
        (same("A", 22) + "===", false), // too much
        (same("A", 21) + "===", false), // no such length
        (same("A", 22) + "==A", false), // and more
        (same("A", 11) + "=" + &same("A", 11) + "=", false),
        (same("A", 21) + "-==", false), // the alphabet of addresses
        (same("A", 21) + "_==", false),
        (same("A", 21) + "!==", false),
        (same("A", 11) + " " + &same("A", 11) + "==", false),
        (same("A", 22) + "==, " + &same("A", 22) + "==", false),
        ("\"".to_owned() + &same("A", 22) + "==\"", false),
        (same("A", 20) + "é==", false),
    ] {
        let request = with("dGhlIHNhbXBsZSBub25jZQ==", &key);
        match read_with(Limits::DEFAULT, &request) {
            Ok(asked) => {
                assert!(good, "{key}");
                let answer = String::from_utf8(asked.accept(None).unwrap().answer).unwrap();
                assert!(answer.contains(&laws::handshake::accept(key.trim())), "{key}");
            }
            Err(error) => {
                assert_eq!(error.violation, Violation::KeyNotSixteenBytes(key.trim().into()));
                assert!(!good, "{key}");
            }
        }
    }
}
