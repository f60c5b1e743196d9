//! # The head of a file                                              chapter 00
//! Knows: the lines with which a source file opens. Does not know: whether they are true.
//! Read before: `size.rs`. Read next: `chapters.rs`.

use crate::chapters;
use crate::rule::{Finding, Rule};
use crate::tree::{File, Tree};

pub const HEADS: Rule = Rule {
    why: "a reader who opens any file knows where it stands in the course and what it leaves out.",
    mend: "write the head as CONTRIBUTING.md shows it, in the first lines of the file.",
    check: |tree| tree.sources().flat_map(|(_, file)| incomplete_head(file)).collect(),
};

pub const NEIGHBOURS: Rule = Rule {
    why: "whoever follows `Read before` and `Read next` walks through the whole course.",
    mend: "name a file that exists: beside this one, in the same src folder, or from the root.",
    check: |tree| tree.sources().flat_map(|(member, file)| lost(tree, &member, file)).collect(),
};

/// What a head says, in this order.
const PARTS: [&str; 4] = ["Knows:", "Does not know:", "Read before:", "Read next:"];
/// What the head of a crate may say instead, for it stands before all its files.
const CRATE_PARTS: [&str; 3] = ["Knows:", "Does not know:", "Read first:"];

/// The parts that name files.
const READ: [&str; 3] = ["Read before:", "Read next:", "Read first:"];

fn incomplete_head(file: &File) -> Option<Finding> {
    let is_crate = file.name() == "lib.rs";
    let head = head(&file.text, is_crate);
    let title = head.first().map_or("", |(_, line)| line);
    let mut missing = Vec::new();
    if !title.starts_with("# ") {
        missing.push("a title in line 1");
    } else if !is_crate && chapter(title).is_none_or(|number| !chapters::is_chapter(number)) {
        missing.push("`chapter NN` in line 1");
    }
    let text = head.iter().map(|(_, line)| *line).collect::<Vec<_>>().join(" ");
    let has_crate_parts = is_crate && !text.contains("Read next:");
    missing.extend(lacking(&text, if has_crate_parts { &CRATE_PARTS } else { &PARTS }));
    let what = format!("the head lacks {}", missing.join(", "));
    (!missing.is_empty()).then(|| Finding::new(&file.path, 1, what))
}

/// Those of `parts` that `text` does not say, or not in their order.
fn lacking<'p>(text: &str, parts: &[&'p str]) -> Vec<&'p str> {
    let mut rest = text;
    let mut lacking = Vec::new();
    for part in parts {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => lacking.push(*part),
        }
    }
    lacking
}

/// The two digits behind `chapter` (or the first two behind `chapters`) in a title.
fn chapter(title: &str) -> Option<&str> {
    let (_, behind) = title.split_once(" chapter")?;
    behind.trim_start_matches('s').strip_prefix(' ')?.get(..2)
}

/// The numbered lines of the head, without their `//!`: the first paragraph; in a crate's root,
/// whose title stands alone, all of the opening comment.
fn head(text: &str, is_crate: bool) -> Vec<(usize, &str)> {
    let lines = text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
    lines.enumerate().take_while(|(_, line)| is_crate || !line.is_empty()).collect()
}

/// The paths that a head names in backquotes and that lead nowhere.
fn lost(tree: &Tree, member: &str, file: &File) -> Vec<Finding> {
    let folder = file.path.strip_suffix(file.name()).unwrap_or_default();
    let places = [folder.to_string(), format!("{member}/src/"), String::new()];
    let mut findings = Vec::new();
    let mut reading = false;
    for (i, line) in head(&file.text, file.name() == "lib.rs") {
        // What is said may go on in the next line, until the paragraph ends.
        let goes_on = reading && !line.is_empty();
        let begins = READ.iter().filter_map(|part| line.find(part)).min();
        let said = if goes_on { line } else { begins.map_or("", |at| &line[at..]) };
        reading = goes_on || begins.is_some();
        for path in said.split('`').skip(1).step_by(2).filter(|name| name.contains(['.', '/'])) {
            if !places.iter().any(|place| tree.has(&format!("{place}{path}"))) {
                findings.push(Finding::new(&file.path, i + 1, format!("there is no `{path}`")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod samples {
    use super::*;

    const GOOD: &str = "//! # Mask                    chapter 11 · RFC 6455 §5.3\n\
        //! Knows: a key. Does not know:\n//! connections, `none.rs`.\n\
        //! Read before: `deep/opcode.rs`,\n//! `wire/src/input.rs`. Read next: any of `tests/`.\n";

    fn check(rule: &Rule, path: &str, text: &str) -> Vec<(usize, String)> {
        let tree = Tree::of(&[
            ("Cargo.toml", "[workspace]\nmembers = [\"frames\"]\n"),
            ("frames/src/deep/opcode.rs", GOOD),
            ("tests/a.rs", ""),
            ("wire/src/input.rs", ""),
            (path, text),
        ]);
        let findings = (rule.check)(&tree).into_iter().filter(|finding| finding.path == path);
        findings.map(|finding| (finding.line, finding.what)).collect()
    }

    #[track_caller]
    fn finds(rule: &Rule, path: &str, text: &str, found: &[(usize, &str)]) {
        let expected: Vec<_> = found.iter().map(|(line, what)| (*line, what.to_string())).collect();
        assert_eq!(check(rule, path, text), expected);
    }

    #[test]
    fn a_whole_head_is_accepted() {
        finds(&HEADS, "frames/src/mask.rs", GOOD, &[]);
        finds(&NEIGHBOURS, "frames/src/mask.rs", GOOD, &[]);
        finds(&HEADS, "examples/11_masking.rs", "fn main() {}", &[]);
        let range = GOOD.replace("chapter 11", "chapters 10 to 12");
        finds(&HEADS, "frames/src/mask.rs", &range, &[]);
    }

    #[test]
    fn a_head_needs_its_title_and_its_chapter() {
        let no_title = GOOD.replacen("# ", "", 1);
        let what = "the head lacks a title in line 1";
        finds(&HEADS, "frames/src/mask.rs", &no_title, &[(1, what)]);
        for title in ["chapter 99", "chapter11", "11"] {
            let text = GOOD.replacen("chapter 11", title, 1);
            let what = "the head lacks `chapter NN` in line 1";
            finds(&HEADS, "frames/src/mask.rs", &text, &[(1, what)]);
        }
        let what = "the head lacks a title in line 1, Knows:, Does not know:, Read before:, \
                    Read next:";
        finds(&HEADS, "frames/src/mask.rs", "fn mask() {}\n", &[(1, what)]);
    }

    #[test]
    fn a_head_needs_each_part_in_its_place() {
        for part in PARTS {
            let what = format!("the head lacks {part}");
            finds(&HEADS, "frames/src/mask.rs", &GOOD.replace(part, ""), &[(1, &what)]);
        }
        let late = GOOD.replace("//! Read before", "//!\n//! Read before");
        let what = "the head lacks Read before:, Read next:";
        finds(&HEADS, "frames/src/mask.rs", &late, &[(1, what)]);
    }

    #[test]
    fn a_crate_says_what_to_read_first() {
        let good = "//! # frames\n//!\n//! Knows: frames. Does not know: sockets.\n\
                    //! Read first: [`header`], then `deep/opcode.rs`.\n\nmod header;\n";
        finds(&HEADS, "frames/src/lib.rs", good, &[]);
        finds(&NEIGHBOURS, "frames/src/lib.rs", good, &[]);
        finds(&HEADS, "frames/src/lib.rs", GOOD, &[]);
        let silent = good.replace("Read first", "See");
        finds(&HEADS, "frames/src/lib.rs", &silent, &[(1, "the head lacks Read first:")]);
        let lost = good.replace("opcode.rs", "code.rs");
        let what = "there is no `deep/code.rs`";
        finds(&NEIGHBOURS, "frames/src/lib.rs", &lost, &[(4, what)]);
    }

    #[test]
    fn a_head_names_files_that_exist() {
        let text = GOOD.replace("deep/", "").replace("input", "put").replace("tests", "test");
        let [here, root, folder] = ["`opcode.rs`", "`wire/src/put.rs`", "`test/`"]
            .map(|path| format!("there is no {path}"));
        let found = [(4, here.as_str()), (5, root.as_str()), (5, folder.as_str())];
        finds(&NEIGHBOURS, "frames/src/mask.rs", &text, &found);
        finds(&NEIGHBOURS, "frames/src/deep/mask.rs", &text, &found[1..]);
    }
}
