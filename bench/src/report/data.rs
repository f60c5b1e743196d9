//! # Data: a run for programs                                        chapter 16
//! Knows: names and numbers. Does not know: what they mean.
//! Read before: `report/mod.rs`. Read next: `report/page.rs`.

use super::Report;
use crate::run::{CaseResult, Figures, RowResult};
use crate::verdict::Verdict;
use serde_json::{Map, Value, json};

/// The run as JSON: the facts, the setting, and each row with its cases, contenders, rounds and
/// goals. What has no figure is `null`.
pub fn json(report: &Report) -> String {
    let facts = report.facts.rows().map(|(name, fact)| (name.to_string(), Value::String(fact)));
    let whole = json!({
        "facts": Map::from_iter(facts),
        "rounds": report.setting.rounds,
        "slot_ms": report.setting.slot.as_millis() as u64,
        "smoke": report.setting.smoke,
        "rows": report.rows.iter().map(row).collect::<Vec<_>>(),
    });
    format!("{whole:#}\n")
}

fn row(row: &RowResult) -> Value {
    json!({
        "name": row.name,
        "about": row.about,
        "unit": row.measure.unit,
        "better": format!("{:?}", row.measure.better).to_lowercase(),
        "cases": row.cases.iter().map(case).collect::<Vec<_>>(),
        "goals": row.verdicts.iter().map(goal).collect::<Vec<_>>(),
    })
}

fn case(case: &CaseResult) -> Value {
    json!({
        "name": case.name,
        "at": case.at,
        "contenders": case.figures.iter().map(contender).collect::<Vec<_>>(),
        "failures": case.failures.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

fn contender(figures: &Figures) -> Value {
    let names = figures.samples.first().into_iter().flat_map(|sample| &sample.also);
    let also = names.map(|(name, _)| ((*name).to_string(), json!(figures.also(name))));
    json!({
        "name": figures.name,
        "kind": figures.kind.word(),
        "median": figures.median(),
        "spread": figures.spread(),
        "rounds": figures.samples.iter().map(|sample| sample.figure).collect::<Vec<_>>(),
        "also": Map::from_iter(also),
    })
}

fn goal(verdict: &Verdict) -> Value {
    json!({
        "case": verdict.case,
        "goal": verdict.goal,
        "beside": verdict.beside,
        "came_to": verdict.came_to,
        "met": verdict.met,
    })
}
