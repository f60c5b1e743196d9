//! # Schedule: when each event is due                                chapter 16
//! Knows: the moments at which events are due, and how an event says its own.
//! Does not know: who publishes, who hears.
//! Read before: `mod.rs`. Read next: `publisher.rs`, `ear.rs`.
//!
//! The schedule is fixed before the first event is published (an open loop): a server that is slow
//! does not slow the questions. An event carries the moment at which it was due, and its delay
//! counts from there, so that a publisher who had to wait does not hide that (this is called
//! coordinated omission).

use std::time::Duration;

/// What the label of an event takes: no event is smaller.
pub const LABEL_BYTES: usize = 16;
/// The most events of one measurement.
pub const EVENTS_MAX: u64 = 100_000;

/// What the first bytes of an event say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Sent before the measurement, to see that everybody hears.
    Probe(u64),
    /// Due at this moment, counted from the beginning.
    Due(Duration),
}

/// When each event of one measurement is due.
#[derive(Debug)]
pub struct Schedule {
    run: u16,
    /// In order; no two are the same.
    dues: Vec<Duration>,
    /// How long all of it takes.
    pub time: Duration,
}

impl Schedule {
    /// `rate` events a second for so long; one at least, and [`EVENTS_MAX`] at most. `run` tells
    /// its events from those of others.
    ///
    /// Each second has `rate` equal parts, and in each part one event is due; at which moment of
    /// it, the golden ratio says. So the schedule never falls in step with a poller's own beat, and
    /// is the same each time.
    pub fn new(run: u16, rate: u32, time: Duration) -> Self {
        const GOLDEN: u32 = 0x9E37_79B9; // its part behind the point, as a part of 2^32
        let rate = u64::from(rate.max(1));
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let count = (rate.saturating_mul(micros) / 1_000_000).clamp(1, EVENTS_MAX);
        let due = |number: u64| {
            let part = u64::from(GOLDEN).wrapping_mul(number) & 0xFFFF_FFFF;
            let within = (part * 1_000_000) >> 32;
            Duration::from_micros((number * 1_000_000 + within) / rate)
        };
        let time = Duration::from_micros(count * 1_000_000 / rate);
        Self { run, dues: (0..count).map(due).collect(), time }
    }

    /// How many events there are.
    pub fn count(&self) -> usize {
        self.dues.len()
    }

    /// When the event of this number is due.
    pub fn due(&self, number: usize) -> Option<Duration> {
        self.dues.get(number).copied()
    }

    /// The number of the event that is due then.
    pub fn number(&self, due: Duration) -> Option<usize> {
        self.dues.binary_search(&due).ok()
    }

    /// An event of `size` bytes that says this.
    ///
    /// ```
    /// use lab::bench::schedule::{Label, Schedule};
    /// use std::time::Duration;
    /// let schedule = Schedule::new(0xc1, 10, Duration::from_secs(1));
    /// let event = schedule.event(Label::Due(Duration::from_millis(161)), 20);
    /// assert_eq!(event, "00c1-00000161000xxxx");
    /// assert_eq!(schedule.label(&event), Some(Label::Due(Duration::from_millis(161))));
    /// ```
    pub fn event(&self, label: Label, size: usize) -> String {
        let mut text = match label {
            Label::Probe(number) => format!("{:04x}?{number:011}", self.run),
            Label::Due(due) => format!("{:04x}-{:011}", self.run, due.as_micros()),
        };
        text.extend(std::iter::repeat_n('x', size.saturating_sub(text.len())));
        text
    }

    /// What an event says, if it is of this run.
    pub fn label(&self, event: &str) -> Option<Label> {
        let label = event.get(..LABEL_BYTES)?;
        let run = u16::from_str_radix(label.get(..4)?, 16).ok();
        let number = label.get(5..)?.parse().ok()?;
        match label.as_bytes().get(4)? {
            _ if run != Some(self.run) => None,
            b'?' => Some(Label::Probe(number)),
            b'-' => Some(Label::Due(Duration::from_micros(number))),
            _ => None,
        }
    }
}
