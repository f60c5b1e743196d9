//! # The client that asks again                                      chapter 04 · RFC 6202 §2
//! Knows: each thing that a poller hears, and when it asks next. Does not know: the server.
//! Read before: `polling/src/poller.rs`. Read next: `tests/04_polling/world.rs`.

use super::*;

const EMPTY: &str =
    "HTTP/1.1 200 OK\r\nContent-Length: 27\r\n\r\n{\"events\":[],\"next\":\"c1-7\"}";
const QUESTION: &str = "GET /poll?since=c1-7 HTTP/1.1\r\nHost: a\r\n\r\n";
const EVERY: Pace = Pace::Every(Duration::from_secs(1));

fn poller_with(pace: Pace, limits: Limits) -> Poller {
    Poller::new("a", "/poll", Since::Event(id(7)), pace, limits).unwrap()
}

fn note(log: &mut Log, event: Event) {
    log.event(event);
}

/// A poller whose first question is on its way.
fn talk_with(pace: Pace, limits: Limits) -> Talk<Poller, impl FnMut(&mut Log, Event)> {
    let mut talk = Talk::with("a poller at event 7", poller_with(pace, limits), note);
    talk.time_is(Duration::ZERO);
    if let Pace::Every(_) = pace {
        talk.we_send_text(QUESTION);
    }
    talk
}

fn talk() -> Talk<Poller, impl FnMut(&mut Log, Event)> {
    talk_with(EVERY, Limits::DEFAULT)
}

const HEARD_EMPTY: &str = "Answer(Answer { events: [], next: c1-7 })";

#[test]
fn must_ask_from_its_place_on() {
    let asked = |target: &str, since, pace| {
        let mut poller = Poller::new("a:8080", target, since, pace, Limits::DEFAULT).unwrap();
        assert_eq!(poller.deadline(), Some(Duration::ZERO));
        poller.tick(Duration::ZERO);
        let request = String::from_utf8(poller.take_output().to_vec()).unwrap();
        let rest = " HTTP/1.1\r\nHost: a:8080\r\n\r\n";
        request.strip_suffix(rest).and_then(|all| all.strip_prefix("GET ")).unwrap().to_owned()
    };
    let waiting = Pace::Waiting(Duration::from_millis(1500));
    assert_eq!(asked("/p", Since::Now, EVERY), "/p");
    assert_eq!(asked("/p", Since::Event(id(7)), EVERY), "/p?since=c1-7");
    assert_eq!(asked("/p", Since::Now, waiting), "/p?wait=1.5");
    assert_eq!(asked("/p?topic=t", Since::Event(id(7)), waiting), "/p?topic=t&since=c1-7&wait=1.5");
}

#[test]
fn must_not_be_made_for_a_question_that_cannot_be_asked() {
    let make = |host, target| Poller::new(host, target, Since::Now, EVERY, Limits::DEFAULT);
    let host = make("a\r\nX: y", "/").unwrap_err();
    assert_eq!(host, http1::UsageError::InvalidHost("a\r\nX: y".into()));
    let target = make("a", "/a b").unwrap_err();
    assert_eq!(target, http1::UsageError::InvalidTarget("/a b".into()));
}

#[test] // POLL-2.1-02, POLL-2.2-03, POLL-5.2-02, 03: over one connection
fn must_ask_again_an_interval_after_the_answer() {
    let mut talk = talk();
    talk.time_is(seconds(3)); // it waits for the answer, and does not ask twice
    talk.nothing_else_happens();
    talk.peer_sends_text(EMPTY);
    talk.we_hear(HEARD_EMPTY);
    assert_eq!(talk.protocol().deadline(), Some(seconds(4)));
    talk.time_is(seconds(4) - Duration::from_nanos(1));
    talk.nothing_else_happens();
    talk.time_is(seconds(4));
    talk.we_send_text(QUESTION);
    talk.nothing_else_happens();
}

#[test] // POLL-2.1-02
fn must_ask_again_at_once_where_the_server_waits() {
    let mut talk = talk_with(Pace::Waiting(seconds(25)), Limits::DEFAULT);
    let question = "GET /poll?since=c1-7&wait=25 HTTP/1.1\r\nHost: a\r\n\r\n";
    talk.we_send_text(question);
    talk.time_is(seconds(25));
    talk.peer_sends_text(EMPTY);
    talk.we_hear(HEARD_EMPTY);
    assert_eq!(talk.protocol().deadline(), Some(seconds(25)));
    talk.time_is(seconds(25));
    talk.we_send_text(question);
    talk.nothing_else_happens();
}

/// It was asked to wait, and does not: it is not asked without a pause. News are no reason for one.
#[test]
fn limit_a_server_that_does_not_wait_is_asked_twice_a_second() {
    let mut talk = talk_with(Pace::Waiting(seconds(25)), Limits::DEFAULT);
    let question =
        |place| format!("GET /poll?since=c1-{place}&wait=25 HTTP/1.1\r\nHost: a\r\n\r\n");
    talk.we_send_text(&question(7));
    talk.time_is(PAUSE / 5);
    talk.peer_sends_text(EMPTY);
    talk.we_hear(HEARD_EMPTY);
    assert_eq!(talk.protocol().deadline(), Some(PAUSE));
    assert_eq!(talk.protocol().pause(), PAUSE - PAUSE / 5);
    talk.time_is(PAUSE);
    talk.we_send_text(&question(7));
    let body = written(&[event(8, "a")], id(8));
    talk.peer_sends_text(&format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    ));
    let heard = Answer { events: vec![event(8, "a")], next: id(8) };
    talk.we_hear(&format!("{:?}", Event::Answer(heard)));
    assert_eq!(talk.protocol().deadline(), Some(PAUSE));
    talk.time_is(PAUSE);
    talk.we_send_text(&question(8));
    talk.nothing_else_happens();
}

#[test]
fn must_send_its_fields_with_each_question() {
    let fields = |name: &str, value: &str| vec![(name.into(), value.into())];
    let poller = poller_with(EVERY, Limits::DEFAULT);
    let poller = poller.with_fields(fields("Authorization", "Bearer tok")).unwrap();
    let mut talk = Talk::with("a poller with a field", poller, note);
    for second in 0..3 {
        talk.time_is(seconds(second));
        let question = QUESTION.replace("\r\n\r\n", "\r\nAuthorization: Bearer tok\r\n\r\n");
        talk.we_send_text(&question);
        talk.peer_sends_text(EMPTY);
        talk.we_hear(HEARD_EMPTY);
    }
    for (name, value) in [("X", "a\r\nY: b"), ("Host", "b"), ("a b", "")] {
        let poller = poller_with(EVERY, Limits::DEFAULT);
        assert!(poller.with_fields(fields(name, value)).is_err(), "{name}: {value}");
    }
}

/// In seconds, and a day at most; a date is not read, nor what is neither.
#[test]
fn must_know_when_it_may_come_back() {
    for (field, expected) in [
        ("", None),
        ("Retry-After: 120\r\n", Some(120)),
        ("Retry-After: 0\r\n", Some(0)),
        ("Retry-After: 86401\r\n", Some(86_400)),
        ("Retry-After: 99999999999999999999999\r\n", Some(86_400)),
        ("Retry-After: -1\r\n", None),
        ("Retry-After: 1.5\r\n", None),
        ("Retry-After:\r\n", None),
        ("Retry-After: Fri, 31 Dec 2049 23:59:59 GMT\r\n", None),
        ("Retry-After: 1\r\nRetry-After: 2\r\n", None),
    ] {
        let mut talk = talk();
        talk.peer_sends_text(&format!(
            "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n{field}\r\n"
        ));
        talk.we_hear(r#"Refused(503, "")"#);
        assert_eq!(talk.protocol().retry_after(), expected.map(seconds), "{field}");
    }
}

#[test]
fn must_move_its_place_when_an_answer_came_whole_and_not_before() {
    let body = written(&[event(8, "a"), event(9, "b")], id(9));
    let mut talk = talk();
    let (all, last) = body.split_at(body.len() - 1);
    talk.peer_sends_text(&format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len()));
    talk.peer_sends_text(all);
    talk.nothing_else_happens();
    assert_eq!(talk.protocol().since(), Since::Event(id(7)));
    talk.peer_sends_text(last);
    assert_eq!(talk.protocol().since(), Since::Event(id(9)));
    let events = vec![event(8, "a"), event(9, "b")];
    talk.we_hear(&format!("{:?}", Event::Answer(Answer { events, next: id(9) })));
    talk.time_is(seconds(1));
    talk.we_send_text("GET /poll?since=c1-9 HTTP/1.1\r\n");
    assert_eq!(talk.protocol().held(), 0);
}

#[test] // the same question can be asked again on another connection
fn must_keep_its_place_when_the_server_ends_inside_an_answer() {
    let half = EMPTY.split_at(EMPTY.len() - 1).0;
    for before in ["", "HTTP/1.1 2", half] {
        let mut talk = talk();
        talk.peer_sends_text(before);
        talk.peer_ends();
        let rule = "the stream ended inside a response";
        let error = talk.fails_with(rule, Cite::rfc9112("8"));
        assert_eq!(error.violation, Violation::Http(http1::Violation::ClosedEarly));
        assert_eq!(error.offset, before.len() as u64);
        talk.we_end();
        talk.nothing_else_happens();
        assert_eq!(talk.protocol().since(), Since::Event(id(7)));
        assert_eq!((talk.protocol().held(), talk.protocol().deadline()), (0, None));
    }
}

#[test] // a clean close is no error
fn must_hear_that_the_server_ended_between_two_answers() {
    let mut talk = talk();
    talk.peer_sends_text(EMPTY);
    talk.we_hear(HEARD_EMPTY);
    talk.peer_ends();
    talk.we_hear("Closed");
    talk.we_end();
    talk.time_is(seconds(9));
    talk.nothing_else_happens();
}

#[test]
fn must_end_after_an_answer_that_says_close() {
    let mut talk = talk();
    talk.peer_sends_text(&EMPTY.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
    talk.we_hear(HEARD_EMPTY);
    talk.we_end();
    assert_eq!(talk.protocol().deadline(), None);
    talk.peer_ends();
    talk.we_hear("Closed");
    talk.nothing_else_happens();
}

#[test]
fn must_stop_when_it_is_refused() {
    let mut talk = talk();
    let body = "since is \"x\"\n";
    let head = format!("HTTP/1.1 400 Bad Request\r\nContent-Length: {}\r\n\r\n", body.len());
    talk.peer_sends_text(&(head + body));
    talk.we_hear(r#"Refused(400, "since is \"x\"\n")"#);
    talk.we_end();
    talk.time_is(seconds(60));
    talk.peer_sends_text("HTTP/1.1 200 OK\r\n"); // whatever it says now
    talk.nothing_else_happens();
    talk.peer_ends();
    talk.we_hear("Closed");
    talk.nothing_else_happens();
    assert_eq!(talk.protocol().since(), Since::Event(id(7)));
}

#[test] // SEM-7.8-03: nobody asked for another protocol
fn must_take_a_101_for_a_broken_rule() {
    let mut talk = talk();
    talk.peer_sends_text("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n\0\0");
    talk.fails_with("the protocol was switched unasked", Cite::rfc9110("7.8"));
    talk.we_end();
    talk.nothing_else_happens();
}

#[test]
fn must_pass_over_interim_answers() {
    let mut talk = talk();
    talk.peer_sends_text("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n");
    talk.nothing_else_happens();
    talk.peer_sends_text(EMPTY);
    talk.we_hear(HEARD_EMPTY);
    talk.nothing_else_happens();
}

#[test] // claim A3: the server cannot speak before it is asked
fn must_refuse_what_nobody_asked_for() {
    let mut talk = talk();
    talk.peer_sends_text(&format!("{EMPTY}HTTP/1.1 200 OK\r\n"));
    talk.we_hear(HEARD_EMPTY);
    let error = talk.fails_with("bytes came that no request asked for", Cite::rfc9112("6.3"));
    assert_eq!(error.violation, Violation::Http(http1::Violation::UnaskedBytes));
    assert_eq!(error.offset, EMPTY.len() as u64);
    talk.we_end();
    talk.nothing_else_happens();
}

#[test]
fn must_refuse_what_is_no_answer() {
    let mut talk = talk();
    talk.peer_sends_text("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>");
    let rule = "this is no answer to a poll: expected value at line 1 column 1";
    let error = talk.fails_with(rule, Cite::rfc6202("5.4"));
    let why = rule.into();
    assert_eq!(error.violation, Violation::NotAnAnswer(why));
    assert_eq!(error.offset, 44); // behind it: it was looked at as a whole
    talk.we_end();
    talk.nothing_else_happens();
}

#[test] // whatever it said, it is not asked again
fn must_end_when_it_is_shut_down() {
    let mut idle = talk();
    idle.peer_sends_text(EMPTY);
    idle.we_hear(HEARD_EMPTY);
    let asked = talk();
    for mut talk in [idle, asked] {
        talk.we_do("shut down", Poller::shut_down);
        talk.we_end();
        talk.peer_sends_text(EMPTY);
        talk.time_is(seconds(60));
        talk.nothing_else_happens();
        talk.peer_ends();
        talk.we_hear("Closed");
        talk.nothing_else_happens();
    }
}

mod our_limits {
    use super::*;

    fn limits(body_bytes: u64) -> Limits {
        Limits { body_bytes, ..Limits::DEFAULT }
    }

    #[test] // 27 bytes, whether their number is known before or not
    fn limit_body_bytes_of_an_answer() {
        let known = EMPTY.to_owned();
        let body = "{\"events\":[],\"next\":\"c1-7\"}";
        let (a, b) = body.split_at(10);
        let chunked = format!(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
             a\r\n{a}\r\n11\r\n{b}\r\n0\r\n\r\n"
        );
        for (answer, last) in [(&known, known.len() - 1), (&chunked, chunked.len() - 8)] {
            for most in [27, 28] {
                let mut talk = talk_with(EVERY, limits(most));
                talk.peer_sends_text(answer);
                talk.we_hear(HEARD_EMPTY);
            }
            let mut talk = talk_with(EVERY, limits(26));
            talk.peer_sends_text(answer);
            let error = talk.fails_with("the answer is too long", Cite::ours("body_bytes"));
            assert_eq!((error.violation, error.offset), (Violation::AnswerTooLong, last as u64));
            talk.we_end();
            talk.nothing_else_happens();
            assert_eq!(talk.protocol().held(), 0);
        }
    }

    #[test] // POLL-2.2-06: the server may wait for 25 s, and take 30 s more
    fn limit_body_time_of_an_answer() {
        for (pace, due) in [(EVERY, seconds(30)), (Pace::Waiting(seconds(25)), seconds(55))] {
            let mut talk = talk_with(pace, Limits::DEFAULT);
            assert_eq!(talk.protocol().deadline(), Some(due));
            talk.time_is(due - Duration::from_nanos(1));
            assert_eq!(talk.protocol().deadline(), Some(due));
            talk.peer_sends_text("HTTP/1.1 200 OK\r\n");
            talk.time_is(due);
            let error = talk.fails_with("the answer took too long", Cite::ours("body_time"));
            assert_eq!((error.violation, error.offset), (Violation::AnswerTooLate, 17));
            talk.we_end();
        }
    }
}

mod laws_of_a_protocol {
    use super::*;

    /// One answer, in one of the three ways in which a body can end.
    fn answers() -> impl Strategy<Value = Vec<u8>> {
        let events = prop::collection::vec(("[a-zé\"]{0,9}", any::<u64>()), 0..3);
        (events, 0..3, 4usize..20).prop_map(|(events, framing, size)| {
            let events: Vec<_> = events.iter().map(|(data, id)| event(*id, data)).collect();
            let body = written(&events, id(9));
            let mut answer = b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n".to_vec();
            match framing {
                0 => answer.extend(format!("Content-Length: {}\r\n\r\n{body}", body.len()).bytes()),
                1 => answer.extend(format!("\r\n{body}").bytes()), // to the end of the stream
                _ => {
                    answer.extend_from_slice(b"Transfer-Encoding: chunked\r\n\r\n");
                    for data in body.as_bytes().chunks(size) {
                        http1::chunk_encode::write_chunk(&mut answer, data);
                    }
                    answer.extend_from_slice(http1::chunk_encode::LAST_CHUNK);
                }
            }
            answer
        })
    }

    fn asked() -> Poller {
        let limits = Limits { head_bytes: 300, body_bytes: 400, ..Limits::DEFAULT };
        let mut poller = poller_with(EVERY, limits);
        poller.tick(Duration::ZERO);
        poller
    }

    laws::protocol! {
        new: asked,
        note: note,
        valid: answers(),
        held: 300 + 400,
    }
}
