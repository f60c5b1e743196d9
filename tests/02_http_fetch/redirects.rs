//! # Sent on                                          chapter 02 · RFC 9110 §15.4, CVE-2022-1650
//! Knows: what is asked behind each redirection, and what is not told there. Does not know: who
//! listens to the answer.
//! Read before: `net/src/fetch/redirect.rs`. Read next: `tests/07_event_source_net/redirects.rs`.

use super::*;

fn redirect(status: u16, location: &str) -> String {
    format!("HTTP/1.1 {status} Elsewhere\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n")
}

/// The status, and from where it came.
async fn opened(request: Request) -> (u16, String) {
    let response = open(request).await.unwrap();
    (response.status(), response.uri().to_string())
}

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

#[test]
fn must_not_follow_unless_it_is_told_to() {
    run(async {
        let fetched = fetch_of(&redirect(302, "/there")).await.unwrap();
        assert_eq!(fetched.status, 302);
    });
}

/// What was asked first, with which status it was answered, what is asked then.
#[test]
fn must_turn_some_requests_into_get_and_leave_others() {
    run(async {
        for (method, status, then) in [
            ("GET", 301, "GET"),
            ("GET", 303, "GET"),
            ("HEAD", 303, "HEAD"),
            ("POST", 301, "GET"),
            ("POST", 302, "GET"),
            ("POST", 303, "GET"),
            ("PUT", 303, "GET"),
            ("PUT", 302, "PUT"),
            ("POST", 307, "POST"),
            ("POST", 308, "POST"),
        ] {
            let script = Script::bind().await;
            let mut request = Request::new(method, &script.url("/a/here?x")).unwrap().follow(1);
            if method.starts_with('P') {
                request = request.field("Content-Type", "text/plain").body("body");
            }
            let server = async {
                script.answer(redirect(status, "there")).await;
                script.answer(OK).await
            };
            let (opened, asked) = tokio::join!(opened(request), server);
            assert_eq!(opened, (200, script.url("/a/there")));
            assert_eq!(asked.line(), format!("{then} /a/there HTTP/1.1"), "{method} {status}");
            let keeps = then.starts_with('P');
            assert_eq!(asked.body, if keeps { &b"body"[..] } else { b"" }, "{method} {status}");
            assert_eq!(asked.field("Content-Type").is_some(), keeps, "{method} {status}");
        }
    });
}

#[test]
fn must_not_take_secrets_to_another_origin_nor_back() {
    run(async {
        let (here, there) = (Script::bind().await, Script::bind().await);
        let mut request = Request::get(&here.url("/")).unwrap().follow(20);
        for (name, value) in [
            ("Authorization", "Basic YTpi"),
            ("Cookie", "session=1"),
            ("X-Api-Key", "k"),
            ("Accept", "text/plain"),
            ("last-event-id", "7"),
        ] {
            request = request.field(name, value);
        }
        let server = async {
            let same = here.answer(redirect(302, "/same")).await;
            let first = here.answer(redirect(302, &there.url("/other"))).await;
            let other = there.answer(redirect(302, &here.url("/home"))).await;
            [same, first, other, here.answer(OK).await]
        };
        let (opened, asked) = tokio::join!(opened(request), server);
        assert_eq!(opened, (200, here.url("/home")));
        for (asked, knows) in asked.iter().zip([true, true, false, false]) {
            for name in ["Authorization", "Cookie", "X-Api-Key"] {
                assert_eq!(asked.field(name).is_some(), knows, "{name} at {}", asked.line());
            }
            assert_eq!(asked.field("Accept").as_deref(), Some("text/plain"));
            assert_eq!(asked.field("Last-Event-ID").as_deref(), Some("7"));
        }
    });
}

#[test]
fn limit_the_redirections() {
    run(async {
        for (follow, reaches) in [(2, false), (3, true), (4, true)] {
            let script = Script::bind().await;
            let request = Request::get(&script.url("/")).unwrap().follow(follow);
            let server = async {
                for _ in 0..3 {
                    script.answer(redirect(307, "/")).await;
                }
                if reaches {
                    script.answer(OK).await;
                }
            };
            match tokio::join!(fetch(request), server).0 {
                Ok(answer) => assert!(reaches && answer.status == 200),
                Err(FetchError::TooManyRedirects(2)) => assert!(!reaches),
                Err(error) => panic!("{error}"),
            }
        }
    });
}

#[test]
fn must_take_an_answer_without_a_good_location_as_it_is_or_fail() {
    run(async {
        for (location, fails) in [
            ("", false),
            ("Location: /a\r\nLocation: /b\r\n", false),
            ("Location: ftp://h/\r\n", true),
            ("Location: http://user:secret@h/\r\n", true),
            ("Location: http://\r\n", true),
        ] {
            let script = Script::bind().await;
            let request = Request::get(&script.url("/")).unwrap().follow(20);
            let answer = format!("HTTP/1.1 302 Found\r\n{location}Content-Length: 0\r\n\r\n");
            match tokio::join!(fetch(request), script.answer(answer)).0 {
                Ok(answer) => assert!(!fails && answer.status == 302, "{location}"),
                Err(FetchError::Location(_)) => assert!(fails, "{location}"),
                Err(error) => panic!("{location}: {error}"),
            }
        }
    });
}
