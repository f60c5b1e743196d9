//! # Failing the connection                                          chapter 14 · RFC 6455 §7.1.7
//! Knows: what is said and done after a broken rule, and that nothing is after that.
//! Does not know: closing in good order.
//! Read before: the rest of `14_closing.rs`. Read next: `status_codes.rs`.

use super::*;

/// What a peer may do wrong with a frame, without regard to masks: the bytes before and after the
/// place where a masked frame has its key (all zeros), and the code of the Close that answers.
const WRONGS: [(&str, u8, u8, &str, u16); 21] = [
    ("RSV1", 0xc1, 0, "", 1002),
    ("RSV2", 0xa1, 0, "", 1002),
    ("RSV3", 0x91, 0, "", 1002),
    ("RSV on a control frame", 0xf9, 0, "", 1002),
    ("opcode 3", 0x83, 0, "", 1002),
    ("opcode 7", 0x87, 0, "", 1002),
    ("opcode b", 0x8b, 0, "", 1002),
    ("opcode f", 0x8f, 0, "", 1002),
    ("a continuation of nothing", 0x80, 0, "", 1002),
    ("a fragmented ping", 0x09, 0, "", 1002),
    ("a fragmented close", 0x08, 0, "", 1002),
    ("a ping of 126 bytes", 0x89, 126, "00 7e", 1002),
    ("a close of 126 bytes", 0x88, 126, "00 7e", 1002),
    ("a length with its highest bit", 0x82, 127, "80 00 00 00 00 00 00 00", 1002),
    ("5 in 16 bits", 0x82, 126, "00 05", 1002),
    ("300 in 64 bits", 0x82, 127, "00 00 00 00 00 00 01 2c", 1002),
    ("more than the limit", 0x82, 127, "00 00 00 00 00 10 00 01", 1009),
    ("text that is not UTF-8", 0x81, 1, "ff", 1007),
    ("half a character", 0x81, 2, "e2 82", 1007),
    ("half a code", 0x88, 1, "03", 1002),
    ("code 1005", 0x88, 2, "03 ed", 1002),
];

/// The frame of a row of [`WRONGS`], masked with zeros or not at all.
fn wrong_frame(first: u8, second: u8, rest: &str, masked: bool) -> Vec<u8> {
    let rest = hex(rest);
    let mut bytes = vec![first, if masked { second | 0x80 } else { second }];
    let (length, payload) = rest.split_at(if second < 126 { 0 } else { rest.len() });
    bytes.extend_from_slice(length);
    bytes.extend_from_slice(if masked { &[0; 4] } else { &[] });
    bytes.extend_from_slice(payload);
    bytes
}

// WS-5.2-03, WS-5.2-04, WS-5.2-06, WS-5.4-02, WS-5.5-01, WS-5.5-02, WS-5.5.1-02, WS-7.1.7-01
// WS-7.1.7-03, WS-7.1.7-05, WS-8.1-01, WS-10.4-01, WS-10.7-01 to 03
#[test]
fn must_fail_on_every_broken_rule_whoever_breaks_it() {
    for (wrong, first, second, rest, code) in WRONGS {
        for mut we in [new_server(), new_client()] {
            let client = we.role().masks();
            let mut bytes = wrong_frame(first, second, rest, !client);
            let error = we.next_event(&mut Input::new(&mut bytes)).expect_err(wrong);
            assert_eq!(we.state(), State::Failed, "{wrong}: {error}");
            let output = we.take_output();
            let mut close = vec![0x88, 0x02];
            if client {
                close = hex("88 82 | 00 00 00 00");
            }
            close.extend_from_slice(&code.to_be_bytes());
            assert_eq!(output.to_vec(), close, "{wrong}: {error}");
            assert_eq!(output.is_end(), !client, "{wrong}: a client lets the server end it");
            if let Some(deadline) = we.deadline() {
                we.tick(deadline);
            }
            assert_eq!(we.state(), State::Ended, "{wrong}: closed after all");
            assert!(we.take_output().is_end(), "{wrong}");
        }
    }
}

// WS-7.1.7-08, WS-7.2.1-03, WS-7.3-02
#[test]
fn should_not_close_without_a_reason() {
    let mut client = new_client();
    for year in 1..100 {
        assert_eq!(client.deadline(), None);
        client.tick(Duration::from_secs(year * 365 * 24 * 3600));
        assert_eq!(client.next_event(&mut Input::empty()), Ok(None));
    }
    let output = client.take_output();
    assert!(output.is_empty() && !output.is_end());
}

/// The application gets the rule, its section and the byte: enough to tell somebody.
#[test] // WS-7.1.7-02
fn should_say_what_was_broken() {
    let mut bytes = hex("81 81 | 00 00 00 00 | ff");
    let error = new_server().next_event(&mut Input::new(&mut bytes)).expect_err("not text");
    let text = "a byte that is not UTF-8; a text message is (RFC 6455 §8.1), at byte 6";
    assert_eq!(error.to_string(), text);
}

/// After a broken rule: nothing is heard, nothing is answered, the error stays.
#[test] // WS-7.1.7-07
fn must_not_process_anything_after_a_failure() {
    let mut server = new_server();
    let mut broken = hex("83 80 | 00 00 00 00   89 80 | 00 00 00 00");
    let mut input = Input::new(&mut broken);
    let first = server.next_event(&mut input);
    assert!(input.is_empty(), "what came behind the fault is swallowed with it");
    assert_eq!(server.take_output().to_vec(), hex("88 02 | 03 ea"));
    for bytes in ["81 80 | 00 00 00 00", "89 80 | 00 00 00 00", "88 80 | 00 00 00 00", "ff"] {
        let mut bytes = hex(bytes);
        let mut input = Input::new(&mut bytes);
        assert_eq!(server.next_event(&mut input), first);
        assert!(input.is_empty(), "swallowed");
    }
    server.receive_eof();
    server.tick(Duration::from_secs(3600));
    assert_eq!(server.next_event(&mut Input::empty()), first);
    assert!(server.take_output().is_empty());
    assert_eq!(server.send_text("too late"), Err(UsageError::NotOpen));
}

#[test] // WS-5.5.1-07, WS-7.1.7-05
fn must_not_send_a_second_close_when_it_fails_while_closing() {
    let mut talk = server();
    talk.we_do("close", |server| server.close(CloseCode::NORMAL, "")).expect("open");
    talk.we_send("88 02 | 03 e8");
    talk.peer_sends("83 80 | 00 00 00 00");
    talk.fails_with("opcode 3 is reserved", Cite::rfc6455("5.2"));
    talk.we_end();
    talk.nothing_else_happens();
}

#[test] // WS-7.1.7-01
fn must_end_the_stream_as_a_client_too() {
    let mut client = new_client();
    let mut bytes = hex("83 00");
    let failed = client.next_event(&mut Input::new(&mut bytes));
    assert_eq!(failed.map_err(|error| error.violation), Err(Violation::ReservedOpcode(3)));
    assert!(!client.take_output().is_end(), "first it waits for the server to do so");
    client.tick(client.deadline().expect("but not for ever"));
    assert!(client.take_output().is_end());
}

#[test]
fn should_drop_what_was_unfinished() {
    let mut server = new_server();
    let mut bytes = hex("01 81 | 00 00 00 00 | \"a\"   83 80 | 00 00 00 00");
    let failed = server.next_event(&mut Input::new(&mut bytes));
    assert_eq!(failed.map_err(|error| error.offset), Err(7));
    assert_eq!(server.held(), 0);
}

/// Whoever sends half a header and waits is told, too.
#[test] // WS-5.2-03, WS-5.2-04, WS-5.1-02, WS-5.5-01
fn must_fail_as_soon_as_the_offending_byte_of_a_header_came() {
    for (bytes, at, violation) in [
        ("c1", 0, Violation::ReservedBits),
        ("83", 0, Violation::ReservedOpcode(3)),
        ("80", 0, Violation::NothingToContinue),
        ("09", 0, Violation::FragmentedControl),
        ("81 00", 1, Violation::UnmaskedFrame),
        ("89 fe", 1, Violation::ControlTooLong),
        ("82 ff | 80 00 00 00 00 00 00 00", 2, Violation::LengthTopBit),
        ("82 fe | 00 05", 1, Violation::LengthNotShortest(5)),
    ] {
        let (mut came, mut server) = (hex(bytes), new_server());
        let mut offending = came.split_off(came.len() - 1);
        assert_eq!(server.next_event(&mut Input::new(&mut came)), Ok(None), "{bytes}");
        let failed = server.next_event(&mut Input::new(&mut offending));
        let error = failed.expect_err("nothing more has to come");
        assert_eq!((error.offset, error.violation), (at, violation), "{bytes}");
    }
}
