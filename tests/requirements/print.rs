//! # Print: the last words of `cargo test`                           chapter 00
//! Knows: when to print the table. Does not know: what is in it.
//! Read before: `whole.rs`. Read next: nothing.
//!
//! Cargo runs the tests package by package in the order of their names, so this is a test of the
//! last one (`wire/Cargo.toml`). Only doc tests come behind it. It has no harness, which would keep
//! what a passing test prints.

// The modules and their samples belong to the book's test of this name, where `pub` is enough.
#![allow(unreachable_pub, dead_code, unused_imports)]

mod coverage;
mod house;
mod names;
mod registry;
mod table;
mod whole;

use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

fn main() -> io::Result<ExitCode> {
    // `cargo test law_` asks for some tests only, and `--list` for none.
    if std::env::args().skip(1).any(|arg| !arg.starts_with('-') || arg == "--list") {
        return Ok(ExitCode::SUCCESS);
    }
    let (table, faults) = whole::whole(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))?;
    writeln!(io::stdout(), "\n{table}")?;
    for fault in &faults {
        writeln!(io::stderr(), "{fault}")?;
    }
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
