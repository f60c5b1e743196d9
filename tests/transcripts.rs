//! # Transcripts: what the book prints is what the programs print    chapter 00
//! Knows: examples, the text beside each, the console blocks of the book. Does not know: why.
//! Read before: `CONTRIBUTING.md`. Read next: any file of `examples/`.
//!
//! Each `examples/NN_stem.rs` is run, and what it prints is compared with `examples/NN_stem.txt`.
//! So is each block of `docs/*.md` and `README.md` that begins like this:
//!
//! ````text
//! ```console
//! $ cargo run --example 11_masking
//! ````
//!
//! `UPDATE=1 cargo test --test transcripts` writes down what the programs print.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{LazyLock, Mutex};
use std::{env, fs};

#[test]
fn there_is_an_example_to_run() {
    assert!(!examples().is_empty(), "no examples/NN_stem.rs: the other tests have proved nothing");
}

#[test]
fn each_example_prints_its_transcript() {
    let mut differences = Vec::new();
    for stem in examples() {
        let path = format!("examples/{stem}.txt");
        let printed = printed(&format!("--example {stem}"));
        if is_update() {
            write(&path, &printed);
        } else {
            let book = fs::read_to_string(root().join(&path)).unwrap_or_default();
            differences.extend(difference(&path, 1, &book, &printed));
        }
    }
    report(&differences);
}

#[test]
fn each_console_block_is_what_the_program_prints() {
    let mut differences = Vec::new();
    for path in pages() {
        let page = fs::read_to_string(root().join(&path)).expect("a page of the book");
        if is_update() {
            write(&path, &updated(&page, printed));
            continue;
        }
        for block in blocks(&page) {
            let book = &page[block.output];
            differences.extend(difference(&path, block.line, book, &printed(block.arguments)));
        }
    }
    report(&differences);
}

#[test]
fn each_example_prints_the_same_bytes_twice() {
    for stem in examples() {
        let arguments = format!("--example {stem}");
        assert_eq!(printed(&arguments), run(&arguments), "{stem} is not deterministic");
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn is_update() -> bool {
    env::var_os("UPDATE").is_some_and(|value| value == "1")
}

fn write(path: &str, text: &str) {
    fs::write(root().join(path), text).unwrap_or_else(|error| panic!("{path}: {error}"));
}

fn report(differences: &[String]) {
    assert!(
        differences.is_empty(),
        "\n{}\nif the program is right: UPDATE=1 cargo test --test transcripts\n",
        differences.join("\n")
    );
}

/// The names in `folder` that have this ending, without it, in order.
fn names(folder: &str, ending: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).into_iter().flatten();
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<_> =
        names.filter_map(|name| name.strip_suffix(ending).map(String::from)).collect();
    names.sort();
    names
}

/// The stems of the examples: `11_masking`.
fn examples() -> Vec<String> {
    let mut stems = names("examples", ".rs");
    stems.retain(|stem| stem.starts_with(|c: char| c.is_ascii_digit()));
    stems
}

/// The pages of the book that may show a transcript.
fn pages() -> Vec<String> {
    let chapters = names("docs", ".md").into_iter().map(|name| format!("docs/{name}.md"));
    chapters.chain([String::from("README.md")]).filter(|path| root().join(path).exists()).collect()
}

/// What the program prints, run at most once for each command.
fn printed(arguments: &str) -> String {
    static PRINTED: LazyLock<Mutex<BTreeMap<String, String>>> = LazyLock::new(Mutex::default);
    let mut known = PRINTED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    known.entry(arguments.into()).or_insert_with(|| run(arguments)).clone()
}

/// Run `cargo run -q` with these arguments; cargo builds first what has changed, so that no stale
/// program is asked.
fn run(arguments: &str) -> String {
    let (target, is_release) = build_folder();
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root()).stdin(Stdio::null()).env("NO_COLOR", "1");
    command.arg("run").arg("-q").arg("--target-dir").arg(target);
    command.args(is_release.then_some("--release")).args(arguments.split_whitespace());
    let output = command.output().unwrap_or_else(|error| panic!("cargo: {error}"));
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "`cargo run {arguments}` failed:\n{complaints}");
    String::from_utf8(output.stdout).expect("a program prints UTF-8")
}

/// Where this test was built (`target/debug/deps/…`), so that nothing is built twice: the target
/// folder, and whether it was built for release.
fn build_folder() -> (PathBuf, bool) {
    let this = env::current_exe().expect("the path of this test");
    let profile = this.ancestors().nth(2).expect("target/debug");
    let target = profile.parent().expect("target").to_path_buf();
    (target, profile.ends_with("release"))
}

/// The first line in which the book and the program differ; `line` is the number of the book's
/// first.
fn difference(path: &str, line: usize, book: &str, program: &str) -> Option<String> {
    let (mut book, mut program) = (book.lines(), program.lines());
    let mut at = line;
    loop {
        let (says, prints) = (book.next(), program.next());
        if says != prints {
            let [says, prints] = [says, prints].map(|line| line.unwrap_or("(nothing more)"));
            return Some(format!(
                "{path}:{at}\n     the book says: {says}\n  the program says: {prints}"
            ));
        }
        says?;
        at += 1;
    }
}

/// A console block of a page.
#[derive(Debug, PartialEq, Eq)]
struct Block<'p> {
    /// What follows `cargo run`.
    arguments: &'p str,
    /// The number of the first line of its output.
    line: usize,
    /// Where its output stands in the page.
    output: Range<usize>,
}

/// The blocks of `page` that show an example.
fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut from = 0;
    while let Some(found) = page[from..].find("```console\n") {
        let begin = from + found + "```console\n".len();
        let length = page[begin..].find("```").unwrap_or(page.len() - begin);
        from = (begin + length + "```".len()).min(page.len());
        let (command, output) = page[begin..begin + length].split_once('\n').unwrap_or_default();
        if let Some(arguments) = arguments(command) {
            let output = begin + length - output.len()..begin + length;
            let line = page[..output.start].matches('\n').count() + 1;
            blocks.push(Block { arguments, line, output });
        }
    }
    blocks
}

/// What follows `$ cargo run`, if an example is run.
fn arguments(command: &str) -> Option<&str> {
    let arguments = command.strip_prefix("$ cargo run ")?;
    let arguments = arguments.strip_prefix("-q ").unwrap_or(arguments);
    arguments.starts_with("--example ").then_some(arguments.trim_end())
}

/// `page` with each block as the program prints it.
fn updated(page: &str, printed: impl Fn(&str) -> String) -> String {
    let mut updated = String::new();
    let mut from = 0;
    for block in blocks(page) {
        updated.push_str(&page[from..block.output.start]);
        let output = printed(block.arguments);
        updated.push_str(&output);
        if !output.is_empty() && !output.ends_with('\n') {
            updated.push('\n');
        }
        from = block.output.end;
    }
    updated + &page[from..]
}

#[cfg(test)]
mod samples {
    use super::*;

    const PAGE: &str = "# 11\n\n```console\n$ cargo run -q --example 11_masking -- zero\none\ntwo\n\
        ```\n\n```console\n$ ls\none\n```\n\n```console\n$ cargo run --example 12_messages\n```\n";

    #[test]
    fn a_block_that_runs_an_example_is_found() {
        let found = blocks(PAGE);
        let shown = found.iter().map(|b| (b.arguments, b.line, &PAGE[b.output.clone()]));
        let shown: Vec<_> = shown.collect();
        assert_eq!(
            shown,
            [("--example 11_masking -- zero", 5, "one\ntwo\n"), ("--example 12_messages", 16, "")]
        );
        assert_eq!(blocks("```text\n$ cargo run --example 01_stream\n```\n"), []);
    }

    #[test]
    fn an_update_changes_what_the_programs_print_and_nothing_else() {
        let updated = updated(PAGE, |arguments| format!("<{arguments}>"));
        let expected = PAGE.replace("one\ntwo\n", "<--example 11_masking -- zero>\n");
        let expected = expected.replace("12_messages\n", "12_messages\n<--example 12_messages>\n");
        assert_eq!(updated, expected);
    }

    #[test]
    fn a_difference_is_told_with_its_line() {
        let difference = |book, program| difference("docs/a.md", 5, book, program);
        let told = |line, book, program| {
            let at = format!("docs/a.md:{line}");
            Some(format!("{at}\n     the book says: {book}\n  the program says: {program}"))
        };
        assert_eq!(difference("one\ntwo\n", "one\ntwo\n"), None);
        assert_eq!(difference("one\ntwo\n", "one\n2\n"), told(6, "two", "2"));
        assert_eq!(difference("one\n", "one\ntwo\n"), told(6, "(nothing more)", "two"));
        assert_eq!(difference("one\ntwo\n", ""), told(5, "one", "(nothing more)"));
    }
}
