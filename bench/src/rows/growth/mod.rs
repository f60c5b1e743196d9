//! # Rows: growth                                                    chapter 16
//! Knows: work of one kind, more and more of it. Does not know: what a unit of it costs.
//! Read before: `stats.rs`, `micro.rs`. Read next: `rows/growth/messages.rs`.
//!
//! A figure is the cost of all the work at its place, so work that grows as it should (twice as
//! much costs twice as much) has the exponent 1, and what is quadratic has 2.

mod connections;
mod heads;
mod history;
mod messages;
mod readers;
mod streams;
mod topics;

pub(super) use connections::room_for;

use crate::failure::Failure;
use crate::goal::RowGoal;
use crate::micro::{self, Work};
use crate::row::{Case, Contender, Kind, Measure, Row};
use hub::Topic;
use std::hint::black_box;

const MEASURE: Measure = Measure::cost("ns");
/// What grows no faster than this, as measured, is linear.
const LINEAR: f64 = 1.05;

/// The rows.
pub fn rows() -> Vec<Row> {
    vec![
        messages::row(),
        streams::row(),
        heads::row(),
        connections::row(),
        readers::row(),
        topics::row(),
        history::row(),
    ]
}

/// A row whose places are `sizes`.
fn row(
    name: &'static str,
    about: &'static str,
    sizes: &[usize],
    contenders: fn(usize) -> Result<Vec<Contender>, Failure>,
) -> Row {
    over(name, about, (MEASURE, 5), sizes, contenders)
}

/// The same, in any measure, in no more than so many rounds.
pub(super) fn over(
    name: &'static str,
    about: &'static str,
    (measure, rounds): (Measure, usize),
    sizes: &[usize],
    contenders: fn(usize) -> Result<Vec<Contender>, Failure>,
) -> Row {
    let case = |size: &usize| {
        let size = *size;
        Case::new(short(size), move || contenders(size)).at(size as f64).rounds_max(rounds)
    };
    let goals = vec![RowGoal::Exponent { of: "ours", at_most: LINEAR }];
    Row { name, about, measure, cases: sizes.iter().map(case).collect(), goals }
}

/// Ours, whose work of `size` comes to `tally`. Little work is done again and again until it comes
/// to `enough`, so that looking at the clock is nothing beside it.
fn ours(
    name: &'static str,
    size: (usize, usize),
    tally: usize,
    work: impl Work + 'static,
) -> Contender {
    contender(name, Kind::Ours, size, tally, work)
}

/// What the machine itself takes, whose caches are small and whose memory is slow.
fn limit(size: (usize, usize), tally: usize, work: Copying) -> Contender {
    contender("copy", Kind::Limit, size, tally, work)
}

fn contender(
    name: &'static str,
    kind: Kind,
    (size, enough): (usize, usize),
    tally: usize,
    work: impl Work + 'static,
) -> Contender {
    let times = (enough / size).max(1) as u64;
    let each = (times, times * tally as u64);
    micro::contender(name, kind, MEASURE, each, Repeated { work, times })
}

/// Puts bytes together that come in reads, and does nothing else.
struct Copying {
    came: Vec<u8>,
    read: usize,
}

impl Work for Copying {
    fn pass(&mut self) -> u64 {
        let mut joined = Vec::new();
        for read in self.came.chunks(self.read) {
            joined.extend_from_slice(read);
        }
        black_box(&joined).len() as u64
    }
}

struct Repeated<W> {
    work: W,
    times: u64,
}

impl<W: Work> Work for Repeated<W> {
    fn prepare(&mut self) {
        self.work.prepare();
    }

    fn pass(&mut self) -> u64 {
        (0..self.times).map(|_| self.work.pass()).sum()
    }
}

fn topic(name: &str) -> Result<Topic, Failure> {
    Topic::new(name).map_err(|error| Failure(error.to_string()))
}

/// As `16 Ki`, `10`, `100 000`.
fn short(size: usize) -> String {
    match size {
        size if size >= 1 << 20 && size % (1 << 20) == 0 => format!("{} Mi", size >> 20),
        size if size >= 1 << 10 && size % (1 << 10) == 0 => format!("{} Ki", size >> 10),
        size if size >= 10_000 => format!("{} {:03}", size / 1_000, size % 1_000),
        size => size.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn example_sizes_are_short() {
        assert_eq!([10, 1024, 16 << 20, 100_000].map(short), ["10", "1 Ki", "16 Mi", "100 000"]);
    }
}
