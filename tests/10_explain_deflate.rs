//! # Two readers of compressed messages, one verdict              chapter 12 · RFC 7692, RFC 1951
//! Knows: both `explain` and the codec in `frames/`, and that they share no code.
//! Does not know: how either of them inflates.
//! Read before: `10_explain_agrees.rs`, `tests/laws/src/deflate.rs`. Read next:
//! `10_explain_deflate/blocks.rs`, `12_deflate.rs`.

use explain::{Agreed, Explained, Sender, Sender::Client, Sender::Server, frames_with};
use frames::deflate::{Deflate, Window};
use frames::{Connection, Event, ProtocolError, Violation};
use laws::agreement::damaged;
use laws::deflate::wordy;
use laws::hex;
use laws::proptest::collection::vec;
use laws::proptest::prelude::*;
use wire::{Limits, Protocol as _, feed};

#[path = "10_explain_deflate/blocks.rs"]
mod rfc_1951;

/// What was agreed on, for the reader: takeover in both directions, or in none.
fn agreed(takeover: bool) -> Agreed {
    let (client_context_takeover, server_context_takeover) = (takeover, takeover);
    let deflate = explain::Deflate { client_context_takeover, server_context_takeover };
    Agreed { deflate: Some(deflate) }
}

/// The same for one end of a connection that sees what `from` sends.
fn receiver(from: Sender, takeover: bool) -> Connection {
    let limits = Limits { message_bytes: usize::MAX, ..Limits::DEFAULT };
    let window = Window { bits: 15, takeover };
    let agreed = Deflate { send: window, receive: window, threshold: 0 };
    match from {
        Client => Connection::server(limits),
        Server => Connection::client(limits, || [1, 2, 3, 4]),
    }
    .with_deflate(agreed)
}

/// The messages that the codec hears.
fn heard(bytes: &[u8], from: Sender, takeover: bool) -> (Vec<Vec<u8>>, Option<ProtocolError>) {
    let mut told = Vec::new();
    let fed = feed::feed(&mut receiver(from, takeover), bytes, &[], |_, event| {
        if let Event::Message(message) = event {
            told.push(message.bytes().to_vec());
        }
    });
    (told, fed.err())
}

/// The number of a field of one bit or a few; 0 where it did not come.
fn number(frame: &Explained, name: &str) -> u64 {
    match frame.field(name).map(|field| &field.value) {
        Some(explain::Value::Number(number)) => *number,
        _ => 0,
    }
}

/// The messages that are explained, up to the first frame that is complained about.
fn put_together(all: &[Explained]) -> Vec<Vec<u8>> {
    let (mut told, mut open) = (Vec::new(), Vec::new());
    for frame in all {
        let is_whole = frame.missing == 0 && frame.complaints.is_empty();
        if !is_whole || frame.field("opcode").is_none() {
            break;
        }
        if number(frame, "opcode") >= 8 {
            continue;
        }
        let payload = frame.field("payload data").map(|field| field.value.as_bytes());
        open.extend_from_slice(payload.unwrap_or_default());
        if number(frame, "FIN") == 1 {
            let plain = std::mem::take(&mut open);
            told.push(frame.inflated.clone().unwrap_or(plain));
        }
    }
    told
}

/// Both readers hear the same messages, and stop at the same byte by the same rule.
fn agree(bytes: &[u8], from: Sender, takeover: bool) {
    let (told, error) = heard(bytes, from, takeover);
    let all = frames_with(bytes, from, &agreed(takeover));
    let fields = all.iter().flat_map(|frame| &frame.fields);
    laws::explain::assert_tiled(fields.map(|field| field.bits.clone()), bytes.len());
    assert_eq!(told, put_together(&all), "of {bytes:02x?}");
    let mut start = 0;
    let faulty = all.iter().find(|frame| {
        start += frame.consumed;
        !frame.complaints.is_empty()
    });
    let Some(complaint) = faulty.map(|frame| &frame.complaints[0]) else {
        assert_eq!(error, None, "no complaint about {bytes:02x?}");
        return;
    };
    if complaint.what.contains("no two code words") {
        // zlib looks for what they would say first, and that may be missing, or in a later frame.
        assert!(error.is_none_or(|error| error.offset >= complaint.byte() as u64), "{complaint}");
        return;
    }
    let is_control = faulty.is_some_and(|frame| number(frame, "opcode") >= 8);
    let Some(error) = error else {
        // A control frame is judged by the codec when all of it came.
        let waits = is_control && faulty.is_some_and(|frame| frame.missing > 0);
        assert!(waits, "only a complaint about {bytes:02x?}: {complaint}");
        return;
    };
    let is_unfinished = complaint.what.contains("the bytes end inside a block");
    // Of such a message the codec judges also what the tail becomes.
    let judges_tail = is_unfinished && error.violation == Violation::TextNotUtf8;
    if !judges_tail {
        assert_eq!(complaint.cite, error.cite(), "{bytes:02x?}: {complaint}, but {error}");
    }
    // Where the end comes too early no byte is wrong. The codec names the place at which the next
    // one is missed, and `explain` what came last.
    let is_missed = matches!(
        error.violation,
        Violation::TextEndsInsideCharacter | Violation::CloseReasonNotUtf8 | Violation::NotDeflate
    );
    if !((is_missed || judges_tail) && error.offset == start as u64) {
        assert_eq!(complaint.byte() as u64, error.offset, "{bytes:02x?}: {complaint}, but {error}");
    }
}

/// What one end sends: texts, whole or in parts, compressed as our own codec does it.
fn sent(from: Sender, takeover: bool, texts: &[(u8, String)]) -> Vec<u8> {
    let mut sender = match from {
        Client => receiver(Server, takeover),
        Server => receiver(Client, takeover),
    };
    for (how, text) in texts {
        let sent = match how {
            0 => sender.send_text(text),
            1 => sender.send_binary(text.as_bytes()),
            2 => sender.send_text_uncompressed(text),
            3 => sender.send_text_part(text, false),
            4 => sender.send_text_part(text, true),
            _ => sender.ping(text.as_bytes().get(..9).unwrap_or_default()),
        };
        assert!(sent.is_ok() || *how <= 2, "only inside another message: {sent:?}");
    }
    sender.take_output().to_vec()
}

fn texts() -> impl Strategy<Value = Vec<(u8, String)>> {
    // Long enough, at times, for a code of its own.
    let text = (wordy(), ".{0,20}", 1usize..9).prop_map(|(words, rest, n)| words.repeat(n) + &rest);
    vec((0u8..6, text), 0..6)
}

mod s6_message_compression {
    use super::*;

    #[test] // PMD-6.1-05
    fn must_complain_of_rsv1_on_a_control_frame() {
        let all = frames_with(&hex("c9 00"), Server, &agreed(true));
        let [complaint] = &all[0].complaints[..] else { panic!("one complaint: {all:?}") };
        assert_eq!((complaint.byte(), complaint.cite.to_string()), (0, "RFC 7692 §6.1".into()));
    }

    #[test] // PMD-6.1-06
    fn must_complain_of_rsv1_on_a_continuation() {
        let all = frames_with(&hex("41 02 f2 48 | c0 05 cd c9 c9 07 00"), Server, &agreed(true));
        assert!(all[0].complaints.is_empty());
        assert_eq!(all[1].complaints[0].cite.to_string(), "RFC 7692 §6.1");
    }

    #[test]
    fn must_complain_of_rsv1_where_nothing_was_agreed_on() {
        let all = frames_with(&hex("c1 07 f2 48 cd c9 c9 07 00"), Server, &Agreed::default());
        assert_eq!(all[0].complaints[0].cite.to_string(), "RFC 6455 §5.2");
        assert_eq!(all[0].inflated, None);
    }

    #[test] // PMD-6.2-03
    fn must_complain_of_a_message_that_does_not_inflate() {
        let all = frames_with(&hex("c1 02 07 00"), Server, &agreed(true));
        let told = all[0].complaints[0].to_string();
        let right = "byte 2: a compressed message that does not inflate, at bit 3 of it: block \
                     type 3, which is reserved; 0, 1 and 2 are defined (RFC 1951 §3.2.3); whole \
                     blocks of DEFLATE are right (RFC 7692 §6.2)";
        assert_eq!(told, right);
    }

    /// Four bytes of a stored block are missing, just as many as the tail has.
    #[test]
    fn must_not_take_the_tail_for_what_is_missing() {
        let bytes = hex("c2 0a 00 09 00 f6 ff \"Hello\"");
        let all = frames_with(&bytes, Server, &agreed(true));
        assert_eq!(all[0].complaints[0].cite.to_string(), "RFC 7692 §6.2");
        agree(&bytes, Server, true);
    }

    #[test]
    fn must_complain_of_inflated_text_that_is_no_text() {
        // A stored block with ff.
        let all = frames_with(&hex("c1 07 00 01 00 fe ff ff 00"), Server, &agreed(true));
        let told = all[0].complaints[0].to_string();
        let right = "byte 2: inflated text that is not UTF-8; the text of a whole message must be \
                     (RFC 6455 §8.1)";
        assert_eq!(told, right);
        let all = frames_with(&hex("c2 07 00 01 00 fe ff ff 00"), Server, &agreed(true));
        assert_eq!(all[0].inflated.as_deref(), Some(&[0xff][..]), "bytes may be any");
    }

    #[test]
    fn must_tell_the_blocks_in_the_meaning_of_the_payload() {
        let meaning = |bytes: &str| {
            let all = frames_with(&hex(bytes), Server, &agreed(true));
            let field = all[0].field("payload data").unwrap();
            (field.meaning.clone(), field.cite.to_string())
        };
        let (told, cite) = meaning("c1 07 f2 48 cd c9 c9 07 00");
        let right = "compressed, 5 bytes inflated: fixed codes (5 bytes), stored (0 bytes); the \
                     lengths of the last block are left out";
        assert_eq!((told.as_str(), cite.as_str()), (right, "RFC 7692 §6.2"));
        let (told, _) = meaning("c1 0b 00 05 00 fa ff 48 65 6c 6c 6f 00");
        assert!(told.contains(": stored (5 bytes), stored (0 bytes);"), "{told}");
        let (told, _) = meaning("c1 08 f3 48 cd c9 c9 07 00 00");
        assert!(told.contains(": last block, fixed codes (5 bytes), stored (0 bytes);"), "{told}");
    }

    /// Two messages of RFC 7692 §7.2.3.2: the second refers to the first.
    #[test]
    fn vector_a_second_message_refers_to_the_first() {
        let bytes = hex("c1 07 f2 48 cd c9 c9 07 00 | c1 05 f2 00 11 00 00");
        let all = frames_with(&bytes, Server, &agreed(true));
        assert_eq!(all[1].inflated.as_deref(), Some(&b"Hello"[..]));
        let alone = frames_with(&bytes, Server, &agreed(false));
        assert_eq!(alone[1].complaints[0].cite.to_string(), "RFC 7692 §6.2");
    }

    /// Behind a message that could not be read, what refers to it is not judged.
    #[test]
    fn must_not_judge_what_refers_to_a_lost_message() {
        let bytes = hex("c1 01 07 | c1 05 f2 00 11 00 00 | 81 01 41");
        let all = frames_with(&bytes, Server, &agreed(true));
        assert_eq!((all[1].complaints.len(), &all[1].inflated), (0, &None));
        let meaning = &all[1].field("payload data").unwrap().meaning;
        assert_eq!(meaning, "compressed, and refers to a message that could not be read");
    }

    /// A million zeros in a kilobyte, a thousand times.
    #[test]
    fn limit_a_message_is_inflated_to_one_mebibyte() {
        let mut sender = receiver(Client, false);
        let limit = Limits::DEFAULT.message_bytes;
        sender.send_text(&"a".repeat(limit)).unwrap();
        sender.send_text(&"a".repeat(limit + 1)).unwrap();
        let bytes = sender.take_output().to_vec();
        let all = frames_with(&bytes, Server, &agreed(false));
        assert_eq!(all[0].inflated.as_ref().map(Vec::len), Some(limit));
        assert_eq!((&all[1].inflated, all[1].complaints.len()), (&None, 0));
        assert!(all[1].field("payload data").unwrap().meaning.ends_with("is not read here"));
    }

    laws::proptest::proptest! {
        /// What our own end sends, with codes of all three kinds, is inflated to what was meant.
        #[test]
        fn law_what_a_connection_compresses_is_explained(
            texts in texts(), takeover in any::<bool>(),
        ) {
            for from in [Client, Server] {
                let bytes = sent(from, takeover, &texts);
                agree(&bytes, from, takeover);
                let all = frames_with(&bytes, from, &agreed(takeover));
                prop_assert!(all.iter().all(|frame| frame.complaints.is_empty()));
            }
        }

        /// The same with one byte wrong, and cut anywhere.
        #[test]
        fn law_both_judge_damaged_messages_alike(
            bytes in damaged(texts().prop_map(|texts| sent(Server, true, &texts)), b"\x00\xc1\x41"),
            takeover in any::<bool>(),
            cut in 0usize..60,
        ) {
            agree(&bytes, Server, takeover);
            agree(&bytes[..bytes.len().saturating_sub(cut)], Server, takeover);
        }

        /// Blocks as other compressors write them, in fragments.
        #[test]
        fn law_both_judge_damaged_streams_alike(
            from_client in damaged(laws::deflate::stream(true), b"\xc1\x41\xc0\x00\xff"),
            from_server in damaged(laws::deflate::stream(false), b"\xc1\x41\xc0\x00\xff"),
        ) {
            agree(&from_client, Client, false);
            agree(&from_server, Server, false);
        }

        /// Any bytes as a message, in fragments cut anywhere.
        #[test]
        fn law_both_judge_any_payload_alike(
            payload in vec(any::<u8>(), 0..60),
            cuts in laws::protocol::cuts(),
            first in prop_oneof![Just(0x41), Just(0x42)],
            takeover in any::<bool>(),
        ) {
            let cuts: Vec<usize> = cuts.into_iter().map(|cut| cut / 8).collect();
            let bytes = laws::frames::fragments(first, &payload, &cuts, &[], None);
            agree(&[bytes.clone(), bytes].concat(), Server, takeover);
        }
    }
}
