//! # `wire101 doctor`: is this machine ready for a class?            chapter 00
//! Knows: its arguments, its help, and how findings are told. Does not know: how they are found.
//! Read before: `arguments.rs`, `exit.rs`. Read next: `doctor_checks.rs`.

use super::doctor_checks::{Finding, all};
use super::exit::{REFUSED, WELL, printed};
use super::paint::{Ink, Paint};
use clap::Args;
use polling::json::json;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::process::ExitCode;

/// How to read it, and examples, for `--help`.
pub const HELP: &str = "\
One line for each thing that a class needs: `ok` where it is as it should be, `look` where it is
not, with what to do about it in the line below. Most of it can be done without, and is said so;
where something stands in the way, the last line says that, and the exit code is 1.

Nothing is reached but this machine itself, by 127.0.0.1, ::1 and localhost; nothing is changed.

Examples:
  wire101 doctor
  wire101 doctor --json";

/// Arguments of `doctor`.
#[derive(Clone, Debug, Args)]
pub struct Doctor {
    /// Print one object of JSON
    #[arg(long)]
    pub json: bool,
}

/// Look, and say.
pub fn run(arguments: &Doctor) -> ExitCode {
    let findings = all();
    let in_the_way = findings.iter().filter(|finding| finding.is_in_the_way).count();
    let shown = match arguments.json {
        true => as_json(&findings, in_the_way == 0),
        false => words(&findings, in_the_way, Paint::for_stdout()),
    };
    let code = if in_the_way == 0 { WELL } else { REFUSED };
    printed(io::stdout().write_all(shown.as_bytes()), code)
}

fn words(findings: &[Finding], in_the_way: usize, paint: Paint) -> String {
    let mut shown = String::new();
    for Finding { name, found, advice, .. } in findings {
        let (word, ink) = match advice {
            None => ("ok  ", Ink::Good),
            Some(_) => ("look", Ink::Bad),
        };
        let _ = writeln!(shown, "{}  {name}: {found}", paint.ink(ink, word));
        if let Some(advice) = advice {
            let _ = writeln!(shown, "      {advice}");
        }
    }
    let _ = match in_the_way {
        0 => writeln!(shown, "This machine is ready for a class."),
        1 => writeln!(shown, "Not ready yet: 1 thing stands in the way."),
        n => writeln!(shown, "Not ready yet: {n} things stand in the way."),
    };
    shown
}

fn as_json(findings: &[Finding], ready: bool) -> String {
    let findings = findings.iter().map(|finding| {
        let status = if finding.advice.is_none() { "ok" } else { "look" };
        json!({
            "name": finding.name, "status": status, "found": finding.found,
            "advice": finding.advice, "in_the_way": finding.is_in_the_way,
        })
    });
    let findings: Vec<_> = findings.collect();
    format!("{}\n", json!({ "ready": ready, "findings": findings }))
}
