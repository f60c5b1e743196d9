//! # Receiving compressed messages                   chapter 12 · RFC 7692 §6.2, §7.2.2
//! Knows: what may come, what must not, and how much of it. Does not know: sending.
//! Read before: `frames/src/deflate/inflater.rs`. Read next: `sending.rs`.

use super::*;

/// `message`, compressed, in one frame.
fn compressed(first: u8, message: &[u8], way: Way) -> Vec<u8> {
    frame(first, &simple_deflate(message, way), KEY)
}

/// What a server with this limit hears, or the rule that was broken.
fn hear(server: &mut Connection, bytes: &[u8]) -> Result<Vec<Vec<u8>>, Violation> {
    let mut heard = Vec::new();
    let note = |_: &mut Connection, event: Event<'_>| {
        if let Event::Message(message) = event {
            heard.push(message.bytes().to_vec());
        }
    };
    match wire::feed::feed(server, bytes, &[], note) {
        Ok(()) => Ok(heard),
        Err(error) => Err(error.violation),
    }
}

mod s06_framing {
    use super::*;

    #[test] // PMD-6-02, PMD-6-03, PMD-6.2-02, PMD-6.1-07
    fn may_mix_messages_compressed_and_not() {
        let mut talk = client(true);
        talk.peer_sends("c1 07 | f2 48 cd c9 c9 07 00");
        talk.peer_sends("82 02 | \"no\"   01 01 | \"n\"   80 01 | \"o\"");
        talk.peer_sends("c1 05 | f2 00 11 00 00"); // what went between is not in the window
        talk.we_hear(HELLO);
        talk.we_hear("Message(Binary(b\"no\"))");
        talk.we_hear("Message(Text(\"no\"))");
        talk.we_hear(HELLO);
        talk.nothing_else_happens();
    }

    #[test] // PMD-6-01
    fn must_hear_control_frames_between_compressed_fragments() {
        let mut talk = client(false);
        talk.peer_sends("41 03 | f2 48 cd   89 02 | f2 48   8a 00   80 04 | c9 c9 07 00");
        talk.we_hear("Ping(b\"\\xf2H\")");
        talk.we_hear("Pong(b\"\")");
        talk.we_hear(HELLO);
        talk.we_send("8a 82 | 37 fa 21 3d | c5 b2");
        talk.nothing_else_happens();
    }

    #[test] // PMD-6.1-05
    fn must_fail_on_rsv1_in_a_control_frame() {
        for (first, fragment) in [(0xc8, ""), (0xc9, ""), (0xca, "41 80 00 00 00 00")] {
            let before = laws::hex(fragment);
            let bytes = [&before[..], &frame(first, b"", KEY)].concat();
            fails(&bytes, Violation::CompressedControl, before.len() as u64);
        }
    }

    #[test] // PMD-6.1-06
    fn must_fail_on_rsv1_in_a_continuation() {
        for first in ["01", "41"] {
            let bytes = laws::hex(&format!("{first} 80 00 00 00 00   c0 80 00 00 00 00"));
            fails(&bytes, Violation::CompressedContinuation, 6);
        }
    }

    #[test] // PMD-5-12, WS-5.2-03
    fn must_fail_on_rsv1_that_was_not_agreed_on() {
        let mut plain = Connection::server(Limits::DEFAULT);
        let bytes = compressed(0xc1, b"Hello", Way::Fixed);
        assert_eq!(hear(&mut plain, &bytes), Err(Violation::ReservedBits));
    }

    #[test] // WS-5.2-03
    fn must_fail_on_the_other_reserved_bits_still() {
        for first in [0xa1, 0x91, 0xe1] {
            fails(&frame(first, b"", KEY), Violation::ReservedBits, 0);
        }
    }

    #[test] // PMD-6.1-08
    fn must_not_take_the_compressed_bytes_for_text() {
        // `f2 48` is no UTF-8; what it stands for is. The other way round in the last one.
        let mut talk = client(false);
        talk.peer_sends("41 02 | f2 48   80 05 | cd c9 c9 07 00");
        talk.we_hear(HELLO);
        talk.nothing_else_happens();
    }

    /// One cannot point at a byte on the wire, so the frame's first byte of payload is named.
    #[test] // PMD-6.1-08, WS-8.1-01
    fn must_fail_when_what_was_compressed_is_no_text() {
        let bytes = compressed(0xc1, b"ab\xff", Way::Fixed);
        fails(&bytes, Violation::TextNotUtf8, 6);
        let bytes = compressed(0xc1, b"\xe2\x82", Way::Fixed);
        fails(&bytes, Violation::TextEndsInsideCharacter, bytes.len() as u64);
        // As soon as it came: the message has no end yet.
        fails(&compressed(0x41, b"ab\xff", Way::Stored), Violation::TextNotUtf8, 6);
        // Inside a character, the message may be cut anywhere.
        let payload = simple_deflate("€".as_bytes(), Way::Stored);
        let (one, two) = payload.split_at(7);
        let bytes = [frame(0x41, one, KEY), frame(0x80, two, KEY)].concat();
        let mut server = server_up_to(3, agreed(15, false));
        assert_eq!(hear(&mut server, &bytes), Ok(vec!["€".into()]));
    }
}

mod s06_2_receiving {
    use super::*;

    #[test] // PMD-6.2-03
    fn must_fail_when_it_does_not_inflate() {
        for bytes in [
            "c1 81 00 00 00 00 | 06", // a type of block that does not exist
            "c1 86 00 00 00 00 | 00 05 00 fa fe 48", // a length that contradicts itself
            "c1 85 00 00 00 00 | f2 00 11 00 00", // refers to what was never sent
            "c1 83 00 00 00 00 | f2 48 cd", // ends inside a block
            "c1 88 00 00 00 00 | 00 05 00 fa ff 48 65 6c", // ends inside a stored block
            "c1 87 00 00 00 00 | f3 48 cd c9 c9 07 01", // a last block, and half of another
        ] {
            fails(&laws::hex(bytes), Violation::NotDeflate, 6);
        }
        // In the frame that ends it, if only its end shows it.
        let bytes = "41 83 00 00 00 00 | f2 48 cd   80 80 00 00 00 00";
        fails(&laws::hex(bytes), Violation::NotDeflate, 15);
        let rule = Violation::NotDeflate;
        assert_eq!(rule.close_code(), CloseCode::INVALID_PAYLOAD);
        assert_eq!(wire::Violation::cite(&rule), Cite::rfc7692("6.2"));
    }

    /// Some send nothing at all where `00` would be right: an empty message, or one whose last
    /// block says that it is the last.
    #[test]
    fn may_end_where_a_block_may_begin() {
        let mut talk = client(false);
        talk.peer_sends("c1 00   c1 07 | f3 48 cd c9 c9 07 00");
        talk.we_hear("Message(Text(\"\"))");
        talk.we_hear(HELLO);
        talk.nothing_else_happens();
    }

    /// The tail may end a last block, too: an empty one, of which only the header is sent.
    #[test] // PMD-7.2.1-05
    fn may_end_with_an_empty_last_block() {
        for (message, said) in [
            ("c1 87 00 00 00 00 | f2 48 cd c9 c9 07 04", "Hello"),
            ("c1 88 00 00 00 00 | f3 48 cd c9 c9 07 00 01", "Hello"),
            ("c1 81 00 00 00 00 | 01", ""),
        ] {
            let before = "c1 87 00 00 00 00 | f2 48 cd c9 c9 07 00";
            let again = "c1 85 00 00 00 00 | f2 00 11 00 00"; // refers to the messages before
            let mut server = server_up_to(10, agreed(15, true));
            let heard = hear(&mut server, &laws::hex(&[before, message, again].join(" ")));
            assert_eq!(heard, Ok(vec![b"Hello".into(), said.into(), b"Hello".into()]));
        }
    }

    #[test] // PMD-7.2.1-05
    fn must_go_on_after_a_last_block() {
        // In the middle of a message, off a byte boundary; cut there into frames, and not.
        let payload = laws::hex("f3 48 cd c9 c9 07 00   f2 48 cd c9 c9 07 00");
        for takeover in [false, true] {
            for cut in 0..payload.len() {
                let (one, two) = payload.split_at(cut);
                let bytes = [frame(0x41, one, KEY), frame(0x80, two, KEY)].concat();
                let mut server = server_up_to(10, agreed(15, takeover));
                assert_eq!(hear(&mut server, &bytes), Ok(vec![b"HelloHello".to_vec()]));
            }
        }
    }

    #[test] // PMD-7.2.1-05, PMD-7.2.2-03
    fn must_keep_the_window_beyond_a_last_block() {
        // Within the message, even where nothing is kept from one to the next.
        let bytes = laws::hex("c1 8c 00 00 00 00 | f3 48 cd c9 c9 07 00   f2 00 11 00 00");
        let mut server = server_up_to(10, agreed(15, false));
        assert_eq!(hear(&mut server, &bytes), Ok(vec![b"HelloHello".to_vec()]));
        // And from one message to the next.
        let bytes =
            "c1 88 00 00 00 00 | f3 48 cd c9 c9 07 00 00   c1 85 00 00 00 00 | f2 00 11 00 00";
        let mut server = server_up_to(10, agreed(15, true));
        assert_eq!(hear(&mut server, &laws::hex(bytes)), Ok(vec![b"Hello".to_vec(); 2]));
    }

    /// A message that says "again the three bytes that came 32,768 bytes before".
    const FAR: &str = "c2 85 00 00 00 00 | 02 de ff 0f 00";

    #[test] // PMD-7.2.2-03, PMD-7.2.2-05, PMD-7.2.2-07, PMD-7.2.2-09, PMD-7.1.1.2-04
    fn must_inflate_with_the_largest_window_of_the_messages_before() {
        let mut before = vec![0; 32_768];
        before[..5].copy_from_slice(b"abcde");
        let bytes = [compressed(0xc2, &before, Way::Stored), laws::hex(FAR)].concat();
        let mut server = server_up_to(32_768, agreed(15, true));
        assert_eq!(hear(&mut server, &bytes), Ok(vec![before.clone(), b"abc".to_vec()]));
        // Also if they were many and short.
        let short: Vec<_> =
            before.chunks(1_000).map(|bytes| compressed(0xc2, bytes, Way::Stored)).collect();
        let bytes = [short.concat(), laws::hex(FAR)].concat();
        let heard = hear(&mut server_up_to(1_000, agreed(15, true)), &bytes);
        assert_eq!(heard.map(|heard| heard.last().cloned()), Ok(Some(b"abc".to_vec())));
    }

    #[test] // PMD-7.2.2-02, PMD-7.2.2-04
    fn may_forget_every_message_if_that_was_agreed_on() {
        let hello = "c1 87 00 00 00 00 | f2 48 cd c9 c9 07 00";
        let mut server = server_up_to(10, agreed(15, false));
        assert_eq!(hear(&mut server, &laws::hex(hello)), Ok(vec![b"Hello".to_vec()]));
        assert_eq!(server.held(), 0);
        let again = laws::hex("c1 85 00 00 00 00 | f2 00 11 00 00");
        assert_eq!(hear(&mut server, &again), Err(Violation::NotDeflate));
    }

    #[test] // PMD-7.2.2-06, PMD-7.2.2-08
    fn may_keep_no_more_than_the_window_agreed_on() {
        for bits in 8..=15 {
            let mut server = server_up_to(40_000, agreed(bits, true));
            for length in [100, 40_000] {
                let bytes = compressed(0xc2, &vec![7; length], Way::Fixed);
                hear(&mut server, &bytes).expect("no broken rule");
                assert_eq!(server.held(), length.min(1 << bits));
            }
        }
    }
}

mod limits {
    use super::*;

    /// A thousand zeros for every byte on the wire.
    fn bomb(first: u8) -> Vec<u8> {
        let mut zip = server_up_to(0, agreed(15, false));
        zip.send_binary(&vec![0; 10_000_000]).expect("open");
        let sent = zip.take_output().to_vec();
        assert!(sent[0] == 0xc2 && sent.len() < 20_000, "{} bytes", sent.len());
        frame(first, &sent[4..], KEY)
    }

    #[test] // PMD-8-02, WS-10.4-01, PMD-6.2-03
    fn limit_message_bytes_of_what_was_inflated() {
        for limit in [0, 1, 16_383, 16_384, 16_385, 100_000] {
            let rule = Violation::MessageTooLong { limit };
            assert_eq!(
                (rule.close_code(), rule.rule()),
                (CloseCode::MESSAGE_TOO_BIG, "WS-10.4-01")
            );
            for length in [limit.saturating_sub(1), limit, limit + 1] {
                for way in [Way::Stored, Way::Fixed] {
                    let bytes = compressed(0xc2, &vec![0; length], way);
                    let heard = hear(&mut server_up_to(limit, agreed(15, false)), &bytes);
                    let expected = if length > limit { Err(rule) } else { Ok(length) };
                    assert_eq!(heard.map(|heard| heard[0].len()), expected);
                }
            }
        }
    }

    #[test] // PMD-8-02
    fn limit_a_bomb_is_put_out_while_it_inflates() {
        for limit in [0, 1_000, 1_000_000] {
            for first in [0xc1, 0xc2, 0x41] {
                let mut server = server_up_to(limit, agreed(15, true));
                // It never has to come to its end.
                let bytes = &bomb(first)[..limit / 1_000 + 500];
                let expected = Violation::MessageTooLong { limit };
                let header = bytes[..8].to_vec();
                let too_long_on_the_wire = hear(&mut server, &header).is_err();
                if !too_long_on_the_wire {
                    assert_eq!(hear(&mut server, &bytes[8..]), Err(expected));
                }
                assert_eq!(server.held(), 0);
            }
        }
    }

    /// What ends the text decides, not how much was inflated at once.
    #[test]
    fn limit_the_first_broken_rule_is_told() {
        let rule = |message: &[u8], limit| {
            let bytes = compressed(0xc1, message, Way::Stored);
            hear(&mut server_up_to(limit, agreed(15, false)), &bytes).expect_err("a broken rule")
        };
        assert_eq!(rule(b"abc\xff", 3), Violation::MessageTooLong { limit: 3 });
        assert_eq!(rule(b"ab\xffc", 3), Violation::TextNotUtf8);
    }

    #[test] // WS-10.4-02
    fn limit_of_a_compressed_frame() {
        // A quarter more than the message, and 64 bytes.
        for (length, fits) in [(189, true), (190, false)] {
            let header = frame(0x42, &vec![0; length], KEY)[..8].to_vec();
            let heard = hear(&mut server_up_to(100, agreed(15, false)), &header);
            let expected =
                if fits { Ok(vec![]) } else { Err(Violation::MessageTooLong { limit: 100 }) };
            assert_eq!(heard, expected);
            let first = laws::hex("42 80 00 00 00 00");
            let header = [first, frame(0x80, &vec![0; length], KEY)[..8].to_vec()].concat();
            assert_eq!(hear(&mut server_up_to(100, agreed(15, false)), &header), expected);
        }
    }

    #[test] // PMD-8-02
    fn limit_of_what_a_message_under_way_holds() {
        let mut server = server_up_to(1_000, agreed(15, false));
        let bytes = compressed(0x42, &[0; 1_000], Way::Stored);
        hear(&mut server, &bytes).expect("no broken rule");
        assert!((1_000..1_000 + 48 * 1024).contains(&server.held()), "{}", server.held());
        hear(&mut server, &frame(0x80, &[0], KEY)).expect_err("half a block");
        assert_eq!(server.held(), 0);
    }
}
