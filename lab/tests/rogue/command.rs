//! # `wire101 rogue`, as a command                                   chapter 00
//! Knows: what it prints, its exit codes, and that its printed examples run.
//! Does not know: what each rogue does; see `servers.rs`.
//! Read before: `lab/src/commands/rogue.rs`. Read next: nothing.

use super::program::{Server, run, text, wire101};
use lab::commands::rogue::HELP;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::Stdio;

#[test]
fn must_list_every_rogue_in_words_and_as_json() {
    let (words, lines) = (run(&["rogue"]), run(&["rogue", "--json"]));
    assert!(words.status.success() && lines.status.success());
    let (words, lines) = (text(&words.stdout), text(&lines.stdout));
    assert!(!words.contains('\x1b'), "a pipe is not painted");
    let rows: Vec<polling::json::Value> =
        lines.lines().map(|line| polling::json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), check::rogue::all().count());
    for (row, rogue) in rows.iter().zip(check::rogue::all()) {
        assert_eq!(row["name"], rogue.name);
        assert!(words.contains(&format!("  {:<20} {}", rogue.name, rogue.does)), "{}", rogue.name);
        assert!(words.contains(&rogue.rule.to_string()), "{}", rogue.name);
    }
}

#[test]
fn must_refuse_what_it_cannot_or_should_not_do() {
    let cases: &[(&[&str], i32, &str)] = &[
        (&["rogue", "nobody"], 2, "there is no rogue \"nobody\""),
        (&["rogue", "unmasked"], 2, "unmasked is a client: use --to URL"),
        (&["rogue", "bomb", "--to", "ws://127.0.0.1:1/"], 2, "bomb is a server: use --listen"),
        (&["rogue", "rst", "--to", "ftp://a/"], 2, "--to ftp://a/"),
        (&["rogue", "rst", "--to", "ws://192.0.2.1/"], 2, "beyond this machine"),
        (&["rogue", "bomb", "--listen", "0.0.0.0:0"], 2, "--anywhere"),
        (&["rogue", "rst", "--to", "ws://127.0.0.1:1/"], 69, "cannot connect"),
    ];
    for (arguments, code, says) in cases {
        let output = run(arguments);
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(*code), "{arguments:?}: {error}");
        assert!(error.contains(says), "{arguments:?}: {error}");
    }
}

#[test]
fn must_warn_where_it_goes_beyond_this_machine() {
    let mut process = wire101(&["rogue", "bomb", "--listen", "0.0.0.0:0", "--anywhere"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(process.stderr.take().unwrap()).read_line(&mut line).unwrap();
    process.kill().unwrap();
    process.wait().unwrap();
    assert!(line.starts_with("warning: 0.0.0.0:0"), "{line}");
}

#[test]
fn must_show_what_it_sends_with_the_rule_and_what_comes() {
    let server = Server::start(&["echo", "--listen", "127.0.0.1:0"]);
    let url = server.ws();
    let output = run(&["rogue", "unmasked", "--to", &url]);
    assert!(output.status.success());
    let said = text(&output.stdout);
    for part in [
        "It opens a WebSocket and sends a frame without a mask.",
        "It breaks: RFC 6455 §5.1.",
        "→ request 1",
        "← response 1",
        "not legal: a client's frame without a mask; MASK 1 is right (RFC 6455 §5.1)",
        "← close",
        "over: both sides ended it",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
}

#[test]
fn must_do_what_its_help_shows() {
    let examples: Vec<&str> =
        HELP.lines().filter_map(|line| line.strip_prefix("  wire101 ")).collect();
    assert!(examples.len() >= 6, "{examples:?}");
    let lab = Server::start(&["serve", "--listen", "127.0.0.1:0"]);
    for example in examples {
        let here = example.replace("127.0.0.1:10101", lab.authority());
        let here = here.replace("127.0.0.1:10111", "127.0.0.1:0");
        let arguments: Vec<&str> = here.split(' ').collect();
        if arguments.contains(&"--listen") {
            let mut rogue = Server::start(&arguments);
            let mut client = TcpStream::connect(rogue.authority()).unwrap();
            client.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
            let mut answer = [0; 12];
            client.read_exact(&mut answer).unwrap();
            assert_eq!(&answer, b"HTTP/1.1 101", "{example}");
            let shown = rogue.lines();
            let mut shown = shown.filter(|line| line.contains("→ request "));
            assert!(shown.next().is_some(), "{example}");
        } else {
            let output = run(&arguments);
            assert!(output.status.success(), "{example}: {}", text(&output.stderr));
            assert!(!output.stdout.is_empty(), "{example}");
        }
    }
}
