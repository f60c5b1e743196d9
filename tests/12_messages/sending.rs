//! # Sending messages                                                chapter 12 · RFC 6455 §6.1
//! Knows: what may be sent, when, and as which bytes. Does not know: receiving.
//! Read before: `frames/src/send.rs`. Read next: the section on receiving in `12_messages.rs`.

use super::*;

#[test]
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

#[test]
fn may_send_a_ping_between_two_parts() {
    let mut server = Connection::server(Limits::DEFAULT);
    server.send_binary_part(b"a", false).expect("open");
    server.ping(b"").expect("open");
    server.send_binary_part(b"b", true).expect("open");
    assert_eq!(server.take_output().to_vec(), b"\x02\x01a\x89\x00\x80\x01b");
}

#[test]
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

#[test]
fn must_not_send_text_that_is_not_utf_8() {
    let mut server = Connection::server(Limits::DEFAULT);
    let bytes = Bytes::from_static(b"\xff");
    assert_eq!(server.send_shared(Kind::Text, bytes.clone()), Err(UsageError::TextNotUtf8));
    assert_eq!(server.send_shared(Kind::Binary, bytes), Ok(()));
}

#[test]
fn must_not_let_a_client_send_an_encoded_frame() {
    let mut client = client();
    assert_eq!(client.send_encoded(Encoded::text("hi")), Err(UsageError::ClientMasks));
    assert!(client.take_output().is_empty());
}

#[test]
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
