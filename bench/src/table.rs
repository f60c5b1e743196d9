//! # Table: a row's figures for a terminal                           chapter 16
//! Knows: columns. Does not know: goals' reasons.
//! Read before: `verdict.rs`. Read next: `report/mod.rs`.

use crate::row::{Kind, Row};
use crate::run::{CaseResult, RowResult};
use crate::verdict::{Verdict, best_peer};
use std::fmt::Write;

/// The row as text: a block a case, a line a contender, then the goals.
pub fn of(row: &RowResult) -> String {
    let mut text = format!("{} ({})\n  {}\n", row.name, row.measure.unit, row.about);
    for case in &row.cases {
        add_case(&mut text, row, case);
    }
    for verdict in &row.verdicts {
        let _ = writeln!(text, "  {}", sentence(verdict));
    }
    text
}

/// The rows, their cases, and what is asked of them.
pub fn list(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        let _ = writeln!(text, "{} ({})\n  {}", row.name, row.measure.unit, row.about);
        for case in &row.cases {
            let goals: Vec<String> =
                case.goals.iter().map(|goal| goal.words(row.measure)).collect();
            let _ = writeln!(text, "    {:<34} {}", case.name, goals.join("; "));
        }
        for goal in &row.goals {
            let _ = writeln!(text, "    all: {}", goal.words());
        }
    }
    text
}

fn add_case(text: &mut String, row: &RowResult, case: &CaseResult) {
    let _ = writeln!(text, "  {}", case.name);
    let limit = case.figures.iter().find(|figures| figures.kind == Kind::Limit);
    let beside = limit.or_else(|| best_peer(row.measure, case));
    for figures in &case.figures {
        let ratio = beside.map_or(f64::NAN, |beside| figures.ratio(row.measure, beside));
        let also = |(name, _): &(&'static str, f64)| {
            format!("; {name} {}", number(figures.also(name).unwrap_or(f64::NAN)))
        };
        let also: String =
            figures.samples.first().iter().flat_map(|s| s.also.iter().map(also)).collect();
        let _ = writeln!(
            text,
            "    {:<26} {:<6} {:>10}  ±{:>3} %  ratio {:>6}{also}",
            figures.name,
            figures.kind.word(),
            number(figures.median()),
            percent(figures.spread() / 2.0),
            number(ratio),
        );
    }
    for failure in &case.failures {
        let _ = writeln!(text, "    failed: {failure}");
    }
}

/// A goal and what became of it, in one line.
pub fn sentence(verdict: &Verdict) -> String {
    let beside = verdict.beside.map_or_else(String::new, |name| format!(" ({name})"));
    let met = match verdict.met {
        true => "met",
        false if verdict.came_to.is_nan() => "not measured",
        false => "NOT met",
    };
    format!("{met}: {}: {}{beside}: {}", verdict.case, verdict.goal, number(verdict.came_to))
}

/// A part of a whole, in percent.
fn percent(part: f64) -> String {
    if part.is_finite() { format!("{:.0}", part * 100.0) } else { "-".to_string() }
}

/// Three digits that count, and the thousands apart.
pub fn number(figure: f64) -> String {
    if !figure.is_finite() {
        return "-".to_string();
    }
    match figure.abs() {
        0.0 => "0".to_string(),
        small if small < 10.0 => format!("{figure:.2}"),
        middle if middle < 100.0 => format!("{figure:.1}"),
        _ => thousands(figure),
    }
}

fn thousands(figure: f64) -> String {
    let digits = format!("{figure:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 && digits.as_bytes()[at - 1] != b'-' {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn example_numbers_have_three_digits_that_count() {
        for (figure, text) in [(0.0, "0"), (1.234, "1.23"), (12.34, "12.3"), (1234.5, "1,234")] {
            assert_eq!(number(figure), text);
        }
        assert_eq!(number(1_234_567.0), "1,234,567");
        assert_eq!(number(-123.0), "-123");
        assert_eq!(number(f64::NAN), "-");
    }
}
