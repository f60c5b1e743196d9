//! # A rule, and how it fails                                        chapter 00
//! Knows: what was found and where, why it matters, how to mend it. Does not know: any one rule.
//! Read before: `main.rs`. Read next: `tree.rs`.

use crate::tree::Tree;
use std::fmt::Write as _;

/// One place that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file, from the root of the workspace.
    pub path: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What stands there.
    pub what: String,
}

impl Finding {
    /// `what` stands at `line` of `path`.
    pub fn new(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self { path: path.into(), line, what: what.into() }
    }
}

/// An invariant of the workspace. Its name is the name of its test.
pub struct Rule {
    /// Why it is worth holding, in one sentence.
    pub why: &'static str,
    /// What to do about a finding, in one sentence.
    pub mend: &'static str,
    /// Finds every place that breaks it.
    pub check: fn(&Tree) -> Vec<Finding>,
}

/// One file in which one rule may be broken.
pub struct Exemption {
    /// The rule, by the name of its test.
    pub rule: &'static str,
    /// The file, from the root of the workspace.
    pub path: &'static str,
    /// Why this file cannot keep the rule.
    pub reason: &'static str,
}

/// Hold `rule` in `tree`: fail with every finding that is not exempt.
pub fn hold(name: &str, rule: &Rule, tree: &Tree, exemptions: &[Exemption]) {
    let mut findings = (rule.check)(tree);
    findings.retain(|finding| !exemptions.iter().any(|e| e.rule == name && e.path == finding.path));
    assert!(findings.is_empty(), "{}", report(name, rule, &findings));
}

fn report(name: &str, rule: &Rule, findings: &[Finding]) -> String {
    let mut text = format!("{} × not so: {}\n", findings.len(), name.replace('_', " "));
    for Finding { path, line, what } in findings {
        let _ = writeln!(text, "  {path}:{line}: {what}");
    }
    let _ = write!(text, "   why: {}\n  mend: {}\n", rule.why, rule.mend);
    text
}

/// The exemptions that exempt nothing, each with the reason to strike it out.
pub fn unneeded(exemptions: &[Exemption], rules: &[(&str, &Rule)], tree: &Tree) -> Vec<String> {
    let mut unneeded = Vec::new();
    for Exemption { rule, path, reason } in exemptions {
        let verdict = match rules.iter().find(|(name, _)| name == rule) {
            None => "there is no such rule",
            Some((_, rule)) if !(rule.check)(tree).iter().any(|finding| finding.path == *path) => {
                "the file keeps the rule"
            }
            Some(_) if reason.is_empty() => "it has no reason",
            Some(_) => continue,
        };
        unneeded.push(format!("  ({rule}, {path}): {verdict}"));
    }
    unneeded
}

#[cfg(test)]
mod samples {
    use super::*;
    use std::panic::catch_unwind;

    const NO_TABS: Rule = Rule {
        why: "a tab is as wide as it likes.",
        mend: "use spaces.",
        check: |tree| {
            let tabbed = tree.files().iter().filter(|file| file.text.contains('\t'));
            tabbed.map(|file| Finding::new(&file.path, 1, "a tab")).collect()
        },
    };

    const fn exempt(rule: &'static str, path: &'static str) -> Exemption {
        Exemption { rule, path, reason: "a sample" }
    }

    #[test]
    fn a_failure_says_where_what_why_and_how_to_mend_it() {
        let findings = [Finding::new("a.rs", 7, "a tab")];
        assert_eq!(
            report("no_line_has_a_tab", &NO_TABS, &findings),
            "1 × not so: no line has a tab\n  a.rs:7: a tab\n   \
             why: a tab is as wide as it likes.\n  mend: use spaces.\n"
        );
    }

    #[test]
    fn a_finding_fails_the_test_unless_its_file_is_exempt() {
        let fails = |exemptions: &[Exemption]| {
            let tree = Tree::of(&[("a.rs", "\t")]);
            catch_unwind(|| hold("no_tabs", &NO_TABS, &tree, exemptions)).is_err()
        };
        assert!(fails(&[]));
        assert!(fails(&[exempt("no_tabs", "b.rs")]));
        assert!(fails(&[exempt("no_spaces", "a.rs")]));
        assert!(!fails(&[exempt("no_tabs", "a.rs")]));
    }

    #[test]
    fn an_exemption_that_exempts_nothing_is_found() {
        let tree = Tree::of(&[("a.rs", "\t"), ("b.rs", "")]);
        let unneeded = |exemption| unneeded(&[exemption], &[("no_tabs", &NO_TABS)], &tree);
        assert_eq!(unneeded(exempt("no_tabs", "a.rs")), [""; 0]);
        assert_eq!(
            unneeded(exempt("no_tabs", "b.rs")),
            ["  (no_tabs, b.rs): the file keeps the rule"]
        );
        assert_eq!(unneeded(exempt("no_tab", "a.rs")), ["  (no_tab, a.rs): there is no such rule"]);
        let silent = Exemption { reason: "", ..exempt("no_tabs", "a.rs") };
        assert_eq!(unneeded(silent), ["  (no_tabs, a.rs): it has no reason"]);
    }
}
