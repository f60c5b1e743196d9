//! # Every printed example of the help                               chapter 00
//! Knows: what stands under `Examples:`, and that it does what it says. Does not know: why.
//! Read before: `lab/src/cli.rs`. Read next: `lab/tests/printed.rs`.

use super::{Server, run, text};
use lab::certificate::Identity;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The commands whose examples another test runs, and where it stands below `lab/tests`.
const ELSEWHERE: [(&str, &str); 10] = [
    ("explain", "explain.rs"),
    ("step", "step/command.rs"),
    ("connect", "connect/help.rs"),
    ("listen", "listen/help.rs"),
    ("tap", "command/tap.rs"),
    ("check", "check.rs"),
    ("rogue", "rogue/command.rs"),
    ("bench", "bench.rs"),
    ("doctor", "doctor.rs"),
    ("completions", "doctor.rs"),
];
/// Those whose examples are run below.
const HERE: [&str; 4] = ["serve", "echo", "publish", "decode"];

/// What `wire101 --help` lists, but for `help` itself.
fn commands() -> Vec<String> {
    let help = run(&["--help"]);
    let (_, list) = text(&help.stdout).split_once("Commands:\n").unwrap();
    let lines = list.lines().take_while(|line| !line.is_empty());
    let names = lines.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    names.filter(|name| !name.is_empty() && *name != "help").map(String::from).collect()
}

/// The commands under the examples of one of them: whatever it is that a shell understands.
fn examples(command: &str) -> Vec<String> {
    let help = run(&[command, "--help"]);
    let (_, behind) = text(&help.stdout).split_once("\nExamples").unwrap();
    let lines = behind.lines().skip(1).take_while(|line| !line.contains("Exit codes:"));
    let lines = lines.map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('{'));
    lines.map(String::from).collect()
}

/// A folder with what the examples name: a certificate, its key, cases.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    let identity = Identity::self_signed(&["localhost"]).unwrap();
    fs::write(folder.join("lab.pem"), identity.certificate).unwrap();
    fs::write(folder.join("lab.key"), identity.key).unwrap();
    let case = r#"{"id":1,"what":"frames","role":"client","hex":"810548656c6c6f"}"#;
    fs::write(folder.join("cases.jsonl"), case).unwrap();
    folder
}

/// A shell that runs one example, and finds the program.
fn shell(example: &str, folder: &Path) -> Command {
    let program = Path::new(env!("CARGO_BIN_EXE_wire101")).parent().unwrap().to_path_buf();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([program].into_iter().chain(std::env::split_paths(&path)));
    let mut shell = Command::new("sh");
    shell.args(["-c", example]).current_dir(folder).env("PATH", path.unwrap());
    shell.env_remove("HOST").env_remove("PORT").env_remove("RUST_LOG");
    shell
}

struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _already_ended = self.0.kill();
        let _already_waited_for = self.0.wait();
    }
}

/// Start it as it is printed, but for the port: the first line with an address.
fn first_address(example: &str, folder: &Path) -> String {
    let mut here = example.replace("127.0.0.1:8080", "127.0.0.1:0").replace("PORT=8080", "PORT=0");
    if here.contains(" echo") {
        here = here.replace(" --listen 127.0.0.1:9001", "") + " --listen 127.0.0.1:0";
    }
    // The shell becomes the program, so that it is the program that is ended.
    let (before, behind) = here.split_once("wire101").unwrap();
    let mut shell = shell(&format!("{before}exec wire101{behind}"), folder);
    let mut server = Ended(shell.stdout(Stdio::piped()).spawn().unwrap());
    let said = BufReader::new(server.0.stdout.take().unwrap()).lines();
    let mut lines = said.map_while(Result::ok);
    lines.find(|line| line.contains("://")).unwrap()
}

#[test]
fn claim_the_examples_of_every_command_are_run_by_a_test() {
    let mut known: Vec<&str> = ELSEWHERE.iter().map(|(name, _)| *name).chain(HERE).collect();
    let mut commands = commands();
    commands.sort();
    known.sort_unstable();
    assert_eq!(commands, known);
    for (name, file) in ELSEWHERE {
        assert!(!examples(name).is_empty(), "{name}");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(file);
        let test = fs::read_to_string(path).unwrap();
        assert!(test.contains("example"), "{file} runs no example of {name}");
    }
}

#[test]
fn must_serve_as_each_example_says() {
    let folder = folder("examples-serve");
    let examples = examples("serve");
    assert_eq!(examples.len(), 7, "{examples:#?}");
    for example in examples {
        let said = first_address(&example, &folder);
        let inside_tls = ["--tls", "--cert"].iter().any(|flag| example.contains(flag));
        let scheme = if inside_tls { "https://" } else { "http://" };
        assert!(said.contains(scheme), "{example}: {said}");
    }
    assert!(folder.join("events").is_dir());
}

#[test]
fn must_echo_as_each_example_says() {
    let folder = folder("examples-echo");
    let examples = examples("echo");
    assert_eq!(examples.len(), 4, "{examples:#?}");
    for example in examples {
        let said = first_address(&example, &folder);
        let scheme = if example.contains("--tls") { "wss://" } else { "ws://" };
        assert!(said.contains(scheme), "{example}: {said}");
    }
}

#[test]
fn must_publish_as_each_example_says() {
    let folder = folder("examples-publish");
    let start = |more: &[&str]| {
        let mut command = shell("exec wire101 serve --listen 127.0.0.1:0 \"$@\"", &folder);
        command.arg("wire101").args(more);
        Server::start(command)
    };
    let (plain, inside) = (start(&[]), start(&["--cert", "lab.pem", "--key", "lab.key"]));
    let port = inside.address.rsplit(':').next().unwrap();
    let examples = examples("publish");
    assert_eq!(examples.len(), 4, "{examples:#?}");
    for example in examples {
        let here = example.replace("localhost:10101", &format!("localhost:{port}"));
        let mut shell = shell(&here, &folder);
        let output =
            shell.env("WIRE101_URL", format!("http://{}", plain.address)).output().unwrap();
        assert!(output.status.success(), "{example}: {}", text(&output.stderr));
        assert!(text(&output.stdout).starts_with("{\"id\":\""), "{example}");
    }
}

/// The lines of JSON among its examples are run by `lab/tests/decode.rs`.
#[test]
fn must_decode_as_the_example_says() {
    let folder = folder("examples-decode");
    let examples = examples("decode");
    assert_eq!(examples.len(), 1, "{examples:#?}");
    let output = shell(&examples[0], &folder).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let answers = fs::read_to_string(folder.join("answers.jsonl")).unwrap();
    assert!(answers.starts_with("{\"id\":1,\"events\":"), "{answers}");
}
