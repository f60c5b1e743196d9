//! # Ping and pong                                   chapter 13 · RFC 6455 §5.5.2, §5.5.3
//! Knows: who answers whom, with what, and until when. Does not know: how often to ask.
//! Read before: `frames/src/send.rs`. Read next: `14_closing.rs`.

use frames::{CloseCode, Connection, Event, UsageError};
use laws::frames::frame;
use laws::{Log, Talk};
use wire::{Cite, Input, Limits, Protocol};

fn note(log: &mut Log, event: Event<'_>) {
    log.event(event);
}

fn server() -> Talk<Connection, fn(&mut Log, Event<'_>)> {
    Talk::with("a server, open", Connection::server(Limits::DEFAULT), note)
}

mod s05_5_control_frames {
    use super::*;

    #[test] // WS-5.4-04, WS-5.5-02
    fn must_fail_on_a_fragmented_control_frame() {
        let mut talk = server();
        talk.peer_sends("09 80 | 00 00 00 00");
        let error = talk.fails_with("a control frame with FIN clear", Cite::rfc6455("5.5"));
        assert_eq!(error.offset, 0);
        talk.we_send("88 02 | 03 ea");
        talk.we_end();
    }

    /// The header is enough: no payload has to come.
    #[test] // WS-5.5-01
    fn must_fail_on_a_control_frame_of_more_than_125_bytes() {
        for opcode in ["88", "89", "8a"] {
            let mut talk = server();
            talk.peer_sends(&format!("{opcode} fe | 00 7e | 00 00 00 00"));
            let error = talk.fails_with("a control frame of more than", Cite::rfc6455("5.5"));
            assert_eq!(error.offset, 1);
            talk.we_send("88 02 | 03 ea");
            talk.we_end();
        }
    }

    #[test] // WS-5.5-01, WS-5.5.2-01
    fn limit_a_ping_of_ours_has_at_most_125_bytes() {
        let mut server = Connection::server(Limits::DEFAULT);
        for length in [0, 124, 125] {
            server.ping(&vec![0; length]).expect("it fits");
            assert_eq!(server.take_output().to_vec(), frame(0x89, &vec![0; length], None));
        }
        assert_eq!(server.ping(&[0; 126]), Err(UsageError::ControlTooLong(126)));
        assert_eq!(server.pong(&[0; 126]), Err(UsageError::ControlTooLong(126)));
        assert!(server.take_output().is_empty());
    }
}

mod s05_5_2_ping {
    use super::*;

    #[test] // WS-5.5.2-02, WS-5.5.2-03, WS-6.2-02
    fn must_answer_a_ping_with_a_pong() {
        let mut talk = server();
        talk.peer_sends("89 82 | 00 00 00 00 | \"hi\"");
        talk.we_hear("Ping(b\"hi\")");
        talk.we_send("8a 02 | \"hi\"");
        talk.nothing_else_happens();
    }

    #[test] // WS-5.5.2-02
    fn must_answer_every_ping() {
        let mut talk = server();
        talk.peer_sends("89 81 | 00 00 00 00 | \"1\"   89 81 | 00 00 00 00 | \"2\"");
        talk.we_hear("Ping(b\"1\")");
        talk.we_hear("Ping(b\"2\")");
        talk.we_send("8a 01 | \"1\"   8a 01 | \"2\"");
        talk.nothing_else_happens();
    }

    /// Our Close frame forbids data; a pong is none, and the peer's Close has not come.
    #[test] // WS-5.5.2-02
    fn must_answer_a_ping_after_our_close() {
        let mut talk = server();
        talk.we_do("close", |server| server.close(CloseCode::NORMAL, "")).expect("open");
        talk.we_send("88 02 | 03 e8");
        talk.peer_sends("89 80 | 00 00 00 00");
        talk.we_hear("Ping(b\"\")");
        talk.we_send("8a 00");
        talk.nothing_else_happens();
    }

    #[test] // WS-5.5.2-02
    fn must_not_answer_a_ping_after_the_peers_close() {
        let mut talk = server();
        talk.peer_sends("88 80 | 00 00 00 00   89 80 | 00 00 00 00");
        talk.we_hear(
            "Closed(Closed { code: CloseCode(1005), reason: \"\", by: Peer, clean: true })",
        );
        talk.we_send("88 00");
        talk.we_end();
        talk.nothing_else_happens();
    }

    #[test] // WS-5.5.2-01, WS-5.5.2-04
    fn may_send_a_ping_while_open() {
        let mut talk = server();
        talk.we_do("ping", |server| server.ping(b"?")).expect("open");
        talk.we_send("89 01 | \"?\"");
        talk.we_do("close", |server| server.close(CloseCode::NORMAL, "")).expect("open");
        talk.we_send("88 02 | 03 e8");
        let after = talk.we_do("ping again", |server| server.ping(b"?"));
        assert_eq!(after, Err(UsageError::NotOpen));
        talk.nothing_else_happens();
    }

    #[test]
    fn should_lend_a_ping_that_came_whole_and_keep_one_that_did_not() {
        let bytes = frame(0x89, b"hello", Some([1, 2, 3, 4]));
        for cut in 0..=bytes.len() {
            let mut server = Connection::server(Limits::DEFAULT);
            let (mut one, mut two) = (bytes[..cut].to_vec(), bytes[cut..].to_vec());
            let first = server.next_event(&mut Input::new(&mut one)).expect("no broken rule");
            let held = match cut {
                0..6 => cut,      // of the header
                6..11 => cut - 6, // of the payload
                _ => 0,
            };
            assert_eq!(server.held(), held, "after {cut} bytes");
            let second = server.next_event(&mut Input::new(&mut two)).expect("no broken rule");
            assert_eq!(format!("{:?}", first.or(second)), "Some(Ping(b\"hello\"))");
            assert_eq!(server.take_output().to_vec(), b"\x8a\x05hello");
            assert_eq!(server.held(), 0);
        }
    }
}

mod s05_5_3_pong {
    use super::*;

    #[test] // WS-5.5.3-01
    fn must_carry_exactly_what_the_ping_carried() {
        for length in [0, 1, 124, 125] {
            let payload: Vec<u8> = (0..length).collect();
            let mut bytes = frame(0x89, &payload, Some([9, 8, 7, 6]));
            let mut server = Connection::server(Limits::DEFAULT);
            server.next_event(&mut Input::new(&mut bytes)).expect("no broken rule");
            assert_eq!(server.take_output().to_vec(), frame(0x8a, &payload, None));
        }
    }

    #[test] // WS-5.5.3-03
    fn may_come_unasked_and_needs_no_answer() {
        let mut talk = server();
        talk.peer_sends("8a 82 | 00 00 00 00 | \"hi\"");
        talk.we_hear("Pong(b\"hi\")");
        talk.nothing_else_happens();
    }

    #[test] // WS-5.5.3-03
    fn may_be_sent_unasked() {
        let mut talk = server();
        talk.we_do("send a pong", |server| server.pong(b"here")).expect("open");
        talk.we_send("8a 04 | \"here\"");
        talk.nothing_else_happens();
    }
}

/// What the standard prints: a ping with the text Hello, and the client's pong to it.
mod s05_7_examples {
    use super::*;

    #[test] // WS-5.7-01, WS-5.5.3-01
    fn vector_a_ping_and_its_pong() {
        let mut client = Connection::client(Limits::DEFAULT, || [0x37, 0xfa, 0x21, 0x3d]);
        let mut bytes = laws::hex("89 05 | 48 65 6c 6c 6f");
        let event = client.next_event(&mut Input::new(&mut bytes)).expect("no broken rule");
        assert_eq!(format!("{event:?}"), "Some(Ping(b\"Hello\"))");
        let pong = client.take_output().to_vec();
        assert_eq!(pong, laws::hex("8a 85 | 37 fa 21 3d | 7f 9f 4d 51 58"));

        let mut talk = server();
        talk.we_do("ping", |server| server.ping(b"Hello")).expect("open");
        talk.we_send("89 05 | 48 65 6c 6c 6f");
        talk.peer_sends("8a 85 | 37 fa 21 3d | 7f 9f 4d 51 58");
        talk.we_hear("Pong(b\"Hello\")");
        talk.nothing_else_happens();
    }
}
