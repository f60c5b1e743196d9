//! # Sending compressed messages                     chapter 12 · RFC 7692 §6.1, §7.2.1
//! Knows: what is compressed, and to which bytes. Does not know: receiving.
//! Read before: `frames/src/deflate/deflater.rs`. Read next: `laws.rs`.

use super::*;

const TICKS: &str = "tick tick tick tick tick tick";

/// The first byte and the payload of each frame that a server wrote.
pub(super) fn frames_of(mut bytes: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut frames = Vec::new();
    while !bytes.is_empty() {
        let header = frames::Header::parse(bytes);
        let wire::Parsed::Complete { value, consumed } = header else { panic!("half a header") };
        let length = usize::try_from(value.length).expect("small");
        let mut payload = bytes[consumed..consumed + length].to_vec();
        if let Some(key) = value.key {
            frames::mask(&mut payload, key);
        }
        frames.push((bytes[0], payload));
        bytes = &bytes[consumed + length..];
    }
    frames
}

/// The frames that `connection` writes when `send` is done.
fn sent(
    connection: &mut Connection,
    send: impl FnOnce(&mut Connection) -> Result<(), UsageError>,
) -> Vec<(u8, Vec<u8>)> {
    send(connection).expect("open");
    frames_of(&connection.take_output().to_vec())
}

fn inflated(payload: &[u8], before: &[u8]) -> Vec<u8> {
    simple_inflate(payload, before).expect("whole blocks").bytes
}

mod s06_1_sending {
    use super::*;

    #[test] // PMD-6.1-01, PMD-6.1-07, PMD-7.2.1-01
    fn must_compress_the_whole_message_and_set_rsv1() {
        for mut end in [server_up_to(0, agreed(15, false)), client_up_to(0, agreed(15, false))] {
            let [(0xc1, text)] = &sent(&mut end, |end| end.send_text(TICKS))[..] else { panic!() };
            assert_eq!(inflated(text, b""), TICKS.as_bytes());
            let frames = sent(&mut end, |end| end.send_binary(TICKS.as_bytes()));
            assert_eq!(frames, [(0xc2, text.clone())]);
        }
    }

    #[test] // PMD-6.1-01, PMD-6.1-04, PMD-7.2.1-06
    fn must_set_rsv1_on_the_first_part_only() {
        let mut server = server_up_to(0, agreed(15, true));
        for _ in 0..2 {
            let mut frames = sent(&mut server, |server| server.send_text_part(TICKS, false));
            frames.extend(sent(&mut server, |server| server.send_text_part("", false)));
            frames.extend(sent(&mut server, |server| server.send_text_part(TICKS, false)));
            frames.extend(sent(&mut server, |server| server.send_text_part("end", true)));
            let firsts: Vec<u8> = frames.iter().map(|(first, _)| *first).collect();
            assert_eq!(firsts, [0x41, 0x00, 0x00, 0x80]);
            assert!(frames[1].1.is_empty());
            for part in [0, 2] {
                assert!(frames[part].1.ends_with(&[0, 0, 0xff, 0xff]), "whole parts can be read");
            }
            assert!(!frames[3].1.ends_with(&[0, 0, 0xff, 0xff]));
        }
    }

    #[test] // PMD-6-01, PMD-6.1-03
    fn must_not_compress_control_frames() {
        let mut server = server_up_to(0, agreed(15, true));
        assert_eq!(sent(&mut server, |s| s.send_text_part(TICKS, false))[0].0, 0x41);
        let ping = sent(&mut server, |server| server.ping(&[b'a'; 125]));
        assert_eq!(ping, [(0x89, vec![b'a'; 125])]);
        assert_eq!(sent(&mut server, |server| server.pong(b""))[0].0, 0x8a);
        assert_eq!(sent(&mut server, |s| s.send_text_part(TICKS, true))[0].0, 0x80);
        let close = sent(&mut server, |server| server.close(CloseCode::NORMAL, TICKS));
        assert_eq!(close[0].0, 0x88);
    }

    #[test] // PMD-6-03, PMD-6.1-02
    fn may_send_short_messages_as_they_are() {
        let threshold = TICKS.len();
        let mut server = server_up_to(0, Deflate { threshold, ..agreed(15, false) });
        assert_eq!(sent(&mut server, |server| server.send_text(TICKS))[0].0, 0xc1);
        let short = &TICKS[1..];
        let frames = sent(&mut server, |server| server.send_text(short));
        assert_eq!(frames, [(0x81, short.into())]);
    }

    #[test] // PMD-6-03, PMD-6.1-02
    fn may_send_what_gets_no_smaller_as_it_is() {
        let mut server = server_up_to(0, agreed(15, true));
        let every: Vec<u8> = (0..=255).collect();
        assert_eq!(sent(&mut server, |s| s.send_binary(&every)), [(0x82, every.clone())]);
        assert_eq!(server.held(), 0, "the peer did not see it in its window either");
        let frames = sent(&mut server, |server| server.send_binary(b""));
        assert_eq!(frames, [(0x82, vec![])]);
    }

    #[test] // PMD-8-01, PMD-6.1-02
    fn may_send_one_message_uncompressed() {
        let mut server = server_up_to(0, agreed(15, true));
        let plain = [(0x81, TICKS.into())];
        assert_eq!(sent(&mut server, |server| server.send_text_uncompressed(TICKS)), plain);
        let plain = [(0x82, TICKS.into())];
        let bytes = TICKS.as_bytes();
        assert_eq!(sent(&mut server, |server| server.send_binary_uncompressed(bytes)), plain);
        assert_eq!(server.held(), 0, "no later message tells what it was");
        server.send_text_part("", false).expect("open");
        let unfinished = Err(UsageError::MessageUnfinished);
        assert_eq!(server.send_text_uncompressed(TICKS), unfinished);
        assert_eq!(server.send_binary_uncompressed(bytes), unfinished);
    }

    #[test] // PMD-6-03
    fn may_send_shared_and_encoded_messages_as_they_are() {
        let mut server = server_up_to(0, agreed(15, true));
        let shared = Bytes::from(TICKS.repeat(100));
        let frames = sent(&mut server, |s| s.send_shared(Kind::Text, shared.clone()));
        assert_eq!(frames, [(0x81, shared.to_vec())]);
        let frames = sent(&mut server, |s| s.send_encoded(Encoded::text(TICKS)));
        assert_eq!(frames, [(0x81, TICKS.into())]);
    }

    /// A message that was compressed once for many refers to no other, and may refer as far back as
    /// the largest window: with less, or with a context of which it is no part, a peer could not
    /// read it, or what follows it.
    #[test]
    fn must_send_shared_compressed_messages_only_where_nothing_else_was_agreed_on() {
        let text = TICKS.repeat(20);
        let shared = Encoded::compressed_text(&text);
        assert!(shared.is_compressed() && shared.bytes().len() < text.len() / 2);
        let mut agreed_on = agreed(15, false);
        agreed_on.receive = Window { bits: 9, takeover: true }; // theirs does not matter
        let mut server = server_up_to(0, agreed_on);
        assert!(server.takes_compressed());
        let mut client = client_up_to(100_000, agreed(15, false));
        for _ in 0..3 {
            server.send_encoded(shared.clone()).expect("agreed on");
            let mut bytes = server.take_output().to_vec();
            let heard = client.next_event(&mut Input::new(&mut bytes));
            assert_eq!(heard, Ok(Some(Event::Message(Message::Text(text.as_str().into())))));
        }
        let none = Connection::server(Limits::DEFAULT);
        let less = [agreed(15, true), agreed(14, false), agreed(8, false)];
        for mut server in less.map(|less| server_up_to(0, less)).into_iter().chain([none]) {
            assert!(!server.takes_compressed());
            let refused = Err(UsageError::CompressionNotAgreed);
            assert_eq!(server.send_encoded(shared.clone()), refused);
            assert!(server.take_output().is_empty());
        }
        let said = "a compressed message, and this connection did not agree on one without context";
        assert_eq!(UsageError::CompressionNotAgreed.to_string(), said);
    }

    #[test]
    fn limit_shared_messages_are_compressed_from_256_bytes() {
        let of = |bytes| Encoded::compressed_text(&"x".repeat(bytes));
        assert!(!of(255).is_compressed() && of(256).is_compressed());
        assert_eq!(of(255), Encoded::text(&"x".repeat(255)));
    }

    /// Our compressor has no window of 8 bits; any message may go as it is.
    #[test] // PMD-6-03, PMD-7.2.1-12, PMD-7.2.1-13
    fn may_send_everything_as_it_is_where_8_bits_were_agreed_on() {
        let mut agreed = agreed(15, true);
        agreed.send.bits = 8;
        let mut server = server_up_to(0, agreed);
        assert_eq!(sent(&mut server, |server| server.send_text(TICKS)), [(0x81, TICKS.into())]);
        let frames = sent(&mut server, |server| server.send_text_part(TICKS, false));
        assert_eq!(frames, [(0x01, TICKS.into())]);
        let frames = sent(&mut server, |server| server.send_text_part("", true));
        assert_eq!(frames, [(0x80, vec![])]);
    }
}

mod s07_2_1_compression {
    use super::*;

    #[test] // PMD-7.2.1-08, PMD-7.2.1-10, PMD-7.1.1.2-03
    fn must_begin_with_an_empty_window_if_that_was_agreed_on() {
        for mut end in [server_up_to(0, agreed(15, false)), client_up_to(0, agreed(15, false))] {
            let first = sent(&mut end, |end| end.send_text(TICKS));
            assert_eq!(sent(&mut end, |end| end.send_text(TICKS)), first);
            let first = sent(&mut end, |end| end.send_text_part(TICKS, true));
            assert_eq!(sent(&mut end, |end| end.send_text_part(TICKS, true)), first);
            assert_eq!(end.held(), 0);
        }
    }

    #[test] // PMD-7.2.1-09, PMD-7.2.1-11
    fn may_refer_to_the_message_before() {
        for mut end in [server_up_to(0, agreed(15, true)), client_up_to(0, agreed(15, true))] {
            let text = "all of this is said twice";
            let first = &sent(&mut end, |end| end.send_text_part(text, true))[0].1;
            let again = &sent(&mut end, |end| end.send_text(text))[0].1;
            assert!(again.len() < first.len() / 2, "{again:02x?}");
            assert_eq!(inflated(again, text.as_bytes()), text.as_bytes());
        }
    }

    /// All that a message could refer to is said once more, further and further back.
    #[test] // PMD-7.2.1-07, PMD-7.2.1-12, PMD-7.2.1-13
    fn must_not_refer_beyond_the_window() {
        let mut noise = 1u32;
        let mut noise = std::iter::repeat_with(|| {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            b'a' + (noise >> 28) as u8 // of 16 kinds: what has more would not be compressed
        });
        let block: Vec<u8> = noise.by_ref().take(40).collect();
        for window in (9..=15).map(|bits| 1usize << bits) {
            let (mut before, mut farthest) = (Vec::new(), 0);
            let bits = u8::try_from(window.ilog2()).expect("at most 15");
            let mut server = server_up_to(0, agreed(bits, true));
            let near = [window / 4, window / 2, window - 300, window - 262, window - 261];
            for distance in [&near[..], &[window - 1, window, window + 1, 0]].concat() {
                let rest = noise.by_ref().take(distance.saturating_sub(40));
                let message = block.iter().copied().chain(rest).collect::<Vec<_>>();
                let frames = sent(&mut server, |s| s.send_binary_part(&message, true));
                let inflated = simple_inflate(&frames[0].1, &before).expect("whole blocks");
                assert_eq!(inflated.bytes, message);
                farthest = farthest.max(inflated.farthest);
                before.extend(message);
            }
            assert!(farthest <= window, "{farthest} with a window of {window}");
            assert!(farthest > window / 4, "{farthest}: a window of {window} is used");
        }
    }

    #[test] // PMD-7.2.1-03
    fn must_remove_one_tail_and_no_more() {
        let mut server = server_up_to(0, agreed(15, false));
        for length in 1..3_000 {
            let message: Vec<u8> = (0..length).map(|i| (i * i / 7) as u8).collect();
            let frames = sent(&mut server, |s| s.send_binary_part(&message, true));
            let [(0xc2, payload)] = &frames[..] else { panic!("{frames:?}") };
            assert!(!payload.ends_with(&[0, 0, 0xff, 0xff]), "{length} bytes");
            if length % 50 == 0 {
                assert_eq!(inflated(payload, b""), message);
            }
        }
    }

    #[test]
    fn limit_idle_connections_keep_what_was_agreed_on() {
        for bits in 9..=15 {
            let mut server = server_up_to(0, agreed(bits, true));
            server.send_binary(&[7; 100]).expect("open");
            assert_eq!(server.held(), 100);
            server.send_binary(&[7; 40_000]).expect("open");
            assert_eq!(server.held(), 1 << bits);
            server.close(CloseCode::NORMAL, "").expect("open");
        }
    }
}

/// A handle sends both kinds alike.
#[test]
fn must_compress_what_a_handle_sends_text_or_not() {
    use net::handle::Queue;
    use net::tokio::io::{AsyncReadExt as _, duplex};
    let runtime = net::tokio::runtime::Builder::new_current_thread().build().unwrap();
    for message in [frames::Message::Text("x".repeat(10_000).into()), vec![7; 10_000].into()] {
        let first = runtime.block_on(async {
            let (ours, mut peer) = duplex(64 * 1024);
            let both = Window { bits: 15, takeover: false };
            let agreed = Deflate { send: both, receive: both, threshold: Deflate::THRESHOLD };
            let socket = Connection::server(Limits::DEFAULT).with_deflate(agreed);
            let connection = net::Connection::new(ours, Limits::DEFAULT, net::Stop::default());
            let server = net::WebSocket::spawn(connection, socket, Queue::default());
            server.send(message).await.unwrap();
            peer.read_u8().await.unwrap()
        });
        assert_eq!(first & 0x40, 0x40, "RSV1: {first:#x}");
    }
}
