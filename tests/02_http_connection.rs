//! # HTTP: the server's connection                                     chapter 02 · RFC 9112 §9
//! Knows: what is heard in which order, and when the connection ends. Does not know: sockets.
//! Read before: `02_http_body.rs`. Read next: `02_http_answer.rs`.

#[path = "02_http/mod.rs"]
mod http;

use http::*;
use http1::{Event, ProtocolError, Response, Server, UsageError, Violation};
use wire::{Cite, Protocol};

mod s02_2_before_a_request {
    use super::*;

    // HTTP-2.2-06
    #[test]
    fn should_skip_empty_lines_before_a_request() {
        let mut talk = talk();
        talk.peer_sends_text(&"\r\n".repeat(8));
        talk.nothing_else_happens();
        assert_eq!(talk.protocol().held(), 0);
        talk.peer_sends_text(GET);
        talk.we_hear("Request GET /");
        talk.we_hear("End");
    }

    #[test]
    fn limit_empty_lines() {
        for n in [7, 8] {
            let mut talk = talk();
            talk.peer_sends_text(&("\r\n".repeat(n) + GET));
            talk.we_hear("Request GET /");
        }
        let mut talk = talk();
        talk.peer_sends_text(&"\r\n".repeat(9));
        let error = talk.fails_with("too many empty lines", Cite::rfc9112("2.2"));
        assert_eq!(error, ProtocolError { violation: Violation::TooManyEmptyLines, offset: 16 });
    }

    #[test]
    fn must_not_take_a_cr_alone_for_an_empty_line() {
        let mut talk = talk();
        talk.peer_sends_text("\r\n\r");
        talk.peer_sends_text("G");
        let error = talk.fails_with("a CR stands alone", Cite::rfc9112("2.2"));
        assert_eq!(error.offset, 2);
    }
}

mod s09_3_persistence {
    use super::*;

    // HTTP-9.3-02
    #[test]
    fn must_close_after_http10_unless_asked_to_stay() {
        let mut talk = heard("GET / HTTP/1.0\r\n\r\n");
        ok(&mut talk);
        talk.we_send_text(&ok_bytes("Connection: close\r\n"));
        talk.we_end();
        let mut talk = heard("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
        ok(&mut talk);
        talk.we_send_text(&ok_bytes("Connection: keep-alive\r\n"));
        talk.nothing_else_happens();
        assert!(talk.protocol().is_idle());
    }

    // HTTP-9.6-01, HTTP-9.6-05, HTTP-9.6-04, HTTP-9.6-06, HTTP-9.6-07, HTTP-9.6-08
    #[test]
    fn must_close_when_asked_and_ignore_what_follows() {
        let close = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        let mut talk = heard(close);
        ok(&mut talk);
        talk.we_send_text(&ok_bytes("Connection: close\r\n"));
        talk.we_end();
        talk.peer_sends_text(GET);
        talk.nothing_else_happens();
        assert_eq!(talk.protocol().respond(Response::new(200)), Err(UsageError::Ended));
        // What waited behind it is not kept either.
        let mut server = server();
        let mut bytes = format!("{close}{GET}").into_bytes();
        let mut input = wire::Input::new(&mut bytes);
        while let Ok(Some(_)) = server.next_event(&mut input) {}
        assert_eq!(server.held(), GET.len());
        server.respond(Response::new(200)).expect("owed");
        assert_eq!(server.held(), 0);
    }

    // HTTP-9.3.2-01, HTTP-9.3-01, HTTP-9.3.2-02
    #[test]
    fn must_answer_pipelined_requests_in_order() {
        let mut talk = talk();
        let post = "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi";
        talk.peer_sends_text(&format!("{GET}{post}{GET}"));
        talk.we_hear("Request GET /");
        talk.we_hear("End");
        talk.nothing_else_happens();
        assert_eq!(talk.protocol().held(), post.len() + GET.len());
        ok(&mut talk);
        talk.we_hear("Request POST /2");
        talk.we_hear("Data b\"hi\"");
        talk.we_hear("End");
        ok(&mut talk);
        talk.we_hear("Request GET /");
        talk.we_hear("End");
        assert_eq!(talk.protocol().held(), 0);
    }

    // HTTP-9.5-02
    #[test]
    fn limit_held_bytes_stop_the_reading() {
        let mut talk = heard(GET);
        talk.peer_sends(&"00 ".repeat(255));
        assert!(talk.protocol().wants_input());
        talk.peer_sends("00");
        assert!(!talk.protocol().wants_input());
        assert_eq!(talk.protocol().take_held().len(), 256);
        assert!(talk.protocol().wants_input());
    }

    #[test]
    fn may_answer_a_client_that_ended_its_side() {
        let mut talk = talk();
        talk.peer_sends_text(&format!("{GET}{GET}"));
        talk.we_hear("Request GET /");
        talk.we_hear("End");
        talk.peer_ends();
        talk.we_hear("Closed");
        ok(&mut talk);
        talk.we_send_text(&ok_bytes(""));
        talk.we_hear("Request GET /");
        talk.we_hear("End");
        ok(&mut talk);
        talk.we_send_text(&ok_bytes("Connection: close\r\n"));
        talk.we_end();
        talk.nothing_else_happens();
    }

    // HTTP-6.3-11
    #[test]
    fn must_end_when_a_request_is_broken_off() {
        for half in ["", "GET / HT", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhal"] {
            let mut talk = talk();
            talk.peer_sends_text(half);
            talk.peer_ends();
            talk.we_end();
            if half.starts_with("POST") {
                talk.we_hear("Request POST /");
                talk.we_hear("Data b\"hal\"");
            }
            talk.we_hear("Closed");
            talk.nothing_else_happens();
            assert_eq!(talk.protocol().held(), 0);
        }
    }

    #[test]
    fn must_finish_the_current_answer_before_going_away() {
        let mut idle = talk();
        idle.we_do("shut down", Server::shut_down);
        idle.we_end();
        let mut talk = heard(GET);
        talk.we_do("shut down", Server::shut_down);
        talk.nothing_else_happens();
        ok(&mut talk);
        talk.we_send_text(&ok_bytes("Connection: close\r\n"));
        talk.we_end();
    }

    /// Its head said nothing of closing, for nobody knew.
    #[test]
    fn must_finish_the_current_stream_before_going_away() {
        let mut talk = heard(GET);
        talk.we_do("begin", |server| server.begin(Response::new(200))).expect("owed");
        talk.we_do("shut down", Server::shut_down);
        talk.we_send_text(&format!("HTTP/1.1 200 OK\r\n{DATE}Transfer-Encoding: chunked\r\n\r\n"));
        talk.nothing_else_happens();
        talk.we_do("finish", Server::finish).expect("begun");
        talk.we_send_text("0\r\n\r\n");
        talk.we_end();
    }

    /// A request that came already is no idleness.
    #[test]
    fn must_answer_the_request_that_waits_before_going_away() {
        let mut server = server();
        let mut bytes = format!("{GET}{GET}").into_bytes();
        let mut input = wire::Input::new(&mut bytes);
        while let Ok(Some(_)) = server.next_event(&mut input) {}
        server.respond(Response::new(200)).expect("owed");
        assert!(!server.is_idle(), "one request waits");
        server.shut_down();
        assert!(!server.take_output().is_end());
        let head = server.next_event(&mut wire::Input::empty()).expect("good");
        assert!(matches!(head, Some(Event::Request(_))));
        assert_eq!(server.next_event(&mut wire::Input::empty()), Ok(Some(Event::End)));
        server.respond(Response::new(200)).expect("owed");
        assert!(server.take_output().is_end());
    }

    #[test]
    fn must_close_after_a_rejection() {
        let mut talk = talk();
        let busy = Response::new(503).text("busy");
        talk.we_do("reject", |server| server.reject(busy)).expect("not ended");
        talk.we_send_text(&refusal("503 Service Unavailable", "busy"));
        talk.we_end();
        assert_eq!(talk.protocol().reject(Response::new(503)), Err(UsageError::Ended));
    }

    /// A second head inside of a body would be a part of it.
    #[test]
    fn must_break_off_a_stream_without_a_second_head() {
        let mut talk = heard(GET);
        talk.we_do("begin", |server| server.begin(Response::new(200))).expect("owed");
        talk.we_do("reject", |server| server.reject(Response::new(503))).expect("not ended");
        talk.we_send_text(&format!("HTTP/1.1 200 OK\r\n{DATE}Transfer-Encoding: chunked\r\n\r\n"));
        talk.we_end();
        talk.nothing_else_happens();
    }
}

mod rfc9110_s10_1_1_continue {
    use super::*;

    const EXPECT: &str =
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n";

    // SEM-10.1.1-02, SEM-10.1.1-08, SEM-10.1.1-05
    #[test]
    fn must_ask_for_the_body_that_waits() {
        let mut talk = talk();
        talk.peer_sends_text(EXPECT);
        talk.we_hear("Request POST /");
        talk.we_send_text("HTTP/1.1 100 Continue\r\n\r\n");
        talk.peer_sends_text("hi");
        talk.we_hear("Data b\"hi\"");
        talk.we_hear("End");
        ok(&mut talk);
        talk.we_send_text(&ok_bytes(""));
        talk.nothing_else_happens();
    }

    // SEM-10.1.1-04
    #[test]
    fn may_leave_it_out_when_the_body_is_there() {
        let mut talk = talk();
        talk.peer_sends_text(&format!("{EXPECT}hi"));
        talk.we_hear("Request POST /");
        talk.we_hear("Data b\"hi\"");
        talk.we_hear("End");
        talk.nothing_else_happens();
    }

    // SEM-10.1.1-04: nor does the connection end, for nothing is held back.
    #[test]
    fn may_leave_it_out_when_there_is_no_body() {
        for length in ["", "Content-Length: 0\r\n"] {
            let expect = "Expect: 100-continue\r\n";
            let mut talk = talk();
            talk.peer_sends_text(&format!("GET / HTTP/1.1\r\nHost: a\r\n{length}{expect}\r\n"));
            talk.we_hear("Request GET /");
            ok(&mut talk);
            talk.we_send_text(&ok_bytes(""));
            talk.we_hear("End");
            assert!(talk.protocol().is_idle());
        }
    }

    // SEM-15.2-01, SEM-10.1.1-03
    #[test]
    fn must_not_send_it_to_http10() {
        let mut talk = talk();
        talk.peer_sends_text(&EXPECT.replace("1.1", "1.0"));
        talk.we_hear("Request POST /");
        talk.nothing_else_happens();
    }

    // HTTP-9.3-04, SEM-10.1.1-06
    #[test]
    fn should_close_after_an_answer_instead_of_it() {
        let mut server = server();
        let mut bytes = EXPECT.as_bytes().to_vec();
        let head = server.next_event(&mut wire::Input::new(&mut bytes)).expect("good");
        assert!(matches!(head, Some(Event::Request(head)) if head.expects_continue()));
        server.respond(Response::new(401)).expect("owed");
        let output = server.take_output();
        assert!(output.is_end());
        assert!(output.to_vec().ends_with(b"Connection: close\r\n\r\n"));
    }
}

mod rfc9110_s07_8_upgrade {
    use super::*;

    const SWITCH: &[u8] = b"HTTP/1.1 101 Switching Protocols\r\n\r\n";

    #[test]
    fn must_leave_what_comes_behind_to_the_next_protocol() {
        let mut server = server();
        let mut bytes = format!("{GET}next").into_bytes();
        let mut input = wire::Input::new(&mut bytes);
        assert!(matches!(server.next_event(&mut input), Ok(Some(Event::Request(_)))));
        assert_eq!(server.next_event(&mut input), Ok(Some(Event::End)));
        assert_eq!(server.switch_protocols(SWITCH), Ok(()));
        assert_eq!(server.take_output().to_vec(), SWITCH);
        assert_eq!((input.peek(), server.held()), (&b"next"[..], 0));
        assert_eq!(server.deadline(), None);
    }

    #[test]
    fn must_hand_over_what_was_held() {
        let mut talk = heard(GET);
        talk.peer_sends_text("ne");
        talk.peer_sends_text("xt");
        talk.we_do("switch", |server| server.switch_protocols(SWITCH)).expect("owed");
        assert_eq!(talk.protocol().take_held(), b"next");
        assert_eq!(talk.protocol().held(), 0);
    }

    // SEM-7.8-05: the body comes first, and 100 before it.
    #[test]
    fn must_ask_for_the_body_before_it_switches() {
        let mut talk = talk();
        talk.peer_sends_text(
            "POST / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\nConnection: upgrade\r\n\
             Content-Length: 2\r\nExpect: 100-continue\r\n\r\n",
        );
        talk.we_hear("Request POST /");
        talk.we_send_text("HTTP/1.1 100 Continue\r\n\r\n");
        assert_eq!(talk.protocol().switch_protocols(SWITCH), Err(UsageError::BodyUnread));
        talk.peer_sends_text("hi");
        talk.we_hear("Data b\"hi\"");
        talk.we_hear("End");
        talk.we_do("switch", |server| server.switch_protocols(SWITCH)).expect("owed");
        talk.we_send_text("HTTP/1.1 101 Switching Protocols\r\n\r\n");
        talk.nothing_else_happens();
    }

    // SEM-7.8-04
    #[test]
    fn must_not_switch_in_answer_to_http10() {
        let mut talk = heard("GET / HTTP/1.0\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n");
        let refused = Err(UsageError::SwitchInHttp10);
        assert_eq!(talk.protocol().switch_protocols(SWITCH), refused);
        ok(&mut talk);
        talk.we_send_text(&ok_bytes("Connection: close\r\n"));
    }

    #[test]
    fn must_not_switch_inside_a_request() {
        let mut talk = talk();
        assert_eq!(talk.protocol().switch_protocols(SWITCH), Err(UsageError::NothingOwed));
        talk.peer_sends_text("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n");
        assert_eq!(talk.protocol().switch_protocols(SWITCH), Err(UsageError::BodyUnread));
    }
}
