//! # wire101 echo, as a corpus meets it                              chapter 02 · RFC 9110 §9
//! Knows: what every path answers to every method, and what each flag bounds. Does not know: the
//! rules of a request; `tests/02_http_head.rs` does.
//! Read before: `lab/tests/command.rs`. Read next: `lab/src/echo_server/plain.rs`.

use super::{Server, wire101};

/// An echo server with these flags.
fn echo(flags: &[&str]) -> Server {
    Server::start(wire101(&[&["echo", "--listen", "127.0.0.1:0"], flags].concat()))
}

/// The answer to one request on a connection of its own, which then closes.
fn ask(server: &Server, method: &str, target: &str, more: &str) -> String {
    let head =
        format!("{method} {target} HTTP/1.1\r\nHost: any.example:7\r\nConnection: close\r\n");
    server.ask(&format!("{head}{more}"))
}

fn post(server: &Server, target: &str, body: &str) -> String {
    ask(server, "POST", target, &format!("Content-Length: {}\r\n\r\n{body}", body.len()))
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

#[test]
fn must_answer_every_path_and_method() {
    let server = echo(&[]);
    let statuses = |method: &str| {
        ["/", "/echo", "/chat", "/else"].map(|path| status(&ask(&server, method, path, "\r\n")))
    };
    assert_eq!(statuses("GET"), [200, 426, 426, 404]);
    assert_eq!(statuses("HEAD"), [200, 405, 405, 404]);
    assert_eq!(statuses("POST"), [405, 200, 405, 404]);
    assert_eq!(statuses("PUT"), [405, 405, 405, 404]);
    assert_eq!(statuses("OPTIONS"), [204, 204, 204, 404]);
    assert_eq!(statuses("BREW"), [501; 4]);
    assert_eq!(statuses("get"), [501; 4], "a method is written in capitals");
    assert_eq!(status(&ask(&server, "GET", "http://other.example/?x=1", "\r\n")), 200);
}

#[test]
fn must_say_what_a_path_takes() {
    let server = echo(&[]);
    let allow = |method: &str, target: &str| {
        let answer = ask(&server, method, target, "\r\n");
        answer.lines().find_map(|line| Some(line.strip_prefix("Allow: ")?.to_string())).unwrap()
    };
    for method in ["PUT", "OPTIONS"] {
        assert_eq!(allow(method, "/"), "GET, HEAD, OPTIONS");
        assert_eq!(allow(method, "/echo"), "GET, POST, OPTIONS");
        assert_eq!(allow(method, "/chat"), "GET, OPTIONS");
    }
    assert_eq!(allow("OPTIONS", "*"), "GET, HEAD, POST, OPTIONS");
}

#[test]
fn must_send_the_head_of_a_page_alone_when_only_that_is_asked_for() {
    let server = echo(&[]);
    let (get, head) = (ask(&server, "GET", "/", "\r\n"), ask(&server, "HEAD", "/", "\r\n"));
    let (whole, body) = get.split_once("\r\n\r\n").unwrap();
    assert_eq!(head.trim_end(), whole);
    assert!(head.ends_with("\r\n\r\n") && !body.is_empty());
    assert!(head.contains(&format!("Content-Length: {}\r\n", body.len())), "{head}");
}

#[test]
fn must_give_a_body_back_as_it_was_before_it_was_cut_into_chunks() {
    let server = echo(&[]);
    let chunked =
        "Transfer-Encoding: chunked\r\n\r\n3;x=y\r\none\r\n4\r\n two\r\n0\r\nT: 1\r\n\r\n";
    assert!(ask(&server, "POST", "/echo", chunked).ends_with("\r\n\r\none two"));
    assert!(post(&server, "/echo", "plain").ends_with("\r\n\r\nplain"));
    assert!(post(&server, "/echo?query", "").contains("\r\nContent-Length: 0\r\n"));
}

#[test]
fn must_open_a_websocket_at_three_paths_and_refuse_a_bad_handshake() {
    let server = echo(&[]);
    let handshake = "GET PATH HTTP/1.1\r\nHost: any.example:7\r\nUpgrade: websocket\r\n\
        Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
        Sec-WebSocket-Version: 13\r\n\r\n";
    // Masked with zeros: a text, and a Close frame.
    let frames = b"\x81\x82\0\0\0\0hi\x88\x80\0\0\0\0";
    for path in ["/", "/echo", "/chat"] {
        let opening = handshake.replace("PATH", path);
        let bytes = [opening.as_bytes(), frames].concat();
        let answer = server.ask_bytes(&bytes);
        assert!(answer.starts_with(b"HTTP/1.1 101 "), "{}", answer.escape_ascii());
        assert!(answer.ends_with(b"\r\n\r\n\x81\x02hi\x88\x00"), "{}", answer.escape_ascii());
        let old = opening.replace(": 13", ": 8");
        assert_eq!(status(&server.ask(&old)), 426);
        let with_body = opening.replace("\r\n\r\n", "\r\nContent-Length: 1\r\n\r\nx");
        assert_eq!(status(&server.ask(&with_body)), 400);
    }
}

#[test]
fn must_refuse_a_body_that_waits_to_be_asked_for_without_asking() {
    let server = echo(&[]);
    let head = "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n";
    let refused = ask(&server, "POST", "/", head);
    assert!(refused.starts_with("HTTP/1.1 405 "), "{refused}");
    let asked = ask(&server, "POST", "/echo", &format!("{head}12345"));
    assert!(asked.ends_with("\r\n\r\n12345"), "{asked}");
}

#[test]
fn limit_each_flag_bounds_what_it_names() {
    let server = echo(&["--max-body", "4"]);
    assert_eq!(["four", "fives"].map(|body| status(&post(&server, "/echo", body))), [200, 413]);
    let server = echo(&["--max-fields", "3"]);
    assert_eq!(
        ["\r\n", "A: 1\r\n\r\n"].map(|more| status(&ask(&server, "GET", "/", more))),
        [200, 200]
    );
    assert_eq!(status(&ask(&server, "GET", "/", "A: 1\r\nB: 2\r\n\r\n")), 431);
    let length = "GET / HTTP/1.1\r\nHost: any.example:7\r\nConnection: close\r\n\r\n".len();
    let at =
        |bytes: usize| status(&ask(&echo(&["--max-head", &bytes.to_string()]), "GET", "/", "\r\n"));
    assert_eq!((at(length), at(length - 1)), (200, 431));
}

#[test]
fn limit_a_message() {
    let server = echo(&["--max-message", "4"]);
    let talk = |length: u8| {
        let mut bytes =
            b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
                .to_vec();
        bytes.extend([0x82, 0x80 | length, 0, 0, 0, 0]);
        bytes.extend(vec![b'x'; length.into()]);
        bytes.extend([0x88, 0x80, 0, 0, 0, 0]);
        server.ask_bytes(&bytes)
    };
    assert!(talk(4).ends_with(b"\r\n\r\n\x82\x04xxxx\x88\x00"));
    let end = talk(5);
    let close = end.windows(4).any(|bytes| bytes[0] == 0x88 && bytes[2..] == 1009u16.to_be_bytes());
    assert!(close, "{}", end.escape_ascii());
}
