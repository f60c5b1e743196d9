//! # Dialogues with an HTTP server                                   chapter 02
//! Knows: how a server is set up, heard and answered in tests. Does not know: any rule.
//! Read before: `tests/laws/src/talk.rs`. Read next: `../02_http_connection.rs`.

#![allow(dead_code)] // each test file uses its own half

use http1::{Event, Response, Server};
use laws::{Log, Talk};
use std::time::Duration;
use wire::Limits;

/// Small enough to be reached.
pub const LIMITS: Limits = Limits { head_bytes: 256, body_bytes: 100, ..Limits::DEFAULT };
/// A request without a body.
pub const GET: &str = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
/// The moment at which [`server`] begins.
pub const DATE: &str = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";

/// A server at the moment that RFC 9110 gives as its example.
pub fn server() -> Server {
    Server::new(LIMITS, Duration::from_secs(784_111_777))
}

/// An event in words.
pub fn note(log: &mut Log, event: Event<'_>) {
    match event {
        Event::Request(head) => {
            log.event(format_args!("Request {} {}", head.method(), head.target()));
        }
        Event::Data(data) => log.piece("Data", &data),
        Event::End => log.event(format_args!("End")),
        Event::Closed => log.event(format_args!("Closed")),
    }
}

/// A dialogue with a server.
pub type ServerTalk = Talk<Server, fn(&mut Log, Event<'_>)>;

/// A dialogue in which nothing was said.
pub fn talk() -> ServerTalk {
    Talk::with("a server, nothing heard yet", server(), note)
}

/// A talk in which this request was heard, whole.
pub fn heard(request: &str) -> ServerTalk {
    let mut talk = talk();
    talk.peer_sends_text(request);
    let line = request.split(' ').take(2).collect::<Vec<_>>().join(" ");
    talk.we_hear(&format!("Request {line}"));
    talk.we_hear("End");
    talk
}

/// Respond 200 with the text `ok`.
pub fn ok(talk: &mut ServerTalk) {
    talk.we_do("respond", |server| server.respond(Response::new(200).body("ok"))).expect("owed");
}

/// What [`ok`] looks like on the wire.
pub fn ok_bytes(connection: &str) -> String {
    format!("HTTP/1.1 200 OK\r\n{DATE}Content-Length: 2\r\n{connection}\r\nok")
}

/// The answer to a broken rule.
pub fn refusal(status: &str, sentence: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\n{DATE}Content-Type: text/plain; charset=utf-8\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{sentence}\n",
        sentence.len() + 1
    )
}
