//! # Masking                                                         chapter 11 · RFC 6455 §5.3
//! Knows: who masks, with which key, and what comes out. Does not know: why proxies need it.
//! Read before: `frames/src/mask.rs`. Read next: `12_messages.rs`.

use frames::{CloseCode, Connection, Event, Kind};
use laws::{Log, Talk, hex};
use wire::{Bytes, Cite, Limits, Protocol};

fn note(log: &mut Log, event: Event<'_>) {
    log.event(event);
}

/// A client whose keys are 1 1 1 1, then 2 2 2 2, and so on.
fn client() -> Connection {
    let mut n = 0;
    Connection::client(Limits::DEFAULT, move || {
        n += 1;
        [n; 4]
    })
}

/// Everything that can be sent, sent once: nine frames.
fn send_everything(connection: &mut Connection) {
    connection.send_text("").expect("open");
    connection.send_text("text").expect("open");
    connection.send_binary(b"binary").expect("open");
    connection.send_shared(Kind::Binary, Bytes::from_static(b"shared")).expect("open");
    connection.send_text_part("one", false).expect("open");
    connection.send_text_part("two", true).expect("open");
    connection.ping(b"").expect("open");
    connection.pong(b"pong").expect("open");
    connection.close(CloseCode::NO_STATUS, "").expect("open");
}

/// The headers in a stream of frames of less than 126 bytes: MASK, and the key.
fn masks(mut bytes: &[u8]) -> Vec<Option<[u8; 4]>> {
    let mut keys = Vec::new();
    while let Some(header) = frames::Header::parse(bytes).complete() {
        bytes = &bytes[header.size() + header.length as usize..];
        keys.push(header.key);
    }
    keys
}

mod s05_1_overview {
    use super::*;

    #[test] // WS-5.1-01, WS-5.3-01, WS-5.5.1-05, WS-6.1-08
    fn must_mask_every_frame_to_the_server() {
        let mut client = client();
        send_everything(&mut client);
        let keys = masks(&client.take_output().to_vec());
        assert_eq!(keys.len(), 9);
        assert!(keys.iter().all(Option::is_some), "{keys:?}");
    }

    #[test] // WS-5.1-04
    fn must_not_mask_any_frame_to_the_client() {
        let mut server = Connection::server(Limits::DEFAULT);
        send_everything(&mut server);
        assert_eq!(masks(&server.take_output().to_vec()), [None; 9]);
    }

    #[test] // WS-5.1-02, WS-5.1-03
    fn must_close_on_an_unmasked_client_frame() {
        let mut talk = Talk::with("a server", Connection::server(Limits::DEFAULT), note);
        talk.peer_sends("81 05 | \"Hello\"");
        let error = talk.fails_with("a client's frame without a mask", Cite::rfc6455("5.1"));
        assert_eq!(error.offset, 1);
        talk.we_send("88 02 | 03 ea"); // 1002
        talk.we_end();
        talk.nothing_else_happens();
    }

    #[test] // WS-5.1-05, WS-5.1-06
    fn must_close_on_a_masked_server_frame() {
        let mut talk = Talk::with("a client", client(), note);
        talk.peer_sends("81 85 | 37 fa 21 3d | 7f 9f 4d 51 58");
        let error = talk.fails_with("a server's frame with a mask", Cite::rfc6455("5.1"));
        assert_eq!(error.offset, 1);
        talk.we_send("88 82 | 01 01 01 01 | 02 eb"); // 1002, masked
        talk.nothing_else_happens();
    }
}

mod s05_3_client_to_server_masking {
    use super::*;

    #[test] // WS-5.3-02, WS-10.3-01
    fn must_take_a_fresh_key_for_each_frame() {
        let mut client = client();
        send_everything(&mut client);
        let keys = masks(&client.take_output().to_vec());
        let fresh: Vec<_> = (1..=9).map(|n| Some([n; 4])).collect();
        assert_eq!(keys, fresh, "also for the second fragment, the empty ping, the close");
    }

    #[test] // WS-5.3-02
    fn must_take_a_fresh_key_for_each_pong() {
        let mut talk = Talk::with("a client", client(), note);
        talk.peer_sends("89 01 | 00");
        talk.peer_sends("89 01 | 00");
        talk.we_send("8a 81 | 01 01 01 01 | 01");
        talk.we_send("8a 81 | 02 02 02 02 | 02");
    }

    #[test] // WS-5.3-05, WS-5.7-01
    fn vector_hello_is_7f_9f_4d_51_58() {
        let mut bytes = *b"Hello";
        frames::mask(&mut bytes, [0x37, 0xfa, 0x21, 0x3d]);
        assert_eq!(bytes[..], hex("7f 9f 4d 51 58"));
    }

    #[test] // WS-5.7-01, WS-6.2-07
    fn vector_a_masked_hello_is_heard() {
        let mut talk = Talk::with("a server", Connection::server(Limits::DEFAULT), note);
        talk.peer_sends("81 85 | 37 fa 21 3d | 7f 9f 4d 51 58");
        talk.we_hear("Message(Text(\"Hello\"))");
        talk.nothing_else_happens();
    }

    #[test] // WS-5.3-01, WS-5.7-01
    fn vector_a_masked_hello_is_sent() {
        let mut client = Connection::client(Limits::DEFAULT, || [0x37, 0xfa, 0x21, 0x3d]);
        client.send_text("Hello").expect("open");
        let sent = client.take_output().to_vec();
        assert_eq!(sent, hex("81 85 | 37 fa 21 3d | 7f 9f 4d 51 58"));
    }

    // WS-5.3-05
    laws::masking! { mask: frames::mask, mask_from: frames::mask_from }
}

#[path = "11_masking/keys.rs"]
mod s10_3_attacks_on_infrastructure;
