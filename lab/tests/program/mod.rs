//! # The program, in tests                                           chapter 00
//! Knows: how to run it, and how to keep one that serves until a test ends.
//! Does not know: any command.
//! Read before: `lab/src/main.rs`. Read next: `lab/tests/check.rs`.

#![allow(dead_code, reason = "each test uses the part that it needs")]
#![allow(clippy::unwrap_used, clippy::panic)] // a test fails by panicking

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};

/// The program with these arguments, and without what the environment would tell it.
pub(crate) fn wire101(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wire101"));
    command.args(arguments).stdin(Stdio::null());
    command.env_remove("HOST").env_remove("PORT").env_remove("RUST_LOG");
    command
}

/// Run it to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    wire101(arguments).output().unwrap()
}

/// What it printed.
pub(crate) fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// The program while it serves; dropped, it is ended.
pub(crate) struct Server {
    pub(crate) process: Child,
    out: BufReader<ChildStdout>,
    /// Such as `http://127.0.0.1:40000`: the first address that it printed.
    pub(crate) url: String,
}

impl Server {
    /// Start it; it prints its address first.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut process = wire101(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let url = line.split_whitespace().find(|word| word.contains("://"));
        let url = url.unwrap_or_else(|| panic!("no address in {line:?}")).trim_end_matches('/');
        Self { process, out, url: url.into() }
    }

    /// The address without its scheme.
    pub(crate) fn authority(&self) -> &str {
        self.url.split_once("://").unwrap().1
    }

    /// The same address with `ws` in the place of `http`.
    pub(crate) fn ws(&self) -> String {
        self.url.replacen("http", "ws", 1)
    }

    /// The lines that it says from now on.
    pub(crate) fn lines(&mut self) -> impl Iterator<Item = String> {
        self.out.by_ref().lines().map(Result::unwrap)
    }

    /// All that it says until it ends by itself, and how it ends.
    pub(crate) fn rest(&mut self) -> (String, ExitStatus) {
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        (rest, self.process.wait().unwrap())
    }

    /// Press Ctrl-C.
    pub(crate) fn interrupt(&self) {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _already_ended = self.process.kill();
        let _already_waited_for = self.process.wait();
    }
}
