//! # The laws of waiting                                      chapter 07 · RFC 6455 §7.2.3
//! Knows: what must hold of every wait, and of every bound. Does not know: who implements it.
//! Read before: `wire/src/backoff.rs`. Read next: `tests/07_reconnect.rs`.

/// The laws of a truncated binary exponential backoff.
///
/// - `new`: the first bound and the cap: `fn(Duration, Duration) -> B`, where `B` has the methods
///   `fail`, `stayed`, `bound` and `failures` of `wire::Backoff`.
#[macro_export]
macro_rules! backoff {
    (new: $new:expr $(,)?) => {
        use $crate::proptest::prelude::*;

        $crate::proptest::proptest! {
            /// Each wait is below its bound; the bound doubles, up to the cap, and never falls.
            #[test] // WS-7.2.3-01, WS-7.2.3-02, WS-7.2.3-04
            fn law_waits_stay_below_a_bound_that_doubles_up_to_the_cap(
                first in 1..100_000_u64, cap in 1..1_000_000_u64,
                dice in $crate::proptest::collection::vec(any::<u64>(), 1..100),
            ) {
                let time = std::time::Duration::from_millis;
                let mut backoff = $new(time(first), time(cap));
                let mut bound = u128::from(first);
                for (n, random) in dice.into_iter().enumerate() {
                    prop_assert_eq!(backoff.failures() as usize, n);
                    let right = bound.min(u128::from(cap));
                    prop_assert_eq!(backoff.bound().as_millis(), right);
                    prop_assert!(backoff.fail(random) < time(u64::try_from(right).unwrap()));
                    bound = (bound * 2).min(1 << 64);
                }
            }

            /// The dice decide where below the bound, from its very beginning to its very end.
            #[test] // WS-7.2.3-02
            fn law_a_wait_is_the_part_of_the_bound_that_the_dice_say(
                first in 1..100_000_u64, random: u64
            ) {
                let bound = std::time::Duration::from_millis(first);
                let wait = $new(bound, bound).fail(random).as_secs_f64();
                let right = bound.as_secs_f64() * (random as f64 / 2_f64.powi(64));
                prop_assert!((wait - right).abs() < 1e-6, "{} {}", wait, right);
            }

            /// A connection that stayed begins the series anew; one that did not changes nothing.
            #[test] // WS-7.2.3-04
            fn law_only_a_connection_that_stayed_resets(
                first in 1..10_000_u64, cap in 1..100_000_u64, failures in 1..200_u32,
                stayed in 0..200_000_u64,
            ) {
                let time = std::time::Duration::from_millis;
                let mut backoff = $new(time(first), time(cap));
                for _ in 0..failures {
                    backoff.fail(0);
                }
                let before = backoff.bound();
                backoff.stayed(time(stayed));
                let right = if stayed >= cap { time(first.min(cap)) } else { before };
                prop_assert_eq!(backoff.bound(), right);
            }
        }
    };
}
