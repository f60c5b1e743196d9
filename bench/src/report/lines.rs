//! # Lines: one row over its axis                                    chapter 16
//! Knows: two axes in powers of ten, and where a figure stands. Does not know: the picture around.
//! Read before: `report/bars.rs`. Read next: `main.rs`.

use super::chart::{WIDTH, safe};
use super::page::names;
use crate::run::{CaseResult, RowResult};
use crate::stats::exponent;
use crate::table::number;
use std::fmt::Write;

/// The plot: left, right, top, bottom. Right of it stand the names.
const PLOT: (f64, f64, f64, f64) = (100.0, WIDTH - 230.0, 40.0, 240.0);

/// Lines over the cases' places, both axes in powers of ten, each with its exponent.
pub(super) fn lines(row: &RowResult) -> (String, f64) {
    let mut text = String::new();
    let points = |name: &str| -> Vec<(f64, f64)> {
        let figure = |case: &CaseResult| {
            let of = case.figures.iter().find(|figures| figures.name == name)?;
            Some((case.at?, of.median()))
        };
        row.cases.iter().filter_map(figure).collect()
    };
    let names = names(row);
    let all: Vec<(f64, f64)> = names.iter().flat_map(|(name, _)| points(name)).collect();
    let x_axis = Axis::over(all.iter().map(|point| point.0));
    let y_axis = Axis::over(all.iter().map(|point| point.1));
    let (left, right, top, bottom) = PLOT;
    let place = |(x, y): (f64, f64)| {
        let down = (1.0 - y_axis.part(y)) * (bottom - top);
        (left + x_axis.part(x) * (right - left), top + down)
    };
    for tick in y_axis.ticks() {
        let (_, y) = place((1.0, tick));
        let _ = write!(
            text,
            "<path class=\"axis\" d=\"M{left} {y:.1}H{right}\"/>\
             <text class=\"small\" x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            left - 6.0,
            y + 4.0,
            number(tick),
        );
    }
    for case in &row.cases {
        let (x, _) = place((case.at.unwrap_or(1.0), 1.0));
        let _ = write!(
            text,
            "<text class=\"small\" x=\"{x:.1}\" y=\"{:.0}\" text-anchor=\"middle\">{}</text>",
            bottom + 16.0,
            safe(&case.name),
        );
    }
    let mut legend = top + 8.0;
    for (name, kind) in &names {
        let points = points(name);
        let mut path = String::new();
        for point in &points {
            let (x, y) = place(*point);
            let step = if path.is_empty() { 'M' } else { 'L' };
            let _ = write!(path, "{step}{x:.1} {y:.1}");
            let _ = write!(
                text,
                "<circle class=\"{}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"/>",
                kind.word()
            );
        }
        let _ = write!(
            text,
            "<path class=\"line {}\" d=\"{path}\"/>\
             <circle class=\"{}\" cx=\"{:.0}\" cy=\"{:.0}\" r=\"5\"/>\
             <text x=\"{:.0}\" y=\"{legend:.0}\">{} ∝ x^{:.2}</text>",
            kind.word(),
            kind.word(),
            right + 18.0,
            legend - 4.0,
            right + 30.0,
            safe(name),
            exponent(&points),
        );
        legend += 18.0;
    }
    (text, bottom + 24.0)
}

/// One axis in powers of ten.
struct Axis {
    low: f64,
    high: f64,
}

impl Axis {
    fn over(values: impl Iterator<Item = f64>) -> Self {
        let logs: Vec<f64> = values.filter(|value| *value > 0.0).map(f64::log10).collect();
        let low = logs.iter().copied().fold(f64::INFINITY, f64::min).min(1e6).floor();
        let high = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max).max(low).ceil();
        Self { low, high: high.max(low + 1.0) }
    }

    /// Where `value` stands, from 0 to 1.
    fn part(&self, value: f64) -> f64 {
        let log = value.max(f64::MIN_POSITIVE).log10();
        ((log - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        let steps = (self.high - self.low) as i32;
        let low = self.low;
        (0..=steps).map(move |step| 10f64.powf(low + f64::from(step)))
    }
}
