//! # What a client asks                                             chapter 08 · RFC 6455 §4.1
//! Knows: the bytes of a request, and what cannot be asked. Does not know: the answer.
//! Read before: `handshake/src/client.rs`. Read next: `tests/08_handshake/judging.rs`.

use super::*;
use handshake::deflate::Offer;

// WS-4.1-18, WS-4.1-19, WS-4.1-20, WS-4.1-21, WS-4.1-22, WS-4.1-23, WS-4.1-24, WS-4.1-25
#[test] // WS-4.1-26, WS-4.1-27, WS-4.1-28, WS-4.1-33, WS-4.1-34, WS-11.3.1-01, WS-11.3.5-02
fn must_ask_with_these_bytes() {
    let (request, _) = Connect::new("server.example.com", "/chat").start(NONCE).unwrap();
    assert_eq!(String::from_utf8(request).unwrap(), REQUEST);
}

#[test] // WS-4.1-32, WS-4.1-35
fn may_send_an_origin_and_subprotocols_in_order_of_preference() {
    let (request, _) = connect().origin("http://example.com").start(NONCE).unwrap();
    let more = "Origin: http://example.com\r\nSec-WebSocket-Protocol: chat, superchat\r\n\r\n";
    assert_eq!(String::from_utf8(request).unwrap(), REQUEST[..REQUEST.len() - 2].to_owned() + more);
}

// As it is written, brackets and port.
#[test] // WS-4.1-23
fn must_name_the_host_and_its_port() {
    for host in ["a", "a:8080", "127.0.0.1:80", "[::1]", "[2001:db8::1]:9001"] {
        let (request, _) = Connect::new(host, "/").start(NONCE).unwrap();
        let request = String::from_utf8(request).unwrap();
        assert!(request.contains(&format!("\r\nHost: {host}\r\n")), "{request}");
    }
}

// CR LF would begin a field of somebody else's choosing.
#[test] // WS-4.1-03, WS-4.1-04
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

#[test] // WS-4.1-38, PMD-5-01, PMD-5-02
fn may_offer_to_compress_in_several_ways() {
    let small = Offer::plain().server_max_window_bits(10).unwrap();
    let connect = Connect::new("server.example.com", "/chat").deflate(small);
    let (request, _) = connect.deflate(Offer::default()).start(NONCE).unwrap();
    let more = "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10, \
        permessage-deflate; client_max_window_bits\r\n\r\n";
    assert_eq!(String::from_utf8(request).unwrap(), REQUEST[..REQUEST.len() - 2].to_owned() + more);
}

#[test] // WS-4.1-39
fn may_send_other_fields() {
    let connect = Connect::new("server.example.com", "/chat").field("Cookie", " a=b; c=d\t");
    let (request, _) = connect.field("Authorization", "Basic é").start(NONCE).unwrap();
    let more = "Cookie: a=b; c=d\r\nAuthorization: Basic é\r\n\r\n";
    assert_eq!(String::from_utf8(request).unwrap(), REQUEST[..REQUEST.len() - 2].to_owned() + more);
}

#[test] // WS-4.1-29, WS-4.1-30
fn must_ask_with_a_new_key_each_time() {
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..10_000 {
        let key = encode_key(net::entropy::nonce());
        assert!(key.len() == 24 && key.ends_with("==") && decode_key(&key).is_some(), "{key}");
        assert!(seen.insert(key), "a key came twice");
    }
}

// All that is written is one head; frames are behind `Open`, a state that only an answer gives.
#[test] // WS-4.1-19, WS-4.1-40
fn must_send_nothing_behind_the_request() {
    let connect = connect().deflate(Offer::default()).origin("http://a").field("Cookie", "a=b");
    let (mut request, _waiting) = connect.start(NONCE).unwrap();
    let length = request.len();
    let head = http1::RequestHead::parse(&mut request, &Limits::DEFAULT);
    let Ok(wire::Parsed::Complete { value, consumed }) = head else { panic!("{head:?}") };
    assert_eq!((consumed, value.body()), (length, http1::BodyLength::None));
}

// None of them could come twice, nor give the request a body.
#[test] // WS-4.1-39, WS-11.3.1-01, WS-11.3.5-02
fn must_not_send_a_field_of_the_handshake_s_own() {
    for name in [
        "Host",
        "upgrade",
        "CONNECTION",
        "Origin",
        "Content-Length",
        "Transfer-Encoding",
        "Sec-WebSocket-Key",
        "sec-websocket-version",
        "Sec-WebSocket-Anything",
    ] {
        let refused = Connect::new("a", "/").field(name, "x").start(NONCE).map(drop);
        assert_eq!(refused, Err(UsageError::ReservedField(name.into())));
    }
    Connect::new("a", "/").field("Sec-WebSocke", "x").start(NONCE).expect("another name");
}

#[test] // WS-4.1-19
fn must_not_send_a_field_that_would_begin_another() {
    for name in ["", "a b", "a:", "a\r\nb", "é"] {
        let refused = Connect::new("a", "/").field(name, "x").start(NONCE).map(drop);
        assert_eq!(refused, Err(UsageError::NotAFieldName(name.into())));
    }
    for value in ["a\r\nX: y", "\n", "\r", "a\0b", "\u{7f}"] {
        let refused = Connect::new("a", "/").field("X", value).start(NONCE).map(drop);
        assert_eq!(refused, Err(UsageError::NotAFieldValue("X".into())));
    }
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
        UsageError::DeflateNotOffered,
        UsageError::WindowBits(8),
        UsageError::NotAFieldName("a b".into()),
        UsageError::NotAFieldValue("Cookie".into()),
        UsageError::ReservedField("Host".into()),
        UsageError::NotAnOrigin("a/".into()),
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
        "no offer of permessage-deflate allows what is to be agreed on",
        "a window of 8 bits is none of 9 to 15",
        r#"the field name "a b" is not a token"#,
        "the value of Cookie has a control in it",
        "Host is written by the handshake itself",
        "\"a/\" is no origin: it must be scheme://host in lower case, perhaps with a port, \
         without a slash at the end",
    ];
    assert_eq!(said, right);
}
