//! # The round trip of a ping                                        chapter 13 · RFC 6455 §5.5.2
//! Knows: which of our pings a pong answers, and how long that took. Does not know: clocks.
//! Read before: `liveness.rs`. Read next: `connection.rs`.

use std::time::Duration;

/// Numbers our pings, and measures the way there and back.
///
/// The number is the ping's payload, eight bytes, high one first. A pong answers the ping that has
/// its number and all before it, for a peer may answer only the latest (RFC 6455 §5.5.3).
///
/// ```
/// use frames::round_trip::RoundTrip;
/// use std::time::Duration;
/// let mut trips = RoundTrip::default();
/// let ping = trips.ask(Duration::from_millis(100));
/// trips.pong(&ping, Duration::from_millis(130));
/// assert_eq!(trips.answered(), 1);
/// assert_eq!(trips.latest(), Some(Duration::from_millis(30)));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoundTrip {
    /// How many pings were sent.
    sent: u64,
    /// The newest of them that was answered.
    answered: u64,
    /// When the newest one was sent, while it is unanswered.
    asked: Option<Duration>,
    latest: Option<Duration>,
}

impl RoundTrip {
    /// The payload of the next ping, which is sent at `now`.
    pub fn ask(&mut self, now: Duration) -> [u8; 8] {
        self.sent += 1;
        self.asked = Some(now);
        self.sent.to_be_bytes()
    }

    /// A pong with `payload` came at `now`. It counts if it answers one of ours.
    ///
    /// Only the newest ping is measured: one that was overtaken by another is not.
    pub fn pong(&mut self, payload: &[u8], now: Duration) {
        let Ok(payload) = payload.try_into() else { return };
        let number = u64::from_be_bytes(payload);
        if number > self.sent {
            return;
        }
        self.answered = self.answered.max(number);
        if number == self.sent
            && let Some(asked) = self.asked.take()
        {
            self.latest = Some(now.saturating_sub(asked));
        }
    }

    /// The number of the newest ping that was answered; 0 for none.
    pub fn answered(&self) -> u64 {
        self.answered
    }

    /// How many pings were sent: the number of the newest.
    pub fn sent(&self) -> u64 {
        self.sent
    }

    /// The newest measured way there and back.
    pub fn latest(&self) -> Option<Duration> {
        self.latest
    }
}
