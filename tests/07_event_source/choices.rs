//! # What the standard leaves open                                   chapter 07 · WHATWG §9.2.3
//! Knows: the bounds of a wait, backoff, when to give up, silence. Does not know: the rest.
//! Read before: `sse/src/event_source/options.rs`. Read next: `laws.rs`.

use super::*;

#[test] // a hostile number cannot switch a client off
fn limit_the_longest_wait_is_an_hour_unless_told_otherwise() {
    for (asked, waited) in [
        ("3599999", HOUR - Duration::from_millis(1)),
        ("3600000", HOUR),
        ("3600001", HOUR),
        ("9999999999", HOUR),
        ("99999999999999999999999999", HOUR),
    ] {
        let mut world = world();
        world.open();
        world.hear(&format!("retry: {asked}\n"));
        assert_eq!((world.source.reconnection_time(), world.lose()), (waited, waited));
    }
}

#[test] // nor make it ask without a pause
fn limit_the_shortest_wait() {
    let shortest = SECOND / 2;
    let options =
        Options { shortest_reconnection_time: shortest, reconnection_time: SECOND, ..def() };
    let mut world = World::new(options);
    for (asked, waited) in [("0", 500), ("499", 500), ("500", 500), ("501", 501)] {
        world.open();
        world.hear(&format!("retry: {asked}\n"));
        assert_eq!(world.lose(), Duration::from_millis(waited));
    }
}

fn def() -> Options {
    Options::default()
}

/// The dice fall as high as they can, so each wait is its bound but for a nanosecond.
fn seconds(wait: Duration) -> u64 {
    (wait + Duration::from_nanos(1)).as_secs()
}

/// With a backoff of up to a second more, then two, then four, then eight at most.
fn patient() -> World {
    let backoff = Backoff::new(SECOND, 8 * SECOND).reset_after(60 * SECOND);
    World::new(Options { backoff, ..def() })
}

#[test] // SSE-9.2.3-04
fn may_wait_longer_each_time_but_never_less_than_the_reconnection_time() {
    let mut world = patient();
    let waits = [0; 6].map(|_| {
        world.request();
        seconds(world.lose())
    });
    assert_eq!(waits, [4, 5, 7, 11, 11, 11]);
    world.request();
    let lucky = world.source.ended(End::NetworkError, world.now, 0).map(tell);
    assert_eq!(lucky, again(Why::NetworkError, 3 * SECOND));
}

/// A server that accepts and drops is no good one, though each answer is a 200.
#[test] // SSE-9.2.3-04
fn must_not_take_an_answer_for_the_end_of_trouble() {
    let mut world = patient();
    let waits = [0; 4].map(|_| {
        world.open();
        world.hear(": hm\n\nretry: 3000\n");
        seconds(world.lose())
    });
    assert_eq!(waits, [4, 5, 7, 11]);
}

#[test]
fn must_begin_the_series_anew_after_an_event_or_a_minute() {
    let good: [fn(&mut World); 2] =
        [|world| drop(world.hear("data: a\n\n")), |world| drop(world.pass(60 * SECOND))];
    for good in good {
        let mut world = patient();
        for _ in 0..3 {
            world.open();
            world.pass(60 * SECOND - Duration::from_nanos(1));
            world.lose();
        }
        world.open();
        good(&mut world);
        assert_eq!(seconds(world.lose()), 4);
        world.request();
        assert_eq!(seconds(world.lose()), 5);
    }
}

#[test] // exactly so many requests; one published client never counts
fn limit_attempts() {
    for most in 1..5 {
        let mut world = World::new(Options { attempts_max: Some(most), ..def() });
        for _ in 1..most {
            world.request();
            world.redirect(307, Location::To { url: URL, same_origin: true }); // does not count
            world.request();
            world.lose();
        }
        world.request();
        assert_eq!(world.end(End::NetworkError), for_good(Why::NetworkError));
        world.is_closed_for_good();
    }
}

#[test]
fn limit_attempts_count_from_the_last_good_one() {
    let mut world = World::new(Options { attempts_max: Some(2), ..def() });
    for _ in 0..10 {
        world.request();
        world.lose();
        world.open();
        world.hear("data: a\n\n");
        world.lose();
    }
    world.open();
    world.lose();
    world.open();
    assert_eq!(world.end(End::Complete), for_good(Why::EndOfStream), "accepted, and no more");
}

/// A server that sends a heartbeat each 15 s, and a client that waits for two and a half.
const HEARTBEAT: Duration = Duration::from_secs(15);

fn watchful() -> World {
    World::new(Options { silence: Some(HEARTBEAT * 5 / 2), ..def() })
}

#[test]
fn limit_silence_from_any_byte_to_the_next() {
    let silence = HEARTBEAT * 5 / 2;
    let early = silence - Duration::from_nanos(1);
    let mut world = watchful();
    world.open();
    for byte in [":", "\n", "x", "\n"] {
        assert_eq!(world.pass(early), None);
        assert_eq!(world.hear(byte), []);
    }
    assert_eq!(world.source.deadline(), Some(world.now + silence));
    assert_eq!(world.hear(""), [], "no bytes are none");
    assert_eq!(world.pass(early), None);
    assert_eq!(world.pass(Duration::from_nanos(1)), again(Why::Silence, 3 * SECOND));
    assert_eq!(world.wait(), 3 * SECOND);
    world.request();
    assert_eq!(world.pass(early), None, "the wait does not count, the request does");
    assert_eq!(world.answer(100, None), None);
    assert_eq!(world.pass(early), None, "an interim answer is a sign of life");
    assert_eq!(world.answer(200, Some(STREAM)), Some(Told::Open));
    assert_eq!(world.pass(early), None, "and so is the head");
    assert_eq!(world.pass(Duration::from_nanos(1)), again(Why::Silence, 3 * SECOND));
}

#[test] // a hundred hours without an event, and with one request
fn must_not_tire_of_a_server_that_is_there() {
    let mut world = watchful();
    world.open();
    while world.now < 100 * HOUR {
        assert_eq!(world.pass(HEARTBEAT), None);
        assert_eq!(world.hear(std::str::from_utf8(sse::encode::HEARTBEAT).unwrap()), []);
        assert_eq!(world.source.next_step(), Step::Read);
    }
}

#[test] // SSE-9.2.2-15: how a server turns clients away, and gets them back
fn claim_503_is_for_good_and_a_retry_on_an_empty_stream_is_not() {
    let mut refused = world();
    refused.request();
    assert_eq!(refused.answer(503, None), for_good(Why::Status(503)));
    refused.is_closed_for_good();

    let mut put_off = world();
    put_off.open();
    put_off.hear("retry: 5000\n\n");
    assert_eq!(put_off.end(End::Complete), again(Why::EndOfStream, 5 * SECOND));
    assert_eq!(put_off.wait(), 5 * SECOND);
    put_off.open();
}
