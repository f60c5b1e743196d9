//! # Line: when the next piece may go on                             chapter 03 · RFC 9293 §3.8
//! Knows: one direction of a connection, in virtual time: what waits, and until when.
//! Does not know: sockets, clocks, what the bytes mean.
//! Read before: `faults.rs`. Read next: `change.rs`, `session.rs`.
//!
//! A stream has no pieces: where a reader finds an end is the network's affair, and the time too.
//! What must not change is the order, and that every byte arrives. Whatever a line does, it keeps
//! that, until it is told to cut.

use std::collections::VecDeque;
use std::time::Duration;
use trace::End;
use wire::Bytes;

/// As much may wait on a line before its sender has to.
pub const HELD_MAX: usize = 64 * 1024;
/// A slow line is fed so many times a second.
const STEPS_A_SECOND: u64 = 20;

/// What makes a line worse than a wire. The default: nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    /// The longest piece.
    pub split: Option<usize>,
    /// How much later each piece goes on.
    pub delay: Duration,
    /// How many bytes go on in a second.
    pub rate: Option<u64>,
    /// Behind how many bytes the line is cut.
    pub cut_after: Option<u64>,
    /// When the line falls silent for good.
    pub freeze: Option<Duration>,
}

/// What goes on now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Passing {
    /// These bytes.
    Piece(Bytes),
    /// The end; nothing comes behind it.
    Ended(End),
}

/// One direction of a connection.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pace: Pace,
    waiting: VecDeque<(Duration, Bytes)>,
    held: usize,
    passed: u64,
    /// A slow line takes nothing before this moment.
    free_at: Duration,
    end: Option<(Duration, End)>,
    over: bool,
}

impl Line {
    /// A line on which nothing was said yet.
    pub fn new(pace: Pace) -> Self {
        Self { pace, ..Self::default() }
    }

    /// How many bytes it can still take; its sender waits while it is 0.
    pub fn room(&self) -> usize {
        HELD_MAX.saturating_sub(self.held)
    }

    /// How many bytes wait on it.
    pub fn held(&self) -> usize {
        self.held
    }

    /// The sender wrote these.
    pub fn push(&mut self, now: Duration, bytes: Bytes) {
        if !bytes.is_empty() {
            self.held += bytes.len();
            self.waiting.push_back((now + self.pace.delay, bytes));
        }
    }

    /// The sender will write no more: that arrives behind all that it wrote.
    pub fn end(&mut self, now: Duration, how: End) {
        self.end.get_or_insert((now + self.pace.delay, how));
    }

    /// When [`next`](Self::next) has something; `None` if only the sender can change that.
    pub fn due(&self) -> Option<Duration> {
        if self.over {
            return None;
        }
        let due = match (self.waiting.front(), self.end) {
            _ if self.is_cut() => Duration::ZERO,
            (Some((at, _)), _) => (*at).max(self.free_at),
            (None, Some((at, _))) => at,
            (None, None) => return None,
        };
        self.pace.freeze.is_none_or(|freeze| due < freeze).then_some(due)
    }

    /// What goes on at this moment, if anything: to be called until there is nothing more.
    pub fn next(&mut self, now: Duration) -> Option<Passing> {
        let is_frozen = self.pace.freeze.is_some_and(|freeze| now >= freeze);
        if is_frozen || self.due()? > now {
            return None;
        }
        if self.is_cut() {
            self.over = true;
            return Some(Passing::Ended(End::Cut));
        }
        let longest = self.longest();
        let Some((_, bytes)) = self.waiting.front_mut() else {
            self.over = true;
            return self.end.map(|(_, how)| Passing::Ended(how));
        };
        let piece = bytes.split_to(longest.min(bytes.len()));
        if bytes.is_empty() {
            self.waiting.pop_front();
        }
        self.held -= piece.len();
        self.passed = self.passed.saturating_add(piece.len() as u64);
        if let Some(rate) = self.pace.rate {
            self.free_at = now + time_for(piece.len(), rate);
        }
        Some(Passing::Piece(piece))
    }

    fn is_cut(&self) -> bool {
        self.pace.cut_after.is_some_and(|most| self.passed >= most)
    }

    /// How long the next piece may be: at least one byte, and never more than may wait, so that
    /// whoever writes it down can say how much that is.
    fn longest(&self) -> usize {
        let left = |most: u64| usize::try_from(most - self.passed).unwrap_or(usize::MAX);
        let step = |rate: u64| usize::try_from(rate / STEPS_A_SECOND).unwrap_or(usize::MAX).max(1);
        let bounds = [self.pace.split, self.pace.cut_after.map(left), self.pace.rate.map(step)];
        bounds.into_iter().flatten().fold(HELD_MAX, usize::min)
    }
}

/// How long so many bytes take at this rate.
fn time_for(bytes: usize, rate: u64) -> Duration {
    let microseconds = (bytes as u64).saturating_mul(1_000_000) / rate.max(1);
    Duration::from_micros(microseconds)
}
