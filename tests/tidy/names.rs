//! # Names of tests                                                  chapter 00
//! Knows: the words with which a test begins, and what an ignored one must say.
//! Does not know: what is tested.
//! Read before: `chapters.rs`. Read next: `errors.rs`.

use crate::items;
use crate::rule::{Finding, Rule};
use crate::tree::File;

/// The kinds of test. `must_not_` and `should_not_` begin with theirs.
const WORDS: [&str; 8] =
    ["must_", "should_", "may_", "law_", "vector_", "limit_", "claim_", "regression_"];

pub const KINDS: Rule = Rule {
    why: "`cargo test` reads as the specification, and `cargo test law_` as a part of it.",
    mend: "begin the name with must_, must_not_, should_, should_not_, may_, law_, vector_, \
           limit_, claim_ or regression_ (CONTRIBUTING.md says which is which).",
    check: |tree| tree.rust().filter(|file| is_specification(file)).flat_map(unkind).collect(),
};

pub const IGNORED: Rule = Rule {
    why: "a test that nobody runs is forgotten unless it says how to run it.",
    mend: "write #[ignore = \"needs WHAT: HOW TO RUN IT\"].",
    check: |tree| tree.rust().flat_map(ignored_without_need).collect(),
};

/// True for `tests/NN_….rs` and for what is in `tests/NN_…/`.
fn is_specification(file: &File) -> bool {
    let name = file.path.strip_prefix("tests/").unwrap_or_default();
    name.starts_with(|c: char| c.is_ascii_digit())
}

fn unkind(file: &File) -> Vec<Finding> {
    let code = file.code.as_str();
    let functions = items::functions(code);
    let mut findings = Vec::new();
    for at in attributes(code).filter(|&at| is_test(&code[at..items::closing(code, at + 1)])) {
        let Some(test) = functions.iter().find(|function| function.all.start > at) else {
            continue;
        };
        if !WORDS.iter().any(|word| test.name.starts_with(word)) {
            let what = format!("{} does not say of which kind it is", test.name);
            findings.push(file.finding(test.all.start, what));
        }
    }
    findings
}

/// Where each `#[…]` begins.
fn attributes(code: &str) -> impl Iterator<Item = usize> {
    code.match_indices("#[").map(|(at, _)| at)
}

/// `#[test]`, `#[tokio::test]`, `#[tokio::test(start_paused = true)]`.
fn is_test(attribute: &str) -> bool {
    let path = attribute.trim_start_matches("#[").split(['(', ']']).next().unwrap_or_default();
    path.rsplit("::").next() == Some("test")
}

fn ignored_without_need(file: &File) -> Vec<Finding> {
    let code = file.code.as_str();
    let ignored = attributes(code).filter(|&at| items::name_at(code, at + 2) == "ignore");
    let without =
        ignored.filter(|&at| !says_what_it_needs(&file.text[at..items::closing(code, at + 1)]));
    without.map(|at| file.finding(at, "it does not say what it needs, and how to run it")).collect()
}

/// True for `#[ignore = "needs node: .ci/run"]`.
fn says_what_it_needs(attribute: &str) -> bool {
    let reason = attribute.strip_prefix("#[ignore = \"needs ").and_then(|r| r.strip_suffix("\"]"));
    let (what, how) = reason.and_then(|reason| reason.split_once(": ")).unwrap_or_default();
    !what.trim().is_empty() && !how.trim().is_empty()
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::tree::Tree;

    fn check(rule: &Rule, path: &str, text: &str) -> Vec<(usize, String)> {
        let findings = (rule.check)(&Tree::of(&[(path, text)])).into_iter();
        findings.map(|finding| (finding.line, finding.what)).collect()
    }

    #[test]
    fn a_test_of_no_kind_is_found() {
        for attribute in ["#[test]", "#[net::tokio::test(start_paused = true)]"] {
            let text =
                format!("mod s05 {{\n{attribute}\n#[should_panic]\nasync fn test_2() {{}}\n}}");
            let found = [(4, "test_2 does not say of which kind it is".to_string())];
            assert_eq!(check(&KINDS, "tests/11_masking.rs", &text), found);
            assert_eq!(check(&KINDS, "tests/11_masking/keys.rs", &text), found);
            assert_eq!(check(&KINDS, "tests/tidy/main.rs", &text), []);
        }
    }

    #[test]
    fn a_test_of_a_kind_and_a_helper_are_accepted() {
        let text = "#[test]\nfn must_not_mask() {}\nfn helper() {}\n#[cfg(test)]\nfn other() {}\n\
                    proptest! {\n#[test]\nfn law_twice_is_once(key in any::<u32>()) { a(); }\n}\n";
        assert_eq!(check(&KINDS, "tests/11_masking.rs", text), []);
    }

    #[test]
    fn an_ignored_test_says_what_it_needs_and_how_to_run_it() {
        let good = "#[ignore = \"needs node: .ci/run\"]\n// or #[ignore]\n";
        assert_eq!(check(&IGNORED, "tests/16_choosing.rs", good), []);
        for bad in ["", " = \"slow\"", " = \"needs node\"", " = \"needs : x\"", " = \"needs x: \""]
        {
            let bad = format!("#[ignore{bad}]");
            let found = check(&IGNORED, "wire/tests/a.rs", &format!("#[test]\n{bad}\nfn a() {{}}"));
            let what = "it does not say what it needs, and how to run it";
            assert_eq!(found, [(2, what.to_string())], "{bad}");
        }
    }
}
