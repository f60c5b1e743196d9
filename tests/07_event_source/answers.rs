//! # What an EventSource makes of an answer                          chapter 07 · WHATWG §9.2.2
//! Knows: each status, each media type, each end. Does not know: redirects.
//! Read before: `sse/src/event_source/media_type.rs`. Read next: `redirects.rs`.

use super::*;

#[test] // SSE-9.2.2-02 to 05, 21
fn must_begin_to_connect_at_once() {
    let mut world = world();
    assert_eq!([0, 1, 2], ReadyState::ALL.map(|state| state as u8));
    assert_eq!(world.source.ready_state(), ReadyState::Connecting);
    assert_eq!(world.source.reconnection_time(), 3 * SECOND);
    assert_eq!((world.source.url(), world.source.last_event_id()), (URL, ""));
    let first = Request {
        url: URL.into(),
        last_event_id: None,
        id_withheld: false,
        same_origin: true,
        as_get: false,
    };
    assert_eq!(world.request(), first);
    assert!(FIELDS.contains(&("Cache-Control", "no-cache")));
}

#[test] // SSE-9.2.2-06
fn may_say_which_media_type_it_wants() {
    assert!(FIELDS.contains(&("Accept", sse::encode::MEDIA_TYPE)));
}

#[test] // SSE-9.2.2-17, 18, 19, 21
fn must_open_tell_events_and_come_back() {
    for end in [End::Complete, End::NetworkError] {
        let mut world = world();
        world.request();
        assert_eq!(world.answer(200, Some(STREAM)), Some(Told::Open));
        assert_eq!((world.source.ready_state(), world.source.next_step()), OPEN);
        assert_eq!(world.hear("data: a\n\n: hm\n\ndata: b\nid: 7\n\ndata: c\n"), {
            [message("a", ""), message("b", "7")]
        });
        let why = if end == End::Complete { Why::EndOfStream } else { Why::NetworkError };
        assert_eq!(world.end(end), again(why, 3 * SECOND));
        assert_eq!(world.source.ready_state(), ReadyState::Connecting);
        world.wait();
        world.open();
        assert_eq!(world.hear("\n"), [], "half an event of the last stream is gone");
    }
}

const OPEN: (ReadyState, Step) = (ReadyState::Open, Step::Read);

#[test] // SSE-9.2.2-13
fn must_come_back_when_there_is_no_answer() {
    for end in [End::NetworkError, End::Complete] {
        let mut world = world();
        world.request();
        assert_eq!(world.end(end), again(Why::NetworkError, 3 * SECOND));
        assert_eq!(world.wait(), 3 * SECOND);
        world.open();
    }
}

#[test] // SSE-9.2.2-12, 14
fn must_give_up_when_the_request_is_given_up() {
    let (mut asked, mut open) = (world(), world());
    asked.request();
    open.open();
    for mut world in [asked, open] {
        assert_eq!(world.end(End::Hopeless), for_good(Why::Hopeless));
        world.is_closed_for_good();
    }
}

#[test] // SSE-9.2.2-15, SSE-9.2.1-01
fn must_give_up_on_any_status_but_200() {
    for status in (201..=999).chain([0, 99]) {
        let mut first = world();
        first.request();
        let mut later = world();
        later.open();
        later.lose();
        later.request();
        for mut world in [first, later] {
            assert_eq!(world.answer(status, Some(STREAM)), for_good(Why::Status(status)));
            world.is_closed_for_good();
        }
    }
}

#[test]
fn must_pass_over_interim_answers() {
    let mut world = world();
    world.request();
    for interim in [100, 103, 199] {
        assert_eq!(world.answer(interim, None), None);
        assert_eq!(world.source.next_step(), Step::AwaitResponse);
    }
    assert_eq!(world.answer(200, Some(STREAM)), Some(Told::Open));
}

#[test] // SSE-9.2.2-16
fn must_take_the_media_type_in_any_case_with_any_parameters() {
    for good in [
        "Text/Event-STREAM",
        "text/event-stream;charset=utf-8",
        "text/event-stream ; charset=\"a,b\"",
        "\ttext/event-stream ",
        "text/event-stream; charset=windows-1252", // it is UTF-8, whatever is said
        "text/event-stream;",
        "text/html, text/event-stream", // the last one counts
        "text/event-stream, */*",       // but for this
        "text/event-stream, nonsense",  // and for what cannot be read
        "text/plain;a=\"\\\",\", text/event-stream",
    ] {
        let mut world = world();
        world.request();
        assert_eq!(world.answer(200, Some(good)), Some(Told::Open), "{good}");
    }
}

#[test] // SSE-9.2.2-16
fn must_give_up_on_any_other_media_type() {
    for (bad, found) in [
        (None, ""),
        (Some(""), ""),
        (Some("event-stream"), ""),
        (Some("text/event-stream, text/HTML"), "text/html"),
        (Some("text/event-streams"), "text/event-streams"),
        (Some("text/event-stream x"), ""),
        (Some("text /event-stream"), ""),
        (Some("text/plain;a=\"text/event-stream\""), "text/plain"),
        (Some("text/plain;a=\"x, text/event-stream\""), "text/plain"),
        (Some("*/*"), ""),
        (Some("text/événement"), ""),
    ] {
        let mut world = world();
        world.request();
        assert_eq!(world.answer(200, bad), for_good(Why::MediaType(found.into())), "{bad:?}");
        world.is_closed_for_good();
    }
}

#[test] // what broke a limit once would break it again
fn limit_a_stream_that_breaks_one_is_given_up() {
    let limits = Limits { line_bytes: 10, ..Limits::DEFAULT };
    let mut world = World::new(Options { limits, ..Options::default() });
    world.open();
    let told = world.hear("data: a\n\ndata: 34567");
    assert_eq!(told[0], message("a", ""));
    assert!(matches!(&told[1], Told::Error(Why::Stream(error), None) if error.offset == 19));
    world.is_closed_for_good();
}

#[test] // SSE-9.2.10-01
fn should_say_what_was_wrong() {
    let said = |why: Why| why.to_string();
    assert_eq!(said(Why::Status(503)), "status 503; 200 would have been right");
    let html = said(Why::MediaType("text/html".into()));
    assert_eq!(html, "media type \"text/html\"; text/event-stream would have been right");
    assert_eq!(said(Why::TooManyRedirects), "more than 20 redirects");
    for why in [Why::EndOfStream, Why::NetworkError, Why::Silence, Why::Hopeless] {
        assert!(said(why).len() > 15);
    }
    assert!(said(Why::RedirectNowhere("scheme ftp".into())).ends_with(": scheme ftp"));
}
