//! # Its help                                                        chapter 00
//! Knows: that every example that is printed can be run. Does not know: what it shows.
//! Read before: `lab/src/commands/connect.rs`. Read next: nothing.

use super::clients::examples;
use super::*;
use lab::commands::connect::HELP;
use lab::connect::order;

#[test]
fn must_run_every_example() {
    let (lab, inside) = (Server::lab(), inside_tls());
    let port = inside.address.rsplit(':').next().unwrap();
    let examples = examples(HELP);
    assert_eq!(examples.len(), 7);
    for (arguments, input) in examples {
        let arguments: Vec<String> = arguments
            .iter()
            .map(|word| word.replace("localhost:10101", &format!("localhost:{port}")))
            .map(|word| word.replace("127.0.0.1:10101", &lab.address))
            .map(|word| if word == "lab.pem" { certificate("pem") } else { word })
            .map(|word| if word == "hello.jsonl" { certificate("jsonl") } else { word })
            .collect();
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let said = run(&words, &input);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{words:?}: {said:?}");
        assert!(!said.out.is_empty());
    }
}

#[test]
fn must_name_every_flag_and_order() {
    let help = run(&["connect", "--help"], "").out;
    for word in [
        "--header",
        "--subprotocol",
        "--origin",
        "--insecure",
        "--trust",
        "--proxy",
        "--deflate",
        "--no-deflate",
        "--bytes",
        "--json",
        "--max-message",
        "--timeout",
        "--linger",
        "--fixed",
        "Examples:",
        "/raw HEX",
        "/expect TEXT",
    ] {
        assert!(help.contains(word), "{word} is missing in\n{help}");
    }
}

#[test]
fn must_list_the_orders_when_asked() {
    let echo = Server::echo();
    let said = connect(&echo.address, &["--linger", "0.1"], "/help\n");
    assert!(said.out.contains(order::HELP), "{said:?}");
}

fn certificate(ending: &str) -> String {
    format!("{}/connect-help.{ending}", env!("CARGO_TARGET_TMPDIR"))
}

/// The lab inside TLS.
fn inside_tls() -> Server {
    let identity = lab::certificate::Identity::self_signed(&["localhost"]).unwrap();
    std::fs::write(certificate("pem"), &identity.certificate).unwrap();
    std::fs::write(certificate("key"), &identity.key).unwrap();
    let (cert, key) = (certificate("pem"), certificate("key"));
    Server::start(&["serve", "--listen", "127.0.0.1:0", "--cert", &cert, "--key", &key])
}
