//! # HTTP: the client's side of a connection                         chapter 02 · RFC 9112 §9
//! Knows: what is asked, what is heard, when a response is incomplete. Does not know: sockets.
//! Read before: `02_http_time.rs`. Read next: `02_http_written.rs`.

use http1::client::INTERIM_RESPONSES;
use http1::{Client, ClientEvent, Request, UsageError, Violation};
use laws::{Log, Talk};
use wire::{Cite, Limits, Protocol};

#[path = "02_http_client/hostile.rs"]
mod hostile;

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

fn note(log: &mut Log, event: ClientEvent<'_>) {
    match event {
        ClientEvent::Response(head) => {
            log.event(format_args!("Response {} {}", head.status(), head.reason()));
        }
        ClientEvent::Data(data) => log.piece("Data", &data),
        ClientEvent::End => log.event(format_args!("End")),
        ClientEvent::Closed => log.event(format_args!("Closed")),
    }
}

type ClientTalk = Talk<Client, fn(&mut Log, ClientEvent<'_>)>;

/// A talk in which this was asked.
fn asked(request: Request) -> ClientTalk {
    let mut client = Client::new(Limits::DEFAULT);
    client.request(request).expect("a good request");
    let _sent = client.take_output();
    Talk::with("a client that has asked", client, note)
}

fn get() -> Request {
    Request::get("/", "a")
}

mod s03_requests {
    use super::*;

    fn written(request: Request) -> String {
        let mut client = Client::new(Limits::DEFAULT);
        client.request(request).expect("a good request");
        String::from_utf8(client.take_output().to_vec()).expect("text")
    }

    // HTTP-3.2.2-03, HTTP-6.1-08, HTTP-6.3-16, SEM-8.6-06, HTTP-6.3-17, HTTP-3.2-03, HTTP-3.2-04
    #[test]
    fn must_send_one_host_and_a_length() {
        assert_eq!(written(get()), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        let post = Request::post("/p", "a:8080").field("X", " y ").body("hi").close();
        assert_eq!(
            written(post),
            "POST /p HTTP/1.1\r\nHost: a:8080\r\nX: y\r\nContent-Length: 2\r\n\
             Connection: close\r\n\r\nhi"
        );
        assert!(written(Request::post("/", "a")).contains("Content-Length: 0\r\n"));
        let options = written(Request::new("OPTIONS", "*", "a"));
        assert_eq!(options, "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
        let proxied = written(Request::get("http://b/", "b"));
        assert_eq!(proxied, "GET http://b/ HTTP/1.1\r\nHost: b\r\n\r\n");
    }

    // SEM-10.1.1-01, HTTP-3.2.3-01, HTTP-3.2.4-01, SEM-4.2.1-01
    #[test]
    fn must_refuse_a_request_that_cannot_be_written() {
        let refused = |request| Client::new(Limits::DEFAULT).request(request).unwrap_err();
        let target = |text: &str| UsageError::InvalidTarget(text.into());
        assert_eq!(refused(Request::get("*", "a")), target("*"));
        assert_eq!(refused(Request::get("/ HTTP/1.1\r\n", "a")), target("/ HTTP/1.1\r\n"));
        assert_eq!(refused(Request::new("CONNECT", "a:1", "a")), target("a:1"));
        assert_eq!(refused(Request::get("/", "a\r\n")), UsageError::InvalidHost("a\r\n".into()));
        assert_eq!(refused(Request::new("G T", "/", "a")), UsageError::InvalidMethod("G T".into()));
        assert_eq!(refused(Request::get("/", "")), UsageError::InvalidHost(String::new()));
        assert_eq!(refused(get().field("Host", "b")), UsageError::ManagedField("Host".into()));
        let expect = get().field("Expect", "100-continue");
        assert_eq!(refused(expect), UsageError::ManagedField("Expect".into()));
    }

    // HTTP-9.3-05, HTTP-9.2-01: a client has one question at a time.
    #[test]
    fn must_not_ask_before_the_last_response_is_complete() {
        let mut talk = asked(get());
        assert_eq!(talk.protocol().request(get()), Err(UsageError::AnswerOutstanding));
        talk.peer_sends_text(OK);
        assert!(talk.protocol().is_ready());
        assert_eq!(talk.protocol().request(get()), Ok(()));
    }
}

mod s06_3_responses {
    use super::*;

    // HTTP-6.3-04, HTTP-6.3-10, HTTP-9.3-03
    #[test]
    fn must_hear_responses_with_a_length_and_in_chunks() {
        let mut talk = asked(get());
        talk.peer_sends_text(OK);
        talk.we_hear("Response 200 OK");
        talk.we_hear("Data b\"ok\"");
        talk.we_hear("End");
        talk.we_do("ask", |client| client.request(get())).expect("ready");
        talk.peer_sends_text("HTTP/1.1 404 \r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n");
        talk.peer_sends_text("0\r\n\r\n");
        talk.we_hear("Response 404 ");
        talk.we_hear("Data b\"no\"");
        talk.we_hear("End");
        assert!(talk.protocol().is_ready());
    }

    // HTTP-6.3-13, HTTP-8-03
    #[test]
    fn must_read_to_the_end_of_the_stream_without_a_length() {
        let mut talk = asked(get());
        talk.peer_sends_text("HTTP/1.1 200 OK\r\n\r\nmore and ");
        talk.peer_sends_text("more");
        talk.peer_ends();
        talk.we_hear("Response 200 OK");
        talk.we_hear("Data b\"more and more\"");
        talk.we_hear("End");
        talk.we_hear("Closed");
        talk.we_end();
        assert_eq!(talk.protocol().request(get()), Err(UsageError::Ended));
    }

    // SEM-9.3.2-01
    #[test]
    fn must_not_wait_for_a_body_after_head() {
        let mut talk = asked(Request::new("HEAD", "/", "a"));
        talk.peer_sends_text("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
        talk.we_hear("Response 200 OK");
        talk.we_hear("End");
        assert!(talk.protocol().is_ready());
    }

    // SEM-15.2-02, SEM-15-01
    #[test]
    fn must_skip_interim_responses() {
        let mut talk = asked(get());
        talk.peer_sends_text("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n");
        talk.nothing_else_happens();
        talk.peer_sends_text(&format!("HTTP/1.1 199 What\r\n\r\n{OK}"));
        talk.we_hear("Response 200 OK");
    }

    // Each response may have so many; the next one begins to count anew.
    #[test]
    fn limit_interim_responses() {
        let interim = |n: u8| "HTTP/1.1 102 Wait\r\n\r\n".repeat(n.into());
        let mut talk = asked(get());
        for n in [INTERIM_RESPONSES - 1, INTERIM_RESPONSES] {
            talk.peer_sends_text(&format!("{}{OK}", interim(n)));
            talk.we_hear("Response 200 OK");
            talk.we_hear("Data b\"ok\"");
            talk.we_hear("End");
            talk.we_do("ask", |client| client.request(get())).expect("ready");
        }
        talk.peer_sends_text(&interim(INTERIM_RESPONSES + 1));
        let error = talk.fails_with("too many interim responses", Cite::rfc9110("15.2"));
        assert_eq!(error.violation, Violation::TooManyInterim);
        talk.we_end();
    }

    // SEM-7.8-03
    #[test]
    fn must_not_follow_to_a_protocol_that_was_not_asked_for() {
        let mut talk = asked(get());
        talk.peer_sends_text("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n");
        let error = talk.fails_with("the protocol was switched unasked", Cite::rfc9110("7.8"));
        assert_eq!((error.violation, error.offset), (Violation::UnaskedUpgrade, 0));
        talk.we_end();
    }

    #[test]
    fn must_leave_what_comes_behind_101_in_the_input() {
        let mut client = Client::new(Limits::DEFAULT);
        client.request(get().field("Upgrade", "websocket")).expect("good");
        let sent = client.take_output().to_vec();
        assert!(sent.ends_with(b"Upgrade: websocket\r\nConnection: upgrade\r\n\r\n"));
        let mut bytes = *b"HTTP/1.1 101 Switching Protocols\r\n\r\nnext";
        let mut input = wire::Input::new(&mut bytes);
        let event = client.next_event(&mut input).expect("good");
        assert!(matches!(event, Some(ClientEvent::Response(head)) if head.status() == 101));
        assert_eq!(client.next_event(&mut input), Ok(Some(ClientEvent::End)));
        assert_eq!(client.next_event(&mut input), Ok(None));
        assert_eq!(input.peek(), b"next");
    }

    // HTTP-9.2-02, HTTP-9.2-03, HTTP-6.3-18
    #[test]
    fn must_not_take_bytes_that_were_not_asked_for() {
        let mut talk = asked(get());
        talk.peer_sends_text(&format!("{OK}{OK}"));
        let error = talk.fails_with("bytes came that no request", Cite::rfc9112("6.3"));
        assert_eq!((error.violation, error.offset), (Violation::UnaskedBytes, OK.len() as u64));
        talk.we_end();
        assert_eq!(talk.protocol().request(get()), Err(UsageError::Ended));
    }

    // HTTP-8-02
    #[test]
    fn must_not_take_half_a_response_for_a_whole_one() {
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n";
        for half in ["", "HTTP/1.1 200", &OK[..OK.len() - 1], chunked] {
            let mut talk = asked(get());
            talk.peer_sends_text(half);
            talk.peer_ends();
            let error = talk.fails_with("the stream ended inside", Cite::rfc9112("8"));
            assert_eq!(error.violation, Violation::ClosedEarly);
            assert_eq!((error.offset, talk.protocol().held()), (half.len() as u64, 0));
        }
    }
}

mod s09_3_persistence {
    use super::*;

    // HTTP-9.6-09
    #[test]
    fn must_end_after_a_response_that_closes() {
        for line in ["HTTP/1.1 200 OK\r\nConnection: close", "HTTP/1.0 200 OK"] {
            let mut talk = asked(get());
            talk.peer_sends_text(&format!("{line}\r\nContent-Length: 0\r\n\r\n"));
            talk.we_hear("Response 200 OK");
            talk.we_hear("End");
            talk.we_end();
            assert!(!talk.protocol().is_ready());
            talk.peer_ends();
            talk.we_hear("Closed");
            talk.nothing_else_happens();
        }
    }

    // HTTP-9.6-02, HTTP-9.6-03
    #[test]
    fn must_not_ask_again_after_asking_to_close() {
        let mut talk = asked(get().close());
        talk.peer_sends_text(OK);
        talk.we_hear("Response 200 OK");
        talk.we_hear("Data b\"ok\"");
        talk.we_hear("End");
        talk.we_end();
        assert_eq!(talk.protocol().request(get()), Err(UsageError::Ended));
        talk.peer_sends_text(OK);
        talk.nothing_else_happens();
    }

    /// A3: HTTP alone gives a server no way to speak first. What it says unasked is refused, on a
    /// connection that was used as on a fresh one, and the connection is not used again.
    #[test]
    fn claim_a3_a_server_cannot_speak_before_it_is_asked() {
        let fresh: ClientTalk = Talk::with("a client", Client::new(Limits::DEFAULT), note);
        let mut used = asked(get());
        used.peer_sends_text(OK);
        used.we_hear("Response 200 OK");
        used.we_hear("Data b\"ok\"");
        used.we_hear("End");
        assert!(used.protocol().is_ready());
        for mut talk in [fresh, used] {
            talk.peer_sends_text(OK);
            let error = talk.fails_with("bytes came that no request", Cite::rfc9112("6.3"));
            assert_eq!(error.violation, Violation::UnaskedBytes);
            talk.we_end();
            assert_eq!(talk.protocol().request(get()), Err(UsageError::Ended));
        }
    }

    #[test]
    fn must_go_away_after_the_response() {
        let mut talk = asked(get());
        talk.we_do("shut down", Client::shut_down);
        talk.nothing_else_happens();
        talk.peer_sends_text(OK);
        talk.we_end();
    }

    #[test]
    fn must_tell_once_that_the_server_closed() {
        let mut talk = Talk::with("a client", Client::new(Limits::DEFAULT), note);
        talk.peer_ends();
        talk.we_hear("Closed");
        talk.we_end();
        talk.nothing_else_happens();
    }
}

mod laws_of_the_client {
    use super::*;
    use laws::http1::{Acting, responses};

    const LIMITS: Limits = Limits { head_bytes: 300, ..Limits::DEFAULT };

    /// A client that asks again after each response.
    fn client() -> Acting<Client, fn(&mut Client, &ClientEvent<'_>)> {
        let mut client = Client::new(LIMITS);
        client.request(get()).expect("good");
        Acting::new(client, |client, event| {
            if *event == ClientEvent::End {
                let _refused_once_it_closed = client.request(get());
            }
        })
    }

    laws::protocol! {
        new: client,
        note: note,
        valid: responses(),
        held: 300,
    }
}
