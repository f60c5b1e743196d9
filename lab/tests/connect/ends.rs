//! # How it ends                                                     chapter 14
//! Knows: scripts, what they expect, exit codes. Does not know: how a frame looks.
//! Read before: `rude.rs`. Read next: `json.rs`.

use super::*;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

#[test]
fn must_end_with_a_clean_close_when_the_lines_are_done() {
    let echo = Server::echo();
    for input in
        ["", "hi\n", "hi", "hi\r\n\r\n", "/quit\nnever sent\n", "/close\n", "/close 4000 x"]
    {
        let said = connect(&echo.address, &["--linger", "0.1"], input);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{input:?}: {said:?}");
        assert!(!said.out.contains("never sent"), "{said:?}");
        assert!(said.out.contains("closed by us: "), "{said:?}");
    }
}

#[test]
fn must_stay_until_nothing_comes_any_more_but_not_for_ever() {
    use std::time::Duration;
    let server = Scripted::start(vec![Box::new(|stream, _| {
        stream.write_all(SWITCHING.as_bytes()).unwrap();
        // Until the client is gone; it goes although we never fall silent.
        stream.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
        while stream.write_all(b"\x89\x00").is_ok() {
            let mut piece = [0; 1024];
            match std::io::Read::read(stream, &mut piece) {
                Ok(n) if piece[..n].windows(2).any(|pair| pair == [0x88, 0x82]) => {
                    stream.write_all(b"\x88\x02\x03\xe8").unwrap();
                    return;
                }
                _ => {}
            }
        }
    })]);
    let said = connect(&server.address.to_string(), &["--linger", "0.1"], "hi\n");
    assert_eq!(said.code, Some(0), "{said:?}");
    server.done();
}

#[test]
fn must_exit_0_when_what_is_expected_comes() {
    let echo = Server::echo();
    let said = connect(
        &echo.address,
        &[],
        "a\nb\n/expect a\n/ping\n/expect b\n/fragment 3 Hello\n/expect Hello\n//c\n/expect /c\n\
         /text\n/expect\n",
    );
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
}

#[test]
fn must_exit_1_when_another_message_comes_or_none() {
    let echo = Server::echo();
    for (input, why) in [
        ("a\n/expect b\n", "line 2: expected \"b\"; \"a\" came"),
        ("/binary 00\n\n/expect b\n", "line 3: expected \"b\"; a binary message of 1 bytes came"),
        ("/expect b\n", "line 1: expected \"b\"; no message came in 3s"),
        ("/close\n/expect b\n", "line 2: expected \"b\"; the connection ended before it came"),
    ] {
        let said = connect(&echo.address, &["--timeout", "3"], input);
        assert_eq!(said.code, Some(1), "{said:?}");
        assert_eq!(said.err, format!("error: {why}\n"), "{said:?}");
    }
}

#[test]
fn must_exit_65_at_a_line_that_cannot_be_done() {
    let echo = Server::echo();
    let long = format!("/ping {}\n", "x".repeat(126));
    for (input, why) in [
        ("a\n/nope\nb\n", "line 2: there is no /nope; "),
        ("/raw 8\n", "line 1: \"8\" is not hexadecimal; "),
        ("/close 1005\n", "line 1: \"1005\" is no close code that can be sent; "),
        ("/close 1006\n", "line 1: close code 1006 must not be sent; "),
        (&long, "line 1: 126 bytes in a control frame; at most 125 fit"),
        ("/close\nhi\n", "line 2: the connection is not open; "),
    ] {
        let said = connect(&echo.address, &[], input);
        assert_eq!(said.code, Some(65), "{said:?}");
        assert!(said.err.starts_with(&format!("error: {why}")), "{said:?}");
        assert!(said.out.contains("closed by us: "), "it says goodbye: {said:?}");
    }
}

#[test]
fn must_exit_65_when_a_line_is_no_text() {
    let echo = Server::echo();
    let mut command = clients::wire101(&["connect", &format!("ws://{}/", echo.address)]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    process.stdin.take().unwrap().write_all(b"hi\n\xff\n").unwrap();
    let said = clients::ended(process);
    assert_eq!(said.code, Some(65), "{said:?}");
    assert!(said.err.starts_with("error: line 2: the line is not UTF-8, "), "{said:?}");
    assert!(said.out.contains("closed by us: "), "it says goodbye: {said:?}");
}

#[test]
#[cfg(unix)] // signals
fn must_say_goodbye_on_ctrl_c() {
    let echo = Server::echo();
    let mut command = clients::wire101(&["connect", &format!("ws://{}/", echo.address), "--json"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    let mut stdin = process.stdin.take().unwrap();
    stdin.write_all(b"hi\n").unwrap();
    let mut out = BufReader::new(process.stdout.take().unwrap());
    let mut line = String::new();
    // When a frame came back it is open, and listens for the signal.
    while !line.contains(r#""from":"server""#) || !line.contains(r#""text":"hi""#) {
        line.clear();
        assert!(out.read_line(&mut line).unwrap() > 0, "it ended");
    }
    let id = process.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut out, &mut rest).unwrap();
    assert_eq!(process.wait().unwrap().code(), Some(0), "{rest}");
    let closed = rest.lines().last().unwrap();
    assert!(closed.contains(r#""code":1001,"reason":"","by":"us","clean":true"#), "{rest}");
}
