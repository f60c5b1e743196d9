//! # Every end of a stream                                     chapter 07 · WHATWG HTML §9.2.3
//! Knows: answers that are final, and ends after which one comes back. Does not know: redirections.
//! Read before: `sse/src/event_source/mod.rs`. Read next: `resume.rs`.

use super::*;
use lab::certificate::Identity;
use net::tls::ClientTls;
use support::in_virtual_time;

/// One request, then none ever again.
#[test] // SSE-9.2.2-15, SSE-9.2.3-10, SSE-9.2.3-11
fn must_take_every_status_but_200_for_final() {
    run(async {
        for status in [201, 204, 205, 206, 299, 300, 304, 400, 401, 404, 410, 429, 500, 502, 503] {
            let script = Script::bind().await;
            let mut source = source(&script, "/");
            let answer = format!(
                "HTTP/1.1 {status} Some\r\nContent-Type: text/event-stream\r\nRetry-After: 1\r\n\
                 Connection: close\r\n\r\nretry: 0\ndata: not heard\n\n"
            );
            let (told, _) = tokio::join!(told(&mut source, ""), script.answer(answer));
            let why = Why::Status(status);
            assert_eq!(told, [format!("closed: {why}")]);
            assert_eq!(source.next().await, None);
            assert!(script.is_idle());
        }
    });
}

/// At once, and not when the application asks for more: the body is never read.
#[test] // SSE-9.2.3-10
fn must_close_the_socket_of_an_answer_that_is_final() {
    run(async {
        let script = Script::bind().await;
        let mut source = source(&script, "/");
        let server = async {
            let mut asked = script.asked().await;
            asked.say("HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n").await;
            asked.ended().await;
        };
        let (event, ()) = tokio::join!(source.next(), server);
        assert!(matches!(event, Some(Event::Error { retry_in: None, .. })), "{event:?}");
        assert_eq!(source.next().await, None);
    });
}

#[test] // SSE-9.2.2-15, SSE-9.2.3-11
fn must_end_for_good_by_a_204_when_it_comes_back() {
    run(async {
        let script = Script::bind().await;
        let mut source = source(&script, "/");
        let server = async {
            script.answer(format!("{STREAM}data: a\n\n")).await;
            script.answer("HTTP/1.1 204 No Content\r\n\r\n").await;
        };
        let (told, ()) = tokio::join!(told(&mut source, ""), server);
        assert_eq!(told.first().map(String::as_str), Some("open"));
        assert_eq!(told.len(), 4, "{told:?}");
        assert!(told[3].starts_with("closed: status 204"), "{told:?}");
    });
}

#[test] // SSE-9.2.2-16, SSE-9.2.2-17
fn must_take_another_media_type_for_final() {
    run(async {
        for (fields, good) in [
            ("", false),
            ("Content-Type: text/plain\r\n", false),
            ("Content-Type: text/event-streams\r\n", false),
            ("Content-Type: TEXT/Event-Stream; charset=utf-8\r\n", true),
            ("Content-Type: text/plain\r\nContent-Type: text/event-stream\r\n", true),
            ("Content-Type: text/event-stream\r\nContent-Type: text/plain\r\n", false),
        ] {
            let script = Script::bind().await;
            let mut source = source(&script, "/");
            let answer = format!("HTTP/1.1 200 OK\r\n{fields}\r\ndata: enough\n\n");
            let (told, _) = tokio::join!(told(&mut source, "enough"), script.answer(answer));
            assert_eq!(told[0] == "open", good, "{fields}: {told:?}");
            assert_eq!(told[0].starts_with("closed: media type"), !good, "{fields}: {told:?}");
        }
    });
}

/// What was whole is heard, what was not is not, and the next attempt follows.
#[test] // SSE-9.2.2-18, SSE-9.2.2-19
fn must_come_back_after_every_end_of_the_body() {
    run(async {
        let typed = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
        let body = "id: 1\ndata: a\n\ndata: unfin";
        let length = body.len();
        for (why, answer) in [
            ("the stream came to its end", format!("{typed}\r\n{body}")),
            (
                "the stream came to its end",
                format!("{typed}Content-Length: {length}\r\n\r\n{body}"),
            ),
            ("the network failed", format!("{typed}Content-Length: 999\r\n\r\n{body}")),
            (
                "the stream came to its end",
                format!(
                    "{typed}Transfer-Encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\n0\r\n\r\n"
                ),
            ),
            (
                "the network failed",
                format!("{typed}Transfer-Encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\n"),
            ),
            (
                "the network failed",
                format!("{typed}Transfer-Encoding: chunked\r\n\r\n99\r\n{body}"),
            ),
            (
                "the network failed",
                format!("{typed}Transfer-Encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\nzz\r\n"),
            ),
        ] {
            let script = Script::bind().await;
            let mut source = source(&script, "/");
            let server = async {
                script.answer(&answer).await;
                script.answer(format!("{STREAM}data: enough\n\n")).await
            };
            let (told, asked) = tokio::join!(told(&mut source, "enough"), server);
            let error = format!("error in 0ns: {why}");
            let all = ["open", "message a 1", &error, "open", "message enough 1"];
            assert_eq!(told, all, "{answer}");
            assert_eq!(asked.field("Last-Event-ID").as_deref(), Some("1"));
        }
    });
}

#[test] // SSE-9.2.2-13, SSE-9.2.3-02
fn must_come_back_after_a_reset_and_after_no_answer() {
    run(async {
        let script = Script::bind().await;
        let mut source = source(&script, "/");
        let server = async {
            script.asked().await.reset();
            script.answer("").await;
            script.answer("HTTP/1.1 200").await;
            script.answer("SSH-2.0-x\r\n\r\n").await;
            script.answer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n").await;
            let mut asked = script.asked().await;
            asked.say(format!("{STREAM}data: a\n\n")).await;
            asked.reset();
            script.answer(format!("{STREAM}data: enough\n\n")).await;
        };
        let (told, ()) = tokio::join!(told(&mut source, "enough"), server);
        let errors = told.iter().filter(|told| *told == "error in 0ns: the network failed").count();
        assert_eq!(errors, 6, "{told:?}");
        assert_eq!(told.last().unwrap(), "message enough ");
    });
}

#[test]
fn must_skip_interim_answers() {
    run(async {
        let script = Script::bind().await;
        let mut source = source(&script, "/");
        let answer = format!("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n{STREAM}data: enough\n\n");
        let (told, _) = tokio::join!(told(&mut source, "enough"), script.answer(answer));
        assert_eq!(told, ["open", "message enough "]);
    });
}

/// Nobody listens: each wait is the reconnection time, and attempts are counted.
#[test] // SSE-9.2.2-13, SSE-9.2.3-03
fn limit_the_attempts_when_nobody_listens() {
    in_virtual_time(async {
        let request = Request::get("http://127.0.0.1:1/").unwrap();
        let options = Options { attempts_max: Some(3), ..Options::default() };
        let mut source = EventSource::new(request, options);
        let told = told(&mut source, "").await;
        let failed = "error in 3s: the network failed";
        assert_eq!(told, [failed, failed, "closed: the network failed"]);
        assert!(source.failure().unwrap().to_string().starts_with("cannot connect"));
    });
}

/// The server is there and says nothing more: the watchdog ends it, comments put it off.
#[test]
fn should_give_up_a_silent_stream_if_it_is_told_to() {
    in_virtual_time(async {
        let script = Script::bind().await;
        let options =
            Options { silence: Some(Duration::from_secs(38)), attempts_max: Some(1), ..at_once() };
        let mut source = EventSource::new(Request::get(&script.url("/")).unwrap(), options);
        let server = async {
            let mut asked = script.asked().await;
            asked.say(format!("{STREAM}data: a\n\n")).await;
            for _ in 0..100 {
                tokio::time::sleep(Duration::from_secs(15)).await;
                asked.say(":\n\n").await;
            }
            asked.ended().await;
        };
        let began = tokio::time::Instant::now();
        let (told, ()) = tokio::join!(told(&mut source, ""), server);
        assert_eq!(told[..2], ["open", "message a "]);
        assert_eq!(told[2], "error in 0ns: not a byte came for too long");
        let took = began.elapsed();
        assert!(took >= Duration::from_secs(100 * 15 + 38), "{took:?}");
    });
}

/// a server that is full, and says it in two ways.
#[test] // SSE-9.2.2-15, SSE-9.2.3-03
fn claim_a_503_ends_a_client_for_good_and_a_retry_brings_it_back() {
    run(async {
        let script = Script::bind().await;
        let mut refused = source(&script, "/");
        let full =
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n";
        let (heard, _) = tokio::join!(told(&mut refused, ""), script.answer(full));
        assert_eq!(heard, ["closed: status 503; 200 would have been right"]);
        assert!(script.is_idle(), "one request, and no more");
    });
    in_virtual_time(async {
        let script = Script::bind().await;
        let mut put_off = source(&script, "/");
        let server = async {
            script.answer(format!("{STREAM}retry: 5000\n\n")).await;
            let closed = tokio::time::Instant::now();
            let asked = script.answer(format!("{STREAM}data: enough\n\n")).await;
            (closed.elapsed(), asked)
        };
        let (heard, (waited, _)) = tokio::join!(told(&mut put_off, "enough"), server);
        let all = ["open", "error in 5s: the stream came to its end", "open", "message enough "];
        assert_eq!(heard, all);
        assert!(waited >= Duration::from_millis(4_900), "{waited:?}");
    });
}

#[test] // SSE-9.2.2-14
fn must_read_inside_tls_and_never_ask_whom_it_does_not_trust() {
    run(async {
        let identity = Identity::self_signed(&["localhost"]).unwrap();
        let shown = identity.tls().unwrap();
        let script = Script::bind().await;
        let url = format!("https://localhost:{}/", script.address.port());
        let request = Request::get(&url).unwrap();
        let trusted = ClientTls::trusting(&identity.certificate).unwrap();
        let mut source = EventSource::new(request.clone().trust(trusted), at_once());
        let server = async {
            for body in ["id: 1\ndata: a\n\n", "data: enough\n\n"] {
                let stream = shown.accept(script.accept().await).await.unwrap();
                let mut asked = Asked::read(stream).await;
                asked.say(format!("{STREAM}{body}")).await;
                asked.end().await;
            }
        };
        let (heard, ()) = tokio::join!(told(&mut source, "enough"), server);
        assert_eq!(heard.len(), 5, "{heard:?}");

        let mut source = EventSource::new(request, at_once());
        let server = async { shown.accept(script.accept().await).await.err() };
        let (heard, _) = tokio::join!(told(&mut source, ""), server);
        assert_eq!(heard, ["closed: another attempt would not help"]);
    });
}
