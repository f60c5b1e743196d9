//! # Report, tried                                                   chapter 16
//! Knows: a small run, made up. Does not know: a real one.
//! Read before: `report/mod.rs`. Read next: `report/page.rs`.

use bench::facts::Facts;
use bench::failure::Failure;
use bench::goal::{Goal, RowGoal, To};
use bench::report::Report;
use bench::row::{Case, Contender, Kind, Measure, Row, Slot};
use bench::run::{self, Setting};
use std::time::Duration;

fn fixed(name: &'static str, kind: Kind, figure: f64) -> Contender {
    Contender::new(name, kind, move |_: Slot| Ok(figure.into()))
}

fn small() -> Report {
    let case = |name: &str, at: f64, ours: f64| {
        Case::new(name, move || {
            Ok(vec![
                fixed("ours", Kind::Ours, ours),
                fixed("theirs & more", Kind::Peer, 30.0),
                fixed("slow", Kind::Peer, 90.0),
                fixed("loop", Kind::Limit, 10.0),
            ])
        })
        .at(at)
    };
    let beats = Goal::Ratio { of: "ours", to: To::BestPeer, at_least: 2.0 };
    let near = Goal::Ratio { of: "ours", to: To::Named("loop"), at_least: 0.9 };
    let row = Row {
        name: "made-up",
        about: "What is it?",
        measure: Measure::cost("ns/it"),
        cases: vec![case("ten", 10.0, 12.0).goal(beats), case("hundred", 100.0, 120.0).goal(near)],
        goals: vec![RowGoal::Exponent { of: "ours", at_most: 1.05 }],
    };
    let setting = Setting { rounds: 3, slot: Duration::from_millis(1), smoke: false };
    let rows = vec![run::row(&row, setting, |_| {})];
    Report { facts: Facts::gather(), setting, rows }
}

#[test]
fn example_the_page_says_each_goal_and_what_it_came_to() {
    let page = small().page("a.svg", "a.json");
    assert!(page.contains("2 of 3 are met."), "{page}");
    let met = "| made-up | ten | ours ≥ 2 × the best peer (theirs & more) | 2.50 | met |";
    assert!(page.contains(met), "{page}");
    let missed = "| made-up | hundred | ours ≥ 0.9 × loop | 0.08 | **not met**: ";
    assert!(page.contains(missed), "{page}");
    assert!(page.contains("| made-up | all | ours: exponent ≤ 1.05 | 1.00 | met |"), "{page}");
    assert!(page.contains("| ours | ours | 12.0 (0.83) | 120 (0.08) |"), "{page}");
}

#[test]
fn example_the_data_holds_every_round() {
    let data: serde_json::Value = serde_json::from_str(&small().json()).unwrap();
    let case = &data["rows"][0]["cases"][0];
    assert_eq!(case["contenders"][0]["rounds"], serde_json::json!([12.0, 12.0, 12.0]));
    assert_eq!(data["rows"][0]["goals"][1]["met"], false);
}

#[test]
fn example_the_chart_is_well_formed_and_names_everyone() {
    let chart = small().svg();
    assert!(chart.contains("theirs &amp; more ∝ x^0.00"), "{chart}");
    assert!(chart.contains("ours ∝ x^1.00"), "{chart}");
    assert_eq!(chart.matches("<g ").count(), chart.matches("</g>").count());
}

#[test]
fn example_who_fails_has_no_figure_and_is_named() {
    let fails = |_: Slot| Err(Failure::wrong("events", 9, 10));
    let case = Case::new("ten", move || {
        Ok(vec![fixed("ours", Kind::Ours, 1.0), Contender::new("theirs", Kind::Peer, fails)])
    });
    let setting = Setting { rounds: 2, slot: Duration::ZERO, smoke: false };
    let result = run::case(&case, setting, |_| {});
    assert_eq!(result.figures.len(), 1);
    let said = result.failures[0].to_string();
    assert_eq!(said, "theirs: events: 9 was done, 10 was asked");
}
