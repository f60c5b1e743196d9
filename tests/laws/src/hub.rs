//! # The laws of a hub                                               chapter 15
//! Knows: what each reader of a numbered log must see. Does not know: how it is stored.
//! Read before: `protocol.rs`. Read next: `hub/src/lib.rs`, `tests/15_hub.rs`.
//!
//! The oracle, [`Naive`], does it the costly way: each reader has a queue of its own, into which
//! every event is put at once, and from which the policy takes them at once. What is under test
//! may do as it likes, as long as nobody can tell the difference.

use crate::Report;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::VecDeque;

/// A number of events and a number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Events.
    pub events: usize,
    /// Bytes, as `wire::Published::weight` counts.
    pub bytes: usize,
}

/// What happens to a reader that is too slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// It is over.
    Disconnect,
    /// It goes on with a gap.
    DropOldest,
    /// It is given the newest only.
    LatestOnly,
}

/// What a reader asked for.
#[derive(Clone, Copy, Debug)]
pub struct Join {
    /// The number after which it begins, or `None` to begin with the next event.
    pub after: Option<u64>,
    /// How much may wait for it.
    pub queue: Bounds,
    /// What happens beyond.
    pub policy: Policy,
}

/// What a reader was told when it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// It begins where it asked to.
    Fine,
    /// So many events before the first that it will see are gone.
    Missed(u64),
    /// It asked for a number that was never given.
    Unknown,
}

/// What a reader was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// It has read all.
    Nothing,
    /// Events, and how many before them were left out.
    Events {
        /// How many were left out since the last batch.
        missed: u64,
        /// What the event of the type `reset` before them says, if there is one.
        reset: Option<Reset>,
        /// Their numbers.
        ids: Vec<u64>,
    },
    /// It is over, with so many events unread.
    Lagged(u64),
}

/// What a reader is told of a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reset {
    /// The number behind which it goes on.
    pub place: u64,
    /// How many events it missed, if that can be known.
    pub missed: Option<u64>,
}

/// What is under test: a hub with one topic.
pub trait Subject {
    /// One of its readers.
    type Reader;
    /// A fresh one, whose log is bounded by `log`.
    fn new(log: Bounds) -> Self;
    /// Publish, and return the event's number and weight.
    fn publish(&self, data: &str) -> (u64, usize);
    /// A reader comes.
    fn join(&self, join: Join) -> (Self::Reader, Told);
    /// A reader reads without waiting.
    fn read(reader: &mut Self::Reader, most: Bounds) -> Given;
    /// What the log keeps.
    fn kept(&self) -> Bounds;
}

/// One step of a script.
#[derive(Clone, Debug)]
pub enum Step {
    /// Publish a text of so many bytes.
    Publish(usize),
    /// A reader comes.
    Join(Join),
    /// One of the readers reads, at most so much.
    Read(usize, Bounds),
    /// One of the readers leaves.
    Leave(usize),
}

/// The longest text in a script; with its type it weighs less than [`LOG_BYTES`].
const TEXT_BYTES: usize = 200;
/// The smallest log in a script.
const LOG_BYTES: usize = 400;

/// Bounds from very tight to never felt.
fn bounds(least_bytes: usize) -> impl Strategy<Value = Bounds> {
    (0usize..9, least_bytes..1_600).prop_map(|(events, bytes)| Bounds { events, bytes })
}

fn join() -> impl Strategy<Value = Join> {
    let policy =
        prop_oneof![Just(Policy::Disconnect), Just(Policy::DropOldest), Just(Policy::LatestOnly)];
    (proptest::option::of(0u64..40), bounds(0), policy).prop_map(|(after, queue, policy)| Join {
        after,
        queue,
        policy,
    })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (0..TEXT_BYTES).prop_map(Step::Publish),
        1 => join().prop_map(Step::Join),
        4 => (any::<usize>(), bounds(0)).prop_map(|(reader, most)| Step::Read(reader, most)),
        1 => any::<usize>().prop_map(Step::Leave),
    ]
}

/// Any log and any interleaving of publishing, coming, reading and leaving.
pub fn script() -> impl Strategy<Value = (Bounds, Vec<Step>)> {
    (bounds(LOG_BYTES), vec(step(), 0..80))
}

/// Play a script on the subject and on the oracle, and compare after each step.
///
/// # Panics
/// At the first difference, with the steps so far.
pub fn play<S: Subject>(log: Bounds, steps: &[Step]) {
    let mut report = Report::default();
    report.step(format!("a log of at most {log:?}"));
    let (subject, mut naive) = (S::new(log), Naive::new(log));
    let mut readers: Vec<(S::Reader, Own)> = Vec::new();
    for step in steps {
        report.step(format!("{step:?}"));
        let (expected, found) = match *step {
            Step::Publish(bytes) => {
                let (id, weight) = subject.publish(&"x".repeat(bytes));
                let expected = naive.publish(weight, readers.iter_mut().map(|(_, own)| own));
                (format!("{expected:?}"), format!("{:?}", (id, subject.kept())))
            }
            Step::Join(join) => {
                let (reader, found) = subject.join(join);
                let (own, expected) = naive.join(join);
                readers.push((reader, own));
                (format!("{expected:?}"), format!("{found:?}"))
            }
            Step::Read(reader, most) if !readers.is_empty() => {
                let at = reader % readers.len();
                let (reader, own) = &mut readers[at];
                let found = S::read(reader, most);
                (format!("{:?}", naive.read(own, most)), format!("{found:?}"))
            }
            Step::Leave(reader) if !readers.is_empty() => {
                readers.swap_remove(reader % readers.len());
                continue;
            }
            Step::Read(..) | Step::Leave(_) => continue,
        };
        if expected != found {
            report.difference(expected, found);
            report.fail();
        }
    }
}

/// The oracle: all weights ever, and what of them is kept.
#[derive(Debug)]
pub struct Naive {
    log: Bounds,
    weights: Vec<usize>,
    kept: VecDeque<u64>,
}

/// The queue that a reader of the oracle has of its own.
#[derive(Debug)]
pub struct Own {
    join: Join,
    /// To be replayed.
    old: VecDeque<u64>,
    /// Published since it came.
    new: VecDeque<u64>,
    missed: u64,
    /// The number of the last event that it was given.
    given: u64,
    too_slow: bool,
    over: Option<u64>,
    /// What it must hear of its start.
    untold: Option<Told>,
}

impl Naive {
    fn new(log: Bounds) -> Self {
        Self { log, weights: Vec::new(), kept: VecDeque::new() }
    }

    fn weigh<'n>(&self, ids: impl IntoIterator<Item = &'n u64>) -> usize {
        ids.into_iter().map(|&id| self.weights[id as usize - 1]).sum()
    }

    fn too_much(&self, ids: &VecDeque<u64>, bounds: Bounds) -> bool {
        ids.len() > 1 && (ids.len() > bounds.events || self.weigh(ids) > bounds.bytes)
    }

    fn publish<'n>(
        &mut self,
        weight: usize,
        readers: impl Iterator<Item = &'n mut Own>,
    ) -> (u64, Bounds) {
        self.weights.push(weight);
        let id = self.weights.len() as u64;
        self.kept.push_back(id);
        while self.too_much(&self.kept, self.log) {
            self.kept.pop_front();
        }
        for own in readers {
            own.new.push_back(id);
            self.apply_policy(own);
        }
        (id, Bounds { events: self.kept.len(), bytes: self.weigh(&self.kept) })
    }

    /// Take from a reader's queue what the log has dropped and what its bounds do not allow.
    fn apply_policy(&self, own: &mut Own) {
        let before = own.old.len() + own.new.len();
        own.old.retain(|id| self.kept.contains(id));
        own.new.retain(|id| self.kept.contains(id));
        if own.join.policy == Policy::LatestOnly {
            let newest = own.new.pop_back().or_else(|| own.old.pop_back());
            own.old.clear();
            own.new = newest.into_iter().collect();
        }
        while own.join.policy != Policy::LatestOnly && self.too_much(&own.new, own.join.queue) {
            own.old.clear();
            own.new.pop_front();
        }
        let missed = before - (own.old.len() + own.new.len());
        own.missed += missed as u64;
        own.too_slow |= missed > 0 && own.join.policy == Policy::Disconnect;
    }

    fn join(&self, join: Join) -> (Own, Told) {
        let last = self.weights.len() as u64;
        let first = self.kept.front().copied().unwrap_or(last + 1);
        let (given, told) = match join.after {
            None => (last, Told::Fine),
            Some(id) if id > last => (first - 1, Told::Unknown),
            Some(id) if id + 1 < first => (first - 1, Told::Missed(first - 1 - id)),
            Some(id) => (id, Told::Fine),
        };
        let old = (given + 1..=last).collect();
        let (new, over) = (VecDeque::new(), None);
        let untold = (told != Told::Fine).then_some(told);
        let mut own = Own { join, old, new, missed: 0, given, too_slow: false, over, untold };
        self.apply_policy(&mut own);
        (own, told)
    }

    fn read(&self, own: &mut Own, most: Bounds) -> Given {
        if own.too_slow {
            let unread = self.weights.len() as u64 - own.given;
            return Given::Lagged(*own.over.get_or_insert(unread));
        }
        let mut ids = VecDeque::new();
        let before = own.given;
        while let Some(id) = own.old.front().or(own.new.front()).copied() {
            ids.push_back(id);
            if self.too_much(&ids, most) {
                ids.pop_back();
                break;
            }
            if own.old.pop_front().is_none() {
                own.new.pop_front();
            }
            own.given = id;
        }
        let left_out = std::mem::take(&mut own.missed);
        let missed = match own.untold.take() {
            Some(Told::Missed(events)) => Some(Some(events + left_out)),
            Some(_) => Some(None),
            None if left_out > 0 && own.join.policy == Policy::DropOldest => Some(Some(left_out)),
            None if ids.is_empty() => return Given::Nothing,
            None => None,
        };
        let place = ids.front().map_or(before, |first| first - 1);
        let reset = missed.map(|missed| Reset { place, missed });
        Given::Events { missed: left_out, reset, ids: ids.into() }
    }
}

/// A reader, and what it has seen.
struct Witness<R> {
    reader: R,
    after: u64,
    seen: Vec<u64>,
}

impl<R> Witness<R> {
    fn look<S: Subject<Reader = R>>(&mut self, most: Bounds) {
        match S::read(&mut self.reader, most) {
            Given::Nothing => {}
            Given::Events { missed: 0, ids, .. } => self.seen.extend(ids),
            other => panic!("nobody is too slow here, but: {other:?}"),
        }
    }
}

/// Readers that come at any time and are never too slow: the numbers that each has seen must be
/// an unbroken run, from where it began to the end.
///
/// # Panics
/// When a number is missing, comes twice, or out of order.
pub fn play_without_bounds<S: Subject>(steps: &[Step]) {
    let wide = Bounds { events: 10_000, bytes: 100_000_000 };
    let (subject, mut last) = (S::new(wide), 0);
    let mut witnesses: Vec<Witness<S::Reader>> = Vec::new();
    for step in steps {
        match *step {
            Step::Publish(bytes) => last = subject.publish(&"x".repeat(bytes)).0,
            Step::Join(join) => {
                // A number that was never given is answered with all there is.
                let after = join.after.map_or(last, |id| if id > last { 0 } else { id });
                let policy = Policy::Disconnect;
                let (reader, _) = subject.join(Join { policy, queue: wide, ..join });
                witnesses.push(Witness { reader, after, seen: Vec::new() });
            }
            Step::Read(reader, most) if !witnesses.is_empty() => {
                let at = reader % witnesses.len();
                witnesses[at].look::<S>(most);
            }
            Step::Read(..) | Step::Leave(_) => {}
        }
    }
    for mut witness in witnesses {
        witness.look::<S>(wide);
        assert_eq!(witness.seen, (witness.after + 1..=last).collect::<Vec<_>>());
    }
}

/// The laws of a hub, for one [`Subject`].
#[macro_export]
macro_rules! hub {
    (subject: $subject:ty $(,)?) => {
        use $crate::hub::{play, play_without_bounds, script};

        $crate::proptest::proptest! {
            /// Whatever the bounds and whoever does what when: each reader is given what a queue
            /// of its own would have held, and the log keeps what its bounds allow.
            #[test]
            fn law_every_reader_sees_what_a_queue_of_its_own_would_hold(
                (log, steps) in script()
            ) {
                play::<$subject>(log, &steps);
            }

            /// While nobody is too slow, each reader sees every number once and in order, from
            /// where it began: nothing is lost or doubled between replay and live.
            #[test]
            fn law_every_reader_sees_every_number_once_and_in_order((_, steps) in script()) {
                play_without_bounds::<$subject>(&steps);
            }
        }
    };
}
