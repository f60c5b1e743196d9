//! # Fetching                                                 chapter 02 · RFC 9110, RFC 9112 §9
//! Knows: what our client asks over real sockets, and what it makes of each answer. Does not know:
//! heads and bodies by themselves (`02_http_client.rs`).
//! Read before: `net/src/fetch.rs`. Read next: `tests/02_http_fetch/redirects.rs`.

mod support;

use net::fetch::{Answer, FetchError, Request, Response, fetch, open};
use net::tokio;
use support::script::{Asked, Script, run};

/// What is read of one answer: its pieces, and how it ended.
async fn read(response: &mut Response) -> (Vec<u8>, Option<FetchError>) {
    let mut body = Vec::new();
    loop {
        match response.piece().await {
            Ok(Some(piece)) => body.extend_from_slice(&piece),
            Ok(None) => return (body, None),
            Err(error) => return (body, Some(error)),
        }
    }
}

/// Fetch from a server that answers `bytes` and ends in due form.
async fn fetch_of(bytes: &str) -> Result<Answer, FetchError> {
    let script = Script::bind().await;
    let request = Request::get(&script.url("/")).unwrap();
    tokio::join!(fetch(request), script.answer(bytes)).0
}

/// What is asked.
mod s03_request {
    use super::*;

    #[test]
    fn must_ask_with_one_host_the_fields_and_the_body() {
        run(async {
            let script = Script::bind().await;
            let request = Request::post(&script.url("/a?b#c")).unwrap();
            let request = request.field("Accept", "text/plain").body("hello");
            let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
            let (fetched, asked) = tokio::join!(fetch(request), script.answer(answer));
            assert_eq!(fetched.unwrap(), Answer { status: 200, body: b"hi".to_vec() });
            let head = format!(
                "POST /a?b HTTP/1.1\r\nHost: {}\r\nAccept: text/plain\r\nContent-Length: 5\r\n\r\n",
                script.address
            );
            assert_eq!(String::from_utf8_lossy(&asked.head), head);
            assert_eq!(asked.body, b"hello");
        });
    }

    #[test]
    fn must_not_send_what_cannot_be_said() {
        run(async {
            let script = Script::bind().await;
            let url = script.url("/");
            for request in [
                Request::get(&url).unwrap().field("X", "a\r\nY: b"),
                Request::get(&url).unwrap().field("X y", "a"),
                Request::get(&url).unwrap().field("Host", "other.example"),
                Request::new("A B", &url).unwrap(),
            ] {
                let fetched = fetch(request).await;
                assert!(matches!(fetched, Err(FetchError::Usage(_))), "{fetched:?}");
            }
            assert!(script.is_idle(), "nobody knocked");
        });
    }

    #[test]
    fn must_not_show_secrets_where_it_is_printed() {
        let request = Request::post("http://h/").unwrap();
        let request = request.field("Authorization", "Bearer tok").body("secret");
        let shown = format!("{request:?}");
        assert!(shown.contains("Authorization"), "{shown}");
        assert!(!shown.contains("tok") && !shown.contains("secret"), "{shown}");
    }
}

/// What comes, and how it ends.
mod s06_response {
    use super::*;

    #[test]
    fn must_hand_the_body_out_as_it_comes() {
        run(async {
            let script = Script::bind().await;
            let client = async {
                let request = Request::get(&script.url("/")).unwrap();
                let mut response = open(request).await.unwrap();
                assert_eq!(response.fields().single("X"), Ok(Some(&b"y"[..])));
                let one = response.piece().await.unwrap();
                let rest = read(&mut response).await;
                (one, rest)
            };
            let server = async {
                let mut asked = script.asked().await;
                let head = "HTTP/1.1 200 OK\r\nX: y\r\nTransfer-Encoding: chunked\r\n\r\n";
                asked.say(head).await;
                asked.say("3\r\none\r\n1\r\n \r\n").await;
                tokio::task::yield_now().await;
                asked.say("3\r\ntwo\r\n0\r\n\r\n").await;
                asked.ended().await;
            };
            let ((one, (rest, error)), ()) = tokio::join!(client, server);
            let body = [one.unwrap(), rest].concat();
            assert_eq!(body, b"one two");
            assert!(error.is_none(), "{error:?}");
        });
    }

    #[test]
    fn must_tell_a_whole_body_from_one_that_was_cut() {
        run(async {
            for (answer, whole) in [
                ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", true),
                ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi", false),
                ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", true),
                ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n", false),
                ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi", false),
                ("HTTP/1.1 200 OK\r\n\r\nhi", true), // ends with the connection
                ("HTTP/1.0 200 OK\r\n\r\nhi", true),
            ] {
                let script = Script::bind().await;
                let client = async {
                    let request = Request::get(&script.url("/")).unwrap();
                    read(&mut open(request).await.unwrap()).await
                };
                let ((body, error), _) = tokio::join!(client, script.answer(answer));
                assert_eq!(body, b"hi", "what came is handed out: {answer:?}");
                assert_eq!(error.is_none(), whole, "{answer:?}: {error:?}");
                assert!(error.is_none_or(|error| error.is_worth_a_retry()));
            }
        });
    }

    #[test]
    fn must_tell_a_reset_even_where_the_connection_ends_the_body() {
        run(async {
            let script = Script::bind().await;
            let client = async {
                let request = Request::get(&script.url("/")).unwrap();
                let mut response = open(request).await.unwrap();
                let hi = response.piece().await.unwrap();
                (hi, response)
            };
            let server = async {
                let mut asked = script.asked().await;
                asked.say("HTTP/1.1 200 OK\r\n\r\nhi").await;
                asked
            };
            let ((hi, mut response), asked) = tokio::join!(client, server);
            assert_eq!(hi.as_deref(), Some(&b"hi"[..]));
            asked.reset();
            let (rest, error) = read(&mut response).await;
            assert_eq!(rest, b"");
            let error = error.expect("a reset is no end");
            assert!(matches!(error, FetchError::Fault(net::Fault::Io(_))), "{error:?}");
            assert!(response.piece().await.is_err(), "and it stays so");
        });
    }

    #[test]
    fn must_skip_interim_answers() {
        run(async {
            let answer = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n\
                          HTTP/1.1 204 No Content\r\n\r\n";
            let fetched = fetch_of(answer).await.unwrap();
            assert_eq!(fetched, Answer { status: 204, body: Vec::new() });
        });
    }

    #[test]
    fn must_fail_on_what_is_no_answer() {
        run(async {
            for answer in ["", "SSH-2.0-x\r\n\r\n", "HTTP/1.1 200", "HTTP/1.1 200 OK\n\n"] {
                let fetched = fetch_of(answer).await;
                assert!(matches!(fetched, Err(FetchError::Fault(_))), "{answer:?}: {fetched:?}");
            }
            let request = Request::get("http://127.0.0.1:1/").unwrap();
            let fetched = fetch(request).await;
            assert!(matches!(fetched, Err(FetchError::Reach(_))), "{fetched:?}");
        });
    }
}

/// What is bounded.
mod s09_limits {
    use super::*;
    use std::time::Duration;
    use support::in_virtual_time;
    use wire::Limits;

    #[test]
    fn limit_the_body_that_is_fetched_whole() {
        run(async {
            for (length, fits) in [(9, true), (10, true), (11, false)] {
                let script = Script::bind().await;
                let limits = Limits { body_bytes: 10, ..Limits::DEFAULT };
                let request = Request::get(&script.url("/")).unwrap().limits(limits);
                let answer = format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(length));
                match tokio::join!(fetch(request), script.answer(answer)).0 {
                    Ok(answer) => assert!(fits && answer.body.len() == length, "{length}"),
                    Err(FetchError::TooLong { limit: 10 }) => assert!(!fits, "{length}"),
                    Err(error) => panic!("{error}"),
                }
            }
        });
    }

    /// A server that begins an answer, and does not go on.
    #[test]
    fn limit_the_time_of_each_part() {
        for begun in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\n\r\nhalf a "] {
            in_virtual_time(async {
                let script = Script::bind().await;
                let request = Request::get(&script.url("/")).unwrap();
                let server = async {
                    let mut asked = Asked::read(script.accept().await).await;
                    asked.say(begun).await;
                    asked.ended().await;
                };
                let patient = tokio::time::timeout(Duration::from_secs(1_000), fetch(request));
                let (fetched, ()) = tokio::join!(patient, server);
                let fetched = fetched.expect("it ends");
                assert!(matches!(fetched, Err(FetchError::TooLate)), "{begun:?}: {fetched:?}");
            });
        }
    }

    /// Whoever drops the future at any moment, and asks again, gets every byte.
    #[test]
    fn must_lose_nothing_when_a_future_is_dropped_at_any_poll() {
        run(async {
            let text: String = (0..200).map(|i| format!("{i} ")).collect();
            let chunked: String =
                text.split_inclusive(' ').map(|s| format!("{:x}\r\n{s}\r\n", s.len())).collect();
            let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
            let script = Script::bind().await;
            let server = async {
                let mut asked = script.asked().await;
                asked.say(head).await;
                for piece in chunked.as_bytes().chunks(7) {
                    asked.say(piece).await;
                    tokio::task::yield_now().await;
                }
                asked.say("0\r\n\r\n").await;
                asked.ended().await;
            };
            let client = async {
                let request = Request::get(&script.url("/")).unwrap();
                let mut response = open(request).await.unwrap();
                let (mut body, mut polls) = (Vec::new(), 0);
                loop {
                    polls = (polls + 1) % 3;
                    let piece = response.piece();
                    match support::handles::give_up_after(polls, piece).await {
                        Some(Ok(Some(piece))) => body.extend_from_slice(&piece),
                        Some(Ok(None)) => return body,
                        Some(Err(error)) => panic!("{error}"),
                        None => tokio::task::yield_now().await,
                    }
                }
            };
            let (body, ()) = tokio::join!(client, server);
            assert_eq!(String::from_utf8(body).unwrap(), text);
        });
    }
}

/// Where we are sent on.
#[path = "02_http_fetch/onlooker.rs"]
mod s03_onlooker;

#[path = "02_http_fetch/redirects.rs"]
mod s15_4_redirects;

/// By which way.
#[path = "02_http_fetch/ways.rs"]
mod s04_ways;

/// What an address is, and what a reference means.
#[path = "02_http_fetch/uris.rs"]
mod s04_2_uris;
