//! # Writing an event stream                                         chapter 06 · WHATWG §9.2.5
//! Knows: what an event looks like in bytes, and what is refused. Does not know: who reads it.
//! Read before: `sse/src/encode.rs`. Read next: `limits.rs`.

use super::*;
use sse::{EventIdText, EventName};

fn event(id: Option<&str>, event: Option<&str>, data: &str) -> String {
    let mut out = Vec::new();
    encode::write_event(&mut out, id, event, data).unwrap();
    String::from_utf8(out).unwrap()
}

#[test] // SSE-9.2.5-01
fn must_have_the_media_type_text_event_stream() {
    assert_eq!(encode::MEDIA_TYPE, "text/event-stream");
}

#[test] // SSE-9.2.5-02, SSE-9.2.5-03
fn must_write_fields_and_an_empty_line_in_utf8() {
    assert_eq!(event(Some("7"), Some("é"), "€"), "id: 7\nevent: é\ndata: €\n\n");
}

#[test] // SSE-9.2.4-01, and narrower: what HTTP or a reader would change is refused
fn must_not_write_an_id_that_would_not_come_back() {
    let (longest, longer) = ("7".repeat(64), "7".repeat(65));
    for good in ["", "7", "1f-7", "a b", "~!\"", longest.as_str()] {
        assert_eq!(EventIdText::new(good).map(EventIdText::as_str), Ok(good));
    }
    for (bad, error) in [
        (" 7", UsageError::SpaceAroundId),
        ("7 ", UsageError::SpaceAroundId),
        (" ", UsageError::SpaceAroundId),
        ("7\t", UsageError::NotPrintableInId { at: 1 }),
        ("77\u{7f}", UsageError::NotPrintableInId { at: 2 }),
        ("é", UsageError::NotPrintableInId { at: 0 }),
        (&longer, UsageError::IdTooLong { length: 65 }),
    ] {
        assert_eq!(EventIdText::new(bad), Err(error), "{bad:?}: {error}");
    }
}

#[test]
fn may_write_any_type_of_one_line() {
    for good in ["", "tick", " é\u{2028}\u{85}", "a: b", "error"] {
        assert_eq!(EventName::new(good).map(EventName::as_str), Ok(good));
    }
}

#[test] // CR LF is one break
fn must_write_one_line_for_each_line_of_data() {
    assert_eq!(event(None, None, "a\nb\rc\r\nd"), "data: a\ndata: b\ndata: c\ndata: d\n\n");
    assert_eq!(event(None, None, "\n\r"), "data: \ndata: \ndata: \n\n");
    assert_eq!(event(None, None, "a\n"), "data: a\ndata: \n\n");
}

#[test]
fn must_write_a_line_for_empty_data() {
    assert_eq!(event(None, None, ""), "data: \n\n");
}

#[test]
fn must_write_one_space_behind_the_colon() {
    assert_eq!(event(None, None, " a"), "data:  a\n\n");
    assert_eq!(told(event(Some("7"), Some(" e"), " a")), [message(" e", " a", "7")]);
}

#[test]
fn must_not_write_what_would_forge_a_field() {
    let mut out = b"before".to_vec();
    for (id, event, error, text) in [
        (None, Some("a\nid: 9"), UsageError::LineBreakInEvent { at: 1 }, "a line break at byte 1"),
        (None, Some("\r"), UsageError::LineBreakInEvent { at: 0 }, "a line break at byte 0"),
        (Some("77\rx"), None, UsageError::LineBreakInId { at: 2 }, "a line break at byte 2"),
        (Some("7\n\0"), None, UsageError::LineBreakInId { at: 1 }, "a line break at byte 1"),
        (Some("7\0"), Some("a"), UsageError::NulInId { at: 1 }, "NUL at byte 1"),
        (None, Some("a\0"), UsageError::NulInEvent { at: 1 }, "NUL at byte 1"),
    ] {
        let refused = encode::write_event(&mut out, id, event, "data").unwrap_err();
        assert_eq!(refused, error);
        assert!(refused.to_string().starts_with(text), "{refused}");
    }
    assert_eq!(out, b"before");
}

#[test]
fn must_write_one_comment_for_each_line_of_text() {
    let mut out = Vec::new();
    encode::write_comment(&mut out, "a\r\ndata: b\rc");
    assert_eq!(out, b": a\n: data: b\n: c\n\n");
}

#[test] // SSE-9.2.7-01
fn should_have_a_heartbeat_that_dispatches_nothing() {
    assert_eq!(told(encode::HEARTBEAT), [Told::Comment(String::new())]);
}

#[test]
fn must_write_retry_in_digits() {
    let mut out = Vec::new();
    encode::write_retry(&mut out, Duration::from_micros(1_500_900));
    encode::Event { retry: Some(Duration::ZERO), ..Default::default() }.write_to(&mut out);
    assert_eq!(out, b"retry: 1500\n\nretry: 0\n\n");
}

#[test]
fn may_write_an_id_without_data() {
    let mut out = Vec::new();
    let id = EventIdText::new("7").unwrap();
    encode::Event { id: Some(id), ..Default::default() }.write_to(&mut out);
    assert_eq!(out, b"id: 7\n\n");
}
