//! # TLS at the command line                               chapter 08 · RFC 6455 §4.1, §10.6
//! Knows: the certificate that is made or given, and what is printed of it. Does not know: TLS.
//! Read before: `lab/src/certificate.rs`. Read next: `tests/08_client.rs`.

use super::*;
use lab::certificate::{Identity, fingerprint};
use net::tls::ClientTls;
use net::websocket::{Request, connect};

/// Two files with a certificate and its key.
fn files(name: &str, identity: &Identity) -> [String; 2] {
    [("pem", &identity.certificate), ("key", &identity.key)].map(|(ending, bytes)| {
        let path = format!("{}/{name}.{ending}", env!("CARGO_TARGET_TMPDIR"));
        std::fs::write(&path, bytes).unwrap();
        path
    })
}

/// The line behind the one with the address.
fn second_line(server: &mut Server) -> String {
    let mut line = String::new();
    server.out.read_line(&mut line).unwrap();
    line.trim_end().into()
}

#[test]
fn must_make_a_certificate_and_print_its_fingerprint() {
    for (command, scheme) in [("serve", "Wire 101  https"), ("echo", "echo  wss")] {
        let mut server = Server::start(wire101(&[command, "--listen", "127.0.0.1:0", "--tls"]));
        assert_eq!(server.lines, [format!("{scheme}://{}/", server.address)]);
        let line = second_line(&mut server);
        let print = line.strip_prefix("  certificate SHA-256 ").unwrap();
        let pairs: Vec<&str> = print.split(':').collect();
        assert!(pairs.iter().all(|pair| u8::from_str_radix(pair, 16).is_ok()), "{line}");
        assert_eq!(pairs.len(), 32);
        let answer = server.ask("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert!(answer.contains("this port speaks TLS"), "{answer}");
    }
}

#[test]
fn must_serve_with_the_certificate_that_is_given_and_keep_to_its_names() {
    let identity = Identity::self_signed(&["localhost", "evil.example"]).unwrap();
    let [cert, key] = files("given", &identity);
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--cert", &cert, "--key", &key];
    let mut server = Server::start(wire101(&arguments));
    let right = fingerprint(&identity.tls().unwrap());
    assert_eq!(second_line(&mut server), format!("  certificate SHA-256 {right}"));

    let port = server.address.rsplit(':').next().unwrap();
    let trusted = ClientTls::trusting(&identity.certificate).unwrap();
    let runtime = net::tokio::runtime::Runtime::new().unwrap();
    let request = Request::new(&format!("wss://localhost:{port}/ws")).unwrap();
    runtime.block_on(connect(request.trust(trusted.clone()))).unwrap();
    // The name is good for TLS, but this lab does not answer to it.
    let status = runtime.block_on(async {
        use net::tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let socket = net::tokio::net::TcpStream::connect(&server.address).await.unwrap();
        let mut stream = trusted.connect("evil.example", socket).await.unwrap();
        let head = b"GET /poll HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
        stream.write_all(head).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer.lines().next().unwrap().to_string()
    });
    assert_eq!(status, "HTTP/1.1 421 Misdirected Request");
}

#[test]
fn must_exit_66_when_the_certificate_or_the_key_cannot_be_used() {
    let (one, two) = (Identity::self_signed(&["a"]).unwrap(), Identity::self_signed(&["a"]));
    let ([cert, key], [_, other_key]) = (files("one", &one), files("two", &two.unwrap()));
    let neither = format!("{}/neither.pem", env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(&neither, "neither").unwrap();
    for (cert, key, says) in [
        ("no-such.pem", key.as_str(), "error: cannot read no-such.pem: "),
        (&key, &key, "error: not a certificate in PEM or DER: the PEM holds none\n"),
        (&neither, &key, "error: not a certificate in PEM or DER: it cannot be read as one\n"),
        (&cert, &neither, "error: not the certificate's private key in PEM or DER: "),
        (&cert, &other_key, "error: the private key does not belong to the certificate\n"),
    ] {
        let said = run(&["serve", "--listen", "127.0.0.1:0", "--cert", cert, "--key", key]);
        assert_eq!(said.status.code(), Some(66), "{said:?}");
        assert!(text(&said.stderr).starts_with(says), "{said:?}");
    }
}

#[test]
fn must_exit_2_when_one_of_both_is_missing() {
    for half in [["--cert", "a"], ["--key", "a"]] {
        assert_eq!(run(&["echo", half[0], half[1]]).status.code(), Some(2));
    }
}

#[test]
fn must_publish_to_a_lab_inside_tls() {
    let identity = Identity::self_signed(&["localhost"]).unwrap();
    let [cert, key] = files("published", &identity);
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--cert", &cert, "--key", &key];
    let server = Server::start(wire101(&arguments));
    let port = server.address.rsplit(':').next().unwrap();
    let url = format!("https://localhost:{port}");
    let said = run(&["publish", "--url", &url, "--trust", &cert, "text"]);
    assert_eq!(said.status.code(), Some(0), "{said:?}");
    assert!(text(&said.stdout).ends_with("-1\"}\n"), "{said:?}");

    let said = run(&["publish", "--url", &url, "text"]);
    assert_eq!(said.status.code(), Some(69), "{said:?}");
    assert!(text(&said.stderr).contains("signed by nobody whom we trust"), "{said:?}");
    for (file, says) in [("no-such.pem", "cannot read no-such.pem"), (&key, "the PEM holds none")] {
        let said = run(&["publish", "--url", &url, "--trust", file, "text"]);
        assert_eq!(said.status.code(), Some(66), "{said:?}");
        assert!(text(&said.stderr).contains(says), "{said:?}");
    }
}
