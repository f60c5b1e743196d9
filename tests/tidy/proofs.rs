//! # Proofs: a test that a page names exists                         chapter 00
//! Knows: how pages name a test. Does not know: what the test proves.
//! Read before: `documents.rs`. Read next: `words.rs`.

use crate::items;
use crate::rule::{Finding, Rule};
use crate::tree::{File, Tree};

pub const NAMED: Rule = Rule {
    why: "a page that says `this is tested` is read as a promise.",
    mend: "in `tests/FILE.rs::NAME`, name a file of tests and a test in it, or in its folder.",
    check: |tree| {
        let pages = tree.files().iter().filter(|file| file.path.ends_with(".md"));
        pages.flat_map(|page| lost(tree, page)).collect()
    },
};

/// The tests that `page` names as `` `path.rs::name` `` and that are not there.
fn lost(tree: &Tree, page: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (i, line) in page.text.lines().enumerate() {
        let named = line.split('`').skip(1).step_by(2).filter_map(|word| word.split_once(".rs::"));
        for (stem, test) in named.filter(|(stem, _)| stem.contains("tests/")) {
            if !has_test(tree, stem, test) {
                let what = format!("there is no test {test} in {stem}.rs");
                findings.push(Finding::new(&page.path, i + 1, what));
            }
        }
    }
    findings
}

/// True when `stem.rs`, or a file in the folder `stem/`, has a function of that name behind a
/// `#[test]`.
fn has_test(tree: &Tree, stem: &str, test: &str) -> bool {
    let (file, folder) = (format!("{stem}.rs"), format!("{stem}/"));
    let files = tree.rust().filter(|f| f.path == file || f.path.starts_with(&folder));
    files.into_iter().any(|file| {
        let functions = items::functions(&file.code);
        let found = functions.iter().find(|function| function.name == test);
        found.is_some_and(|function| is_test(&file.code[..function.all.start]))
    })
}

/// True when the last attributes before a function, whose code ends there, make it a test.
fn is_test(before: &str) -> bool {
    let own = before.rfind(['}', ';', '{']).map_or(before, |at| &before[at..]);
    own.contains("#[test]")
}

#[cfg(test)]
mod samples {
    use super::*;

    fn check(page: &str) -> Vec<(usize, String)> {
        let tests = "mod a {\n    /// One.\n    #[test]\n    #[ignore]\n    fn limit_one() {}\n\
                     fn helper() {}\n}\n";
        let tree = Tree::of(&[
            ("docs/security.md", page),
            ("tests/12_a.rs", tests),
            ("tests/12_a/more.rs", "#[test]\nfn must_two() {}"),
        ]);
        (NAMED.check)(&tree).into_iter().map(|found| (found.line, found.what)).collect()
    }

    #[test]
    fn a_test_that_is_there_may_be_named() {
        for name in ["limit_one", "must_two"] {
            assert_eq!(check(&format!("as `tests/12_a.rs::{name}` says")), []);
        }
        assert_eq!(check("`src/a.rs::nothing`, tests/12_a.rs::nothing"), []);
    }

    #[test]
    fn a_test_that_is_not_there_may_not() {
        for name in ["limit_two", "helper", "limit_on"] {
            let what = format!("there is no test {name} in tests/12_a.rs");
            assert_eq!(check(&format!("\n`tests/12_a.rs::{name}`")), [(2, what)]);
        }
        let what = "there is no test limit_one in tests/12_b.rs".to_string();
        assert_eq!(check("`tests/12_b.rs::limit_one`"), [(1, what)]);
    }
}
