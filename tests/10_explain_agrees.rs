//! # Two readers of frames, one verdict                              chapter 10
//! Knows: both `explain` and the codec in `frames/`, and that they share no code.
//! Does not know: how either of them reads.
//! Read before: `10_explain_laws.rs`, `tests/laws/src/agreement.rs`. Read next:
//! `10_explain_agrees_http.rs`.

use explain::{Explained, Sender, Sender::Client, Sender::Server, Value};
use frames::{Connection, Event, Header, Opcode, ProtocolError, Violation};
use laws::agreement::{damaged, nearly_frames};
use laws::proptest::prelude::*;
use wire::{Limits, Parsed, feed};

/// What either reader heard.
#[derive(Debug, PartialEq, Eq)]
enum Told {
    Message { is_text: bool, payload: Vec<u8> },
    Ping(Vec<u8>),
    Pong(Vec<u8>),
    Close(u16, String),
}

/// The number that a field says.
fn number(explained: &Explained, name: &str) -> Option<u64> {
    match explained.field(name)?.value {
        Value::Number(number) => Some(number),
        _ => None,
    }
}

/// The bytes that a field says; none if it is left out, for then it is empty.
fn bytes_of<'e>(explained: &'e Explained, name: &str) -> &'e [u8] {
    explained.field(name).map(|field| field.value.as_bytes()).unwrap_or_default()
}

/// The payload of any frame, also of one that closes.
fn payload_of(explained: &Explained) -> Vec<u8> {
    let code = match number(explained, "status code") {
        Some(code) => (code as u16).to_be_bytes().to_vec(),
        None => bytes_of(explained, "status code").to_vec(),
    };
    [&code, bytes_of(explained, "reason"), bytes_of(explained, "payload data")].concat()
}

/// A receiver of what `from` sends. Our limit on messages is not of the standard, so it is as high
/// as can be.
fn receiver(from: Sender) -> Connection {
    let limits = Limits { message_bytes: usize::MAX, ..Limits::DEFAULT };
    match from {
        Client => Connection::server(limits),
        Server => Connection::client(limits, || [1, 2, 3, 4]),
    }
}

/// What the codec hears.
fn heard(bytes: &[u8], from: Sender) -> (Vec<Told>, Option<ProtocolError>) {
    let mut told = Vec::new();
    let fed = feed::feed(&mut receiver(from), bytes, &[], |_, event| {
        told.push(match event {
            Event::Message(message) => {
                let is_text = message.kind() == frames::Kind::Text;
                Told::Message { is_text, payload: message.bytes().to_vec() }
            }
            Event::Ping(payload) => Told::Ping(payload.to_vec()),
            Event::Pong(payload) => Told::Pong(payload.to_vec()),
            Event::Closed(closed) => Told::Close(closed.code.value(), closed.reason.into()),
            Event::Part { .. } => unreachable!("parts were not asked for"),
        });
    });
    (told, fed.err())
}

/// What is explained, put together by the plainest code that could do it: all events before the
/// first frame that is complained about.
fn put_together(explained: &[Explained]) -> Vec<Told> {
    let mut told = Vec::new();
    let mut open = (false, Vec::new());
    for frame in explained {
        let Some(opcode) = number(frame, "opcode") else { break };
        if frame.missing > 0 || !frame.complaints.is_empty() {
            break;
        }
        let payload = bytes_of(frame, "payload data").to_vec();
        match opcode {
            0x9 => told.push(Told::Ping(payload)),
            0xa => told.push(Told::Pong(payload)),
            0x8 => {
                let reason = String::from_utf8(bytes_of(frame, "reason").to_vec()).unwrap();
                let code = number(frame, "status code").unwrap_or(1005);
                told.push(Told::Close(code as u16, reason));
            }
            opcode => {
                if opcode != 0 {
                    open = (opcode == 1, Vec::new());
                }
                open.1.extend(payload);
                if number(frame, "FIN") == Some(1) {
                    let (is_text, payload) = std::mem::take(&mut open);
                    told.push(Told::Message { is_text, payload });
                }
            }
        }
    }
    told
}

/// The first frame that is complained about: where it begins, and its explanation.
///
/// The codec judges the body of a control frame when all of it came, and `explain` as far as it
/// came: so a frame of which that much is missing is not asked for.
fn faulty<'e>(bytes: &[u8], all: &'e [Explained]) -> Option<(usize, &'e Explained)> {
    let mut start = 0;
    for frame in all {
        if !frame.complaints.is_empty() {
            let Some(header) = Header::parse(&bytes[start..]).complete() else {
                return Some((start, frame));
            };
            let is_late =
                |complaint: &explain::Complaint| complaint.byte() >= start + header.size();
            let in_payload = frame.complaints.first().is_some_and(is_late);
            let waits = header.opcode.is_control() && in_payload && frame.missing > 0;
            return (!waits).then_some((start, frame));
        }
        start += frame.consumed;
    }
    None
}

/// Both readers tell the same events, and stop at the same byte by the same rule.
fn agree(bytes: &[u8], from: Sender) {
    let (told, error) = heard(bytes, from);
    let all = explain::frames(bytes, from);
    assert_eq!(told, put_together(&all), "of {bytes:02x?}");
    let Some((start, frame)) = faulty(bytes, &all) else {
        assert_eq!(error, None, "no complaint about {bytes:02x?}");
        return;
    };
    let complaint = &frame.complaints[0];
    let Some(error) = error else { panic!("only a complaint about {bytes:02x?}: {complaint}") };
    assert_eq!(complaint.cite, error.cite(), "{bytes:02x?}: {complaint}, but {error}");
    let end = start + frame.consumed;
    // Where a text ends inside a character no byte is wrong. The codec names the place at which the
    // next one is missed, and `explain` what came last.
    let is_missed = matches!(
        error.violation,
        Violation::TextEndsInsideCharacter | Violation::CloseReasonNotUtf8
    );
    if is_missed && error.offset == end as u64 {
        assert!((start..end).contains(&complaint.byte()), "{complaint}, but {error}");
    } else {
        assert_eq!(complaint.byte() as u64, error.offset, "{bytes:02x?}: {complaint}, but {error}");
    }
}

/// One header says the same to both, and both miss as much of it at every cut.
fn agree_on_header(bytes: &[u8]) {
    let Parsed::Complete { value: header, consumed } = Header::parse(bytes) else {
        panic!("not a whole header: {bytes:02x?}")
    };
    let bit = |bit: bool| Some(u64::from(bit));
    let explained = explain::frame(bytes, Client);
    assert_eq!(number(&explained, "FIN"), bit(header.fin));
    assert_eq!(number(&explained, "RSV1"), bit(header.rsv1));
    assert_eq!(number(&explained, "RSV2"), bit(header.rsv2));
    assert_eq!(number(&explained, "RSV3"), bit(header.rsv3));
    assert_eq!(number(&explained, "opcode"), Some(header.opcode.bits().into()));
    assert_eq!(number(&explained, "MASK"), bit(header.key.is_some()));
    let length = number(&explained, "extended payload length");
    assert_eq!(length.or(number(&explained, "payload length")), Some(header.length));
    let key = header.key.as_ref().map_or(&[][..], |key| &key[..]);
    assert_eq!(bytes_of(&explained, "masking key"), key);
    for cut in 0..consumed {
        let Parsed::Partial { needed } = Header::parse(&bytes[..cut]) else {
            panic!("whole at byte {cut} of {bytes:02x?}")
        };
        // The payload is missing too, as soon as its length is known.
        let is_known = cut >= 2 + header.form.extra();
        let payload = if is_known { header.length } else { 0 };
        let missing = explain::frame(&bytes[..cut], Client).missing;
        assert_eq!(missing, payload.saturating_add(needed as u64), "cut at {cut}");
    }
}

mod s05_2_base_framing {
    use super::*;

    /// Every first byte, with every second byte at which something changes.
    #[test]
    fn law_both_read_and_judge_every_header_alike() {
        let lengths = [0u8, 1, 2, 125, 126, 127];
        let behind = [[0u8; 12], [0xff; 12], *b"\0\x7e\0\0\0\0\0\0\xe2\x82\xac\xff"];
        for first in 0..=u8::MAX {
            for second in lengths.into_iter().flat_map(|length| [length, length | 0x80]) {
                for rest in &behind {
                    let bytes = [&[first, second], &rest[..]].concat();
                    agree_on_header(&bytes);
                    agree(&bytes, Client);
                    agree(&bytes, Server);
                    // Inside a message.
                    agree(&[&[0x02, 0x80, 1, 2, 3, 4], &bytes[..]].concat(), Client);
                    agree(&[&[0x02, 0x00], &bytes[..]].concat(), Server);
                }
            }
        }
    }

    laws::proptest::proptest! {
        #[test]
        fn law_both_read_any_header_alike(bytes in any::<[u8; 14]>()) {
            agree_on_header(&bytes);
        }

        /// Every frame that the codec can write, of either side, is read as it was written.
        #[test]
        fn law_what_the_codec_writes_is_explained(
            fin in any::<bool>(),
            opcode in 0u8..16,
            length in prop_oneof![0usize..130, 65_534usize..65_538],
            key in prop::option::of(any::<[u8; 4]>()),
            seed in any::<u8>(),
        ) {
            let opcode = Opcode::from_bits(opcode);
            let payload: Vec<u8> = (0..length).map(|i| (i as u8).wrapping_mul(7) ^ seed).collect();
            let mut bytes = Vec::new();
            Header::new(fin, opcode, length as u64, key).encode(&mut bytes);
            let at = bytes.len();
            bytes.extend_from_slice(&payload);
            frames::mask(&mut bytes[at..], key.unwrap_or_default());
            agree_on_header(&bytes);
            let explained = explain::frame(&bytes, if key.is_some() { Client } else { Server });
            prop_assert_eq!(payload_of(&explained), payload);
            prop_assert_eq!((explained.consumed, explained.missing), (bytes.len(), 0));
        }
    }
}

mod s05_4_fragmentation {
    use super::*;
    use wire::Protocol as _;

    /// Bytes that mean something in a header, or nothing in a text.
    const TROUBLE: &[u8] = b"\x00\x01\x80\x81\x88\x89\xff\xc0";

    laws::proptest::proptest! {
        /// What one end of a connection sends is right to `explain`, and says what was meant.
        #[test]
        fn law_what_a_connection_sends_is_explained(
            parts in laws::proptest::collection::vec((0..6, ".{0,9}"), 0..8),
            code in 3000u16..5000,
            key in any::<[u8; 4]>(),
        ) {
            for from in [Client, Server] {
                let mut sender = match from {
                    Client => Connection::client(Limits::DEFAULT, move || key),
                    Server => Connection::server(Limits::DEFAULT),
                };
                for (what, text) in &parts {
                    let sent = match what {
                        0 => sender.send_text(text),
                        1 => sender.send_binary(text.as_bytes()),
                        2 => sender.ping(text.as_bytes()),
                        3 => sender.pong(text.as_bytes()),
                        4 => sender.send_text_part(text, false),
                        _ => sender.send_text_part(text, true),
                    };
                    prop_assert!(sent.is_ok() || *what < 2, "only inside another message");
                }
                sender.close(frames::CloseCode::new(code), "bye").unwrap();
                let bytes = sender.take_output().to_vec();
                agree(&bytes, from);
                let all = explain::frames(&bytes, from);
                prop_assert!(all.iter().all(|frame| frame.complaints.is_empty()));
                let last = put_together(&all).pop();
                prop_assert_eq!(last, Some(Told::Close(code, "bye".into())));
            }
        }

        /// Right streams, and the same with one byte wrong.
        #[test]
        fn law_both_judge_damaged_streams_alike(
            from_client in damaged(laws::frames::stream(true), TROUBLE),
            from_server in damaged(laws::frames::stream(false), TROUBLE),
        ) {
            agree(&from_client, Client);
            agree(&from_server, Server);
        }

        /// Streams that break a rule here and there, cut anywhere.
        #[test]
        fn law_both_judge_nearly_right_streams_alike(
            from_client in nearly_frames(true),
            from_server in nearly_frames(false),
            cut in 0usize..40,
        ) {
            for (bytes, from) in [(from_client, Client), (from_server, Server)] {
                agree(&bytes, from);
                agree(&bytes[..bytes.len().saturating_sub(cut)], from);
            }
        }

        #[test]
        fn law_both_judge_any_bytes_alike(bytes in laws::protocol::any_bytes()) {
            agree(&bytes, Client);
            agree(&bytes, Server);
        }
    }
}

mod s07_4_status_codes {
    use super::*;

    /// All of them.
    #[test]
    fn law_both_judge_every_status_code_alike() {
        for code in 0..=u16::MAX {
            let [high, low] = code.to_be_bytes();
            agree(&[0x88, 2, high, low], Server);
        }
    }
}
