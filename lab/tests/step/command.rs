//! # `wire101 step`, as a user meets it                              chapter 03
//! Knows: words on the screen, exit codes, the examples of its help. Does not know: steps.
//! Read before: `lab/src/commands/step.rs`. Read next: `lab/tests/step/walking.rs`.

use lab::commands::step::HELP;
use lab::step::scenarios::ALL;
use polling::json::{self, Value};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::{env, fs};

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_wire101"))
}

fn run(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(program()).args(arguments).stdin(Stdio::null()).output();
    let Output { status, stdout, stderr } = output.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn parsed(text: &str) -> Value {
    json::from_str(text).unwrap()
}

#[cfg(unix)]
#[test]
fn claim_every_example_of_the_help_works() {
    let folder = folder("step-examples");
    let path = env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", program().parent().unwrap().display());
    let (_, examples) = HELP.split_once("Examples:\n").unwrap();
    for line in examples.lines() {
        assert!(line.contains("wire101 step"), "{line}");
        let mut shell = Command::new("sh");
        shell.args(["-c", line]).env("PATH", &path).current_dir(&folder).stdin(Stdio::null());
        let output = shell.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "{line}: {said}");
        assert!(!output.stdout.is_empty(), "{line} printed nothing");
    }
}

#[test]
fn claim_without_a_name_all_are_listed() {
    let (code, out, _) = run(&["step"]);
    assert_eq!(code, 0);
    for scenario in ALL {
        let line = format!("{:<10}  {}\n", scenario.name, scenario.about);
        assert!(out.contains(&line) && line.chars().count() <= 101, "{line}");
    }
}

#[test]
fn claim_wrong_command_lines_exit_with_2() {
    let (code, _, said) = run(&["step", "dance"]);
    assert!(code == 2 && said.contains("\"dance\"") && said.contains("handshake"), "{said}");
    let (code, _, said) = run(&["step", "liveness", "--live"]);
    assert!(code == 2 && said.contains("is not played live"), "{said}");
    for number in ["0", "99"] {
        let (code, _, said) = run(&["step", "ping", "--step", number]);
        let words = format!("no step {number}; there are 1 to");
        assert!(code == 2 && said.contains(&words), "{said}");
    }
}

#[test]
fn claim_one_step_is_printed_with_its_answer() {
    let (code, out, _) = run(&["step", "ping", "--step", "2"]);
    assert_eq!(code, 0);
    assert!(out.starts_with("ping · step 2 of "), "{out}");
    assert!(out.contains("A browser only answers"), "{out}");
}

#[test]
fn claim_json_has_every_step() {
    for scenario in ALL {
        let (code, out, _) = run(&["step", scenario.name, "--json"]);
        let value = parsed(&out);
        let steps = value["steps"].as_array().unwrap();
        assert_eq!((code, steps.len()), (0, super::steps(scenario.name).steps.len()));
        assert_eq!(value["title"], scenario.name);
    }
    let step = &parsed(&run(&["step", "ping", "--json"]).1)["steps"][1];
    assert_eq!(step["wrote"]["bytes"], "898237fa213d5f93");
    assert_eq!(step["wrote"]["from"], "client");
    assert_eq!(step["code"]["function"], "control");
    assert_eq!(step["happened"][0]["event"], "Ping(b\"hi\")");
}

#[test]
fn claim_a_trace_in_a_file_is_walked_through() {
    let folder = folder("step-files");
    for (name, ending) in [("handshake", "jsonl"), ("handshake", "pcap"), ("sse", "pcap")] {
        let path = folder.join(format!("{name}.{ending}"));
        let path = path.to_str().unwrap();
        let (code, played, said) = run(&["step", name, "--save", path, "--json"]);
        assert_eq!(code, 0, "{said}");
        let (code, read, said) = run(&["step", "--file", path, "--json"]);
        assert_eq!(code, 0, "{said}");
        let pieces = |text: &str| {
            let steps = parsed(text)["steps"].as_array().unwrap().clone();
            let titles = steps.into_iter().map(|step| step["wrote"]["is"]["title"].clone());
            titles.filter(|title| !title.is_null()).collect::<Vec<_>>()
        };
        assert_eq!(pieces(&read), pieces(&played), "{path}");
    }
}

#[test]
fn claim_a_file_that_is_no_trace_is_said() {
    let path = folder("step-bad-files").join("bad.txt");
    let path = path.to_str().unwrap();
    for text in ["what is this?", "{\"no\": \"trace\"}\n"] {
        fs::write(path, text).unwrap();
        let (code, _, said) = run(&["step", "--file", path, "--all"]);
        assert!(code == 65 && said.contains("is no trace"), "{code} {said}");
    }
    let (code, _, said) = run(&["step", "--file", "/there/is/no.jsonl"]);
    assert!(code == 66 && said.contains("/there/is/no.jsonl"), "{said}");
    let (code, ..) = run(&["step", "ping", "--save", "/there/is/no.jsonl"]);
    assert_eq!(code, 66);
}

#[test]
fn claim_a_reader_that_has_enough_is_no_panic() {
    let mut command = Command::new(program());
    command.args(["step", "handshake", "--json"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    drop(process.stdout.take());
    let mut said = String::new();
    process.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(process.wait().unwrap().code().is_some());
    assert!(!said.contains("panicked"), "{said}");
}
