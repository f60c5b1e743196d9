//! # How a server says yes                                          chapter 08 · RFC 6455 §4.2
//! Knows: all ways to ask that are good, and the answer. Does not know: refusing.
//! Read before: `handshake/src/server.rs`. Read next: `tests/09_refusing.rs`.

use super::*;

fn accepted(request: &str) -> Accepted {
    let asked = asked(request.as_bytes(), &[]);
    asked.unwrap_or_else(|error| panic!("{error}: {request}")).0.accept(None).unwrap()
}

// Case, blanks, order, other fields and other tokens mean nothing.
#[test] // WS-4.2.1-06, WS-4.2.1-07, WS-4.2.1-13, WS-4.2.2-13, WS-9-02
fn must_accept_a_request_however_it_is_written() {
    for (from, to) in [
        ("Upgrade: websocket", "UPGRADE:\tWebSocket"),
        ("Upgrade: websocket", "Upgrade: h2c, websocket"),
        ("Connection: Upgrade", "connection: keep-alive, upgrade"),
        ("Connection: Upgrade", "Connection: keep-alive\r\nConnection: UPGRADE"),
        ("Sec-WebSocket-Key", "sec-websocket-key"),
        ("Host: server.example.com\r\n", "X: 1\r\nCookie: a=b\r\nHost: a\r\n"),
        ("\r\n\r\n", "\r\nContent-Length: 0\r\n\r\n"),
        ("\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"),
    ] {
        assert_eq!(accepted(&REQUEST.replacen(from, to, 1)), plain(), "{to}");
    }
}

#[test] // WS-4.2.1-04
fn must_accept_both_forms_of_a_target() {
    for target in ["/chat", "http://server.example.com/chat", "https://server.example.com/chat"] {
        assert_eq!(accepted(&REQUEST.replacen("/chat", target, 1)), plain(), "{target}");
    }
}

/// What a server of ours says when it chooses nothing.
fn plain() -> Accepted {
    Accepted { answer: ANSWER.into(), subprotocol: None, deflate: None }
}

// The sample of §4.1 has bits left over, and they are set.
#[test] // WS-4.2.1-08, WS-4.1-29
fn vector_the_key_of_the_bytes_one_to_sixteen() {
    let nonce: [u8; 16] = std::array::from_fn(|i| i as u8 + 1);
    assert_eq!(decode_key("AQIDBAUGBwgJCgsMDQ4PEC=="), Some(nonce));
    assert_eq!(encode_key(nonce), "AQIDBAUGBwgJCgsMDQ4PEA==");
}

// Over the text of the key, so two keys of one nonce have two answers.
#[test] // WS-4.2.2-07
fn must_answer_the_key_as_it_was_sent() {
    for key in ["AQIDBAUGBwgJCgsMDQ4PEC==", "AQIDBAUGBwgJCgsMDQ4PEA=="] {
        let answer = accepted(&REQUEST.replace("dGhlIHNhbXBsZSBub25jZQ==", key)).answer;
        let right = answer_with(ACCEPT, &laws::handshake::accept(key));
        assert_eq!(String::from_utf8(answer).unwrap(), right);
    }
}

#[test] // WS-4.2.1-11, WS-11.3.4-01
fn may_read_subprotocols_from_several_lines() {
    let lines = "\r\nSec-WebSocket-Protocol: a, b\r\nSec-WebSocket-Protocol:c,,\r\n\r\n";
    let (asked, _) = asked(REQUEST.replace("\r\n\r\n", lines).as_bytes(), &[]).unwrap();
    assert_eq!(asked.subprotocols(), ["a", "b", "c"]);
}

#[test] // WS-4.2.2-10, WS-4.2.2-11, WS-11.3.4-02
fn must_choose_an_offered_subprotocol_or_none() {
    let line = "\r\nSec-WebSocket-Protocol: a, b\r\n\r\n";
    let (asked, _) = asked(REQUEST.replace("\r\n\r\n", line).as_bytes(), &[]).unwrap();
    for other in ["c", "A", "", "a, b"] {
        let refused = asked.clone().accept(Some(other));
        assert_eq!(refused, Err(UsageError::NotOffered(other.into())));
    }
    let b = asked.clone().accept(Some("b")).unwrap();
    let answer = answer_with("\r\n\r\n", "\r\nSec-WebSocket-Protocol: b\r\n\r\n");
    let chosen = Accepted { answer: answer.into(), subprotocol: Some("b".into()), deflate: None };
    assert_eq!(b, chosen);
    assert_eq!(asked.accept(None), Ok(plain()));
}

#[test] // WS-4.2.2-10, WS-4.2.2-11
fn must_choose_the_one_that_the_client_likes_best_of_ours() {
    let line = "\r\nSec-WebSocket-Protocol: a, b, c\r\n\r\n";
    let (asked, _) = asked(REQUEST.replace("\r\n\r\n", line).as_bytes(), &[]).unwrap();
    for (ours, best) in
        [(&["c", "b"][..], Some("b")), (&["c"], Some("c")), (&["C", "x"], None), (&[], None)]
    {
        assert_eq!(asked.subprotocol_of(ours), best, "{ours:?}");
    }
}

#[test] // WS-4.2.1-10
fn may_come_without_an_origin() {
    let (program, _) = asked(REQUEST.as_bytes(), &[]).unwrap();
    assert_eq!(program.origin(), None);
}
