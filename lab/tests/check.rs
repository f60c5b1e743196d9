//! # wire101 check, as a user meets it                               chapter 16
//! Knows: the program against our own servers: rows, exit codes, JSON, its printed examples.
//! Does not know: what a probe asks; see `check/src`.
//! Read before: `lab/src/commands/check.rs`. Read next: `check/tests/can_fail.rs`.

#![allow(clippy::unwrap_used)] // a test fails by panicking

mod program;

use polling::json::{Value, from_str};
use program::{Server, run, text, wire101};
use std::io::Read as _;
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

/// A server of ours, at any port.
fn start(arguments: &[&str]) -> Server {
    Server::start(&[arguments, &["--listen", "127.0.0.1:0"]].concat())
}

fn check(url: &str, more: &[&str]) -> Output {
    run(&[&["check", url], more].concat())
}

/// All of the report, and that nothing is missed in it.
fn must_be_all_right(url: &str, more: &[&str]) -> Value {
    let output = check(url, &[more, &["--json"]].concat());
    let report: Value = from_str(text(&output.stdout)).unwrap();
    for row in report["rows"].as_array().unwrap() {
        assert_ne!(row["verdict"], "FAIL", "{row:#}");
    }
    assert_eq!(report["passed"], report["judged"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    report
}

fn rows(report: &Value, verdict: &str) -> Vec<String> {
    let rows = report["rows"].as_array().unwrap().iter();
    rows.filter(|row| row["verdict"] == verdict)
        .map(|row| row["id"].as_str().unwrap().to_string())
        .collect()
}

#[test]
fn must_find_all_right_at_our_echo_server() {
    let server = start(&["echo"]);
    let report = must_be_all_right(&server.ws(), &[]);
    assert!(report["judged"].as_u64().unwrap() >= 120, "{}", report["judged"]);
    // The echo server serves pages of any origin; each message is compressed by itself.
    assert_eq!(rows(&report, "note"), ["W-120"]);
    assert_eq!(rows(&report, "skip"), ["W-807", "W-902", "W-903", "W-904"]);
}

#[test]
fn must_find_all_right_at_the_echo_of_the_lab_and_no_foreign_origin() {
    let server = start(&["serve"]);
    let report = must_be_all_right(&server.ws(), &["--path", "/echo"]);
    assert_eq!(rows(&report, "note"), [""; 0]);
}

#[test]
fn must_find_all_right_where_messages_refer_to_each_other_and_inside_tls() {
    let server = start(&["echo", "--compression", "takeover", "--tls"]);
    assert!(server.ws().starts_with("wss://"), "{}", server.ws());
    let refused = check(&server.ws(), &["--only", "W-101"]);
    assert_eq!(refused.status.code(), Some(69), "{}", text(&refused.stdout));
    let report = must_be_all_right(&server.ws(), &["-k"]);
    assert_eq!(rows(&report, "skip"), ["W-902", "W-903", "W-904"]);
}

#[test]
#[ignore = "needs three minutes: cargo test -p lab --test check -- --ignored"]
fn must_give_up_who_is_silent_within_a_minute() {
    let server = start(&["echo"]);
    let report = must_be_all_right(&server.ws(), &["--patient", "--only", "liveness"]);
    assert_eq!(rows(&report, "pass"), ["W-901", "W-902", "W-903", "W-904"]);
}

/// A server that does not know WebSockets.
fn only_http() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ws://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 4096];
            let _asked = stream.read(&mut head);
            let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            let _gone = std::io::Write::write_all(&mut stream, answer);
        }
    });
    url
}

#[test]
fn must_exit_with_1_and_show_the_block_where_a_must_fails() {
    let output = check(&only_http(), &["--only", "W-101,W-201"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stdout);
    for part in [
        "Opening handshake: what must succeed\n  FAIL  W-101  MUST    a good request",
        "  skip  W-201  MUST    a text message is read (no WebSocket is opened: see W-101)\n",
        "\nFAIL W-101 MUST: a good request is answered by 101\n  sent     GET / HTTP/1.1\n",
        "\n  came     HTTP/1.1 200 OK\n",
        "\n  found    the answer 200\n  expected the answer 101\n  rule     RFC 6455 §4.2.2\n",
        "\n0 of 1 as it should be; first to mend: W-101\n",
    ] {
        assert!(said.contains(part), "{part:?} is not in\n{said}");
    }
}

#[test]
fn must_say_what_is_wrong_with_the_command_line() {
    let listening_to_nobody = "ws://127.0.0.1:1/";
    for (arguments, code, said) in [
        (vec!["ftp://a.example/"], 2, "error: ftp://a.example/: "),
        (vec![listening_to_nobody, "--only", "W-1,X"], 2, "no probe is meant by \"X\"; see --list"),
        (vec![listening_to_nobody, "-H", "NoColon"], 2, "it should be like Name: value"),
        (vec![listening_to_nobody, "--timeout", "0"], 2, "50..=600000"),
        (vec![listening_to_nobody], 69, "error: cannot connect: "),
    ] {
        let output = run(&[&["check"], &arguments[..]].concat());
        let error = text(&output.stderr);
        assert!(error.contains(said), "{error}");
        assert_eq!(output.status.code(), Some(code), "{error}");
    }
}

#[test]
fn must_list_every_probe_without_asking() {
    let output = check("ws://127.0.0.1:1/", &["--list"]);
    let said = text(&output.stdout);
    let probes = said.lines().filter(|line| line.starts_with("  W-")).count();
    assert!(probes >= 130, "{probes}");
    assert!(said.contains("\nFraming\n  W-201  MUST    a text message is read (RFC 6455 §5.6)\n"));
    let output = check("ws://127.0.0.1:1/", &["--list", "--json", "--only", "masking"]);
    let rows: Vec<Value> = text(&output.stdout).lines().map(|l| from_str(l).unwrap()).collect();
    assert_eq!(rows.len(), 5);
    assert!(rows.iter().all(|row| row["group"] == "masking"));
}

/// Every example of the help can be run as it stands.
#[test]
fn must_run_every_example_of_its_help() {
    let (server, lab) = (start(&["echo"]), start(&["serve"]));
    let help = run(&["check", "--help"]);
    // Those in the prose, too.
    let lines = text(&help.stdout).lines().map(str::trim);
    let examples = lines.filter(|line| line.starts_with("wire101 "));
    let mut count = 0;
    for line in examples {
        // At the usual port somebody may listen.
        let line = line.replace(" --listen 127.0.0.1:9101", "");
        let line = line.replace("--idle", "--listen 127.0.0.1:0 --idle");
        let line = line.replace("ws://127.0.0.1:9001", &server.ws());
        let line = line.replace("http://127.0.0.1:10101", &lab.url);
        let line = line.replacen("wire101", env!("CARGO_BIN_EXE_wire101"), 1);
        let output = Command::new("sh").args(["-c", &line]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{line}\n{}", text(&output.stderr));
        assert!(output.stdout.len() > 100, "{line}");
        count += 1;
    }
    assert_eq!(count, 11);
}

/// Whoever reads us has enough: no reason to panic.
#[test]
fn must_bear_a_closed_pipe() {
    let server = start(&["echo"]);
    let mut command = wire101(&["check", &server.ws(), "--only", "framing"]);
    let mut asking = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(asking.stdout.take());
    let output = asking.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stderr), "");
}
