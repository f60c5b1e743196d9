//! # Typed at a real terminal                                        chapter 12
//! Knows: a pseudo-terminal, a prompt, Ctrl-C. Does not know: how frames are shown; see `shown.rs`.
//! Read before: `lab/src/connect/prompt.rs`. Read next: `ends.rs`.

use super::*;
use std::process::Command;

/// Starts the program at a pseudo-terminal. Of the arguments behind its address, each second one is
/// typed when the one before it was seen behind all that was awaited before. Prints all that was
/// written; the last line says how it ended.
const SCRIPT: &str = r#"
import os, pty, select, sys
program, url, *talk = sys.argv[1:]
process, terminal = pty.fork()
if process == 0:
    os.environ["TERM"] = "xterm"
    os.execv(program, [program, "connect", url, "--fixed"])
written, seen, open_ = b"", 0, True
def more():
    global written, open_
    if not select.select([terminal], [], [], 50)[0]:
        sys.exit("nothing came behind %r" % written)
    try:
        piece = os.read(terminal, 65536)
    except OSError: # what Linux says when the other end was closed
        piece = b""
    written += piece
    open_ = bool(piece)
for awaited, typed in zip(talk[::2], talk[1::2]):
    awaited = awaited.encode()
    while awaited not in written[seen:]:
        if not open_:
            sys.exit("%r did not come: %r" % (awaited, written))
        more()
    seen = written.index(awaited, seen) + len(awaited)
    os.write(terminal, typed.encode().decode("unicode_escape").encode("latin-1"))
while open_:
    more()
_, status = os.waitpid(process, 0)
sys.stdout.buffer.write(written + b"\nended %d" % os.waitstatus_to_exitcode(status))
"#;

/// What was written, and how it ended. `talk`: what is awaited, and what is typed then.
fn typed(address: &str, talk: &[(&str, &str)]) -> String {
    let mut python = Command::new("python3");
    python.args(["-c", SCRIPT, env!("CARGO_BIN_EXE_wire101"), &format!("ws://{address}/")]);
    let output = python.args(talk.iter().flat_map(|(a, b)| [a, b])).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
#[ignore = "needs python3: cargo test -p lab --test connect -- --ignored"]
fn must_forgive_a_typist_and_show_a_prompt() {
    let echo = Server::echo();
    let told = typed(
        &echo.address,
        &[
            ("or /help", "hi\\n"),
            ("← text", "/nope\\n"),
            ("there is no /nope", "\\xff\\n"),
            ("the line is not UTF-8", "/close 1006\\n"),
            ("must not be sent", "/ping\\n"),
            ("round trip", "\\x04"),
        ],
    );
    assert!(told.contains("\n> "), "{told}");
    assert!(told.contains("closed by us: 1000"), "{told}");
    assert!(told.ends_with("ended 0"), "{told}");
}

#[test]
#[ignore = "needs python3: cargo test -p lab --test connect -- --ignored"]
fn must_say_goodbye_on_ctrl_c_whatever_is_waited_for() {
    let echo = Server::echo();
    for waiting in ["hi\\n", "/wait 1000\\n"] {
        let told = typed(
            &echo.address,
            &[("or /help", "/ping\\n"), ("round trip", waiting), ("", "\\x03")],
        );
        assert!(told.contains("closed by us: 1001"), "{told}");
        assert!(told.ends_with("ended 0"), "{told}");
    }
}
