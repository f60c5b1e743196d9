//! # step: what a learner sees, key by key                           chapter 03
//! Knows: every scenario, its screens, its notes; the command. Does not know: how a trace is made.
//! Read before: `lab/src/step/mod.rs`. Read next: `step/golden.rs`.

#![allow(clippy::unwrap_used)] // a test fails by panicking

use lab::commands::paint::Paint;
use lab::step::scenarios::{self, Scenario};
use lab::step::steps::{Happened, Steps};

#[path = "step/command.rs"]
mod command;
#[path = "step/golden.rs"]
mod golden;
#[path = "step/notes.rs"]
mod notes;
#[path = "step/scenes.rs"]
mod scenes;
#[path = "step/terminal.rs"]
mod terminal;
#[path = "step/walking.rs"]
mod walking;

fn scenario(name: &str) -> &'static Scenario {
    scenarios::find(name).unwrap()
}

fn steps(name: &str) -> Steps {
    let scenario = scenario(name);
    scenario.steps(&scenario.trace().unwrap()).0
}

/// All lines of the stories of a scenario.
fn story(name: &str) -> Vec<String> {
    steps(name).steps.iter().flat_map(|step| step.story()).collect()
}

#[track_caller]
fn tells(name: &str, words: &[&str]) {
    let story = story(name);
    let mut lines = story.iter();
    for words in words {
        assert!(lines.any(|line| line.contains(words)), "{words:?} is not (there) in {story:#?}");
    }
}

fn failures(steps: &Steps) -> Vec<&Happened> {
    let all = steps.steps.iter().flat_map(|step| &step.happened);
    all.filter(|happened| matches!(happened, Happened::Failed(..))).collect()
}

const PLAIN: Paint = Paint::PLAIN;
