//! # Clock                                                           chapter 02 · RFC 9110 §6.6.1
//! Knows: what time it is, because it was told. Does not know: how to find out.
//! Read before: `date.rs`. Read next: `server.rs`.

use crate::date::fixdate;
use std::time::Duration;

/// The time of a connection, and the Date field that it gives.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    unix_time_at_start: Duration,
    now: Duration,
    /// The date as text changes once a second; it is written once a second.
    written_second: Option<u64>,
    date: [u8; 29],
}

impl Clock {
    /// The connection begins at this moment, counted from the beginning of 1970.
    pub(crate) fn new(unix_time_at_start: Duration) -> Self {
        Self { unix_time_at_start, now: Duration::ZERO, written_second: None, date: [0; 29] }
    }

    /// Since the connection began.
    pub(crate) fn now(&self) -> Duration {
        self.now
    }

    /// It is `now`. Time does not run backwards.
    pub(crate) fn set(&mut self, now: Duration) {
        self.now = self.now.max(now);
    }

    /// The present moment, as Date says it.
    pub(crate) fn date(&mut self) -> &[u8; 29] {
        let moment = self.unix_time_at_start.saturating_add(self.now);
        if self.written_second != Some(moment.as_secs()) {
            self.written_second = Some(moment.as_secs());
            self.date = fixdate(moment);
        }
        &self.date
    }
}
