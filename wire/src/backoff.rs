//! # Backoff: how long to wait before trying again            chapter 07 · RFC 6455 §7.2.3
//! Knows: how often it failed in a row. Does not know: what is tried, what time it is, dice.
//! Read before: `limits.rs`. Read next: `net/src/reconnect.rs`.
//!
//! A server that went down loses all its clients in one moment. If each waited the same time they
//! would come back in one moment, too, and bring it down again. So each waits a time that is
//! random from nothing up to a bound, and the bound doubles with each failure.

use std::time::Duration;

/// Truncated binary exponential backoff with full jitter.
///
/// ```
/// use std::time::Duration;
/// let mut backoff = wire::Backoff::new(Duration::from_secs(5), Duration::from_secs(30));
/// let half = u64::MAX / 2 + 1; // what the dice say: a half of all that they can
/// let waits = [0; 5].map(|_| backoff.fail(half).as_millis());
/// assert_eq!(waits, [2500, 5000, 10_000, 15_000, 15_000]);
/// backoff.stayed(Duration::from_secs(30)); // a connection was good for half a minute
/// assert_eq!(backoff.fail(0), Duration::ZERO);
/// assert_eq!(backoff.failures(), 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    first: Duration,
    cap: Duration,
    stay: Duration,
    failures: u32,
}

impl Backoff {
    /// The first wait is below `first`; its bound doubles with each failure, up to `cap`. A
    /// connection that stayed for as long as `cap` ends the series.
    pub const fn new(first: Duration, cap: Duration) -> Self {
        Self { first, cap, stay: cap, failures: 0 }
    }

    /// A connection that stayed for `stay` ends the series.
    #[must_use]
    pub const fn reset_after(mut self, stay: Duration) -> Self {
        self.stay = stay;
        self
    }

    /// It failed once more: how long to wait, where each value of `random` is as likely as any
    /// other. The first wait is random, too (RFC 6455 §7.2.3).
    pub fn fail(&mut self, random: u64) -> Duration {
        let bound = self.bound();
        self.failures = self.failures.saturating_add(1);
        // bound × random / 2⁶⁴: from zero up to, and never, the bound.
        let nanoseconds = (bound.as_nanos().saturating_mul(u128::from(random))) >> 64;
        u64::try_from(nanoseconds).map_or(bound, Duration::from_nanos)
    }

    /// A connection was good for `time`: if that was long enough, the series begins anew. One that
    /// ends at once is a failure like those before it. True if it was.
    pub fn stayed(&mut self, time: Duration) -> bool {
        let enough = time >= self.stay;
        if enough {
            self.failures = 0;
        }
        enough
    }

    /// The failures since the series began.
    pub fn failures(&self) -> u32 {
        self.failures
    }

    /// The next wait is below this.
    pub fn bound(&self) -> Duration {
        let factor = 2_u32.saturating_pow(self.failures);
        self.first.saturating_mul(factor).min(self.cap)
    }
}

impl Default for Backoff {
    /// First below 5 s, as RFC 6455 §7.2.3 proposes; at most 30 s.
    fn default() -> Self {
        Self::new(Duration::from_secs(5), Duration::from_secs(30))
    }
}
