//! # Words that do not belong                                        chapter 00
//! Knows: folders of a machine, other registries than the public one, emoji.
//! Does not know: grammar or taste.
//! Read before: `finished.rs`. Read next: `exemptions.rs`.

use crate::items;
use crate::rule::{Finding, Rule};
use crate::tree::File;

pub const WORDS: Rule = Rule {
    why: "what is true on one machine only is false in the book.",
    mend: "name paths from the root of the workspace, and packages from the public registry; \
           write the word instead of its picture (in a sample: \\u{…}).",
    check: |tree| tree.files().iter().flat_map(misplaced).collect(),
};

/// Folders at the root of somebody's machine.
const MACHINE: [&str; 6] = ["home", "mnt", "root", "tmp", "Users", "work"];
/// How cargo's lock file names the registry of a package, and the one that it may name.
const REGISTRY: (&str, &str) = ("registry+", "https://github.com/rust-lang/crates.io-index");
/// Settings and entries by which another registry takes its place, or an address is written down.
const MIRRORS: [&str; 5] = ["replace-with", "registry=", "index-url", "\"sparse+", "\"resolved\":"];
/// Pictures, the mark that turns a sign into one, and the older signs that are drawn as pictures,
/// from the first to the last of each range. Arrows, boxes and check marks are text.
const EMOJI: [(char, char); 18] = [
    ('\u{1F000}', '\u{1FAFF}'),
    ('\u{FE0F}', '\u{FE0F}'),
    ('\u{231A}', '\u{231B}'),
    ('\u{23E9}', '\u{23F3}'),
    ('\u{2614}', '\u{2615}'),
    ('\u{2648}', '\u{2653}'),
    ('\u{267F}', '\u{267F}'),
    ('\u{2693}', '\u{2693}'),
    ('\u{26A1}', '\u{26A1}'),
    ('\u{26AA}', '\u{26FD}'),
    ('\u{2705}', '\u{270B}'),
    ('\u{2728}', '\u{2728}'),
    ('\u{274C}', '\u{274E}'),
    ('\u{2753}', '\u{2757}'),
    ('\u{2795}', '\u{2797}'),
    ('\u{27B0}', '\u{27BF}'),
    ('\u{2B1B}', '\u{2B1C}'),
    ('\u{2B50}', '\u{2B55}'),
];

fn misplaced(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (i, line) in file.text.lines().enumerate() {
        let folders = MACHINE.iter().map(|name| format!("/{name}/"));
        let words = folders.chain(MIRRORS.iter().map(|word| (*word).to_string()));
        let found = words.filter(|word| stands_alone(line, word)).map(|word| format!("`{word}`"));
        let (mark, public) = REGISTRY;
        let mut named = line.match_indices(mark);
        let other = named.any(|(at, _)| !line[at + mark.len()..].starts_with(public));
        let mirrors = other.then(|| format!("`{mark}` and not the public registry"));
        let emoji =
            line.chars().find(|&c| is_emoji(c)).map(|c| format!("emoji U+{:04X}", c as u32));
        let all = found.chain(mirrors).chain(emoji);
        findings.extend(all.map(|what| Finding::new(&file.path, i + 1, what)));
    }
    findings
}

/// True when `word` is in `line`, and what is before it is neither a name nor a path: the `/tmp/`
/// of `a.example/tmp/` is an address, not a folder here.
fn stands_alone(line: &str, word: &str) -> bool {
    let is_path = word.starts_with('/');
    items::find_all(line, word).any(|at| {
        let before = line[..at].chars().next_back();
        !is_path || !before.is_some_and(|c| items::is_word(c) || matches!(c, '.' | '-' | '*'))
    })
}

fn is_emoji(c: char) -> bool {
    EMOJI.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::tree::Tree;

    fn check(line: &str) -> Vec<(usize, String)> {
        let findings = (WORDS.check)(&Tree::of(&[("docs/00-map.md", &format!("\n{line}\n"))]));
        findings.into_iter().map(|finding| (finding.line, finding.what)).collect()
    }

    #[test]
    fn each_word_is_found() {
        for name in MACHINE {
            assert_eq!(check(&format!("see `/{name}/a.txt`")), [(2, format!("`/{name}/`"))]);
        }
        for (line, what) in [
            ("file:///home/me/", "`/home/`"),
            ("\"resolved\": \"https://a.example/ws.tgz\"", "`\"resolved\":`"),
            ("source = \"sparse+https://a.example/\"", "`\"sparse+`"),
            ("replace-with = \"near\"", "`replace-with`"),
            (
                "source = \"registry+https://mirror.example/index\"",
                "`registry+` and not the public registry",
            ),
            ("well done \u{1F389}", "emoji U+1F389"),
            ("\u{2705} passed", "emoji U+2705"),
        ] {
            assert_eq!(check(line), [(2, what.to_string())], "{line}");
        }
    }

    #[test]
    fn other_words_are_accepted() {
        for line in [
            "a framework/work/flow, https://a.example/tmp/x, ../tmp/",
            "source = \"registry+https://github.com/rust-lang/crates.io-index\"",
            "→ ▲ ✓ ✗ § × · … │ é",
            "the registry, the index and the mirror",
        ] {
            assert_eq!(check(line), [], "{line}");
        }
    }
}
