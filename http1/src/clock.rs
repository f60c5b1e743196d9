//! # Clock                                                           chapter 02 · RFC 9110 §6.6.1
//! Knows: what time it is, because it was told. Does not know: how to find out.
//! Read before: `date.rs`. Read next: `server.rs`.

use crate::date::fixdate;
use std::ops::Range;
use std::time::Duration;

/// The time of a connection, and the Date field that it gives.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    unix_time_at_start: Duration,
    now: Duration,
    /// The date as text changes once a second; it is written once a second.
    written_second: Option<u64>,
    date_line: DateLine,
}

/// `Date: `, a date, CR LF.
pub(crate) type DateLine = [u8; 37];
/// The place of the date in it.
const DATE: Range<usize> = 6..35;

impl Clock {
    /// The connection begins at this moment, counted from the beginning of 1970.
    pub(crate) fn new(unix_time_at_start: Duration) -> Self {
        let date_line = *b"Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n";
        Self { unix_time_at_start, now: Duration::ZERO, written_second: None, date_line }
    }

    /// Since the connection began.
    pub(crate) fn now(&self) -> Duration {
        self.now
    }

    /// It is `now`. Time does not run backwards.
    pub(crate) fn set(&mut self, now: Duration) {
        self.now = self.now.max(now);
    }

    /// The field that says what moment it is.
    pub(crate) fn date_line(&mut self) -> &DateLine {
        let moment = self.unix_time_at_start.saturating_add(self.now);
        if self.written_second != Some(moment.as_secs()) {
            self.written_second = Some(moment.as_secs());
            self.date_line[DATE].copy_from_slice(&fixdate(moment));
        }
        &self.date_line
    }
}
