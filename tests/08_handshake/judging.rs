//! # What a client makes of the answer                              chapter 08 · RFC 6455 §4.1
//! Knows: each rule that a server can break. Does not know: how a server keeps them.
//! Read before: `handshake/src/client.rs`. Read next: `tests/08_handshake/serving.rs`.

use super::*;
use handshake::client::Refusal;

const SECTION: Cite = Cite::rfc6455("4.1");

fn refusal(status: u16) -> Refusal {
    Refusal { status, fields: vec![], body: vec![] }
}

// Case and blanks mean nothing in names and keywords.
#[test] // WS-4.1-43, WS-4.1-44, WS-4.1-45, WS-4.1-49
fn must_accept_an_answer_however_it_is_written() {
    for (from, to) in [
        ("Upgrade: websocket", "upgrade:WebSocket"),
        ("Connection: Upgrade", "CONNECTION: keep-alive, uPGRADE"),
        ("Connection: Upgrade", "Connection: keep-alive\r\nConnection: , upgrade ,"),
        ("Sec-WebSocket-Accept: ", "sEc-WeBsOcKeT-aCcEpT: \t "),
        ("Switching Protocols", "Fine"),
        ("\r\n\r\n", "\r\nX-Other: 1\r\nDate: today\r\n\r\n"),
    ] {
        let heard = hear(waiting(), answer_with(from, to).as_bytes(), &[]);
        assert_eq!(heard, Ok(open(None, b"")), "{to}");
    }
}

#[test] // WS-4.1-41, WS-4.1-42
fn must_not_open_unless_the_status_is_101() {
    for status in [200, 204, 301, 401, 403, 426, 500, 599] {
        let answer = answer_with("101", &status.to_string());
        let answer = answer.replace("\r\n\r\n", "\r\nContent-Length: 0\r\n\r\n");
        let error = hear(waiting(), answer.as_bytes(), &[]).expect_err("must be refused");
        assert_eq!((error.cite(), error.offset), (SECTION, 0));
        let Violation::NotSwitching(refusal) = error.violation else { panic!("{error}") };
        assert_eq!(refusal.status, status);
    }
}

#[test] // WS-4.1-48
fn must_refuse_an_answer_of_http_1_0() {
    let answer = answer_with("HTTP/1.1", "HTTP/1.0");
    refuses(&answer, Violation::AnswerTooOld, SECTION, "HTTP/1.0");
}

// The whole value, not one of a list; and U+212A, the Kelvin sign, is no k.
#[test] // WS-4.1-43, WS-2.1-01
fn must_refuse_an_answer_that_upgrades_to_anything_else() {
    let rule = || Violation::AnswerNotWebSocket;
    refuses(&answer_with("Upgrade: websocket\r\n", ""), rule(), SECTION, "HTTP/1.1 101");
    for other in ["h2c", "websocket, h2c", "web socket", "websoc\u{212a}et", ""] {
        let answer = answer_with("Upgrade: websocket", &format!("Upgrade: {other}"));
        refuses(&answer, rule(), SECTION, other);
    }
    let twice = answer_with("Upgrade: websocket", "Upgrade: websocket\r\nUpgrade: websocket");
    refuses(&twice, rule(), SECTION, "websocket\r\nConnection");
}

#[test] // WS-4.1-44
fn must_refuse_an_answer_without_connection_upgrade() {
    let rule = || Violation::AnswerNotUpgrade;
    refuses(&answer_with("Connection: Upgrade\r\n", ""), rule(), SECTION, "HTTP/1.1 101");
    for other in ["close", "NotUpgrade", "Upgradeable", "keep-alive Upgrade", "\"Upgrade\""] {
        let answer = answer_with("Connection: Upgrade", &format!("Connection: {other}"));
        refuses(&answer, rule(), SECTION, other);
    }
}

#[test] // WS-4.1-45
fn must_refuse_an_answer_without_accept() {
    let line = format!("Sec-WebSocket-Accept: {ACCEPT}\r\n");
    refuses(&answer_with(&line, ""), Violation::AcceptMissing, SECTION, "HTTP/1.1 101");
}

// Claim B5: one letter, its case, another key's, the key itself.
#[test] // WS-4.1-45
fn must_refuse_a_wrong_accept() {
    let wrong = ["t3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "S3PPLMBITXAQ9KYGZZHZRBK+XOO="];
    let wrong = wrong.into_iter().chain(["rG8wsswmHTJ85lJgAE3M5RTmcCE=", ""]);
    for found in wrong.chain(["dGhlIHNhbXBsZSBub25jZQ==", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo"]) {
        let rule = Violation::AcceptWrong { expected: ACCEPT.into(), found: found.into() };
        refuses(&answer_with(ACCEPT, found), rule, SECTION, found);
    }
}

#[test] // WS-4.1-46, WS-9-03, PMD-5-13
fn must_refuse_an_extension_that_was_not_offered() {
    for (found, name) in [("permessage-deflate", "permessage-deflate"), ("x, y; z=1", "x")] {
        let line = format!("\r\nSec-WebSocket-Extensions: {found}\r\n\r\n");
        let rule = Violation::ExtensionNotOffered(name.into());
        refuses(&answer_with("\r\n\r\n", &line), rule, SECTION, found);
    }
}

#[test] // WS-4.1-47
fn must_refuse_a_subprotocol_that_was_not_offered() {
    for found in ["soap", "Chat", "chat, superchat", ""] {
        let line = format!("\r\nSec-WebSocket-Protocol: {found}\r\n\r\n");
        let rule = Violation::SubprotocolNotOffered(found.into());
        refuses(&answer_with("\r\n\r\n", &line), rule, SECTION, found);
    }
}

#[test] // WS-4.1-50
fn may_open_without_a_subprotocol_though_some_were_offered() {
    assert_eq!(hear(waiting(), ANSWER.as_bytes(), &[]), Ok(open(None, b"")));
}

#[test] // WS-4.1-48, WS-4.2.2-20, WS-11.3.2-02, WS-11.3.3-01, WS-11.3.4-02
fn must_refuse_a_field_that_came_twice() {
    for (name, value, section) in [
        ("Sec-WebSocket-Extensions", "permessage-deflate", "11.3.2"),
        ("Sec-WebSocket-Accept", ACCEPT, "11.3.3"),
        ("Sec-WebSocket-Protocol", "chat", "11.3.4"),
    ] {
        let line = format!("\r\n{name}: {value}");
        let once = ANSWER.replace(&format!("\r\nSec-WebSocket-Accept: {ACCEPT}"), "");
        let accept = if value == ACCEPT { once.as_str() } else { ANSWER };
        let twice = accept.replace("\r\n\r\n", &format!("{line}{line}\r\n\r\n"));
        refuses(&twice, Violation::Repeated(name), Cite::rfc6455(section), value);
    }
}

#[test] // WS-4.1-48
fn must_refuse_what_is_not_http() {
    let rule = Violation::AnswerNotHttp(http1::Violation::NotHttp(0x15));
    refuses("\u{15}\u{3}\u{3}", rule, Cite::rfc9112("2.2"), "\u{15}");
    let rule = Violation::AnswerNotHttp(http1::Violation::BareLf);
    refuses("HTTP/1.1 101 a\nb", rule, Cite::rfc9112("2.2"), "\n");
    let rule = Violation::AnswerNotHttp(http1::Violation::SpaceBeforeColon);
    let answer = answer_with("Connection:", "Connection :");
    refuses(&answer, rule, Cite::rfc9112("5.1"), " : Upgrade");
}

#[test] // RFC 9110 §15.2
fn must_pass_over_interim_answers() {
    let hints = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    let all = format!("HTTP/1.1 100 Continue\r\n\r\n{hints}{ANSWER}\u{1}");
    let every: Vec<usize> = (1..all.len()).collect();
    for cuts in [&[][..], &[3], &[25, 26], &every] {
        assert_eq!(hear(waiting(), all.as_bytes(), cuts).unwrap().leftover, b"\x01");
    }
    // What is wrong behind them is found at its own place.
    let all = format!("{hints}{}", answer_with(ACCEPT, "x"));
    let rule = Violation::AcceptWrong { expected: ACCEPT.into(), found: "x".into() };
    refuses(&all, rule, SECTION, "x\r\n");
}

#[test] // each variant says what was found and what would have been right
fn must_say_what_is_wrong() {
    let said: Vec<String> = [
        Violation::NotSwitching(Box::new(refusal(403))),
        Violation::AnswerTooOld,
        Violation::AnswerNotWebSocket,
        Violation::AnswerNotUpgrade,
        Violation::AcceptMissing,
        Violation::AcceptWrong { expected: "a".into(), found: "b".into() },
        Violation::SubprotocolNotOffered("x".into()),
        Violation::ExtensionNotOffered("y".into()),
    ]
    .iter()
    .zip([42, 48, 43, 44, 45, 45, 47, 46])
    .map(|(violation, rule)| {
        assert_eq!((violation.cite(), violation.status()), (SECTION, 502));
        assert_eq!(violation.rule(), format!("WS-4.1-{rule}"));
        violation.to_string()
    })
    .collect();
    let right = [
        "the server answered 403; 101 would have opened the WebSocket",
        "the answer is HTTP/1.0; HTTP/1.1 is needed",
        "the answer lacks 'Upgrade: websocket'",
        "the answer lacks 'Connection: Upgrade'",
        "the answer has no Sec-WebSocket-Accept",
        r#"Sec-WebSocket-Accept is "b"; for our key it must be "a""#,
        r#"the server chose the subprotocol "x", which was not offered"#,
        r#"the server chose the extension "y", which was not offered"#,
    ];
    assert_eq!(said, right);
}
