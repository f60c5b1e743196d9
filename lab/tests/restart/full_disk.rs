//! # A disk that is full                                             chapter 15
//! Knows: a limit on the size of files, which fails as a full disk does, and its end.
//! Does not know: disks that break.
//! Read before: `journal/src/writer.rs`. Read next: `lab/tests/restart/many_clients.rs`.

use super::*;

#[test]
fn must_refuse_publishers_serve_readers_and_go_on_when_there_is_room() {
    let folder = Folder::new("full");
    // The signal that comes with the limit would end the program; a full disk sends none.
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -S -f 5000; exec \"$@\"", "sh"]);
    shell.arg(env!("CARGO_BIN_EXE_wire101")).args(["serve", "--listen", "127.0.0.1:0"]);
    shell.args(["--flush", "system", "--log", folder.path()]).stderr(Stdio::null());
    let mut server = Server::start(shell);
    let text = "x".repeat(50_000);
    let mut kept = 0;
    let refused = loop {
        let answer = server.ask("POST /publish", "", &text);
        if !answer.starts_with("HTTP/1.1 202 ") {
            break answer;
        }
        kept += 1;
        assert!(kept < 1_000, "the limit is not felt");
    };
    assert!(refused.starts_with("HTTP/1.1 503 Service Unavailable\r\n"), "{refused}");
    assert!(kept > 5, "{kept} events fitted");

    assert_eq!(server.count(), kept, "readers see what was kept, and nothing else");
    let again = server.ask("POST /publish", "", &text);
    assert!(again.starts_with("HTTP/1.1 503 "), "{again}");

    let figures = server.ask("GET /metrics", "", "");
    assert!(figures.contains("\nwire101_log_failed_total 2\n"), "{figures}");

    let process = server.process.id().to_string();
    let unlimited = ["--pid", process.as_str(), "--fsize=unlimited"];
    assert!(Command::new("prlimit").args(unlimited).status().unwrap().success());
    let id = server.publish("there is room again");
    assert!(id.ends_with(&format!("-{}", kept + 1)), "{id} after {kept} events");

    server.kill();
    let server = on_disk(&folder);
    assert_eq!(server.count(), kept + 1);
    assert!(server.publish("x").ends_with(&format!("-{}", kept + 2)));
}
