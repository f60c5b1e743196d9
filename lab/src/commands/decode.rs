//! # `wire101 decode`: the codecs for scripts                         chapter 00
//! Knows: its arguments and its exit codes. Does not know: any codec; see `lab/src/decode/mod.rs`.
//! Read before: `arguments.rs`, `exit.rs`. Read next: `lab/src/decode/mod.rs`.

use super::exit::{BAD_DATA, LOST, fail};
use crate::decode;
use clap::Args;
use std::io;
use std::process::ExitCode;

/// Arguments of `decode`.
#[derive(Clone, Debug, Args)]
pub struct Decode {
    /// Read JSON lines from standard input, and answer each with one on standard output
    #[arg(long, required = true)]
    pub batch: bool,
}

/// Answer each line of standard input.
pub fn run() -> ExitCode {
    match decode::run(io::stdin().lock(), io::stdout().lock()) {
        Ok(tally) if tally.bad == 0 => ExitCode::SUCCESS,
        Ok(tally) => fail(
            BAD_DATA,
            format!("{} of {} lines were not understood; see --help", tally.bad, tally.lines),
        ),
        // Whoever read us has enough: no reason for a word.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::from(LOST),
        Err(error) => fail(LOST, format!("standard input or output failed: {error}")),
    }
}
