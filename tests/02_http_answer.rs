//! # HTTP: the server's answers                                        chapter 02 · RFC 9112 §6
//! Knows: how an answer is framed, and how a broken rule is answered. Does not know: sockets.
//! Read before: `02_http_connection.rs`. Read next: `02_http_time.rs`.

#[path = "02_http/mod.rs"]
mod http;

use http::*;
use http1::{Response, UsageError};
use std::time::Duration;
use wire::{Bytes, Cite, Protocol};

mod s06_answers {
    use super::*;

    // HTTP-6.2-01, SEM-6.6.1-01, SEM-8.6-05
    #[test]
    fn should_say_length_and_date() {
        let mut talk = heard(GET);
        ok(&mut talk);
        talk.we_send_text(&ok_bytes(""));
        talk.nothing_else_happens();
    }

    #[test] // HTTP-9.6-01, HTTP-9.6-07
    fn must_close_after_a_response_that_says_so() {
        let mut talk = heard(GET);
        let last = Response::new(200).body("ok").close();
        talk.we_do("respond", |server| server.respond(last)).expect("owed");
        talk.we_send_text(&ok_bytes("Connection: close\r\n"));
        talk.we_end();
        let mut talk = heard(GET);
        let last = Response::new(200).close();
        talk.we_do("begin", |server| server.begin(last)).expect("owed");
        talk.we_do("finish", |server| server.finish()).expect("begun");
        let head = "Transfer-Encoding: chunked\r\nConnection: close";
        talk.we_send_text(&format!("HTTP/1.1 200 OK\r\n{DATE}{head}\r\n\r\n0\r\n\r\n"));
        talk.we_end();
    }

    // HTTP-4-04
    #[test]
    fn must_keep_the_space_before_an_empty_reason() {
        let mut talk = heard(GET);
        talk.we_do("respond", |server| server.respond(Response::new(299))).expect("owed");
        talk.we_send_text("HTTP/1.1 299 \r\n");
    }

    // SEM-8.6-07, SEM-9.1-01, SEM-9.3.2-01, SEM-9.3.2-02
    #[test]
    fn must_not_send_a_body_in_answer_to_head() {
        let mut talk = heard("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
        ok(&mut talk);
        talk.we_send_text(ok_bytes("").strip_suffix("ok").expect("a body"));
        talk.nothing_else_happens();
    }

    // HTTP-6.3-01, HTTP-6.1-06, SEM-8.6-03
    #[test]
    fn must_not_send_a_body_or_a_length_with_204_and_304() {
        for (status, line) in [(204, "204 No Content"), (304, "304 Not Modified")] {
            let mut talk = heard(GET);
            let response = Response::new(status).body("never");
            talk.we_do("respond", |server| server.respond(response)).expect("owed");
            talk.we_send_text(&format!("HTTP/1.1 {line}\r\n{DATE}\r\n"));
            talk.nothing_else_happens();
        }
    }

    // SEM-15.3.6-01
    #[test]
    fn must_not_send_content_with_205() {
        let whole = format!("HTTP/1.1 205 Reset Content\r\n{DATE}Content-Length: 0\r\n\r\n");
        let mut talk = heard(GET);
        let response = Response::new(205).body("never");
        talk.we_do("respond", |server| server.respond(response)).expect("owed");
        talk.we_send_text(&whole);
        talk.nothing_else_happens();
        let mut talk = heard(GET);
        talk.we_do("begin", |server| server.begin(Response::new(205))).expect("owed");
        talk.we_send_text(&whole);
        talk.nothing_else_happens();
        assert!(talk.protocol().is_idle());
    }

    #[test]
    fn must_send_a_body_in_chunks_as_it_comes() {
        let mut talk = heard(GET);
        let large = Bytes::from(vec![b'x'; 2000]);
        talk.we_do("stream", |server| {
            server.begin(Response::new(200))?;
            server.send_chunk(b"one")?;
            server.send_chunk(b"")?;
            server.send_chunk_with(|out| out.extend_from_slice(b"two, two"))?;
            server.send_shared_chunk(large.clone())?;
            server.send_shared_chunk(Bytes::new())?;
            server.finish()
        })
        .expect("owed");
        talk.we_send_text(&format!("HTTP/1.1 200 OK\r\n{DATE}Transfer-Encoding: chunked\r\n\r\n"));
        talk.we_send_text("3\r\none\r\n8\r\ntwo, two\r\n");
        talk.we_send_text(&format!("7d0\r\n{}\r\n0\r\n\r\n", "x".repeat(2000)));
        talk.nothing_else_happens();
        assert!(talk.protocol().is_idle());
    }

    // SEM-2.5-01, HTTP-6.1-09
    #[test]
    fn must_not_send_chunks_to_http10() {
        let mut talk = heard("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        talk.we_do("stream", |server| {
            server.begin(Response::new(200))?;
            server.send_chunk(b"one")?;
            server.send_chunk_with(|out| out.extend_from_slice(b"two"))?;
            server.send_shared_chunk(Bytes::from_static(b"three"))?;
            server.finish()
        })
        .expect("owed");
        talk.we_send_text(&format!("HTTP/1.1 200 OK\r\n{DATE}Connection: close\r\n\r\n"));
        talk.we_send_text("onetwothree");
        talk.we_end();
    }

    #[test]
    fn must_finish_a_stream_without_a_body_at_once() {
        let mut talk = heard("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
        talk.we_do("begin", |server| server.begin(Response::new(200))).expect("owed");
        talk.we_send_text(&format!("HTTP/1.1 200 OK\r\n{DATE}Transfer-Encoding: chunked\r\n\r\n"));
        talk.nothing_else_happens();
        assert!(talk.protocol().is_idle());
        assert_eq!(talk.protocol().send_chunk(b"x"), Err(UsageError::NotStreaming));
    }

    // SEM-7.8-01
    #[test]
    fn must_say_connection_upgrade_beside_upgrade() {
        let mut talk = heard(GET);
        let response = Response::new(426).field("Upgrade", "websocket");
        talk.we_do("respond", |server| server.respond(response)).expect("owed");
        talk.we_send_text(&format!(
            "HTTP/1.1 426 Upgrade Required\r\n{DATE}Upgrade: websocket\r\n"
        ));
        talk.we_send_text("Content-Length: 0\r\nConnection: upgrade\r\n\r\n");
    }

    #[test]
    fn must_write_the_date_of_the_moment() {
        let mut talk = heard(GET);
        talk.time_is(Duration::from_millis(83_999));
        ok(&mut talk);
        talk.we_send_text("HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:51:00 GMT\r\n");
    }
}

mod s06_3_violations {
    use super::*;

    #[test]
    fn must_answer_a_broken_rule_once_and_close() {
        let mut talk = talk();
        talk.peer_sends_text(&format!("\r\n{GET}"));
        talk.we_hear("Request GET /");
        talk.we_hear("End");
        ok(&mut talk);
        talk.we_send_text(&ok_bytes(""));
        talk.peer_sends_text("GET / HT");
        talk.peer_sends_text("TP/1.1\r\nX : a\r\n\r\n");
        let error = talk.fails_with("white space before a colon", Cite::rfc9112("5.1"));
        assert_eq!(error.offset, 2 + 27 + 17);
        let sentence = "white space before a colon; the field name must touch it";
        talk.we_send_text(&refusal("400 Bad Request", sentence));
        talk.we_end();
        talk.peer_sends_text(GET);
        talk.nothing_else_happens();
    }

    // SEM-9.3.2-01
    #[test]
    fn must_not_send_a_body_when_a_bad_head_asked_for_none() {
        let mut talk = talk();
        talk.peer_sends_text("HEAD / HTTP/1.1\r\n\r\n");
        talk.fails_with("there is no Host", Cite::rfc9112("3.2"));
        let whole = refusal("400 Bad Request", "there is no Host; HTTP/1.1 requires one");
        talk.we_send_text(whole.split_inclusive("\r\n\r\n").next().expect("a head"));
        talk.nothing_else_happens();
    }

    #[test]
    fn must_break_off_an_answer_that_was_begun() {
        let mut talk = talk();
        talk.peer_sends_text("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        talk.we_hear("Request POST /");
        talk.we_do("begin", |server| server.begin(Response::new(200))).expect("owed");
        talk.peer_sends_text("x");
        let error = talk.fails_with("a chunk size must be", Cite::rfc9112("7.1"));
        assert_eq!(error.offset, 17 + 9 + 28 + 2);
        talk.we_send_text(&format!("HTTP/1.1 200 OK\r\n{DATE}Transfer-Encoding: chunked\r\n\r\n"));
        talk.we_end();
        talk.nothing_else_happens();
    }

    #[test]
    fn limit_body_bytes_by_content_length() {
        let post = |n: u32| format!("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {n}\r\n\r\n");
        for n in [99, 100] {
            let mut talk = talk();
            talk.peer_sends_text(&post(n));
            talk.we_hear("Request POST /");
            talk.nothing_else_happens();
        }
        let mut talk = talk();
        talk.peer_sends_text(&post(101));
        let error = talk.fails_with("the body is too long", Cite::rfc9110("15.5.14"));
        assert_eq!(error.offset, 42);
        talk.we_send_text("HTTP/1.1 413 Content Too Large\r\n");
        talk.we_end();
    }

    // SEM-5.4-01: no more than the limit is ever kept.
    #[test]
    fn limit_head_bytes_in_pieces() {
        let mut talk = talk();
        talk.peer_sends_text("GET / HTTP/1.1\r\n");
        talk.peer_sends_text(&"x".repeat(240));
        assert_eq!(talk.protocol().held(), 256);
        talk.nothing_else_happens();
        talk.peer_sends_text("x");
        let error = talk.fails_with("the fields are too long", Cite::rfc6585("5"));
        assert_eq!((error.offset, talk.protocol().held()), (256, 0));
    }
}
