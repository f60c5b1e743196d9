//! # The command                                                     chapter 16
//! Knows: what can be asked for. Does not know: how anything is measured.
//! Read before: `rows/mod.rs`, `run.rs`. Read next: `lib.rs`.

use bench::facts::Facts;
use bench::failure::Failure;
use bench::report::Report;
use bench::row::Row;
use bench::run::{RowResult, Setting};
use bench::{cpu, luck, rows, run, servers, table};
use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::File;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// Ours, the published peers and the limit (a loop that does only what cannot be avoided), in turns
///
/// The contenders of a case take turns, so that a noisy machine is noisy for all; each turn checks
/// that the work was done. Read the ratios: how many times as good one is as another, whatever the
/// unit. The figures are those of this machine.
#[derive(Debug, Parser)]
#[command(name = "bench", version, after_help = EXAMPLES)]
struct Arguments {
    /// The rows to measure
    rows: Vec<String>,
    /// Measure all rows
    #[arg(long, conflicts_with = "rows")]
    all: bool,
    /// Name the rows, their cases and their goals
    #[arg(long)]
    list: bool,
    /// Do each thing once and check it; the figures mean nothing
    #[arg(long)]
    smoke: bool,
    /// How often each contender has its turn
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..1000))]
    rounds: u16,
    /// How long a turn is, in milliseconds, where the row says nothing else
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..60_000))]
    slot: u64,
    /// Only the cases whose names contain this
    #[arg(long)]
    case: Option<String>,
    /// Write the run to this page, and beside it as data (.json) and as a chart (.svg)
    #[arg(long, value_name = "FILE.md")]
    report: Option<PathBuf>,
}

const EXAMPLES: &str = "Examples:
  cargo run --release -p bench -- --list
  cargo run --release -p bench -- mask decode
  cargo run --release -p bench -- decode --case '125 B' --rounds 15
  cargo run --release -p bench -- --all --report docs/measured.md

Keep the machine quiet meanwhile: the ratios bear some noise, the figures do not.";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let done = match (arguments.next().as_deref(), arguments.next()) {
        (Some("serve-as"), Some(name)) => servers::serve_as(&name),
        _ => choose(&Arguments::parse()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("bench: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Find the rows that are asked for, and do with them what is asked.
fn choose(arguments: &Arguments) -> Result<(), Failure> {
    let mut chosen = rows::all();
    for asked in &arguments.rows {
        if !chosen.iter().any(|row| row.name == asked) {
            return Err(Failure(format!("there is no row {asked}; --list names them")));
        }
    }
    if !arguments.rows.is_empty() {
        chosen.retain(|row| arguments.rows.iter().any(|asked| asked == row.name));
    } else if !arguments.all && !arguments.list {
        return Err(Failure("name rows, or say --all; --list names them".to_string()));
    }
    if let Some(part) = &arguments.case {
        for row in &mut chosen {
            row.cases.retain(|case| case.name.contains(part));
            // They are about all cases together.
            row.goals.clear();
        }
        chosen.retain(|row| !row.cases.is_empty());
        if chosen.is_empty() {
            return Err(Failure(format!("no case has {part:?} in its name; --list names them")));
        }
    }
    if arguments.list {
        print!("{}", table::list(&chosen));
        return Ok(());
    }
    measure(arguments, &chosen)
}

fn measure(arguments: &Arguments, chosen: &[Row]) -> Result<(), Failure> {
    let facts = Facts::gather();
    if let Some(page) = &arguments.report {
        // Said now, not when all is measured.
        let opened = File::options().create(true).append(true).open(page);
        opened.map_err(|error| Failure(format!("{}: {error}", page.display())))?;
    }
    luck::leave_out()?;
    cpu::pin(cpu::LOAD_CORE)?;
    let slot = Duration::from_millis(arguments.slot);
    let rounds = usize::from(arguments.rounds);
    let setting = Setting { rounds, slot, smoke: arguments.smoke };
    let cases = chosen.iter().map(|row| row.cases.len() as u64).sum();
    let bar = ProgressBar::new(cases).with_style(style());
    let mut results = Vec::new();
    for row in chosen {
        let result = run::row(row, setting, |progress| match progress {
            run::Progress::Turn { case, who } => {
                bar.set_message(format!("{} · {case} · {who}", row.name));
            }
            run::Progress::CaseDone => bar.inc(1),
        });
        bar.suspend(|| println!("{}", table::of(&result)));
        results.push(result);
    }
    bar.finish_and_clear();
    let failed = failures(&results);
    if let Some(page) = &arguments.report {
        Report { facts, setting, rows: results }.write(page)?;
    }
    match failed.len() {
        0 => Ok(()),
        n => Err(Failure(format!("{n} failed, so not all is measured:\n{}", failed.join("\n")))),
    }
}

fn style() -> ProgressStyle {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed} {msg}");
    style.unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn failures(results: &[RowResult]) -> Vec<String> {
    let mut failed = Vec::new();
    for row in results {
        for case in &row.cases {
            let each = case.failures.iter();
            failed.extend(each.map(|failure| format!("  {}, {}: {failure}", row.name, case.name)));
        }
    }
    failed
}
