//! # The command, as a user meets it                                 chapter 00
//! Knows: words on the screen, exit codes, signals; the real program in a process of its own.
//! Does not know: what travels; see `tests/00_map.rs`.
//! Read before: `lab/src/cli.rs`. Read next: `lab/src/main.rs`.

#![allow(clippy::unwrap_used)] // a test fails by panicking

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::thread;

/// The program, without what the environment of whoever runs the tests may say.
fn wire101(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wire101"));
    command.args(arguments).env_remove("HOST").env_remove("PORT").env_remove("RUST_LOG");
    command
}

fn run(arguments: &[&str]) -> Output {
    wire101(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// A server in a process of its own; dropped, it is ended.
struct Server {
    process: Child,
    out: BufReader<ChildStdout>,
    address: String,
    lines: Vec<String>,
}

impl Server {
    /// Start, and read until the line with the address.
    fn start(mut command: Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        let mut lines = Vec::new();
        let address = loop {
            let mut line = String::new();
            assert!(out.read_line(&mut line).unwrap() > 0, "it ended after {lines:?}");
            lines.push(line.trim_end().to_string());
            let after_scheme = line.split("://").nth(1);
            if let Some(address) = after_scheme.and_then(|rest| rest.split('/').next()) {
                break address.to_string();
            }
        };
        Self { process, out, address, lines }
    }

    fn signal(&self, name: &str) {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
    }

    fn ask(&self, request: &str) -> String {
        String::from_utf8(self.ask_bytes(request.as_bytes())).unwrap()
    }

    /// All that is answered until the server closes.
    fn ask_bytes(&self, request: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(request).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        answer
    }

    /// What is printed until the end, and the exit code.
    fn wait(mut self) -> (String, Option<i32>) {
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        (rest, self.process.wait().unwrap().code())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _already_ended = self.process.kill();
        let _already_waited_for = self.process.wait();
    }
}

/// Several members have a binary: without a default, `cargo run` would not know which is meant.
#[test]
fn regression_must_be_what_cargo_run_runs() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = |path: &str| std::fs::read_to_string(folder.join(path)).unwrap();
    assert!(manifest("Cargo.toml").contains("\ndefault-run = \"wire101\""));
    let root = manifest("../Cargo.toml");
    let members = root.split_once("\ndefault-members = [").unwrap().1.split(']').next().unwrap();
    let members = members.split('"').skip(1).step_by(2).filter(|member| *member != "lab");
    let others = members
        .filter(|member| manifest(&format!("../{member}/Cargo.toml")).contains("\ndefault-run"));
    assert_eq!(others.collect::<Vec<_>>(), [""; 0]);
}

mod serve {
    use super::*;

    #[test]
    fn must_print_the_one_address_and_answer_there() {
        let server = Server::start(wire101(&["serve", "--listen", "127.0.0.1:0"]));
        assert_eq!(server.lines, [format!("Wire 101  http://{}/", server.address)]);
        let answer = server.ask("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    }

    #[test]
    fn must_take_host_and_port_from_the_environment_without_any_command() {
        let mut command = wire101(&[]);
        command.env("HOST", "127.0.0.1").env("PORT", "0");
        let server = Server::start(command);
        assert!(server.address.starts_with("127.0.0.1:"), "{}", server.address);
    }

    #[test]
    fn must_take_a_name_for_an_address() {
        for arguments in [["--listen", "localhost:0"], ["--host", "localhost"]] {
            let mut command = wire101(&["serve"]);
            let server = Server::start({
                command.args(arguments).env("PORT", "0");
                command
            });
            assert!(server.address.starts_with("127.0.0.1:"), "{}", server.address);
        }
    }

    #[test]
    fn must_take_the_next_free_port_when_the_default_one_is_taken_and_say_so() {
        // One of the two, or somebody else, has the default port.
        let (one, two) = (Server::start(wire101(&[])), Server::start(wire101(&[])));
        assert_ne!(one.address, two.address);
        let port: u16 = two.address.rsplit(':').next().unwrap().parse().unwrap();
        assert!(port > 10101, "{port}");
        assert_eq!(
            two.lines[0], "Port 10101 is taken; this lab listens on the next free one.",
            "{:?}",
            two.lines
        );
    }

    #[test]
    fn must_not_take_another_port_than_the_one_that_was_asked_for() {
        let first = Server::start(wire101(&["serve", "--listen", "127.0.0.1:0"]));
        let second = run(&["serve", "--listen", &first.address]);
        assert_eq!(second.status.code(), Some(69));
        let error = text(&second.stderr);
        assert!(
            error.starts_with(&format!("error: cannot listen on {}: ", first.address)),
            "{error}"
        );
        assert!(error.contains("try another port"), "{error}");
    }

    /// A page whose name was made to stand for 127.0.0.1 shares its origin with whatever listens
    /// there, but it asks for its own name.
    #[test]
    fn must_answer_on_a_loopback_address_to_the_names_of_this_machine_alone() {
        let server = Server::start(wire101(&["serve", "--listen", "127.0.0.1:0"]));
        let ask = |host: &str| {
            let head = format!("GET /poll HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
            server.ask(&head)
        };
        for ours in [&server.address, "localhost", "LocalHost:1", "127.0.0.2", "[::1]:10101"] {
            assert!(ask(ours).starts_with("HTTP/1.1 200 OK\r\n"), "{ours}: {}", ask(ours));
        }
        for other in ["evil.example", "localhost.evil.example", "10.0.0.1:10101", "[::2]"] {
            let answer = ask(other);
            assert!(answer.starts_with("HTTP/1.1 421 Misdirected Request\r\n"), "{answer}");
            let sentence = format!("\r\n\r\nthe host {other:?} is not this lab, ");
            assert!(answer.contains(&sentence), "{answer}");
        }
        let without = server.ask("GET /healthz HTTP/1.0\r\n\r\n");
        assert!(without.starts_with("HTTP/1.1 200 OK\r\n"), "no browser: {without}");
    }

    #[test]
    fn must_answer_on_an_address_for_others_to_any_name() {
        let server = Server::start(wire101(&["serve", "--listen", "0.0.0.0:0"]));
        let request = "GET /healthz HTTP/1.1\r\nHost: lab.example\r\nConnection: close\r\n\r\n";
        assert!(server.ask(request).starts_with("HTTP/1.1 200 OK\r\n"));
    }

    #[test]
    #[cfg(target_os = "linux")] // elsewhere the shell may not lower the limit so far
    fn regression_must_say_once_that_it_cannot_accept() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "ulimit -n 32; exec \"$0\" serve --listen 127.0.0.1:0"]);
        shell.arg(env!("CARGO_BIN_EXE_wire101")).env_remove("RUST_LOG").stderr(Stdio::piped());
        let mut server = Server::start(shell);
        let mut errors = BufReader::new(server.process.stderr.take().unwrap());
        let mut first = TcpStream::connect(&server.address).unwrap();
        let crowd: Vec<_> = (0..40).map(|_| TcpStream::connect(&server.address).unwrap()).collect();
        let mut said = String::new();
        errors.read_line(&mut said).unwrap();
        assert!(said.contains("cannot accept"), "{said}");
        // The first one was accepted. It is answered after more time than many tries take.
        first.write_all(b"GET /long-poll?wait=0.5 HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut status_line = [0; 15];
        first.read_exact(&mut status_line).unwrap();
        assert_eq!(&status_line, b"HTTP/1.1 200 OK");
        server.signal("-TERM");
        let mut rest = String::new();
        errors.read_to_string(&mut rest).unwrap();
        assert_eq!(rest.matches("cannot accept").count(), 0, "{rest}");
        drop(crowd);
    }

    #[test] // WS-7.1.7-04
    fn should_log_which_rule_a_peer_broke() {
        let mut command = wire101(&["serve", "--listen", "127.0.0.1:0"]);
        command.env("RUST_LOG", "info").stderr(Stdio::piped());
        let mut server = Server::start(command);
        let mut log = BufReader::new(server.process.stderr.take().unwrap());
        let mut stream = TcpStream::connect(&server.address).unwrap();
        let upgrade = "GET /echo HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n\
                       Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
                       Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        stream.write_all(upgrade.as_bytes()).unwrap();
        stream.write_all(b"\x81\x02hi").unwrap();
        stream.read_to_end(&mut Vec::new()).unwrap();
        drop(stream);
        let rule = "a client's frame without a mask; a client masks every frame (RFC 6455 §5.1)";
        let mut line = String::new();
        while !line.contains(rule) {
            line.clear();
            assert!(log.read_line(&mut line).unwrap() > 0, "the log ended without the rule");
        }
    }

    #[test]
    #[cfg(unix)] // signals
    fn must_end_with_success_on_sigterm_and_on_ctrl_c() {
        for signal in ["-TERM", "-INT"] {
            let server = Server::start(wire101(&["serve", "--listen", "127.0.0.1:0"]));
            let mut open = TcpStream::connect(&server.address).unwrap();
            open.write_all(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
            let mut first = [0; 1];
            open.read_exact(&mut first).unwrap();
            server.signal(signal);
            let (said, code) = server.wait();
            assert_eq!(code, Some(0), "{signal}");
            assert!(said.ends_with("Stopping: every connection is told.\n"), "{said}");
            let mut rest = Vec::new();
            open.read_to_end(&mut rest).unwrap();
            assert!(rest.ends_with(b"0\r\n\r\n"), "the stream was ended properly");
        }
    }
}

#[path = "command/crowd.rs"]
mod crowd;
#[path = "command/echo.rs"]
mod echo;
#[path = "command/examples.rs"]
mod examples;
#[path = "command/log.rs"]
mod log;
#[path = "command/stopping.rs"]
mod stopping;
#[path = "command/tap.rs"]
mod tap;
#[path = "command/tls.rs"]
mod tls;

mod publish {
    use super::*;

    #[test]
    fn must_publish_and_print_the_id() {
        let server = Server::start(wire101(&["serve", "--listen", "127.0.0.1:0"]));
        let url = format!("http://{}", server.address);
        let said = run(&["publish", "--url", &url, "--topic", "t", "--event", "a b", "text"]);
        // The epoch is drawn by lot.
        let id = text(&said.stdout).trim_end().trim_start_matches("{\"id\":\"").to_string();
        let id = id.trim_end_matches("\"}");
        assert!(id.parse::<wire::EventId>().is_ok_and(|id| id.number == 1), "{said:?}");
        assert_eq!(said.status.code(), Some(0));
        let poll =
            "GET /poll?topic=t&since=0 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        let event = format!(r#"{{"id":"{id}","event":"a b","data":"text"}}"#);
        assert!(server.ask(poll).contains(&event));
    }

    #[test]
    fn must_read_standard_input() {
        let server = Server::start(wire101(&["serve", "--listen", "127.0.0.1:0"]));
        let url = format!("http://{}", server.address);
        let mut command = wire101(&["publish", "--url", &url, "-"]);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        process.stdin.take().unwrap().write_all(b"piped").unwrap();
        assert!(process.wait_with_output().unwrap().status.success());
        let poll = "GET /poll?since=0 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        assert!(server.ask(poll).contains(r#""data":"piped""#));
    }

    #[test]
    fn must_exit_1_and_say_why_when_the_lab_refuses() {
        let server = Server::start(wire101(&["serve", "--listen", "127.0.0.1:0"]));
        let url = format!("http://{}", server.address);
        let said = run(&["publish", "--url", &url, "--topic", "a b", "text"]);
        assert_eq!(said.status.code(), Some(1));
        assert!(text(&said.stderr).starts_with("error: refused (400): "), "{said:?}");
    }

    #[test]
    fn must_exit_69_when_nobody_listens() {
        let said = run(&["publish", "--url", "http://127.0.0.1:1", "text"]);
        assert_eq!(said.status.code(), Some(69));
        assert!(text(&said.stderr).contains("try: wire101 serve"), "{said:?}");
    }

    #[test]
    fn must_not_call_it_refused_when_the_answer_is_not_that_of_a_lab() {
        let other = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = other.local_addr().unwrap();
        let serving = thread::spawn(move || {
            let (mut stream, _) = other.accept().unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").unwrap();
            let mut request = Vec::new();
            stream.read_to_end(&mut request).unwrap(); // until the one who asked is gone
        });
        let said = run(&["publish", "--url", &format!("http://{address}"), "text"]);
        serving.join().unwrap();
        assert_eq!(said.status.code(), Some(1));
        let says = "error: the answer is 200, a lab's would be 202; is this another server?\n";
        assert_eq!(text(&said.stderr), says);
    }

    #[test]
    fn must_exit_2_when_the_address_is_none() {
        for url in ["ftp://nowhere", "nowhere", "http://", "http://a:b@h", "http://localhost/lab"] {
            let said = run(&["publish", "--url", url, "text"]);
            assert_eq!(said.status.code(), Some(2), "{said:?}");
        }
    }
}

mod help {
    use super::*;

    #[test]
    fn must_name_every_command_and_exit_code() {
        let said = run(&["--help"]);
        let help = text(&said.stdout);
        for word in ["serve", "echo", "publish", "Exit codes:", "69"] {
            assert!(help.contains(word), "{word} is missing in\n{help}");
        }
    }

    #[test]
    fn must_tell_the_version() {
        let said = run(&["--version"]);
        assert_eq!(text(&said.stdout), concat!("wire101 ", env!("CARGO_PKG_VERSION"), "\n"));
    }

    #[test]
    fn must_exit_2_on_a_wrong_command_line() {
        assert_eq!(run(&["server"]).status.code(), Some(2));
        for flag in ["--max-connections", "--max-per-address", "--stream-time"] {
            assert_eq!(run(&["serve", flag, "0"]).status.code(), Some(2), "{flag} 0");
        }
    }
}
