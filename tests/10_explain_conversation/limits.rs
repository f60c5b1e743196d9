//! # What a conversation keeps                                       chapter 10
//! Knows: that peers say more than anybody can keep. Does not know: what they mean.
//! Read before: `10_explain_conversation/laws.rs`. Read next: `10_explain_conversation/lab.rs`.

use super::{CLIENT, GET, OK, SERVER, SWITCHING, UPGRADE, short};
use explain::{Agreed, Conversation, Deflate, Kind, Sender, Unit};
use laws::deflate::{Way, simple_deflate};
use laws::frames::frame;

/// What is kept of a unit, unless it is said.
const LIMIT: usize = 64 * 1024;

/// Both directions have such a unit, and what is inside.
const HELD_MAX: usize = 4 * LIMIT;

/// Behind `before`, say `more` again and again, a megabyte in all, then both ends. Not more is held
/// at any moment than may be, nor said inside one unit. Returns the last unit of that side.
#[track_caller]
fn endless(before: &[(Sender, &str)], from: Sender, more: &[u8]) -> Unit {
    let mut conversation = Conversation::new();
    for (from, bytes) in before {
        conversation.push(*from, bytes.as_bytes());
    }
    let mut units = Vec::new();
    for _ in 0..(1 << 20) / more.len() {
        units.extend(conversation.push(from, more));
        assert!(conversation.held() <= HELD_MAX, "{} bytes are held", conversation.held());
        assert!(units.iter().all(|unit| unit.bytes.len() <= LIMIT));
        units.drain(..units.len().saturating_sub(1));
    }
    units.extend(conversation.end(CLIENT));
    units.extend(conversation.end(SERVER));
    units.into_iter().rfind(|unit| unit.from == from).expect("a unit")
}

/// Each is fed byte by byte: what looked at a byte twice would not come to an end here.
#[test]
fn limit_a_unit_without_an_end_is_kept_up_to_64_kib() {
    let head = |lines: &str| format!("HTTP/1.1 200 OK\r\n{lines}\r\n");
    let until_close = head("");
    let long = head("Content-Length: 2000000\r\n");
    let chunks = head("Transfer-Encoding: chunked\r\n");
    let chunk = format!("{chunks}200000\r\n");
    let events = head("Content-Type: text/event-stream\r\n");
    let frame = format!("{SWITCHING}\u{1}\u{7f}\0\0\0\0\0\u{20}\0\0");
    for (ask, answer, kind) in [
        (GET, &head("")[..9], Kind::ResponseHead),
        (GET, &until_close, Kind::Body),
        (GET, &long, Kind::Body),
        (GET, &chunk, Kind::Chunk),
        (GET, &chunks, Kind::Chunk),
        (GET, &events, Kind::Events),
        (UPGRADE, &frame, Kind::Frame),
    ] {
        let unit = endless(&[(CLIENT, ask), (SERVER, answer)], SERVER, b"1");
        assert_eq!((unit.kind, unit.bytes.len()), (kind, LIMIT), "{}", short(&unit));
        assert!(unit.skipped >= (1 << 20) - LIMIT as u64, "{}", short(&unit));
    }
    let unit = endless(&[(CLIENT, &GET[..9])], CLIENT, b"1");
    assert_eq!((unit.kind, unit.bytes.len()), (Kind::RequestHead, LIMIT));
}

#[test]
fn limit_what_comes_again_and_again_is_not_kept() {
    let empty_event = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
    let begun = format!("{SWITCHING}\u{1}\0");
    let extension = "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\nA\0";
    let compressed = SWITCHING.trim_end().to_owned() + "\r\n" + extension;
    let two_empty_blocks = b"\x00\x0a\0\0\0\xff\xff\0\0\0\xff\xff";
    for (before, from, more) in [
        (&[][..], CLIENT, GET.as_bytes()),
        (&[(CLIENT, UPGRADE)], CLIENT, GET.as_bytes()),
        (&[(CLIENT, GET), (SERVER, empty_event)], SERVER, b"id: 1\ndata: \n\n"),
        (&[(CLIENT, UPGRADE), (SERVER, &begun)], SERVER, b"\x00\x04more"),
        (&[(CLIENT, UPGRADE), (SERVER, &compressed)], SERVER, two_empty_blocks),
        (&[(CLIENT, "\u{16}")], CLIENT, b"more"),
    ] {
        endless(before, from, more);
    }
}

/// What the client says while an upgrade is not answered waits, up to the limit; more is given up.
#[test]
fn limit_what_waits_for_an_answer() {
    for (length, kind) in [(256, Kind::RequestHead), (257, Kind::Unknown)] {
        let mut conversation = Conversation::new().keeping(256);
        conversation.push(CLIENT, UPGRADE.as_bytes());
        let head = GET.replacen('/', &format!("/{}", "a".repeat(length - GET.len())), 1);
        let mut units = conversation.push(CLIENT, head.as_bytes());
        units.extend(conversation.push(SERVER, OK.as_bytes()));
        let behind = units.iter().find(|unit| unit.from == CLIENT).expect("a unit");
        assert_eq!((behind.size(), behind.kind), (length as u64, kind));
    }
}

#[test]
fn limit_requests_that_nobody_answers() {
    let mut conversation = Conversation::new();
    let units = conversation.push(CLIENT, GET.repeat(4098).as_bytes());
    let (last, heads) = units.split_last().expect("units");
    assert_eq!((last.kind, last.bytes.len()), (Kind::Unknown, GET.len()));
    assert_eq!(heads.len(), 4097, "one too many, and behind it nothing is read");
    assert!(heads.iter().all(|unit| unit.kind == Kind::RequestHead));
}

#[test]
fn limit_a_unit_of_the_limit_is_kept_whole() {
    for (length, skipped) in [(255, 0), (256, 0), (257, 1)] {
        let mut conversation = Conversation::new().keeping(256);
        conversation.push(CLIENT, GET.as_bytes());
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n");
        conversation.push(SERVER, head.as_bytes());
        let units = conversation.push(SERVER, &vec![b'a'; length]);
        assert_eq!((units[0].bytes.len(), units[0].skipped), (length.min(256), skipped));
        assert_eq!(units[0].explained.missing, 0, "all of it came");
    }
}

#[test]
fn limit_a_long_message_is_kept_in_part_and_judged_whole() {
    let mut conversation = Conversation::websocket(Agreed::default()).keeping(256);
    let said = [frame(0x01, &[b'a'; 200], None), frame(0x80, b"ok \xff", None)].concat();
    let units = conversation.push(SERVER, &said);
    assert_eq!(units[1].explained.complaints.len(), 1);
    let said = [frame(0x01, &[b'a'; 200], None), frame(0x80, &[b'a'; 100], None)].concat();
    let units = conversation.push(SERVER, &said);
    assert_eq!((units[2].kind, units[2].bytes.len(), units[2].skipped), (Kind::Message, 256, 44));
}

/// Of a frame that is not kept whole, no rule about its text can be said to be broken.
#[test]
fn limit_text_that_was_not_kept_is_not_judged() {
    let mut conversation = Conversation::websocket(Agreed::default()).keeping(256);
    let text = "é".repeat(200);
    let said = [frame(0x01, text.as_bytes(), None), frame(0x80, b"\xff", None)].concat();
    let units = conversation.push(SERVER, &said);
    assert!(units.iter().all(|unit| unit.explained.complaints.is_empty()), "{units:?}");
    let units = conversation.push(SERVER, &frame(0x81, b"\xff", None));
    assert_eq!(units[0].explained.complaints.len(), 1, "the next message is judged again");
}

/// A message that inflates to more is kept in part; behind one that was not kept whole itself, none
/// is inflated that may refer to it.
#[test]
fn limit_what_inflates_is_kept_up_to_the_limit() {
    let deflate =
        |takeover| Deflate { client_context_takeover: takeover, server_context_takeover: takeover };
    let small = simple_deflate(&[b'a'; 1000], Way::Fixed);
    let stored = simple_deflate(&[b'a'; 300], Way::Stored);
    for takeover in [true, false] {
        let agreed = Agreed { deflate: Some(deflate(takeover)) };
        let mut conversation = Conversation::websocket(agreed).keeping(256);
        let units = conversation.push(SERVER, &frame(0xc1, &small, None));
        let inflated = &units[1];
        assert_eq!(
            (inflated.kind, inflated.bytes.len(), inflated.skipped),
            (Kind::Message, 256, 744)
        );
        let units = conversation.push(SERVER, &frame(0xc1, &stored, None));
        assert_eq!(units.len(), 1, "it was not kept whole, so it is not inflated");
        assert!(units[0].explained.complaints.is_empty());
        let units = conversation.push(SERVER, &frame(0xc1, &small, None));
        let message = units.get(1).map(|unit| unit.size());
        assert_eq!(message, (!takeover).then_some(1000));
        assert!(units[0].explained.complaints.is_empty());
    }
}
