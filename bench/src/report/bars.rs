//! # Bars: one row, its contenders beside each other                 chapter 16
//! Knows: how long a bar is. Does not know: the picture around it.
//! Read before: `report/chart.rs`. Read next: `report/lines.rs`.

use super::chart::{WIDTH, safe};
use super::page::beside;
use crate::run::{CaseResult, RowResult};
use crate::table::number;
use std::fmt::Write;

/// Where the bars begin; left of it stand the names.
const LABEL: f64 = 220.0;
/// Right of the longest bar stand the figures.
const FIGURES: f64 = 170.0;
const BAR: f64 = 15.0;

/// Bars: as long as the ratio to the limit (or the best peer); as the figure, where there is
/// neither.
pub(super) fn bars(row: &RowResult) -> (String, f64) {
    let mut text = String::new();
    let mut y = 40.0;
    for case in &row.cases {
        let _ = write!(
            text,
            "<text class=\"small\" x=\"8\" y=\"{:.0}\">{}</text>",
            y + 11.0,
            safe(&case.name)
        );
        y += 18.0;
        let lengths = lengths(row, case);
        let longest = lengths.iter().copied().fold(0.0, f64::max);
        for (figures, length) in case.figures.iter().zip(&lengths) {
            let part = if longest > 0.0 { length / longest } else { 0.0 };
            let width = (part * (WIDTH - LABEL - FIGURES)).max(1.0);
            let ratio =
                beside(row, case).map_or_else(String::new, |_| format!(" · {} ×", number(*length)));
            let _ = write!(
                text,
                "<text x=\"{:.0}\" y=\"{:.0}\" text-anchor=\"end\">{}</text>\
                 <rect class=\"{}\" x=\"{LABEL}\" y=\"{y:.0}\" width=\"{width:.1}\" \
                 height=\"{:.0}\"/>\
                 <text class=\"small\" x=\"{:.0}\" y=\"{:.0}\">{} {}{ratio}</text>",
                LABEL - 8.0,
                y + 11.0,
                safe(figures.name),
                figures.kind.word(),
                BAR - 3.0,
                LABEL + width + 6.0,
                y + 10.0,
                number(figures.median()),
                safe(row.measure.unit),
            );
            y += BAR;
        }
        y += 8.0;
    }
    (text, y)
}

fn lengths(row: &RowResult, case: &CaseResult) -> Vec<f64> {
    let each = case.figures.iter().map(|figures| match beside(row, case) {
        Some(beside) => figures.ratio(row.measure, beside),
        None => figures.median(),
    });
    each.map(|length| if length.is_finite() { length } else { 0.0 }).collect()
}
