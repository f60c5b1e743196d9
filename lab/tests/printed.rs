//! # What the book prints of wire101 is what it prints                chapter 00
//! Knows: the blocks of README.md and docs/*.md in which commands and their output stand.
//! Does not know: what the commands mean.
//! Read before: `docs/tools.md`. Read next: `tests/transcripts.rs`.
//!
//! A block of the kind `console` is a session: a line that begins with `$ ` is run by the shell,
//! what stands behind it must come. A line `…` stands for any lines, and `…` within a line for
//! any text. `$ COMMAND &` starts a server: the port that it prints in the book becomes a free one.

#![allow(clippy::unwrap_used, clippy::panic)] // a test fails by panicking

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The root of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// One command of a session, and what must come.
#[derive(Debug)]
struct Step {
    command: String,
    expected: Vec<String>,
}

/// The sessions of a page, each with the number of its first line.
fn sessions(page: &str) -> Vec<(usize, Vec<Step>)> {
    let mut all = Vec::new();
    let mut open: Option<(usize, Vec<Step>)> = None;
    for (i, line) in page.lines().enumerate() {
        match (&mut open, line) {
            (None, "```console") => open = Some((i + 1, Vec::new())),
            (None, _) => {}
            (Some(_), "```") => all.extend(open.take()),
            (Some((_, steps)), line) => match line.strip_prefix("$ ") {
                Some(command) => {
                    steps.push(Step { command: command.into(), expected: Vec::new() });
                }
                None => steps.last_mut().unwrap().expected.push(line.into()),
            },
        }
    }
    all
}

/// True if `line` is as `pattern` says: `…` in it stands for any text.
fn fits(pattern: &str, line: &str) -> bool {
    match pattern.split_once('…') {
        None => pattern == line,
        Some((before, behind)) => line.strip_prefix(before).is_some_and(|rest| {
            let cuts = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
            cuts.into_iter().any(|at| fits(behind, &rest[at..]))
        }),
    }
}

/// True if these lines are as those say: a line `…` stands for any lines.
fn all_fit(patterns: &[String], lines: &[&str]) -> bool {
    match patterns.split_first() {
        None => lines.is_empty(),
        Some((any, behind)) if any.trim() == "…" => {
            (0..=lines.len()).any(|at| all_fit(behind, &lines[at..]))
        }
        Some((pattern, behind)) => lines
            .split_first()
            .is_some_and(|(line, rest)| fits(pattern, line) && all_fit(behind, rest)),
    }
}

/// Servers that a session has started; dropped, they are ended.
#[derive(Default)]
struct Servers(Vec<(Child, String, String)>);

impl Drop for Servers {
    fn drop(&mut self) {
        for (process, ..) in &mut self.0 {
            let _already_ended = process.kill();
            let _already_waited_for = process.wait();
        }
    }
}

impl Servers {
    /// What the book says, with the addresses that are true here; or the other way round.
    fn here(&self, text: &str) -> String {
        self.0.iter().fold(text.into(), |text: String, (_, book, here)| text.replace(book, here))
    }

    fn in_the_book(&self, text: &str) -> String {
        self.0.iter().fold(text.into(), |text: String, (_, book, here)| text.replace(here, book))
    }

    /// Start a server at a free port. Its first line in the book names the address there.
    fn start(&mut self, command: &str, book: &str, folder: &Path) {
        let command = self.here(command);
        let (words, listens) = match command.split_once(" --listen ") {
            Some((before, behind)) => {
                let rest = behind.split_once(' ').map_or("", |(_, rest)| rest);
                (format!("{before} {rest}"), true)
            }
            None => (command, false),
        };
        let words: Vec<&str> = words.split_whitespace().skip(1).collect();
        let mut process = Command::new(env!("CARGO_BIN_EXE_wire101"))
            .args(&words)
            .args(["--listen", "127.0.0.1:0"])
            .current_dir(folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{words:?} ({listens}): {error}"));
        let mut line = String::new();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        while !line.contains("127.0.0.1:") {
            line.clear();
            assert!(out.read_line(&mut line).unwrap() > 0, "{words:?} says no address");
        }
        // What it says later is read, so that it never waits for us.
        std::thread::spawn(move || out.lines().map_while(Result::ok).for_each(drop));
        self.0.push((process, address(book), address(&line)));
    }
}

/// The address in a line: `127.0.0.1:` and digits.
fn address(line: &str) -> String {
    let at = line.find("127.0.0.1:").unwrap_or_else(|| panic!("no address in {line:?}"));
    let is_part = |c: &char| c.is_ascii_digit() || matches!(c, '.' | ':');
    line[at..].chars().take_while(is_part).collect::<String>().trim_end_matches(':').into()
}

/// Run a session; what differs is told.
fn play(place: &str, steps: &[Step], folder: &Path) -> Vec<String> {
    let mut servers = Servers::default();
    let mut wrong = Vec::new();
    let program = Path::new(env!("CARGO_BIN_EXE_wire101")).parent().unwrap().to_path_buf();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = [program].into_iter().chain(std::env::split_paths(&path));
    let path = std::env::join_paths(path).unwrap();
    for step in steps {
        if let Some(command) = step.command.strip_suffix(" &") {
            servers.start(command, &step.expected.join("\n"), folder);
            continue;
        }
        let output = Command::new("sh")
            .args(["-c", &format!("exec 2>&1; {}", servers.here(&step.command))])
            .env("PATH", &path)
            .env_remove("RUST_LOG")
            .current_dir(folder)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = servers.in_the_book(&String::from_utf8_lossy(&output.stdout));
        let lines: Vec<&str> = said.lines().collect();
        if !all_fit(&step.expected, &lines) {
            let expected = step.expected.join("\n");
            wrong.push(format!("{place}: $ {}\nexpected\n{expected}\nfound\n{said}", step.command));
        }
    }
    wrong
}

#[test]
fn must_print_what_the_pages_say() {
    let root = root();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("printed");
    fs::create_dir_all(&folder).unwrap();
    let mut pages = vec![root.join("README.md"), root.join("exercises/broken/README.md")];
    let docs = fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    pages.extend(docs.filter(|path| path.extension().is_some_and(|extension| extension == "md")));
    let mut wrong = Vec::new();
    let mut count = 0;
    for page in pages {
        let name = page.strip_prefix(&root).unwrap().display().to_string();
        let text = fs::read_to_string(&page).unwrap();
        for (line, steps) in sessions(&text) {
            count += steps.len();
            wrong.extend(play(&format!("{name}:{line}"), &steps, &folder));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(count >= 17, "the pages have sessions: {count} commands");
}

#[test]
fn must_tell_what_fits_from_what_does_not() {
    let lines = |text: &str| text.lines().map(String::from).collect::<Vec<_>>();
    let fit =
        |patterns: &str, said: &str| all_fit(&lines(patterns), &said.lines().collect::<Vec<_>>());
    assert!(fit("a\nb", "a\nb"));
    assert!(!fit("a\nb", "a"));
    assert!(!fit("a", "a\nb"));
    assert!(fit("a\n…\nd", "a\nb\nc\nd"));
    assert!(fit("a\n…", "a"));
    assert!(fit("open in … ms", "open in 1.2 ms"));
    assert!(!fit("open in … ms", "open in 1.2 s"));
}
