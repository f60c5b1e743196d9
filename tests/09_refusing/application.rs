//! # What an application refuses                            chapter 09 · RFC 6455 §4.2.2
//! Knows: that a good request can still be answered with 401, 302 or 404, and stays HTTP; that
//! every answer closes. Does not know: passwords.
//! Read before: `handshake/src/server.rs`. Read next: `tests/09_refusing/probes.rs`.

use super::*;
use handshake::client::{Connect, Step as Heard};

/// A server that knows one path, wants a password for it, and has moved from another.
fn decide(head: &http1::RequestHead<'_>) -> Result<Asked, Response> {
    let asked = Asked::from_request(head).map_err(|violation| violation.answer())?;
    match head.path() {
        "/old" => Err(Response::new(302).field("Location", "/chat").text("it moved")),
        "/chat" if head.fields().count("Authorization") == 0 => {
            let who = Response::new(401).field("WWW-Authenticate", "Basic realm=\"chat\"");
            Err(who.text("say who you are"))
        }
        "/chat" => Ok(asked),
        path => Err(Response::new(404).text(&format!("there is nothing at {path}"))),
    }
}

/// What a client of ours hears from that server, and whether the server goes on with HTTP.
fn ask(connect: Connect) -> (Result<Heard, ProtocolError>, bool) {
    let (mut request, waiting) = connect.start(*b"the sample nonce").unwrap();
    let mut server = Server::new(Limits::DEFAULT, Duration::ZERO);
    let mut input = Input::new(&mut request);
    let mut decision = None;
    while let Ok(Some(event)) = server.next_event(&mut input) {
        match event {
            Event::Request(head) => decision = Some(decide(&head)),
            Event::End => match decision.take().expect("a request") {
                Ok(asked) => {
                    server.switch_protocols(&asked.accept(None).unwrap().answer).unwrap();
                }
                Err(answer) => server.respond(answer).unwrap(),
            },
            _ => {}
        }
    }
    let output = server.take_output();
    (waiting.receive(&output.to_vec()), server.is_idle() && !output.is_end())
}

/// The refusal that the client hears.
fn refused(connect: Connect) -> (u16, Vec<(String, String)>, String) {
    let (heard, goes_on) = ask(connect);
    assert!(goes_on, "the next request on this connection is as good as the first");
    let error = heard.expect_err("no WebSocket");
    let Violation::NotSwitching(refusal) = error.violation else { panic!("{error}") };
    (refusal.status, refusal.fields.clone(), String::from_utf8(refusal.body).unwrap())
}

fn has(fields: &[(String, String)], name: &str, value: &str) -> bool {
    fields.iter().any(|field| *field == (name.into(), value.into()))
}

#[test] // WS-4.2.2-03, WS-10.5-01
fn may_ask_who_the_client_is() {
    let (status, fields, body) = refused(Connect::new("a", "/chat"));
    assert_eq!((status, body.as_str()), (401, "say who you are\n"));
    assert!(has(&fields, "WWW-Authenticate", "Basic realm=\"chat\""));
    let (heard, _) = ask(Connect::new("a", "/chat").field("Authorization", "Basic YTpi"));
    assert!(matches!(heard, Ok(Heard::Open(_))), "{heard:?}");
}

#[test] // WS-4.2.2-04
fn may_send_the_client_elsewhere() {
    let (status, fields, _) = refused(Connect::new("a", "/old"));
    assert_eq!(status, 302);
    assert!(has(&fields, "Location", "/chat"));
}

#[test] // WS-4.2.2-09
fn must_refuse_a_path_that_it_does_not_know() {
    let (status, _, body) = refused(Connect::new("a", "/nothing"));
    assert_eq!((status, body.as_str()), (404, "there is nothing at /nothing\n"));
}

// From the answer on the server may send frames, in the same packet.
#[test] // WS-4.2.2-19
fn must_be_open_once_the_answer_is_written() {
    let connect = Connect::new("a", "/chat").field("Authorization", "x");
    let (mut request, waiting) = connect.start(*b"the sample nonce").unwrap();
    let mut server = Server::new(Limits::DEFAULT, Duration::ZERO);
    let mut input = Input::new(&mut request);
    let Ok(Some(Event::Request(head))) = server.next_event(&mut input) else { panic!() };
    let answer = decide(&head).unwrap().accept(None).unwrap().answer;
    assert_eq!(server.next_event(&mut input), Ok(Some(Event::End)));
    server.switch_protocols(&answer).unwrap();
    let mut output = server.take_output();
    let mut frames = frames::Connection::server(Limits::DEFAULT);
    frames.send_text("hi").unwrap();
    output.append(frames.take_output());
    let Ok(Heard::Open(open)) = waiting.receive(&output.to_vec()) else { panic!() };
    assert_eq!(open.leftover, b"\x81\x02hi");
}

#[test] // WS-4.2.1-01: what was due did not come
fn must_answer_a_request_that_is_cut_short() {
    for end in 0..REQUEST.len() {
        let reading = Reading::new(Limits::DEFAULT).receive(&REQUEST.as_bytes()[..end]);
        let Ok(Step::Reading(reading)) = reading else { panic!("too early") };
        let error = reading.receive_eof();
        assert_eq!((&error.violation, error.offset), (&Violation::RequestCutShort, end as u64));
    }
    let rule = Violation::RequestCutShort;
    assert_eq!((rule.status(), rule.rule()), (400, "WS-4.2.1-01"));
    assert_eq!(rule.to_string(), "the stream ended inside the request; the rest was due");
}

#[test] // a sentence need not repeat what a peer sent, but for its beginning
fn limit_what_is_shown_of_a_long_value() {
    let at = Violation::KeyNotSixteenBytes("x".repeat(100)).to_string();
    let above = Violation::KeyNotSixteenBytes("x".repeat(16_000)).to_string();
    assert!(at.contains(&format!("\"{}\"", "x".repeat(100))), "{at}");
    assert!(above.contains(&format!("\"{}…\"", "x".repeat(100))), "{above}");
}
