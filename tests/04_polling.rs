//! # Asking again                                                    chapter 04 · RFC 6202 §1, §5
//! Knows: the question, the answer, the place in the log, and when to ask next. Does not know:
//! waiting (`05_long_polling.rs`).
//! Read before: `polling/src/since.rs`. Read next: `tests/04_polling/world.rs`.

use laws::{Log, Talk};
use polling::poller::{Event, PAUSE};
use polling::{Answer, Pace, Poller, Since, Violation, parse_answer, parse_event, write_answer};
use std::time::Duration;
use wire::{Cite, Epoch, EventId, Limits, Protocol, Published};

#[path = "04_polling/world.rs"]
mod world;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A place in the log of these tests.
fn id(number: u64) -> EventId {
    Epoch::new(0xc1).at(number)
}

fn event(number: u64, data: &str) -> Published {
    Published { id: id(number), event: "message".into(), data: data.into() }
}

fn written(events: &[Published], next: EventId) -> String {
    let mut out = Vec::new();
    write_answer(events, next, &mut out);
    String::from_utf8(out).unwrap()
}

/// What a client asks, and what it is sent.
mod our_query {
    use super::*;
    use polling::parse_wait;
    use polling::since::{BadQuery, WAIT_DEFAULT};

    #[test] // POLL-6-02
    fn must_read_since_as_the_id_of_an_event() {
        assert_eq!(Since::parse(None), Ok(Since::Now));
        assert_eq!(Since::parse(Some("0")), Ok(Since::All));
        assert_eq!(Since::parse(Some("c1-7")), Ok(Since::Event(id(7))));
        assert_eq!(Since::parse(Some("c1-0")), Ok(Since::Event(id(0))));
        for bad in ["", "7", "00", "c1", "c1-", "-7", " c1-7", "c1-+7", "c1-07", "C1-7", "c1-٣"] {
            let refused = BadQuery::Since(bad.into());
            assert_eq!(Since::parse(Some(bad)), Err(refused));
        }
    }

    #[test]
    fn limit_since_is_64_bits() {
        assert_eq!(
            Since::parse(Some("c1-18446744073709551614")),
            Ok(Since::Event(id(u64::MAX - 1)))
        );
        assert_eq!(Since::parse(Some("c1-18446744073709551615")), Ok(Since::Event(id(u64::MAX))));
        let beyond = "c1-18446744073709551616";
        assert_eq!(Since::parse(Some(beyond)), Err(BadQuery::Since(beyond.into())));
    }

    #[test] // POLL-6-02
    fn must_read_wait_as_seconds() {
        assert_eq!(parse_wait(None), Ok(WAIT_DEFAULT));
        assert_eq!(parse_wait(Some("0")), Ok(Duration::ZERO));
        assert_eq!(parse_wait(Some("0.25")), Ok(Duration::from_millis(250)));
        for bad in ["", ".", "1.2.3", "-1", "+1", "1e1", "inf", "NaN", " 1", "1s"] {
            assert_eq!(parse_wait(Some(bad)), Err(BadQuery::Wait(bad.into())));
        }
        let endless = "9".repeat(400);
        assert_eq!(parse_wait(Some(&endless)), Err(BadQuery::Wait(endless.clone())));
    }

    #[test] // POLL-5.5-01
    fn limit_wait_is_120_seconds() {
        assert_eq!(parse_wait(Some("119.999")), Ok(Duration::from_millis(119_999)));
        assert_eq!(parse_wait(Some("120")), Ok(seconds(120)));
        assert_eq!(parse_wait(Some("120.001")), Err(BadQuery::Wait("120.001".into())));
    }

    #[test]
    fn must_say_what_would_have_been_right() {
        let since = "since is \"x\"; it must be the id of the last event that you have (0 for all \
            that is kept), or absent (from now on)";
        assert_eq!(BadQuery::Since("x".into()).to_string(), since);
        let wait = "wait is \"x\"; it must be a number of seconds from 0 to 120";
        assert_eq!(BadQuery::Wait("x".into()).to_string(), wait);
    }
}

mod our_answer {
    use super::*;

    #[test]
    fn must_be_written_so() {
        assert_eq!(written(&[], id(0)), r#"{"events":[],"next":"c1-0"}"#);
        let two = [event(7, "a\"b\n"), Published { event: "tick".into(), ..event(8, "é") }];
        let seven = r#"{"id":"c1-7","event":"message","data":"a\"b\n"}"#;
        let eight = r#"{"id":"c1-8","event":"tick","data":"é"}"#;
        let text = format!(r#"{{"events":[{seven},{eight}],"next":"c1-8"}}"#);
        assert_eq!(written(&two, id(8)), text);
    }

    #[test] // spaces, order, unknown names
    fn must_be_read_as_json() {
        let text = r#" { "next" : "c1-2", "more": [1], "events": [
            {"data": "\u00e9", "x": null, "id": "c1-2", "event": "e"} ] } "#;
        let read = parse_answer(text.as_bytes()).unwrap();
        let one = Published { id: id(2), event: "e".into(), data: "é".into() };
        assert_eq!(read, Answer { events: vec![one], next: id(2) });
    }

    #[test]
    fn must_not_be_read_from_another_shape() {
        let refused = |text: &str| parse_answer(text.as_bytes()).unwrap_err().to_string();
        let list = r#"this is no answer to a poll: "events" must be there, and must be a list"#;
        for text in ["[]", "null", "7", "{}", r#"{"events":{},"next":"1"}"#] {
            assert_eq!(refused(text), list);
        }
        let number = |name: &str| {
            let must = "must be there, and must be the id of an event, like \"c1-7\"";
            format!("this is no answer to a poll: {name:?} {must}")
        };
        for next in ["1", "\"\"", "\"1\"", "\"c1-+1\"", "\"c1-1.0\"", "null", "[\"c1-1\"]"] {
            assert_eq!(refused(&format!(r#"{{"events":[],"next":{next}}}"#)), number("next"));
        }
        let one = |text: &str| parse_event(text.as_bytes()).unwrap_err().to_string();
        assert_eq!(one(r#"{"id":7,"event":"e","data":""}"#), number("id"));
        let text = r#"this is no answer to a poll: "data" must be there, and must be a text"#;
        assert_eq!(one(r#"{"id":"c1-7","event":"e","data":1}"#), text);
        assert_eq!(one(r#"{"id":"c1-7","event":"e"}"#), text);
        assert_eq!(one(r#"{"id":"c1-7","data":""}"#), text.replace("data", "event"));
        for text in ["", "{", "{}x", "\u{feff}{}", "\"\\ud800\"", &"[".repeat(100_000)] {
            assert!(refused(text).starts_with("this is no answer to a poll: "), "{text}");
        }
        assert!(parse_answer(b"{\"\xff\":0}").is_err_and(|bad| bad.0.contains("unicode")));
    }

    mod laws_of_answers {
        use super::*;
        use laws::polling::events;
        use laws::proptest::prelude::*;
        use laws::protocol::any_bytes;

        laws::proptest::proptest! {
            /// What is written is what is read, whatever the text.
            #[test]
            fn law_write_then_parse_answer_is_identity(events in events(), next: u64) {
                let next = id(next);
                let text = written(&events, next);
                prop_assert!(!text.contains(['\n', '\r', '\0']), "one line: {text:?}");
                prop_assert_eq!(parse_answer(text.as_bytes()), Ok(Answer { events, next }));
            }

            #[test]
            fn law_any_bytes_never_panic(bytes in any_bytes()) {
                let said = parse_answer(&bytes).expect_err("chance writes no answer").to_string();
                prop_assert!(said.starts_with("this is no answer to a poll: "), "{said}");
            }
        }
    }
}

/// RFC 6202 §5.4 and §5.6.
mod rfc6202_s05_best_practices {
    use super::*;
    use http1::{Event as Http, Server};
    use wire::Input;

    // POLL-1-01, POLL-5.4-01, POLL-5.6-01: an empty answer is an answer, no cache's to repeat
    #[test]
    fn should_answer_at_once_with_success_and_no_caching() {
        let mut server = Server::new(Limits::DEFAULT, Duration::ZERO);
        let mut question = *b"GET /poll?since=c1-7 HTTP/1.1\r\nHost: a\r\n\r\n";
        let mut input = Input::new(&mut question);
        while let Some(event) = server.next_event(&mut input).unwrap() {
            if event == Http::End {
                server.respond(polling::answer_now([], id(7))).unwrap();
            }
        }
        let answer = String::from_utf8(server.take_output().to_vec()).unwrap();
        let right = "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n\
            Content-Type: application/json\r\nCache-Control: no-store\r\n\
            Content-Length: 27\r\n\r\n{\"events\":[],\"next\":\"c1-7\"}";
        assert_eq!(answer, right);
        assert!(server.is_idle(), "and the connection is free for the next question");
    }
}

#[path = "04_polling/poller.rs"]
mod the_client;

#[path = "04_polling/unchanged.rs"]
mod rfc9110_s13_1_2_if_none_match;

#[path = "04_polling/many.rs"]
mod many_pollers;

mod laws_of_polling {
    laws::polling_cursor!(super::world::InMemory);
    use laws::proptest::prelude::*;
}
