//! # A thousand come back                                      chapter 07 · WHATWG HTML §9.2.3
//! Knows: when each of a thousand clients knocks that lost one server at once. Does not know:
//! sockets.
//! Read before: `sse/src/event_source/options.rs`. Read next: `tests/07_reconnect/storm.rs`.

use super::*;
use sse::event_source::{End, EventSource as Machine, Response, Step};
use std::collections::BTreeMap;
use wire::{Backoff, Input};

const CLIENTS: u64 = 1000;

/// Dice that fall the same way each time (SplitMix64), and differently for each client.
fn dice(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The most clients that knock within one tenth of a second, when each read `body(client)` and then
/// lost the server.
fn peak(options: &Options, body: impl Fn(u64) -> String) -> usize {
    let mut tenths = BTreeMap::<u128, usize>::new();
    for client in 0..CLIENTS {
        let mut machine = Machine::new("http://h/", options.clone());
        assert!(matches!(machine.next_step(), Step::Request(_)));
        let typed = Some(&b"text/event-stream"[..]);
        let head = Response { status: 200, content_type: typed, location: None };
        machine.responded(&head, Duration::ZERO, 0);
        let mut bytes = body(client).into_bytes();
        machine.received(&mut Input::new(&mut bytes), Duration::ZERO);
        machine.ended(End::NetworkError, Duration::ZERO, dice(client));
        let Step::WaitUntil(then) = machine.next_step() else { panic!("it comes back") };
        *tenths.entry(then.as_millis() / 100).or_default() += 1;
    }
    tenths.into_values().max().unwrap_or_default()
}

fn waiting(time: u64, more: u64) -> Options {
    let (reconnection_time, more) = (Duration::from_millis(time), Duration::from_millis(more));
    Options { reconnection_time, backoff: Backoff::new(more, more), ..Options::default() }
}

/// what each client does by itself, and what the server can do for all of them.
#[test] // SSE-9.2.3-04
fn claim_jitter_or_a_server_that_spreads_retry_prevents_a_storm() {
    let nothing = |_| String::new();
    let fixed = peak(&waiting(3000, 0), nothing);
    let quarter = peak(&waiting(2250, 1500), nothing); // 3 s, a quarter less or more
    let full = peak(&waiting(0, 3000), nothing);
    let spread = |client: u64| format!("retry: {}\n\n", 1000 + dice(!client) % 10_000);
    let spread = peak(&waiting(3000, 0), spread);
    println!(
        "at most in 100 ms: {fixed} with 3 s, {quarter} with a quarter less or more, {full} with \
         full jitter, {spread} where the server says 1 to 11 s"
    );
    assert_eq!(fixed, 1000);
    assert!(quarter <= 110, "{quarter}");
    assert!(full <= 60, "{full}");
    assert!(spread <= 35, "{spread}");
}
