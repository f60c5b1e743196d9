//! # How a command ends                                              chapter 00
//! Knows: the exit codes, and the words on the screen. Does not know: any command.
//! Read before: `mod.rs`. Read next: `listening.rs`.

use net::tokio::runtime::Runtime;
use std::fmt::Display;
use std::future::Future;
use std::io::{self, Write as _};
use std::process::ExitCode;

/// All went well.
pub const WELL: u8 = 0;
/// What was looked at is not as it must be: the server refused, the bytes break a rule, a probe
/// failed.
pub const REFUSED: u8 = 1;
/// The command line is wrong (what clap finds exits so too).
pub const USAGE: u8 = 2;
/// What was to be read is not what it should be: a line of a batch, a trace.
pub const BAD_DATA: u8 = 65;
/// A file cannot be used: the certificate, its key, the log, a trace.
pub const NO_INPUT: u8 = 66;
/// Cannot listen, or cannot connect.
pub const UNAVAILABLE: u8 = 69;
/// The connection was lost, or the disk, the terminal or the pipe failed.
pub const LOST: u8 = 74;

/// The same, for `--help`.
pub const HELP: &str = "\
Exit codes:
  0   all went well (also after Ctrl-C)
  1   not as it must be: the server refused, the bytes break a rule, a probe failed
  2   the command line is wrong
  65  what was to be read was not understood: a line of decode, a trace
  66  cannot use a file: the certificate, its key, the log, a trace
  69  cannot listen, or cannot connect
  74  the connection was lost, or standard input or output";

/// Say what went wrong, and with which code to exit.
pub fn fail(code: u8, message: impl Display) -> ExitCode {
    let _ = writeln!(io::stderr(), "error: {message}");
    ExitCode::from(code)
}

/// One line of the result, on standard output. A closed pipe is no reason to stop serving.
pub fn say(line: impl Display) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// The end of a command that has printed its result: `code`, unless that failed. Whoever closed the
/// pipe has enough, and that is no reason for a word.
pub fn printed(written: io::Result<()>, code: u8) -> ExitCode {
    match written {
        Ok(()) => ExitCode::from(code),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::from(LOST),
        Err(error) => fail(LOST, format!("standard output failed: {error}")),
    }
}

/// Run a command that waits for sockets.
pub fn block_on(command: impl Future<Output = ExitCode>) -> ExitCode {
    match Runtime::new() {
        Ok(runtime) => runtime.block_on(command),
        Err(error) => fail(LOST, format!("cannot start: {error}")),
    }
}
