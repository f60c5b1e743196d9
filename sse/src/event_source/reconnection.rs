//! # When to come back                                        chapter 07 · WHATWG §9.2.3, §9.2.6
//! Knows: the reconnection time, what is added to it, how many attempts in a row bore nothing.
//! Does not know: what an attempt is, why one ended.
//! Read before: `wire/src/backoff.rs`, `options.rs`. Read next: `mod.rs`.

use super::options::Options;
use std::time::Duration;
use wire::Backoff;

/// The waits between attempts.
///
/// The reconnection time is always waited in full; the backoff comes on top of it, as the
/// standard permits. A connection bears fruit by its first event, or by staying: being accepted
/// alone ends no series, or a server that accepts and drops would be asked for ever at full pace.
#[derive(Clone, Debug)]
pub(crate) struct Reconnection {
    time: Duration,
    shortest: Duration,
    longest: Duration,
    backoff: Backoff,
    attempts_max: Option<u32>,
    /// Attempts in a row, the present one too, that bore nothing.
    fruitless: u32,
}

impl Reconnection {
    pub(crate) fn new(options: &Options) -> Self {
        let &Options { shortest_reconnection_time: shortest, backoff, attempts_max, .. } = options;
        let longest = options.longest_reconnection_time;
        let time = Duration::ZERO;
        let mut new = Self { time, shortest, longest, backoff, attempts_max, fruitless: 0 };
        new.set_time(options.reconnection_time);
        new
    }

    /// The reconnection time that is waited.
    pub(crate) fn time(&self) -> Duration {
        self.time
    }

    /// What a server may ask for is bounded on both sides.
    pub(crate) fn set_time(&mut self, time: Duration) {
        self.time = time.min(self.longest).max(self.shortest);
    }

    /// An attempt is made.
    pub(crate) fn attempt(&mut self) {
        self.fruitless = self.fruitless.saturating_add(1);
    }

    /// An event came.
    pub(crate) fn bear_fruit(&mut self) {
        self.stayed(Duration::MAX);
    }

    /// The stream was open for so long.
    pub(crate) fn stayed(&mut self, time: Duration) {
        if self.backoff.stayed(time) {
            self.fruitless = 0;
        }
    }

    /// The attempt is over: how long to wait for the next one, unless it was the last.
    pub(crate) fn wait(&mut self, dice: u64) -> Option<Duration> {
        if self.attempts_max.is_some_and(|most| self.fruitless >= most) {
            return None;
        }
        Some(self.time.saturating_add(self.backoff.fail(dice)))
    }
}
