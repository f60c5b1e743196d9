//! # Verdict: a goal, met or not                                     chapter 16
//! Knows: what was asked, what it came to. Does not know: why.
//! Read before: `goal.rs`, `run.rs`. Read next: `table.rs`, `report/mod.rs`.

use crate::goal::{Goal, RowGoal, To};
use crate::row::{Better, Kind, Measure, Row};
use crate::run::{CaseResult, Figures};
use crate::stats::exponent;

/// What became of one goal.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The case, or `all` of them.
    pub case: String,
    /// What was asked: `ours ≥ 1.5 × the best peer`.
    pub goal: String,
    /// What it came to; NaN where there is no figure.
    pub came_to: f64,
    /// Beside whom, where that was not said by name.
    pub beside: Option<&'static str>,
    /// Whether it was met.
    pub met: bool,
}

/// Judge all goals of `row`.
pub fn of(row: &Row, results: &[CaseResult]) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for (case, result) in row.cases.iter().zip(results) {
        verdicts.extend(case.goals.iter().map(|goal| judge(*goal, row.measure, result)));
    }
    verdicts.extend(row.goals.iter().map(|goal| judge_row(*goal, row.measure, results)));
    verdicts
}

fn judge(goal: Goal, measure: Measure, result: &CaseResult) -> Verdict {
    let mut beside = None;
    let (came_to, met) = match goal {
        Goal::Ratio { of, to, at_least } => {
            let other = match to {
                To::Named(name) => named(result, name),
                To::BestPeer => best_peer(measure, result),
            };
            beside = other.map(|other| other.name).filter(|_| to == To::BestPeer);
            let pair = named(result, of).zip(other);
            let ratio = pair.map_or(f64::NAN, |(ours, other)| ours.ratio(measure, other));
            (ratio, ratio >= at_least)
        }
        Goal::AtMost { of, figure } => {
            let came_to = named(result, of).map_or(f64::NAN, Figures::median);
            (came_to, came_to <= figure)
        }
        Goal::AlsoAtMost { of, name, figure } => {
            let also = named(result, of).and_then(|ours| ours.also(name));
            (also.unwrap_or(f64::NAN), also.is_some_and(|also| also <= figure))
        }
    };
    Verdict { case: result.name.clone(), goal: goal.words(measure), came_to, beside, met }
}

fn judge_row(goal: RowGoal, measure: Measure, results: &[CaseResult]) -> Verdict {
    let figures = |of| results.iter().map(move |case| (case.at, named(case, of)));
    let (came_to, met) = match goal {
        RowGoal::Exponent { of, at_most } => {
            // A rate that falls is a cost that grows.
            let cost = |figure: f64| match measure.better {
                Better::Lower => figure,
                Better::Higher => 1.0 / figure,
            };
            let points = figures(of).filter_map(|(at, of)| Some((at?, cost(of?.median()))));
            let power = exponent(&points.collect::<Vec<_>>());
            (power, power <= at_most)
        }
        RowGoal::Flat { of, at_least } => {
            let each = figures(of).filter_map(|(_, of)| Some(of?.median()));
            let medians: Vec<f64> = each.collect();
            let low = medians.iter().copied().fold(f64::NAN, f64::min);
            let high = medians.iter().copied().fold(f64::NAN, f64::max);
            let flat = if medians.len() == results.len() { low / high } else { f64::NAN };
            (flat, flat >= at_least)
        }
    };
    Verdict { case: "all".to_string(), goal: goal.words(), came_to, beside: None, met }
}

/// The contender of that name.
fn named<'r>(result: &'r CaseResult, name: &str) -> Option<&'r Figures> {
    result.figures.iter().find(|figures| figures.name == name)
}

/// The peer whose median is the best.
pub fn best_peer(measure: Measure, result: &CaseResult) -> Option<&Figures> {
    let peers = result.figures.iter().filter(|figures| figures.kind == Kind::Peer);
    peers.reduce(
        |best, next| {
            if measure.ratio(next.median(), best.median()) > 1.0 { next } else { best }
        },
    )
}
