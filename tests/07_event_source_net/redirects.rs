//! # A stream that is elsewhere                     chapter 07 · WHATWG HTML §9.2.3, Fetch §4.4
//! Knows: each way to send a reader on, and what must not go with it. Does not know: other requests
//! (`02_http_fetch/redirects.rs`).
//! Read before: `net/src/event_source/asking.rs`. Read next: `resume.rs`.

use super::*;
use sse::event_source::REDIRECTS_MAX;

fn redirect(status: u16, location: &str) -> String {
    format!("HTTP/1.1 {status} Elsewhere\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n")
}

/// Open fires once, at the end; each attempt begins at the first address.
#[test] // SSE-9.2.2-10, SSE-9.2.2-09
fn must_follow_every_redirect_and_begin_anew_each_time() {
    run(async {
        for status in [301, 302, 303, 307, 308] {
            let script = Script::bind().await;
            let mut source = source(&script, "/a/here");
            let server = async {
                let mut lines = Vec::new();
                for body in ["id: 1\ndata: a\n\n", "data: enough\n\n"] {
                    lines.push(script.answer(redirect(status, "there?x")).await.line());
                    lines.push(script.answer(format!("{STREAM}{body}")).await.line());
                }
                lines
            };
            let (told, lines) = tokio::join!(told(&mut source, "enough"), server);
            let end = "error in 0ns: the stream came to its end";
            assert_eq!(told, ["open", "message a 1", end, "open", "message enough 1"], "{status}");
            let (here, there) = ("GET /a/here HTTP/1.1", "GET /a/there?x HTTP/1.1");
            assert_eq!(lines, [here, there, here, there], "{status}");
            assert_eq!(source.url(), script.url("/a/here"));
        }
    });
}

#[test]
fn must_turn_a_post_into_get_but_for_307_and_308() {
    run(async {
        for (status, then) in
            [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")]
        {
            let script = Script::bind().await;
            let request = Request::post(&script.url("/")).unwrap().body("x");
            let mut source = EventSource::new(request, at_once());
            let server = async {
                script.answer(redirect(status, "/there")).await;
                script.answer(format!("{STREAM}data: enough\n\n")).await
            };
            let (_, asked) = tokio::join!(told(&mut source, "enough"), server);
            assert_eq!(asked.line(), format!("{then} /there HTTP/1.1"), "{status}");
            assert_eq!(asked.body.is_empty(), then == "GET", "{status}");
        }
    });
}

#[test] // SSE-9.2.2-10
fn limit_a_loop_of_redirects() {
    run(async {
        let script = Script::bind().await;
        let options = Options { attempts_max: Some(1), ..at_once() };
        let mut source = EventSource::new(Request::get(&script.url("/")).unwrap(), options);
        let server = async {
            for _ in 0..=REDIRECTS_MAX {
                script.answer(redirect(307, "/")).await;
            }
        };
        let (told, ()) = tokio::join!(told(&mut source, ""), server);
        assert_eq!(told, ["closed: more than 20 redirects"]);
        assert!(script.is_idle());
    });
}

#[test] // SSE-9.2.2-11
fn must_take_a_redirect_without_a_place_for_an_answer_that_is_none() {
    run(async {
        let script = Script::bind().await;
        let mut source = source(&script, "/");
        let nowhere = "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n";
        let (told, _) = tokio::join!(told(&mut source, ""), script.answer(nowhere));
        assert_eq!(told, ["closed: status 302; 200 would have been right"]);
    });
}

/// CVE-2022-1650, which a well-known client had.
#[test]
fn must_not_take_secrets_to_another_origin() {
    run(async {
        let (here, there) = (Script::bind().await, Script::bind().await);
        let request = Request::get(&here.url("/")).unwrap();
        let request = request.field("Authorization", "Bearer tok").field("Cookie", "a=b");
        let options = Options { last_event_id: "7".into(), ..at_once() };
        let mut source = EventSource::new(request.field("X-Key", "k"), options);
        let server = async {
            let mut knew = Vec::new();
            for body in ["data: a\n\n", "data: enough\n\n"] {
                let first = here.answer(redirect(307, &there.url("/"))).await;
                let other = there.answer(format!("{STREAM}{body}")).await;
                for asked in [first, other] {
                    assert_eq!(asked.field("Last-Event-ID").as_deref(), Some("7"));
                    let names = ["Authorization", "Cookie", "X-Key"];
                    knew.push(names.map(|name| asked.field(name).is_some()));
                }
            }
            knew
        };
        let (_, knew) = tokio::join!(told(&mut source, "enough"), server);
        assert_eq!(knew, [[true; 3], [false; 3], [true; 3], [false; 3]]);
    });
}
