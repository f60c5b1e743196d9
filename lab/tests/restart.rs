//! # The server is killed, and comes back                            chapter 15
//! Knows: the real program with its log on disk, its end at any moment, clients that return with
//! their place. Does not know: what stands on the disk; see `tests/15_journal.rs`.
//! Read before: `journal/src/journal.rs`. Read next: `lab/tests/restart/many_clients.rs`.

// A test fails by panicking, and prints figures.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

#[path = "restart/full_disk.rs"]
#[cfg(target_os = "linux")] // the limits of a running process can be changed there
mod full_disk;
#[path = "restart/many_clients.rs"]
mod many_clients;

/// A folder for a log; dropped, it is gone.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("restart-{name}"));
        let _none_yet = fs::remove_dir_all(&path);
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _nothing_to_remove = fs::remove_dir_all(&self.0);
    }
}

/// A server in a process of its own; dropped, it is killed.
struct Server {
    process: Child,
    address: String,
}

/// `wire101 serve` at `address`, without what the environment says.
fn serve(address: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wire101"));
    command.args(["serve", "--listen", address]).args(arguments).env_remove("RUST_LOG");
    command
}

/// A server with its log in `folder`, at any free port.
fn on_disk(folder: &Folder) -> Server {
    Server::start(serve("127.0.0.1:0", &["--log", folder.path()]))
}

impl Server {
    /// Start, and read until the line with the address.
    fn start(mut command: Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let address = line.split("://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.unwrap_or_else(|| panic!("no address: {line:?}")).to_string();
        Self { process, address }
    }

    /// End it as nothing can prevent: `kill -9`.
    fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// The answer to a request after which the server closes.
    fn ask(&self, line: &str, fields: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        let head = format!(
            "{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             Content-Length: {length}\r\n{fields}\r\n"
        );
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Publish a text; its id.
    fn publish(&self, data: &str) -> String {
        let answer = self.ask("POST /publish", "", data);
        let id = answer.split("{\"id\":\"").nth(1).and_then(|rest| rest.split('"').next());
        id.unwrap_or_else(|| panic!("{answer}")).to_string()
    }

    /// The body of a poll: what there is behind `since`.
    fn poll(&self, since: &str) -> String {
        let answer = self.ask(&format!("GET /poll?since={since}"), "", "");
        answer.split_once("\r\n\r\n").unwrap().1.to_string()
    }

    /// How many events all polls bring together, from the log's beginning on.
    fn count(&self) -> usize {
        let (mut since, mut events) = ("0".to_string(), 0);
        loop {
            let answer = self.poll(&since);
            match answer.matches("\"id\":").count() {
                0 => return events,
                more => events += more,
            }
            let next = answer.rsplit_once("\"next\":\"").unwrap().1;
            since = next.trim_end_matches("\"}").to_string();
        }
    }

    /// An event stream from `last` on, until `events` came: their lines `id: …` and `data: …`.
    fn events(&self, last: &str, events: usize) -> Vec<String> {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let head =
            format!("GET /events HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: {last}\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut heard = Vec::new();
        for line in BufReader::new(stream).lines().map(Result::unwrap) {
            if ["id: ", "event: ", "data: "].iter().any(|name| line.starts_with(name)) {
                heard.push(line);
            }
            let data = heard.iter().filter(|line| line.starts_with("data: ")).count();
            if data == events {
                break;
            }
        }
        heard
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _already_ended = self.process.kill();
        let _already_waited_for = self.process.wait();
    }
}

/// What a command says before it ends by itself.
fn ends(mut command: Command) -> (Option<i32>, String) {
    let Output { status, stderr, .. } = command.output().unwrap();
    (status.code(), String::from_utf8(stderr).unwrap())
}

/// The epoch of an id.
fn epoch(id: &str) -> &str {
    id.split_once('-').unwrap().0
}

mod with_a_log {
    use super::*;

    #[test]
    fn must_go_on_after_kill_9_as_if_nothing_had_happened() {
        let folder = Folder::new("goes-on");
        let mut server = on_disk(&folder);
        let ids = ["a", "b", "c"].map(|text| server.publish(text));
        server.kill();
        let server = on_disk(&folder);
        let next = server.publish("d");
        let epoch = epoch(&ids[0]);
        assert_eq!([&ids[..], &[next]].concat(), [1, 2, 3, 4].map(|n| format!("{epoch}-{n}")));
        let expected: Vec<_> = [(3, "c"), (4, "d")]
            .iter()
            .flat_map(|(n, text)| [format!("id: {epoch}-{n}"), format!("data: {text}")])
            .collect();
        assert_eq!(server.events(&ids[1], 2), expected);
        let poll = server.poll(&ids[2]);
        assert!(poll.contains(&format!("\"id\":\"{epoch}-4\"")), "{poll}");
        assert!(!poll.contains(&format!("\"id\":\"{epoch}-3\"")), "{poll}");
        assert!(!poll.contains("reset"), "{poll}");
    }

    #[test]
    fn must_go_on_with_the_flush_that_leaves_it_to_the_system() {
        let folder = Folder::new("system");
        let start =
            || Server::start(serve("127.0.0.1:0", &["--log", folder.path(), "--flush", "system"]));
        let mut server = start();
        let first = server.publish("a");
        server.kill();
        assert_eq!(start().publish("b"), format!("{}-2", epoch(&first)));
    }

    #[test]
    fn must_say_who_has_the_log_and_exit_66() {
        let folder = Folder::new("in-use");
        let server = on_disk(&folder);
        let (code, error) = ends(serve("127.0.0.1:0", &["--log", folder.path()]));
        assert_eq!(code, Some(66), "{error}");
        assert!(error.starts_with("error: another process has the log "), "{error}");
        assert!(error.contains("end it, or name another folder"), "{error}");
        server.publish("the first one goes on");
    }

    #[test]
    fn must_say_that_a_file_is_no_log_and_exit_66() {
        let folder = Folder::new("foreign");
        fs::create_dir_all(&folder.0).unwrap();
        fs::write(folder.0.join("events.redb"), "Dear diary").unwrap();
        let (code, error) = ends(serve("127.0.0.1:0", &["--log", folder.path()]));
        assert_eq!(code, Some(66), "{error}");
        assert!(error.contains("is not a log of this program; it was left as it is"), "{error}");
    }

    #[test]
    fn must_exit_2_when_a_flush_is_named_without_a_log() {
        let (code, error) = ends(serve("127.0.0.1:0", &["--flush", "system"]));
        assert_eq!(code, Some(2), "{error}");
        assert!(error.contains("--log <DIR>"), "{error}");
    }
}

mod without_a_log {
    use super::*;

    #[test]
    fn must_tell_who_comes_back_that_its_place_is_lost() {
        let mut server = Server::start(serve("127.0.0.1:0", &[]));
        let place = server.publish("a");
        server.kill();
        let server = Server::start(serve("127.0.0.1:0", &[]));
        let id = server.publish("b");
        assert_ne!(epoch(&id), epoch(&place));
        let before = format!("id: {}-0", epoch(&id));
        let reset = [before.as_str(), "event: reset", "data: {\"missed\":null}"];
        let mut heard = server.events(&place, 2);
        heard[..3].sort();
        assert_eq!(heard[..3], [reset[2], reset[1], reset[0]], "{heard:?}");
        assert_eq!(heard[3..], [format!("id: {id}"), "data: b".into()]);
    }
}
