//! # wire101 doctor and completions                                  chapter 00
//! Knows: what is told of machines that lack something. Does not know: this machine, which may be
//! as it likes.
//! Read before: `lab/src/commands/doctor.rs`. Read next: `lab/tests/explain.rs`.

#![cfg(unix)] // programs are made up as scripts
#![allow(clippy::unwrap_used)] // a test fails by panicking

use polling::json::{self, Value};
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Output};

/// The program, without what the environment of whoever runs the tests may say.
fn wire101(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wire101"));
    command.args(arguments);
    for name in ["RUST_LOG", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env_remove(name);
    }
    command.env_remove("no_proxy").env_remove("NO_PROXY");
    command
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// The line about `name`, with the advice below it, if there is one.
fn line(output: &Output, name: &str) -> String {
    let said = text(&output.stdout);
    let mut lines = said.lines().skip_while(|line| !line[4..].starts_with(&format!("  {name}: ")));
    let first = lines.next().unwrap_or_default();
    assert!(!first.is_empty(), "no line about {name}: {said}");
    let advice = lines.next().filter(|line| line.starts_with("      "));
    format!("{first}{}", advice.map(|line| format!("\n{line}")).unwrap_or_default())
}

/// A new folder with these programs, each a script.
fn programs(folder: &str, scripts: &[(&str, &str)]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(folder);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for (name, script) in scripts {
        let path = folder.join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    folder
}

mod findings {
    use super::*;

    #[test]
    fn must_find_that_loopback_works() {
        let output = wire101(&["doctor"]).output().unwrap();
        let found = line(&output, "loopback");
        assert!(found.contains("  loopback: a byte to 127.0.0.1 and back takes "), "{found}");
    }

    #[test]
    fn must_find_a_port_that_is_taken() {
        // If it is taken already, that is to be found, too.
        let ours = TcpListener::bind("127.0.0.1:10101");
        let output = wire101(&["doctor"]).output().unwrap();
        let found = line(&output, "port");
        let (what, advice) = found.split_once('\n').unwrap();
        assert_eq!(what, "look  port: 10101 is taken, perhaps by a lab that runs already");
        assert!(advice.contains("take the next free port"), "{advice}");
        drop(ours);
    }

    #[test]
    fn must_find_a_proxy_that_is_in_the_way() {
        let asked = |variables: &[(&str, &str)]| {
            let variables = variables.iter().copied();
            wire101(&["doctor"]).envs(variables).output().unwrap()
        };
        assert_eq!(line(&asked(&[]), "proxy"), "ok    proxy: none is asked for");
        let proxy = ("HTTP_PROXY", "http://user:secret@proxy.example:3128");
        for not_spared in ["", "example.org", "localhost"] {
            let output = asked(&[proxy, ("NO_PROXY", not_spared)]);
            let found = line(&output, "proxy");
            assert!(found.starts_with("look  proxy: HTTP_PROXY is set, so programs"), "{found}");
            assert!(found.contains("\n      Say `export NO_PROXY=localhost,127.0.0.1"), "{found}");
            assert_eq!(output.status.code(), Some(1), "it is in the way");
            assert!(text(&output.stdout).ends_with("1 thing stands in the way.\n"));
            assert!(!text(&output.stdout).contains("secret"), "what it holds is nobody's business");
        }
        for spared in ["localhost,127.0.0.1", "a.example, localhost 127.0.0.1", "*"] {
            let found = line(&asked(&[proxy, ("NO_PROXY", spared)]), "proxy");
            let right = "ok    proxy: HTTP_PROXY is set, and NO_PROXY spares this machine";
            assert_eq!(found, right, "{spared}");
        }
    }

    #[test]
    fn must_find_a_browser_by_its_name() {
        let with = |folder: PathBuf| wire101(&["doctor"]).env("PATH", folder).output().unwrap();
        let output = with(programs("a-browser", &[("firefox", "")]));
        assert_eq!(line(&output, "browser"), "ok    browser: firefox");
        let output = with(programs("no-browser", &[("firefoxes", "")]));
        let found = line(&output, "browser");
        assert!(found.starts_with("look  browser: none") || found.contains("Safari"), "{found}");
    }

    #[test]
    fn must_find_which_rust_there_is() {
        let with = |name: &str, scripts: &[(&str, &str)]| {
            let folder = programs(name, scripts);
            let output = wire101(&["doctor"]).env("PATH", folder).output().unwrap();
            line(&output, "Rust")
        };
        let found = with("new-rust", &[("rustc", "echo 'rustc 9.1.0 (0123456 2099-01-01)'")]);
        assert_eq!(found, "ok    Rust: 9.1.0");
        let found = with("old-rust", &[("rustc", "echo 'rustc 1.9.0 (0123456 2016-01-01)'")]);
        assert!(found.starts_with("look  Rust: 1.9.0, and the code asks for 1."), "{found}");
        assert!(with("no-rust", &[]).starts_with("look  Rust: no rustc was found\n"));
        let found = with("bad-rust", &[("rustc", "exit 1")]);
        assert!(found.starts_with("look  Rust: no rustc was found\n"), "{found}");
    }

    #[test]
    fn must_find_too_few_open_files() {
        let program = env!("CARGO_BIN_EXE_wire101");
        let limited = format!("ulimit -n 300 && exec '{program}' doctor");
        let output = Command::new("sh").args(["-c", &limited]).output().unwrap();
        let found = line(&output, "open files");
        assert!(found.starts_with("look  open files: only 300 are allowed\n"), "{found}");
    }
}

mod told {
    use super::*;

    /// A disk that is full takes nothing.
    #[test]
    #[cfg(target_os = "linux")]
    fn must_say_that_what_was_found_could_not_be_told() {
        for arguments in [&["doctor"][..], &["completions", "bash"], &["explain", "8a00"]] {
            let full = fs::File::create("/dev/full").unwrap();
            let output = wire101(arguments).stdout(full).output().unwrap();
            let said = text(&output.stderr);
            assert!(said.starts_with("error: standard output failed: "), "{arguments:?}: {said}");
            assert_eq!(output.status.code(), Some(74), "{arguments:?}");
        }
    }

    #[test]
    fn must_exit_with_1_only_if_something_is_in_the_way() {
        let output = wire101(&["doctor", "--json"]).output().unwrap();
        let json: Value = json::from_str(text(&output.stdout)).unwrap();
        let findings = json["findings"].as_array().unwrap();
        let names: Vec<_> =
            findings.iter().map(|finding| finding["name"].as_str().unwrap()).collect();
        let right =
            ["port", "loopback", "IPv6", "localhost", "proxy", "open files", "browser", "Rust"];
        assert_eq!(names, right);
        for finding in findings {
            assert_eq!(finding["status"] == "ok", finding["advice"].is_null(), "{finding}");
        }
        let is_blocked = findings.iter().any(|finding| finding["in_the_way"] == true);
        assert_eq!(json["ready"], !is_blocked);
        assert_eq!(output.status.code(), Some(i32::from(is_blocked)));
    }

    #[test]
    fn must_have_examples_that_run() {
        let help = wire101(&["doctor", "--help"]).output().unwrap();
        let (_, examples) = text(&help.stdout).split_once("Examples:\n").unwrap();
        assert_eq!(examples.lines().count(), 2);
        for example in examples.lines() {
            let arguments: Vec<&str> = example.split_whitespace().skip(1).collect();
            let output = wire101(&arguments).output().unwrap();
            assert!(!output.stdout.is_empty() && output.stderr.is_empty(), "{example}");
        }
    }
}

mod completions {
    use super::*;

    #[test]
    fn must_know_every_command() {
        for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
            let output = wire101(&["completions", shell]).output().unwrap();
            let script = text(&output.stdout);
            for command in ["serve", "echo", "publish", "decode", "explain", "doctor"] {
                assert!(script.contains(command), "{shell} knows nothing of {command}");
            }
            assert_eq!(output.status.code(), Some(0));
        }
        let output = wire101(&["completions", "abacus"]).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
    }

    /// Each example is run as it is printed, in a home that has the folders.
    #[test]
    fn must_have_examples_that_run() {
        let help = wire101(&["completions", "--help"]).output().unwrap();
        let (_, examples) = text(&help.stdout).split_once("Examples:\n").unwrap();
        let home = programs("home", &[]);
        let program = PathBuf::from(env!("CARGO_BIN_EXE_wire101"));
        for example in examples.lines() {
            let (_, file) = example.split_once("> ~/").unwrap();
            let file = home.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            let mut shell = Command::new("/bin/sh");
            shell.args(["-c", example]).env("HOME", &home).env("PATH", program.parent().unwrap());
            assert!(shell.status().unwrap().success(), "{example}");
            assert!(fs::read_to_string(file).unwrap().contains("wire101"), "{example}");
        }
    }
}
