//! # HTTP: targets, hosts and queries                                chapter 02 · RFC 9112 §3.2
//! Knows: what a request may ask for, and whom. Does not know: connections.
//! Read before: `02_http_head.rs`. Read next: `02_http_body.rs`.

#[path = "02_http/heads.rs"]
mod heads;

use heads::*;
use http1::Violation;

mod s03_2_target_and_host {
    use super::*;

    #[test]
    fn must_split_path_and_query() {
        let head = request("GET /a%20b?x=1?&y HTTP/1.1\r\nHost: a\r\n\r\n");
        assert_eq!((head.path(), head.query()), ("/a%20b", Some("x=1?&y")));
        assert_eq!(request(with_fields("")).query(), None);
    }

    // HTTP-3.2.2-01, HTTP-3.2.2-02
    #[test]
    fn must_let_the_authority_of_an_absolute_target_replace_host() {
        let head = request("GET http://b:81/p?q HTTP/1.1\r\nHost: a\r\n\r\n");
        assert_eq!((head.authority(), head.path(), head.query()), (Some("b:81"), "/p", Some("q")));
        let head = request("GET HTTP://b?q HTTP/1.1\r\nHost: a\r\n\r\n");
        assert_eq!((head.authority(), head.path(), head.query()), (Some("b"), "/", Some("q")));
        assert_eq!(request(with_fields("")).authority(), Some("a"));
    }

    // SEM-4.2.4-01, HTTP-3.2-01
    #[test]
    fn must_accept_an_asterisk_for_options_alone() {
        assert_eq!(request("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").path(), "*");
        let refused = |line| refused(format!("{line}\r\nHost: a\r\n\r\n"));
        assert_eq!(refused("GET * HTTP/1.1"), (Violation::WrongTargetForm, 4));
        assert_eq!(refused("GET a:80 HTTP/1.1"), (Violation::WrongTargetForm, 4));
        assert_eq!(refused("GET ftp://a/ HTTP/1.1"), (Violation::WrongTargetForm, 4));
        assert_eq!(refused("GET http://u@a/ HTTP/1.1"), (Violation::InvalidHost, 4));
    }

    // HTTP-3.2-05
    #[test]
    fn must_refuse_http11_without_host() {
        assert_eq!(refused("GET / HTTP/1.1\r\n\r\n"), (Violation::MissingHost, 16));
        assert_eq!(request("GET / HTTP/1.0\r\n\r\n").authority(), None);
    }

    // HTTP-3.2-05
    #[test]
    fn must_refuse_two_hosts() {
        let fault = (Violation::DuplicateHost, FIELDS_AT + 6);
        assert_eq!(refused(with_fields("hOST: a\r\n")), fault);
    }

    // SEM-4.2.1-02, HTTP-3.2-05
    #[test]
    fn must_refuse_an_invalid_host() {
        let with_host = |host: &str| format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n");
        for host in ["a", "a.b:80", "a:", "127.0.0.1:65535", "[::1]", "[::1]:80", "x_%41~"] {
            assert_eq!(request(with_host(host)).authority(), Some(host));
        }
        for host in [
            "a b", "a/b", "u@a", "a:b", "a:65536", "a:1:2", "[::1", "[a]", "[::1]x", ":1", "%4",
            "%zz", "a%",
        ] {
            assert_eq!(refused(with_host(host)), (Violation::InvalidHost, 22), "{host}");
        }
        assert_eq!(refused(with_host("")).0, Violation::InvalidHost);
    }
}

mod rfc3986_s03_4_query {
    use super::*;
    use http1::QueryError;
    use std::borrow::Cow;

    #[test]
    fn must_decode_a_value_once() {
        let value = |query: &str| {
            let head = request(format!("GET /?{query} HTTP/1.1\r\nHost: a\r\n\r\n"));
            head.query_value("topic").map(|value| value.map(Cow::into_owned))
        };
        assert_eq!(value("a=1&topic=n%C3%a9w+s%2B&b"), Ok(Some("néw s+".into())));
        assert_eq!(value("t%6fpic=x"), Ok(Some("x".into())));
        assert_eq!((value("topic"), value("topics=1")), (Ok(Some(String::new())), Ok(None)));
        assert_eq!(value("topic=1&topic=1"), Err(QueryError::Duplicate));
        assert_eq!(value("topic=%4"), Err(QueryError::InvalidEscape));
        assert_eq!(value("topic=%+1"), Err(QueryError::InvalidEscape));
        assert_eq!(value("topic=%ff"), Err(QueryError::NotUtf8));
        assert_eq!(value("other=%ff&topic=1"), Ok(Some("1".into())));
    }

    #[test]
    fn must_decode_all_pairs_in_order() {
        let all = |query| http1::query::pairs(query).collect::<Result<Vec<_>, _>>();
        let pair = |name: &str, value: &str| (name.to_string(), value.to_string());
        assert_eq!(all(""), Ok(vec![]));
        assert_eq!(all("a=1&&b&=2&a=%3D=+"), {
            Ok(vec![pair("a", "1"), pair("b", ""), pair("", "2"), pair("a", "== ")])
        });
        assert_eq!(all("a=1&b=%f"), Err(QueryError::InvalidEscape));
        assert_eq!(all("%ff=1"), Err(QueryError::NotUtf8));
    }

    // In a path a plus is a plus, and what was decoded is not decoded again.
    #[test]
    fn must_decode_a_path_once() {
        use http1::query::decode_path;
        assert_eq!(decode_path("/a+b%2Fc%252F%C3%A9").as_deref(), Ok("/a+b/c%2Fé"));
        for bad in ["%", "%4", "%4g", "%%41", "%-1"] {
            assert_eq!(decode_path(bad), Err(QueryError::InvalidEscape), "{bad}");
        }
        assert_eq!(decode_path("/%C3"), Err(QueryError::NotUtf8));
    }
}
