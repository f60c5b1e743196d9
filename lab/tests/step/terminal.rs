//! # Walking at a real terminal                                      chapter 03
//! Knows: a pseudo-terminal, keys, the second screen. Does not know: what a step shows.
//! Read before: `lab/tests/step/walking.rs`. Read next: `lab/src/step/terminal.rs`.

use std::process::Command;

/// Starts the program at a pseudo-terminal, presses keys, and prints all that it wrote; the last
/// line says how it ended, and whether the terminal echoes again.
const SCRIPT: &str = r#"
import os, pty, select, sys, termios
keys = [key.encode().decode("unicode_escape").encode("latin-1") for key in sys.argv[2:]]
process, terminal = pty.fork()
if process == 0:
    os.environ["TERM"] = "xterm"
    os.execv(sys.argv[1], [sys.argv[1], "step", "close"])
written = b""
def more():
    global written
    if not select.select([terminal], [], [], 20)[0]:
        sys.exit("nothing came")
    piece = os.read(terminal, 65536)
    written += piece
    return piece
while b"step 1 of" not in written:
    more()
for key in keys[:-1]:
    seen = written.count(b"\x1b[2J")
    os.write(terminal, key)
    while written.count(b"\x1b[2J") == seen:
        more()
os.write(terminal, keys[-1])
_, status = os.waitpid(process, 0)
while b"\x1b[?1049l" not in written:
    more()
"#;

/// What the program wrote, and how it ended.
fn press(keys: &[&str]) -> String {
    let ending = "echoes = bool(termios.tcgetattr(terminal)[3] & termios.ECHO)\n\
        how = b'\\nended %d, echo %d' % (os.waitstatus_to_exitcode(status), echoes)\n\
        sys.stdout.buffer.write(written + how)\n";
    let script = format!("{SCRIPT}{ending}");
    let mut python = Command::new("python3");
    python.args(["-c", &script, env!("CARGO_BIN_EXE_wire101")]).args(keys);
    let output = python.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
#[ignore = "needs python3: cargo test -p lab --test step -- --ignored"]
fn claim_the_terminal_is_given_back_however_it_ends() {
    for last in ["q", "\\x03", "\\x04"] {
        let written = press(&["n", "\\x1b[C", "b", "c", "?", "?", last]);
        assert!(written.contains("\x1b[?1049h") && written.contains("\x1b[?1049l"), "{written:?}");
        for step in ["step 1 of", "step 2 of", "step 3 of"] {
            assert!(written.contains(step), "{step}: {written:?}");
        }
        assert!(written.ends_with("ended 0, echo 1"), "{written:?}");
    }
}
