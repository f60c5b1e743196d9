//! # Redirects of an EventSource                                     chapter 07 · WHATWG §9.2.2
//! Knows: how many are followed, what goes along, where the next attempt begins.
//! Does not know: how an address is resolved; that is for who drives it.
//! Read before: `answers.rs`. Read next: `lives.rs`.

use super::*;

const HERE: Location<'_> = Location::To { url: "http://example.com/b", same_origin: true };
const AWAY: Location<'_> = Location::To { url: "http://evil.example/", same_origin: false };

#[test] // SSE-9.2.2-09, 10, SSE-9.2.6-26: the origin is that of `current_url`
fn must_follow_each_kind_and_announce_once() {
    for status in [301, 302, 303, 307, 308] {
        let mut world = world();
        world.request();
        assert_eq!(world.redirect(status, HERE), None);
        assert_eq!(world.source.ready_state(), ReadyState::Connecting);
        let request = world.request();
        assert_eq!((request.url.as_str(), request.same_origin), ("http://example.com/b", true));
        assert_eq!(request.as_get, status <= 303, "{status}");
        assert_eq!(world.answer(200, Some(STREAM)), Some(Told::Open));
        let urls = (world.source.url(), world.source.current_url());
        assert_eq!(urls, (URL, "http://example.com/b"));
    }
}

#[test] // the choice of many clients, not of Chromium: where it led may be gone
fn must_begin_the_next_attempt_where_the_first_began() {
    let mut world = world();
    world.request();
    world.redirect(303, AWAY);
    world.open();
    world.lose();
    let request = world.request();
    assert_eq!((request.url.as_str(), request.same_origin, request.as_get), (URL, true, false));
    assert_eq!(world.source.current_url(), URL);
}

#[test] // GHSA-6h5x-7c5m-7cr7 is of a client that let them follow
fn must_not_take_secrets_to_another_origin_and_not_back_either() {
    let mut world = world();
    world.request();
    world.redirect(307, HERE);
    assert!(world.request().same_origin);
    world.redirect(307, AWAY);
    assert!(!world.request().same_origin);
    world.redirect(307, HERE);
    assert!(!world.request().same_origin, "who came from there may have planned it");
}

#[test] // SSE-9.2.2-10
fn limit_redirects() {
    assert_eq!(REDIRECTS_MAX, 20);
    let mut world = world();
    for _ in 0..20 {
        world.request();
        assert_eq!(world.redirect(302, HERE), None);
    }
    let mut lucky = World { source: world.source.clone(), now: world.now };
    lucky.open();
    world.request();
    assert_eq!(world.redirect(302, HERE), again(Why::TooManyRedirects, 3 * SECOND));
    world.wait();
    assert_eq!(world.request().url, URL);
    assert_eq!(world.redirect(302, HERE), None, "each attempt has twenty");
}

#[test] // SSE-9.2.2-11
fn must_give_up_without_a_location() {
    for status in [301, 302, 303, 307, 308] {
        let mut world = world();
        world.request();
        assert_eq!(world.answer(status, Some(STREAM)), for_good(Why::Status(status)));
    }
}

#[test] // SSE-9.2.2-15
fn must_give_up_on_other_answers_that_have_a_location() {
    for status in [201, 204, 300, 304, 305, 306, 401, 503] {
        let mut world = world();
        world.request();
        assert_eq!(world.redirect(status, HERE), for_good(Why::Status(status)));
    }
}

#[test] // SSE-9.2.2-13: a network error like any other
fn must_come_back_from_a_redirect_to_nowhere() {
    let mut world = world();
    world.request();
    let why = Why::RedirectNowhere("scheme ftp".into());
    assert_eq!(world.redirect(302, Location::Nowhere("scheme ftp")), again(why, 3 * SECOND));
    world.wait();
    world.open();
}
