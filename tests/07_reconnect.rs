//! # Coming back                                                     chapter 07 · RFC 6455 §7.2.3
//! Knows: how long to wait, when it is pointless, what the application is told. Does not know: how
//! a WebSocket is opened (`08_client.rs`).
//! Read before: `wire/src/backoff.rs`, `net/src/reconnect.rs`. Read next: `tests/08_client.rs`.

use net::tokio;
use std::time::Duration;
use wire::Backoff;

const SECOND: Duration = Duration::from_secs(1);

/// Run `future` in virtual time, an hour and some at most.
fn in_virtual_time<F: Future>(future: F) -> F::Output {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_all().start_paused(true).build().unwrap();
    let patient = async { tokio::time::timeout(5000 * SECOND, future).await };
    runtime.block_on(patient).expect("it does not hang")
}

/// How long to wait.
mod s07_2_3_backoff {
    use super::*;

    laws::backoff!(new: Backoff::new);

    #[test] // WS-7.2.3-01, WS-7.2.3-02
    fn should_begin_below_five_seconds_and_grow_to_thirty() {
        let mut backoff = Backoff::default();
        let bounds = [0; 6].map(|_| {
            let bound = backoff.bound().as_secs();
            backoff.fail(0);
            bound
        });
        assert_eq!(bounds, [5, 10, 20, 30, 30, 30]);
    }

    #[test] // WS-7.2.3-03
    fn may_choose_another_interval() {
        let mut backoff = Backoff::new(SECOND, 4 * SECOND).reset_after(2 * SECOND);
        let longest = [0; 4].map(|_| backoff.fail(u64::MAX).as_millis());
        assert_eq!(longest, [999, 1999, 3999, 3999]);
        backoff.stayed(2 * SECOND);
        assert_eq!(backoff.failures(), 0);
    }

    #[test]
    fn limit_the_longest_times_and_the_most_failures_do_not_overflow() {
        let mut backoff = Backoff::new(Duration::MAX, Duration::MAX);
        for _ in 0..100 {
            assert!(backoff.fail(u64::MAX) <= Duration::MAX);
        }
        assert_eq!(Backoff::new(Duration::ZERO, SECOND).fail(u64::MAX), Duration::ZERO);
    }
}

/// When it is worth it, who is told, and how it ends.
#[path = "07_reconnect/keeping.rs"]
mod s07_2_3_keeping_open;

/// All at once.
#[path = "07_reconnect/storm.rs"]
mod s07_2_3_storm;
