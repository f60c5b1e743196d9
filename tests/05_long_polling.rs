//! # Asking once, and waiting                                        chapter 05 · RFC 6202 §2, §3
//! Knows: a parked request and the five ways in which its waiting ends. Does not know: the client
//! (`04_polling.rs`).
//! Read before: `polling/src/long.rs`. Read next: `tests/05_long_polling/stream.rs`.

use http1::{Event as Http, Server};
use laws::{Log, Talk};
use polling::LongPoll;
use polling::long::{On, State, TABLE, after};
use std::time::Duration;
use wire::{Cite, Epoch, EventId, Input, Limits, Protocol, Published};

const QUESTION: &str = "GET /long-poll?since=c1-7 HTTP/1.1\r\nHost: a\r\n\r\n";
const NEXT: &str = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";

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

/// An HTTP connection on which `request` was heard and not answered.
fn asked(request: &str) -> Server {
    let mut server = Server::new(Limits::DEFAULT, Duration::ZERO);
    assert_eq!(requests(&mut server, request), 1);
    server
}

/// How many requests a server hears in `bytes`.
fn requests(server: &mut Server, bytes: &str) -> usize {
    let mut bytes = bytes.as_bytes().to_vec();
    let mut input = Input::new(&mut bytes);
    let mut heard = 0;
    while let Some(event) = server.next_event(&mut input).unwrap() {
        heard += usize::from(matches!(event, Http::Request(_)));
    }
    heard
}

/// The request of a client that has event 7, parked for 25 seconds.
fn parked() -> LongPoll {
    LongPoll::park(asked(QUESTION), id(7), seconds(25))
}

fn talk_with(poll: LongPoll) -> Talk<LongPoll, impl FnMut(&mut Log, State)> {
    Talk::with("a parked request", poll, |log: &mut Log, state| log.event(state))
}

fn talk() -> Talk<LongPoll, impl FnMut(&mut Log, State)> {
    talk_with(parked())
}

/// The answer with `events`, given at second `at` of the connection.
fn answer(at: u64, connection: &str, events: &str, next: u64) -> String {
    let body = format!("{{\"events\":[{events}],\"next\":\"c1-{next}\"}}");
    format!(
        "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:{at:02} GMT\r\n\
         Content-Type: application/json\r\nCache-Control: no-store\r\n\
         Content-Length: {}\r\n{connection}\r\n{body}",
        body.len()
    )
}

/// The states.
mod rfc6202_s02_1_the_table {
    use super::*;

    const STATES: [State; 4] = [State::Parked, State::Answered, State::TimedOut, State::Gone];
    const EVENTS: [On; 5] = [On::Events, On::Deadline, On::NextRequest, On::PeerEnds, On::ShutDown];

    #[test]
    fn must_change_state_exactly_so() {
        let mut found = String::new();
        for state in STATES {
            for on in EVENTS {
                let row = TABLE.iter().find(|row| (row.0, row.1) == (state, on));
                let to = format!("{:?}", after(state, on));
                let cite = row.map_or("an answer is given once".into(), |row| row.3.to_string());
                found.push_str(&format!("{state:?} + {on:?} = {to}: {cite}\n"));
            }
        }
        let right = "\
            Parked + Events = Answered: RFC 6202 §2.1\n\
            Parked + Deadline = TimedOut: RFC 6202 §5.5\n\
            Parked + NextRequest = TimedOut: RFC 6202 §5.2\n\
            Parked + PeerEnds = Gone: RFC 9112 §9.5\n\
            Parked + ShutDown = TimedOut: RFC 6202 §5.4\n";
        let ended = ["Answered", "TimedOut", "Gone"].map(|state| {
            let row = |on: &On| format!("{state} + {on:?} = {state}: an answer is given once\n");
            EVENTS.iter().map(row).collect::<String>()
        });
        assert_eq!(found, right.to_owned() + &ended.concat());
    }

    #[test]
    fn must_not_have_two_rows_for_one_change() {
        let rows = |state, on| TABLE.iter().filter(|row| (row.0, row.1) == (state, on)).count();
        for on in EVENTS {
            assert_eq!(rows(State::Parked, on), 1, "{on:?}");
        }
        assert_eq!(TABLE.len(), EVENTS.len());
    }
}

/// How waiting ends.
mod rfc6202_s02_1_long_polling {
    use super::*;

    #[test] // POLL-2.1-01, POLL-2.2-05: several events go out in one answer
    fn must_answer_as_soon_as_there_are_events() {
        let mut talk = talk();
        talk.time_is(seconds(3));
        talk.nothing_else_happens();
        talk.we_do("answer", |poll| poll.answer(&[event(8, "a"), event(9, "b")], id(9)));
        let one = r#"{"id":"c1-8","event":"message","data":"a"}"#;
        let two = r#"{"id":"c1-9","event":"message","data":"b"}"#;
        talk.we_send_text(&answer(3, "", &format!("{one},{two}"), 9));
        talk.we_hear("Answered");
        talk.nothing_else_happens();
        assert_eq!(talk.protocol().held(), 0);
    }

    #[test] // POLL-2.1-01, POLL-5.4-01
    fn must_answer_at_the_deadline_with_an_empty_success() {
        let mut talk = talk();
        assert_eq!(talk.protocol().deadline(), Some(seconds(25)));
        talk.time_is(seconds(25) - Duration::from_nanos(1));
        talk.nothing_else_happens();
        talk.time_is(seconds(25));
        talk.we_send_text(&answer(25, "", "", 7));
        talk.we_hear("TimedOut");
        talk.nothing_else_happens();
    }

    #[test]
    fn must_count_the_wait_from_the_moment_of_parking() {
        let mut server = asked(QUESTION);
        server.tick(seconds(9));
        let mut talk = talk_with(LongPoll::park(server, id(7), seconds(2)));
        assert_eq!(talk.protocol().deadline(), Some(seconds(11)));
        talk.time_is(seconds(11));
        talk.we_hear("TimedOut");
    }

    #[test]
    fn limit_wait_of_nothing_and_wait_for_ever() {
        let mut talk = talk_with(LongPoll::park(asked(QUESTION), id(7), Duration::ZERO));
        talk.time_is(Duration::ZERO);
        talk.we_send_text(&answer(0, "", "", 7));
        talk.we_hear("TimedOut");
        let mut talk = talk_with(LongPoll::park(asked(QUESTION), id(7), Duration::MAX));
        talk.time_is(seconds(1_000_000));
        talk.nothing_else_happens();
    }

    #[test] // events that come too late are not lost, for the client's place is what it was
    fn must_not_answer_twice() {
        let events = |poll: &mut LongPoll| poll.answer(&[event(8, "a")], id(8));
        let deadline = |poll: &mut LongPoll| poll.tick(seconds(25));
        let ends = [events, deadline, LongPoll::shut_down];
        for (end, state) in ends.into_iter().zip(["Answered", "TimedOut", "TimedOut"]) {
            let mut poll = parked();
            end(&mut poll);
            let sent = poll.take_output().to_vec();
            assert!(sent.starts_with(b"HTTP/1.1 200 OK\r\n"));
            let mut talk = talk_with(poll);
            for again in ends {
                talk.we_do("end it again", again);
            }
            talk.we_hear(state);
            talk.nothing_else_happens();
        }
    }

    #[test] // POLL-2.2-04
    fn must_release_the_request_of_a_client_that_is_gone() {
        let mut talk = talk();
        talk.peer_ends();
        talk.we_hear("Gone");
        talk.we_do("answer", |poll| poll.answer(&[event(8, "a")], id(8)));
        talk.time_is(seconds(25));
        talk.nothing_else_happens();
        assert_eq!((talk.protocol().state(), talk.protocol().deadline()), (State::Gone, None));
    }

    #[test]
    fn must_answer_and_close_when_the_server_goes_away() {
        let mut talk = talk();
        talk.we_do("shut down", LongPoll::shut_down);
        talk.we_send_text(&answer(0, "Connection: close\r\n", "", 7));
        talk.we_end();
        talk.we_hear("TimedOut");
        talk.nothing_else_happens();
    }

    #[test] // POLL-2.2-03; claim A5: the answer ends the request, not the connection
    fn must_give_the_connection_back_for_the_next_request() {
        let mut poll = parked();
        poll.answer(&[event(8, "a")], id(8));
        let mut server = poll.into_http();
        assert!(server.is_idle());
        assert_eq!(requests(&mut server, NEXT), 1);
    }

    #[test] // what HTTP/1.0 did not ask to stay open does not
    fn must_close_behind_the_answer_to_http_1_0() {
        let old = QUESTION.replace("1.1", "1.0");
        let mut talk = talk_with(LongPoll::park(asked(&old), id(7), seconds(25)));
        talk.time_is(seconds(25));
        talk.we_send_text(&answer(25, "Connection: close\r\n", "", 7));
        talk.we_end();
        talk.we_hear("TimedOut");
    }

    #[test] // parked before its body came: HTTP says itself what is wrong, and that is the end
    fn must_end_when_the_request_turns_out_to_be_broken() {
        let head = "POST /long-poll HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        let mut talk = talk_with(LongPoll::park(asked(head), id(7), seconds(90)));
        talk.peer_sends_text("x\r\n");
        talk.we_send_text("HTTP/1.1 400 Bad Request\r\n");
        let error = talk.fails_with("a chunk size must be hex", Cite::rfc9112("7.1"));
        assert_eq!(error.offset, head.len() as u64);
        talk.we_do("answer", |poll| poll.answer(&[event(8, "a")], id(8)));
        let again = talk.fails_with("a chunk size must be hex", Cite::rfc9112("7.1"));
        assert_eq!(again, error);
        assert_eq!((talk.protocol().state(), talk.protocol().deadline()), (State::Gone, None));
    }

    #[test] // HTTP's own deadline is not forgotten
    fn must_not_wait_longer_for_the_body_than_http_does() {
        let head = "POST /long-poll HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n";
        let mut talk = talk_with(LongPoll::park(asked(head), id(7), seconds(90)));
        assert_eq!(talk.protocol().deadline(), Some(Limits::DEFAULT.body_time));
        talk.time_is(Limits::DEFAULT.body_time);
        talk.we_send_text("HTTP/1.1 408 Request Timeout\r\n");
        talk.fails_with("the body took too long", Cite::rfc9110("15.5.9"));
    }
}

/// A request behind the parked one.
mod rfc6202_s05_2_pipelined_requests {
    use super::*;

    #[test] // POLL-5.2-01: its answer may not overtake ours
    fn should_answer_when_another_request_comes() {
        let mut talk = talk();
        talk.peer_sends_text(NEXT);
        talk.we_send_text(&answer(0, "", "", 7));
        talk.we_hear("TimedOut");
        talk.nothing_else_happens();
    }

    #[test] // POLL-5.2-01: it came in one packet with the parked one
    fn should_answer_at_once_when_another_request_is_there_already() {
        let mut talk = talk_with({
            let mut server = Server::new(Limits::DEFAULT, Duration::ZERO);
            assert_eq!(requests(&mut server, &format!("{QUESTION}{NEXT}")), 1);
            LongPoll::park(server, id(7), seconds(25))
        });
        talk.we_do("nothing", |_| ());
        talk.we_send_text(&answer(0, "", "", 7));
        talk.we_hear("TimedOut");
        talk.nothing_else_happens();
    }
}

#[path = "05_long_polling/stream.rs"]
mod rfc6202_s03_streaming;

#[path = "05_long_polling/lines.rs"]
mod rfc6202_s03_2_lines;

mod laws_of_long_polling {
    use super::*;
    use laws::polling::events;
    use laws::proptest::prelude::*;

    laws::proptest::proptest! {
        /// A long poll answers what a short poll would at that moment: it is polling, and waiting.
        #[test]
        fn law_long_poll_equals_poll_plus_waiting(
            events in events(), next: u64, waited in 0u64..25_000
        ) {
            let (now, next) = (Duration::from_millis(waited), id(next));
            let mut long = LongPoll::park(asked(QUESTION), id(7), seconds(25));
            long.tick(now);
            long.answer(&events, next);

            let mut short = asked(QUESTION);
            short.tick(now);
            short.respond(polling::answer_now(&events, next)).unwrap();

            prop_assert_eq!(long.take_output().to_vec(), short.take_output().to_vec());
        }

        /// And where nothing comes, it answers what a short poll would have at its deadline.
        #[test]
        fn law_long_poll_without_events_equals_poll_at_the_deadline(
            cursor: u64, wait in 0u64..120_000, late in 0u64..5_000
        ) {
            let (wait, cursor) = (Duration::from_millis(wait), id(cursor));
            let mut long = LongPoll::park(asked(QUESTION), cursor, wait);
            long.tick(wait.saturating_sub(Duration::from_nanos(1)));
            prop_assert_eq!(long.state() == State::Parked, !wait.is_zero());
            long.take_output();

            let mut long = LongPoll::park(asked(QUESTION), cursor, wait);
            let now = wait + Duration::from_millis(late);
            long.tick(now);
            let mut short = asked(QUESTION);
            short.tick(now);
            short.respond(polling::answer_now([], cursor)).unwrap();
            prop_assert_eq!(long.take_output().to_vec(), short.take_output().to_vec());
        }

        /// Wherever the bytes of the next request are cut, the parked one is answered once and
        /// the next one is heard whole.
        #[test]
        fn law_a_request_behind_a_parked_one_is_heard_after_it(first in 1..=NEXT.len()) {
            let mut poll = parked();
            let (now, later) = NEXT.split_at(first);
            let mut bytes = now.as_bytes().to_vec();
            let state = poll.next_event(&mut Input::new(&mut bytes)).unwrap();
            prop_assert_eq!(state, Some(State::TimedOut));
            prop_assert_eq!(poll.take_output().to_vec(), answer(0, "", "", 7).into_bytes());
            let mut server = poll.into_http();
            prop_assert_eq!(requests(&mut server, "") + requests(&mut server, later), 1);
            prop_assert!(server.is_answer_owed());
        }
    }
}
