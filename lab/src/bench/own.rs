//! # A lab of our own, in a process of its own                       chapter 16
//! Knows: how it is started, where it listens, and that it ends with us. Does not know: what it is
//! asked.
//! Read before: `lab/src/commands/serve.rs`. Read next: `mod.rs`.

use crate::listen::heard::Over;
use http1::Uri;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

/// A lab that runs until this is dropped.
#[derive(Debug)]
pub struct OwnLab {
    process: Child,
    /// Where it listens.
    pub uri: Uri,
}

impl OwnLab {
    /// Start this program once more, as `wire101 serve` at a free port.
    ///
    /// # Errors
    /// It cannot be started, or does not say where it listens.
    pub fn start() -> Result<Self, Over> {
        let failed = |error: std::io::Error| {
            Over::Unreachable(format!("cannot start a lab: {error}; name the address of one"))
        };
        let program = std::env::current_exe().map_err(failed)?;
        let mut command = Command::new(program);
        command.args(["serve", "--listen", "127.0.0.1:0"]).stdin(Stdio::null());
        let mut process = command.stdout(Stdio::piped()).spawn().map_err(failed)?;
        let mut line = String::new();
        let read = match process.stdout.take() {
            Some(out) => BufReader::new(out).read_line(&mut line).map(drop),
            None => Ok(()),
        };
        let uri = line.split_whitespace().find_map(|word| Uri::parse(word).ok());
        match (read, uri) {
            (Ok(()), Some(uri)) => Ok(Self { process, uri }),
            (read, _) => {
                let _ended = (process.kill(), process.wait());
                Err(Over::Unreachable(format!(
                    "the lab did not say where it is: {line:?} {read:?}"
                )))
            }
        }
    }

    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for OwnLab {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = (self.process.kill(), self.process.wait());
    }
}
