//! # Sending messages                                                chapter 12 · RFC 6455 §6.1
//! Knows: what may be sent, when, and as which bytes. Does not know: receiving.
//! Read before: `frames/src/send.rs`. Read next: the section on receiving in `12_messages.rs`.

use super::*;

#[test] // WS-5.4-06
fn must_not_interleave_two_messages() {
    let mut server = Connection::server(Limits::DEFAULT);
    server.send_text_part("one", false).expect("open");
    let refused = Err(UsageError::MessageUnfinished);
    assert_eq!(server.send_text("two"), refused);
    assert_eq!(server.send_binary(b"two"), refused);
    assert_eq!(server.send_binary_part(b"two", true), refused);
    assert_eq!(server.send_shared(Kind::Binary, Bytes::from_static(b"two")), refused);
    assert_eq!(server.send_encoded(Encoded::text("two")), refused);
    server.send_text_part("", true).expect("the last part");
    server.send_text("two").expect("the first is finished");
    assert_eq!(server.take_output().to_vec(), b"\x01\x03one\x80\x00\x81\x03two");
}

#[test] // WS-5.4-03
fn may_send_a_ping_between_two_parts() {
    let mut server = Connection::server(Limits::DEFAULT);
    server.send_binary_part(b"a", false).expect("open");
    server.ping(b"").expect("open");
    server.send_binary_part(b"b", true).expect("open");
    assert_eq!(server.take_output().to_vec(), b"\x02\x01a\x89\x00\x80\x01b");
}

#[test] // WS-5.5.1-06, WS-6.1-02, WS-6.1-03
fn must_not_send_after_closing() {
    let mut server = Connection::server(Limits::DEFAULT);
    server.send_text_part("never finished", false).expect("open");
    server.close(CloseCode::NORMAL, "").expect("open");
    drop(server.take_output());
    let refused = Err(UsageError::NotOpen);
    assert_eq!(server.send_text(""), refused);
    assert_eq!(server.send_binary(b""), refused);
    assert_eq!(server.send_text_part("", true), refused);
    assert_eq!(server.send_binary_part(b"", true), refused);
    assert_eq!(server.send_shared(Kind::Text, Bytes::new()), refused);
    assert_eq!(server.send_encoded(Encoded::binary(b"")), refused);
    assert!(server.take_output().is_empty());
}

/// Everything that sends, in every state in which nothing may be sent any more, at both ends.
#[test] // WS-5.5.1-06, WS-6.1-02
fn must_not_send_unless_open() {
    type Arrive = fn(&mut Connection, &[u8]);
    let ways: [Arrive; 4] = [
        |we, _| we.close(CloseCode::NORMAL, "").expect("open"), // CloseSent
        |we, key| hear(we, &[&[0x88, 0], key].concat()),        // Exchanged
        |we, key| hear(we, &[&[0x83, 0], key].concat()),        // Failed
        |we, _| we.receive_eof(),                               // Ended
    ];
    for (arrive, mut we) in ways.iter().flat_map(|way| [(way, client()), (way, server_up_to(9))]) {
        we.send_text("open").expect("open");
        let key: &[u8] = if we.role().masks() { &[] } else { &[0; 4] };
        arrive(&mut we, key);
        let state = we.state();
        drop(we.take_output());
        let refused = Err(UsageError::NotOpen);
        assert_eq!(we.send_text(""), refused, "{state:?}");
        assert_eq!(we.send_binary(b""), refused, "{state:?}");
        assert_eq!(we.send_text_part("", true), refused, "{state:?}");
        assert_eq!(we.send_binary_part(b"", true), refused, "{state:?}");
        assert_eq!(we.send_shared(Kind::Text, Bytes::new()), refused, "{state:?}");
        assert_eq!(we.send_encoded(Encoded::binary(b"")), refused, "{state:?}");
        assert_eq!(we.ping(b""), refused, "{state:?}");
        assert_eq!(we.pong(b""), refused, "{state:?}");
        assert_eq!(we.close(CloseCode::NORMAL, ""), refused, "{state:?}");
        assert!(we.take_output().is_empty(), "{state:?}");
    }
}

/// Let `bytes` come, and whatever they bring about.
fn hear(we: &mut Connection, bytes: &[u8]) {
    let mut bytes = bytes.to_vec();
    if we.role() == frames::Role::Server {
        bytes[1] |= 0x80;
    }
    let _ = we.next_event(&mut Input::new(&mut bytes));
}

/// The answer does not wait for a message that is being sent; the rest of that is never sent.
// WS-5.5.1-08, WS-5.5.1-09, WS-5.5.1-10, WS-6.1-03
#[test]
fn must_stop_in_the_middle_of_a_message_when_the_peer_closes() {
    let mut talk = server();
    talk.we_do("begin", |server| server.send_text_part("one, ", false)).expect("open");
    talk.we_send("01 05 | \"one, \"");
    talk.peer_sends("88 82 | 00 00 00 00 | 03 e8");
    talk.we_send("88 02 | 03 e8");
    let rest = talk.we_do("go on", |server| server.send_text_part("two", true));
    assert_eq!(rest, Err(UsageError::NotOpen));
    talk.we_end();
}

#[test] // WS-5.4-08
fn may_send_fragments_of_any_size() {
    let mut server = Connection::server(Limits::DEFAULT);
    for (part, last) in [("", false), ("", false), ("all of it", false), ("", true)] {
        server.send_text_part(part, last).expect("open");
    }
    let sent = server.take_output().to_vec();
    assert_eq!(sent, b"\x01\x00\x00\x00\x00\x09all of it\x80\x00");
}

#[test] // WS-5.6-01
fn must_not_send_text_that_is_not_utf_8() {
    let mut server = Connection::server(Limits::DEFAULT);
    let bytes = Bytes::from_static(b"\xff");
    assert_eq!(server.send_shared(Kind::Text, bytes.clone()), Err(UsageError::TextNotUtf8));
    assert_eq!(server.send_shared(Kind::Binary, bytes), Ok(()));
}

#[test] // WS-5.1-01
fn must_not_let_a_client_send_an_encoded_frame() {
    let mut client = client();
    assert_eq!(client.send_encoded(Encoded::text("hi")), Err(UsageError::ClientMasks));
    assert!(client.take_output().is_empty());
}

/// What was encoded and kept as bytes is taken again; what is no message for any client is not.
#[test]
fn must_not_take_bytes_that_are_not_one_message() {
    for good in [Encoded::text("hi"), Encoded::binary(&[0; 200]), Encoded::text("")] {
        assert_eq!(Encoded::from_bytes(good.bytes().clone()), Ok(good));
    }
    for bad in [
        &b""[..],
        b"\x81",
        b"\x81\x02h",
        b"\x81\x02hi!",
        b"\x81\x82\0\0\0\0hi",
        b"\x01\x02hi",
        b"\x80\x02hi",
        b"\x89\x02hi",
        b"\x88\x00",
    ] {
        let taken = Encoded::from_bytes(Bytes::copy_from_slice(bad));
        assert_eq!(taken, Err(UsageError::NotAMessage), "{bad:?}");
    }
    let text = "these bytes are not one message; give one whole, unmasked frame";
    assert_eq!(UsageError::NotAMessage.to_string(), text);
}

#[test] // WS-6.1-04, WS-6.1-06
fn should_send_the_same_bytes_by_every_way() {
    for length in [0, 1, 125, 126, 1023, 1024, 65_535, 65_536] {
        let text = "a".repeat(length);
        let mut ways = [(); 3].map(|()| Connection::server(Limits::DEFAULT));
        let [plain, shared, encoded] = &mut ways;
        plain.send_text(&text).expect("open");
        shared.send_shared(Kind::Text, Bytes::from(text.clone())).expect("open");
        encoded.send_encoded(Encoded::text(&text)).expect("open");
        let [plain, shared, encoded] = ways.map(|mut way| way.take_output().to_vec());
        assert_eq!(plain, frame(0x81, text.as_bytes(), None));
        assert!(plain == shared && plain == encoded, "{length} bytes");
    }
}

#[test]
fn should_pass_on_large_shared_bytes_without_a_copy() {
    let shared = Bytes::from(vec![7; 4096]);
    let mut server = Connection::server(Limits::DEFAULT);
    server.send_shared(Kind::Binary, shared.clone()).expect("open");
    let output = server.take_output();
    let pieces: Vec<&[u8]> = output.pieces().collect();
    assert_eq!(pieces[0], b"\x82\x7e\x10\x00");
    assert_eq!(pieces[1].as_ptr(), shared.as_ptr(), "the very same memory");
}
