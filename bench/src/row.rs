//! # Row: what is measured, on whom                                  chapter 16
//! Knows: rows, cases, contenders. Does not know: how turns are taken.
//! Read before: `failure.rs`, `goal.rs`. Read next: `run.rs`, `micro.rs`, `process.rs`.

use crate::failure::Failure;
use crate::goal::{Goal, RowGoal};
use std::fmt;
use std::time::Duration;

/// One question, in several sizes.
#[derive(Debug)]
pub struct Row {
    /// What it is called on the command line: one word, or words with hyphens.
    pub name: &'static str,
    /// What is asked, in one sentence.
    pub about: &'static str,
    /// What its figures count.
    pub measure: Measure,
    /// Its sizes.
    pub cases: Vec<Case>,
    /// What is asked of all its cases together.
    pub goals: Vec<RowGoal>,
}

/// What a figure counts, and whether more of it is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// As `ns/frame`, `GB/s`, `bytes/connection`.
    pub unit: &'static str,
    /// Which of two figures is the better one.
    pub better: Better,
}

/// Which of two figures is the better one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// The lower one: a cost.
    Lower,
    /// The higher one: a rate.
    Higher,
}

impl Measure {
    /// A cost.
    pub const fn cost(unit: &'static str) -> Self {
        Self { unit, better: Better::Lower }
    }

    /// A rate.
    pub const fn rate(unit: &'static str) -> Self {
        Self { unit, better: Better::Higher }
    }

    /// How many times as good `figure` is as `other`.
    pub fn ratio(&self, figure: f64, other: f64) -> f64 {
        match self.better {
            Better::Lower => other / figure,
            Better::Higher => figure / other,
        }
    }
}

/// One size of a row.
pub struct Case {
    /// As `125 B`.
    pub name: String,
    /// Where it stands on the axis of a row whose growth is asked for: the size, as a number.
    pub at: Option<f64>,
    /// What is asked of it.
    pub goals: Vec<Goal>,
    /// How long one contender's turn takes, where the run's own setting does not fit.
    pub slot: Option<Duration>,
    /// How many rounds there are at most, where turns are long or do not vary.
    pub rounds_max: Option<usize>,
    /// Prepare those who take turns. Called when the case begins; what they hold is dropped when it
    /// ends.
    pub contenders: Box<dyn Fn() -> Result<Vec<Contender>, Failure>>,
}

impl Case {
    /// A case without goals, in the run's own rounds and slots.
    pub fn new(
        name: impl Into<String>,
        contenders: impl Fn() -> Result<Vec<Contender>, Failure> + 'static,
    ) -> Self {
        let contenders = Box::new(contenders);
        Self {
            name: name.into(),
            at: None,
            goals: Vec::new(),
            slot: None,
            rounds_max: None,
            contenders,
        }
    }

    /// The same, with a goal more.
    #[must_use]
    pub fn goal(mut self, goal: Goal) -> Self {
        self.goals.push(goal);
        self
    }

    /// The same, at a place on the row's axis.
    #[must_use]
    pub fn at(mut self, at: f64) -> Self {
        self.at = Some(at);
        self
    }

    /// The same, with turns of this length.
    #[must_use]
    pub fn slot(mut self, slot: Duration) -> Self {
        self.slot = Some(slot);
        self
    }

    /// The same, with no more rounds than these.
    #[must_use]
    pub fn rounds_max(mut self, rounds: usize) -> Self {
        self.rounds_max = Some(rounds);
        self
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Case").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Who does the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Ours, as it ships.
    Ours,
    /// The same, written plainly: what our fast form is held to, or what anybody writes by hand.
    Plain,
    /// A published package.
    Peer,
    /// A loop that does only what cannot be avoided.
    Limit,
}

impl Kind {
    /// As it stands in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Plain => "plain",
            Self::Peer => "peer",
            Self::Limit => "limit",
        }
    }
}

/// One turn: for how long, and whether once is enough.
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    /// How long to work, about.
    pub time: Duration,
    /// Do the work once, check it, and do not mind the time.
    pub smoke: bool,
}

/// What one turn showed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// In the row's unit.
    pub figure: f64,
    /// Other figures of the same turn, each with its name and unit: `("delay p99, µs", 81.0)`.
    pub also: Vec<(&'static str, f64)>,
}

impl From<f64> for Sample {
    fn from(figure: f64) -> Self {
        Self { figure, also: Vec::new() }
    }
}

/// Takes one turn, and checks that the work was done.
pub type Turn = Box<dyn FnMut(Slot) -> Result<Sample, Failure>>;

/// One who takes turns.
pub struct Contender {
    /// As `ours`, `tokio-websockets`, `raw epoll`.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// Takes a turn.
    pub turn: Turn,
}

impl Contender {
    /// A contender of this name.
    pub fn new(
        name: &'static str,
        kind: Kind,
        turn: impl FnMut(Slot) -> Result<Sample, Failure> + 'static,
    ) -> Self {
        Self { name, kind, turn: Box::new(turn) }
    }
}

impl fmt::Debug for Contender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.kind.word())
    }
}
