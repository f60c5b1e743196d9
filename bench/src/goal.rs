//! # Goals: what a row is held to                                    chapter 16
//! Knows: thresholds, and against whom. Does not know: figures.
//! Read before: `failure.rs`. Read next: `row.rs`.

use crate::row::Measure;
use crate::table::number;

/// What is asked of one contender in one case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Goal {
    /// `of` is at least `at_least` times as good as `to`, as the median of the rounds.
    Ratio {
        /// Whose figure.
        of: &'static str,
        /// Beside whose.
        to: To,
        /// How many times as good.
        at_least: f64,
    },
    /// The figure of `of` is at most this.
    AtMost {
        /// Whose figure.
        of: &'static str,
        /// In the row's unit.
        figure: f64,
    },
    /// Another figure of `of`, by its name, is at most this.
    AlsoAtMost {
        /// Whose figure.
        of: &'static str,
        /// Which of its other figures.
        name: &'static str,
        /// In that figure's own unit.
        figure: f64,
    },
}

impl Goal {
    /// As `ours ≥ 1.5 × the best peer`.
    pub fn words(self, measure: Measure) -> String {
        match self {
            Self::Ratio { of, to: To::Named(name), at_least } => {
                format!("{of} ≥ {at_least} × {name}")
            }
            Self::Ratio { of, to: To::BestPeer, at_least } => {
                format!("{of} ≥ {at_least} × the best peer")
            }
            Self::AtMost { of, figure } => format!("{of} ≤ {} {}", number(figure), measure.unit),
            Self::AlsoAtMost { of, name, figure } => format!("{of}: {name} ≤ {}", number(figure)),
        }
    }
}

/// Beside whom a contender is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// The contender of this name.
    Named(&'static str),
    /// The peer whose median is the best of this case.
    BestPeer,
}

/// What is asked of all cases of a row together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RowGoal {
    /// Costs grow no faster than the size to this power, fitted over the cases' places.
    Exponent {
        /// Whose figures.
        of: &'static str,
        /// The highest power.
        at_most: f64,
    },
    /// The worst of the cases is at least this many times as good as the best.
    Flat {
        /// Whose figures.
        of: &'static str,
        /// At least this, at most 1.
        at_least: f64,
    },
}

impl RowGoal {
    /// As `ours: exponent ≤ 1.05`.
    pub fn words(self) -> String {
        match self {
            Self::Exponent { of, at_most } => format!("{of}: exponent ≤ {at_most}"),
            Self::Flat { of, at_least } => format!("{of}: worst case ≥ {at_least} × best case"),
        }
    }
}
