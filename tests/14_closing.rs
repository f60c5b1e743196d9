//! # Closing                                         chapter 14 · RFC 6455 §5.5.1, §7
//! Knows: who says goodbye, who answers, who ends the stream, and how long we wait for it.
//! Read before: `frames/src/closing.rs`, `frames/src/goodbye.rs`. Read next: nothing.

use frames::closing::{self, Act, Happening, State, step_of};
use frames::{CloseBody, CloseCode, Connection, Event, UsageError, Violation};
use laws::{Log, Talk, hex};
use std::time::Duration;
use wire::{Cite, Input, Limits, Protocol};

fn note(log: &mut Log, event: Event<'_>) {
    log.event(event);
}

type FrameTalk = Talk<Connection, fn(&mut Log, Event<'_>)>;

fn new_server() -> Connection {
    Connection::server(Limits::DEFAULT)
}

fn new_client() -> Connection {
    Connection::client(Limits::DEFAULT, || [0; 4])
}

fn server() -> FrameTalk {
    Talk::with("a server, open", new_server(), note)
}

fn client() -> FrameTalk {
    Talk::with("a client, open", new_client(), note)
}

/// How `Closed` reads.
fn closed(code: u16, reason: &str, by: &str, clean: bool) -> String {
    format!(
        "Closed(Closed {{ code: CloseCode({code}), reason: {reason:?}, by: {by}, clean: {clean} }})"
    )
}

/// A server that hears `bytes` fails with `text` at byte `at`, says so with a Close frame whose
/// code is `close`, and ends.
#[track_caller]
fn fails(bytes: &str, text: &str, section: &'static str, at: u64, close: &str) {
    let mut talk = server();
    talk.peer_sends(bytes);
    assert_eq!(talk.fails_with(text, Cite::rfc6455(section)).offset, at, "{bytes}");
    talk.we_send(&format!("88 02 | {close}"));
    talk.we_end();
    talk.nothing_else_happens();
}

mod s05_5_1_close {
    use super::*;

    #[test] // WS-5.5.1-01, WS-5.5.1-07, WS-7.1.5-01
    fn may_be_empty() {
        let mut talk = server();
        talk.peer_sends("88 80 | 00 00 00 00");
        talk.we_hear(&closed(1005, "", "Peer", true));
        talk.we_send("88 00");
        talk.we_end();
        talk.nothing_else_happens();
    }

    #[test] // WS-5.5.1-02, WS-5.5.1-03, WS-5.5.1-07, WS-5.5.1-08, WS-7.1.6-01
    fn must_answer_a_close_with_its_code() {
        let mut talk = server();
        talk.peer_sends("88 85 | 00 00 00 00 | 03 e8 \"bye\"");
        talk.we_hear(&closed(1000, "bye", "Peer", true));
        talk.we_send("88 02 | 03 e8");
        talk.we_end();
        talk.nothing_else_happens();
    }

    #[test] // WS-5.5.1-02
    fn must_fail_on_a_close_of_one_byte() {
        let text = "a close frame with one byte";
        fails("88 81 | 00 00 00 00 | 03", text, "5.5.1", 6, "03 ea"); // 1002
    }

    #[test] // WS-5.5.1-03, WS-8.1-01
    fn must_fail_on_a_reason_that_is_not_utf_8() {
        let text = "a close reason that is not UTF-8";
        fails("88 84 | 00 00 00 00 | 03 e8 61 ff", text, "8.1", 9, "03 ef"); // 1007
        fails("88 84 | 00 00 00 00 | 03 e8 e2 82", text, "8.1", 10, "03 ef");
    }

    #[test] // WS-5.5.1-07, WS-5.5.1-11, WS-7.1.2-01, WS-7.1.2-02
    fn must_not_answer_the_answer() {
        let mut talk = server();
        talk.we_do("close", |server| server.close(CloseCode::NORMAL, "bye")).expect("open");
        talk.we_send("88 05 | 03 e8 \"bye\"");
        talk.nothing_else_happens();
        talk.peer_sends("88 82 | 00 00 00 00 | 03 e8");
        talk.we_hear(&closed(1000, "", "Us", true));
        talk.we_end();
        talk.nothing_else_happens();
    }

    /// Both close at once: each takes the other's frame for the answer.
    #[test] // WS-5.5.1-15, WS-7.1.5-01
    fn must_consider_crossing_closes_as_closed() {
        for mut talk in [server(), client()] {
            let masked = talk.protocol().role() == frames::Role::Client;
            talk.we_do("close", |c| c.close(CloseCode::GOING_AWAY, "")).expect("open");
            talk.we_send(if masked { "88 82 | 00 00 00 00 | 03 e9" } else { "88 02 | 03 e9" });
            talk.peer_sends(if masked { "88 02 | 0f a0" } else { "88 82 | 00 00 00 00 | 0f a0" });
            talk.we_hear(&closed(4000, "", "Us", true));
            talk.nothing_else_happens();
        }
    }

    #[test] // WS-5.4-07, WS-5.5.1-01
    fn may_close_inside_a_fragmented_message() {
        let mut talk = server();
        talk.peer_sends("01 81 | 00 00 00 00 | \"a\"   88 80 | 00 00 00 00");
        talk.we_hear(&closed(1005, "", "Peer", true));
        talk.we_send("88 00");
        assert_eq!(talk.protocol().held(), 0);
    }

    #[test]
    fn may_hear_messages_that_were_under_way_when_we_closed() {
        let mut talk = server();
        talk.we_do("close", |server| server.close(CloseCode::NORMAL, "")).expect("open");
        talk.we_send("88 02 | 03 e8");
        talk.peer_sends("81 84 | 00 00 00 00 | \"last\"");
        talk.we_hear("Message(Text(\"last\"))");
        talk.nothing_else_happens();
    }

    #[test] // WS-5.5-01, WS-5.5.1-03
    fn limit_a_reason_has_at_most_123_bytes() {
        for length in [122, 123] {
            let mut server = new_server();
            server.close(CloseCode::NORMAL, &"x".repeat(length)).expect("it fits");
            assert_eq!(server.take_output().len(), 4 + length);
        }
        // 41 characters of three bytes fit; one more does not, and is not cut in the middle.
        let mut server = new_server();
        let long = UsageError::CloseReasonTooLong(124);
        assert_eq!(server.close(CloseCode::NORMAL, &("€".repeat(41) + "x")), Err(long));
        assert_eq!(server.state(), State::Open, "nothing was sent");
        assert!(server.take_output().is_empty());
        server.close(CloseCode::NORMAL, &"€".repeat(41)).expect("123 bytes");
    }
}

mod s07_1_1_close_the_connection {
    use super::*;

    #[test] // WS-5.5.1-11, WS-5.5.1-12, WS-7.1.1-03, WS-7.1.1-05
    fn should_end_the_stream_first_as_a_server() {
        let mut talk = server();
        talk.peer_sends("88 80 | 00 00 00 00");
        talk.we_end();
    }

    #[test] // WS-5.5.1-11, WS-5.5.1-13, WS-7.1.1-06
    fn should_wait_for_the_server_to_end_the_stream_as_a_client() {
        let mut client = new_client();
        let mut close = hex("88 02 | 03 e8");
        client.next_event(&mut Input::new(&mut close)).expect("no broken rule");
        assert!(!client.take_output().is_end());
        client.receive_eof();
        assert!(client.take_output().is_end());
        assert_eq!((client.state(), client.deadline()), (State::Ended, None));
    }

    #[test] // WS-5.5.1-14, WS-7.1.1-04
    fn may_end_the_stream_as_a_client_when_the_server_does_not() {
        let mut client = new_client();
        client.tick(Duration::from_secs(60));
        let mut close = hex("88 02 | 03 e8");
        client.next_event(&mut Input::new(&mut close)).expect("no broken rule");
        drop(client.take_output());
        let deadline = Duration::from_secs(60) + Limits::DEFAULT.close_time;
        assert_eq!(client.deadline(), Some(deadline));
        client.tick(deadline);
        assert!(client.take_output().is_end());
        let after = client.next_event(&mut Input::empty());
        assert_eq!(after, Ok(None), "it was closed cleanly, and said so");
    }

    #[test] // WS-7.1.1-02, WS-7.1.5-01
    fn limit_close_time_bounds_the_wait_for_the_peers_close() {
        let mut talk = server();
        talk.time_is(Duration::from_secs(60));
        talk.we_do("close", |server| server.close(CloseCode::NORMAL, "")).expect("open");
        talk.we_send("88 02 | 03 e8");
        let deadline = Duration::from_secs(60) + Limits::DEFAULT.close_time;
        assert_eq!(talk.protocol().deadline(), Some(deadline));
        talk.time_is(deadline - Duration::from_nanos(1));
        talk.nothing_else_happens();
        talk.time_is(deadline);
        talk.we_hear(&closed(1006, "", "Us", false));
        talk.we_end();
        talk.peer_sends("88 80 | 00 00 00 00"); // too late
        talk.time_is(deadline * 2);
        talk.nothing_else_happens();
    }

    #[test] // WS-7.3-01, WS-7.4.1-01
    fn may_go_away() {
        let mut talk = server();
        talk.we_do("shut down", Connection::shut_down);
        talk.we_send("88 02 | 03 e9"); // 1001
        talk.we_do("shut down again", Connection::shut_down);
        talk.nothing_else_happens();
    }
}

mod s07_1_4_the_connection_is_closed {
    use super::*;

    /// Every state against every happening: the drawing shows each that changes something, and
    /// the others do nothing.
    #[test] // WS-7.1.3-01, WS-7.1.4-01
    fn must_go_where_the_table_says() {
        let expected = "\
stateDiagram-v2
    [*] --> Open
    Open --> CloseSent: WeClose / SendClose (§7.1.2)
    Open --> Exchanged: PeerCloses / AnswerClose (§5.5.1)
    Open --> Failed: PeerErrs / SendClose (§7.1.7)
    Open --> Ended: PeerEnds / TellLost (§7.1.5)
    CloseSent --> Exchanged: PeerCloses / TellClean (§7.1.4)
    CloseSent --> Failed: PeerErrs (§7.1.7)
    CloseSent --> Ended: PeerEnds / TellLost (§7.1.5)
    CloseSent --> Ended: TimeIsUp / TellLost (§7.1.1)
    Exchanged --> Ended: PeerEnds (§7.1.4)
    Exchanged --> Ended: TimeIsUp (§7.1.1)
    Failed --> Ended: PeerEnds (§7.1.7)
    Failed --> Ended: TimeIsUp (§7.1.1)
    Ended --> [*]
";
        let drawn = closing::mermaid();
        for (drawn, expected) in drawn.lines().zip(expected.lines()) {
            assert_eq!(drawn, expected); // line by line, so that a failure shows the one
        }
        assert_eq!(drawn.lines().count(), expected.lines().count());
        for (state, on) in State::ALL.into_iter().flat_map(|s| Happening::ALL.map(|on| (s, on))) {
            let step = step_of(state, on);
            assert!(step.to != state || step.act == Act::Nothing, "{state:?} {on:?}");
        }
    }

    /// Let `on` happen to a connection; returns what the peer sends for it.
    fn make(connection: &mut Connection, on: Happening) -> Vec<u8> {
        match on {
            Happening::PeerCloses => return hex("88 80 | 00 00 00 00"),
            Happening::PeerErrs => return hex("83 80 | 00 00 00 00"),
            Happening::WeClose => {
                let may = connection.state() == State::Open;
                let done = connection.close(CloseCode::NORMAL, "");
                assert_eq!(done, if may { Ok(()) } else { Err(UsageError::NotOpen) });
            }
            Happening::PeerEnds => connection.receive_eof(),
            Happening::TimeIsUp => {
                if let Some(deadline) = connection.deadline() {
                    connection.tick(deadline);
                }
            }
        }
        Vec::new()
    }

    // WS-5.5.1-07, WS-7.1.3-01, WS-7.1.4-01
    laws::closing! {
        new: new_server,
        make: make,
        state: Connection::state,
        step_of: step_of,
        happenings: Happening::ALL,
        told: |event| match event {
            Event::Closed(closed) => Some(closed.clean),
            _ => None,
        },
    }

    // WS-5.4-05, WS-5.5.1-15, WS-7.1.4-01
    laws::two_of_ours! {
        client: |next_mask| Connection::client(Limits::DEFAULT, next_mask),
        server: new_server,
        close: |connection: &mut Connection| connection.close(CloseCode::NORMAL, ""),
        closed: |by_us| closed(1000, "", if by_us { "Us" } else { "Peer" }, true),
        note: note,
    }
}

#[path = "14_closing/life.rs"]
mod s07_whole_lives;

mod s07_1_5_the_close_code {
    use super::*;

    /// The stream is lost: while nothing is under way, in a header, in a message, in a ping.
    #[test] // WS-7.1.4-01, WS-7.1.5-01, WS-7.1.6-01, WS-7.2.1-02
    fn must_be_1006_when_no_close_came() {
        for (before, masked) in [
            ("", ""),
            ("81", "81"),
            ("81 02 | 61", "81 82 | 00 00 00 00 | 61"),
            ("01 01 | 61", "01 81 | 00 00 00 00 | 61"),
            ("89 02 | 61", "89 82 | 00 00 00 00 | 61"),
        ] {
            for (mut talk, before) in [(server(), masked), (client(), before)] {
                talk.peer_sends(before);
                talk.peer_ends();
                talk.we_hear(&closed(1006, "", "Peer", false));
                talk.we_end();
                assert_eq!(talk.protocol().held(), 0);
                talk.peer_ends();
                talk.nothing_else_happens();
            }
        }
    }

    #[test] // WS-7.1.4-01, WS-7.1.5-01
    fn must_be_1006_when_only_ours_was_sent() {
        let mut talk = server();
        talk.we_do("close", |server| server.close(CloseCode::NORMAL, "")).expect("open");
        talk.we_send("88 02 | 03 e8");
        talk.peer_ends();
        talk.we_hear(&closed(1006, "", "Us", false));
        talk.we_end();
        talk.nothing_else_happens();
    }

    #[test] // WS-7.1.5-01, WS-7.1.6-01
    fn must_be_that_of_the_first_close() {
        let mut talk = server();
        talk.peer_sends("88 83 | 00 00 00 00 | 03 e8 \"1\"   88 83 | 00 00 00 00 | 03 e9 \"2\"");
        talk.we_hear(&closed(1000, "1", "Peer", true));
        talk.we_send("88 02 | 03 e8");
        talk.nothing_else_happens();
    }
}

#[path = "14_closing/failing.rs"]
mod s07_1_7_fail_the_connection;

#[path = "14_closing/status_codes.rs"]
mod s07_4_status_codes;
