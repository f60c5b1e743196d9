//! # Size: files, functions and lines that a reader can hold         chapter 00
//! Knows: three numbers. Does not know: what is written.
//! Read before: `items.rs`. Read next: `head.rs`.

use crate::items;
use crate::rule::{Finding, Rule};
use crate::tree::File;

const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 70;
const LINE_COLUMNS_MAX: usize = 100;
/// What counts as source.
const SOURCES: [&str; 4] = [".rs", ".js", ".css", ".html"];

pub const FILES: Rule = Rule {
    why: "a file holds one concept, and a class reads it in one sitting.",
    mend: "find the second concept in it, and give that a file of its own.",
    check: |tree| tree.files().iter().flat_map(long_file).collect(),
};

pub const FUNCTIONS: Rule = Rule {
    why: "a function that fits on one screen can be stepped through without scrolling.",
    mend: "name the steps that it does, and make functions of them.",
    check: |tree| tree.rust().flat_map(long_functions).collect(),
};

pub const LINES: Rule = Rule {
    why: "two files fit side by side, and a projector shows whole lines.",
    mend: "break the line; only an address, or a row of a table in a comment, may be longer.",
    check: |tree| tree.rust().flat_map(long_lines).collect(),
};

fn long_file(file: &File) -> Option<Finding> {
    let lines = file.text.lines().count();
    let is_source = SOURCES.iter().any(|ending| file.path.ends_with(ending));
    (is_source && lines > FILE_LINES_MAX).then(|| {
        let what = format!("{lines} lines, {FILE_LINES_MAX} at most");
        Finding::new(&file.path, FILE_LINES_MAX + 1, what)
    })
}

fn long_functions(file: &File) -> Vec<Finding> {
    let code = &file.code;
    let mut findings = Vec::new();
    for function in items::functions(code) {
        let lines = code[function.all.clone()].lines().count();
        if lines > FUNCTION_LINES_MAX {
            let what = format!("{} has {lines} lines, {FUNCTION_LINES_MAX} at most", function.name);
            findings.push(file.finding(function.all.start, what));
        }
    }
    findings
}

fn long_lines(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (i, line) in file.text.lines().enumerate() {
        let columns = line.chars().count();
        let is_row = ["//! |", "/// |"].iter().any(|row| line.trim_start().starts_with(row));
        if columns - address_columns(line) > LINE_COLUMNS_MAX && !is_row {
            let what = format!("{columns} columns, {LINE_COLUMNS_MAX} at most");
            findings.push(Finding::new(&file.path, i + 1, what));
        }
    }
    findings
}

/// How many columns of `line` belong to an address: such a word cannot be broken.
fn address_columns(line: &str) -> usize {
    let words = line.split_whitespace();
    words.filter(|word| word.contains("://")).map(|word| word.chars().count()).sum()
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::tree::Tree;

    fn check(rule: &Rule, path: &str, text: &str) -> Vec<(usize, String)> {
        let findings = (rule.check)(&Tree::of(&[(path, text)]));
        findings.into_iter().map(|finding| (finding.line, finding.what)).collect()
    }

    #[test]
    fn a_file_of_401_lines_is_too_long() {
        let (at, above) = ("x\n".repeat(400), "x\n".repeat(401));
        assert_eq!(check(&FILES, "a.rs", &at), []);
        assert_eq!(check(&FILES, "a.rs", &above), [(401, "401 lines, 400 at most".into())]);
        assert_eq!(check(&FILES, "a.css", &above).len(), 1);
        assert_eq!(check(&FILES, "a.md", &above), []);
    }

    #[test]
    fn a_function_of_71_lines_is_too_long() {
        let function =
            |lines: usize| format!("\nfn a() {{\n{}}}\n", "    // }\n".repeat(lines - 2));
        assert_eq!(check(&FUNCTIONS, "a.rs", &function(70)), []);
        let what = "a has 71 lines, 70 at most".to_string();
        assert_eq!(check(&FUNCTIONS, "a.rs", &function(71)), [(2, what)]);
        let test = format!("#[cfg(test)]\nmod t {{{}}}", function(71));
        assert_eq!(check(&FUNCTIONS, "a.rs", &test).len(), 1);
    }

    #[test]
    fn a_line_of_101_columns_is_too_long() {
        assert_eq!(check(&LINES, "a.rs", &"é".repeat(100)), []);
        let what = "101 columns, 100 at most".to_string();
        assert_eq!(check(&LINES, "a.rs", &format!("\n{}", "é".repeat(101))), [(2, what)]);
        assert_eq!(check(&LINES, "a.rs", &format!("/// | {} |", "é".repeat(101))), []);
    }

    #[test]
    fn a_line_may_be_longer_only_by_its_address() {
        let address = format!("https://{}", "a".repeat(101));
        assert_eq!(check(&LINES, "a.rs", &format!("// see {address}")), []);
        let talk = "word ".repeat(20);
        assert_eq!(check(&LINES, "a.rs", &format!("// see {address} {talk}")).len(), 1);
    }
}
