//! # HTTP heads                                                      chapter 02 · RFC 9112 §2–5
//! Knows: what a request head and a response head must look like, and every way to get one wrong.
//! Does not know: bodies, connections.
//! Read before: `http1/src/request_head.rs`. Read next: `02_http_target.rs`.

#[path = "02_http/heads.rs"]
mod heads;
#[path = "02_http_head/laws.rs"]
mod laws_of_heads;

use heads::*;
use http1::{BodyLength, Fault, HeadSearch, RequestHead, ResponseHead, Version, Violation};
use wire::{Limits, Parsed};

/// The rule that a response head breaks.
fn response_refused(text: &str) -> Fault {
    let mut bytes = text.as_bytes().to_vec();
    ResponseHead::parse(&mut bytes, &Limits::DEFAULT).expect_err("a bad head")
}

mod s02_2_lines {
    use super::*;

    // SEM-5.5-02, HTTP-2.2-01
    #[test]
    fn must_parse_bytes_not_text() {
        let head = request(b"GET / HTTP/1.1\r\nHost: a\r\nX: \xff\xfe\r\n\r\n");
        assert_eq!(head.fields().single("x"), Ok(Some(&b"\xff\xfe"[..])));
        assert_eq!(refused(b"GET /\xff HTTP/1.1\r\n\r\n"), (Violation::InvalidTarget(0xff), 5));
    }

    // HTTP-2.2-02: it may be accepted; here it is not, anywhere.
    #[test]
    fn must_not_accept_a_bare_lf() {
        assert_eq!(refused("GET / HTTP/1.1\nHost: a\n\n"), (Violation::BareLf, 14));
        assert_eq!(refused("\nGET / HTTP/1.1\r\n"), (Violation::BareLf, 0));
        assert_eq!(refused(with_fields("X: a\n\r\n")), (Violation::BareLf, FIELDS_AT + 4));
    }

    // HTTP-2.2-04
    #[test]
    fn must_not_accept_a_bare_cr() {
        assert_eq!(refused(with_fields("X: a\rb\r\n")), (Violation::BareCr, FIELDS_AT + 4));
        assert_eq!(refused("GET /\r HTTP/1.1\r\nHost: a\r\n\r\n"), (Violation::BareCr, 5));
        assert_eq!(refused(with_fields("X\r: a\r\n")), (Violation::BareCr, FIELDS_AT + 1));
        assert_eq!(refused(with_fields("X a\rb\r\n")), (Violation::BareCr, FIELDS_AT + 3));
    }

    // HTTP-2.2-08
    #[test]
    fn must_not_accept_space_before_the_first_field() {
        let head = "GET / HTTP/1.1\r\n Host: a\r\n\r\n";
        assert_eq!(refused(head), (Violation::SpaceBeforeFirstField, 16));
    }

    // HTTP-2.2-09: a TLS greeting, and it is refused at its first byte.
    #[test]
    fn should_refuse_what_is_not_http_at_once() {
        assert_eq!(refused(b"\x16\x03\x01"), (Violation::NotHttp(0x16), 0));
        assert_eq!(refused(" GET"), (Violation::NotHttp(b' '), 0));
    }
}

mod s02_3_version {
    use super::*;

    #[test]
    fn must_know_both_versions() {
        assert_eq!(request("GET / HTTP/1.0\r\n\r\n").version(), Version::Http10);
        assert_eq!(request(with_fields("")).version(), Version::Http11);
    }

    // HTTP-2.3-01
    #[test]
    fn must_compare_the_version_with_case() {
        assert_eq!(refused("GET / http/1.1\r\nHost: a\r\n\r\n"), (Violation::InvalidVersion, 6));
        assert_eq!(refused("GET / HTTP/1.10\r\nHost: a\r\n\r\n"), (Violation::InvalidVersion, 6));
    }

    // SEM-2.5-02, HTTP-2.3-01
    #[test]
    fn should_read_a_later_http_1_as_1_1() {
        for minor in 2..=9 {
            let text = format!("GET /HTTP/1.0 HTTP/1.{minor}\r\nHost: a\r\nX: y\r\n\r\n");
            let head = request(&text);
            assert_eq!((head.version(), head.path()), (Version::Http11, "/HTTP/1.0"));
            assert_eq!(head.fields().single("x"), Ok(Some(&b"y"[..])));
            assert_eq!(head.as_bytes(), text.as_bytes(), "the bytes stay as they came");
        }
        assert_eq!(refused("GET / HTTP/1.2\r\n\r\n"), (Violation::MissingHost, 16));
        assert_eq!(refused("GET / HTTP/1.2\r\nX : y\r\n\r\n"), (Violation::SpaceBeforeColon, 17));
    }

    // SEM-2.5-02, HTTP-2.3-01
    #[test]
    fn should_read_an_answer_of_a_later_http_1_as_1_1() {
        let mut bytes = *b"HTTP/1.9 200 OK\r\nContent-Length: 2\r\n\r\n";
        let parsed = ResponseHead::parse(&mut bytes, &Limits::DEFAULT).expect("a good head");
        let head = parsed.complete().expect("a whole head");
        assert_eq!((head.version(), head.status(), head.reason()), (Version::Http11, 200, "OK"));
        assert_eq!((head.body("GET"), head.keep_alive()), (BodyLength::Length(2), true));
        assert_eq!(response_refused("HTTP/1.9 2 OK\r\n\r\n"), (Violation::InvalidStatusLine, 9));
    }

    // SEM-15.6.6-01, HTTP-2.3-01: the first lines of HTTP/2.
    #[test]
    fn must_refuse_another_version_with_505() {
        let fault = refused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        assert_eq!(fault, (Violation::UnsupportedVersion, 6));
        assert_eq!(fault.0.status(), 505);
    }
}

mod s03_request_line {
    use super::*;

    // HTTP-3-01, HTTP-3-02, HTTP-3.2-01, HTTP-3.2-02
    #[test]
    fn must_not_repair_a_request_line() {
        let refused = |line| refused(format!("{line}\r\nHost: a\r\n\r\n"));
        assert_eq!(refused("GET"), (Violation::InvalidRequestLine, 3));
        assert_eq!(refused("GET /"), (Violation::InvalidRequestLine, 4));
        assert_eq!(refused("GET  / HTTP/1.1"), (Violation::InvalidRequestLine, 4));
        assert_eq!(refused("GET / a HTTP/1.1"), (Violation::InvalidRequestLine, 6));
        assert_eq!(refused("GET / HTTP/1.1 "), (Violation::InvalidRequestLine, 6));
        assert_eq!(refused("GET\t/ HTTP/1.1"), (Violation::InvalidRequestLine, 3));
    }

    #[test]
    fn must_not_accept_a_fragment_or_a_control_in_a_target() {
        let refused = |line| refused(format!("{line}\r\nHost: a\r\n\r\n"));
        assert_eq!(refused("GET /a#b HTTP/1.1"), (Violation::InvalidTarget(b'#'), 6));
        assert_eq!(refused("GET /\x7f HTTP/1.1"), (Violation::InvalidTarget(0x7f), 5));
    }

    // HTTP-3.1-01: whether it is implemented is for the application to say.
    #[test]
    fn may_pass_on_an_unknown_method() {
        assert_eq!(request("BREW / HTTP/1.1\r\nHost: a\r\n\r\n").method(), "BREW");
        assert_eq!(request("get / HTTP/1.1\r\nHost: a\r\n\r\n").method(), "get");
    }

    // SEM-9.3.6-01
    #[test]
    fn must_refuse_connect_with_501() {
        let fault = refused("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n");
        assert_eq!(fault, (Violation::Connect, 8));
        assert_eq!(fault.0.status(), 501);
    }
}

mod s05_fields {
    use super::*;

    // HTTP-5.1-01
    #[test]
    fn must_refuse_space_before_a_colon() {
        let fault = (Violation::SpaceBeforeColon, FIELDS_AT + 1);
        assert_eq!(refused(with_fields("X : a\r\n")), fault);
        assert_eq!(refused(with_fields("X\t: a\r\n")), fault);
    }

    // HTTP-5.2-02
    #[test]
    fn must_refuse_a_folded_field() {
        let fault = (Violation::ObsFold, FIELDS_AT + 6);
        assert_eq!(refused(with_fields("X: a\r\n b\r\n")), fault);
        assert_eq!(refused(with_fields("X: a\r\n\tb\r\n")), fault);
    }

    // HTTP-5-01
    #[test]
    fn must_refuse_a_line_without_a_colon() {
        let fault = (Violation::MissingColon, FIELDS_AT + 3);
        assert_eq!(refused(with_fields("X a\r\n")), fault);
        assert_eq!(refused(with_fields("X-a\r\n")), fault);
    }

    // SEM-5.1-01
    #[test]
    fn must_refuse_a_name_that_is_no_token() {
        let refused = |line| refused(with_fields(line));
        assert_eq!(refused("X(: a\r\n"), (Violation::InvalidFieldName(b'('), FIELDS_AT + 1));
        assert_eq!(refused(": a\r\n"), (Violation::InvalidFieldName(b':'), FIELDS_AT));
        assert_eq!(refused("X\u{212a}: a\r\n"), (Violation::InvalidFieldName(0xe2), FIELDS_AT + 1));
    }

    // SEM-5.5-01
    #[test]
    fn must_refuse_a_control_in_a_value() {
        let refused = |line| refused(with_fields(line));
        assert_eq!(refused("X: \0\r\n"), (Violation::InvalidFieldValue(0), FIELDS_AT + 3));
        assert_eq!(refused("X: a\x7f\r\n"), (Violation::InvalidFieldValue(0x7f), FIELDS_AT + 4));
        assert_eq!(
            refused("X: \x0bchunked\r\n"),
            (Violation::InvalidFieldValue(11), FIELDS_AT + 3)
        );
    }

    // SEM-5.1-01, HTTP-5.1-02
    #[test]
    fn must_compare_names_without_case_and_trim_values() {
        let head = request(with_fields("X-A: \t one \t\r\nx-a:\r\nY:two  words\r\n"));
        let fields = head.fields();
        assert_eq!(fields.get_all("X-a").collect::<Vec<_>>(), [&b"one"[..], b""]);
        assert_eq!(fields.single("y"), Ok(Some(&b"two  words"[..])));
        assert_eq!(fields.single("x-a"), Err(http1::Duplicate));
        assert_eq!((fields.count("x-a"), fields.count("z"), fields.len()), (2, 0, 4));
    }

    // SEM-5.6.1.2-01
    #[test]
    fn must_read_a_list_over_all_its_lines() {
        let head = request(with_fields("L: a, ,b;q=1\r\nl: UPGRADE,\r\nK: \u{212a}\r\n"));
        let fields = head.fields();
        assert_eq!(fields.tokens("l").collect::<Vec<_>>(), [&b"a"[..], b"b;q=1", b"UPGRADE"]);
        assert!(fields.has_token("L", "upgrade") && !fields.has_token("L", "upgrad"));
        assert!(!fields.has_token("K", "k"), "the Kelvin sign is no k");
    }
}

mod s04_status_line {
    use super::*;

    #[test]
    fn must_read_a_status_line() {
        for (line, status, reason) in
            [("204 No Content", 204, "No Content"), ("299 ", 299, ""), ("200", 200, "")]
        {
            let mut bytes = format!("HTTP/1.1 {line}\r\n\r\n").into_bytes();
            let parsed = ResponseHead::parse(&mut bytes, &Limits::DEFAULT).expect("good");
            let head = parsed.complete().expect("whole");
            assert_eq!((head.status(), head.reason()), (status, reason));
        }
    }

    // Host is a request's field: in a response it means nothing.
    #[test]
    fn regression_two_hosts_in_a_response_were_refused() {
        let mut bytes = *b"HTTP/1.1 200 OK\r\nHost: a\r\nHost: b\r\n\r\n";
        let parsed = ResponseHead::parse(&mut bytes, &Limits::DEFAULT).expect("good");
        assert_eq!(parsed.complete().expect("whole").fields().count("Host"), 2);
    }

    // HTTP-4-01
    #[test]
    fn must_refuse_a_bad_status_line() {
        let refused = |line: &str| response_refused(&format!("{line}\r\n\r\n"));
        assert_eq!(refused("HTTP/1.1 20 OK"), (Violation::InvalidStatusLine, 9));
        assert_eq!(refused("HTTP/1.1 099 OK"), (Violation::InvalidStatusLine, 9));
        assert_eq!(refused("HTTP/1.1 200 \0"), (Violation::InvalidStatusLine, 13));
        assert_eq!(refused("HTTP/1.1"), (Violation::InvalidStatusLine, 8));
        assert_eq!(refused("HTTP/1.12 200 OK"), (Violation::InvalidVersion, 0));
        assert_eq!(refused("HTTP/1.1 200 a\rb"), (Violation::BareCr, 14));
        assert_eq!(refused("HTTP/2.0 200 OK"), (Violation::UnsupportedVersion, 0));
        assert_eq!(refused("ICY 200 OK"), (Violation::InvalidVersion, 0));
        assert_eq!(response_refused("HTTP/1.1 200 OK\n").0, Violation::BareLf);
    }
}

mod limits {
    use super::*;

    /// A head of exactly `n` bytes.
    fn of_bytes(n: usize) -> Vec<u8> {
        let shortest = with_fields("X: \r\n").len();
        with_fields(&format!("X: {}\r\n", "x".repeat(n - shortest))).into_bytes()
    }

    // SEM-5.4-01
    #[test]
    fn limit_head_bytes() {
        let limits = Limits { head_bytes: 64, ..Limits::DEFAULT };
        for n in [63, 64] {
            let mut bytes = of_bytes(n);
            let parsed = RequestHead::parse(&mut bytes, &limits).expect("within the limit");
            assert!(matches!(parsed, Parsed::Complete { consumed, .. } if consumed == n));
        }
        let fault = RequestHead::parse(&mut of_bytes(65), &limits).expect_err("above the limit");
        assert_eq!((&fault, fault.0.status()), (&(Violation::HeadTooLong, 64), 431));
    }

    // HTTP-3-04, HTTP-3-05
    #[test]
    fn limit_target_too_long_is_414() {
        assert_eq!(
            request(format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "x".repeat(8000))).path().len(),
            8001
        );
        let fault = refused(format!("GET /{}", "x".repeat(20_000)));
        assert_eq!((&fault, fault.0.status()), (&(Violation::StartLineTooLong, 16_384), 414));
    }

    // SEM-5.4-01: at 100 as at any other number, on the heap or not.
    #[test]
    fn limit_head_fields() {
        for most in [3, 128, 129] {
            let limits = Limits { head_fields: most, ..Limits::DEFAULT };
            let of_fields = |n: usize| with_fields(&"X: y\r\n".repeat(n - 1)).into_bytes();
            for n in [most - 1, most] {
                let mut bytes = of_fields(n);
                let head = RequestHead::parse(&mut bytes, &limits).expect("within").complete();
                assert_eq!(head.expect("whole").fields().len(), n);
            }
            let mut bytes = of_fields(most + 1);
            let fault = RequestHead::parse(&mut bytes, &limits).expect_err("above the limit");
            let at = FIELDS_AT + 6 * (most - 1);
            assert_eq!((&fault, fault.0.status()), (&(Violation::TooManyFields, at), 431));
        }
    }

    // Room is made for the lines that a head of its size can have, not for those it may have.
    #[test]
    fn regression_a_large_limit_took_its_size_in_memory() {
        let limits = Limits { head_fields: usize::MAX, ..Limits::DEFAULT };
        for n in [0, 1, 1_000] {
            let mut bytes = with_fields(&"X:\r\n".repeat(n)).into_bytes();
            let head = RequestHead::parse(&mut bytes, &limits).expect("within").complete();
            assert_eq!(head.expect("whole").fields().len(), n + 1);
            let mut bytes = format!("HTTP/1.1 200\r\n{}\r\n", "X:\r\n".repeat(n)).into_bytes();
            let head = ResponseHead::parse(&mut bytes, &limits).expect("within").complete();
            assert_eq!(head.expect("whole").fields().len(), n);
        }
    }
}
