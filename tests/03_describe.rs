//! # Where a protocol is, in words                                   chapter 03
//! Knows: what `Protocol::describe` says of each protocol, in each state. Does not know: who asks.
//! Read before: `wire/src/protocol.rs`. Read next: `lab/src/step/mod.rs`.

use frames::{CloseCode, Connection};
use http1::{Client, Request, Response, Server};
use polling::{LongPoll, Ndjson, Pace, Poller, Since, Stream};
use sse::Decoder;
use sse::event_source::{End, EventSource, Location, Options, Response as Head};
use std::time::Duration;
use wire::{Epoch, Input, Limits, Protocol};

/// What it says when these bytes came.
fn after<P: Protocol>(protocol: &mut P, bytes: &[u8]) -> String {
    let _broken = wire::feed::feed(protocol, bytes, &[], |_, _| {});
    protocol.describe()
}

fn server() -> Server {
    Server::new(Limits::DEFAULT, Duration::ZERO)
}

fn asked(head: &[u8]) -> Server {
    let mut server = server();
    after(&mut server, head);
    server
}

const GET: &[u8] = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/// A client, mostly: what it hears is not masked, and can be read here.
mod s12_websocket {
    use super::*;

    fn client() -> Connection {
        Connection::client(Limits::DEFAULT, || [0; 4])
    }

    #[test]
    fn claim_an_idle_connection_is_open() {
        assert_eq!(client().describe(), "OPEN");
    }

    #[test]
    fn claim_what_is_unfinished_is_said() {
        let mut client = client();
        assert_eq!(after(&mut client, &[0x01]), "OPEN, 1 byte of a frame's header");
        let words = "OPEN, inside a text of 1 byte so far, one character not whole, \
                     1 of 2 bytes of a frame's payload";
        assert_eq!(after(&mut client, &[0x02, 0xc3]), words);
        assert_eq!(after(&mut client, &[0xa9]), "OPEN, inside a text of 2 bytes so far");
        let words = "OPEN, inside a text of 2 bytes so far, 1 of 2 bytes of a ping";
        assert_eq!(after(&mut client, &[0x89, 0x02, b'h']), words);
        assert_eq!(after(&mut client, &[b'i', 0x80, 0x00]), "OPEN");
        let words = "OPEN, inside a binary message of 0 bytes so far";
        assert_eq!(after(&mut client, &[0x02, 0x00]), words);
    }

    #[test]
    fn claim_what_is_passed_on_is_not_counted() {
        let mut client = client().in_parts();
        assert_eq!(after(&mut client, &[0x01, 0x01, b'a']), "OPEN, inside a text");
    }

    #[test]
    fn claim_what_we_owe_and_wait_for_is_said() {
        let mut server = Connection::server(Limits::DEFAULT);
        server.send_text_part("a", false).unwrap();
        assert_eq!(server.describe(), "OPEN, sending a text in fragments");
        let liveness = frames::Liveness::new(Limits::DEFAULT, 0);
        let mut server = Connection::server(Limits::DEFAULT).with_liveness(liveness);
        server.tick(Duration::from_secs(20));
        assert_eq!(server.describe(), "OPEN, waiting for a pong");
    }

    #[test]
    fn claim_closing_is_told_step_by_step() {
        let mut client = client();
        client.close(CloseCode::NORMAL, "").unwrap();
        assert_eq!(client.describe(), "CLOSING: our Close frame is sent");
        let words = "CLOSING: both Close frames passed";
        assert_eq!(after(&mut client, &[0x88, 0x02, 0x03, 0xe8]), words);
        client.receive_eof();
        assert_eq!(client.describe(), "CLOSED");
    }

    #[test]
    fn claim_a_failed_connection_says_with_which_code() {
        assert_eq!(after(&mut client(), &[0x83, 0x00]), "CLOSING: failed with 1002");
        assert_eq!(after(&mut client(), &[0x81, 0x01, 0xff]), "CLOSING: failed with 1007");
    }
}

mod s02_http {
    use super::*;

    #[test]
    fn claim_a_server_says_what_it_waits_for_and_what_it_owes() {
        let mut server = server();
        assert_eq!(server.describe(), "waits for a request");
        assert_eq!(after(&mut server, &GET[..5]), "has 5 bytes of the head of a request");
        assert_eq!(after(&mut server, &GET[5..]), "has the whole request, owes its answer");
        let words = "has the whole request, owes its answer, 2 bytes behind it wait";
        assert_eq!(after(&mut server, &GET[..2]), words);
        server.respond(Response::new(200)).unwrap();
        assert_eq!(after(&mut server, b""), "has 2 bytes of the head of a request");
    }

    #[test]
    fn claim_a_server_says_how_much_of_a_body_is_missing() {
        let mut server = asked(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
        let words = "waits for 3 more bytes of the request's body, owes its answer";
        assert_eq!(server.describe(), words);
        server.respond(Response::new(204)).unwrap();
        let words = "waits for 3 more bytes of the request's body, has answered already";
        assert_eq!(server.describe(), words);
        let head = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        let words = "reads the request's body, in chunks, owes its answer";
        assert_eq!(asked(head).describe(), words);
        let head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\
            Expect: 100-continue\r\n\r\n";
        let mut waiting = server_that_read_the_head_only(head);
        let words =
            "waits for 5 more bytes of the request's body, owes 100 Continue and the answer";
        assert_eq!(waiting.describe(), words);
        assert_eq!(after(&mut waiting, b"hello"), "has the whole request, owes its answer");
    }

    fn server_that_read_the_head_only(head: &[u8]) -> Server {
        let mut server = server();
        let mut bytes = head.to_vec();
        let _head = server.next_event(&mut Input::new(&mut bytes)).unwrap();
        server
    }

    #[test]
    fn claim_a_server_says_that_its_answer_goes_on_and_ends() {
        let mut server = asked(GET);
        server.begin(Response::new(200)).unwrap();
        let words = "has the whole request, in the middle of its answer, in chunks";
        assert_eq!(server.describe(), words);
        let mut old = asked(b"GET / HTTP/1.0\r\n\r\n");
        old.begin(Response::new(200)).unwrap();
        assert_eq!(old.describe(), "has the whole request, in the middle of its answer");
        server.shut_down();
        server.finish().unwrap();
        assert_eq!(server.describe(), "nothing more is read, has ended its side");
        assert_eq!(after(&mut self::server(), b"\r\r"), "failed with 400, has ended its side");
        let mut switched = asked(GET);
        switched.switch_protocols(b"HTTP/1.1 101 Switching Protocols\r\n\r\n").unwrap();
        assert!(switched.describe().starts_with("switched protocols"), "{}", switched.describe());
    }

    #[test]
    fn claim_a_client_says_what_it_waits_for() {
        let mut client = Client::new(Limits::DEFAULT);
        assert_eq!(client.describe(), "idle");
        client.request(Request::get("/", "a")).unwrap();
        assert_eq!(client.describe(), "waits for a response");
        let words = "has 5 bytes of the head of a response";
        assert_eq!(after(&mut client, b"HTTP/"), words);
        let words = "waits for 1 more bytes of the response's body";
        assert_eq!(after(&mut client, b"1.1 200 OK\r\nContent-Length: 2\r\n\r\nh"), words);
        assert_eq!(after(&mut client, b"i"), "idle");
        client.request(Request::get("/", "a")).unwrap();
        let words = "reads the response's body until the connection ends";
        assert_eq!(after(&mut client, b"HTTP/1.1 200 OK\r\n\r\n"), words);
        client.receive_eof();
        assert_eq!(after(&mut client, b""), "nothing more is read");
        let mut client = Client::new(Limits::DEFAULT);
        assert_eq!(after(&mut client, b"HTTP"), "failed");
        let mut client = Client::new(Limits::DEFAULT);
        client.request(Request::get("/", "a").field("Upgrade", "x")).unwrap();
        after(&mut client, b"HTTP/1.1 101 Switching Protocols\r\n\r\n");
        assert_eq!(client.describe(), "switched protocols");
    }
}

mod s05_polling {
    use super::*;

    #[test]
    fn claim_a_long_poll_says_until_when_it_waits() {
        let (epoch, wait) = (Epoch::new(0xc1), Duration::from_secs(25));
        let park = || LongPoll::park(asked(GET), epoch.at(7), wait);
        assert_eq!(park().describe(), "parked until 25 s");
        let mut poll = park();
        poll.answer([], epoch.at(8));
        assert_eq!(poll.describe(), "answered with events");
        let mut poll = park();
        poll.tick(wait);
        assert_eq!(poll.describe(), "answered without events");
        let mut poll = park();
        poll.receive_eof();
        assert_eq!(after(&mut poll, b""), "the client is gone");
    }

    #[test]
    fn claim_a_stream_is_an_answer_that_goes_on() {
        let mut stream = Stream::open(asked(GET), Ndjson, Duration::from_secs(15)).unwrap();
        let words = "has the whole request, in the middle of its answer, in chunks";
        assert_eq!(stream.describe(), words);
        stream.finish();
        assert_eq!(stream.describe(), "nothing more is read, has ended its side");
    }

    #[test]
    fn claim_a_poller_says_when_it_asks_and_where_it_is() {
        let pace = Pace::Every(Duration::from_secs(2));
        let poller = |since| Poller::new("a", "/poll", since, pace, Limits::DEFAULT).unwrap();
        assert_eq!(poller(Since::Now).describe(), "asks at 0 s, has no place yet");
        let mut poller = poller(Since::All);
        poller.tick(Duration::ZERO);
        assert_eq!(poller.describe(), "waits for the answer, its place is the beginning");
        let body = r#"{"events":[],"next":"c1-7"}"#;
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        let words = "asks at 2 s, its place is c1-7";
        assert_eq!(after(&mut poller, answer.as_bytes()), words);
        poller.shut_down();
        assert_eq!(poller.describe(), "asks no more, its place is c1-7");
        let mut poller = Poller::new("a", "/", Since::Now, pace, Limits::DEFAULT).unwrap();
        poller.tick(Duration::ZERO);
        assert_eq!(after(&mut poller, b"what?\r\n\r\n"), "failed, has no place yet");
    }
}

mod s06_event_stream {
    use super::*;

    #[test]
    fn claim_a_decoder_says_what_its_buffers_hold() {
        let mut decoder = Decoder::new(Limits::DEFAULT);
        assert_eq!(decoder.describe(), "reads lines");
        let words = "reads lines, event type buffer \"joined\", data buffer \"Ada\\nBob\", \
                     last event ID buffer \"7\", a line is not whole: 3 bytes so far";
        let lines = b"event: joined\ndata: Ada\ndata: Bob\nid: 7\ndat";
        assert_eq!(after(&mut decoder, lines), words);
        assert_eq!(after(&mut decoder, b"a\n\n"), "reads lines, last event ID \"7\"");
        decoder.receive_eof();
        assert_eq!(decoder.describe(), "the stream is over, last event ID \"7\"");
        let mut small = Decoder::new(Limits { line_bytes: 4, ..Limits::DEFAULT });
        assert_eq!(after(&mut small, b"data: 1\n"), "failed");
    }
}

mod s07_event_source {
    use super::*;

    #[test]
    fn claim_an_event_source_says_its_ready_state_and_what_it_waits_for() {
        let mut source = EventSource::new("http://a/", Options::default());
        assert_eq!(source.describe(), "CONNECTING, a request is due");
        source.next_step();
        assert_eq!(source.describe(), "CONNECTING, waits for the response");
        let content_type = Some(&b"text/event-stream"[..]);
        let location: Option<Location<'_>> = None;
        let now = Duration::ZERO;
        source.responded(&Head { status: 200, content_type, location }, now, 0);
        assert_eq!(source.describe(), "OPEN");
        let mut body = *b"id: 7\n\n";
        source.received(&mut Input::new(&mut body), now);
        source.ended(End::NetworkError, now, 0);
        assert_eq!(source.describe(), "CONNECTING, waits until 3 s, last event ID \"7\"");
        source.close();
        assert_eq!(source.describe(), "CLOSED, last event ID \"7\"");
    }
}
