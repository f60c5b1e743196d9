//! # WebSockets with real peers                                      chapter 12
//! Knows: how published packages are started, and what they must say. Does not know: what they are
//! made of; the scripts in `tests/peers` do.
//! Read before: `programs.rs`, `tests/peers/ws_client.mjs`. Read next: nothing.

use crate::programs::{PYTHON, Talking, must_succeed};
use crate::support::Running;
use differential::{Ending, exchange};
use handshake::deflate::Offer;
use lab::certificate::Identity;
use lab::{Config, Lab};
use net::tls::ClientTls;
use net::tokio::runtime::Runtime;
use net::websocket::{Request, connect};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

/// How both sides connect.
#[derive(Clone, Copy, Debug)]
struct Way {
    /// Inside TLS.
    secure: bool,
    /// They must agree on permessage-deflate; else they must not.
    compressed: bool,
}

const WAYS: [Way; 4] = [
    Way { secure: false, compressed: false },
    Way { secure: false, compressed: true },
    Way { secure: true, compressed: false },
    Way { secure: true, compressed: true },
];

/// A certificate for this test alone, and the files in which the scripts find it.
struct Certificate {
    identity: Identity,
    files: [String; 2],
}

impl Certificate {
    fn new() -> Self {
        let identity = Identity::self_signed(&["localhost", "127.0.0.1"]).unwrap();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let write = |name: &str, bytes: &[u8]| {
            let path = folder.join(name);
            std::fs::write(&path, bytes).unwrap();
            path.to_str().unwrap().to_string()
        };
        let files = [
            write("peers-certificate.pem", &identity.certificate),
            write("peers-key.pem", &identity.key),
        ];
        Self { identity, files }
    }
}

/// Their client with our server: every message, every close code, and our goodbye.
fn their_client(program: &str, script: &str, ways: &[Way]) {
    let certificate = Certificate::new();
    for &way in ways {
        println!("{program} {script} {way:?}");
        let tls = way.secure.then(|| certificate.identity.tls().unwrap());
        let lab = Running::of(Lab::new(Config::default()).with_tls(tls));
        let scheme = if way.secure { "wss" } else { "ws" };
        let url = format!("{scheme}://{}/echo", lab.address);
        let mut arguments = vec![&*url];
        if way.secure {
            arguments.extend(["--ca", &certificate.files[0]]);
        }
        if way.compressed {
            arguments.push("--deflate");
        }
        let mut client = Talking::start(program, script, &arguments);
        while let Some(line) = client.line() {
            if line == "ready" {
                lab.ask_to_stop();
            }
        }
        assert!(client.process.wait().unwrap().success(), "{script} {way:?}: see above");
    }
}

/// Our client with their server: every message and every close code, from both sides.
fn their_server(program: &str, script: &str) {
    let certificate = Certificate::new();
    let runtime = Runtime::new().unwrap();
    for way in WAYS {
        println!("{program} {script} {way:?}");
        let mut arguments = Vec::new();
        if way.secure {
            let [certificate, key] = &certificate.files;
            arguments.extend(["--cert", certificate, "--key", key]);
        }
        if way.compressed {
            arguments.push("--deflate");
        }
        let mut server = Talking::start(program, script, &arguments);
        let url = server.line().unwrap();
        let codes = [1000, 1001, 1003, 1011, 3000, 4999];
        let endings = codes.map(Ending::WeClose).into_iter().chain(codes.map(Ending::TheyClose));
        for ending in endings.chain([Ending::WeClose(1005)]) {
            let exchanged = runtime.block_on(async {
                let mut request = Request::new(&url).unwrap();
                if way.secure {
                    let roots = &certificate.identity.certificate;
                    request = request.trust(ClientTls::trusting(roots).unwrap());
                }
                // Offered always: it is theirs to agree or not.
                let mut opened = connect(request.deflate(Offer::default())).await.unwrap();
                assert_eq!(opened.deflate.is_some(), way.compressed, "{way:?}");
                exchange(&mut opened.connection, &mut opened.socket, ending).await
            });
            assert_eq!(exchanged, Ok(()), "{script} {way:?} {ending:?}");
            // What it heard from us: our code, or its own code back.
            let (Ending::WeClose(code) | Ending::TheyClose(code)) = ending;
            assert_eq!(server.line(), Some(format!("closed {code}")), "{ending:?}");
        }
    }
}

#[test]
#[ignore = "needs node, and npm packages: run .ci/run, which installs them"]
fn must_serve_the_published_client_ws() {
    their_client("node", "ws_client.mjs", &WAYS);
}

#[test]
#[ignore = "needs node, and npm packages: run .ci/run, which installs them"]
fn must_talk_to_the_published_server_ws() {
    their_server("node", "ws_server.mjs");
}

#[test]
#[ignore = "needs Python, and a package of PyPI: run .ci/run, which installs them"]
fn must_serve_the_published_client_websockets() {
    their_client(PYTHON, "websockets_client.py", &WAYS);
}

#[test]
#[ignore = "needs Python, and a package of PyPI: run .ci/run, which installs them"]
fn must_talk_to_the_published_server_websockets() {
    their_server(PYTHON, "websockets_server.py");
}

#[test]
#[ignore = "needs Debian's chromium, and npm packages: run .ci/run, which installs them"]
fn must_serve_a_page_in_a_browser() {
    // A browser always offers compression.
    let ways: Vec<_> = WAYS.into_iter().filter(|way| way.compressed).collect();
    their_client("node", "browser_client.mjs", &ways);
}

/// A curl that was built with WebSockets shows each message as it comes; any curl can ask for one.
#[test]
#[ignore = "needs curl: run .ci/run, which installs it"]
fn must_serve_curl() {
    let lab = Running::start();
    let version = must_succeed("curl", &["--version"]);
    let protocols = version.lines().find_map(|line| line.strip_prefix("Protocols: ")).unwrap();
    if protocols.split(' ').any(|protocol| protocol == "ws") {
        let published = lab.publish("/publish?topic=curl", "hello");
        let id = published.text().trim_end().strip_suffix('}').unwrap().to_string();
        let url = format!("ws://{}/ws?topic=curl&since=0", lab.address);
        let mut curl = Command::new("curl");
        let curl = curl.args(["-sSN", "--max-time", "60", &url]).stdout(Stdio::piped());
        let mut process = curl.spawn().unwrap();
        let mut said = process.stdout.take().unwrap();
        let event = format!(r#"{id},"event":"message","data":"hello"}}"#);
        let mut found = vec![0; event.len()];
        std::io::Read::read_exact(&mut said, &mut found).unwrap();
        assert_eq!(found, event.as_bytes());
        lab.ask_to_stop();
        process.wait().unwrap();
    } else {
        println!("this curl was built without WebSockets: it asks for one, and sees the answer");
        let url = format!("http://{}/echo", lab.address);
        let fields = [
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ];
        let mut arguments = vec!["-sSv", "--http1.1", "--max-time", "60", &url];
        arguments.extend(fields.iter().flat_map(|field| ["-H", field]));
        let mut curl = Command::new("curl");
        let mut process = curl.args(arguments).stderr(Stdio::piped()).spawn().unwrap();
        let said = BufReader::new(process.stderr.take().unwrap());
        let lines = said.lines().map(|line| line.unwrap().trim_end().to_string());
        // What it received begins with `<`; the last line of the head is empty.
        let received = lines.filter_map(|line| Some(line.strip_prefix('<')?.trim().to_string()));
        let head: Vec<_> = received.take_while(|line| !line.is_empty()).collect();
        assert_eq!(head[0], "HTTP/1.1 101 Switching Protocols");
        let accept = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
        assert!(head.iter().any(|line| line == accept), "{head:?}");
        process.kill().unwrap();
        process.wait().unwrap();
    }
}
