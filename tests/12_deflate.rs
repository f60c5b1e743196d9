//! # Compressed messages                             chapter 12 · RFC 7692 §6, §7.2
//! Knows: how compressed frames become messages, and messages compressed frames.
//! Does not know: how compression was agreed on.
//! Read before: `frames/src/deflate/mod.rs`, `12_messages.rs`. Read next: `13_ping_pong.rs`.

use frames::deflate::{Deflate, Window};
use frames::{CloseCode, Connection, Encoded, Event, Kind, Message, UsageError, Violation};
use laws::deflate::{Way, simple_deflate, simple_inflate};
use laws::frames::frame;
use laws::{Log, Talk};
use wire::{Bytes, Cite, Input, Limits, Protocol};

type Note = fn(&mut Log, Event<'_>);

fn note(log: &mut Log, event: Event<'_>) {
    log.event(event);
}

/// The same for both directions; every message is compressed if that helps.
fn agreed(bits: u8, takeover: bool) -> Deflate {
    let window = Window { bits, takeover };
    Deflate { send: window, receive: window, threshold: 0 }
}

fn server_up_to(message_bytes: usize, agreed: Deflate) -> Connection {
    Connection::server(Limits { message_bytes, ..Limits::DEFAULT }).with_deflate(agreed)
}

fn client_up_to(message_bytes: usize, agreed: Deflate) -> Connection {
    let limits = Limits { message_bytes, ..Limits::DEFAULT };
    Connection::client(limits, || [0x37, 0xfa, 0x21, 0x3d]).with_deflate(agreed)
}

/// A client, who hears frames without a mask, as the standard prints them.
fn client(takeover: bool) -> Talk<Connection, Note> {
    Talk::with("a client, compression agreed on", client_up_to(1_000, agreed(15, takeover)), note)
}

fn server(takeover: bool) -> Talk<Connection, Note> {
    Talk::with("a server, compression agreed on", server_up_to(1_000, agreed(15, takeover)), note)
}

/// A server with a limit of 1,000 bytes that hears `bytes` fails so.
#[track_caller]
fn fails(bytes: &[u8], rule: Violation, at: u64) {
    for takeover in [false, true] {
        let mut server = server_up_to(1_000, agreed(15, takeover));
        let error =
            wire::feed::feed(&mut server, bytes, &[], |_, _| {}).expect_err("a broken rule");
        assert_eq!((error.violation, error.offset), (rule, at), "{bytes:02x?}");
        let [.., high, low] = server.take_output().to_vec()[..] else { panic!("no Close") };
        assert_eq!(CloseCode::new(u16::from_be_bytes([high, low])), rule.close_code());
        assert_eq!(server.held(), 0, "what was kept is given up");
    }
}

const KEY: Option<[u8; 4]> = Some([0; 4]);
const HELLO: &str = "Message(Text(\"Hello\"))";

#[path = "12_deflate/laws.rs"]
mod laws_of_both;
#[path = "12_deflate/receiving.rs"]
mod receiving;
#[path = "12_deflate/sending.rs"]
mod sending;

/// What the standard prints, as a client receives it.
mod s07_2_3_examples {
    use super::*;

    #[test] // PMD-7.2.3.1-01, PMD-7.2.2-01
    fn vector_one_compressed_block() {
        let mut talk = client(false);
        talk.peer_sends("c1 07 | f2 48 cd c9 c9 07 00");
        talk.we_hear(HELLO);
        talk.peer_sends("41 03 | f2 48 cd   80 04 | c9 c9 07 00");
        talk.we_hear(HELLO);
        talk.nothing_else_happens();
    }

    #[test] // PMD-7.2.3.1-01, PMD-6.1-01, PMD-7.2.1-01, PMD-7.2.1-02, PMD-7.2.1-03
    fn vector_one_compressed_block_as_we_send_it() {
        // Five bytes become seven: only a message in parts is compressed all the same.
        let mut talk = server(true);
        talk.we_do("send Hello", |server| server.send_text_part("Hello", true)).expect("open");
        talk.we_send("c1 07 | f2 48 cd c9 c9 07 00");
    }

    #[test] // PMD-7.2.3.2-01, PMD-7.2.2-03
    fn vector_sharing_the_window() {
        let mut talk = client(true);
        talk.peer_sends("c1 07 | f2 48 cd c9 c9 07 00");
        talk.we_hear(HELLO);
        talk.peer_sends("c1 05 | f2 00 11 00 00");
        talk.we_hear(HELLO);
        talk.nothing_else_happens();
    }

    #[test] // PMD-7.2.3.2-01, PMD-7.2.1-11
    fn vector_sharing_the_window_as_we_send_it() {
        let mut talk = server(true);
        for bytes in ["c1 07 | f2 48 cd c9 c9 07 00", "c1 05 | f2 00 11 00 00"] {
            talk.we_do("send Hello", |server| server.send_text_part("Hello", true)).expect("open");
            talk.we_send(bytes);
        }
    }

    #[test] // PMD-7.2.3.3-01, PMD-7.2.1-04
    fn vector_a_block_with_no_compression() {
        let mut talk = client(false);
        talk.peer_sends("c1 0b | 00 05 00 fa ff 48 65 6c 6c 6f 00");
        talk.we_hear(HELLO);
        talk.nothing_else_happens();
    }

    #[test] // PMD-7.2.3.4-01, PMD-7.2.1-04, PMD-7.2.1-05
    fn vector_a_block_that_says_it_is_the_last() {
        for takeover in [false, true] {
            let mut talk = client(takeover);
            for _ in 0..2 {
                talk.peer_sends("c1 08 | f3 48 cd c9 c9 07 00 00");
                talk.we_hear(HELLO);
            }
            talk.peer_sends("c1 07 | f2 48 cd c9 c9 07 00");
            talk.we_hear(HELLO);
            talk.nothing_else_happens();
        }
    }

    #[test] // PMD-7.2.3.4-01, PMD-7.2.2-01
    fn regression_a_last_block_that_the_tail_ends() {
        // 01: BFINAL, and the header of an empty block whose lengths are the tail.
        for takeover in [false, true] {
            let mut talk = client(takeover);
            for _ in 0..2 {
                talk.peer_sends("c1 0b | 00 05 00 fa ff 48 65 6c 6c 6f 01");
                talk.we_hear(HELLO);
            }
            talk.nothing_else_happens();
        }
    }

    #[test] // PMD-7.2.3.5-01, PMD-7.2.1-04
    fn vector_two_blocks_in_one_message() {
        let mut talk = client(false);
        talk.peer_sends("c1 0d | f2 48 05 00 00 00 ff ff ca c9 c9 07 00");
        talk.we_hear(HELLO);
        talk.nothing_else_happens();
    }

    #[test] // PMD-7.2.3.6-01
    fn vector_an_empty_message() {
        let mut talk = client(false);
        talk.peer_sends("c1 01 | 00   42 00   80 01 | 00");
        talk.we_hear("Message(Text(\"\"))");
        talk.we_hear("Message(Binary(b\"\"))");
        talk.nothing_else_happens();
    }

    #[test] // PMD-7.2.3.6-01
    fn vector_an_empty_last_part() {
        let mut talk = server(false);
        talk.we_do("begin", |server| server.send_text_part("Hello", false)).expect("open");
        talk.we_do("end", |server| server.send_text_part("", true)).expect("open");
        talk.we_send("41 0b | f2 48 cd c9 c9 07 00 00 00 ff ff   80 01 | 00");
        talk.we_do("send nothing", |server| server.send_binary_part(b"", true)).expect("open");
        talk.we_send("c2 01 | 00");
    }
}
