//! # Page: a run for people                                          chapter 16
//! Knows: what a reader wants to know first. Does not know: charts.
//! Read before: `report/reasons.rs`. Read next: `report/chart.rs`.

use super::{Report, reasons};
use crate::row::Kind;
use crate::run::{CaseResult, Figures, RowResult};
use crate::table::number;
use crate::verdict::{Verdict, best_peer};
use std::fmt::Write;

/// The page: what it ran on, the goals, then all figures. `chart` and `data` are the names of the
/// files beside it.
pub fn text(report: &Report, chart: &str, data: &str) -> String {
    let mut text = String::from(
        "# Measured\n\n\
         Written by the bench, to be written anew by the command below. What the ideas behind the \
         figures are says [speed.md](speed.md).\n\n| fact | |\n|---|---|\n",
    );
    for (name, fact) in report.facts.rows() {
        let _ = writeln!(text, "| {name} | {} |", cell(&fact));
    }
    let _ = writeln!(
        text,
        "| rounds | {}, each contender in turn, {} ms a turn if the row says nothing else |\n",
        report.setting.rounds,
        report.setting.slot.as_millis()
    );
    let _ = writeln!(
        text,
        "Figures are medians of the rounds. A ratio says how many times as good one contender is \
         as another: the median of the ratios within the rounds, above 1 if it is better, whatever \
         the unit. Absolute figures are those of this machine. What is luck is left out \
         (`bench/src/luck.rs`). The same as [data]({data}).\n"
    );
    goals(&mut text, report);
    let _ = writeln!(text, "![Ratios, row by row]({chart})\n");
    for row in &report.rows {
        figures(&mut text, row);
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn goals(text: &mut String, report: &Report) {
    let all: Vec<&Verdict> = report.rows.iter().flat_map(|row| &row.verdicts).collect();
    let met = all.iter().filter(|verdict| verdict.met).count();
    let _ = writeln!(text, "## Goals\n\n{met} of {} are met.\n", all.len());
    text.push_str("| row | case | goal | came to | |\n|---|---|---|---|---|\n");
    for row in &report.rows {
        for verdict in &row.verdicts {
            let beside = verdict.beside.map_or_else(String::new, |name| format!(" ({name})"));
            let _ = writeln!(
                text,
                "| {} | {} | {}{beside} | {} | {} |",
                row.name,
                cell(&verdict.case),
                cell(&verdict.goal),
                number(verdict.came_to),
                outcome(row, verdict),
            );
        }
    }
    text.push('\n');
}

fn outcome(row: &RowResult, verdict: &Verdict) -> String {
    if verdict.met {
        return "met".to_string();
    }
    if verdict.came_to.is_nan() {
        return "not measured".to_string();
    }
    let reason = reasons::of(row.name, &verdict.case);
    format!("**not met**: {}", reason.unwrap_or("why is not known yet"))
}

/// The names of all who took part in a row, in the order in which they first did.
pub(super) fn names(row: &RowResult) -> Vec<(&'static str, Kind)> {
    let mut names = Vec::new();
    for figures in row.cases.iter().flat_map(|case| &case.figures) {
        if !names.iter().any(|(name, _)| *name == figures.name) {
            names.push((figures.name, figures.kind));
        }
    }
    names
}

fn figures(text: &mut String, row: &RowResult) {
    let _ = writeln!(text, "## {}\n\n{} In {}.\n", row.name, row.about, row.measure.unit);
    let heads: Vec<String> = row.cases.iter().map(|case| cell(&case.name)).collect();
    let _ = writeln!(text, "| | | {} |", heads.join(" | "));
    let _ = writeln!(text, "|---|---|{}", "---|".repeat(heads.len()));
    for (name, kind) in names(row) {
        let cells: Vec<String> = row.cases.iter().map(|case| figure(row, case, name)).collect();
        let _ = writeln!(text, "| {name} | {} | {} |", kind.word(), cells.join(" | "));
        for also in also_names(row, name) {
            let cells: Vec<String> =
                row.cases.iter().map(|case| also_figure(case, name, also)).collect();
            let _ = writeln!(text, "| | {also} | {} |", cells.join(" | "));
        }
    }
    let failures = row.cases.iter().flat_map(|case| &case.failures);
    for failure in failures {
        let _ = writeln!(text, "\nFailed: {failure}");
    }
    text.push('\n');
}

/// A figure, and in brackets its ratio to the limit, or else to the best peer.
fn figure(row: &RowResult, case: &CaseResult, name: &str) -> String {
    let Some(figures) = case.figures.iter().find(|figures| figures.name == name) else {
        return String::new();
    };
    let own = number(figures.median());
    match beside(row, case) {
        Some(beside) if beside.name != name => {
            format!("{own} ({})", number(figures.ratio(row.measure, beside)))
        }
        _ => own,
    }
}

/// Whom the others of a case are put beside: the limit, or else the best peer.
pub(super) fn beside<'r>(row: &RowResult, case: &'r CaseResult) -> Option<&'r Figures> {
    let limit = case.figures.iter().find(|figures| figures.kind == Kind::Limit);
    limit.or_else(|| best_peer(row.measure, case))
}

fn also_names(row: &RowResult, name: &str) -> Vec<&'static str> {
    let of = row.cases.iter().flat_map(|case| &case.figures).find(|figures| figures.name == name);
    let first = of.and_then(|figures| figures.samples.first());
    first.map_or_else(Vec::new, |sample| sample.also.iter().map(|(name, _)| *name).collect())
}

fn also_figure(case: &CaseResult, name: &str, also: &str) -> String {
    let figures = case.figures.iter().find(|figures| figures.name == name);
    figures.and_then(|figures| figures.also(also)).map_or_else(String::new, number)
}

/// Text that stays inside its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
