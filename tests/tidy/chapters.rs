//! # Chapters: one stem for docs, examples and tests                 chapter 00
//! Knows: the table of contents. Does not know: what a chapter says.
//! Read before: `head.rs`. Read next: `names.rs`.

use crate::rule::{Finding, Rule};
use crate::tree::Tree;

/// The table of contents: `docs/NN-stem.md`, `examples/NN_stem.rs`, `tests/NN_….rs`.
const CHAPTERS: [&str; 17] = [
    "00_map",
    "01_stream",
    "02_http_head",
    "03_sans_io",
    "04_polling",
    "05_long_polling",
    "06_sse_wire",
    "07_sse_reconnect",
    "08_handshake",
    "09_refusing",
    "10_frame_header",
    "11_masking",
    "12_messages",
    "13_ping_pong",
    "14_closing",
    "15_hub",
    "16_choosing",
];

/// Tests that are about the whole book.
const WHOLE_BOOK: [(&str, &str); 4] = [
    ("requirements", "what the standards ask, and which tests prove it"),
    ("tidy", "the rules of the house"),
    ("transcripts", "what the book prints is what the programs print"),
    ("real_parts", "a browser, a published client and curl against the whole lab"),
];

pub const EXAMPLES: Rule = Rule {
    why: "a chapter is shown by one program, and what it prints is part of the book.",
    mend: "call it examples/NN_stem.rs as its chapter is called; \
           `UPDATE=1 cargo test --test transcripts` writes the .txt.",
    check: examples,
};

pub const DOCUMENTS: Rule = Rule {
    why: "each chapter begins with something to run.",
    mend: "write examples/NN_stem.rs, or call the chapter as chapters.rs does.",
    check: documents,
};

pub const TESTS: Rule = Rule {
    why: "who has read a chapter finds its tests by number.",
    mend: "call it tests/NN_words.rs; if it is about the whole book, list it in chapters.rs.",
    check: tests,
};

/// True when `number` (two digits) is that of a chapter.
pub fn is_chapter(number: &str) -> bool {
    CHAPTERS.iter().any(|stem| stem.split('_').next() == Some(number))
}

/// True for `02_http_body`: the number of a chapter, then words.
pub fn is_of_a_chapter(stem: &str) -> bool {
    stem.split_once('_').is_some_and(|(number, words)| is_chapter(number) && !words.is_empty())
}

fn examples(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in tree.names_in("examples/") {
        let mut found =
            |what: &str| findings.push(Finding::new(&format!("examples/{name}"), 1, what));
        let Some((stem, ending @ ("rs" | "txt"))) = name.rsplit_once('.') else { continue };
        let other = if ending == "rs" { "txt" } else { "rs" };
        if !CHAPTERS.contains(&stem) {
            found("there is no such chapter");
        }
        if !tree.has(&format!("examples/{stem}.{other}")) {
            found(&format!("there is no {stem}.{other}"));
        }
    }
    findings
}

fn documents(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in tree.names_in("docs/") {
        let Some(stem) = name.strip_suffix(".md").filter(|stem| is_numbered(stem)) else {
            continue;
        };
        let stem = stem.replace('-', "_");
        let mut found =
            |what: String| findings.push(Finding::new(&format!("docs/{name}"), 1, what));
        if !CHAPTERS.contains(&stem.as_str()) {
            found("there is no such chapter".into());
        } else if !tree.has(&format!("examples/{stem}.rs")) {
            found(format!("there is no examples/{stem}.rs"));
        }
    }
    findings
}

fn is_numbered(stem: &str) -> bool {
    stem.starts_with(|c: char| c.is_ascii_digit())
}

fn tests(tree: &Tree) -> Vec<Finding> {
    let files = tree.names_in("tests/").filter_map(|name| name.strip_suffix(".rs"));
    let folders = tree.rust().filter_map(|file| {
        let inside = file.path.strip_prefix("tests/")?;
        inside.strip_suffix("/main.rs").filter(|folder| !folder.contains('/'))
    });
    let mut findings = Vec::new();
    for stem in files.chain(folders) {
        if !is_of_a_chapter(stem) && !WHOLE_BOOK.iter().any(|(listed, _)| *listed == stem) {
            let single = format!("tests/{stem}.rs");
            let path = if tree.has(&single) { single } else { format!("tests/{stem}/main.rs") };
            findings.push(Finding::new(&path, 1, "it belongs to no chapter, and is not listed"));
        }
    }
    findings
}

#[cfg(test)]
mod samples {
    use super::*;

    fn check(rule: &Rule, paths: &[&str]) -> Vec<(String, String)> {
        let files: Vec<_> = paths.iter().map(|path| (*path, "")).collect();
        let findings = (rule.check)(&Tree::of(&files)).into_iter();
        findings.map(|finding| (finding.path, finding.what)).collect()
    }

    fn one(path: &str, what: &str) -> Vec<(String, String)> {
        vec![(path.into(), what.into())]
    }

    #[test]
    fn an_example_and_its_transcript_come_together() {
        let (rs, txt) = ("examples/11_masking.rs", "examples/11_masking.txt");
        assert_eq!(check(&EXAMPLES, &[rs, txt]), []);
        assert_eq!(check(&EXAMPLES, &[rs]), one(rs, "there is no 11_masking.txt"));
        assert_eq!(check(&EXAMPLES, &[txt]), one(txt, "there is no 11_masking.rs"));
        let (rs, txt) = ("examples/11_masks.rs", "examples/11_masks.txt");
        let found = check(&EXAMPLES, &[rs, txt]);
        assert_eq!(found[..1], one(rs, "there is no such chapter"));
        assert_eq!(found[1..], one(txt, "there is no such chapter"));
    }

    #[test]
    fn a_chapter_comes_with_its_example() {
        let chapter = "docs/06-sse-wire.md";
        assert_eq!(check(&DOCUMENTS, &[chapter, "examples/06_sse_wire.rs"]), []);
        assert_eq!(check(&DOCUMENTS, &["docs/glossary.md", "docs/lib.rs"]), []);
        let what = "there is no examples/06_sse_wire.rs";
        assert_eq!(check(&DOCUMENTS, &[chapter]), one(chapter, what));
        let found = check(&DOCUMENTS, &["docs/6-sse.md"]);
        assert_eq!(found, one("docs/6-sse.md", "there is no such chapter"));
    }

    #[test]
    fn a_test_file_has_the_number_of_a_chapter_or_is_listed() {
        let good = [
            "tests/02_http_body.rs",
            "tests/tidy/main.rs",
            "tests/tidy/words.rs",
            "tests/transcripts.rs",
            "tests/laws/src/lib.rs",
            "wire/tests/any.rs",
        ];
        assert_eq!(check(&TESTS, &good), []);
        for path in ["tests/17_more.rs", "tests/2_http.rs", "tests/02_.rs", "tests/misc/main.rs"] {
            let found = check(&TESTS, &[path]);
            assert_eq!(found, one(path, "it belongs to no chapter, and is not listed"));
        }
    }
}
