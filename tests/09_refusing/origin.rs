//! # Pages of other origins                                 chapter 09 · RFC 6455 §10.2
//! Knows: which page may ask under which policy, and that the others hear 403. Does not know: what
//! a page does once it is in.
//! Read before: `handshake/src/origin.rs`. Read next: `tests/09_refusing/application.rs`.

use super::*;
use handshake::{OriginPolicy, UsageError};

const SECTION: Cite = Cite::rfc6455("10.2");

/// What a server with `policy` says to a page of `origin`, or to a program.
fn asks(policy: &OriginPolicy, origin: Option<&str>) -> Result<Asked, Violation> {
    let line = origin.map_or(String::new(), |origin| format!("Origin: {origin}\r\n"));
    let request = with("\r\n\r\n", &format!("\r\n{line}\r\n"));
    let reading = Reading::new(Limits::DEFAULT).origins(policy.clone());
    match reading.receive(request.as_bytes()).map_err(|error| error.violation)? {
        Step::Asked { asked, .. } => Ok(asked),
        Step::Reading(_) => panic!("not whole: {request}"),
    }
}

/// The host that is asked is `server.example.com`. Columns: what the page says; may it, by
/// default; may it, where `https://app.example` and `http://localhost:3000` are listed.
const TABLE: [(Option<&str>, bool, bool); 24] = [
    (None, true, true),
    (Some("http://server.example.com"), true, false),
    (Some("https://server.example.com"), true, false),
    (Some("https://SERVER.example.com"), true, false),
    (Some("HTTPS://server.example.com"), false, false),
    (Some("https://server.example.com:443"), false, false),
    (Some("http://server.example.com:8080"), false, false),
    (Some("http://server.example.com/"), false, false),
    (Some("http://server.example.com.evil.example"), false, false),
    (Some("http://evil.example/server.example.com"), false, false),
    (Some("http://evil.example#server.example.com"), false, false),
    (Some("http://server.example.com@evil.example"), false, false),
    (Some("http://sub.server.example.com"), false, false),
    (Some("ftp://server.example.com"), false, false),
    (Some("server.example.com"), false, false),
    (Some("https://app.example"), false, true),
    (Some("https://app.example:443"), false, false),
    (Some("http://app.example"), false, false),
    (Some("https://app.example https://evil.example"), false, false),
    (Some("https://app.example.evil.example"), false, false),
    (Some("http://localhost:3000"), false, true),
    (Some("http://localhost"), false, false),
    (Some("null"), false, false),
    (Some(""), false, false),
];

#[test] // WS-4.2.1-10, WS-4.2.2-05, WS-10.2-01, WS-10.2-02
fn should_let_in_the_pages_that_the_policy_names() {
    let own = OriginPolicy::default();
    let two = OriginPolicy::only(["https://app.example", "http://localhost:3000"]).unwrap();
    for (origin, by_default, listed) in TABLE {
        for (policy, may) in [(&own, by_default), (&two, listed), (&OriginPolicy::any(), true)] {
            let said = asks(policy, origin).map(|asked| asked.origin().map(str::to_owned));
            let right = origin.map(str::to_owned);
            let refused = || Violation::OriginForeign(right.clone().unwrap_or_default());
            assert_eq!(said, if may { Ok(right) } else { Err(refused()) }, "{policy:?}");
        }
    }
}

// A program may pretend to be a page, so to ask for an Origin proves nothing.
#[test] // WS-4.2.1-10
fn may_refuse_who_names_no_origin() {
    let two = OriginPolicy::only(["https://app.example"]).unwrap();
    for policy in [OriginPolicy::default(), two, OriginPolicy::any()] {
        let policy = policy.browsers_only();
        assert_eq!(asks(&policy, None), Err(Violation::OriginMissing), "{policy:?}");
    }
    let page = Some("http://server.example.com");
    asks(&OriginPolicy::default().browsers_only(), page).expect("its own page");
    let rule = Violation::OriginMissing;
    assert_eq!((rule.status(), rule.rule()), (403, "WS-10.2-01"));
    let sentence = "Origin is missing; only pages in a browser may open a WebSocket here";
    assert_eq!(rule.to_string(), sentence);
}

// H29: six servers of six open a WebSocket for this page.
#[test] // WS-4.2.2-06, WS-10.2-01, WS-10.2-02
fn must_refuse_a_foreign_page_with_403_unless_told_otherwise() {
    let request = with("\r\n\r\n", "\r\nOrigin: http://evil.example\r\n\r\n");
    let rule = Violation::OriginForeign("http://evil.example".into());
    assert_eq!(rule.rule(), "WS-10.2-02");
    refuses(&request, rule, SECTION, "http://evil.example");
    let sentence = "a page of \"http://evil.example\" may not open a WebSocket here \
        (RFC 6455 §10.2)";
    assert_eq!(answer_to(&request), answer("403 Forbidden", "", sentence));
}

// What is wrong for everybody is told first.
#[test] // WS-4.2.1-01
fn must_judge_the_page_last() {
    let request = with("Version: 13\r\n", "Version: 8\r\nOrigin: http://evil.example\r\n");
    let error = read_with(Limits::DEFAULT, &request).unwrap_err();
    assert_eq!(error.violation, Violation::VersionNotThirteen(Some("8".into())));
}

#[test] // WS-4.2.1-04, WS-10.2-01
fn must_compare_with_the_host_that_is_asked() {
    let own = OriginPolicy::default();
    for (origin, host, may) in [
        ("http://a:8080", Some("a:8080"), true),
        ("http://a", Some("a:8080"), false),
        ("http://[::1]:80", Some("[::1]:80"), true),
        ("http://", Some(""), true), // no request asks an empty host
        ("http://a", None, false),
    ] {
        assert_eq!(own.judge(Some(origin), host).is_ok(), may, "{origin} {host:?}");
    }
    // The authority of an absolute target stands for Host (RFC 9112 §3.2.2).
    let request = with("GET /chat", "GET http://other.example/chat");
    let own = request.replace("\r\n\r\n", "\r\nOrigin: http://other.example\r\n\r\n");
    read_with(Limits::DEFAULT, &own).expect("its own page");
    let foreign = request.replace("\r\n\r\n", "\r\nOrigin: http://server.example.com\r\n\r\n");
    read_with(Limits::DEFAULT, &foreign).expect_err("of another host");
}

#[test] // it would never match, and nobody would know why
fn must_not_list_what_no_browser_sends() {
    for wrong in [
        "",
        "*",
        "example.com",
        "https://example.com/",
        "https://example.com/chat",
        "https://Example.com",
        "HTTPS://example.com",
        "https://a@example.com",
        "https://*.example.com",
        "https://example.com:",
        "https://example.com:99999",
        "https:// example.com",
        "https://a https://b",
        "://example.com",
        "1://example.com",
        "Null",
    ] {
        let refused = OriginPolicy::only(["https://good.example", wrong]);
        assert_eq!(refused, Err(UsageError::NotAnOrigin(wrong.into())));
    }
    for good in ["null", "http://a", "https://a-b.example:8443", "http://[::1]:9001", "app+x://h"] {
        OriginPolicy::only([good]).unwrap_or_else(|error| panic!("{error}"));
    }
}
