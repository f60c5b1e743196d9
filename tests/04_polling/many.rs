//! # Many pollers, many events                                       chapter 04 · RFC 6202 §2
//! Knows: a crowd that asks at its own pace, on connections that are lost. Does not know: sockets.
//! Read before: `world.rs`. Read next: `tests/05_long_polling.rs`.

use super::world::InMemory;
use laws::polling::{Kind, World};
use std::time::Duration;

/// The same numbers in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) % end
    }
}

/// Publish `events` events in bursts, at random pauses, while `pollers` clients poll; one answer in
/// fifty arrives in part and is lost with its connection. Each hears each number once, in order.
fn everyone_hears_everything(pollers: usize, events: u64) {
    let kinds: Vec<Kind> = [Kind::Short, Kind::Long].into_iter().cycle().take(pollers).collect();
    let (mut world, mut dice) = (InMemory::new(&kinds), Dice(7));
    let (mut published, mut heard, mut lost) = (0, vec![0; pollers], 0);
    while heard.iter().any(|&last| last < events) {
        for _ in 0..dice.below(7).min(events - published) {
            published += 1;
            world.publish(&published.to_string());
        }
        world.pass(Duration::from_millis(dice.below(1_500)));
        for (client, last) in heard.iter_mut().enumerate() {
            if dice.below(50) == 0 {
                let some = usize::try_from(dice.below(300)).unwrap();
                world.arrive(client, some);
                world.lose(client);
                lost += 1;
            } else {
                world.arrive(client, usize::MAX);
            }
            for event in world.take_heard(client) {
                *last += 1;
                assert_eq!(*event.data, *last.to_string(), "client {client}");
            }
        }
    }
    assert_eq!(heard, vec![events; pollers], "and nothing that was not published");
    assert!(lost > 0);
}

#[test]
fn law_a_hundred_pollers_hear_every_event_once() {
    everyone_hears_everything(100, 500);
}

#[test]
#[ignore = "needs half a minute: cargo test --release --test 04_polling -- --ignored"]
fn law_a_thousand_pollers_hear_ten_thousand_events_once() {
    everyone_hears_everything(1_000, 10_000);
}
