//! # The limits of an event stream                                   chapter 06
//! Knows: what is held at, below and above each bound. Does not know: why the bound is that number.
//! Read before: `sse/src/violation.rs`. Read next: `wire/src/limits.rs`.

use super::*;
use sse::ProtocolError;

const LIMITS: Limits = Limits { line_bytes: 10, event_bytes: 5, ..Limits::DEFAULT };

fn talk() -> Talk<Decoder, impl FnMut(&mut Log, Event<'_>)> {
    let note = |log: &mut Log, event: Event<'_>| log.event(tell(event));
    Talk::with("lines of 10 bytes, events of 5", Decoder::new(LIMITS), note)
}

#[test]
fn limit_line_too_long() {
    let mut talk = talk();
    talk.peer_sends_text(":345678\n:3456789\n:34567890\n"); // 7, 8, 9 bytes
    talk.peer_sends_text(":345678901\r"); // 10: at it
    for comment in ["345678", "3456789", "34567890", "345678901"] {
        talk.we_hear(&words(Told::Comment(comment.into())));
    }
    talk.peer_sends_text("\n:345678901");
    talk.nothing_else_happens();
    assert_eq!(talk.protocol().held(), 10);
    talk.peer_sends_text("2");
    let cite = Cite::ours("line_bytes");
    let error = talk.fails_with("a line of more than 10 bytes; up to 10 would have", cite);
    assert_eq!(error.violation, Violation::LineTooLong { limit: 10 });
    assert_eq!(error.offset, 8 + 9 + 10 + 12 + 10);
    assert_eq!(talk.protocol().held(), 0);
}

#[test]
fn limit_event_too_long() {
    let mut talk = talk();
    talk.peer_sends_text("data: 1234\n\ndata:12345\n\ndata:12\ndata:45\n\n");
    for text in ["1234", "12345", "12\n45"] {
        talk.we_hear(&words(data(text)));
    }
    talk.peer_sends_text("data: 1234\n:\ndata\n:\ndata:x\n"); // 4, then 5, then 7
    talk.we_hear(&words(Told::Comment(String::new())));
    talk.we_hear(&words(Told::Comment(String::new())));
    let cite = Cite::ours("event_bytes");
    let error = talk.fails_with("an event with data of more than 5 bytes; up to 5 would", cite);
    assert_eq!(error.violation, Violation::EventTooLong { limit: 5 });
    assert_eq!(error.offset, 12 + 12 + 17 + 20);
    assert_eq!(talk.protocol().held(), 0);
}

#[test] // an empty line of data is one LF more
fn limit_event_too_long_by_an_empty_line() {
    let mut decoder = Decoder::new(LIMITS);
    let mut bytes = *b"data:12345\ndata\n: behind it";
    let mut input = Input::new(&mut bytes);
    let violation = Violation::EventTooLong { limit: 5 };
    let error = ProtocolError { violation, offset: 11 };
    assert_eq!(decoder.next_event(&mut input), Err(error));
    assert!(input.is_empty(), "what is behind an error is dropped");
}

#[test] // bad UTF-8 counts as the U+FFFD that it becomes: 3 bytes each
fn limit_event_too_long_by_replacement() {
    let mut talk = talk();
    talk.peer_sends(r#""data:ab" ff 0a | "data:" ff ff 0a"#);
    let error = talk.fails_with("an event", Cite::ours("event_bytes"));
    assert_eq!(error.offset, 9);
}

#[test]
fn limit_id_too_long() {
    let limits = Limits { id_bytes: 5, ..Limits::DEFAULT };
    let note = |log: &mut Log, event: Event<'_>| log.event(tell(event));
    let mut talk = Talk::with("ids of 5 bytes", Decoder::new(limits), note);
    talk.peer_sends_text("id: 1234\ndata\n\nid: 12345\ndata\n\nid: 123456\0\ndata\n\n");
    for id in ["1234", "12345", "12345"] {
        talk.we_hear(&words(message("message", "", id)));
    }
    talk.peer_sends_text("id: 123456\n");
    let error = talk.fails_with("an id of more than 5 bytes; up to 5", Cite::ours("id_bytes"));
    assert_eq!(error.violation, Violation::IdTooLong { limit: 5 });
    assert_eq!(error.offset, 15 + 16 + 18);
}

#[test]
fn limit_a_broken_one_is_forgotten_with_its_connection() {
    let mut talk = talk();
    talk.peer_sends_text(":3456789012");
    let error = talk.fails_with("a line", Cite::ours("line_bytes"));
    talk.peer_ends();
    let mut more = *b"\n\ndata: a\n\n";
    let mut input = Input::new(&mut more);
    assert_eq!(talk.protocol().next_event(&mut input), Err(error));
    assert!(input.is_empty());
    talk.we_do("connect again", Decoder::restart);
    talk.peer_sends_text("data:a\n\n");
    talk.we_hear(&words(data("a")));
}

#[test] // a server's number, and what would overflow
fn limit_retry() {
    const LONGEST: u64 = 9_007_199_254_740_991;
    assert_eq!(sse::retry::LONGEST, Duration::from_millis(LONGEST));
    assert_eq!(
        told("retry: 9007199254740990\nretry: 9007199254740991\nretry: 9007199254740992\n"),
        [retry(LONGEST - 1), retry(LONGEST), retry(LONGEST)]
    );
    for digits in ["36893488147419103240", &"9".repeat(10_000)] {
        assert_eq!(told(format!("retry: {digits}\n")), [retry(LONGEST)]); // 2^65 + 8, and more
    }
}

#[test]
fn may_be_shut_down_in_the_middle_of_an_event() {
    let mut talk = talk();
    talk.peer_sends_text("data: a\ndat");
    talk.we_do("shut it down", Decoder::shut_down);
    talk.we_end();
    talk.peer_sends_text("a: b\n\n");
    talk.nothing_else_happens();
    assert_eq!(talk.protocol().held(), 0);
}
