//! # The codecs on the command line                     chapters 08 to 14 · RFC 6455, RFC 7692
//! Knows: lines in and lines out of the real program, its exit codes and its help. Does not know:
//! whether the codecs are right; the tests of each chapter do.
//! Read before: `lab/src/decode/mod.rs`. Read next: `lab/tests/decode/frames.rs`.

#![allow(clippy::unwrap_used)] // a test fails by panicking

use polling::json::{self, Value};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Command, Stdio};
use std::thread;

#[path = "decode/bad_lines.rs"]
mod bad_lines;
#[path = "decode/frames.rs"]
mod frames;
#[path = "decode/handshake.rs"]
mod handshake;
#[path = "decode/http.rs"]
mod http;
#[path = "decode/law.rs"]
mod law;
#[path = "decode/sse.rs"]
mod sse;
#[path = "decode/sse_table.rs"]
mod sse_table;

fn wire101() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wire101"));
    command.args(["decode", "--batch"]).env_remove("RUST_LOG");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What the program says to `input`: its lines, what it complains of, and its exit code.
fn run(input: &[u8]) -> (Vec<String>, String, i32) {
    let mut process = wire101().spawn().unwrap();
    let mut stdin = process.stdin.take().unwrap();
    let output = thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(input).unwrap());
        process.wait_with_output().unwrap()
    });
    let lines = String::from_utf8(output.stdout).unwrap();
    let lines = lines.split_terminator('\n').map(String::from).collect();
    (lines, String::from_utf8(output.stderr).unwrap(), output.status.code().unwrap())
}

/// The answer to one line, as it is written.
fn line(line: &str) -> String {
    let (mut lines, _, _) = run(line.as_bytes());
    assert_eq!(lines.len(), 1, "{line}: {lines:?}");
    lines.remove(0)
}

/// The answers to some lines that are all understood.
fn answers<L: AsRef<str>>(lines: &[L]) -> Vec<Value> {
    let input: String = lines.iter().map(|line| format!("{}\n", line.as_ref())).collect();
    let (answers, complaint, code) = run(input.as_bytes());
    assert_eq!((complaint.as_str(), code), ("", 0), "{answers:#?}");
    assert_eq!(answers.len(), lines.len());
    answers.iter().map(|answer| json::from_str(answer).unwrap()).collect()
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes behind a member of an answer, as text.
fn unhex(answer: &Value) -> String {
    let digits = answer.as_str().unwrap();
    String::from_utf8(lab::decode::hex::decode(digits).unwrap()).unwrap()
}

/// Lines, and how they are told from each other.
mod lines {
    use super::*;

    const CASE: &str = r#"{"id":1,"what":"frames","role":"client","hex":"8100"}"#;
    const ANSWER: &str =
        r#"{"id":1,"events":[{"ev":"text","text":""}],"end":"open","fail":null,"sent_hex":""}"#;

    #[test]
    fn must_answer_each_line_in_order_and_pass_over_empty_ones() {
        let second = CASE.replace('1', "2").replace("8200", "8100");
        let input = format!("\n{CASE}\n  \r\n{second}\r\n{CASE}"); // the last one has no end
        let (lines, complaint, code) = run(input.as_bytes());
        assert_eq!(lines, [ANSWER, &ANSWER.replace('1', "2"), ANSWER]);
        assert_eq!((complaint.as_str(), code), ("", 0));
        assert_eq!(run(b""), (vec![], String::new(), 0));
    }

    #[test]
    fn must_give_back_any_id() {
        for id in [r#""é\u2028\"\\""#, "7", "-1.5", "null", "true", r#"[1,{"a":"b"}]"#] {
            let answer: Value = json::from_str(&line(&CASE.replacen('1', id, 1))).unwrap();
            assert_eq!(answer["id"], json::from_str::<Value>(id).unwrap(), "{id}");
        }
        assert!(line(&CASE.replace(r#""id":1,"#, "")).starts_with(r#"{"id":null,"events""#));
    }

    #[test]
    fn must_answer_a_line_before_the_next_one_comes() {
        let mut process = wire101().spawn().unwrap();
        let mut stdin = process.stdin.take().unwrap();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        for _ in 0..3 {
            writeln!(stdin, "{CASE}").unwrap();
            let mut answer = String::new();
            stdout.read_line(&mut answer).unwrap();
            assert_eq!(answer.trim_end(), ANSWER);
        }
        drop(stdin);
        assert!(process.wait().unwrap().success());
    }

    #[test]
    fn must_end_without_a_word_when_nobody_reads() {
        let mut process = wire101().spawn().unwrap();
        let mut stdin = process.stdin.take().unwrap();
        drop(process.stdout.take());
        let _broken_pipe = writeln!(stdin, "{CASE}");
        drop(stdin);
        let mut complaint = String::new();
        process.stderr.take().unwrap().read_to_string(&mut complaint).unwrap();
        assert_eq!((complaint.as_str(), process.wait().unwrap().code()), ("", Some(74)));
    }
}

/// Cuts: no answer shows them, so they are looked at from within.
mod cuts {
    use super::*;
    use lab::decode::Fields;
    use lab::decode::cuts::Pieces;

    /// The pieces of the bytes 0 to 9, cut in this way.
    fn pieces(cuts: &str) -> Vec<Vec<u8>> {
        let bytes = r#"[{"hex":"000102"},{"hex":"0304","times":1},{"hex":"0506070809"}]"#;
        let case: Value = json::from_str(&format!(r#"{{"parts":{bytes},"cuts":{cuts}}}"#)).unwrap();
        let mut fields = Fields::new(case.as_object().unwrap().clone());
        let mut left = Pieces::of(&mut fields).unwrap();
        let mut pieces = Vec::new();
        let mut piece = Vec::new();
        while left.next(&mut piece) {
            pieces.push(piece.clone());
        }
        assert_eq!((left.left(), pieces.concat()), (0, (0..10).collect()));
        pieces
    }

    #[test]
    fn must_cut_where_it_was_asked_for() {
        let lengths = |cuts: &str| pieces(cuts).iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(lengths("null"), [10]);
        assert_eq!(lengths("\"whole\""), [10]);
        assert_eq!(lengths("\"bytes:1\""), [1; 10]);
        assert_eq!(lengths("\"bytes:4\""), [4, 4, 2]);
        assert_eq!(lengths("[3,7]"), [3, 4, 3]);
        assert_eq!(lengths("[7,0,3,3,10,99]"), [3, 4, 3]);
    }
}

/// `wire101 decode --help`.
mod help {
    use super::*;

    fn help() -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wire101"));
        let output = command.args(["decode", "--help"]).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    }

    #[test]
    fn claim_each_example_is_answered_as_the_help_says() {
        let help = help();
        let examples: Vec<_> = help.lines().filter(|line| line.starts_with("  {\"id\"")).collect();
        assert!(examples.len() >= 8 && examples.len() % 2 == 0, "{examples:#?}");
        for pair in examples.chunks(2) {
            let answer = line(pair[0].trim_start());
            match pair[1].trim_start().strip_suffix('…') {
                Some(beginning) => assert!(answer.starts_with(beginning), "{answer}"),
                None => assert_eq!(answer, pair[1].trim_start()),
            }
        }
    }

    #[test]
    fn must_name_every_exit_code_and_fit_the_screen() {
        let help = help();
        for code in ["\n  0 ", "\n  2 ", "\n  65 ", "\n  74 "] {
            assert!(help.contains(code), "{code:?} is missing in\n{help}");
        }
        for line in help.lines() {
            assert!(line.chars().count() <= 100, "{line}");
        }
    }

    #[test]
    fn must_exit_2_without_batch() {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wire101"));
        let output = command.arg("decode").stdin(Stdio::null()).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8(output.stderr).unwrap().contains("--batch"));
    }
}
