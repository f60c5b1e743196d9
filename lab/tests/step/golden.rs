//! # The transcripts: every screen of every scenario                 chapter 03
//! Knows: the files beside this one. Does not know: why a screen looks so.
//! Read before: `lab/tests/step.rs`. Read next: `lab/tests/step/notes.rs`.
//!
//! `UPDATE=1 cargo test -p lab --test step golden` writes down what is shown. The numbers of lines
//! of code are left out there, for code moves.

use super::{PLAIN, steps};
use lab::step::scenarios::ALL;
use lab::step::walker::all;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/step")
}

/// `frames/src/mask.rs:12` becomes `frames/src/mask.rs:_`.
fn without_numbers(screens: &str) -> String {
    let mut parts = screens.split(".rs:");
    let mut text = parts.next().unwrap_or_default().to_string();
    for part in parts {
        text.push_str(".rs:_");
        text.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    text
}

#[test]
fn claim_the_screens_are_those_of_the_transcripts() {
    let mut wrong = Vec::new();
    for scenario in ALL {
        let path = folder().join(format!("{}.txt", scenario.name));
        let shown = without_numbers(&all(&steps(scenario.name), PLAIN));
        if env::var_os("UPDATE").is_some_and(|value| value == "1") {
            fs::write(&path, &shown).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        if kept != shown {
            let mut lines = kept.lines().zip(shown.lines()).enumerate();
            let first = lines.find(|(_, (kept, shown))| kept != shown);
            wrong.push(format!("{}: {first:?}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}\nif it is right: UPDATE=1, as above", wrong.join("\n"));
}

#[test]
fn claim_each_transcript_belongs_to_a_scenario() {
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(stem) = name.strip_suffix(".txt") {
            assert!(ALL.iter().any(|scenario| scenario.name == stem), "whose is {name}?");
        }
    }
}

#[test]
fn claim_a_screen_fits_80_columns() {
    for scenario in ALL {
        for line in all(&steps(scenario.name), PLAIN).lines() {
            let columns = line.chars().count();
            assert!(columns <= 80, "{}: {columns} columns: {line}", scenario.name);
        }
    }
}

#[test]
fn claim_a_scenario_is_the_same_each_time() {
    for scenario in ALL {
        assert_eq!(scenario.trace().unwrap(), scenario.trace().unwrap(), "{}", scenario.name);
    }
}
