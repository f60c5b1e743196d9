//! # Two client commands, as a user runs them                       chapter 00
//! Knows: the real program in a process of its own, with a deadline; a server that says what it is
//! told to. Does not know: any protocol.
//! Read before: `lab/src/cli.rs`. Read next: `../connect.rs`, `../listen.rs`.

#![allow(dead_code)] // two tests share this, and neither needs all of it

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Longer than anything here takes: what is not over by then hangs.
const DEADLINE: Duration = Duration::from_secs(250);

/// The answer to the key of `--fixed`.
pub(crate) const SWITCHING: &str = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\
                             Connection: Upgrade\r\n\
                             Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

/// What a command printed, and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) code: Option<i32>,
}

impl Said {
    /// The lines of standard output, without times: what stands between spaces and is a number with
    /// a point is written `T`, and several spaces are one.
    pub(crate) fn lines(&self) -> Vec<String> {
        let timeless = |word: &str| {
            if word.contains('.') && word.parse::<f64>().is_ok() { "T".into() } else { word.into() }
        };
        let line = |line: &str| line.split_whitespace().map(timeless).collect::<Vec<String>>();
        self.out.lines().map(|text| line(text).join(" ")).collect()
    }

    /// The objects of `--json`, and of each what it is.
    pub(crate) fn objects(&self) -> Vec<(String, polling::json::Value)> {
        let object = |line: &str| {
            let value: polling::json::Value = polling::json::from_str(line).unwrap();
            assert!(value["at"].is_number() && value["connection"].is_number(), "{line}");
            (value["kind"].as_str().unwrap().to_string(), value)
        };
        self.out.lines().map(object).collect()
    }
}

/// Kinds and members of these objects that the help of `command` does not name.
pub(crate) fn unexplained(
    command: &str,
    objects: &[(String, polling::json::Value)],
) -> Vec<String> {
    let help = run(&[command, "--help"], "").out;
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_named = |name: &str| {
        let words = help.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        if name.contains(' ') { help.contains(name) } else { words.into_iter().any(|w| w == name) }
    };
    let members = objects.iter().filter_map(|(_, object)| object.as_object());
    let members = members.flat_map(|object| object.keys().map(String::as_str));
    let names = objects.iter().map(|(kind, _)| kind.as_str()).chain(members);
    names.filter(|name| !is_named(name)).map(String::from).collect()
}

/// The program, without what the environment of whoever runs the tests may say.
pub(crate) fn wire101(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wire101"));
    for name in ["HOST", "PORT", "RUST_LOG", "WIRE101_URL", "NO_COLOR"] {
        command.env_remove(name);
    }
    command.args(arguments);
    command
}

/// Run it with this standard input, until it ends.
pub(crate) fn run(arguments: &[&str], input: &str) -> Said {
    finish(wire101(arguments), input)
}

/// Run `command` until it ends; it must, before the deadline.
pub(crate) fn finish(mut command: Command, input: &str) -> Said {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    let mut stdin = process.stdin.take().unwrap();
    // Who ends early does not read all of it.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    ended(process)
}

/// Wait until `process` ends, and take what it printed.
pub(crate) fn ended(mut process: Child) -> Said {
    let (mut out, mut err) = (process.stdout.take(), process.stderr.take());
    let reading = thread::spawn(move || {
        let mut text = String::new();
        if let Some(err) = &mut err {
            err.read_to_string(&mut text).unwrap();
        }
        text
    });
    let (over, told) = channel::<()>();
    let id = process.id().to_string();
    let watching = thread::spawn(move || {
        if told.recv_timeout(DEADLINE) == Err(RecvTimeoutError::Timeout) {
            let _ = Command::new("kill").args(["-KILL", &id]).status();
        }
    });
    let mut text = String::new();
    if let Some(out) = &mut out {
        out.read_to_string(&mut text).unwrap();
    }
    let err = reading.join().unwrap();
    let code = process.wait().unwrap().code();
    drop(over);
    watching.join().unwrap();
    Said { out: text, err, code }
}

/// A server of `wire101` in a process of its own; dropped, it is ended.
pub(crate) struct Server {
    process: Child,
    pub(crate) address: String,
}

impl Server {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut process = wire101(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let after = line.split("://").nth(1).unwrap_or_else(|| panic!("no address in {line:?}"));
        let address = after.split('/').next().unwrap().to_string();
        thread::spawn(move || drop(out.read_to_end(&mut Vec::new()))); // it must never wait for us
        Self { process, address }
    }

    pub(crate) fn echo() -> Self {
        Self::start(&["echo", "--listen", "127.0.0.1:0"])
    }

    pub(crate) fn lab() -> Self {
        Self::start(&["serve", "--listen", "127.0.0.1:0"])
    }

    pub(crate) fn publish(&self, arguments: &[&str]) {
        let url = format!("http://{}", self.address);
        let said = run(&[&["publish", "--url", &url], arguments].concat(), "");
        assert_eq!(said.code, Some(0), "{said:?}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _already_ended = self.process.kill();
        let _already_waited_for = self.process.wait();
    }
}

/// A server that does with each connection what its script says, one after another, and then ends.
pub(crate) struct Scripted {
    pub(crate) address: SocketAddr,
    serving: Option<JoinHandle<()>>,
}

/// What is done with a connection; it gets the head of the request.
pub(crate) type Script = Box<dyn FnOnce(&mut TcpStream, &str) + Send>;

impl Scripted {
    pub(crate) fn start(scripts: Vec<Script>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let serving = thread::spawn(move || {
            for script in scripts {
                let (mut stream, _) = listener.accept().unwrap();
                stream.set_read_timeout(Some(DEADLINE)).unwrap();
                let head = read_head(&mut stream);
                script(&mut stream, &head);
            }
        });
        Self { address, serving: Some(serving) }
    }

    /// Answer with these bytes, and read until the client is gone.
    pub(crate) fn answering(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::start(vec![Box::new(move |stream, _| {
            stream.write_all(&bytes).unwrap();
            let _ = stream.read_to_end(&mut Vec::new());
        })])
    }

    /// Wait until all scripts are done.
    pub(crate) fn done(mut self) {
        self.serving.take().unwrap().join().unwrap();
    }
}

/// The head of a request, byte by byte: what follows it stays in the stream.
pub(crate) fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) > 0 {
        head.push(byte[0]);
    }
    String::from_utf8(head).unwrap()
}

/// The examples that a help text prints, each as the arguments behind `wire101`, with the input
/// that a pipe before it would give.
pub(crate) fn examples(help: &str) -> Vec<(Vec<String>, String)> {
    let behind = help.split("Examples:\n").nth(1).unwrap();
    let lines = behind.lines().map_while(|line| line.strip_prefix("  "));
    lines.map(example).collect()
}

fn example(line: &str) -> (Vec<String>, String) {
    let (before, command) = line.rsplit_once(" | ").map_or(("", line), |(a, b)| (a, b));
    let mut words = words(before).into_iter();
    let input = match words.next().as_deref() {
        Some("echo") => words.next().unwrap() + "\n",
        Some("printf") => words.next().unwrap().replace("\\n", "\n"),
        None => String::new(),
        Some(other) => panic!("{other} is not known here: {line}"),
    };
    let mut command = self::words(command).into_iter();
    assert_eq!(command.next().as_deref(), Some("wire101"), "{line}");
    (command.collect(), input)
}

/// Words as a shell splits them: what stands in single quotes is one.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (i, part) in line.split('\'').enumerate() {
        match i % 2 {
            0 => words.extend(part.split_whitespace().map(String::from)),
            _ => words.push(part.into()),
        }
    }
    words
}
