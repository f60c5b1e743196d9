//! # Its help                                                        chapter 00
//! Knows: that every example that is printed can be run. Does not know: what it shows.
//! Read before: `lab/src/commands/listen.rs`. Read next: nothing.

use super::clients::examples;
use super::*;
use lab::commands::listen::HELP;

#[test]
fn must_run_every_example() {
    let identity = lab::certificate::Identity::self_signed(&["localhost"]).unwrap();
    let [cert, key] =
        [("pem", &identity.certificate), ("key", &identity.key)].map(|(end, bytes)| {
            let path = format!("{}/listen-help.{end}", env!("CARGO_TARGET_TMPDIR"));
            std::fs::write(&path, bytes).unwrap();
            path
        });
    let inside = ["serve", "--listen", "127.0.0.1:0", "--cert", &cert, "--key", &key];
    let (lab, inside) = (lab(), Server::start(&inside));
    let port = inside.address.rsplit(':').next().unwrap();
    let url = format!("https://localhost:{port}");
    assert_eq!(run(&["publish", "--url", &url, "--trust", &cert, "a"], "").code, Some(0));
    let examples = examples(HELP);
    assert_eq!(examples.len(), 6);
    for (arguments, input) in examples {
        let arguments: Vec<String> = arguments
            .iter()
            .map(|word| word.replace("localhost:10101", &format!("localhost:{port}")))
            .map(|word| word.replace("127.0.0.1:10101", &lab.address))
            .map(|word| if word == "lab.pem" { cert.clone() } else { word })
            .collect();
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let said = run(&words, &input);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{words:?}: {said:?}");
        assert!(said.out.contains("event"), "{said:?}");
    }
}

#[test]
fn must_name_every_flag() {
    let help = run(&["listen", "--help"], "").out;
    for word in [
        "--events",
        "--stream",
        "--long-poll",
        "--poll",
        "--since",
        "--last-event-id",
        "--count",
        "--post",
        "--bytes",
        "--json",
        "--timeout",
        "--header",
        "--insecure",
        "--trust",
        "--proxy",
        "Examples:",
        "204",
    ] {
        assert!(help.contains(word), "{word} is missing in\n{help}");
    }
}
