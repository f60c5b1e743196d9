//! # Opening, and being refused                              chapter 08 · RFC 6455 §4.1
//! Knows: what is asked, what may be answered, exit codes. Does not know: frames.
//! Read before: `lab/src/connect/opening.rs`. Read next: `rude.rs`.

use super::clients::{Script, finish, wire101};
use super::*;
use lab::certificate::Identity;
use std::net::{TcpListener, TcpStream};

/// The head that was sent.
fn asked(arguments: &[&str]) -> String {
    let (tell, head) = std::sync::mpsc::channel();
    let script: Script = Box::new(move |stream, head| {
        tell.send(head.to_string()).unwrap();
        stream.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n").unwrap();
    });
    let server = Scripted::start(vec![script]);
    let said = connect(&server.address.to_string(), arguments, "");
    assert_eq!(said.code, Some(1), "{said:?}");
    server.done();
    head.recv().unwrap()
}

#[test] // WS-4.1-32, WS-4.1-33, WS-4.1-34, WS-4.1-35, WS-4.1-38, WS-4.1-39
fn must_ask_with_what_the_arguments_say() {
    let head = asked(&[
        "-H",
        "Cookie: a=b",
        "-H",
        "X-Two:2",
        "-s",
        "chat",
        "-s",
        "superchat",
        "-o",
        "https://a.example",
        "--deflate",
    ]);
    for line in [
        "GET /echo HTTP/1.1\r\n",
        "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
        "\r\nSec-WebSocket-Version: 13\r\n",
        "\r\nOrigin: https://a.example\r\n",
        "\r\nSec-WebSocket-Protocol: chat, superchat\r\n",
        "\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n",
        "\r\nCookie: a=b\r\n",
        "\r\nX-Two: 2\r\n",
    ] {
        assert!(head.contains(line), "{line:?} is missing in\n{head}");
    }
    let plain = asked(&["--deflate", "--no-deflate"]);
    for name in ["Origin", "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions"] {
        assert!(!plain.contains(name), "{plain}");
    }
}

#[test] // WS-4.1-30
fn must_use_another_nonce_each_time_unless_it_is_fixed() {
    let key = || {
        let (tell, head) = std::sync::mpsc::channel();
        let server = Scripted::start(vec![Box::new(move |_, head| {
            tell.send(head.to_string()).unwrap();
        })]);
        run(&["connect", &format!("ws://{}/", server.address)], "");
        let head = head.recv().unwrap();
        head.lines().find(|line| line.starts_with("Sec-WebSocket-Key")).unwrap().to_string()
    };
    assert_ne!(key(), key());
}

#[test]
fn must_exit_2_when_the_address_or_an_argument_is_none() {
    for url in ["nowhere", "ws://", "ws://a:b@h", "ftp://a", "ws://h/#x"] {
        let said = run(&["connect", url], "");
        assert_eq!(said.code, Some(2), "{said:?}");
        assert!(said.err.contains("is no address of a WebSocket"), "{said:?}");
    }
    let said = run(&["connect", "http://127.0.0.1:1/"], "");
    assert!(said.err.contains("try: wire101 listen"), "{said:?}");
    for bad in [
        &["-H", "no colon"][..],
        &["-H", "Host: a"],
        &["-H", "a b: c"],
        &["-H", "A: b\nC: d"],
        &["-s", "a b"],
        &["-s", "a", "-s", "a"],
        &["-o", "a b\n"],
        &["--timeout", "soon"],
        &["--proxy", "https://127.0.0.1:1"],
        &["-k", "--trust", "a"],
    ] {
        let said = connect("127.0.0.1:1", bad, "");
        assert_eq!(said.code, Some(2), "{bad:?}: {said:?}");
        assert_eq!(said.out, "", "{bad:?}");
    }
}

#[test] // WS-4.1-42
fn must_exit_1_and_show_the_status_and_the_body_when_it_is_refused() {
    let echo = Server::echo();
    let said = run(&["connect", &format!("ws://{}/nope", echo.address)], "hi\n");
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.lines().contains(&"← HTTP/1.1 404 Not Found".into()), "{said:?}");
    let says =
        "error: the server refused, with status 404\n  it says: there is nothing at \"/nope\"\n";
    assert_eq!(said.err, says);
}

#[test]
fn must_say_where_a_refusal_sends_us_and_what_it_speaks() {
    for (answer, says) in [
        (
            "HTTP/1.1 302 Found\r\nLocation: ws://b.example/\r\nContent-Length: 0\r\n\r\n",
            "it sends us to \"ws://b.example/\", which is not followed",
        ),
        (
            "HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 8, 7\r\n\
             Content-Length: 0\r\n\r\n",
            "it speaks version [8, 7]; we speak 13",
        ),
    ] {
        let server = Scripted::answering(answer);
        let said = connect(&server.address.to_string(), &[], "");
        assert_eq!(said.code, Some(1), "{said:?}");
        assert!(said.err.contains(says), "{said:?}");
    }
}

#[test]
fn must_not_let_a_refusal_write_to_the_terminal() {
    let answer = "HTTP/1.1 403 \x1b[2J\r\nContent-Length: 8\r\n\r\n\x1b[31mno\n";
    let server = Scripted::answering(answer);
    let said = connect(&server.address.to_string(), &[], "");
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(!said.out.contains('\x1b') && !said.err.contains('\x1b'), "{said:?}");
}

#[test] // WS-4.1-45
fn must_exit_1_when_the_answer_opens_no_websocket() {
    let wrong = SWITCHING.replace("s3pP", "aaaa");
    let server = Scripted::answering(wrong);
    let said = connect(&server.address.to_string(), &[], "");
    assert_eq!(said.code, Some(1), "{said:?}");
    let shown = "wrong: base64(SHA-1(key + GUID)) is s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
    assert!(said.out.contains(shown), "{said:?}");
    assert!(said.err.starts_with("error: this answer opens no WebSocket: "), "{said:?}");
}

#[test]
fn must_exit_69_when_nobody_listens_or_answers_in_time() {
    let said = connect("127.0.0.1:1", &[], "");
    assert_eq!(said.code, Some(69), "{said:?}");
    assert!(said.err.contains("try: wire101 serve"), "{said:?}");

    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap().to_string();
    let said = connect(&address, &["--timeout", "0.2"], "");
    assert_eq!(said.code, Some(69), "{said:?}");
    assert!(said.err.contains("did not answer within 200ms"), "{said:?}");
}

#[test]
fn must_exit_74_when_the_answer_is_cut_short() {
    for beginning in ["", "HTTP/1.1 101 Swit"] {
        let server = Scripted::start(vec![Box::new(move |stream, _| {
            stream.write_all(beginning.as_bytes()).unwrap();
        })]);
        let said = connect(&server.address.to_string(), &[], "");
        assert_eq!(said.code, Some(74), "{said:?}");
        assert!(said.err.contains("ended the connection before its answer was whole"), "{said:?}");
    }
}

#[test] // WS-10.6-01
fn must_connect_inside_tls_to_who_is_trusted_and_with_k_to_anybody() {
    let identity = Identity::self_signed(&["localhost"]).unwrap();
    let files = [("pem", &identity.certificate), ("key", &identity.key)].map(|(ending, bytes)| {
        let path = format!("{}/connect.{ending}", env!("CARGO_TARGET_TMPDIR"));
        std::fs::write(&path, bytes).unwrap();
        path
    });
    let [cert, key] = &files;
    let echo = Server::start(&["echo", "--listen", "127.0.0.1:0", "--cert", cert, "--key", key]);
    let port = echo.address.rsplit(':').next().unwrap();
    let (right, other) = (format!("wss://localhost:{port}/"), format!("wss://127.0.0.1:{port}/"));

    let said = run(&["connect", &right, "--trust", cert], "hi\n/expect hi\n");
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    for url in [&right, &other] {
        let said = run(&["connect", url, "-k"], "hi\n/expect hi\n");
        assert_eq!(said.code, Some(0), "{said:?}");
        assert!(said.err.starts_with("warning: any certificate is trusted (-k); "), "{said:?}");
        let said = run(&["connect", url], "");
        assert_eq!(said.code, Some(69), "{said:?}");
        assert!(said.err.contains("try: --trust FILE, or -k"), "{said:?}");
    }
    let said = run(&["connect", &right, "--trust", "no-such.pem"], "");
    assert_eq!(said.code, Some(66), "{said:?}");
}

/// A proxy that opens one tunnel, or refuses with this status.
fn proxy(refusal: Option<&'static str>) -> Scripted {
    Scripted::start(vec![Box::new(move |stream, head| {
        let authority = head.split(' ').nth(1).unwrap().to_string();
        assert!(head.starts_with("CONNECT "), "{head}");
        if let Some(status) = refusal {
            stream.write_all(format!("HTTP/1.1 {status}\r\n\r\n").as_bytes()).unwrap();
            return;
        }
        let server = TcpStream::connect(authority).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        let (mut up_from, mut up_to) = (stream.try_clone().unwrap(), server.try_clone().unwrap());
        let up = std::thread::spawn(move || {
            let _ = std::io::copy(&mut up_from, &mut up_to);
            let _ = up_to.shutdown(std::net::Shutdown::Write);
        });
        let _ = std::io::copy(&mut &server, stream);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        up.join().unwrap();
    })])
}

#[test]
fn must_go_through_a_proxy() {
    let echo = Server::echo();
    let through = proxy(None);
    let url = format!("http://{}", through.address);
    let said = connect(&echo.address, &["--proxy", &url], "hi\n/expect hi\n");
    assert_eq!(said.code, Some(0), "{said:?}");
    through.done();

    let through = proxy(Some("407 Proxy Authentication Required"));
    let url = format!("http://{}", through.address);
    let said = connect(&echo.address, &["--proxy", &url], "");
    assert_eq!(said.code, Some(69), "{said:?}");
    assert!(said.err.contains("the proxy answered 407"), "{said:?}");
}

#[test]
fn must_not_paint_what_no_terminal_shows() {
    let echo = Server::echo();
    let url = format!("ws://{}/", echo.address);
    for no_color in [None, Some("1")] {
        let mut command = wire101(&["connect", &url]);
        command.envs(no_color.map(|value| ("NO_COLOR", value)));
        let said = finish(command, "hi\n/expect hi\n");
        assert_eq!(said.code, Some(0), "{said:?}");
        assert!(!said.out.contains('\x1b'), "{said:?}");
    }
}

#[test]
fn must_end_when_nobody_reads_what_it_shows() {
    use std::process::Stdio;
    let echo = Server::echo();
    let mut command = wire101(&["connect", &format!("ws://{}/", echo.address)]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    drop(process.stdout.take());
    let mut stdin = process.stdin.take().unwrap();
    let said = super::clients::ended(process); // its input is still open
    let _ = stdin.write_all(b"hi\n");
    assert_eq!((said.code, said.err.as_str()), (Some(74), ""), "{said:?}");
}
