//! # Programs of others                                              chapter 00
//! Knows: starting one, hearing its lines, ending it. Does not know: what it is for.
//! Read before: `real_parts.rs`. Read next: `relay.rs`.

use crate::support::PATIENCE;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;

/// The Python of `.ci/run`, with the packages of `tests/peers/requirements.txt`.
pub const PYTHON: &str = "target/python/bin/python";

/// Run a program; its output becomes ours, and it must succeed.
pub fn must_succeed(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{program} does not start: {error}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let error = String::from_utf8_lossy(&output.stderr);
    println!("{said}");
    assert!(output.status.success(), "{program} {arguments:?}: {}\n{said}{error}", output.status);
    said
}

/// A program that is running, and what it says. Dropped, it is ended.
pub struct Talking {
    pub process: Child,
    lines: Receiver<String>,
}

impl Talking {
    /// Start a script of `tests/peers`.
    pub fn start(program: &str, script: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(program);
        command.arg(format!("tests/peers/{script}")).args(arguments);
        Self::spawn(&mut command)
    }

    /// Start any program. Its standard input stays open until it is dropped.
    pub fn spawn(command: &mut Command) -> Self {
        let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut process = spawned.unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let said = BufReader::new(process.stdout.take().unwrap());
        let (tell, lines) = channel();
        thread::spawn(move || said.lines().try_for_each(|line| tell.send(line.unwrap())));
        Self { process, lines }
    }

    /// Its next line; none when it has ended.
    pub fn line(&mut self) -> Option<String> {
        match self.lines.recv_timeout(PATIENCE) {
            Ok(line) => {
                println!("  {}", line.chars().take(100).collect::<String>());
                Some(line)
            }
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => panic!("it says no more"),
        }
    }

    /// True if it has said nothing more so far.
    pub fn is_silent(&self) -> bool {
        self.lines.try_recv().is_err()
    }

    /// Let it end by itself: it reads to the end of its standard input.
    pub fn end(mut self) {
        drop(self.process.stdin.take());
        while self.line().is_some() {}
        assert!(self.process.wait().unwrap().success());
    }
}

impl Drop for Talking {
    fn drop(&mut self) {
        let _ended_by_itself = self.process.kill();
        let _gone = self.process.wait();
    }
}
