//! # Nothing new, in no bytes                                chapter 04 · RFC 9110 §13.1.2, §15.4.5
//! Knows: the tag of an answer, and 304. Does not know: caches; none may keep these answers.
//! Read before: `polling/src/unchanged.rs`. Read next: `tests/04_experiments_polling.rs`.

use super::*;
use http1::{Event as Http, RequestHead, Server};
use laws::proptest::prelude::*;
use laws::protocol::any_bytes;
use polling::{IfNoneMatch, answer_now, answer_unless_known, entity_tag};
use wire::{Input, Parsed};

/// What `If-None-Match` says, if that field has this value.
fn known(value: &[u8]) -> Option<IfNoneMatch> {
    let lines = [b"GET /p HTTP/1.1\r\nHost: a\r\nIf-None-Match: ", value, b"\r\n\r\n"];
    let mut head = lines.concat();
    let parsed = RequestHead::parse(&mut head, &Limits::DEFAULT).ok();
    parsed.and_then(Parsed::complete).map(|head| IfNoneMatch::of(&head))
}

/// Answer each question in `bytes`: there are `events`, and `next` is the place behind them.
fn serve(server: &mut Server, bytes: &[u8], events: &[Published], next: EventId) -> String {
    let mut bytes = bytes.to_vec();
    let (mut input, mut tags) = (Input::new(&mut bytes), IfNoneMatch::default());
    while let Some(event) = server.next_event(&mut input).unwrap() {
        match event {
            Http::Request(head) => tags = IfNoneMatch::of(&head),
            Http::End => {
                let answer = answer_unless_known(&tags, next, || answer_now(events, next));
                server.respond(answer).unwrap();
            }
            Http::Data(_) | Http::Closed => {}
        }
    }
    String::from_utf8(server.take_output().to_vec()).unwrap()
}

fn server() -> Server {
    Server::new(Limits::DEFAULT, Duration::ZERO)
}

const UNCHANGED: &str = "HTTP/1.1 304 Not Modified\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n\
    Cache-Control: no-store\r\nETag: W/\"c1-7\"\r\n\r\n";

#[test]
fn must_compare_what_is_between_the_quotes() {
    for same in ["\"7\"", "W/\"7\"", "\"6\", \"7\"", "\"6\" ,, W/\"7\", x", "\"\",\"7\"", "*"] {
        assert!(known(same.as_bytes()).unwrap().names(&entity_tag(7)), "{same}");
    }
    let others =
        ["", "7", "\"07\"", "\"7", "w/\"7\"", "W/ \"7\"", "\"6\"", "'7'", "\"6\", *", "**"];
    for other in others {
        assert!(!known(other.as_bytes()).unwrap().names(&entity_tag(7)), "{other}");
    }
    assert!(!IfNoneMatch::default().names(&entity_tag(7)), "absent, it names nothing");
}

#[test] // as two lines, which are one list
fn must_read_every_line_of_the_field() {
    let mut head =
        *b"GET / HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"6\"\r\nif-none-match: \"7\"\r\n\r\n";
    let parsed = RequestHead::parse(&mut head, &Limits::DEFAULT);
    let known = IfNoneMatch::of(&parsed.unwrap().complete().unwrap());
    assert!(known.names(&entity_tag(6)) && known.names(&entity_tag(7)));
}

#[test] // a comma between quotes parts nothing, and what is no tag ends the reading
fn must_not_find_a_tag_inside_another() {
    for other in ["\"a,7,b\"", "\",\"7\",\"", "\"a\"7\"", "W/\"6\"\"x 7"] {
        assert!(!known(other.as_bytes()).unwrap().names(&entity_tag(7)), "{other}");
    }
}

laws::proptest::proptest! {
    /// Whatever a client puts there: no panic, and no tag is found that is not written out.
    #[test]
    fn law_any_bytes_name_a_tag_only_if_it_is_there(bytes in any_bytes()) {
        let Some(known) = known(&bytes) else { return Ok(()) };
        let written = bytes.windows(3).any(|three| three == b"\"7\"") || bytes.contains(&b'*');
        prop_assert!(!known.names(&entity_tag(7)) || written);
    }
}

#[test] // RFC 9110 §15.4.5: no body, no length; the fields that the 200 would have had
fn must_answer_304_without_a_body_to_who_has_the_answer() {
    let asked = "GET /poll?since=c1-7 HTTP/1.1\r\nHost: a\r\nIf-None-Match: W/\"c1-7\"\r\n\r\n";
    let mut server = server();
    assert_eq!(serve(&mut server, asked.as_bytes(), &[], id(7)), UNCHANGED);
    assert!(server.is_idle(), "and the connection goes on");
    let news = serve(&mut server, asked.as_bytes(), &[event(8, "a")], id(8));
    assert!(news.starts_with("HTTP/1.1 200 OK\r\n"), "{news}");
    assert!(news.contains("\r\nCache-Control: no-store\r\nETag: W/\"c1-8\"\r\n"), "{news}");
    assert!(news.ends_with(&written(&[event(8, "a")], id(8))));
}

#[test] // the head that GET would have had, and where it is 304, that
fn must_answer_head_as_get() {
    let asked = |method: &str, tag: &str| {
        let request = format!("{method} /poll?since=c1-7 HTTP/1.1\r\nHost: a\r\n{tag}\r\n");
        serve(&mut server(), request.as_bytes(), &[], id(7))
    };
    let tag = "If-None-Match: \"c1-7\"\r\n";
    assert_eq!(asked("HEAD", tag), UNCHANGED);
    assert_eq!(asked("GET", ""), asked("HEAD", "") + &written(&[], id(7)));
}

#[test] // and then one that brings news
fn must_answer_ten_thousand_polls_without_a_byte_of_body() {
    const POLLS: u32 = 10_000;
    let every = Pace::Every(Duration::from_millis(1));
    let mut poller =
        Poller::new("a", "/poll", Since::Event(id(7)), every, Limits::DEFAULT).unwrap();
    let (mut server, mut unchanged) = (server(), 0);
    for poll in 0..=POLLS + 1 {
        let news = [event(8, "a")];
        let (events, next) = if poll <= POLLS { (&news[..0], id(7)) } else { (&news[..], id(8)) };
        poller.tick(Duration::from_millis(poll.into()));
        let answer = serve(&mut server, &poller.take_output().to_vec(), events, next);
        unchanged += u32::from(answer == UNCHANGED);
        let mut bytes = answer.into_bytes();
        let heard = poller.next_event(&mut Input::new(&mut bytes)).unwrap();
        let right = Event::Answer(Answer { events: events.to_vec(), next });
        assert_eq!(heard, Some(right), "poll {poll}");
    }
    assert_eq!(unchanged, POLLS, "all but the first, which had no tag, and the last");
}

mod the_client {
    use super::*;

    /// What a poller asks after `answers`, one a second.
    fn asks_after(pace: Pace, answers: &[&str]) -> (String, Event) {
        let mut poller =
            Poller::new("a", "/p", Since::Event(id(7)), pace, Limits::DEFAULT).unwrap();
        let mut heard = Event::Closed;
        for (answer, now) in answers.iter().zip(0..) {
            poller.tick(seconds(now));
            poller.take_output();
            let mut bytes = answer.as_bytes().to_vec();
            heard = poller.next_event(&mut Input::new(&mut bytes)).unwrap().unwrap();
        }
        poller.tick(seconds(60));
        (String::from_utf8(poller.take_output().to_vec()).unwrap(), heard)
    }

    fn tagged(tag: &str) -> String {
        let body = written(&[], id(7));
        format!("HTTP/1.1 200 OK\r\n{tag}Content-Length: {}\r\n\r\n{body}", body.len())
    }

    const EVERY: Pace = Pace::Every(Duration::from_secs(1));
    const PLAIN: &str = "GET /p?since=c1-7 HTTP/1.1\r\nHost: a\r\n\r\n";

    #[test] // whatever the tag is: it is the server's to read
    fn must_ask_with_the_tag_of_the_last_answer() {
        let with =
            |tag: &str| PLAIN.replace("\r\n\r\n", &format!("\r\nIf-None-Match: {tag}\r\n\r\n"));
        for tag in ["W/\"7\"", "\"x\"", "odd"] {
            let answer = tagged(&format!("ETag: {tag}\r\n"));
            let empty = Event::Answer(Answer { events: vec![], next: id(7) });
            assert_eq!(asks_after(EVERY, &[&answer]), (with(tag), empty.clone()));
            let again = asks_after(EVERY, &[&answer, UNCHANGED, UNCHANGED]);
            assert_eq!(again, (with(tag), empty));
        }
        let forgets = asks_after(EVERY, &[&tagged("ETag: \"x\"\r\n"), &tagged("")]);
        assert_eq!(forgets.0, PLAIN);
    }

    #[test] // a server that waits has news, or its time is up: it must not answer at once
    fn must_not_ask_with_a_tag_where_the_server_waits() {
        let (asked, _) = asks_after(Pace::Waiting(seconds(9)), &[&tagged("ETag: \"7\"\r\n")]);
        assert_eq!(asked, PLAIN.replace("since=c1-7", "since=c1-7&wait=9"));
    }

    #[test]
    fn must_take_a_304_that_it_did_not_ask_for_as_a_refusal() {
        let refused = (String::new(), Event::Refused(304, String::new()));
        assert_eq!(asks_after(EVERY, &[UNCHANGED]), refused);
        assert_eq!(asks_after(EVERY, &[&tagged(""), UNCHANGED]), refused);
    }

    #[test]
    fn limit_tag_is_128_bytes() {
        let tag = |bytes: usize| format!("\"{}\"", "x".repeat(bytes - 2));
        let asked = |bytes| asks_after(EVERY, &[&tagged(&format!("ETag: {}\r\n", tag(bytes)))]).0;
        assert!(asked(127).contains(&tag(127)) && asked(128).contains(&tag(128)));
        assert_eq!(asked(129), PLAIN);
        let twice = tagged("ETag: \"a\"\r\nETag: \"b\"\r\n");
        assert_eq!(asks_after(EVERY, &[&twice]).0, PLAIN);
    }
}
