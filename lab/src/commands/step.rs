//! # `wire101 step`: walk through a protocol                         chapter 03
//! Knows: its arguments, and who reads its screens: a person at a terminal, a pipe, a program.
//! Does not know: what the steps show; see `lab/src/step/mod.rs`.
//! Read before: `exit.rs`, `paint.rs`. Read next: `lab/src/step/mod.rs`.

use super::exit::{BAD_DATA, LOST, NO_INPUT, USAGE, fail};
use super::paint::{Ink, Paint};
use crate::step::file::{self, FileError};
use crate::step::scenarios::{self, Scenario};
use crate::step::screen::{Show, screen};
use crate::step::steps::Steps;
use crate::step::walker::{Walker, all};
use crate::step::{json, lines, terminal};
use clap::Args;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use trace::Trace;

/// How to walk, and examples, for `--help`.
pub const HELP: &str = "\
What happens is not told but done: the protocols of this workspace talk to each other, in memory
and in a time that only the scenario moves. Each step shows the bytes that went, the mark | behind
the last one that was read, what the reader heard, its state before and after, the rules by which
these bytes are read, and the function that does it. Then one question: what would break here?

Keys: n, space, → or Enter next; b or ← back; c code; h hint; g 7 Enter step 7; / words Enter
search; ? all keys; q quit. Without a terminal, each line of standard input is such keys, or a
number. A trace in a file (of tap, connect, --save or Wireshark) is walked through in the same way.

Examples:
  wire101 step
  wire101 step handshake --all
  wire101 step frame --step 3
  wire101 step ping --live --all
  printf 'n\\nc\\nb\\nh\\nq\\n' | wire101 step close
  wire101 step bad-frame --json
  wire101 step handshake --all --save handshake.jsonl
  wire101 step --file handshake.jsonl --all";

/// Arguments of `step`.
#[derive(Clone, Debug, Args)]
pub struct Step {
    /// The scenario; without one, they are listed
    pub name: Option<String>,
    /// Walk through a trace that was recorded: lines of JSON, or packets (pcap)
    #[arg(long, value_name = "TRACE", conflicts_with = "name")]
    pub file: Option<PathBuf>,
    /// Play it over real sockets of this machine, with a random nonce, random masks and real time
    #[arg(long, requires = "name")]
    pub live: bool,
    /// Keep the trace in this file, too: as packets for Wireshark if it ends with .pcap, else as
    /// lines of JSON
    #[arg(long, value_name = "FILE", requires = "name")]
    pub save: Option<PathBuf>,
    /// Print all steps with their hints, and end
    #[arg(long)]
    pub all: bool,
    /// Print this step alone, and end; where keys are read, begin with it
    #[arg(long, value_name = "N")]
    pub step: Option<usize>,
    /// Print the trace with its steps as JSON, and end
    #[arg(long)]
    pub json: bool,
}

/// Show the steps.
pub fn run(arguments: &Step) -> ExitCode {
    let paint = Paint::for_stdout();
    let steps = match (&arguments.name, &arguments.file) {
        (Some(name), _) => played(name, arguments),
        (None, Some(path)) => file::read(path).map(|trace| Steps::of(&trace)).map_err(no_file),
        (None, None) => return print(&list(paint)),
    };
    match steps {
        Ok(steps) => show(steps, arguments, paint),
        Err(code) => code,
    }
}

fn no_file(error: FileError) -> ExitCode {
    let code = match &error {
        FileError::Io(..) => NO_INPUT,
        FileError::Format(..) => BAD_DATA,
    };
    fail(code, error)
}

/// The scenarios, a line for each.
pub fn list(paint: Paint) -> String {
    let mut text = String::new();
    for Scenario { name, about, .. } in scenarios::ALL {
        text.push_str(&format!("{}  {about}\n", paint.ink(Ink::Strong, format!("{name:<10}"))));
    }
    text.push_str("\nwire101 step NAME walks through one of them, a step a key.\n");
    text
}

/// Play the scenario, and keep its trace if that is wanted.
fn played(name: &str, arguments: &Step) -> Result<Steps, ExitCode> {
    let (scenario, trace) = play(name, arguments.live)?;
    let keep = |path: &PathBuf| file::write(&trace, path).map_err(no_file);
    arguments.save.as_ref().map_or(Ok(()), keep)?;
    Ok(scenario.steps(&trace).0)
}

fn play(name: &str, live: bool) -> Result<(&'static Scenario, Trace), ExitCode> {
    let Some(scenario) = scenarios::find(name) else {
        let list = list(Paint::PLAIN);
        return Err(fail(USAGE, format!("there is no scenario {name:?}; there are:\n\n{list}")));
    };
    if live && !scenario.live {
        let why = "it waits for long, or shows fixed bytes; leave --live out";
        return Err(fail(USAGE, format!("{name} is not played live: {why}")));
    }
    let trace = if live { scenario.live_trace() } else { scenario.trace() };
    match trace {
        Ok(trace) => Ok((scenario, trace)),
        Err(error) => Err(fail(LOST, format!("{name} was not played to its end: {error}"))),
    }
}

fn show(steps: Steps, arguments: &Step, paint: Paint) -> ExitCode {
    let count = steps.steps.len();
    let index = match arguments.step {
        None => 0,
        Some(number) if (1..=count).contains(&number) => number - 1,
        Some(number) => {
            return fail(USAGE, format!("there is no step {number}; there are 1 to {count}"));
        }
    };
    if arguments.json {
        return print(&format!("{:#}\n", json::json(&steps)));
    }
    if arguments.all {
        return print(&all(&steps, paint));
    }
    let is_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    if arguments.step.is_some() && !is_terminal {
        return print(&screen(&steps, index, paint, Show { keys: false, answer: true }));
    }
    let mut walker = Walker::new(steps, index);
    let walked = match is_terminal {
        true => terminal::walk(&mut walker, paint),
        false => lines::walk(&mut walker, paint, io::stdin().lock(), io::stdout().lock()),
    };
    ended(walked)
}

fn print(text: &str) -> ExitCode {
    let mut out = io::stdout().lock();
    ended(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

fn ended(written: io::Result<()>) -> ExitCode {
    match written {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read us has enough: no reason for a word.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::from(LOST),
        Err(error) => fail(LOST, format!("standard input or output failed: {error}")),
    }
}
