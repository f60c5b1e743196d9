//! # The place in the stream                                         chapter 07 · WHATWG §9.2.4
//! Knows: which last event ID each request says. Does not know: how an id is read.
//! Read before: `lives.rs`. Read next: `choices.rs`.

use super::*;
use sse::event_source::LONGEST_ID_SENT;

#[test] // SSE-9.2.2-04, SSE-9.2.3-07, 08
fn must_say_the_last_id_and_nothing_without_one() {
    let mut world = world();
    assert_eq!(world.asks_with(), None);
    world.answer(200, Some(STREAM));
    world.hear("data: a\n\n");
    world.lose();
    assert_eq!(world.asks_with(), None);
    world.answer(200, Some(STREAM));
    world.hear("id: 7\ndata: b\n\nid: 8\n\n: id: 9\n\n");
    assert_eq!(world.source.last_event_id(), "8");
    world.lose();
    assert_eq!(world.asks_with().as_deref(), Some("8"));
    world.answer(200, Some(STREAM));
    world.hear("id\ndata: forget it\n\n");
    world.lose();
    assert_eq!(world.asks_with(), None, "not even the one that was sent before");
}

/// A stream that names no id leaves the place where it was. One published client asks with it
/// once, and then begins anew.
#[test] // SSE-9.2.3-07
fn must_keep_the_id_through_streams_that_name_none() {
    let mut world = world();
    world.open();
    world.hear("id: 1\ndata: a\n\n");
    for body in ["", ": hm\n\n", "data: b\n\n", "retry: 5\n\n"] {
        world.lose();
        assert_eq!(world.asks_with().as_deref(), Some("1"), "{body:?}");
        world.answer(200, Some(STREAM));
        world.hear(body);
    }
    world.lose();
    assert_eq!(world.asks_with().as_deref(), Some("1"));
    assert!(world.end(End::NetworkError).is_some(), "nor does a failed attempt");
    world.wait();
    assert_eq!(world.asks_with().as_deref(), Some("1"));
}

#[test] // SSE-9.2.6-29
fn must_not_say_the_id_of_an_event_that_never_ended() {
    for half in ["id: 2", "id: 2\n", "id: 2\ndata: b\n", "id: 2\r\ndata: b"] {
        let mut world = world();
        world.open();
        world.hear(&format!("id: 1\ndata: a\n\n{half}"));
        world.lose();
        assert_eq!(world.asks_with().as_deref(), Some("1"), "{half:?}");
    }
}

#[test] // SSE-9.2.3-09
fn must_ask_for_the_same_but_for_the_id() {
    let mut world = world();
    let first = world.request();
    world.answer(200, Some(STREAM));
    world.hear("id: 1\ndata: a\n\n");
    world.lose();
    let again = world.request();
    assert_eq!(Request { last_event_id: None, ..again }, first);
}

#[test] // SSE-9.2.4-01, SSE-9.2.3-07
fn must_say_any_letters_as_their_utf8() {
    for id in ["☃", "é\u{85}", "\u{1F600}", "a\tb", " 7 "] {
        let mut world = world();
        world.open();
        world.hear(&format!("id: {id}\ndata: a\n\n"));
        world.lose();
        let request = world.request();
        assert_eq!(request.last_event_id.as_deref(), Some(id.as_bytes()));
        assert!(!request.id_withheld);
    }
}

/// It comes back all the same, and says that the server cannot know its place.
#[test]
fn limit_an_id_that_no_field_can_carry_is_withheld() {
    let (longest, longer) = ("7".repeat(LONGEST_ID_SENT), "7".repeat(LONGEST_ID_SENT + 1));
    for (id, is_sent) in [
        ("\u{1}", false),
        ("7\u{7f}", false),
        ("\u{1b}[31m", false),
        (longest.as_str(), true),
        (longer.as_str(), false),
        (&"7".repeat(65_536), false),
    ] {
        let mut world = world();
        world.open();
        assert_eq!(world.hear(&format!("id: {id}\ndata: a\n\n")), [message("a", id)]);
        world.lose();
        let request = world.request();
        assert_eq!((request.last_event_id.is_some(), request.id_withheld), (is_sent, !is_sent));
        world.answer(200, Some(STREAM));
        world.hear("id: 8\ndata: b\n\n");
        world.lose();
        assert_eq!(world.asks_with().as_deref(), Some("8"));
    }
}

#[test]
fn may_go_on_from_an_earlier_life() {
    let mut world = World::new(Options { last_event_id: "41".into(), ..Options::default() });
    assert_eq!(world.source.last_event_id(), "41");
    assert_eq!(world.asks_with().as_deref(), Some("41"));
    world.answer(200, Some(STREAM));
    assert_eq!(world.hear("data: a\n\n"), [message("a", "41")]);
}
