//! # A second reading: conversations                                 chapter 10
//! Knows: which units come of what both sides of a connection say. Does not know: what a unit's
//! bytes mean; the tests of the formats do.
//! Read before: `explain/src/conversation.rs`. Read next: `10_explain_conversation/laws.rs`.

#[path = "10_explain_conversation/lab.rs"]
mod lab_recorded;
#[path = "10_explain_conversation/laws.rs"]
mod laws_of_conversations;
#[path = "10_explain_conversation/limits.rs"]
mod limits;
mod support;

use explain::{Agreed, Conversation, Deflate, Kind, Layer, Sender, Unit, Value};
use laws::hex;

const CLIENT: Sender = Sender::Client;
const SERVER: Sender = Sender::Server;
const GET: &str = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
const UPGRADE: &str = "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
const SWITCHING: &str = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\
    Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

/// Everything that is said, then both ends.
fn units(said: &[(Sender, &[u8])]) -> Vec<Unit> {
    let mut conversation = Conversation::new();
    let mut units = Vec::new();
    for (from, bytes) in said {
        units.extend(conversation.push(*from, bytes));
    }
    units.extend(conversation.end(CLIENT));
    units.extend(conversation.end(SERVER));
    units
}

/// A unit in short: `> Frame 8`, in brackets if it is inside, with its complaints, and with what
/// is missing.
fn short(unit: &Unit) -> String {
    let arrow = if unit.from == CLIENT { '>' } else { '<' };
    let mut short = format!("{arrow} {:?} {}", unit.kind, unit.size());
    if unit.layer == Layer::Inside {
        short = format!("[{short}]");
    }
    for complaint in &unit.explained.complaints {
        short += &format!(" ! {}", complaint.cite);
    }
    if unit.explained.missing > 0 {
        short += &format!(" + {}", unit.explained.missing);
    }
    short
}

fn shorts(units: &[Unit]) -> String {
    units.iter().map(short).collect::<Vec<_>>().join(", ")
}

/// What the two say in turns, the client first, comes to these units.
#[track_caller]
fn comes_to(said: &[&str], right: &str) {
    let turns = [CLIENT, SERVER].into_iter().cycle();
    let said: Vec<_> = turns.zip(said.iter().map(|said| said.as_bytes())).collect();
    assert_eq!(shorts(&units(&said)), right);
}

/// The same behind the opening handshake, in spaced hex, without the ends.
#[track_caller]
fn frames_come_to(agreed: Agreed, said: &[(Sender, &str)], right: &str) -> Vec<Unit> {
    let mut conversation = Conversation::websocket(agreed);
    let mut units = Vec::new();
    for (from, bytes) in said {
        units.extend(conversation.push(*from, &hex(bytes)));
    }
    assert_eq!(shorts(&units), right);
    units
}

mod s06_3_where_a_body_ends {
    use super::*;

    /// A response to GET with these lines and this behind its head.
    #[track_caller]
    fn answer(start: &str, behind: &str, right: &str) {
        let answer = format!("HTTP/1.1 {start}\r\n\r\n{behind}");
        let units = units(&[(CLIENT, GET.as_bytes()), (SERVER, answer.as_bytes())]);
        assert_eq!(shorts(&units[2..]), right);
    }

    #[test]
    fn must_not_have_a_body_behind_204_304_and_an_empty_one() {
        for start in ["204 No", "304 Not\r\nContent-Length: 9", "200 OK\r\nContent-Length: 0"] {
            answer(start, "", "");
            answer(start, "HTTP", "< Unknown 4 ! RFC 9112 §9.2");
        }
    }

    #[test]
    fn must_end_with_its_length() {
        answer("200 OK\r\nContent-Length: 2", "hi", "< Body 2");
        answer("200 OK\r\nContent-Length: 2, 2", "h", "< Body 1 + 1");
        answer("200 OK\r\nContent-Length: 2", "hi!", "< Body 2, < Unknown 1 ! RFC 9112 §9.2");
    }

    #[test]
    fn must_end_with_the_last_chunk() {
        let coding = "200 OK\r\nTransfer-Encoding: chunked";
        let chunks = "2\r\nhi\r\n3;a\r\nall\r\n0\r\nA: b\r\n\r\n";
        answer(coding, chunks, "< Chunk 7, < Chunk 10, < Chunk 11");
        answer(coding, "2\r\nh", "< Chunk 4 + 3");
        answer(coding, "x\r\nhi", "< Chunk 3 ! RFC 9112 §7.1, < Unknown 2");
        answer(coding, "2\r\nhi!\r\n", "< Chunk 5 ! RFC 9112 §7.1, < Unknown 1, < Unknown 2");
        answer(coding, "2\r\nhi\r!\r\n", "< Chunk 5 ! RFC 9112 §7.1, < Unknown 2, < Unknown 2");
        answer(coding, "2\nhi\n0\r\n\r\n", "< Chunk 5 ! RFC 9112 §2.2 ! RFC 9112 §7.1, < Chunk 5");
    }

    #[test]
    fn must_otherwise_end_with_the_stream() {
        answer("200 OK", "hi", "< Body 2");
        answer("200 OK\r\nTransfer-Encoding: gzip", "hi", "< Body 2");
    }

    #[test]
    fn must_not_be_guessed_where_two_lengths_differ() {
        let post = |lines| format!("POST / HTTP/1.1\r\nHost: a\r\n{lines}\r\n\r\nhi");
        let two = post("Content-Length: 1\r\nContent-Length: 2");
        comes_to(&[&two], "> RequestHead 66 ! RFC 9112 §6.3, > Unknown 2");
        let coding = post("Transfer-Encoding: gzip");
        comes_to(&[&coding], "> RequestHead 53 ! RFC 9112 §6.3, > Unknown 2");
    }
}

mod s09_3_2_pairing {
    use super::*;

    #[test]
    fn must_pair_responses_with_requests_in_order() {
        let ask = format!("HEAD{0}{GET}", &GET[3..]);
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
        let right = "> RequestHead 28, > RequestHead 27, < ResponseHead 38, < ResponseHead 38, \
                     < Body 5";
        comes_to(&[&ask, &format!("{answer}{answer}hello")], right);
    }

    #[test]
    fn must_wait_for_the_final_response() {
        let ask = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
        let right = "> RequestHead 69, < ResponseHead 25, > Body 2, < ResponseHead 38, < Body 2";
        comes_to(&[ask, "HTTP/1.1 100 Continue\r\n\r\n", "hi", OK], right);
    }

    #[test]
    fn may_answer_a_request_whose_head_is_not_whole() {
        let answer = "HTTP/1.1 408 Timeout\r\nContent-Length: 0\r\n\r\n";
        let right = "< ResponseHead 43, > RequestHead 27, < Unknown 43 ! RFC 9112 §9.2";
        comes_to(&[&GET[..9], answer, &GET[9..], answer], right);
    }

    #[test]
    fn must_not_read_an_answer_that_nobody_asked_for() {
        comes_to(
            &["", "220 ready\r\n", "HELO\r\n"],
            "< Unknown 11 ! RFC 9112 §9.2, > RequestHead 6 ! RFC 9112 §3 + 2",
        );
        comes_to(&["", OK, GET], "< Unknown 40 ! RFC 9112 §9.2, > RequestHead 27");
    }

    #[test]
    fn must_not_read_what_does_not_begin_as_http() {
        comes_to(
            &["\u{16}\u{3}\u{1}", OK],
            "> Unknown 3 ! RFC 9112 §2.2, < ResponseHead 38, < Body 2",
        );
        comes_to(&[GET, "SSH-2.0\r\n"], "> RequestHead 27, < Unknown 9 ! RFC 9112 §2.2");
        comes_to(
            &["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
            "> RequestHead 18 ! RFC 9112 §3.2, > Unknown 6",
        );
    }

    #[test]
    fn must_explain_what_was_unfinished() {
        comes_to(&[&GET[..9]], "> RequestHead 9 + 4");
        comes_to(&[GET, &OK[..9]], "> RequestHead 27, < ResponseHead 9 + 4");
    }
}

mod s07_8_upgrade {
    use super::*;

    #[test]
    fn must_read_frames_behind_a_101() {
        let client = hex("81 85 | 37 fa 21 3d | 7f 9f 4d 51 58");
        let server = hex(r#"01 03 "Hel" | 89 00 | 80 02 "lo""#);
        let both = [SWITCHING.as_bytes(), &server].concat();
        let said = [(CLIENT, UPGRADE.as_bytes()), (SERVER, &both), (CLIENT, &client)];
        let right = "> RequestHead 140, < ResponseHead 129, < Frame 5, < Frame 2, < Frame 4, \
                     [< Message 5], > Frame 11";
        assert_eq!(shorts(&units(&said)), right);
    }

    #[test]
    fn must_know_what_was_agreed_on() {
        let extension = "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover";
        let answer = format!("{}{extension}\r\n\r\n", &SWITCHING[..SWITCHING.len() - 2]);
        let frame = hex("c1 07 | f2 48 cd c9 c9 07 00");
        let said = [(CLIENT, UPGRADE.as_bytes()), (SERVER, answer.as_bytes()), (SERVER, &frame)];
        let units = units(&said);
        assert_eq!(shorts(&units[2..]), "< Frame 9, [< Message 5]");
        assert_eq!(units[3].bytes, b"Hello");
    }

    /// "Hello" twice, the second time referring to the first: only where the answer lets it.
    #[test]
    fn must_know_who_may_refer_to_what_was_before() {
        let hello = ["c1 07 | f2 48 cd c9 c9 07 00", "c1 05 | f2 00 11 00 00"];
        for (parameter, inflates) in [
            ("", true),
            ("; client_no_context_takeover", true),
            ("; server_no_context_takeover", false),
            ("; Server_No_Context_Takeover; server_max_window_bits=9", false),
        ] {
            let extension = format!("Sec-WebSocket-Extensions: permessage-deflate{parameter}");
            let answer = format!("{}{extension}\r\n\r\n", &SWITCHING[..SWITCHING.len() - 2]);
            let frames = [hex(hello[0]), hex(hello[1])].concat();
            let units = units(&[
                (CLIENT, UPGRADE.as_bytes()),
                (SERVER, answer.as_bytes()),
                (SERVER, &frames),
            ]);
            let right = match inflates {
                true => "< Frame 9, [< Message 5], < Frame 7, [< Message 5]",
                false => "< Frame 9, [< Message 5], < Frame 7 ! RFC 7692 §6.2",
            };
            assert_eq!(shorts(&units[2..]), right, "{parameter}");
        }
    }

    #[test]
    fn must_read_requests_behind_a_refusal() {
        let both = format!("{UPGRADE}{GET}");
        let right = "> RequestHead 140, < ResponseHead 38, > RequestHead 27, < Body 2, \
                     < ResponseHead 38, < Body 2";
        comes_to(&[&both, &format!("{OK}{OK}")], right);
    }

    #[test]
    fn must_not_read_a_protocol_that_is_not_known_here() {
        let connect = "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n";
        let right = "> RequestHead 35, < ResponseHead 19, > Unknown 2, < Unknown 2";
        comes_to(&[&format!("{connect}hi"), "HTTP/1.1 200 OK\r\n\r\nho"], right);
        let h2c = UPGRADE.replace("websocket", "h2c");
        let answer = SWITCHING.replace("websocket", "h2c");
        let right = "> RequestHead 134, < ResponseHead 123, > Unknown 2";
        comes_to(&[&h2c, &answer, "hi"], right);
    }

    #[test]
    fn must_not_guess_what_is_behind_an_upgrade_that_nobody_answers() {
        let right = "> RequestHead 140, > Unknown 27";
        comes_to(&[&format!("{UPGRADE}{GET}")], right);
    }
}

mod s05_4_frames_in_their_place {
    use super::*;

    #[test]
    fn must_complain_of_a_frame_where_it_may_not_stand() {
        let said = [(SERVER, "80 01 61"), (SERVER, "01 00 | 02 00 | 81 01 62 | 80 00")];
        let right = "< Frame 3 ! RFC 6455 §5.4, < Frame 2, < Frame 2 ! RFC 6455 §5.4, \
                     < Frame 3 ! RFC 6455 §5.4, < Frame 2 ! RFC 6455 §5.4";
        frames_come_to(Agreed::default(), &said, right);
    }

    #[test]
    fn must_judge_text_over_several_frames() {
        let said = [(SERVER, "01 01 e2 | 00 01 82 | 80 01 ac"), (SERVER, "01 01 e2 | 80 01 41")];
        let right = "< Frame 3, < Frame 3, < Frame 3, [< Message 3], < Frame 3, \
                     < Frame 3 ! RFC 6455 §8.1, [< Message 2]";
        let units = frames_come_to(Agreed::default(), &said, right);
        assert_eq!(units[3].explained.fields[0].value, Value::Text("€".into()));
    }

    #[test]
    fn must_not_read_behind_a_close() {
        let said = [(CLIENT, "88 80 | 00 00 00 00 | 81"), (SERVER, "88 00")];
        let right = "> Frame 6, > Unknown 1, < Frame 2";
        frames_come_to(Agreed::default(), &said, right);
    }

    /// "Hello" twice: the second time it refers to the first.
    #[test]
    fn must_inflate_a_message_with_what_was_before_it() {
        let agreed = Agreed { deflate: Some(Deflate::default()) };
        let said = [
            (SERVER, "41 03 f2 48 cd | 89 00 | 80 04 c9 c9 07 00"),
            (SERVER, "c1 05 | f2 00 11 00 00"),
        ];
        let right = "< Frame 5, < Frame 2, < Frame 6, [< Message 5], < Frame 7, [< Message 5]";
        let units = frames_come_to(agreed, &said, right);
        let meaning = |unit: &Unit| unit.explained.fields[0].meaning.clone();
        assert_eq!(meaning(&units[3]), "inflated from 7 bytes in 2 frames");
        assert_eq!(meaning(&units[5]), "inflated from 5 bytes");
        assert_eq!(units[5].bytes, b"Hello");
    }
}

mod s09_2_event_streams {
    use super::*;

    const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
    const EVENTS: &str = ":\n\nid: 1\ndata: a\n\ndata: b\r\n\r\nretry: 5\r\r";

    /// What the events say.
    fn events(units: &[Unit]) -> Vec<String> {
        let blocks = units.iter().filter(|unit| unit.kind == Kind::Events);
        let title = |unit: &Unit| match unit.explained.fields.last() {
            Some(field) if matches!(field.value, Value::Event { .. }) => field.value.to_string(),
            _ => unit.explained.title.clone(),
        };
        blocks.map(title).collect()
    }

    #[test]
    fn must_find_the_blocks_in_chunks() {
        let (first, second) = EVENTS.split_at(15);
        let chunk = |data: &str| format!("{:x}\r\n{data}\r\n", data.len());
        let answer = format!(
            "{HEAD}Transfer-Encoding: chunked\r\n\r\n{}{}0\r\n\r\n",
            chunk(first),
            chunk(second)
        );
        let units = units(&[(CLIENT, GET.as_bytes()), (SERVER, answer.as_bytes())]);
        let right = "< Chunk 20, [< Events 3], < Chunk 30, [< Events 15], [< Events 11], \
                     < Chunk 5, [< Events 10]";
        assert_eq!(shorts(&units[2..]), right);
        let right = ["Comment", "message \"a\"", "message \"b\"", "Reconnection time"];
        assert_eq!(events(&units), right);
        let Value::Event { id, .. } = &units[6].explained.fields[1].value else {
            panic!("no event")
        };
        assert_eq!(&**id, "1", "the last event ID holds on");
    }

    #[test]
    fn must_cut_a_body_into_blocks() {
        let until_close = format!("{HEAD}\r\n{EVENTS}data: c");
        let units = units(&[(CLIENT, GET.as_bytes()), (SERVER, until_close.as_bytes())]);
        let right = "< Body 3, [< Events 3], < Body 15, [< Events 15], < Body 11, [< Events 11], \
                     < Body 10, [< Events 10], < Body 7, [< Events 7] + 1";
        assert_eq!(shorts(&units[2..]), right);
    }

    #[test]
    fn must_not_look_into_what_is_compressed() {
        let answer = format!("{HEAD}Content-Encoding: gzip\r\n\r\n{EVENTS}");
        comes_to(&[GET, &answer], "> RequestHead 27, < ResponseHead 76, < Body 39");
    }
}
