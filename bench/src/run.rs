//! # Run: turns, A B C A B C                                         chapter 16
//! Knows: rounds, their order, who failed. Does not know: what the figures mean.
//! Read before: `row.rs`, `stats.rs`. Read next: `goal.rs`, `table.rs`.

use crate::failure::Failure;
use crate::goal::RowGoal;
use crate::row::{Case, Contender, Kind, Measure, Row, Sample, Slot};
use crate::stats::{median, spread};
use crate::verdict::{self, Verdict};
use std::time::Duration;

/// How a run is made.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// How often each contender has its turn.
    pub rounds: usize,
    /// How long a turn is.
    pub slot: Duration,
    /// Once each, whatever the time: only to see that the work is done.
    pub smoke: bool,
}

/// A case that was measured.
#[derive(Clone, Debug)]
pub struct CaseResult {
    /// The case's name.
    pub name: String,
    /// Its place on the row's axis.
    pub at: Option<f64>,
    /// Those who took turns, in the order in which they were named.
    pub figures: Vec<Figures>,
    /// Why there are no figures, or not all.
    pub failures: Vec<Failure>,
}

/// What one contender showed, round by round.
#[derive(Clone, Debug)]
pub struct Figures {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// One a round.
    pub samples: Vec<Sample>,
}

impl Figures {
    /// The middle of its rounds.
    pub fn median(&self) -> f64 {
        median(&self.numbers())
    }

    /// How far its rounds lie apart.
    pub fn spread(&self) -> f64 {
        spread(&self.numbers())
    }

    fn numbers(&self) -> Vec<f64> {
        self.samples.iter().map(|sample| sample.figure).collect()
    }

    /// How many times as good it is as `other`: the middle of the rounds' ratios.
    pub fn ratio(&self, measure: Measure, other: &Self) -> f64 {
        let pairs = self.samples.iter().zip(&other.samples);
        let ratios = pairs.map(|(ours, theirs)| measure.ratio(ours.figure, theirs.figure));
        median(&ratios.collect::<Vec<_>>())
    }

    /// The middle of another figure, by its name.
    pub fn also(&self, name: &str) -> Option<f64> {
        let of =
            |sample: &Sample| sample.also.iter().find(|also| also.0 == name).map(|also| also.1);
        let figures: Vec<f64> = self.samples.iter().filter_map(of).collect();
        (!figures.is_empty()).then(|| median(&figures))
    }
}

/// How far a run has come.
#[derive(Clone, Copy, Debug)]
pub enum Progress<'p> {
    /// It is this one's turn.
    Turn {
        /// In this case.
        case: &'p str,
        /// Whose.
        who: &'static str,
    },
    /// A case is done.
    CaseDone,
}

/// Let the contenders of `case` take turns.
pub fn case(case: &Case, setting: Setting, mut progress: impl FnMut(Progress<'_>)) -> CaseResult {
    let mut result = CaseResult {
        name: case.name.clone(),
        at: case.at,
        figures: Vec::new(),
        failures: Vec::new(),
    };
    let mut contenders = match (case.contenders)() {
        Ok(contenders) => contenders,
        Err(failure) => {
            result.failures.push(failure);
            progress(Progress::CaseDone);
            return result;
        }
    };
    let figures = |who: &Contender| Figures { name: who.name, kind: who.kind, samples: Vec::new() };
    result.figures = contenders.iter().map(figures).collect();
    let rounds = rounds(case, setting);
    let slot = Slot { time: case.slot.unwrap_or(setting.slot), smoke: setting.smoke };
    // Who failed once takes no more turns: its figures would be worth nothing.
    let mut is_out = vec![false; contenders.len()];
    for round in 0..rounds {
        for turn in 0..contenders.len() {
            let who = (turn + round) % contenders.len();
            if is_out[who] {
                continue;
            }
            progress(Progress::Turn { case: &case.name, who: contenders[who].name });
            match (contenders[who].turn)(slot) {
                Ok(sample) => result.figures[who].samples.push(sample),
                Err(failure) => {
                    is_out[who] = true;
                    let said = format!("{}: {failure}", contenders[who].name);
                    result.failures.push(Failure(said));
                }
            }
        }
    }
    let mut out = is_out.into_iter();
    result.figures.retain(|_| !out.next().unwrap_or(false));
    progress(Progress::CaseDone);
    result
}

/// How many rounds `case` has.
pub fn rounds(case: &Case, setting: Setting) -> usize {
    if setting.smoke {
        return 1;
    }
    case.rounds_max.map_or(setting.rounds, |most| most.min(setting.rounds))
}

/// A row that was measured.
#[derive(Clone, Debug)]
pub struct RowResult {
    /// The row's name.
    pub name: &'static str,
    /// What it asks.
    pub about: &'static str,
    /// What its figures count.
    pub measure: Measure,
    /// True where it asks how costs grow.
    pub grows: bool,
    /// Its cases.
    pub cases: Vec<CaseResult>,
    /// Each goal, and what became of it.
    pub verdicts: Vec<Verdict>,
}

/// Measure all cases of a row.
pub fn row(row: &Row, setting: Setting, mut progress: impl FnMut(Progress<'_>)) -> RowResult {
    let each = |one: &Case| case(one, setting, &mut progress);
    let cases: Vec<CaseResult> = row.cases.iter().map(each).collect();
    let verdicts = verdict::of(row, &cases);
    let grows = row.goals.iter().any(|goal| matches!(goal, RowGoal::Exponent { .. }));
    let Row { name, about, measure, .. } = *row;
    RowResult { name, about, measure, grows, cases, verdicts }
}
