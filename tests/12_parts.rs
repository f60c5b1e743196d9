//! # Hearing a message part by part                                  chapter 12 · RFC 6455 §6.2
//! Knows: that the parts, joined, are the message. Does not know: how it was cut.
//! Read before: `frames/src/parts.rs`, `12_messages.rs`. Read next: `13_ping_pong.rs`.

use frames::{Connection, Event, Kind, ProtocolError, Violation};
use laws::proptest::prelude::*;
use wire::{Input, Limits, Protocol};

/// Feed `bytes`, cut at `cuts`, to a server that hears parts: the messages, joined; and the error.
fn hear(
    limits: Limits,
    bytes: &[u8],
    cuts: &[usize],
) -> (Vec<(Kind, Vec<u8>)>, Option<ProtocolError>) {
    let mut server = Connection::server(limits).in_parts();
    let (mut messages, mut message) = (Vec::new(), None::<(Kind, Vec<u8>)>);
    let fed = wire::feed::feed(&mut server, bytes, cuts, |server, event| match event {
        Event::Part { part, last } => {
            let (kind, joined) = message.get_or_insert_with(|| (part.kind(), Vec::new()));
            assert_eq!(*kind, part.kind(), "a message has one kind");
            joined.extend_from_slice(part.bytes());
            if last {
                messages.extend(message.take());
            }
            assert!(server.held() <= 14, "nothing of a message is kept: {}", server.held());
        }
        Event::Message(message) => panic!("parts were asked for: {message:?}"),
        Event::Ping(_) | Event::Pong(_) | Event::Closed(_) => {}
    });
    (messages, fed.err())
}

fn events(limits: Limits, text: &str) -> Vec<String> {
    let mut server = Connection::server(limits).in_parts();
    let mut told = Vec::new();
    let mut bytes = laws::hex(text);
    let mut input = Input::new(&mut bytes);
    while let Ok(Some(event)) = server.next_event(&mut input) {
        told.push(format!("{event:?}"));
    }
    told
}

mod s06_2_receiving_data {
    use super::*;

    #[test] // WS-6.2-03, WS-5.4-08
    fn may_be_heard_part_by_part() {
        let euro =
            "01 82 | 00 00 00 00 | e2 82   00 80 | 00 00 00 00   80 82 | 00 00 00 00 | ac 21";
        assert_eq!(
            events(Limits::DEFAULT, euro),
            [r#"Part { part: Text("€!"), last: true }"#],
            "a text is never cut inside a character"
        );
        let bytes = "02 81 | 00 00 00 00 | ff   89 80 | 00 00 00 00   80 80 | 00 00 00 00";
        assert_eq!(
            events(Limits::DEFAULT, bytes),
            [
                r#"Part { part: Binary(b"\xff"), last: false }"#,
                r#"Ping(b"")"#,
                r#"Part { part: Binary(b""), last: true }"#,
            ]
        );
        let whole = "81 82 | 00 00 00 00 | \"hi\"";
        assert_eq!(events(Limits::DEFAULT, whole), [r#"Part { part: Text("hi"), last: true }"#]);
    }

    #[test] // WS-5.6-01
    fn must_fail_when_text_ends_inside_a_character() {
        for bytes in
            ["81 81 | 00 00 00 00 | e2", "01 81 | 00 00 00 00 | e2   80 81 | 00 00 00 00 | 82"]
        {
            let (messages, error) = hear(Limits::DEFAULT, &laws::hex(bytes), &[]);
            assert_eq!(messages, []);
            assert_eq!(error.expect("no text").violation, Violation::TextEndsInsideCharacter);
        }
    }

    /// No part of a message is kept, so no message is too long and none takes too long.
    #[test]
    fn limit_message_bytes_and_message_time_do_not_bind_parts() {
        let limits = Limits { message_bytes: 2, ..Limits::DEFAULT };
        let (messages, error) = hear(limits, &laws::hex("82 83 | 00 00 00 00 | 01 02 03"), &[7]);
        assert_eq!((messages, error), (vec![(Kind::Binary, vec![1, 2, 3])], None));

        let mut server = Connection::server(limits).in_parts();
        let mut begun = laws::hex("02 81 | 00 00 00 00 | ff");
        server.next_event(&mut Input::new(&mut begun)).expect("legal");
        assert_eq!(server.deadline(), None);
        server.tick(limits.message_time * 2);
        assert_eq!(server.next_event(&mut Input::empty()), Ok(None));
    }

    #[test] // WS-10.4-02
    fn limit_frame_bytes() {
        let limits = Limits { frame_bytes: 2, ..Limits::DEFAULT };
        let fits = laws::hex("82 82 | 00 00 00 00 | 01 02");
        assert_eq!(hear(limits, &fits, &[]).1, None);
        let error = hear(limits, &laws::hex("82 83 | 00 00 00 00"), &[]).1.expect("too long");
        assert_eq!((error.violation, error.offset), (Violation::FrameTooLong { limit: 2 }, 1));
        assert_eq!(Violation::FrameTooLong { limit: 2 }.close_code().value(), 1009);
        // The same for messages that are heard whole.
        let mut server = Connection::server(limits);
        let mut bytes = laws::hex("82 83 | 00 00 00 00");
        let error = server.next_event(&mut Input::new(&mut bytes)).expect_err("too long");
        assert_eq!(error.violation, Violation::FrameTooLong { limit: 2 });
    }

    proptest! {
        /// However the bytes are cut, the parts joined are the messages that are heard whole, and
        /// what is refused whole is refused in parts, at the same byte.
        #[test]
        fn law_the_parts_joined_are_the_message(
            bytes in prop_oneof![laws::frames::stream(true), laws::protocol::any_bytes()],
            cuts in laws::protocol::cuts(),
        ) {
            let mut whole = Vec::new();
            let mut server = Connection::server(Limits::DEFAULT);
            let fed = wire::feed::feed(&mut server, &bytes, &[], |_, event| {
                if let Event::Message(message) = event {
                    whole.push((message.kind(), message.bytes().to_vec()));
                }
            });
            let (parts, error) = hear(Limits::DEFAULT, &bytes, &cuts);
            prop_assert_eq!(parts, whole);
            prop_assert_eq!(error, fed.err());
        }
    }
}
