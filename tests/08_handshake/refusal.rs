//! # What a client is told instead of a WebSocket           chapter 09 · RFC 6455 §4.1, §4.4
//! Knows: an answer that is plain HTTP, however its body comes. Does not know: what the
//! application does about it.
//! Read before: `handshake/src/client/refusal.rs`. Read next: `tests/09_refusing.rs`.

use super::*;
use handshake::client::{REFUSAL_BODY_BYTES, Refusal};

/// What the client says once `bytes` came, cut at `cuts`, and then the end of the stream.
fn refused(bytes: &[u8], cuts: &[usize]) -> (ProtocolError, bool) {
    let mut waiting = waiting();
    for piece in pieces(bytes, cuts) {
        match waiting.receive(piece) {
            Ok(client::Step::Waiting(still)) => waiting = still,
            Ok(client::Step::Open(open)) => panic!("{open:?}"),
            Err(error) => return (error, true),
        }
    }
    (waiting.receive_eof(), false)
}

/// The refusal in `bytes`, however they are cut; and whether it came before the stream ended.
#[track_caller]
fn refusal(bytes: &[u8]) -> (Refusal, bool) {
    let every: Vec<usize> = (0..bytes.len()).collect();
    let whole = refused(bytes, &[]);
    assert_eq!(refused(bytes, &every), whole, "byte by byte");
    for cut in 0..bytes.len() {
        assert_eq!(refused(bytes, &[cut]), whole, "cut at {cut}");
    }
    match whole.0.violation {
        Violation::NotSwitching(refusal) => (*refusal, whole.1),
        other => panic!("{other}"),
    }
}

/// Status 403 with `field`, then `body`.
fn forbidden(field: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 403 Forbidden\r\nServer: x\r\n{field}\r\n{body}").into_bytes()
}

#[test]
fn must_say_what_the_server_said() {
    let said = |body: &str| {
        let head = format!("Content-Length: {}\r\n", body.len());
        refused(&forbidden(&head, body), &[]).0.violation.to_string()
    };
    for (body, shown) in [
        ("no!\nnever\n", ", \"no!\""),
        // Nothing of it rules the terminal or the log that it is shown on.
        ("a\u{1b}[2Jb\r\nc", ", \"a\\u{1b}[2Jb\""),
        ("", ""),
        ("\n", ""),
        // A page is for browsers.
        (" <!doctype html>", ""),
        ("<p>", ""),
    ] {
        let all = format!("the server answered 403{shown}; 101 would have opened the WebSocket");
        assert_eq!(said(body), all);
    }
    let long = said(&"x".repeat(1000));
    assert!(long.contains("xxx…\"; 101") && long.len() < 250, "{long}");
}

#[test] // WS-4.1-42
fn must_tell_status_fields_and_body() {
    let (refusal, early) = refusal(&forbidden("Content-Length: 3\r\n", "no\nHTTP/1.1 200"));
    assert!(early, "the body has a length");
    assert_eq!((refusal.status, refusal.body.as_slice()), (403, &b"no\n"[..]));
    let fields = [("Server", "x"), ("Content-Length", "3")];
    assert_eq!(refusal.fields, fields.map(|(name, value)| (name.into(), value.into())));
    assert_eq!(refusal.field("SERVER").collect::<Vec<_>>(), ["x"]);
}

#[test] // WS-4.1-42
fn must_find_the_end_of_a_body_as_http_does() {
    for (field, body, said, ends_early) in [
        ("Content-Length: 0\r\n", "", "", true),
        ("", "until the end", "until the end", false),
        ("Content-Length: 9\r\n", "cut", "cut", false),
        ("Transfer-Encoding: chunked\r\n", "2\r\nno\r\n1;x\r\n\n\r\n0\r\n\r\n", "no\n", true),
        ("Transfer-Encoding: chunked\r\n", "2\r\nno\r\n", "no", false),
        ("Transfer-Encoding: chunked\r\n", "2\r\nno\r\nno size", "no", true),
    ] {
        let (refusal, early) = refusal(&forbidden(field, body));
        assert_eq!((refusal.body.as_slice(), early), (said.as_bytes(), ends_early), "{body}");
    }
    let (bodiless, early) = refusal(b"HTTP/1.1 204 No Content\r\n\r\nignored");
    assert_eq!((bodiless.status, bodiless.body.as_slice(), early), (204, &b""[..], true));
}

#[test] // one byte less, as many, one more, and many more
fn limit_refusal_body_bytes() {
    let most = REFUSAL_BODY_BYTES;
    for length in [most - 1, most, most + 1, 100 * most] {
        let body = "x".repeat(length);
        let chunk = format!("{length:x}\r\n{body}");
        for (field, body) in [
            (format!("Content-Length: {length}\r\n"), &body),
            (String::new(), &body),
            ("Transfer-Encoding: chunked\r\n".into(), &chunk),
        ] {
            let (error, early) = refused(&forbidden(&field, body), &[]);
            let Violation::NotSwitching(refusal) = error.violation else { panic!() };
            assert_eq!(refusal.body.len(), length.min(most), "{field}");
            assert_eq!(early, length >= most || field.starts_with("Content"), "{field}");
        }
    }
}

#[test] // WS-4.4-02, WS-11.3.5-01, WS-4.3-02
fn may_tell_which_versions_the_server_speaks() {
    let answer = b"HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 13, 8\r\n\
        sec-websocket-version:7,, 013, +1, 256, x, 255, 0\r\nContent-Length: 0\r\n\r\n";
    let (refusal, _) = refusal(answer);
    assert_eq!((refusal.status, refusal.versions()), (426, vec![13, 8, 7, 255, 0]));
}

#[test] // WS-4.1-42: following it is the application's to do
fn must_not_follow_a_redirect() {
    for status in [301, 302, 303, 307, 308] {
        let answer = format!(
            "HTTP/1.1 {status} Moved\r\nLocation: wss://b.example/\r\nContent-Length: 0\r\n\r\n"
        );
        let (refusal, early) = refusal(answer.as_bytes());
        assert_eq!((refusal.status, refusal.location()), (status, Some("wss://b.example/")));
        assert!(early);
    }
}

#[test] // the offset is that of the answer, behind the interim ones
fn must_point_at_the_answer_that_says_no() {
    let interim = "HTTP/1.1 103 Early Hints\r\n\r\n";
    let answer = [interim.as_bytes(), &forbidden("Content-Length: 0\r\n", "")].concat();
    assert_eq!(refused(&answer, &[]).0.offset, interim.len() as u64);
}

#[test] // WS-4.1-48
fn must_refuse_an_answer_that_is_cut_short() {
    let rule = Violation::AnswerNotHttp(http1::Violation::ClosedEarly);
    for end in 0..ANSWER.len() {
        let (error, early) = refused(&ANSWER.as_bytes()[..end], &[]);
        assert_eq!((&error.violation, error.offset, early), (&rule, end as u64, false));
    }
    assert_eq!((rule.status(), rule.rule()), (502, "WS-4.1-48"));
}
