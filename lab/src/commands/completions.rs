//! # `wire101 completions`: for the shell                            chapter 00
//! Knows: which shells there are. Does not know: any command; clap tells them.
//! Read before: `lab/src/cli.rs`. Read next: `doctor.rs`.

use super::exit::{WELL, printed};
use clap::{Args, CommandFactory as _};
use clap_complete::{Shell, generate};
use std::io::{self, Write as _};
use std::process::ExitCode;

/// Where to put it, for `--help`.
pub const HELP: &str = "\
The shell then completes commands and their arguments when Tab is pressed.

Examples:
  wire101 completions bash > ~/.local/share/bash-completion/completions/wire101
  wire101 completions zsh > ~/.zfunc/_wire101
  wire101 completions fish > ~/.config/fish/completions/wire101.fish";

/// Arguments of `completions`.
#[derive(Clone, Debug, Args)]
pub struct Completions {
    /// The shell that is to know the commands
    #[arg(value_enum)]
    pub shell: Shell,
}

/// Print what the shell reads.
pub fn run(arguments: &Completions) -> ExitCode {
    let mut script = Vec::new();
    generate(arguments.shell, &mut crate::cli::Cli::command(), "wire101", &mut script);
    printed(io::stdout().write_all(&script), WELL)
}
