//! # The tap, at the command line                                    chapter 03
//! Knows: what it prints, what it writes to files, how it ends. Does not know: its sockets; see
//! `lab/tests/tap.rs`.
//! Read before: `lab/src/commands/tap.rs`. Read next: nothing.

use super::*;
use lab::commands::tap::HELP;
use polling::json::{self, Value};
use trace::{Sender, What};

/// A lab, and a tap on the way to it.
fn tapped(arguments: &[&str]) -> (Server, Server) {
    let lab = Server::start(wire101(&["serve", "--listen", "127.0.0.1:0"]));
    let tap = ["tap", "--listen", "127.0.0.1:0", "--to", &lab.address];
    let tap = Server::start(wire101(&[&tap[..], arguments].concat()));
    (lab, tap)
}

const UPGRADE: &str = "GET /echo HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n\
    Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
    Sec-WebSocket-Version: 13\r\n\r\n";

/// A whole WebSocket through the tap: a handshake, a text and its echo, a close and its answer.
fn talk(tap: &Server) -> (Vec<u8>, Vec<u8>) {
    let mut client = TcpStream::connect(&tap.address).unwrap();
    let hello = b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58";
    let close = b"\x88\x82\x00\x00\x00\x00\x03\xe8";
    let said = [UPGRADE.as_bytes(), hello, close].concat();
    client.write_all(&said).unwrap();
    let mut heard = Vec::new();
    client.read_to_end(&mut heard).unwrap();
    assert!(heard.ends_with(b"\x81\x05Hello\x88\x02\x03\xe8"), "{}", heard.escape_ascii());
    (said, heard)
}

/// All that it prints until it is stopped.
fn shown(tap: Server) -> String {
    tap.signal("-TERM");
    let (shown, code) = tap.wait();
    assert_eq!(code, Some(0), "{shown}");
    shown
}

#[test]
fn must_show_only_connections_when_quiet() {
    let (_lab, tap) = tapped(&["--quiet"]);
    let (said, heard) = talk(&tap);
    let shown = shown(tap);
    let over = format!("over: {} B from the client, {} B from the server", said.len(), heard.len());
    assert!(shown.contains("opened: the client 127.0.0.1:"), "{shown}");
    assert!(shown.contains(&over), "{shown}");
    assert!(shown.lines().all(|line| line.starts_with("#1 ")), "{shown}");
}

#[test]
fn must_show_one_connection_alone_when_told_so() {
    let (_lab, tap) = tapped(&["--only", "2"]);
    for _ in 0..3 {
        talk(&tap);
    }
    let shown = shown(tap);
    assert!(shown.lines().count() > 4, "{shown}");
    assert!(!shown.contains("#1 ") && !shown.contains("#3 "), "{shown}");
}

#[test]
fn must_print_an_object_a_line() {
    let lab = Server::start(wire101(&["serve", "--listen", "127.0.0.1:0"]));
    let arguments = ["tap", "--listen", "127.0.0.1:0", "--to", &lab.address, "--json"];
    let tap = Server::start(wire101(&arguments));
    let first: Value = json::from_str(&tap.lines[0]).unwrap();
    assert_eq!(first["kind"], "listening");
    assert_eq!(first["server"], lab.address.as_str());
    let heard = talk(&tap).1.len();
    let shown = shown(tap);
    let lines: Vec<Value> = shown.lines().map(|line| json::from_str(line).unwrap()).collect();
    assert!(lines.iter().all(|line| line["connection"] == 1), "{shown}");
    let help = run(&["tap", "--help"]);
    let help = text(&help.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    for line in &lines {
        assert!(help.contains(line["kind"].as_str().unwrap()), "{line}");
        assert!(line.as_object().unwrap().keys().all(|name| help.contains(name)), "{line}");
    }
    let [.., last] = &lines[..] else { panic!("nothing is shown") };
    assert_eq!((last["kind"].as_str(), &last["server_bytes"]), (Some("over"), &heard.into()));
    assert!(lines.len() > 7, "{shown}");
}

#[test]
fn must_write_what_passed_to_both_files() {
    let folder = env!("CARGO_TARGET_TMPDIR");
    let [jsonl, pcap] = ["jsonl", "pcap"].map(|ending| format!("{folder}/tapped.{ending}"));
    let (_lab, tap) = tapped(&["--quiet", "--trace", &jsonl, "--pcap", &pcap]);
    let (said, heard) = talk(&tap);
    shown(tap);
    let trace = trace::jsonl::read(BufReader::new(std::fs::File::open(&jsonl).unwrap())).unwrap();
    let capture = trace::pcap::read(std::fs::File::open(&pcap).unwrap()).unwrap();
    for trace in [trace, capture] {
        for (side, bytes) in [(Sender::Client, &said), (Sender::Server, &heard)] {
            let pieces = trace.records.iter().filter_map(|record| match &record.what {
                What::Bytes { from, bytes } if *from == side => Some(bytes.as_slice()),
                _ => None,
            });
            assert_eq!(pieces.collect::<Vec<_>>().concat(), *bytes);
        }
    }
}

#[test]
fn must_go_on_when_nobody_reads_what_it_shows() {
    let (_lab, mut tap) = tapped(&[]);
    let mut process = Command::new("true").stdout(Stdio::piped()).spawn().unwrap();
    // Another end of another pipe: the one of the tap is closed.
    tap.out = BufReader::new(process.stdout.take().unwrap());
    process.wait().unwrap();
    for _ in 0..3 {
        talk(&tap);
    }
    let (_, code) = {
        tap.signal("-TERM");
        tap.wait()
    };
    assert_eq!(code, Some(0));
}

#[test]
fn must_reach_a_server_inside_tls_and_trust_whom_it_is_told_to() {
    let lab = Server::start(wire101(&["serve", "--listen", "127.0.0.1:0", "--tls"]));
    let port = lab.address.rsplit(':').next().unwrap();
    let to = format!("https://localhost:{port}");
    let start = |more: &[&str]| {
        let arguments = ["tap", "--listen", "127.0.0.1:0", "--to", &to];
        Server::start(wire101(&[&arguments[..], more].concat()))
    };
    talk(&start(&["-k"]));
    let untrusted = start(&[]);
    assert_eq!(untrusted.ask(""), "");
    let shown = shown(untrusted);
    let why = format!("the tap reaches no server at localhost:{port}: the server's certificate ");
    assert!(shown.contains(&why), "{shown}");
}

#[test]
fn must_say_what_is_wrong_with_the_command_line() {
    for wrong in [
        &[][..],
        &["--to", "ftp://a"],
        &["--to", "a b"],
        &["--to", "a:1", "--split", "0"],
        &["--to", "a:1", "--fin"],
        &["--to", "a:1", "--cut-time", "soon"],
        &["--to", "a:1", "--json", "--bytes"],
        &["--to", "a:1", "--only", "0"],
    ] {
        let said = run(&[&["tap"], wrong].concat());
        assert_eq!(said.status.code(), Some(2), "{wrong:?}: {said:?}");
    }
    let nowhere = format!("{}/no/such/folder", env!("CARGO_TARGET_TMPDIR"));
    for file in ["--trace", "--pcap", "--trust"] {
        let to = ["tap", "--listen", "127.0.0.1:0", "--to", "a:1", file, &nowhere];
        let said = run(&to);
        assert_eq!(said.status.code(), Some(66), "{said:?}");
        let error = text(&said.stderr);
        assert!(error.starts_with("error: ") && error.contains(&format!("{nowhere}: ")), "{error}");
    }
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = run(&["tap", "--listen", &address, "--to", "a:1"]);
    assert_eq!(said.status.code(), Some(69), "{said:?}");
}

/// Each example of the help, with a free port for the tap and a lab where its server is.
#[test]
fn must_do_what_each_example_says() {
    let lab = Server::start(wire101(&["serve", "--listen", "127.0.0.1:0"]));
    let (_, examples) = HELP.split_once("Examples:\n").unwrap();
    assert!(examples.lines().count() > 5);
    for example in examples.lines() {
        let words = example.strip_prefix("  wire101 ").unwrap();
        let words = words.replace("127.0.0.1:8081", "127.0.0.1:0");
        let words = words.replace("127.0.0.1:10101", &lab.address);
        let words = words.replace("127.0.0.1:3000", &lab.address);
        let mut words: Vec<&str> = words.split(' ').collect();
        if !words.contains(&"--listen") {
            words.extend(["--listen", "127.0.0.1:0"]);
        }
        let mut command = wire101(&words);
        command.current_dir(env!("CARGO_TARGET_TMPDIR"));
        let tap = Server::start(command);
        let request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        assert!(tap.ask(request).ends_with("\r\n\r\nok\n"), "{example}");
        shown(tap);
    }
}
