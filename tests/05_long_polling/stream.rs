//! # An answer that does not end                                     chapter 05 · RFC 6202 §3
//! Knows: how it begins, goes on, and ends. Does not know: the client.
//! Read before: `polling/src/stream.rs`. Read next: `tests/05_long_polling/lines.rs`.

use super::*;
use http1::UsageError;
use polling::stream::{Format, Gone};
use polling::{Ndjson, Stream};

const ASKED: &str = "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n";
const HEAD: &str = "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n\
    Content-Type: application/x-ndjson\r\nCache-Control: no-store, no-transform\r\n\
    X-Accel-Buffering: no\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";

fn open(request: &str) -> Stream<Ndjson> {
    Stream::open(asked(request), Ndjson, seconds(15)).unwrap()
}

fn talk_with(stream: Stream<Ndjson>) -> Talk<Stream<Ndjson>, impl FnMut(&mut Log, Gone)> {
    Talk::with("a stream", stream, |log: &mut Log, gone| log.event(gone))
}

/// A stream whose head was sent, and the empty line with which it opens.
fn talk() -> Talk<Stream<Ndjson>, impl FnMut(&mut Log, Gone)> {
    let mut talk = talk_with(open(ASKED));
    talk.we_send_text(&format!("{HEAD}1\r\n\n\r\n"));
    talk
}

const A: &str = "{\"id\":\"c1-8\",\"event\":\"message\",\"data\":\"a\"}\n";
const B: &str = "{\"id\":\"c1-9\",\"event\":\"message\",\"data\":\"b\"}\n";

// POLL-3.1-01; claim A6: one question; the head before there is news, then a chunk at a time
#[test]
fn must_send_each_delivery_in_one_chunk() {
    let mut talk = talk();
    talk.nothing_else_happens();
    talk.we_do("deliver", |stream| stream.deliver(&[event(8, "a")]));
    talk.we_send_text(&format!("2b\r\n{A}\r\n"));
    talk.we_do("deliver two", |stream| stream.deliver(&[event(8, "a"), event(9, "b")]));
    talk.we_send_text(&format!("56\r\n{A}{B}\r\n"));
    talk.nothing_else_happens();
}

#[test] // an empty chunk would end the body
fn must_not_send_an_empty_chunk() {
    let mut talk = talk();
    talk.we_do("deliver nothing", |stream| stream.deliver([]));
    talk.nothing_else_happens();
}

#[test] // POLL-3.1-02, POLL-3.1-04
fn must_not_send_chunks_to_http_1_0() {
    let mut talk = talk_with(open("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
    talk.we_send_text(&format!("{}\n", HEAD.replace("Transfer-Encoding: chunked\r\n", "")));
    talk.we_do("deliver", |stream| stream.deliver(&[event(8, "a")]));
    talk.we_send_text(A);
    talk.we_do("finish", Stream::finish);
    talk.we_end();
    talk.nothing_else_happens();
}

#[test] // POLL-3.1-03
fn must_end_with_the_last_chunk() {
    for end in [Stream::finish, Stream::shut_down] {
        let mut talk = talk();
        talk.we_do("end it", end);
        talk.we_send_text("0\r\n\r\n");
        talk.we_end();
        talk.we_do("go on", |stream| stream.deliver(&[event(8, "a")]));
        talk.we_do("end it again", Stream::finish);
        talk.time_is(seconds(60));
        talk.peer_ends();
        talk.nothing_else_happens();
        assert_eq!(talk.protocol().deadline(), None);
    }
}

#[test]
fn must_beat_when_it_was_silent_and_only_then() {
    let mut talk = talk();
    assert_eq!(talk.protocol().deadline(), Some(seconds(15)));
    talk.time_is(seconds(15) - Duration::from_nanos(1));
    talk.nothing_else_happens();
    talk.time_is(seconds(15));
    talk.we_send_text("1\r\n\n\r\n");
    talk.nothing_else_happens();
    talk.time_is(seconds(20));
    talk.we_do("deliver", |stream| stream.deliver(&[event(8, "a")]));
    talk.we_send_text(&format!("2b\r\n{A}\r\n"));
    talk.time_is(seconds(30)); // the second one would have been due; now it is not
    talk.nothing_else_happens();
    assert_eq!(talk.protocol().deadline(), Some(seconds(35)));
    talk.we_do("deliver nothing", |stream| stream.deliver([]));
    assert_eq!(talk.protocol().deadline(), Some(seconds(35)), "nothing is no sign of life");
    talk.time_is(seconds(35));
    talk.we_send_text("1\r\n\n\r\n");
    talk.nothing_else_happens();
}

#[test] // claim D7: who reads while it writes is told at once
fn must_end_when_the_client_is_gone() {
    let mut talk = talk();
    talk.peer_ends();
    talk.we_hear("Gone");
    talk.we_send_text("0\r\n\r\n"); // should it have ended its own side alone
    talk.we_end();
    talk.we_do("deliver", |stream| stream.deliver(&[event(8, "a")]));
    talk.time_is(seconds(60));
    talk.nothing_else_happens();
    assert_eq!(talk.protocol().deadline(), None);
}

#[test] // the connection ends with this answer, so nothing behind the question is ever heard
fn must_throw_away_what_the_client_sends_meanwhile() {
    let mut talk = talk();
    for _ in 0..1000 {
        talk.peer_sends_text("GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    talk.nothing_else_happens();
    assert_eq!((talk.protocol().held(), talk.protocol().wants_input()), (0, true));
    talk.peer_ends(); // this is still noticed
    talk.we_hear("Gone");
}

#[test]
fn must_not_be_opened_where_no_stream_can_be() {
    let refused = |server| Stream::open(server, Ndjson, seconds(15)).unwrap_err();
    let fresh = Server::new(Limits::DEFAULT, Duration::ZERO);
    assert_eq!(refused(fresh), UsageError::NothingOwed);
    assert_eq!(refused(asked(&ASKED.replace("GET", "HEAD"))), UsageError::NotStreaming);
}

#[test] // POLL-3.2-03: what goes out with the head is the format's to choose
fn may_open_with_padding() {
    struct Padded;
    impl Format for Padded {
        const MEDIA_TYPE: &'static str = "text/plain";
        fn write_event(&self, event: &Published, out: &mut Vec<u8>) {
            out.extend_from_slice(event.data.as_bytes());
        }
        fn write_heartbeat(&self, out: &mut Vec<u8>) {
            out.push(b'.');
        }
        fn write_opening(&self, out: &mut Vec<u8>) {
            out.extend_from_slice(b"padding");
        }
    }
    let mut stream = Stream::open(asked(ASKED), Padded, seconds(15)).unwrap();
    stream.deliver(&[event(8, "a")]);
    let sent = String::from_utf8(stream.take_output().to_vec()).unwrap();
    let head = HEAD.replace("application/x-ndjson", "text/plain");
    assert_eq!(sent, head + "7\r\npadding\r\n1\r\na\r\n");
}

mod laws_of_a_protocol {
    use super::*;

    // Whatever a client sends to a stream is no message to anyone.
    laws::protocol! {
        new: || open(ASKED),
        note: |log: &mut Log, gone: Gone| log.event(gone),
        valid: any_bytes(),
        held: 0,
    }
}
