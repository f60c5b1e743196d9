//! # What a client asks                                             chapter 08 · RFC 6455 §4.1
//! Knows: the bytes of a request, and what cannot be asked. Does not know: the answer.
//! Read before: `handshake/src/client.rs`. Read next: `tests/08_handshake/judging.rs`.

use super::*;

#[test] // WS-4.1-18 to 28, 33, 34
fn must_ask_with_these_bytes() {
    let (request, _) = Connect::new("server.example.com", "/chat").start(NONCE).unwrap();
    assert_eq!(String::from_utf8(request).unwrap(), REQUEST);
}

#[test] // WS-4.1-32, 35
fn may_send_an_origin_and_subprotocols_in_order_of_preference() {
    let (request, _) = connect().origin("http://example.com").start(NONCE).unwrap();
    let more = "Origin: http://example.com\r\nSec-WebSocket-Protocol: chat, superchat\r\n\r\n";
    assert_eq!(String::from_utf8(request).unwrap(), REQUEST[..REQUEST.len() - 2].to_owned() + more);
}

#[test] // WS-4.1-23: as it is written, brackets and port
fn must_name_the_host_and_its_port() {
    for host in ["a", "a:8080", "127.0.0.1:80", "[::1]", "[2001:db8::1]:9001"] {
        let (request, _) = Connect::new(host, "/").start(NONCE).unwrap();
        let request = String::from_utf8(request).unwrap();
        assert!(request.contains(&format!("\r\nHost: {host}\r\n")), "{request}");
    }
}

#[test] // WS-4.1-03, 04: CR LF would begin a field of somebody else's choosing
fn must_not_ask_for_what_cannot_be_asked() {
    for host in ["", "a b", "a/b", "a@b", "a\r\nX: y", "é", "a:65536", "[::1"] {
        let refused = Connect::new(host, "/").start(NONCE).map(drop);
        assert_eq!(refused, Err(UsageError::NotAHost(host.into())));
    }
    for target in ["", "chat", "/a b", "/a#b", "/a\r\nX: y", "/é", "http://a/", "*"] {
        let refused = Connect::new("a", target).start(NONCE).map(drop);
        assert_eq!(refused, Err(UsageError::NotATarget(target.into())));
    }
    for origin in ["", "http://a b", "http://a\r\nX: y"] {
        let refused = Connect::new("a", "/").origin(origin).start(NONCE).map(drop);
        assert_eq!(refused, Err(UsageError::NotALine(origin.into())));
    }
}

#[test] // WS-4.1-36
fn must_not_offer_a_subprotocol_that_is_no_token() {
    for name in ["", "a b", "a,b", "a/b", "é", "a\r\n", "\"a\"", "a;b"] {
        let refused = Connect::new("a", "/").subprotocol(name).start(NONCE).map(drop);
        assert_eq!(refused, Err(UsageError::NotAToken(name.into())));
    }
}

#[test] // WS-4.1-37
fn must_not_offer_a_subprotocol_twice() {
    let refused = connect().subprotocol("chat").start(NONCE).map(drop);
    assert_eq!(refused, Err(UsageError::OfferedTwice("chat".into())));
    connect().subprotocol("Chat").start(NONCE).expect("names are compared byte by byte");
}

#[test]
fn must_say_what_the_caller_did_wrong() {
    let said: Vec<String> = [
        UsageError::NotAHost("a b".into()),
        UsageError::NotATarget("a".into()),
        UsageError::NotALine("\n".into()),
        UsageError::NotAToken("é".into()),
        UsageError::OfferedTwice("a".into()),
        UsageError::NotOffered("b".into()),
    ]
    .iter()
    .map(ToString::to_string)
    .collect();
    let right = [
        r#""a b" is not name or name:port"#,
        r#""a" is no target: it must be a path in visible ASCII, without #"#,
        r#""\n" cannot stand in a head: it is empty or has blanks or controls"#,
        r#""é" is not a token (RFC 9110 §5.6.2)"#,
        r#"the subprotocol "a" is offered twice"#,
        r#"the subprotocol "b" was not offered, so it cannot be chosen"#,
    ];
    assert_eq!(said, right);
}
