//! # Messages                                        chapter 12 · RFC 6455 §5.4, §5.6, §6, §8.1
//! Knows: how frames become messages, and messages frames. Does not know: how connections end.
//! Read before: `frames/src/receive.rs`, `frames/src/unfinished.rs`. Read next: `13_ping_pong.rs`.

use frames::{CloseCode, Connection, Encoded, Event, Kind, Message, UsageError};
use laws::frames::frame;
use laws::{Log, Talk};
use wire::{Bytes, Cite, Input, Limits, Payload, Protocol};

fn note(log: &mut Log, event: Event<'_>) {
    log.event(event);
}

/// A server that accepts messages of at most `message_bytes`.
fn server_up_to(message_bytes: usize) -> Connection {
    Connection::server(Limits { message_bytes, ..Limits::DEFAULT })
}

fn server() -> Talk<Connection, fn(&mut Log, Event<'_>)> {
    Talk::with("a server, open", Connection::server(Limits::DEFAULT), note)
}

fn client() -> Connection {
    Connection::client(Limits::DEFAULT, || [0; 4])
}

const KEY: Option<[u8; 4]> = Some([0x37, 0xfa, 0x21, 0x3d]);

/// A connection that hears `bytes` fails with `text` at byte `at`, says so with a Close frame whose
/// code is `close`, and ends.
#[track_caller]
fn fails(server: Connection, bytes: &str, text: &str, rule: Cite, at: u64, close: &str) {
    let mut talk = Talk::with("a server, open", server, note);
    talk.peer_sends(bytes);
    assert_eq!(talk.fails_with(text, rule).offset, at, "{bytes}");
    talk.we_send(&format!("88 02 | {close}"));
    talk.we_end();
    talk.nothing_else_happens();
}

#[path = "12_messages/ordinary.rs"]
mod s05_2_ordinary_frames;

mod s05_4_fragmentation {
    use super::*;

    #[test] // WS-5.2-01, WS-5.4-02, WS-5.4-09
    fn must_accept_a_message_in_one_frame() {
        let mut talk = server();
        talk.peer_sends("81 82 | 00 00 00 00 | \"hi\"");
        talk.we_hear("Message(Text(\"hi\"))");
        talk.nothing_else_happens();
    }

    #[test] // WS-5.4-05, WS-5.4-09, WS-5.4-14, WS-6.2-03
    fn must_join_the_fragments_of_a_message_in_order() {
        let mut talk = server();
        talk.peer_sends("02 81 | 00 00 00 00 | \"a\"");
        talk.peer_sends("00 81 | 00 00 00 00 | \"b\"");
        talk.nothing_else_happens();
        talk.peer_sends("80 81 | 00 00 00 00 | \"c\"");
        talk.we_hear("Message(Binary(b\"abc\"))");
        talk.nothing_else_happens();
    }

    #[test] // WS-5.4-08
    fn may_have_empty_fragments_anywhere() {
        let mut talk = server();
        talk.peer_sends("01 80 | 00 00 00 00");
        talk.peer_sends("00 80 | 00 00 00 00");
        talk.peer_sends("00 81 | 00 00 00 00 | \"x\"");
        talk.peer_sends("80 80 | 00 00 00 00");
        talk.we_hear("Message(Text(\"x\"))");
        talk.nothing_else_happens();
    }

    #[test] // WS-5.4-07, WS-6.2-02
    fn must_handle_a_ping_in_the_middle_of_a_message() {
        let mut talk = server();
        talk.peer_sends("01 81 | 00 00 00 00 | \"a\"");
        talk.peer_sends("89 81 | 00 00 00 00 | \"?\"");
        talk.we_hear("Ping(b\"?\")");
        talk.we_send("8a 01 | \"?\"");
        talk.peer_sends("80 81 | 00 00 00 00 | \"b\"");
        talk.we_hear("Message(Text(\"ab\"))");
        talk.nothing_else_happens();
    }

    #[test] // WS-5.4-02
    fn must_fail_on_a_continuation_of_nothing() {
        let text = "a continuation without a message";
        let bytes = "80 80 | 00 00 00 00";
        fails(server_up_to(9), bytes, text, Cite::rfc6455("5.4"), 0, "03 ea");
    }

    #[test] // WS-5.4-02, WS-5.4-06
    fn must_fail_on_a_message_inside_a_message() {
        let text = "a new message inside an unfinished one";
        let bytes = "01 80 | 00 00 00 00   81 80 | 00 00 00 00";
        fails(server_up_to(9), bytes, text, Cite::rfc6455("5.4"), 6, "03 ea");
    }

    // WS-5.4-01, WS-5.4-07
    laws::messages! { new: || server_up_to(1_000), note: note }
}

mod s05_6_data_frames {
    use super::*;

    #[test] // WS-5.6-02
    fn must_not_look_into_a_binary_message() {
        let every: Vec<u8> = (0..=255).collect();
        let mut bytes = frame(0x82, &every, KEY);
        let mut server = server_up_to(256);
        let event = server.next_event(&mut Input::new(&mut bytes)).expect("no rule is broken");
        let Some(Event::Message(Message::Binary(payload))) = event else { panic!("{event:?}") };
        assert_eq!(*payload, *every);
    }

    #[test] // WS-5.6-01
    fn may_end_a_fragment_inside_a_character() {
        let mut talk = server();
        talk.peer_sends("01 82 | 00 00 00 00 | e2 82");
        talk.peer_sends("80 81 | 00 00 00 00 | ac");
        talk.we_hear("Message(Text(\"€\"))");
        talk.nothing_else_happens();
    }
}

/// What the standard prints about messages; the masked hello is in chapter 11.
mod s05_7_examples {
    use super::*;

    /// A client hears Hello in `bytes`.
    fn client_hears_hello(bytes: &str) {
        let mut talk = Talk::with("a client, open", client(), note);
        talk.peer_sends(bytes);
        talk.we_hear("Message(Text(\"Hello\"))");
        talk.nothing_else_happens();
    }

    #[test] // WS-5.7-01, WS-6.1-01, WS-6.1-04, WS-6.1-06, WS-6.1-07
    fn vector_an_unmasked_hello() {
        client_hears_hello("81 05 | 48 65 6c 6c 6f");
        let mut talk = server();
        talk.we_do("send Hello", |server| server.send_text("Hello")).expect("open");
        talk.we_send("81 05 | 48 65 6c 6c 6f");
    }

    #[test] // WS-5.7-01, WS-6.1-05, WS-6.1-06, WS-6.1-07
    fn vector_a_hello_in_two_fragments() {
        client_hears_hello("01 03 | 48 65 6c   80 02 | 6c 6f");
        let mut talk = server();
        talk.we_do("begin", |server| server.send_text_part("Hel", false)).expect("open");
        talk.we_do("finish", |server| server.send_text_part("lo", true)).expect("open");
        talk.we_send("01 03 | 48 65 6c   80 02 | 6c 6f");
    }

    #[test] // WS-5.7-01
    fn vector_256_bytes_and_64_kib() {
        for (length, header) in [(256, "82 7e 01 00"), (65_536, "82 7f 00 00 00 00 00 01 00 00")] {
            let payload = vec![0x2a; length];
            let mut server = Talk::with("a server", server_up_to(0), note);
            server.we_do("send", |server| server.send_binary(&payload)).expect("open");
            server.we_send(header);
            let mut sent = [laws::hex(header), payload.clone()].concat();
            let mut client = client();
            let event = client.next_event(&mut Input::new(&mut sent)).expect("no broken rule");
            let expected = Message::Binary(Payload::Joined(payload));
            assert_eq!(event, Some(Event::Message(expected)));
        }
    }
}

#[path = "12_messages/sending.rs"]
mod s06_1_sending_data;

mod s06_2_receiving_data {
    use super::*;

    #[test] // WS-6.2-03, WS-6.2-04
    fn must_begin_anew_after_the_last_fragment() {
        let mut talk = server();
        talk.peer_sends("01 81 | 00 00 00 00 | \"a\"  80 80 | 00 00 00 00");
        talk.peer_sends("02 81 | 00 00 00 00 | \"b\"  80 80 | 00 00 00 00");
        talk.we_hear("Message(Text(\"a\"))");
        talk.we_hear("Message(Binary(b\"b\"))");
        talk.nothing_else_happens();
    }

    #[test]
    fn should_lend_what_came_whole() {
        let mut bytes = [frame(0x81, b"text", KEY), frame(0x82, b"binary", KEY)].concat();
        let memory = bytes.as_ptr_range();
        let mut input = Input::new(&mut bytes);
        let mut server = Connection::server(Limits::DEFAULT);
        for expected in [&b"text"[..], b"binary"] {
            let event = server.next_event(&mut input).expect("no broken rule");
            let Some(Event::Message(message)) = event else { panic!("{event:?}") };
            assert_eq!(message.bytes(), expected);
            assert!(memory.contains(&message.bytes().as_ptr()), "borrowed from the input");
        }
    }

    #[test]
    fn should_let_us_answer_between_two_events() {
        let mut bytes = [frame(0x81, b"one", KEY), frame(0x81, b"two", KEY)].concat();
        let mut input = Input::new(&mut bytes);
        let mut server = Connection::server(Limits::DEFAULT);
        while let Some(event) = server.next_event(&mut input).expect("no broken rule") {
            if let Event::Message(Message::Text(text)) = event {
                server.send_text(&text).expect("open"); // while `text` still borrows the input
            }
        }
        assert_eq!(server.take_output().to_vec(), b"\x81\x03one\x81\x03two");
    }

    mod as_a_server {
        use super::*;
        // WS-6.2-01, WS-10.1-01, WS-10.4-01, WS-10.7-01
        laws::protocol! {
            new: || server_up_to(150),
            note: note,
            valid: laws::frames::stream(true),
            held: 150 + 125,
        }
    }

    mod as_a_client {
        use super::*;
        // WS-6.2-01, WS-10.1-01, WS-10.4-01, WS-10.7-01
        laws::protocol! {
            new: || Connection::client(Limits { message_bytes: 150, ..Limits::DEFAULT }, || [7; 4]),
            note: note,
            valid: laws::frames::stream(false),
            held: 150 + 125,
        }
    }
}

mod s08_1_utf8 {
    use super::*;
    use frames::Utf8;

    fn not_text(bytes: &str, at: u64) {
        let text = "a byte that is not UTF-8";
        fails(server_up_to(99), bytes, text, Cite::rfc6455("8.1"), at, "03 ef"); // 1007
    }

    #[test] // WS-5.6-01, WS-8.1-01
    fn must_fail_at_the_byte_that_is_not_utf_8() {
        not_text("81 83 | 00 00 00 00 | 61 ff 61", 7); // no character has a byte ff
        not_text("81 82 | 00 00 00 00 | c3 28", 7); // 28 does not go on what c3 begins
        not_text("81 83 | 00 00 00 00 | ed a0 80", 7); // half a surrogate pair
        not_text("81 82 | 00 00 00 00 | c0 80", 6); // 00 in two bytes
        not_text("81 84 | 00 00 00 00 | f4 90 80 80", 7); // beyond 10ffff
    }

    /// Not when the message is complete: until then a peer could send for a long time.
    #[test] // WS-8.1-01
    fn must_fail_as_soon_as_the_byte_came() {
        not_text("01 84 | 00 00 00 00 | e2 28", 7);
    }

    #[test] // WS-5.6-01, WS-8.1-01
    fn must_fail_when_a_fragment_breaks_the_character_of_the_last() {
        not_text("01 81 | 00 00 00 00 | e2   80 82 | 00 00 00 00 | 82 28", 14);
    }

    #[test] // WS-5.6-01, WS-8.1-01
    fn must_fail_when_text_ends_inside_a_character() {
        for (bytes, at) in [
            ("81 82 | 00 00 00 00 | e2 82", 8),
            ("01 82 | 00 00 00 00 | e2 82   80 80 | 00 00 00 00", 14),
        ] {
            let text = "text that ends inside a character";
            fails(server_up_to(99), bytes, text, Cite::rfc6455("8.1"), at, "03 ef");
        }
    }

    // WS-5.6-01, WS-8.1-01
    laws::utf8! {
        new: Utf8::default,
        next: |utf8: &mut Utf8, bytes: &[u8]| {
            let (character, text) = utf8.next(bytes)?;
            Ok::<_, usize>(character.into_iter().chain(text.chars()).collect::<String>())
        },
        begun: Utf8::begun,
    }
}

mod limits {
    use super::*;

    /// Decided where the length is written: no payload has to come.
    fn too_long(limit: usize, bytes: &str, at: u64) {
        let (text, rule) = ("a message of more than 4 bytes", Cite::ours("message_bytes"));
        fails(server_up_to(limit), bytes, text, rule, at, "03 f1"); // 1009
    }

    #[test] // WS-10.4-01, WS-10.4-02
    fn limit_message_bytes_in_one_frame() {
        for length in [3, 4] {
            let mut bytes = frame(0x81, &vec![b'x'; length], KEY);
            let mut server = server_up_to(4);
            let event = server.next_event(&mut Input::new(&mut bytes)).expect("within the limit");
            assert_eq!(event, Some(Event::Message(Message::Text("x".repeat(length).into()))));
        }
        too_long(4, "81 85 | 00 00 00 00", 1);
    }

    #[test] // WS-10.4-01, WS-10.4-02
    fn limit_message_bytes_in_fragments() {
        let mut talk = Talk::with("a server with a limit of 4", server_up_to(4), note);
        talk.peer_sends("01 82 | 00 00 00 00 | \"ab\"   80 82 | 00 00 00 00 | \"cd\"");
        talk.we_hear("Message(Text(\"abcd\"))");
        talk.nothing_else_happens();
        too_long(4, "01 82 | 00 00 00 00 | \"ab\"   80 83 | 00 00 00 00", 9);
        // A begun character counts.
        too_long(4, "01 82 | 00 00 00 00 | e2 82   80 83 | 00 00 00 00", 9);
    }

    #[test]
    fn limit_message_bytes_does_not_bind_control_frames() {
        let mut talk = Talk::with("a server with a limit of 0", server_up_to(0), note);
        talk.peer_sends("89 82 | 00 00 00 00 | \"hi\"   82 80 | 00 00 00 00");
        talk.we_hear("Ping(b\"hi\")");
        talk.we_hear("Message(Binary(b\"\"))");
        talk.we_send("8a 02 | \"hi\"");
        talk.nothing_else_happens();
    }

    #[test] // WS-10.4-01
    fn limit_no_memory_for_what_is_only_announced() {
        let mut server = server_up_to(usize::MAX);
        let mut header = laws::hex("82 ff | 7f ff ff ff ff ff ff ff | 00 00 00 00 | 61");
        assert_eq!(server.next_event(&mut Input::new(&mut header)), Ok(None));
        assert_eq!(server.held(), 1);
    }

    #[test] // WS-10.4-01
    fn limit_a_million_fragments_keep_their_bytes_and_nothing_else() {
        let mut server = server_up_to(1_000_001);
        let mut first = frame(0x02, b"x", KEY);
        assert_eq!(server.next_event(&mut Input::new(&mut first)), Ok(None));
        let many = frame(0x00, b"x", KEY).repeat(1_000);
        for round in 1..=1_000 {
            let mut bytes = many.clone();
            assert_eq!(server.next_event(&mut Input::new(&mut bytes)), Ok(None));
            assert_eq!(server.held(), 1 + 1_000 * round);
        }
        let mut last = frame(0x80, b"", KEY);
        let event = server.next_event(&mut Input::new(&mut last)).expect("no broken rule");
        let Some(Event::Message(Message::Binary(Payload::Joined(bytes)))) = event else {
            panic!("{event:?}")
        };
        assert_eq!(bytes.len(), 1_000_001);
        assert_eq!(bytes.capacity(), 1_000_001, "no more memory than the limit");
        assert_eq!(server.held(), 0);
    }

    #[test]
    fn limit_a_connection_is_small() {
        assert!(size_of::<Connection>() <= 344, "{} bytes", size_of::<Connection>());
    }
}
