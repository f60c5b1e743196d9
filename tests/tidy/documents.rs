//! # Documents: a function that can fail says when                   chapter 00
//! Knows: signatures and the comments above them. Does not know: whether the comment is true.
//! Read before: `errors.rs`. Read next: `words.rs`.
//!
//! That every public item has a comment at all, the compiler holds (`missing_docs`).

use crate::items;
use crate::rule::{Finding, Rule};
use crate::tree::File;

pub const FALLIBLE: Rule = Rule {
    why: "the caller learns from the comment what can go wrong, and whose fault that is.",
    mend: "write `/// # Errors`, and below it which errors there are and what causes each.",
    check: |tree| tree.sources().flat_map(|(_, file)| silent_functions(file)).collect(),
};

fn silent_functions(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    for function in items::functions(&file.library) {
        let line = file.line(function.all.start);
        let above: Vec<&str> = file.text.lines().take(line).collect();
        let (first, above) = above.split_last().map_or(("", &[][..]), |(first, a)| (*first, a));
        let is_public = first.trim_start().starts_with("pub ");
        if is_public && returns_result(function.signature) && !says_errors(above) {
            findings.push(Finding::new(
                &file.path,
                line,
                format!("{}: no # Errors", function.name),
            ));
        }
    }
    findings
}

/// True when the type behind the arrow is a `Result`, by whatever path.
fn returns_result(signature: &str) -> bool {
    let path = returned(signature).and_then(|returned| returned.split_once('<'));
    path.is_some_and(|(path, _)| path.trim().rsplit("::").next() == Some("Result"))
}

/// What is behind the arrow that stands in no bracket.
fn returned(signature: &str) -> Option<&str> {
    let mut depth = 0;
    let mut before = ' ';
    for (i, c) in signature.char_indices() {
        match c {
            '>' if before == '-' && depth == 0 => return Some(&signature[i + 1..]),
            '>' if before == '-' => {}
            '(' | '[' | '<' => depth += 1,
            ')' | ']' | '>' => depth -= 1,
            _ => {}
        }
        before = c;
    }
    None
}

/// True when the comment that ends `above` (attributes may follow it) has the heading.
fn says_errors(above: &[&str]) -> bool {
    let lines = above.iter().rev().map(|line| line.trim_start());
    let mut own = lines.take_while(|line| line.starts_with("///") || line.starts_with("#["));
    own.any(|line| line.trim_end() == "/// # Errors")
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::tree::Tree;

    fn check(text: &str) -> Vec<(usize, String)> {
        let manifest = "[workspace]\nmembers = [\"wire\"]\n";
        let files = [("Cargo.toml", manifest), ("wire/src/a.rs", text)];
        let findings = (FALLIBLE.check)(&Tree::of(&files)).into_iter();
        findings.map(|finding| (finding.line, finding.what)).collect()
    }

    #[test]
    fn a_public_function_that_can_fail_says_when() {
        for function in [
            "pub fn a() -> Result<(), E> {}",
            "pub const fn a() -> io::Result<u8> {}",
            "    pub async fn a<T>(\n        b: T,\n    ) -> Result<T, E>\n    where T: X {}",
            "pub fn a<F: Fn(u8) -> u8>(b: F, c: impl Fn() -> u8) -> Result<F, E> {}",
        ] {
            let found = [(2, "a: no # Errors".to_string())];
            assert_eq!(check(&format!("/// A.\n{function}")), found, "{function}");
            let other = format!("/// # Errors\nfn b() {{}}\n/// A.\n{function}");
            assert_eq!(check(&other).len(), 1, "{function}");
            let good = format!("/// A.\n///\n/// # Errors\n/// E.\n#[must_use]\n{function}");
            assert_eq!(check(&good), [], "{function}");
        }
    }

    #[test]
    fn what_cannot_fail_or_is_not_public_need_not() {
        for function in [
            "fn a() -> Result<(), E> {}",
            "pub(crate) fn a() -> Result<(), E> {}",
            "pub fn a(b: Result<(), E>) -> Option<Result<(), E>> {}",
            "pub fn a<F: Fn() -> Result<(), E>>(b: F, c: fn() -> Result<(), E>) {}",
            "#[cfg(test)]\nmod tests {\n    pub fn a() -> Result<(), E> {}\n}",
        ] {
            assert_eq!(check(function), [], "{function}");
        }
    }
}
