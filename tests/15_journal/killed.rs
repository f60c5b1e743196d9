//! # Killed while it writes                                          chapter 15
//! Knows: a process of its own that appends and says what was acknowledged, and its end at any
//! moment. Does not know: power cuts.
//! Read before: `tests/15_journal/law.rs`. Read next: `lab/tests/restart.rs`.

use super::*;
use std::env;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, Stdio};

/// The folder in which the process that is killed writes, and how it flushes.
const FOLDER: &str = "JOURNAL_FOLDER";
const FLUSH: &str = "JOURNAL_FLUSH";

/// The text of the event with this number: known to both processes.
fn text(number: u64) -> String {
    format!("{number}:").repeat(1 + usize::try_from(number % 50).unwrap())
}

/// A number that looks random, and is the same each time.
fn scatter(n: u64) -> u64 {
    let mixed = n.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ mixed >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33
}

/// This test binary, started again to run the one test that writes.
fn writer(folder: &Folder, flush: &str) -> Child {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "killed::must_append_until_it_is_killed"]);
    command.args(["--ignored", "--nocapture"]).env(FOLDER, &folder.0).env(FLUSH, flush);
    command.stdout(Stdio::piped()).spawn().unwrap()
}

#[test]
#[ignore = "needs a process that ends it: the tests below start it"]
fn must_append_until_it_is_killed() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let flush =
        if env::var(FLUSH).unwrap() == "commit" { Flush::EachCommit } else { Flush::ToSystem };
    // Small bounds, so that it is killed while it drops old events, too.
    let limits = HubLimits { log_events: 300, ..HubLimits::DEFAULT };
    let options = Options { flush, limits, ..Options::DEFAULT };
    let mut store = Store::open(Path::new(&folder), &options, Epoch::new(7)).unwrap();
    let mut out = std::io::stdout();
    for round in 0.. {
        let next = store.last(&topic("news")) + 1;
        let texts: Vec<_> = (next..=next + scatter(round) % 20).map(text).collect();
        let texts: Vec<_> = texts.iter().map(String::as_str).collect();
        let numbers = append(&mut store, &texts);
        // As a server does: nobody hears of an event before it is kept.
        out.write_all(format!("\n+{}\n", numbers.last().unwrap()).as_bytes()).unwrap();
    }
}

/// The last number that a line acknowledges.
fn acknowledged(line: &str) -> Option<u64> {
    line.strip_prefix('+')?.trim_end().parse().ok()
}

/// Start, hear of `lines` batches, kill, read what was still in the pipe; then look at the log.
fn kill_after(folder: &Folder, flush: &str, lines: u64, before: u64) -> u64 {
    let mut process = writer(folder, flush);
    let mut out = BufReader::new(process.stdout.take().unwrap());
    let mut last = before;
    let mut heard = 0;
    while heard < lines {
        let mut line = String::new();
        assert!(out.read_line(&mut line).unwrap() > 0, "it ended by itself");
        if let Some(number) = acknowledged(&line) {
            (last, heard) = (number, heard + 1);
        }
    }
    process.kill().unwrap();
    process.wait().unwrap();
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    // The last line may be cut off: only a whole one was said.
    let whole = rest.rsplit_once('\n').map_or("", |(whole, _)| whole);
    last = whole.lines().filter_map(acknowledged).next_back().unwrap_or(last);

    let store = open(folder, &QUICK);
    let rows = loaded(&store);
    let newest = store.last(&topic("news"));
    assert!(newest >= last, "{last} was acknowledged, {newest} is the last one there");
    let first = newest + 1 - rows.len() as u64;
    let expected: Vec<_> =
        (first..=newest).map(|n| format!("news {n} message {}", text(n))).collect();
    assert_eq!(rows, expected);
    assert!(rows.len() == 300 || first == 1, "{} events are kept", rows.len());
    assert_eq!(store.epoch(), Epoch::new(7));
    newest
}

fn kill_often(flush: &str, times: u64) {
    let folder = Folder::new(&format!("killed-{flush}"));
    let mut newest = 0;
    for round in 0..times {
        newest = kill_after(&folder, flush, scatter(round) % 40, newest);
    }
    assert!(newest > 300, "{newest} events in {times} rounds");
}

#[test]
fn must_keep_what_was_acknowledged_in_order_once_when_killed_after_each_commit() {
    kill_often("commit", 20);
}

#[test]
fn must_keep_what_was_acknowledged_in_order_once_when_killed_with_the_log_in_the_system() {
    kill_often("system", 20);
}
