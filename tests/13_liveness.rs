//! # Is the peer still there?                        chapter 13 · RFC 6455 §5.5.2, §5.5.3
//! Knows: silence, the question, the silence after it. Does not know: how long any of it takes in
//! truth; the clock is told.
//! Read before: `frames/src/liveness.rs`, `frames/src/pongs.rs`. Read next: `14_closing.rs`.

use frames::liveness::{Due, Liveness};
use frames::{CloseCode, Connection, Event, UsageError, Violation};
use laws::proptest::prelude::*;
use laws::{Log, Talk};
use std::time::Duration;
use wire::{Cite, Input, Limits, Protocol};

const SECOND: Duration = Duration::from_secs(1);

fn note(log: &mut Log, event: Event<'_>) {
    log.event(event);
}

type FrameTalk = Talk<Connection, fn(&mut Log, Event<'_>)>;

/// Asks after 20 s of silence, and waits for 20 s.
fn server() -> FrameTalk {
    let liveness = Liveness::new(Limits::DEFAULT, 0);
    Talk::with("a server, open", Connection::server(Limits::DEFAULT).with_liveness(liveness), note)
}

mod s05_5_2_liveness {
    use super::*;

    #[test] // WS-5.5.2-04
    fn may_ask_a_silent_peer_whether_it_is_there() {
        let mut talk = server();
        assert_eq!(talk.protocol().deadline(), Some(SECOND * 20));
        talk.time_is(SECOND * 20 - Duration::from_millis(1));
        talk.nothing_else_happens();
        talk.time_is(SECOND * 20);
        talk.we_send("89 08 | 00 00 00 00 00 00 00 01"); // the first ping, numbered
        assert_eq!(talk.protocol().deadline(), Some(SECOND * 40));
        talk.nothing_else_happens();
    }

    #[test]
    fn may_send_the_silent_peer_away() {
        let mut talk = server();
        talk.time_is(SECOND * 20);
        talk.we_send("89 08 | 00 00 00 00 00 00 00 01");
        talk.time_is(SECOND * 40); // what has come meanwhile is looked at once more
        talk.nothing_else_happens();
        assert_eq!(talk.protocol().deadline(), Some(SECOND * 40), "and at once");
        talk.time_is(SECOND * 40);
        let error = talk.fails_with("silence after a ping", Cite::rfc6455("5.5.2"));
        assert_eq!(error.violation, Violation::NoPong);
        talk.we_send("88 02 | 03 f0"); // 1008
        talk.we_end();
        talk.nothing_else_happens();
    }

    /// The process slept, or the machine did: the pong lay in the socket all the time.
    #[test]
    fn must_not_send_a_peer_away_whose_answer_was_only_read_late() {
        let mut talk = server();
        talk.time_is(SECOND * 20);
        talk.we_send("89 08 | 00 00 00 00 00 00 00 01");
        talk.time_is(SECOND * 500);
        talk.peer_sends("8a 88 | 00 00 00 00 | 00 00 00 00 00 00 00 01");
        talk.we_hear(r#"Pong(b"\x00\x00\x00\x00\x00\x00\x00\x01")"#);
        talk.time_is(SECOND * 500);
        talk.nothing_else_happens();
        assert_eq!(talk.protocol().deadline(), Some(SECOND * 520));
    }

    /// Any byte will do, even half of a header.
    #[test]
    fn must_not_ask_a_peer_that_is_heard_of() {
        let mut talk = server();
        for (at, bytes) in [(19, "81"), (38, "81"), (57, "00 00 00 00 41"), (76, "8a 80 00")] {
            talk.time_is(SECOND * at - Duration::from_nanos(1));
            talk.peer_sends(bytes);
            talk.time_is(SECOND * at);
        }
        talk.we_hear(r#"Message(Text("A"))"#);
        talk.nothing_else_happens();
        assert_eq!(talk.protocol().deadline(), Some(SECOND * 96));
    }

    /// A Close frame is on its way: from now on its own deadline counts.
    #[test]
    fn must_not_ask_a_peer_that_was_told_goodbye() {
        let mut talk = server();
        talk.we_do("close", |server| server.close(CloseCode::NORMAL, "")).expect("open");
        talk.we_send("88 02 | 03 e8");
        assert_eq!(talk.protocol().deadline(), Some(Limits::DEFAULT.close_time));
    }

    #[test]
    fn limit_many_connections_do_not_ask_at_once() {
        // 18,000 connections that began together, each with its own dice: when does each ask?
        let mut asked = [0u32; 41];
        for i in 0..18_000u32 {
            let dice = (i.wrapping_mul(2_654_435_761) >> 16) as u16; // spread, the same each time
            let mut liveness = Liveness::new(Limits::DEFAULT, dice);
            while liveness.deadline() <= SECOND * 40 {
                let now = liveness.deadline();
                assert_eq!(liveness.due(now), Due::Ask);
                asked[now.as_secs() as usize] += 1;
                liveness.hear(now);
            }
        }
        let busy: Vec<u32> = asked[10..40].to_vec();
        let mean = busy.iter().sum::<u32>() / busy.len() as u32;
        assert_eq!(asked[..10], [0; 10]);
        assert!(busy.iter().all(|&bucket| bucket <= 3 * mean), "{busy:?}, mean {mean}");
    }

    proptest! {
        /// Whatever is heard when, and however often the clock is looked at: a peer is asked only
        /// after the silence that was agreed on, and sent away only after the other one.
        #[test]
        fn law_silence_is_measured_from_the_last_sign_of_life(
            steps in laws::proptest::collection::vec((0u64..30_000, any::<bool>()), 1..60),
            jitter: u16,
        ) {
            let mut liveness = Liveness::new(Limits::DEFAULT, jitter);
            let (mut now, mut heard, mut asked) = (Duration::ZERO, Duration::ZERO, None);
            let shortest = Limits::DEFAULT.ping_time / 2;
            for (millis, hears) in steps {
                now += Duration::from_millis(millis);
                if hears {
                    liveness.hear(now);
                    (heard, asked) = (now, None);
                }
                match liveness.due(now) {
                    Due::Nothing => {}
                    Due::Ask => {
                        prop_assert!(asked.is_none(), "asked twice");
                        prop_assert!(now - heard >= shortest, "asked after {:?}", now - heard);
                        asked = Some(now);
                    }
                    Due::GiveUp => {
                        let since = now - asked.expect("nobody is given up unasked");
                        prop_assert!(since >= Limits::DEFAULT.pong_time, "after {since:?}");
                        return Ok(());
                    }
                }
                prop_assert!(now - heard < SECOND * 20 || asked.is_some(), "not asked in time");
            }
        }
    }
}

mod s05_5_2_round_trip {
    use super::*;

    #[test] // WS-5.5.2-04
    fn may_measure_the_way_there_and_back() {
        let mut talk = server();
        talk.time_is(SECOND);
        let number = talk.we_do("measure", |server| server.measure());
        assert_eq!(number, Ok(1));
        talk.we_send("89 08 | 00 00 00 00 00 00 00 01");
        assert_eq!(talk.protocol().round_trip(), None);
        talk.time_is(SECOND + Duration::from_millis(70));
        talk.peer_sends("8a 88 | 00 00 00 00 | 00 00 00 00 00 00 00 01");
        assert_eq!(talk.protocol().round_trip(), Some(Duration::from_millis(70)));
    }

    /// A pong that nobody asked for, one with another payload, one that comes twice.
    #[test] // WS-5.5.3-03
    fn must_not_take_another_pong_for_the_answer() {
        let mut talk = server();
        let number = talk.we_do("measure", |server| server.measure());
        assert_eq!(number, Ok(1));
        talk.time_is(SECOND);
        for other in ["8a 88 | 00 00 00 00 | 00 00 00 00 00 00 00 02", "8a 81 | 00 00 00 00 | 01"] {
            talk.peer_sends(other);
            assert_eq!(talk.protocol().round_trip(), None, "{other}");
        }
        for at in [1, 2] {
            talk.time_is(SECOND * at);
            talk.peer_sends("8a 88 | 00 00 00 00 | 00 00 00 00 00 00 00 01");
            assert_eq!(talk.protocol().round_trip(), Some(SECOND), "the first answer counts");
        }
    }

    #[test]
    fn must_not_measure_when_closed() {
        let mut server = Connection::server(Limits::DEFAULT);
        server.close(CloseCode::NORMAL, "").expect("open");
        assert_eq!(server.measure(), Err(UsageError::NotOpen));
    }
}

mod s05_5_3_unread_pongs {
    use super::*;

    /// A peer that asks and asks, and takes no answer: one pong waits, the newest.
    #[test] // WS-5.5.3-02
    fn limit_one_pong_waits_beside_a_full_output() {
        let mut server = Connection::server(Limits::DEFAULT);
        let full = vec![0; frames::pongs::OUTPUT_BYTES];
        server.send_binary(&full).expect("open");
        for i in 0..1_000_000u32 {
            let mut ping = laws::frames::frame(0x89, &i.to_be_bytes(), Some([0; 4]));
            server.next_event(&mut Input::new(&mut ping)).expect("a ping");
        }
        let output = server.take_output().to_vec();
        assert_eq!(output[10 + full.len()..], laws::hex("8a 04 | 00 0f 42 3f")); // number 999,999
        assert!(server.take_output().is_empty());
    }

    #[test] // WS-5.5.2-02
    fn must_answer_each_ping_of_a_peer_that_takes_the_answers() {
        let mut server = Connection::server(Limits::DEFAULT);
        for i in 0..10u8 {
            let mut ping = laws::frames::frame(0x89, &[i], Some([0; 4]));
            server.next_event(&mut Input::new(&mut ping)).expect("a ping");
        }
        let pongs: Vec<u8> = (0..10).flat_map(|i| [0x8a, 1, i]).collect();
        assert_eq!(server.take_output().to_vec(), pongs);
    }

    #[test] // WS-5.5.2-02
    fn must_not_send_the_pong_that_waited_after_the_peers_close() {
        let mut server = Connection::server(Limits::DEFAULT);
        server.send_binary(&vec![0; frames::pongs::OUTPUT_BYTES]).expect("open");
        for bytes in ["89 80 | 00 00 00 00", "88 80 | 00 00 00 00"] {
            server.next_event(&mut Input::new(&mut laws::hex(bytes))).expect("legal");
        }
        assert!(server.take_output().to_vec().ends_with(&laws::hex("00 | 88 00")));
    }
}

mod limits {
    use super::*;

    /// Pings between the fragments are a sign of life, and no excuse.
    #[test] // WS-10.4-01
    fn limit_message_time() {
        let mut talk = server();
        talk.peer_sends("01 81 | 00 00 00 00 | \"a\"");
        for at in [19, 38, 57] {
            talk.time_is(SECOND * at);
            talk.peer_sends("89 80 | 00 00 00 00");
            talk.we_hear(r#"Ping(b"")"#);
            talk.we_send("8a 00");
        }
        talk.time_is(SECOND * 60 - Duration::from_nanos(1));
        assert_eq!(talk.protocol().held(), 1);
        talk.nothing_else_happens();
        talk.time_is(SECOND * 60);
        let error = talk.fails_with("a message that took too long", Cite::ours("message_time"));
        assert_eq!(error.violation, Violation::MessageTooSlow);
        talk.we_send("88 02 | 03 f0"); // 1008
        talk.we_end();
        assert_eq!(talk.protocol().held(), 0, "what was kept is given up");
    }

    #[test]
    fn limit_message_time_ends_with_the_message() {
        let mut talk = server();
        talk.peer_sends("01 81 | 00 00 00 00 | \"a\"   80 80 | 00 00 00 00");
        talk.we_hear(r#"Message(Text("a"))"#);
        talk.time_is(SECOND * 10);
        assert_eq!(talk.protocol().deadline(), Some(SECOND * 30));
    }
}
