//! # What is shown                                                   chapter 10
//! Knows: the very lines, with `--fixed`, but for the times. Does not know: `--json`.
//! Read before: `lab/src/connect/screen.rs`. Read next: `json.rs`.

use super::*;

/// The lines of one direction: what the two do at the same time has no order.
fn from(arrow: &str, said: &Said) -> Vec<String> {
    let ours = |line: &String| line.contains(arrow) || (arrow == "→" && line.contains("not legal"));
    said.lines().into_iter().filter(ours).collect()
}

#[test]
fn must_show_the_handshake_line_by_line_and_what_each_line_means() {
    let echo = Server::echo();
    let said = connect(&echo.address, &[], "/quit\n");
    assert_eq!(said.code, Some(0), "{said:?}");
    let host = format!("→ Host: {} the server that is meant", echo.address);
    assert_eq!(
        said.lines(),
        [
            "→ GET /echo HTTP/1.1 asks for an upgrade to WebSocket",
            &host,
            "→ Upgrade: websocket upgrade: to WebSocket",
            "→ Connection: Upgrade upgrade: on this hop",
            "→ Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ== upgrade: 16 random bytes in base64",
            "→ Sec-WebSocket-Version: 13 upgrade: in this version",
            "← HTTP/1.1 101 Switching Protocols agrees to the upgrade to WebSocket",
            "← Upgrade: websocket upgrade: to WebSocket",
            "← Connection: Upgrade upgrade: on this hop",
            "← Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo= \
             right: it is base64(SHA-1(key + GUID))",
            "open after T ms",
            "#1 T s → close 8 B 1000 normal closure masked with 37 fa 21 3d",
            "#1 T s ← close 4 B 1000 normal closure",
            "closed by us: 1000 (normal closure)",
        ]
    );
}

#[test] // WS-5.1-01
fn must_show_every_frame_in_one_line() {
    let echo = Server::echo();
    let script = "hi\n/expect hi\n/binary 00 ff\n/ping abc\n/pong unasked\n/fragment 2 Hello\n\
                  /wait 0\n//etc\n/close 1000 bye\n";
    let said = connect(&echo.address, &[], script);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    assert_eq!(
        from("→", &said)[6..],
        [
            "#1 T s → text 8 B \"hi\" masked with 37 fa 21 3d",
            "#1 T s → binary 8 B 00 ff masked with 37 fa 21 3d",
            "#1 T s → ping 9 B \"abc\" masked with 37 fa 21 3d",
            "#1 T s → pong 13 B \"unasked\" masked with 37 fa 21 3d",
            "#1 T s → text, fragment 1 8 B \"He\" masked with 37 fa 21 3d",
            "#1 T s → continuation, fragment 2 9 B \"llo\" masked with 37 fa 21 3d",
            "#1 T s → └ text message 5 B \"Hello\" put together from 2 frames",
            "#1 T s → text 10 B \"/etc\" masked with 37 fa 21 3d",
            "#1 T s → close 11 B 1000 normal closure \"bye\" masked with 37 fa 21 3d",
        ],
        "{said:?}"
    );
    assert_eq!(
        from("←", &said)[4..],
        [
            "#1 T s ← text 4 B \"hi\"",
            "#1 T s ← binary 4 B 00 ff",
            "#1 T s ← pong 5 B \"abc\" round trip T ms",
            "#1 T s ← text 7 B \"Hello\"",
            "#1 T s ← text 6 B \"/etc\"",
            "#1 T s ← close 4 B 1000 normal closure",
        ],
        "{said:?}"
    );
}

#[test]
fn must_write_raw_bytes_in_their_place_and_say_which_rule_they_break() {
    let echo = Server::echo();
    // A ping without a mask, behind a right message: what comes of it is up to the server.
    let said = connect(&echo.address, &[], "hi\n/expect hi\n/raw 89 00\n/wait 30\n");
    assert_eq!(said.code, Some(0), "closed cleanly, with 1002: {said:?}");
    assert_eq!(
        from("→", &said)[6..9],
        [
            "#1 T s → text 8 B \"hi\" masked with 37 fa 21 3d",
            "#1 T s → ping 2 B",
            "not legal: a client's frame without a mask; MASK 1 is right (RFC 6455 §5.1)",
        ],
        "{said:?}"
    );
    assert_eq!(from("←", &said)[5], "#1 T s ← close 4 B 1002 protocol error");
    assert_eq!(said.lines().last().unwrap(), "closed by the server: 1002 (protocol error)");
}

#[test]
fn must_write_raw_bytes_between_what_stands_before_and_behind_them() {
    let echo = Server::echo();
    // Half a frame, and its other half: together they are "Hello", masked with 0.
    let script = "a\n/raw 81 85 00 00 00 00 48\n/raw 65 6c 6c 6f\nb\n/expect a\n/expect Hello\n\
                  /expect b\n";
    let said = connect(&echo.address, &[], script);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
}

#[test]
fn must_explain_the_bytes_of_each_frame_below_its_line() {
    let echo = Server::echo();
    let said = connect(&echo.address, &["--bytes"], "hi\n/expect hi\n/quit\n");
    let lines = said.lines();
    let at = lines.iter().position(|line| line.contains("→ text 8 B")).unwrap();
    assert_eq!(lines[at + 1], "bytes bits field value meaning source");
    assert!(lines[at + 2].starts_with("81 1... .... FIN 1 ends its message"), "{}", lines[at + 2]);
    assert!(lines.iter().any(|line| line.starts_with("5f 93 payload data \"hi\"")), "{said:?}");
}

#[test]
fn must_show_the_same_twice_with_fixed() {
    let echo = Server::echo();
    let twice = [(); 2].map(|()| connect(&echo.address, &["--bytes"], "hi\n/expect hi\n"));
    assert_eq!(twice[0].lines(), twice[1].lines());
}

#[test]
fn must_not_let_a_message_write_to_the_terminal() {
    let server = open_and_close(b"\x81\x06\x1b[2J\r\n\x88\x02\x03\xe8");
    let said = connect(&server.address.to_string(), &[], "/wait 30\n");
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(!said.out.contains(['\x1b', '\r']), "{said:?}");
}
