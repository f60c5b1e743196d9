//! # The laws of an EventSource                                     chapter 07 · WHATWG §9.2.2 to 4
//! Knows: what holds whatever is done to it, and wherever its streams are cut. Does not know: why.
//! Read before: `lives.rs`, `places.rs`. Read next: `tests/07_reconnect.rs`.

use super::*;
use laws::proptest::collection::vec;
use laws::proptest::prelude::*;

/// What may be done to it.
#[derive(Clone, Debug)]
enum Deed {
    Step,
    Answer(u16, Option<&'static str>),
    Redirect(bool),
    Hear(&'static str),
    End(End),
    Pass(u64),
    Close,
}

fn deed() -> impl Strategy<Value = Deed> {
    let status = prop::sample::select(vec![100, 200, 200, 200, 200, 204, 301, 404, 503]);
    let content_type = prop::sample::select(vec![Some(STREAM), Some(STREAM), None]);
    let body = ["data: a\n\n", "id: 7\n", "\n", "retry: 1\n", ":\n", "data: 34567", ""];
    let end = [End::Complete, End::NetworkError, End::NetworkError, End::Hopeless];
    prop_oneof![
        8 => Just(Deed::Step),
        8 => (status, content_type).prop_map(|(status, of)| Deed::Answer(status, of)),
        2 => any::<bool>().prop_map(Deed::Redirect),
        8 => prop::sample::select(body.to_vec()).prop_map(Deed::Hear),
        4 => prop::sample::select(end.to_vec()).prop_map(Deed::End),
        8 => (0..5000_u64).prop_map(Deed::Pass),
        1 => Just(Deed::Close),
    ]
}

fn act(world: &mut World, deed: &Deed) -> Vec<Told> {
    match *deed {
        Deed::Step => {
            world.source.next_step();
            vec![]
        }
        Deed::Answer(status, content_type) => {
            world.answer(status, content_type).into_iter().collect()
        }
        Deed::Redirect(same_origin) => {
            world.redirect(307, Location::To { url: URL, same_origin }).into_iter().collect()
        }
        Deed::Hear(body) => world.hear(body),
        Deed::End(how) => world.end(how).into_iter().collect(),
        Deed::Pass(time) => world.pass(Duration::from_millis(time)).into_iter().collect(),
        Deed::Close => {
            world.source.close();
            vec![]
        }
    }
}

/// Tell a server's events from the place behind `last_event_id` on, as one body.
fn body_from(last_event_id: Option<&str>, events: u32) -> String {
    let from = last_event_id.map_or(0, |id| id.parse().unwrap());
    (from + 1..=events).map(|n| format!("id: {n}\r\ndata: {n}\r\n\r\n")).collect()
}

laws::proptest::proptest! {
    /// What is told fits to the state before and behind it, and closed is closed.
    #[test]
    fn law_what_is_told_fits_to_the_state(deeds in vec(deed(), 0..60)) {
        let limits = Limits { line_bytes: 10, ..Limits::DEFAULT };
        let silence = Some(4 * SECOND);
        let mut world = World::new(Options { limits, silence, attempts_max: Some(3), ..def() });
        for deed in &deeds {
            let before = world.source.ready_state();
            let all = act(&mut world, deed);
            let behind = world.source.ready_state();
            prop_assert!(before != ReadyState::Closed || (all.is_empty() && behind == before));
            for told in &all {
                prop_assert!(match told {
                    Told::Open => behind == ReadyState::Open && before == ReadyState::Connecting,
                    Told::Message(..) => before == ReadyState::Open,
                    Told::Error(_, Some(wait)) => {
                        behind == ReadyState::Connecting
                            && *wait >= world.source.reconnection_time()
                            && world.source.deadline() == Some(world.now + *wait)
                    }
                    Told::Error(_, None) => behind == ReadyState::Closed,
                }, "{told:?} by {deed:?}, from {before:?} to {behind:?}");
            }
            if all.is_empty() {
                prop_assert!(before == behind || matches!(deed, Deed::Close));
            }
        }
    }

    /// A server that honours the last event ID, and a network that cuts its stream anywhere, any
    /// number of times: each event is heard once, in order.
    #[test]
    fn law_nothing_is_lost_or_doubled_wherever_the_streams_are_cut(
        cuts in vec(0..200usize, 0..20)
    ) {
        const EVENTS: u32 = 20;
        let mut world = world();
        let mut heard = Vec::new();
        for cut in cuts {
            let id = world.asks_with();
            world.answer(200, Some(STREAM));
            let body = body_from(id.as_deref(), EVENTS);
            heard.extend(world.hear(&body[..cut.min(body.len())]));
            world.lose();
        }
        let id = world.asks_with();
        world.answer(200, Some(STREAM));
        heard.extend(world.hear(&body_from(id.as_deref(), EVENTS)));
        let all: Vec<String> = (1..=EVENTS).map(|n| n.to_string()).collect();
        let all: Vec<Told> = all.iter().map(|n| message(n, n)).collect();
        prop_assert_eq!(heard, all);
    }
}

fn def() -> Options {
    Options::default()
}
