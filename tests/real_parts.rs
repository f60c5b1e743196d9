//! # Real parts                                                      chapter 00
//! Knows: a browser, a published WebSocket client, and curl, all against the lab.
//! Does not know: anything that is not installed; `.ci/run` installs it.
//! Read before: `00_map.rs`. Read next: `tests/peers/five_lanes.mjs`, `real_parts/websockets.rs`.

mod support;
#[path = "real_parts/websockets.rs"]
mod websockets;

use lab::certificate::Identity;
use lab::{Config, Lab};
use std::path::Path;
use std::process::{Command, Stdio};
use support::Running;

/// Run a program; its output becomes ours, and it must succeed.
fn must_succeed(program: &str, arguments: &[&str]) -> String {
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

#[test]
#[ignore = "needs Debian's chromium, and npm packages: run .ci/run, which installs them"]
fn must_show_every_event_on_five_lanes_of_the_page_in_a_browser() {
    let lab = Running::start();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let screenshot = folder.join("five-lanes.png");
    let url = format!("http://{}/", lab.address);
    must_succeed("node", &["tests/peers/five_lanes.mjs", &url, screenshot.to_str().unwrap()]);
    println!("the screenshot is {}", screenshot.display());
    assert!(screenshot.metadata().unwrap().len() > 10_000, "a picture was taken");
}

#[test]
#[ignore = "needs node, and npm packages: run .ci/run, which installs them"]
fn must_bring_every_event_to_the_published_client_ws() {
    let lab = Running::start();
    let said = must_succeed("node", &["tests/peers/talk_ws.mjs", &format!("ws://{}", lab.address)]);
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test] // WS-10.6-01
#[ignore = "needs curl, node, and npm packages: run .ci/run, which installs them"]
fn must_talk_to_ws_and_curl_inside_tls() {
    let identity = Identity::self_signed(&["localhost"]).unwrap();
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("root.pem");
    std::fs::write(&root, &identity.certificate).unwrap();
    let tls = identity.tls().unwrap();
    let lab = Running::of(Lab::new(Config::default()).with_tls(Some(tls)));
    let (root, port) = (root.to_str().unwrap(), lab.address.port());
    let trust = format!("NODE_EXTRA_CA_CERTS={root}");
    let url = format!("wss://localhost:{port}");
    let said = must_succeed("env", &[&trust, "node", "tests/peers/talk_ws.mjs", &url]);
    assert_eq!(said.lines().count(), 1, "{said}");
    let url = format!("https://localhost:{port}/healthz");
    assert_eq!(must_succeed("curl", &["-sS", "--max-time", "60", "--cacert", root, &url]), "ok\n");
}

#[test]
#[ignore = "needs curl: run .ci/run, which installs it"]
fn must_serve_curl_on_every_http_address() {
    let lab = Running::start();
    let curl = |target: &str, more: &[&str]| {
        let url = format!("http://{}{target}", lab.address);
        must_succeed("curl", &[&["-sS", "--max-time", "60", &url], more].concat())
    };
    assert_eq!(curl("/publish?topic=t", &["-d", "hello"]), "{\"id\":\"c1-1\"}\n");
    let event = r#"{"id":"c1-1","event":"message","data":"hello"}"#;
    let answer = format!(r#"{{"events":[{event}],"next":"c1-1"}}"#);
    assert_eq!(curl("/poll?topic=t&since=0", &[]), answer);
    assert_eq!(curl("/long-poll?topic=t&since=0&wait=20", &[]), answer);
    assert_eq!(curl("/echo", &["-d", "back"]), "back");
    assert_eq!(curl("/healthz", &[]), "ok\n");
    assert!(curl("/metrics", &[]).contains("wire101_published_total 1\n"));
    assert!(curl("/", &[]).starts_with("<!doctype html>"));

    // A stream is shown as it comes, and ends when the lab does.
    let url = format!("http://{}/events?topic=t&since=0", lab.address);
    let mut reading = Command::new("curl");
    let reading = reading.args(["-sSN", "--max-time", "60", &url]).stdout(Stdio::piped());
    let mut process = reading.spawn().unwrap();
    let mut out = std::io::BufReader::new(process.stdout.take().unwrap());
    let mut line = || {
        let mut line = String::new();
        std::io::BufRead::read_line(&mut out, &mut line).unwrap();
        line
    };
    assert_eq!(
        [line(), line(), line(), line(), line()],
        [":\n", "\n", "id: c1-1\n", "data: hello\n", "\n"]
    );
    lab.publish("/publish?topic=t", "again");
    assert_eq!([line(), line(), line()], ["id: c1-2\n", "data: again\n", "\n"]);
    lab.ask_to_stop();
    assert_eq!(line(), "");
    assert!(process.wait().unwrap().success(), "the stream was ended properly");
}

/// Where the examples tell a student to set the first breakpoint, a debugger can.
#[test]
#[ignore = "needs gdb: run .ci/run, which installs it"]
fn must_find_the_function_where_each_example_says_to_break_first() {
    let mut found = 0;
    for entry in std::fs::read_dir("examples").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix("// Break here first: "));
        let function = line.unwrap_or_else(|| panic!("{path:?} names no function"));
        let stem = path.file_stem().unwrap().to_str().unwrap();
        must_succeed(env!("CARGO"), &["build", "-q", "--example", stem]);
        let debug = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("debug/examples");
        let program = debug.join(stem);
        let command = format!("break {function}");
        let said = must_succeed("gdb", &["-batch", "-ex", &command, program.to_str().unwrap()]);
        assert!(said.contains("Breakpoint 1 at "), "{stem}: {function}: {said}");
        found += 1;
    }
    assert!(found > 0);
}
