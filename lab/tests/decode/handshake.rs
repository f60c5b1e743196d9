//! # Cases of requests and responses                        chapters 08 and 09 · RFC 6455 §4
//! Knows: what each verdict looks like, and what each choice of the caller does to it.
//! Does not know: frames.
//! Read before: `lab/tests/decode.rs`. Read next: `lab/tests/decode/bad_lines.rs`.

use super::{Value, answers, hex, line, unhex};

/// The request of RFC 6455 §1.2, as far as it is needed here.
const REQUEST: &str = "GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\n\
    Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
    Sec-WebSocket-Version: 13\r\n\r\n";
/// Its answer.
const RESPONSE: &str = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\
    Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

fn with(head: &str, field: &str) -> String {
    head.replacen("\r\n\r\n", &format!("\r\n{field}\r\n\r\n"), 1)
}

/// A case of a request; `more` begins with a comma.
fn request(bytes: &str, more: &str) -> String {
    format!(r#"{{"id":"x","what":"request","hex":"{}"{more}}}"#, hex(bytes))
}

/// A case of a response to the sample key; `more` begins with a comma.
fn response(bytes: &str, more: &str) -> String {
    let key = "dGhlIHNhbXBsZSBub25jZQ==";
    format!(r#"{{"id":"x","what":"response","key":"{key}","hex":"{}"{more}}}"#, hex(bytes))
}

fn one(case: &str) -> Value {
    answers(&[case]).remove(0)
}

mod requests {
    use super::*;

    #[test]
    fn must_tell_an_accepted_request() {
        let server = concat!(
            r#","cuts":"whole","server":{"subprotocols":[],"permessage_deflate":false,"#,
            r#""allowed_origins":null,"max_head_bytes":16384}"#
        );
        let answer = line(&request(REQUEST, server));
        let beginning = r#"{"id":"x","verdict":"accept","status":101,"response_hex":"4854"#;
        assert!(answer.starts_with(beginning), "{answer}");
        assert!(answer.ends_with(r#"","leftover":0,"subprotocol":null}"#), "{answer}");
        assert_eq!(unhex(&one(&request(REQUEST, ""))["response_hex"]), RESPONSE);
    }

    #[test]
    fn must_tell_a_refused_request_with_all_that_our_server_writes() {
        let answer = line(&request(&REQUEST.replace("GET", "POST"), ""));
        let beginning = r#"{"id":"x","verdict":"reject","status":405,"response_hex":"4854"#;
        assert!(answer.starts_with(beginning), "{answer}");
        let end = r#"","rule":"WS-4.2.1-02","cite":"RFC 6455 §4.2.1","text":"the method is "#;
        assert!(answer.contains(end), "{answer}");
        let refused = [
            ("GET", "PUT", 405, "\r\nAllow: GET\r\n"),
            ("Version: 13", "Version: 25", 426, "\r\nSec-WebSocket-Version: 13\r\n"),
            ("Host: server.example.com\r\n", "", 400, "Host"),
            ("Host: ", "Host : ", 400, "colon"),
        ];
        for (from, to, status, word) in refused {
            let answer = one(&request(&REQUEST.replacen(from, to, 1), ""));
            let head = unhex(&answer["response_hex"]);
            assert_eq!(answer["status"], status, "{answer:#}");
            assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{head}");
            assert!(head.contains(word) && head.contains("\r\nConnection: close"), "{head}");
        }
    }

    #[test]
    fn must_count_what_came_behind_the_head_however_it_came() {
        let bytes = format!("{REQUEST}\u{1}\u{2}\u{3}");
        let last = format!("[{}]", bytes.len() - 1);
        for cuts in ["\"whole\"", "\"bytes:1\"", "\"bytes:50\"", &last] {
            let answer = one(&request(&bytes, &format!(",\"cuts\":{cuts}")));
            assert_eq!(answer["leftover"], 3, "{cuts}: {answer:#}");
        }
    }

    /// RFC 6455 §4.2.2 lets the server choose; the client listed them by its preference.
    #[test]
    fn must_choose_the_subprotocol_that_the_client_likes_best() {
        let asks = |offer: &str, ours: &str| {
            let bytes = with(REQUEST, &format!("Sec-WebSocket-Protocol: {offer}"));
            one(&request(&bytes, &format!(r#","server":{{"subprotocols":{ours}}}"#)))
        };
        let chosen = asks("a, b, c", r#"["c","b"]"#);
        assert_eq!(chosen["subprotocol"], "b");
        assert!(unhex(&chosen["response_hex"]).contains("\r\nSec-WebSocket-Protocol: b\r\n"));
        for (offer, ours) in [("a, b", "[]"), ("a", r#"["A"]"#)] {
            let none = asks(offer, ours);
            assert_eq!((&none["verdict"], &none["subprotocol"]), (&"accept".into(), &Value::Null));
            assert!(!unhex(&none["response_hex"]).contains("Protocol:"));
        }
    }

    #[test]
    fn must_agree_on_compression_only_where_the_server_has_it() {
        let asks = |offer: &str, ours: bool| {
            let bytes = with(REQUEST, &format!("Sec-WebSocket-Extensions: {offer}"));
            let server = format!(r#","server":{{"permessage_deflate":{ours}}}"#);
            let answer = one(&request(&bytes, &server));
            let head = unhex(&answer["response_hex"]);
            (answer["status"].as_u64().unwrap(), head.contains("Extensions: permessage-deflate"))
        };
        assert_eq!(asks("permessage-deflate", true), (101, true));
        assert_eq!(asks("permessage-deflate", false), (101, false));
        assert_eq!(asks("permessage-deflate; server_max_window_bits=8", true), (101, false));
        assert_eq!(asks("permessage-deflate; =", true), (400, false));
    }

    #[test]
    fn must_compare_the_origin_with_the_list() {
        let asks = |bytes: &str, origins: &str| {
            let server = format!(r#","server":{{"allowed_origins":{origins}}}"#);
            one(&request(bytes, &server))["status"].as_u64().unwrap()
        };
        let page = with(REQUEST, "Origin: https://a.example");
        let list = r#"["https://b.example","https://a.example"]"#;
        assert_eq!((asks(&page, "null"), asks(&page, list)), (101, 101));
        assert_eq!((asks(&page, "[]"), asks(REQUEST, "[]")), (403, 101));
        assert_eq!(asks(&page, r#"["https://a.example:8443","http://a.example"]"#), 403);
    }

    #[test]
    fn limit_the_bytes_of_a_head() {
        let length = REQUEST.len();
        let asks = |most: usize| {
            let answer =
                one(&request(REQUEST, &format!(r#","server":{{"max_head_bytes":{most}}}"#)));
            answer["status"].as_u64().unwrap()
        };
        assert_eq!((asks(length), asks(length - 1)), (101, 431));
    }

    #[test]
    fn must_decide_about_half_a_head_when_the_stream_ends() {
        for half in ["", "G", &REQUEST[..REQUEST.len() - 1]] {
            let open = line(&request(half, r#","eof":false"#));
            assert_eq!(open, r#"{"id":"x","verdict":"incomplete"}"#);
            let ended = one(&request(half, r#","eof":true"#));
            assert_eq!((&ended["verdict"], &ended["status"]), (&"reject".into(), &400.into()));
            assert_eq!(ended["rule"], "WS-4.2.1-01");
            assert!(unhex(&ended["response_hex"]).starts_with("HTTP/1.1 400 Bad Request\r\n"));
        }
        assert_eq!(one(&request(REQUEST, r#","eof":true"#))["verdict"], "accept");
    }
}

mod responses {
    use super::*;

    const ALL: &str = r#","subprotocols":[],"extensions_offer":null,"eof":true"#;

    #[test]
    fn must_tell_an_accepted_response() {
        assert_eq!(
            line(&response(RESPONSE, ALL)),
            concat!(
                r#"{"id":"x","verdict":"accept","subprotocol":null,"#,
                r#""permessage_deflate":null,"leftover":0}"#
            )
        );
        let chosen = with(RESPONSE, "Sec-WebSocket-Protocol: b") + "\u{1}\u{2}";
        for cuts in ["\"whole\"", "\"bytes:1\"", "[20]"] {
            let more = format!(r#","subprotocols":["a","b"],"cuts":{cuts}"#);
            let answer = one(&response(&chosen, &more));
            assert_eq!((&answer["subprotocol"], &answer["leftover"]), (&"b".into(), &2.into()));
        }
    }

    #[test]
    fn must_tell_what_was_agreed_on() {
        let chosen = |offer: &str, answer: &str| {
            let bytes = with(RESPONSE, &format!("Sec-WebSocket-Extensions: {answer}"));
            line(&response(&bytes, &format!(r#","extensions_offer":"{offer}""#)))
        };
        let both = "permessage-deflate; server_max_window_bits=10, permessage-deflate";
        assert_eq!(
            chosen(
                both,
                "permessage-deflate; server_max_window_bits=9; client_no_context_takeover"
            ),
            concat!(
                r#"{"id":"x","verdict":"accept","subprotocol":null,"permessage_deflate":"#,
                r#"{"server_no_context_takeover":false,"client_no_context_takeover":true,"#,
                r#""server_max_window_bits":9,"client_max_window_bits":15},"leftover":0}"#
            )
        );
        let refused = |offer: &str, answer: &str, rule: &str| {
            let said = chosen(offer, answer);
            assert!(said.contains(r#""verdict":"reject","http_status":101,"#), "{said}");
            assert!(said.contains(&format!(r#""rule":"{rule}","#)), "{said}");
        };
        refused("permessage-deflate", "x-other", "WS-4.1-46");
        refused("x-other", "permessage-deflate", "WS-4.1-46");
        refused("permessage-deflate", "permessage-deflate; bogus", "PMD-7-08");
    }

    #[test]
    fn must_tell_a_refused_response_and_its_status() {
        assert_eq!(
            line(&response("HTTP/1.1 401 Unauthorized\r\n\r\n", ALL)),
            concat!(
                r#"{"id":"x","verdict":"reject","http_status":401,"rule":"WS-4.1-42","#,
                r#""cite":"RFC 6455 §4.1","text":"the server answered 401; 101 would have opened "#,
                r#"the WebSocket"}"#
            )
        );
        let wrong = RESPONSE.replace("s3pP", "S3pP");
        for (bytes, status) in [
            (wrong.clone(), 101.into()),
            ("HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\nbo".into(), 302.into()),
            (format!("HTTP/1.1 103 Early Hints\r\n\r\n{wrong}"), 101.into()),
            (with(RESPONSE, "Sec-WebSocket-Protocol: a"), 101.into()),
            (with(RESPONSE, "Sec-WebSocket-Extensions: permessage-deflate"), 101.into()),
            ("HTTP/1.1 101 Switching Protocols\r\nUpgrade : websocket\r\n\r\n".into(), Value::Null),
            ("SSH-2.0-OpenSSH\r\n\r\n".into(), Value::Null),
        ] {
            let answer = one(&response(&bytes, ALL));
            // The stream need not end, for the head says it all.
            assert_eq!(one(&response(&bytes, "")), answer);
            assert_eq!(answer["verdict"], "reject", "{bytes}");
            assert_eq!(answer["http_status"], status, "{answer:#}");
        }
    }

    #[test]
    fn must_decide_about_half_a_head_when_the_stream_ends() {
        for half in ["", "H", &RESPONSE[..RESPONSE.len() - 1], "HTTP/1.1 100 Continue\r\n\r\n"] {
            let open = line(&response(half, ""));
            assert_eq!(open, r#"{"id":"x","verdict":"incomplete"}"#, "{half}");
            let ended = one(&response(half, ALL));
            assert_eq!(
                (&ended["verdict"], &ended["http_status"]),
                (&"reject".into(), &Value::Null)
            );
            assert_eq!(ended["cite"], "RFC 9112 §8");
        }
    }
}
