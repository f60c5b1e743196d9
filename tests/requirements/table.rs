//! # Table: the coverage, by section                                 chapter 00
//! Knows: columns and sums. Does not know: how coverage is judged.
//! Read before: `coverage.rs`. Read next: `print.rs`.

use crate::coverage::State;
use crate::registry::{Part, Requirement};
use std::collections::HashMap;
use std::fmt::Write as _;

/// The widest line.
const COLUMNS: usize = 100;

/// What is counted of some requirements.
#[derive(Clone, Copy, Default)]
struct Count {
    rules: usize,
    binding: usize,
    tested: usize,
    excepted: usize,
    open: usize,
}

impl Count {
    fn of<'r>(
        requirements: impl Iterator<Item = &'r Requirement>,
        states: &HashMap<&str, State>,
    ) -> Self {
        let mut count = Self::default();
        for requirement in requirements {
            count.rules += 1;
            count.binding += usize::from(requirement.binds);
            match states.get(requirement.id.as_str()) {
                Some(State::Tested) => count.tested += 1,
                Some(State::Excepted | State::Pending) => count.excepted += 1,
                Some(State::Open) | None => count.open += 1,
            }
        }
        count
    }

    fn row(self, name: &str) -> String {
        let Self { rules, binding, tested, excepted, open } = self;
        format!("{name:<56}{rules:>6}{binding:>8}{tested:>8}{excepted:>10}{open:>6}\n")
    }
}

/// The table, with its sums and what is open.
pub fn table(parts: &[Part], states: &HashMap<&str, State>) -> String {
    let (rules, must) = ("rules", "MUST");
    let mut text = format!(
        "{:<56}{rules:>6}{must:>8}{:>8}{:>10}{:>6}\n",
        "Requirements", "tested", "excepted", "open"
    );
    let mut document = "";
    for part in parts {
        if part.document != document {
            document = &part.document;
            let same = parts.iter().filter(|part| part.document == document);
            let all = same.flat_map(|part| &part.requirements);
            text += &Count::of(all, states).row(document);
        }
        let name = format!("  §{:<5} {}", part.section, part.title);
        text += &Count::of(part.requirements.iter(), states).row(&name);
    }
    let all = || parts.iter().flat_map(|part| &part.requirements);
    text += &Count::of(all(), states).row("All");
    text += &summary(Count::of(all().filter(|r| r.binds), states));
    let pending = states.values().filter(|state| **state == State::Pending).count();
    if pending > 0 {
        let _ = writeln!(text, "{pending} of the exceptions are pending: their tests are to come.");
    }
    let open = all().filter(|r| states.get(r.id.as_str()) == Some(&State::Open));
    let open: Vec<&str> = open.map(|r| r.id.as_str()).collect();
    if !open.is_empty() {
        text += &wrapped("Open:", &open);
    }
    text
}

fn summary(binding: Count) -> String {
    let Count { rules, tested, excepted, open, .. } = binding;
    format!(
        "Of {rules} rules that bind (MUST, MUST NOT, and what is worded otherwise and binds as \
         they do),\n{tested} are tested, {excepted} are excepted with a reason, {open} are open.\n"
    )
}

/// `words` behind `label`, in lines that are not too wide.
fn wrapped(label: &str, words: &[&str]) -> String {
    let mut text = String::from(label);
    let mut width = label.len();
    for word in words {
        if width + 1 + word.len() > COLUMNS {
            text.push_str("\n ");
            width = 1;
        }
        text.push(' ');
        text.push_str(word);
        width += 1 + word.len();
    }
    text + "\n"
}

#[cfg(test)]
mod samples {
    use super::*;

    fn part(document: &str, section: &str, requirements: &[(&str, bool)]) -> Part {
        let (document, section) = (document.into(), section.into());
        let requirement = |&(id, binds): &(&str, bool)| Requirement { id: id.into(), binds };
        let requirements = requirements.iter().map(requirement).collect();
        Part { document, section, title: "Title".into(), requirements }
    }

    #[test]
    fn the_table_adds_up() {
        let parts = [
            part("One", "9", &[("a", true), ("b", false)]),
            part("One", "9.1", &[("c", true), ("d", true)]),
            part("Two", "4", &[("e", false)]),
        ];
        let states = [
            ("a", State::Tested),
            ("b", State::Open),
            ("c", State::Excepted),
            ("d", State::Pending),
            ("e", State::Tested),
        ];
        let blank = |name: &str| format!("{name:<56}");
        let expected = [
            blank("Requirements") + " rules    MUST  tested  excepted  open",
            blank("One") + "     4       3       1         2     1",
            blank("  §9     Title") + "     2       1       1         0     1",
            blank("  §9.1   Title") + "     2       2       0         2     0",
            blank("Two") + "     1       0       1         0     0",
            blank("  §4     Title") + "     1       0       1         0     0",
            blank("All") + "     5       3       2         2     1",
            "Of 3 rules that bind (MUST, MUST NOT, and what is worded otherwise and binds as they \
             do),"
                .into(),
            "1 are tested, 2 are excepted with a reason, 0 are open.".into(),
            "1 of the exceptions are pending: their tests are to come.".into(),
            "Open: b".into(),
        ];
        assert_eq!(table(&parts, &states.into()).lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_long_list_is_wrapped() {
        let words = ["1234567"; 13];
        let text = wrapped("Open:", &words);
        let widths: Vec<_> = text.lines().map(str::len).collect();
        assert_eq!(widths, [5 + 11 * 8, 1 + 2 * 8]);
    }
}
