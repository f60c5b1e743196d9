//! # Coverage: what is proved, what need not be, what is open        chapter 00
//! Knows: how tests, exceptions and requirements must fit. Does not know: files, or how to print.
//! Read before: `names.rs`. Read next: `table.rs`.

use crate::house::File;
use crate::names::Named;
use crate::registry::Part;
use std::collections::{HashMap, HashSet};

/// A reason begins with this while the test is still being written.
const PENDING: &str = "pending:";

/// Why a requirement has no test.
pub struct Exception {
    /// The requirement.
    pub id: String,
    /// The reason.
    pub reason: String,
    /// `tests/requirements/exceptions.tsv:12`.
    pub place: String,
}

/// What became of one requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// A test names it.
    Tested,
    /// There is a reason why none does.
    Excepted,
    /// The reason is that its test is being written.
    Pending,
    /// Neither.
    Open,
}

/// Read the exceptions: an id, a tab, a reason. Appends to `faults` what is wrong with a line.
pub fn exceptions(file: &File, faults: &mut Vec<String>) -> Vec<Exception> {
    let mut exceptions: Vec<Exception> = Vec::new();
    for (i, line) in file.text.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let place = format!("{}:{}", file.path, i + 1);
        match line.split_once('\t') {
            Some((id, reason)) if !reason.is_empty() && !reason.contains('\t') => {
                if exceptions.iter().any(|exception| exception.id == id) {
                    faults.push(format!("{place}: {id} is excepted already"));
                }
                exceptions.push(Exception { id: id.into(), reason: reason.into(), place });
            }
            _ => faults.push(format!("{place}: it is not an id, a tab and a reason")),
        }
    }
    exceptions
}

/// What became of each requirement, by its id. Appends to `faults` what does not fit.
pub fn judge<'r>(
    parts: &'r [Part],
    tests: &[Named],
    sources: &[Named],
    exceptions: &[Exception],
    faults: &mut Vec<String>,
) -> HashMap<&'r str, State> {
    let all = parts.iter().flat_map(|part| &part.requirements);
    let mut states: HashMap<&str, State> = all.map(|r| (r.id.as_str(), State::Open)).collect();
    for Named { id, place } in tests.iter().chain(sources) {
        if !states.contains_key(id.as_str()) {
            faults.push(format!("{place}: there is no requirement {id}"));
        }
    }
    let tested: HashSet<&str> = tests.iter().map(|named| named.id.as_str()).collect();
    for Exception { id, reason, place } in exceptions {
        match states.get_mut(id.as_str()) {
            None => faults.push(format!("{place}: there is no requirement {id}")),
            Some(_) if tested.contains(id.as_str()) => {
                let test = tests.iter().find(|named| named.id == *id).map_or("", |n| &n.place);
                faults.push(format!("{place}: {id} is tested at {test}; strike the exception out"));
            }
            Some(state) if reason.starts_with(PENDING) => *state = State::Pending,
            Some(state) => *state = State::Excepted,
        }
    }
    for requirement in parts.iter().flat_map(|part| &part.requirements) {
        let Some(state) = states.get_mut(requirement.id.as_str()) else { continue };
        if tested.contains(requirement.id.as_str()) {
            *state = State::Tested;
        }
        if *state == State::Open && requirement.binds {
            let id = &requirement.id;
            faults.push(format!("{id}: no test names it, and exceptions.tsv does not say why"));
        }
    }
    states
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::registry::Requirement;

    fn part(requirements: &[(&str, bool)]) -> Part {
        let requirements =
            requirements.iter().map(|&(id, binds)| Requirement { id: id.into(), binds });
        let requirements = requirements.collect();
        Part { document: "D".into(), section: "9".into(), title: "T".into(), requirements }
    }

    fn named(id: &str) -> Named {
        Named { id: id.into(), place: "a.rs:1".into() }
    }

    fn judged(
        tests: &[&str],
        source: &[&str],
        excepted: &[(&str, &str)],
    ) -> (Vec<State>, Vec<String>) {
        let parts = [part(&[("WS-9-01", true), ("WS-9-02", false)])];
        let tests: Vec<_> = tests.iter().map(|id| named(id)).collect();
        let sources: Vec<_> = source.iter().map(|id| named(id)).collect();
        let exceptions = excepted.iter().map(|(id, reason)| {
            let place = "e.tsv:1".into();
            Exception { id: (*id).into(), reason: (*reason).into(), place }
        });
        let exceptions: Vec<_> = exceptions.collect();
        let mut faults = Vec::new();
        let states = judge(&parts, &tests, &sources, &exceptions, &mut faults);
        (vec![states["WS-9-01"], states["WS-9-02"]], faults)
    }

    #[test]
    fn what_binds_needs_a_test_or_a_reason() {
        let missing = "WS-9-01: no test names it, and exceptions.tsv does not say why";
        assert_eq!(judged(&[], &[], &[]), (vec![State::Open; 2], vec![missing.into()]));
        let tested = vec![State::Tested, State::Open];
        assert_eq!(judged(&["WS-9-01"], &[], &[]), (tested, vec![]));
        let excepted = vec![State::Excepted, State::Open];
        assert_eq!(judged(&[], &[], &[("WS-9-01", "why")]), (excepted, vec![]));
        let pending = vec![State::Pending, State::Open];
        assert_eq!(judged(&[], &[], &[("WS-9-01", "pending: soon")]), (pending, vec![]));
    }

    #[test]
    fn an_id_that_is_not_in_the_registry_is_found_wherever_it_is_named() {
        let faults = |tests: &[&str], source: &[&str], excepted: &[(&str, &str)]| {
            let tests = [&["WS-9-01"], tests].concat();
            judged(&tests, source, excepted).1
        };
        let at = |place| vec![format!("{place}: there is no requirement WS-9-03")];
        assert_eq!(faults(&["WS-9-03"], &[], &[]), at("a.rs:1"));
        assert_eq!(faults(&[], &["WS-9-03"], &[]), at("a.rs:1"));
        assert_eq!(faults(&[], &[], &[("WS-9-03", "why")]), at("e.tsv:1"));
        assert_eq!(faults(&[], &["WS-9-02"], &[]), [""; 0]);
    }

    /// What a source names is no test.
    #[test]
    fn a_source_proves_nothing() {
        assert_eq!(judged(&[], &["WS-9-01"], &[]).0, [State::Open; 2]);
    }

    #[test]
    fn an_exception_that_is_tested_after_all_is_found() {
        let faults = judged(&["WS-9-01"], &[], &[("WS-9-01", "why")]).1;
        let stale = "e.tsv:1: WS-9-01 is tested at a.rs:1; strike the exception out";
        assert_eq!(faults, [stale]);
    }

    #[test]
    fn an_exception_has_one_line_and_a_reason() {
        let read = |text: &str| {
            let mut faults = Vec::new();
            let file = File { path: "e.tsv".into(), text: text.into() };
            let n = exceptions(&file, &mut faults).len();
            (n, faults)
        };
        assert_eq!(read("# head\n\nWS-9-01\twhy\nWS-9-02\twhy\n"), (2, vec![]));
        let bad = "e.tsv:1: it is not an id, a tab and a reason";
        for text in ["WS-9-01", "WS-9-01\t", "WS-9-01\ta\tb"] {
            assert_eq!(read(text), (0, vec![bad.into()]));
        }
        let twice = "e.tsv:2: WS-9-01 is excepted already";
        assert_eq!(read("WS-9-01\ta\nWS-9-01\tb\n").1, [twice]);
    }
}
