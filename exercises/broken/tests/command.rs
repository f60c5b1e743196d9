//! # The command, as a student meets it                              chapter 00
//! Knows: what it prints, and its exit codes. Does not know: any bug; see `exactly.rs`.
//! Read before: `exercises/broken/src/main.rs`. Read next: `exactly.rs`.

#![allow(clippy::unwrap_used)] // a test fails by panicking

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

const README: &str = include_str!("../README.md");

fn broken(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_broken"));
    command.args(words);
    command
}

fn run(words: &[&str]) -> (String, String, Option<i32>) {
    let Output { stdout, stderr, status } = broken(words).output().unwrap();
    (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap(), status.code())
}

/// The first line of a server; then it is ended.
fn first_line(words: &[&str]) -> String {
    let mut process = broken(words).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    process.kill().unwrap();
    process.wait().unwrap();
    line
}

#[test]
fn must_do_what_each_example_of_the_readme_says() {
    let examples = README.split("cargo run -p broken -- ").skip(1);
    let examples: Vec<_> =
        examples.filter_map(|rest| rest.split(['`', '#', '\n']).next()).collect();
    assert_eq!(examples.len(), 4, "{examples:?}");
    for example in examples {
        let words: Vec<&str> = example.split_whitespace().collect();
        match words[..] {
            ["list"] | [_, "--hint"] => {
                let (said, error, code) = run(&words);
                assert_eq!((error.as_str(), code), ("", Some(0)), "{example}");
                assert!(said.len() > 20, "{example}: {said}");
            }
            [name] | [name, "--listen", _] => {
                let said = first_line(&[name, "--listen", "127.0.0.1:0"]);
                assert!(said.starts_with("listening on ws://127.0.0.1:"), "{example}: {said}");
            }
            _ => panic!("{example}"),
        }
    }
    let said = first_line(&["right-events", "--listen", "127.0.0.1:0"]);
    assert!(said.starts_with("listening on http://127.0.0.1:"), "{said}");
}

#[test]
fn must_help_who_asks_and_tell_who_errs() {
    let (help, error, code) = run(&["--help"]);
    assert!(help.contains("-- list") && error.is_empty() && code == Some(0), "{help}{error}");
    let (said, error, code) = run(&["99"]);
    assert!(said.is_empty() && error.contains("\"99\"") && error.contains(&help), "{said}{error}");
    assert_eq!(code, Some(2));
    assert_eq!(run(&[]), (String::new(), help, Some(2)));
}

#[test]
fn must_say_where_it_cannot_listen() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (said, error, code) = run(&["right", "--listen", &address]);
    assert_eq!((said.as_str(), code), ("", Some(1)));
    assert!(error.starts_with(&format!("error: cannot listen on {address}: ")), "{error}");
}
