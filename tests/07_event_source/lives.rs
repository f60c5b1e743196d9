//! # The lives of an EventSource                                     chapter 07 · WHATWG §9.2.3
//! Knows: every cell of the table, and the order of what is told. Does not know: ids.
//! Read before: `sse/src/event_source/ready_state.rs`. Read next: `places.rs`.

use super::*;
use sse::event_source::ready_state::{Act, Happening, step_of};

#[test] // SSE-9.2.3-01, 02, 10, SSE-9.2.2-20
fn must_hold_in_every_cell_of_the_table() {
    use ReadyState::{Closed, Connecting, Open};
    for state in ReadyState::ALL {
        for on in Happening::ALL {
            let step = step_of(state, on);
            let right = match (state, on) {
                (Closed, _) => (Closed, Act::Nothing),
                (_, Happening::Announce) => (Open, Act::FireOpen),
                (_, Happening::Reestablish) => (Connecting, Act::FireErrorAndWait),
                (_, Happening::Fail) => (Closed, Act::FireError),
                (_, Happening::Close) => (Closed, Act::Nothing),
            };
            assert_eq!((step.to, step.act), right, "{state:?}, {on:?}");
            assert!(step.cite.to_string().starts_with("WHATWG HTML §9.2."));
        }
    }
}

#[test] // SSE-9.2.3-02, 03, 06
fn must_tell_the_error_before_the_wait_and_ask_behind_it() {
    let mut world = world();
    world.open();
    world.now = 10 * SECOND;
    assert_eq!(world.end(End::Complete), again(Why::EndOfStream, 3 * SECOND));
    assert_eq!(world.source.ready_state(), ReadyState::Connecting);
    assert_eq!(world.source.next_step(), Step::WaitUntil(13 * SECOND));
    assert_eq!(world.wait(), 3 * SECOND);
    world.open();
}

#[test] // SSE-9.2.3-03, SSE-9.2.6-19
fn must_wait_as_long_as_the_server_asked_for_from_life_to_life() {
    let mut world = world();
    world.open();
    assert_eq!(world.hear("retry: 1500\n"), []);
    assert_eq!(world.lose(), SECOND * 3 / 2);
    world.open();
    assert_eq!(world.lose(), SECOND * 3 / 2);
    world.request();
    assert_eq!(world.lose(), SECOND * 3 / 2);
    world.open();
    world.hear("retry: 0\nretry: x\nretry: 1");
    assert_eq!(world.lose(), Duration::ZERO);
}

#[test] // SSE-9.2.3-10, 11
fn must_tell_a_failure_once_and_never_ask_again() {
    let mut world = world();
    world.open();
    world.lose();
    world.request();
    assert_eq!(world.answer(503, Some(STREAM)), for_good(Why::Status(503)));
    world.is_closed_for_good();
    world.source.close();
    world.is_closed_for_good();
}

#[test] // SSE-9.2.2-20, SSE-9.2.6-27
fn must_tell_nothing_once_it_is_closed() {
    let mut world = world();
    world.open();
    let mut body = *b"data: a\n\ndata: b\n\n";
    let mut input = Input::new(&mut body);
    assert!(matches!(
        world.source.received(&mut input, world.now),
        Some(Event::Message { data, .. }) if data == "a"
    ));
    world.source.close(); // as a handler does that has heard enough
    assert_eq!(world.source.received(&mut input, world.now), None);
    assert!(input.is_empty());
    world.is_closed_for_good();
}

#[test] // SSE-9.2.3-06, SSE-9.2.2-20
fn must_not_ask_if_it_was_closed_at_any_point() {
    let lives: [fn(&mut World); 4] = [
        |_| {},
        |world| drop(world.request()),
        |world| world.open(),
        |world| {
            world.open();
            world.end(End::NetworkError);
        },
    ];
    for live in lives {
        let mut world = world();
        live(&mut world);
        world.source.close();
        world.is_closed_for_good();
    }
}

#[test] // SSE-9.2.6-34
fn may_hear_events_that_the_server_named_open_and_error() {
    let mut world = world();
    world.open();
    let named = |name: &str| Told::Message(name.into(), "x".into(), String::new());
    let told = world.hear("event: open\ndata: x\n\nevent: error\ndata: x\n\n");
    assert_eq!(told, [named("open"), named("error")]);
    assert_eq!(world.source.ready_state(), ReadyState::Open);
}

#[test] // what comes out of turn changes nothing
fn may_be_told_what_it_did_not_wait_for() {
    let mut world = world();
    assert_eq!(world.answer(200, Some(STREAM)), None, "nothing was asked yet");
    assert_eq!(world.end(End::NetworkError), None);
    world.open();
    assert_eq!(world.answer(404, None), None, "it has its answer");
    world.end(End::Complete);
    assert_eq!(world.hear("data: a\n\n"), [], "the stream is over");
    assert_eq!(world.end(End::NetworkError), None);
    assert_eq!(world.wait(), 3 * SECOND);
    world.open();
}
