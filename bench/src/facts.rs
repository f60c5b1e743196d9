//! # Facts: what a run ran on                                        chapter 16
//! Knows: the machine, the compiler, the commit, the day. Does not know: figures.
//! Read before: `lib.rs`. Read next: `report/mod.rs`.

use std::fs;
use std::process::Command;

/// What must be known of a run before its figures mean anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Year, month and day, in UTC.
    pub date: String,
    /// Of the sources; with `+` if they were changed since.
    pub commit: String,
    /// What was asked for on the command line.
    pub command: String,
    /// The processor, as it names itself.
    pub processor: String,
    /// How many of its cores are ours.
    pub cores: usize,
    /// The operating system.
    pub system: String,
    /// The compiler.
    pub compiler: String,
}

impl Facts {
    /// Look around. What cannot be told is `unknown`.
    pub fn gather() -> Self {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let changed = !said("git", &["status", "--porcelain", "--untracked-files=no"]).is_empty();
        let mut commit = or_unknown(said("git", &["rev-parse", "--short=10", "HEAD"]));
        if changed {
            commit.push('+');
        }
        let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let processor = processor.lines().find_map(|line| line.strip_prefix("model name"));
        let processor = processor.map(|name| name.trim_start_matches(['\t', ' ', ':']).to_string());
        Self {
            date: or_unknown(said("date", &["-u", "+%Y-%m-%d"])),
            commit,
            command: format!("cargo run --release -p bench -- {}", arguments.join(" ")),
            processor: or_unknown(processor.unwrap_or_default()),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            system: or_unknown(said("uname", &["-srm"])),
            compiler: or_unknown(said("rustc", &["--version"])),
        }
    }

    /// Each with its name, in the order of a report.
    pub fn rows(&self) -> [(&'static str, String); 7] {
        [
            ("date", self.date.clone()),
            ("commit", self.commit.clone()),
            ("command", self.command.clone()),
            ("processor", self.processor.clone()),
            ("cores", self.cores.to_string()),
            ("system", self.system.clone()),
            ("compiler", self.compiler.clone()),
        ]
    }
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map_or_else(
        |_| String::new(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_string(),
    )
}

fn or_unknown(text: String) -> String {
    if text.is_empty() { "unknown".to_string() } else { text }
}
