//! # Our inspecting client and a real server                         chapter 12
//! Knows: that `wire101 connect` talks to the published package `ws`, plain and compressed, and
//! shows what it says. Does not know: how it is shown; see `lab/tests/connect.rs`.
//! Read before: `programs.rs`, `tests/peers/ws_server.mjs`. Read next: nothing.

use crate::programs::Talking;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Say these lines to the server at `url`, and return what was shown.
fn connect(url: &str, arguments: &[&str], input: &str) -> String {
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("debug/wire101");
    let built = Command::new(env!("CARGO")).args(["build", "-q", "-p", "lab"]).status().unwrap();
    assert!(built.success());
    let mut command = Command::new(program);
    command.args(["connect", url, "--json"]).args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut process = command.spawn().unwrap();
    process.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = process.wait_with_output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}");
    said
}

#[test]
#[ignore = "needs node, and npm packages: run .ci/run, which installs them"]
fn must_show_what_the_published_server_ws_says() {
    let long = "abc ".repeat(100);
    let script = format!(
        "hi\n/expect hi\n/ping abc\n/fragment 3 {long}\n/expect {long}\nclose 3000 bye\n/wait 60\n"
    );
    for compressed in [false, true] {
        let options: &[&str] = if compressed { &["--deflate"] } else { &[] };
        let mut server = Talking::start("node", "ws_server.mjs", options);
        let url = server.line().unwrap();
        let said = connect(&url, options, &script);
        let agreed = format!("\"deflate\":{compressed}");
        let closed = r#""code":3000,"reason":"bye","by":"peer","clean":true"#;
        for part in [&agreed, "\"round_trip\":", closed, &long] {
            assert!(said.contains(part), "{part} is missing in\n{said}");
        }
        assert!(!said.contains("complaints"), "{said}");
        assert_eq!(server.line().as_deref(), Some("closed 3000"));
    }
}
