//! # wire101 explain, as a user meets it                             chapter 10
//! Knows: bytes in on the command line and on standard input, words and exit codes out. Does not
//! know: whether the explanation is right; `tests/10_explain*.rs` do.
//! Read before: `lab/src/commands/explain.rs`. Read next: `lab/tests/doctor.rs`.

#![allow(clippy::unwrap_used)] // a test fails by panicking

use polling::json::{self, Value};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

#[path = "explain/behind.rs"]
mod behind;
#[path = "explain/files.rs"]
mod files;

fn wire101(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wire101"));
    command.arg("explain").args(arguments).env_remove("RUST_LOG");
    command
}

/// What is said, what is complained of, and the exit code.
fn told(output: Output) -> (String, String, i32) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

fn explain(arguments: &[&str]) -> (String, String, i32) {
    told(wire101(arguments).output().unwrap())
}

/// The same with something on standard input.
fn explain_input(arguments: &[&str], input: &[u8]) -> (String, String, i32) {
    let mut command = wire101(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    process.stdin.take().unwrap().write_all(input).unwrap();
    told(process.wait_with_output().unwrap())
}

/// The last line of what is said, and the exit code.
fn verdict(arguments: &[&str]) -> (String, i32) {
    let (said, errors, code) = explain(arguments);
    assert_eq!(errors, "");
    (said.lines().last().unwrap().to_string(), code)
}

const HELLO: &str = "81 85 37 fa 21 3d 7f 9f 4d 51 58";

mod words {
    use super::*;

    #[test]
    fn must_show_a_table_and_a_verdict() {
        let (said, _, code) = explain(&[HELLO]);
        let right = r#"Frame from a client (text): 6 bytes of header, 5 of payload

bytes        bits       field           value            meaning                     source
81           1... ....  FIN             1                ends its message            RFC 6455 §5.2
             .0.. ....  RSV1            0                for extensions
             ..0. ....  RSV2            0                for extensions
             ...0 ....  RSV3            0                for extensions
             .... 0001  opcode          1                text
85           1... ....  MASK            1                masked: a key follows       RFC 6455 §5.1
             .000 0101  payload length  5                bytes of payload            RFC 6455 §5.2
37 fa 21 3d             masking key     37 fa 21 3d      XORed to the payload, byte  RFC 6455 §5.3
                                                         i mod 4 of it to byte i
7f 9f 4d 51             payload data    "Hello"          text in UTF-8, unmasked     RFC 6455 §5.6
58

No rule is broken.

"Hello": ok from a client; a client must refuse it from a server (RFC 6455 §5.1)
"#;
        assert_eq!((said.as_str(), code), (right, 0));
    }

    #[test]
    fn must_say_which_rule_is_broken_and_what_must_be_done() {
        let fail = |source: &str, code: u16| {
            format!(
                "not legal here ({source}): the receiver must fail the connection with {code} \
                 (RFC 6455 §7.4.1)"
            )
        };
        let cases: [(&[&str], String); 6] = [
            (&["09 00"], fail("RFC 6455 §5.5", 1002)),
            (&["--as", "client", "81 00"], fail("RFC 6455 §5.1", 1002)),
            (&["--as", "server", HELLO], fail("RFC 6455 §5.1", 1002)),
            (&["81 01 ff"], fail("RFC 6455 §8.1", 1007)),
            (
                &["c1 00"],
                fail("RFC 6455 §5.2", 1002) + "; if compression was agreed on, try: --deflate",
            ),
            (
                &["--deflate", "c1 01 07"],
                "not legal here (RFC 7692 §6.2): the receiver must fail the connection (RFC 7692 \
                 §6.2); 1007 is a code for it"
                    .into(),
            ),
        ];
        for (arguments, right) in cases {
            assert_eq!(verdict(arguments), (right, 1), "{arguments:?}");
        }
    }

    #[test]
    fn must_say_what_a_server_answers_to_a_bad_head() {
        let (said, _, code) = explain_input(&["--raw", "-"], b"GET / HTTP/1.1\r\nHost : a\r\n\r\n");
        let right = "not legal here (RFC 9112 §5.1): the receiver must answer 400 and close the \
                     connection (RFC 9112 §2.2)";
        assert_eq!((said.lines().last(), code), (Some(right), 1));
        let (said, _, code) = explain_input(&["--raw", "-"], b"HTTP/1.1 20 OK\r\n\r\n");
        let right = "not legal here (RFC 9112 §4): the receiver must close the connection, and use \
                     nothing of it";
        assert_eq!((said.lines().last(), code), (Some(right), 1));
    }

    /// What is cut breaks no rule.
    #[test]
    fn must_say_how_much_is_missing() {
        let sides = "a client must refuse it from a server (RFC 6455 §5.1)";
        let right =
            format!("cut short by 8 bytes at least; what came is ok from a client; {sides}");
        assert_eq!(verdict(&["81 85 37"]), (right, 0));
        let right = "cut short by 1 byte at least; what came is ok";
        assert_eq!(verdict(&["81"]), (right.into(), 0), "nothing tells yet who sent it");
    }

    #[test]
    fn must_say_what_was_not_explained() {
        let (said, _, code) = explain_input(&["--chunks", "-"], b"0\r\n\r\nabc");
        let right = "ok from a server; 3 more bytes are behind it, and were not explained";
        assert_eq!((said.lines().last(), code), (Some(right), 0));
    }

    #[test]
    fn must_explain_frames_one_after_another() {
        let (said, _, code) = explain(&["01 03 48 65 6c | 89 00 | 80 02 6c 6f"]);
        let titles: Vec<&str> = said.lines().filter(|line| line.starts_with("Frame ")).collect();
        assert_eq!((titles.len(), code), (3, 0), "{said}");
    }

    #[test]
    fn must_inflate_what_was_agreed_on() {
        let (said, _, code) = explain(&["--deflate", "c1 07 f2 48 cd c9 c9 07 00"]);
        assert!(said.contains("\nInflated, 5 bytes: \"Hello\"\n"), "{said}");
        assert!(said.contains("\n\"Hello\": ok from a server;"), "{said}");
        assert_eq!(code, 0);
    }

    #[test]
    fn must_draw_boxes() {
        let (said, _, _) = explain(&["--view", "boxes", "8a 00"]);
        assert!(said.contains("\n|1|0|0|0|  10   |0|      0      |\n"), "{said}");
        let (said, _, code) = explain(&["--view", "boxes", "0a 00"]);
        assert!(said.contains("\n! byte 0: a control frame with FIN 0"), "{said}");
        assert_eq!(code, 1);
    }

    /// Into a pipe nothing is painted.
    #[test]
    fn must_not_paint_a_pipe() {
        assert!(!explain(&["09 00"]).0.contains('\u{1b}'));
    }
}

mod input {
    use super::*;

    #[test]
    fn must_read_hex_in_any_spacing() {
        let right = explain(&[HELLO]).0;
        let spaced: Vec<&str> = HELLO.split(' ').collect();
        assert_eq!(explain(&spaced).0, right);
        assert_eq!(explain(&[&spaced.concat()]).0, right);
        assert_eq!(explain(&["0x81,0x85 | 37:fa:21:3d | 7F9F4D5158"]).0, right);
        let lines = spaced.join("\n");
        assert_eq!(explain_input(&["-"], lines.as_bytes()).0, right);
        assert_eq!(
            explain_input(&["--raw", "-"], b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58").0,
            right
        );
    }

    #[test]
    fn must_say_where_hex_goes_wrong() {
        let cases = [
            ("81 8", "error: a byte of one digit at position 3; each byte has two\n"),
            ("81 8 00", "error: a byte of one digit at position 3; each byte has two\n"),
            ("", "error: there are no bytes; give them in hex, as in 81 05 48\n"),
        ];
        for (hex, right) in cases {
            assert_eq!(explain(&[hex]), (String::new(), right.into(), 2), "{hex:?}");
        }
        let (_, error, code) = explain_input(&["--hex", "--http", "-"], b"GET / HTTP/1.1\r\n\r\n");
        assert!(error.starts_with("error: 'G' at position 0 is no hexadecimal digit"), "{error}");
        assert!(error.ends_with("say --raw -\n") && code == 2, "{error}");
        let (_, error, code) = explain_input(&["-"], b"hello");
        assert!(error.starts_with("error: 'h' at position 0 is no hexadecimal digit"), "{error}");
        assert!(error.ends_with("say --raw -\n") && code == 2, "{error}");
        let (_, error, code) = explain(&["--raw", "81"]);
        assert!(error.contains("say - instead of hex") && code == 2, "{error}");
    }

    /// What curl and other programs print is read as it is; frames are hex, unless it is said.
    #[test]
    fn must_read_text_as_it_is() {
        let title = |arguments: &[&str], input: &[u8]| {
            explain_input(arguments, input).0.lines().next().unwrap_or_default().to_string()
        };
        let head = b"HTTP/1.1 200 OK\r\n\r\n";
        assert_eq!(title(&["-"], head), "HTTP response head, status 200");
        assert_eq!(title(&["--http", "-"], head), "HTTP response head, status 200");
        assert_eq!(title(&["--sse", "-"], b"data:1\n\n"), "Event stream, 1 event dispatched");
        assert_eq!(title(&["--chunks", "-"], b"0\r\n\r\n"), "The last chunk");
        assert_eq!(title(&["--chunks", "--hex", "-"], b"30 0d0a 0d0a"), "The last chunk");
        assert_eq!(title(&["--chunks", "30 0d0a 0d0a"], b""), "The last chunk");
        // These are digits, and could be a method: hex it is.
        assert!(title(&["-"], b"BAD A").is_empty(), "a byte of one digit");
        assert!(title(&["-"], b"DADA 00").ends_with("frame from a client"));
    }

    #[test]
    fn limit_so_many_bytes_are_read() {
        let (said, error, code) =
            explain_input(&["--raw", "--sse", "-"], &vec![b'a'; (4 << 20) + 1]);
        assert_eq!((said.as_str(), code), ("", 2));
        assert_eq!(error, "error: more than 4194304 bytes; at most so many are explained\n");
    }

    #[test]
    fn must_take_a_head_for_a_head_and_frames_for_frames() {
        let title = |arguments: &[&str], input: &[u8]| {
            let said = explain_input(&[arguments, &["--raw", "-"]].concat(), input).0;
            said.lines().next().unwrap_or_default().to_string()
        };
        assert!(title(&[], b"GET / HTTP/1.1\r\n").starts_with("The beginning of an HTTP head"));
        assert_eq!(title(&[], b"HTTP/1.1 200 OK\r\n\r\n"), "HTTP response head, status 200");
        assert!(title(&["--frames"], b"GET / HTTP/1.1\r\n\r\n").starts_with("Frame from a "));
        assert!(title(&["--sse"], b"GET / HTTP/1.1\r\n\r\n").starts_with("Event stream"));
        assert!(title(&["--chunks"], b"0\r\n\r\n").starts_with("The last chunk"));
        let (_, error, code) = explain(&["--sse", "--http", "00"]);
        assert!(error.contains("cannot be used with") && code == 2, "{error}");
    }
}

mod for_programs {
    use super::*;

    #[test]
    fn must_print_one_object_on_one_line() {
        let (said, _, code) = explain(&["--json", "01 03 48 65 6c 80 02 6c 6f"]);
        assert_eq!((said.lines().count(), code), (1, 0));
        let json: Value = json::from_str(&said).unwrap();
        assert_eq!((&json["from"], &json["legal"]), (&json::json!("server"), &json::json!(true)));
        assert_eq!((&json["missing"], &json["rest"]), (&json::json!(0), &json::json!(0)));
        let says = |unit: usize| json["units"][unit]["fields"][7]["value"].clone();
        assert_eq!((says(0), says(1)), (json::json!("Hel"), json::json!("lo")));
        let (same, _, _) = explain(&["--view", "json", "01 03 48 65 6c 80 02 6c 6f"]);
        assert_eq!(same, said);
    }

    #[test]
    fn must_say_in_json_that_a_rule_is_broken() {
        let (said, _, code) = explain(&["--json", "09 00"]);
        let json: Value = json::from_str(&said).unwrap();
        assert_eq!((&json["legal"], code), (&json::json!(false), 1));
        assert_eq!(json["units"][0]["complaints"][0]["cite"], "RFC 6455 §5.5");
        assert!(json["verdict"].as_str().unwrap().starts_with("not legal here (RFC 6455 §5.5)"));
    }

    #[test]
    fn must_print_html_for_a_page() {
        let (said, _, code) = explain(&["--view", "html", "81 03", "3c 62 3e"]);
        assert!(said.starts_with("<section class=\"explained\">\n<table>\n<caption>"), "{said}");
        assert!(said.contains("<td>&quot;&lt;b&gt;&quot;</td>"), "{said}");
        assert_eq!(code, 0);
    }

    /// Whoever read us has enough: that is no panic, and no word is said.
    #[test]
    fn must_not_mind_a_closed_pipe() {
        let mut command = wire101(&["--sse", "--raw", "-"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        drop(process.stdout.take());
        process.stdin.take().unwrap().write_all(&b"data: hi\n\n".repeat(9999)).unwrap();
        let output = process.wait_with_output().unwrap();
        assert_eq!((output.stderr.len(), output.status.code()), (0, Some(74)));
    }
}

/// A new folder of this name.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

mod help {
    use super::*;

    /// Each example is run as it is printed, by a shell.
    #[test]
    fn must_have_examples_that_run() {
        let help = explain(&["--help"]).0;
        let (_, examples) = help.split_once("Examples:\n").unwrap();
        let examples: Vec<&str> = examples.lines().map(str::trim).collect();
        let folder = folder("explain-examples");
        let program = Path::new(env!("CARGO_BIN_EXE_wire101"));
        let folders = [program.parent().unwrap().to_path_buf()].into_iter();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(folders.chain(std::env::split_paths(&path))).unwrap();
        let mut codes = Vec::new();
        for example in examples {
            let mut shell = Command::new("sh");
            shell.args(["-c", example]).env("PATH", &path).current_dir(&folder);
            let run = shell.output();
            let (said, error, code) = told(run.unwrap());
            assert!(!said.is_empty() && error.is_empty(), "{example}: {error}");
            codes.push(code);
        }
        assert_eq!(codes, [0, 0, 1, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0]);
    }
}
