//! # Errors: each has a test                                         chapter 00
//! Knows: which errors there are, and which the tests name. Does not know: what they mean.
//! Read before: `names.rs`. Read next: `documents.rs`.

use crate::items;
use crate::rule::{Finding, Rule};
use crate::tree::{File, Tree};

/// The enums whose variants are rules that someone broke.
const ENUMS: [&str; 2] = ["Violation", "UsageError"];

pub const TESTED: Rule = Rule {
    why: "one variant is one broken rule, and a rule that no test breaks is a rumour.",
    mend: "write a test that breaks the rule and names the variant (`Violation::…`).",
    check: untested,
};

fn untested(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (member, file) in tree.sources() {
        for name in ENUMS {
            for (at, variant) in items::variants(&file.library, name) {
                if !is_named(tree, &member, &format!("::{variant}")) {
                    findings.push(file.finding(at, format!("no test names {name}::{variant}")));
                }
            }
        }
    }
    findings
}

/// True when a test of `member` says `path`.
fn is_named(tree: &Tree, member: &str, path: &str) -> bool {
    let crate_name = member.rsplit('/').next().unwrap_or(member);
    let own = format!("{member}/src/");
    tree.rust().any(|file| {
        if is_test_file(file) {
            // Variants of two crates may have the same name.
            items::has(&file.code, path) && is_about(tree, file, crate_name)
        } else {
            file.path.starts_with(&own) && items::has(&file.tests, path)
        }
    })
}

/// True for what is in `tests/`, and in the folder of that name of a member.
fn is_test_file(file: &File) -> bool {
    file.path.starts_with("tests/") || file.path.contains("/tests/")
}

/// True when `file`, or one that belongs to the same test, names the crate.
fn is_about(tree: &Tree, file: &File, crate_name: &str) -> bool {
    let test = test_of(&file.path);
    tree.rust().any(|other| test_of(&other.path) == test && items::has(&other.code, crate_name))
}

/// The test to which a file belongs: `tests/11_masking` for `tests/11_masking/keys.rs`. Each file
/// of laws stands by itself.
fn test_of(path: &str) -> &str {
    let inside = path.strip_prefix("tests/").filter(|inside| !inside.starts_with("laws/"));
    let end =
        inside.and_then(|inside| inside.find('/')).map_or(path.len(), |at| "tests/".len() + at);
    path[..end].trim_end_matches(".rs")
}

#[cfg(test)]
mod samples {
    use super::*;

    const ERRORS: &str =
        "pub enum Violation {\n    /// Bad.\n    Masked,\n    TooLong { by: u64 },\n}\n";

    /// `own` is what the crate's file of errors says besides.
    fn check(own: &str, tests: &[(&str, &str)]) -> Vec<(usize, String)> {
        let errors = format!("{ERRORS}{own}");
        let mut files = vec![("Cargo.toml", "[workspace]\nmembers = [\"frames\"]\n")];
        files.push(("frames/src/violation.rs", &errors));
        files.extend(tests);
        let findings = (TESTED.check)(&Tree::of(&files)).into_iter();
        findings.map(|finding| (finding.line, finding.what)).collect()
    }

    const MASKED: &str = "no test names Violation::Masked";
    const TOO_LONG: &str = "no test names Violation::TooLong";

    #[test]
    fn an_error_that_no_test_names_is_found() {
        let text = "use frames::Violation;\n// Violation::Masked\nlet _ = Violation::MaskedTwice;";
        let found = [(3, MASKED.to_string()), (4, TOO_LONG.to_string())];
        assert_eq!(check("", &[("tests/11_masking.rs", text)]), found);
    }

    #[test]
    fn a_test_that_names_it_is_enough() {
        let text = "use frames::Violation as V;\nlet _ = (V::Masked, V::TooLong { by: 1 });";
        assert_eq!(check("", &[("tests/11_masking.rs", text)]), []);
        assert_eq!(check("", &[("frames/tests/a.rs", text)]), []);
        let (names, uses) = text.split_once('\n').unwrap();
        let parts = [("tests/11_masking.rs", names), ("tests/11_masking/keys.rs", uses)];
        assert_eq!(check("", &parts), []);
        let own = "#[cfg(test)]\nmod tests { fn a() { (Violation::Masked, Violation::TooLong) } }";
        assert_eq!(check(own, &[]), []);
    }

    #[test]
    fn what_is_not_a_test_of_that_crate_is_not_enough() {
        let uses = "let _ = (V::Masked, V::TooLong);";
        let other = format!("use http1::Violation as V;\n{uses}");
        assert_eq!(check("", &[("tests/02_http_head.rs", &other)]).len(), 2);
        let laws = [("tests/laws/src/a.rs", uses), ("tests/laws/src/b.rs", "use frames::A;")];
        assert_eq!(check("", &laws).len(), 2);
        let library = format!("use frames::Violation as V;\n{uses}");
        assert_eq!(check("", &[("frames/src/header.rs", &library)]).len(), 2);
    }
}
