//! # Real parts                                                      chapter 00
//! Knows: a browser, a published WebSocket client, and curl, all against the lab.
//! Does not know: anything that is not installed; `.ci/run` installs it.
//! Read before: `00_map.rs`. Read next: `tests/peers/five_lanes.mjs`, `real_parts/websockets.rs`.

mod support;

#[path = "real_parts/browser.rs"]
mod browser;
#[path = "real_parts/check.rs"]
mod check;
#[path = "real_parts/check_http.rs"]
mod check_http;
#[path = "real_parts/clients.rs"]
mod clients;
#[path = "real_parts/curl.rs"]
mod curl;
#[path = "real_parts/event_streams.rs"]
mod event_streams;
#[path = "real_parts/judged.rs"]
mod judged;
#[path = "real_parts/nginx.rs"]
mod nginx;
#[path = "real_parts/pool.rs"]
mod pool;
#[path = "real_parts/programs.rs"]
mod programs;
#[path = "real_parts/relay.rs"]
mod relay;
#[path = "real_parts/scripted.rs"]
mod scripted;
#[path = "real_parts/tap.rs"]
mod tap;
#[path = "real_parts/tshark.rs"]
mod tshark;
#[path = "real_parts/websockets.rs"]
mod websockets;

use lab::certificate::Identity;
use lab::{Config, Lab};
use programs::must_succeed;
use std::path::Path;
use support::Running;

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
#[ignore = "needs Debian's chromium, and npm packages: run .ci/run, which installs them"]
fn must_show_the_bytes_of_each_lane_on_the_page_in_a_browser() {
    let lab = Running::start();
    let screenshot = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bytes.png");
    let url = format!("http://{}/", lab.address);
    must_succeed("node", &["tests/peers/bytes_page.mjs", &url, screenshot.to_str().unwrap()]);
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
