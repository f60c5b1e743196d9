//! # Refusing                                              chapter 09 · RFC 6455 §4.2, §4.4
//! Knows: all that a server refuses, and with which status, fields and sentence. Does not know:
//! what a client refuses (`08_handshake.rs`).
//! Read before: `handshake/src/violation.rs`. Read next: `tests/08_handshake.rs`.

use handshake::server::{Asked, Reading, Step};
use handshake::{ProtocolError, Violation};
use http1::{Event, Response, Server};
use std::time::Duration;
use wire::{Cite, Input, Limits, Protocol};

const REQUEST: &str = "GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\n\
    Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
    Sec-WebSocket-Version: 13\r\n\r\n";

/// The good request with one thing different.
#[track_caller]
fn with(from: &str, to: &str) -> String {
    assert!(REQUEST.contains(from), "{from:?} does not stand in the request");
    REQUEST.replacen(from, to, 1)
}

/// Read `request` with limits.
fn read_with(limits: Limits, request: &str) -> Result<Asked, ProtocolError> {
    match Reading::new(limits).receive(request.as_bytes())? {
        Step::Asked { asked, .. } => Ok(asked),
        Step::Reading(_) => panic!("not whole: {request}"),
    }
}

/// What a server says to `request`: the rule, and the text at which it points.
#[track_caller]
fn refuses(request: &str, rule: Violation, section: Cite, at: &str) {
    let error = read_with(Limits::DEFAULT, request).expect_err("must be refused");
    assert_eq!((&error.violation, error.cite()), (&rule, section));
    let offset = usize::try_from(error.offset).unwrap();
    assert!(request[offset..].starts_with(at), "points at {:?}", &request[offset..]);
}

/// What goes out over a real HTTP connection: the whole answer, without its date.
fn answer_to(request: &str) -> String {
    let mut server = Server::new(Limits::DEFAULT, Duration::ZERO);
    let mut bytes = request.as_bytes().to_vec();
    let mut input = Input::new(&mut bytes);
    while let Ok(Some(event)) = server.next_event(&mut input) {
        if let Event::Request(head) = event {
            let answer = match Asked::from_request(&head) {
                Ok(_) => Response::new(200).text("this one is not refused"),
                Err(violation) => violation.answer(),
            };
            server.respond(answer).unwrap();
        }
    }
    let output = server.take_output();
    assert!(output.is_end(), "the connection closes");
    let answer = String::from_utf8(output.to_vec()).unwrap();
    answer.replace("Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n", "")
}

/// The answer `status`, with `fields`, that says `sentence`; the connection closes after it.
fn answer(status: &str, fields: &str, sentence: &str) -> String {
    let length = sentence.len() + 1;
    let upgrade = if fields.contains("Upgrade") { "Connection: upgrade\r\n" } else { "" };
    format!(
        "HTTP/1.1 {status}\r\n{fields}Content-Type: text/plain; charset=utf-8\r\n\
         Content-Length: {length}\r\nConnection: close\r\n{upgrade}\r\n{sentence}\n"
    )
}

/// What 426 says besides: which protocol, and which version of it.
const UPGRADE: &str = "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";

/// Each rule of a request: the answer tells it in one sentence, with its section.
mod s04_2_1_reading_the_request {
    use super::*;

    const SECTION: Cite = Cite::rfc6455("4.2.1");

    #[test] // WS-4.2.1-02, WS-7.2.2-01
    fn must_refuse_a_method_other_than_get() {
        for method in ["POST", "HEAD", "get"] {
            let rule = Violation::MethodNotGet(method.into());
            refuses(&with("GET", method), rule, SECTION, method);
        }
        let sentence = "the method is POST; a WebSocket is opened with GET (RFC 6455 §4.2.1)";
        let right = answer("405 Method Not Allowed", "Allow: GET\r\n", sentence);
        assert_eq!(answer_to(&with("GET", "POST")), right);
    }

    #[test] // WS-4.2.1-03
    fn must_refuse_http_1_0() {
        let old = with("HTTP/1.1", "HTTP/1.0");
        refuses(&old, Violation::HttpTooOld, SECTION, "GET");
        let sentence = "the request is HTTP/1.0; HTTP/1.1 is needed (RFC 6455 §4.2.1)";
        let right = answer("505 HTTP Version Not Supported", "", sentence);
        assert_eq!(answer_to(&old), right);
    }

    #[test]
    fn must_refuse_a_body() {
        for field in ["Content-Length: 1", "Transfer-Encoding: chunked"] {
            let request = with("\r\n\r\n", &format!("\r\n{field}\r\n\r\n"));
            refuses(&request, Violation::BodyNotAllowed, SECTION, "GET");
            let sentence = "the request has a body; it must have none (RFC 6455 §4.2.1)";
            assert_eq!(answer_to(&request), answer("400 Bad Request", "", sentence));
        }
    }

    // Claim B4. U+212A, the Kelvin sign, is a k to some, but not in ASCII.
    #[test] // SEM-7.8-03, WS-4.2.1-06, WS-2.1-01
    fn must_refuse_a_request_without_upgrade_websocket() {
        let rule = || Violation::UpgradeNotWebSocket;
        let missing = with("Upgrade: websocket\r\n", "");
        refuses(&missing, rule(), SECTION, "GET");
        for other in ["websoc\u{212a}et", "websockets", "web socket", "h2c", "", "websocket/13"] {
            let request = with("Upgrade: websocket", &format!("Upgrade: {other}"));
            refuses(&request, rule(), SECTION, other);
        }
        let sentence = "a WebSocket is opened here, but 'Upgrade: websocket' is missing \
            (RFC 6455 §4.2.1)";
        let right = answer("426 Upgrade Required", UPGRADE, sentence);
        assert_eq!(answer_to(&missing), right);
    }

    #[test] // WS-4.2.1-07
    fn must_refuse_a_request_without_connection_upgrade() {
        let rule = || Violation::ConnectionNotUpgrade;
        let missing = with("Connection: Upgrade\r\n", "");
        refuses(&missing, rule(), SECTION, "GET");
        for other in ["keep-alive", "NotUpgrade", "Upgradeable", "Upgrade x", "\"Upgrade\"", ""] {
            let request = with("Connection: Upgrade", &format!("Connection: {other}"));
            refuses(&request, rule(), SECTION, other);
        }
        let sentence = "'Connection: Upgrade' is missing beside the Upgrade field \
            (RFC 6455 §4.2.1)";
        assert_eq!(answer_to(&missing), answer("400 Bad Request", "", sentence));
    }

    #[test] // WS-4.2.1-08
    fn must_refuse_a_request_without_key() {
        let missing = with("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "");
        refuses(&missing, Violation::KeyMissing, SECTION, "GET");
        let sentence = "Sec-WebSocket-Key is missing (RFC 6455 §4.2.1)";
        assert_eq!(answer_to(&missing), answer("400 Bad Request", "", sentence));
    }

    // 15 bytes, 17, no padding, too much, another alphabet, a blank, nothing.
    #[test] // WS-4.2.1-08
    fn must_refuse_a_key_that_is_not_sixteen_bytes() {
        for key in [
            "dGhlIHNhbXBsZSBub25j",
            "dGhlIHNhbXBsZSBub25jZTE=",
            "dGhlIHNhbXBsZSBub25jZQ",
            "dGhlIHNhbXBsZSBub25jZQ=",
            "dGhlIHNhbXBsZSBub25jZQ===",
            "dGhlIHNhbXBsZSBub25j-_==",
            "dGhlIHNhbXBs ZSBub25jZQ==",
            "dGhlIHNhbXBsZSBub25j\u{e9}Q==",
            "",
        ] {
            let request = with("dGhlIHNhbXBsZSBub25jZQ==", key);
            refuses(&request, Violation::KeyNotSixteenBytes(key.into()), SECTION, key);
        }
        let sentence = "Sec-WebSocket-Key is \"aGk=\"; it must be the base64 of 16 bytes \
            (RFC 6455 §4.2.1)";
        let right = answer("400 Bad Request", "", sentence);
        assert_eq!(answer_to(&with("dGhlIHNhbXBsZSBub25jZQ==", "aGk=")), right);
    }

    // H31: a client must not, and a server that takes the first or the last of them guesses.
    #[test] // WS-4.1-37, WS-4.2.1-01
    fn must_refuse_subprotocols_that_come_twice() {
        for list in ["a, a", "a,b ,a"] {
            let line = format!("\r\nSec-WebSocket-Protocol: {list}\r\n\r\n");
            let rule = Violation::SubprotocolTwice("a".into());
            refuses(&with("\r\n\r\n", &line), rule, Cite::rfc6455("4.1"), list);
        }
        let request = with("\r\n\r\n", "\r\nSec-WebSocket-Protocol: a, a\r\n\r\n");
        let sentence = "Sec-WebSocket-Protocol lists \"a\" twice; once is right (RFC 6455 §4.1)";
        assert_eq!(answer_to(&request), answer("400 Bad Request", "", sentence));
    }

    #[test] // WS-4.1-36, WS-4.3-03, WS-4.2.1-01
    fn must_refuse_subprotocols_that_are_no_tokens() {
        for (list, bad) in [("a b", "a b"), ("a, é", "é"), ("a/b", "a/b"), ("", ""), (",", "")] {
            let line = format!("\r\nSec-WebSocket-Protocol: {list}\r\n\r\n");
            let rule = Violation::SubprotocolMalformed(bad.into());
            refuses(&with("\r\n\r\n", &line), rule, Cite::rfc6455("4.1"), list);
        }
        let request = with("\r\n\r\n", "\r\nSec-WebSocket-Protocol: a/b\r\n\r\n");
        let sentence = "Sec-WebSocket-Protocol lists \"a/b\"; it must list tokens (RFC 6455 §4.1)";
        assert_eq!(answer_to(&request), answer("400 Bad Request", "", sentence));
    }

    #[test] // WS-4.2.1-01, WS-4.2.1-05, WS-10.7-04
    fn must_refuse_what_http_refuses_with_its_own_status() {
        use http1::Violation as Rule;
        let long = format!("/{}", "x".repeat(Limits::DEFAULT.head_bytes));
        for (request, rule, status) in [
            (with("Host: server.example.com\r\n", ""), Rule::MissingHost, 400),
            (with("Host: server.example.com", "Host: a\r\nHost: a"), Rule::DuplicateHost, 400),
            (with("/chat", &long), Rule::StartLineTooLong, 414),
            (with("HTTP/1.1", "HTTP/2.0"), Rule::UnsupportedVersion, 505),
            ("\u{16}\u{3}\u{1}".into(), Rule::NotHttp(0x16), 400),
        ] {
            let error = read_with(Limits::DEFAULT, &request).unwrap_err();
            assert_eq!(error.violation, Violation::Http(rule.clone()));
            assert_eq!(
                (error.violation.status(), error.violation.answer().status()),
                (status, status)
            );
            assert_eq!(error.cite(), wire::Violation::cite(&rule));
            assert_eq!(error.violation.rule(), "WS-4.2.1-01");
        }
    }
}

/// The version of the protocol.
mod s04_4_version {
    use super::*;

    const SECTION: Cite = Cite::rfc6455("4.2.1");

    // The answer says which one would do. H30: 013 is no number of the grammar, and not 13.
    #[test] // WS-4.2.1-09, WS-4.2.2-08, WS-4.3-02, WS-4.4-01
    fn must_refuse_another_version_and_name_the_right_one() {
        for version in ["8", "12", "14", "013", "+13", "13.0", "13, 8", "8, 13", "256", ""] {
            let request = with("Version: 13", &format!("Version: {version}"));
            let rule = Violation::VersionNotThirteen(Some(version.into()));
            refuses(&request, rule, SECTION, version);
        }
        let sentence = "Sec-WebSocket-Version is \"8\"; only 13 is spoken here (RFC 6455 §4.2.1)";
        let right = answer("426 Upgrade Required", UPGRADE, sentence);
        assert_eq!(answer_to(&with("Version: 13", "Version: 8")), right);
    }

    #[test] // WS-4.2.1-09, WS-4.4-01
    fn must_refuse_a_request_without_version() {
        let missing = with("Sec-WebSocket-Version: 13\r\n", "");
        refuses(&missing, Violation::VersionNotThirteen(None), SECTION, "GET");
        let fields = "Sec-WebSocket-Version: 13\r\n";
        let sentence = "Sec-WebSocket-Version is missing; it must be 13 (RFC 6455 §4.2.1)";
        assert_eq!(answer_to(&missing), answer("400 Bad Request", fields, sentence));
    }
}

/// Fields that come once.
mod s11_3_the_fields {
    use super::*;

    #[test] // WS-11.3.1-01, WS-11.3.5-02: the error points at the second one
    fn must_refuse_a_field_that_came_twice() {
        for (name, value, section) in [
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==", Cite::rfc6455("11.3.1")),
            ("Sec-WebSocket-Version", "13", Cite::rfc6455("11.3.5")),
            ("Origin", "http://a", Cite::rfc6455("4.2.1")),
        ] {
            let request = REQUEST.replace(&format!("{name}: {value}\r\n"), "");
            let twice = format!("\r\n{name}: {value}\r\n{name}: {value}\r\n\r\n");
            let request = request.replace("\r\n\r\n", &twice);
            let last = format!("{value}\r\n\r\n");
            refuses(&request, Violation::Repeated(name), section, &last);
            let sentence = format!("{name} came more than once; it must be single ({section})");
            let version =
                if name.ends_with("Version") { "Sec-WebSocket-Version: 13\r\n" } else { "" };
            assert_eq!(answer_to(&request), answer("400 Bad Request", version, &sentence));
        }
    }
}

/// Pages of other origins.
#[path = "09_refusing/origin.rs"]
mod s10_2_origin;

/// What an application refuses.
#[path = "09_refusing/application.rs"]
mod s04_2_2_answering_as_http;

/// Requests that were tried on other servers, and keys.
#[path = "09_refusing/probes.rs"]
mod s04_2_1_probes;

/// Answers that were tried on other clients.
#[path = "09_refusing/client_probes.rs"]
mod s04_1_probes;

mod our_limits {
    use super::*;

    #[test] // at, above, and below what the request has
    fn limit_head_bytes() {
        let limits = |head_bytes| Limits { head_bytes, ..Limits::DEFAULT };
        for most in [REQUEST.len(), REQUEST.len() + 1] {
            read_with(limits(most), REQUEST).unwrap();
        }
        let error = read_with(limits(REQUEST.len() - 1), REQUEST).unwrap_err();
        assert_eq!(error.violation, Violation::Http(http1::Violation::HeadTooLong));
        assert_eq!((error.violation.status(), error.offset), (431, REQUEST.len() as u64 - 1));
    }

    #[test] // the request has five fields
    fn limit_head_fields() {
        let limits = |head_fields| Limits { head_fields, ..Limits::DEFAULT };
        for most in [5, 6] {
            read_with(limits(most), REQUEST).unwrap();
        }
        let error = read_with(limits(4), REQUEST).unwrap_err();
        assert_eq!(error.violation, Violation::Http(http1::Violation::TooManyFields));
        assert_eq!(error.violation.status(), 431);
    }
}

mod laws_of_refusing {
    use super::*;
    use laws::proptest::prelude::*;

    laws::proptest::proptest! {
        /// One byte of a request changed: a 101 is never the answer to a request that lost a rule,
        /// and what is refused gets a whole HTTP answer that can be sent.
        #[test] // WS-4.2.1-01, WS-10.7-04
        fn law_a_damaged_request_is_accepted_or_answered(at in 0..REQUEST.len(), byte: u8) {
            let mut bytes = REQUEST.as_bytes().to_vec();
            bytes[at] = byte;
            bytes.extend_from_slice(b"\r\n\r\n"); // should the head have lost its end
            match Reading::new(Limits::DEFAULT).receive(&bytes) {
                Ok(Step::Asked { .. }) => {}
                Ok(Step::Reading(_)) => prop_assert!(false, "the head is whole"),
                Err(error) => {
                    let mut server = Server::new(Limits::DEFAULT, Duration::ZERO);
                    prop_assert!(matches!(error.violation.status(), 400..=599));
                    prop_assert!(matches!(error.violation.rule().get(..4), Some("WS-4" | "WS-1")));
                    prop_assert_eq!(server.reject(error.violation.answer()), Ok(()));
                    prop_assert!(error.offset < bytes.len() as u64);
                }
            }
        }
    }
}
