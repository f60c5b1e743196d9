//! # Server-sent events on the wire                                  chapter 06 · WHATWG §9.2
//! Knows: what each rule of an event stream comes to, in bytes. Does not know: HTTP, reconnecting.
//! Read before: `sse/src/decoder.rs`. Read next: `tests/laws/src/sse.rs`.

use laws::sse::{Told, message};
use laws::{Log, Talk};
use sse::{Decoder, Event, UsageError, Violation, encode};
use std::borrow::Cow;
use std::time::Duration;
use wire::{Cite, Input, Limits, Protocol};

fn decoder() -> Decoder {
    Decoder::new(Limits::DEFAULT)
}

fn tell(event: Event<'_>) -> Told {
    match event {
        Event::Message { event, data, last_event_id } => message(&event, &data, &last_event_id),
        Event::Retry(time) => Told::Retry(time),
        Event::Comment(text) => Told::Comment(text.into()),
    }
}

/// What `bytes` tell: the same, whether they come at once or one by one.
fn told(bytes: impl AsRef<[u8]>) -> Vec<Told> {
    let bytes = bytes.as_ref();
    let every: Vec<usize> = (1..bytes.len()).collect();
    let at_once = laws::sse::decode(decoder(), tell, bytes, &[]);
    assert_eq!(at_once, laws::sse::decode(decoder(), tell, bytes, &every), "one by one");
    at_once
}

/// An event that has data alone.
fn data(text: &str) -> Told {
    message("message", text, "")
}

fn retry(milliseconds: u64) -> Told {
    Told::Retry(Duration::from_millis(milliseconds))
}

/// As a dialogue prints it.
fn words(told: Told) -> String {
    format!("{told:?}")
}

fn talk() -> Talk<Decoder, impl FnMut(&mut Log, Event<'_>)> {
    Talk::with("a reader", decoder(), |log: &mut Log, event: Event<'_>| log.event(tell(event)))
}

/// Bytes into lines.
mod whatwg_s09_2_5_parsing {
    use super::*;

    #[test] // SSE-9.2.6-01
    fn must_replace_bad_utf8_and_go_on() {
        assert_eq!(told(b"data: a\xffb\n\ndata: c\n\n"), [data("a\u{fffd}b"), data("c")]);
    }

    #[test] // SSE-9.2.6-03
    fn must_remove_one_byte_order_mark_at_the_start() {
        assert_eq!(told("\u{feff}data: a\n\n"), [data("a")]);
        assert_eq!(told("\u{feff}\u{feff}data: a\n\n"), []);
    }

    #[test] // SSE-9.2.6-04
    fn must_not_remove_a_byte_order_mark_anywhere_else() {
        assert_eq!(told("data: a\n\u{feff}data: b\n\n"), [data("a")]);
        assert_eq!(told("\r\u{feff}data: b\n\n"), []);
        assert_eq!(told("data:\u{feff}a\n\n"), [data("\u{feff}a")]);
        assert_eq!(told("\n\u{feff}data: a\n\n"), []);
    }

    #[test] // SSE-9.2.6-05: `told` cuts inside each character
    fn must_decode_a_character_that_came_in_pieces() {
        assert_eq!(told("data: é€\u{1F600}\n\n"), [data("é€\u{1F600}")]);
    }

    #[test] // SSE-9.2.6-02
    fn must_replace_each_longest_beginning_of_a_character_once() {
        assert_eq!(told(b"data: \xe2\x82\ndata: \xf0\x9f\x98x\n\n"), [data("\u{fffd}\n\u{fffd}x")]);
        assert_eq!(told(b"data: \xed\xa0\x80\n\n"), [data(&"\u{fffd}".repeat(3))]); // surrogate
        assert_eq!(told(b"data: \xc0\xaf\n\n"), [data("\u{fffd}\u{fffd}")]); // overlong
    }

    #[test] // SSE-9.2.5-04
    fn must_end_a_line_at_lf_cr_and_crlf() {
        assert_eq!(told("data: a\r\rdata: b\n\ndata: c\r\n\r\n"), ["a", "b", "c"].map(data));
        assert_eq!(told("data: a\r\ndata: b\n\r"), [data("a\nb")]);
    }

    #[test] // SSE-9.2.5-04
    fn must_not_end_a_line_at_any_other_character() {
        let text = "a\u{b}b\u{c}c\u{85}d\u{2028}e\u{2029}f\0g";
        assert_eq!(told(format!("data: {text}\n\n")), [data(text)]);
    }

    #[test] // SSE-9.2.5-04, SSE-9.2.5-05
    fn must_end_a_line_at_a_cr_without_waiting_for_the_next_byte() {
        let mut talk = talk();
        talk.peer_sends_text("data: a\r");
        talk.peer_sends_text("\n\r"); // CR LF is one end; the next CR is an empty line
        talk.we_hear(&words(data("a")));
        talk.peer_sends_text("\ndata: b\n");
        talk.nothing_else_happens();
        talk.peer_sends_text("\n");
        talk.we_hear(&words(data("b")));
    }

    #[test] // SSE-9.2.6-13
    fn must_not_read_a_last_line_without_its_end() {
        for cut_short in [b"retry: 5".as_slice(), b"data: a\ndata", b": hm", b"data: \xe2\x82"] {
            let mut talk = talk();
            talk.peer_sends_text("retry: 1\n");
            talk.we_hear(&words(retry(1)));
            talk.peer_sends(&laws::to_hex(cut_short));
            talk.peer_ends();
            talk.nothing_else_happens();
            assert_eq!(talk.protocol().reconnection_time(), Some(Duration::from_millis(1)));
            assert_eq!(talk.protocol().held(), 0);
        }
    }

    #[test]
    fn may_be_given_no_bytes_at_all() {
        let stream = "\u{feff}data: a\r\n\r\n";
        let cuts: Vec<usize> = (0..stream.len()).flat_map(|at| [at, at, at]).collect();
        let told = laws::sse::decode(decoder(), tell, stream.as_bytes(), &cuts);
        assert_eq!(told, [data("a")]);
    }

    #[test] // `06_sse_cost.rs` counts what it costs
    fn must_read_a_long_line_that_comes_byte_by_byte() {
        let text = "x".repeat(500_000);
        assert_eq!(told(format!("data: {text}\n\n")), [data(&text)]);
    }

    #[test]
    fn must_not_copy_an_event_that_came_whole() {
        let mut bytes = *b"id: 7\nevent: e\ndata: a\n\n:c\n";
        let (mut decoder, mut input) = (decoder(), Input::new(&mut bytes));
        let Ok(Some(Event::Message {
            event: Cow::Borrowed("e"),
            data: Cow::Borrowed("a"),
            last_event_id: Cow::Borrowed("7"),
        })) = decoder.next_event(&mut input)
        else {
            panic!("copied, or not heard");
        };
        let comment = decoder.next_event(&mut input);
        assert!(matches!(comment, Ok(Some(Event::Comment(Cow::Borrowed("c"))))));
        assert_eq!(decoder.held(), 0);
    }

    #[test] // the fast search, next to the plain one
    fn law_line_ends_are_found_where_the_naive_search_finds_them() {
        const TEXTS_AND_ENDS: [(u8, u8); 5] =
            [(b'x', b'\r'), (b'x', b'\n'), (b'\t', b'\n'), (b'x', 0x0b), (b'x', 0x8d)];
        let lengths = (0..70).chain(254..260).chain(510..=545); // words, blocks, pages
        let places = lengths.flat_map(|length| (0..=length).map(move |at| (length, at)));
        for (length, at) in places {
            for (text, end) in TEXTS_AND_ENDS {
                let mut bytes = vec![text; length];
                bytes.iter_mut().skip(at).step_by(9).for_each(|byte| *byte = end);
                let naive = bytes.iter().position(|&byte| byte == b'\r' || byte == b'\n');
                assert_eq!(sse::line_end::find(&bytes), naive, "{bytes:?}");
            }
        }
    }
}

/// Lines into fields, fields into events.
mod whatwg_s09_2_6_interpreting {
    use super::*;

    #[test] // SSE-9.2.6-07, 16, 23, 30
    fn vector_lines_of_data_are_joined() {
        assert_eq!(told("data: ACME\ndata: +3\ndata: 17\n\n"), [data("ACME\n+3\n17")]);
    }

    #[test] // SSE-9.2.6-31
    fn vector_four_blocks() {
        let stream = ": a remark\n\ndata: one\nid: 1\n\ndata:two\nid\n\ndata:  three\n\n";
        let remark = Told::Comment("a remark".into());
        let one = message("message", "one", "1");
        assert_eq!(told(stream), [remark, one, data("two"), data(" three")]);
    }

    #[test] // SSE-9.2.6-13, 24, 32
    fn vector_empty_data_is_data() {
        assert_eq!(told("data\n\ndata\ndata\n\ndata:"), [data(""), data("\n")]);
    }

    #[test] // SSE-9.2.6-11, 33
    fn vector_one_space_behind_the_colon_is_no_part_of_the_value() {
        assert_eq!(told("data:same\n\ndata: same\n\n"), [data("same"), data("same")]);
        assert_eq!(told("data:\ta \n\ndata:  \n\n"), [data("\ta "), data(" ")]);
    }

    #[test] // SSE-9.2.6-09: it breaks no event apart
    fn must_not_take_a_comment_for_a_field() {
        let hm = Told::Comment("data: hm".into());
        assert_eq!(told("data: a\n:data: hm\ndata: b\n\n"), [hm, data("a\nb")]);
    }

    #[test] // SSE-9.2.6-10
    fn must_divide_a_line_at_its_first_colon() {
        assert_eq!(told("data: a: b:\n\n"), [data("a: b:")]);
        assert_eq!(told("id::\ndata:::\n\n"), [message("message", "::", ":")]);
    }

    #[test] // SSE-9.2.6-12
    fn must_take_a_line_without_colon_for_a_name() {
        assert_eq!(told("event: e\nevent\ndata\n\n"), [data("")]);
    }

    #[test] // SSE-9.2.6-15, SSE-9.2.6-25
    fn must_use_the_last_event_type_and_message_for_an_empty_one() {
        assert_eq!(told("event: a\nevent: b\ndata\n\n"), [message("b", "", "")]);
        assert_eq!(told("event: a\nevent:\ndata\n\n"), [data("")]);
    }

    #[test] // SSE-9.2.6-34: names of lifecycle signals are types like any other
    fn may_name_an_event_error() {
        assert_eq!(told("event: error\ndata\n\n"), [message("error", "", "")]);
    }

    #[test] // SSE-9.2.6-18
    fn must_ignore_an_id_that_holds_nul() {
        let kept = message("message", "", "1");
        assert_eq!(told("id: 1\nid: 2\0\ndata\n\nid: \0\ndata\n\n"), [kept.clone(), kept]);
    }

    #[test] // SSE-9.2.6-19: at once, without an empty line
    fn must_take_a_retry_of_digits_at_once() {
        assert_eq!(told("retry: 1500\nretry:007\n"), [retry(1500), retry(7)]);
        let mut decoder = decoder();
        assert_eq!(decoder.reconnection_time(), None);
        wire::feed::feed(&mut decoder, b"retry: 0\n", &[], |_, _| ()).unwrap();
        assert_eq!(decoder.reconnection_time(), Some(Duration::ZERO));
    }

    #[test] // SSE-9.2.6-19
    fn must_ignore_a_retry_of_anything_else() {
        for value in ["", "+5", "-5", "5 ", "  5", "1.5", "1e3", "0x10", "5s", "٣", "5\0"] {
            assert_eq!(told(format!("retry: {value}\n")), [], "{value:?}");
        }
    }

    #[test] // SSE-9.2.6-20, SSE-9.2.6-14
    fn must_ignore_fields_of_any_other_name() {
        for line in ["foo: b", "Data: b", " data: b", "data : b", "dat: b", "id\0: b", "\u{1F600}"]
        {
            assert_eq!(told(format!("data: a\n{line}\ndata: c\n\n")), [data("a\nc")], "{line:?}");
        }
    }

    #[test] // SSE-9.2.6-08, 22, 27, 28
    fn must_not_dispatch_without_data_and_must_forget_the_type() {
        assert_eq!(
            told("event: a\n\ndata: b\n\nevent: a\ndata\n\ndata\n\n"),
            [data("b"), message("a", "", ""), data("")]
        );
        assert_eq!(told("\n\n\r\n\r\r"), []);
    }

    #[test] // SSE-9.2.6-17, 21, 27
    fn must_keep_the_last_event_id_until_another_one_comes() {
        let [one, empty] = ["1", ""].map(|id| message("message", "", id));
        assert_eq!(told("id: 1\ndata\n\ndata\n\nid\ndata\n\n"), [one.clone(), one, empty]);
    }

    #[test] // SSE-9.2.6-21
    fn must_take_an_id_at_an_empty_line_that_dispatches_nothing() {
        let mut decoder = decoder();
        wire::feed::feed(&mut decoder, b"id: 1\n", &[], |_, _| ()).unwrap();
        assert_eq!((decoder.last_event_id(), decoder.held()), ("", 1));
        wire::feed::feed(&mut decoder, b"\n", &[], |_, _| ()).unwrap();
        assert_eq!((decoder.last_event_id(), decoder.held()), ("1", 0));
    }

    #[test] // SSE-9.2.6-13, SSE-9.2.6-29
    fn must_not_dispatch_or_count_the_id_of_an_event_without_its_empty_line() {
        let mut talk = talk();
        talk.peer_sends_text("id: 2\ndata: a\nevent: e\n");
        talk.peer_ends();
        talk.nothing_else_happens();
        assert_eq!(talk.protocol().last_event_id(), "");
        assert_eq!(talk.protocol().held(), 0);
        talk.peer_sends_text("\n");
        talk.nothing_else_happens();
    }

    #[test] // SSE-9.2.6-06
    fn must_not_carry_anything_but_id_and_retry_into_the_next_stream() {
        let halves: [&[u8]; 5] = [
            b"data: a\nevent: e\nid: 2\n", // half an event
            b"data: a",                    // half a line
            b"data: a\r",                  // half a line end
            b"data: \xe2\x82",             // half a character
            b"\xef\xbb",                   // half a byte order mark, where it is none
        ];
        for half in halves {
            let mut talk = talk();
            talk.peer_sends_text("retry: 9\nid: 1\n\n");
            talk.we_hear(&words(retry(9)));
            talk.peer_sends(&laws::to_hex(half));
            talk.we_do("connect again", Decoder::restart);
            talk.peer_sends_text("\u{feff}\ndata: b\n\n");
            talk.we_hear(&words(message("message", "b", "1")));
            talk.nothing_else_happens();
            assert_eq!(talk.protocol().reconnection_time(), Some(Duration::from_millis(9)));
        }
    }

    #[test]
    fn may_resume_with_an_id_from_an_earlier_life() {
        let resumed = Decoder::resume(Limits::DEFAULT, "41");
        let told = laws::sse::decode(resumed, tell, b"data\n\n", &[]);
        assert_eq!(told, [message("message", "", "41")]);
    }
}

/// Text into lines.
#[path = "06_sse_wire/writing.rs"]
mod whatwg_s09_2_5_writing;

/// What we hold of a stream.
#[path = "06_sse_wire/limits.rs"]
mod our_limits;

/// The naive way, and what it comes to.
#[path = "06_sse_wire/naive.rs"]
mod naive;

/// For all inputs.
#[path = "06_sse_wire/laws.rs"]
mod laws_of_event_streams;
