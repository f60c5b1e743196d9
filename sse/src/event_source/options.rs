//! # What an EventSource can be told                                 chapter 07 · WHATWG §9.2.3
//! Knows: every choice that the standard leaves open, and what we choose.
//! Does not know: the rest.
//! Read before: `step.rs`, `wire/src/backoff.rs`. Read next: `reconnection.rs`.

use std::time::Duration;
use wire::{Backoff, Limits};

/// How an EventSource behaves where the standard lets it choose. The default is a browser's
/// manner: three seconds, always, without an end.
#[derive(Clone, Debug)]
pub struct Options {
    /// What a stream may make us hold: of all limits, those that [`crate::Decoder`] knows.
    pub limits: Limits,
    /// How long to wait before reconnecting, until the server says otherwise: 3 s.
    pub reconnection_time: Duration,
    /// The least that a server's `retry` can ask for: nothing, so `retry: 0` means at once.
    pub shortest_reconnection_time: Duration,
    /// The most that a server's `retry` can ask for: an hour. A hostile number then cannot switch
    /// a client off.
    pub longest_reconnection_time: Duration,
    /// What is waited on top of the reconnection time: nothing. `Backoff::default()` is a good
    /// choice where many clients lose one server. An event, or a stream that
    /// [stays](Backoff::reset_after) (by default a minute), begins the series anew.
    pub backoff: Backoff,
    /// Give up after so many attempts in a row that brought no event and did not stay: never.
    /// Redirects do not count.
    pub attempts_max: Option<u32>,
    /// Give a connection up after so long without a byte, from the request on: never. Comments
    /// count, so two and a half times the server's heartbeat is a good choice.
    pub silence: Option<Duration>,
    /// The last event ID of an earlier life. Empty: none.
    pub last_event_id: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            limits: Limits::DEFAULT,
            reconnection_time: Duration::from_secs(3),
            shortest_reconnection_time: Duration::ZERO,
            longest_reconnection_time: Duration::from_secs(60 * 60),
            backoff: Backoff::new(Duration::ZERO, Duration::ZERO)
                .reset_after(Duration::from_secs(60)),
            attempts_max: None,
            silence: None,
            last_event_id: String::new(),
        }
    }
}
