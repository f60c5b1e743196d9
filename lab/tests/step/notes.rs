//! # What is said at the steps                                       chapter 03
//! Knows: every note, every place in the code. Does not know: whether an answer is true.
//! Read before: `lab/tests/step/golden.rs`. Read next: `lab/tests/step/scenes.rs`.

use super::{scenario, steps};
use lab::step::code::{self, DEFAULTS, SOURCES};
use lab::step::note::{Note, Place, at};
use lab::step::scenarios::ALL;
use lab::step::steps::Steps;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn claim_each_note_belongs_to_a_step() {
    for scenario in ALL {
        let (_, homeless) = scenario.steps(&scenario.trace().unwrap());
        assert!(homeless.is_empty(), "{}: {homeless:#?}", scenario.name);
        assert!(!scenario.notes.is_empty(), "{} says nothing", scenario.name);
    }
}

#[test]
fn claim_a_note_whose_step_is_not_there_is_found() {
    let scenario = scenario("ping");
    let stray = [Note { on: "server hears Closed", ..scenario.notes[0] }];
    let (steps, homeless) = Steps::of(&scenario.trace().unwrap()).with_notes(&stray);
    assert_eq!(homeless, [&stray[0]]);
    assert!(steps.steps.iter().all(|step| step.note.is_none()));
}

#[test]
fn claim_a_note_asks_and_answers() {
    for note in ALL.iter().flat_map(|scenario| scenario.notes) {
        assert!(note.question.ends_with('?'), "{}", note.question);
        assert!(note.answer.ends_with('.'), "{}", note.answer);
        assert!(note.title.chars().count() <= 80, "{}", note.title);
    }
}

fn places() -> impl Iterator<Item = Place> {
    let notes = ALL.iter().flat_map(|scenario| scenario.notes).map(|note| note.code);
    notes.chain(DEFAULTS.iter().map(|(_, place)| *place))
}

#[test]
fn claim_each_function_that_a_step_points_to_is_there() {
    for place in places() {
        let found = code::find(place).unwrap_or_else(|| panic!("where is {place:?}?"));
        let source = code::source(place.file).unwrap();
        let line = source.lines().nth(found.line - 1).unwrap();
        assert!(line.contains(&format!("fn {}", place.function)), "{found}: {line}");
        assert!(found.lines.contains(&line), "{found} is not in its lines");
        assert_eq!(source.lines().nth(found.first - 1), found.lines.first().copied());
    }
}

#[test]
fn claim_a_function_that_is_not_there_is_not_found() {
    assert!(code::find(at("frames/src/mask.rs", "mask")).is_some());
    assert_eq!(code::find(at("frames/src/mask.rs", "mas")), None);
    assert_eq!(code::find(at("frames/src/mask.rs", "unmask")), None);
    assert_eq!(code::find(at("frames/src/none.rs", "mask")), None);
}

#[test]
fn claim_the_sources_are_those_of_the_workspace_and_each_is_needed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let needed: BTreeSet<&str> = places().map(|place| place.file).collect();
    for (file, text) in SOURCES {
        assert_eq!(&fs::read_to_string(root.join(file)).unwrap(), text, "{file}");
        assert!(needed.contains(file), "no step points to {file}");
    }
}

#[test]
fn claim_each_step_with_bytes_points_to_code_and_consults_rules() {
    for scenario in ALL {
        for step in &steps(scenario.name).steps {
            let Some(wrote) = &step.wrote else { continue };
            let title = &wrote.piece.explained.title;
            assert!(code::place_of(step).is_some(), "{}: {title}", scenario.name);
            assert!(!step.rules().is_empty(), "{}: {title}", scenario.name);
        }
    }
}
