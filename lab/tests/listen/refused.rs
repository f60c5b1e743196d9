//! # Refused, unreachable, over                              chapter 07 · WHATWG HTML §9.2.3
//! Knows: every answer that is no stream, and its exit code. Does not know: events.
//! Read before: `../listen.rs`. Read next: `lost.rs`.

use super::*;

#[test]
fn must_exit_2_when_the_address_or_an_argument_is_none() {
    for arguments in [
        &["nowhere"][..],
        &["ftp://a"],
        &["http://a/", "--events", "--stream"],
        &["http://a/", "--poll", "soon"],
        &["http://a/", "--count", "0"],
        &["http://a/", "--long-poll", "--post", "a"],
        &["http://a/", "--stream", "--last-event-id", "1"],
        &["http://127.0.0.1:1/", "--long-poll", "--since", "7"],
        &["http://127.0.0.1:1/", "-H", "a b: c"],
    ] {
        let said = run(&[&["listen"], arguments].concat(), "");
        assert_eq!(said.code, Some(2), "{said:?}");
    }
    let said = run(&["listen", "ws://127.0.0.1:1/"], "");
    assert!(said.err.contains("try: wire101 connect"), "{said:?}");
}

#[test]
fn must_exit_1_and_say_what_the_server_says_when_it_refuses() {
    let lab = Server::lab();
    for arguments in [&[][..], &["--stream"], &["--long-poll"], &["--poll", "0.1"]] {
        let said = listen(&lab.address, "/nope", arguments);
        assert_eq!(said.code, Some(1), "{said:?}");
        let says = "the server refused, with status 404\n  it says: there is nothing at \"/nope\"";
        assert_eq!(said.err, format!("error: {says}\n"), "{arguments:?}");
        assert!(said.out.starts_with("events: 0; "), "{said:?}");
    }
}

#[test]
fn must_exit_1_when_the_answer_is_of_another_kind() {
    let lab = Server::lab();
    for (path, arguments, found) in
        [("/", &[][..], "text/html"), ("/poll", &["--events"], "application/json")]
    {
        let said = listen(&lab.address, path, arguments);
        assert_eq!(said.code, Some(1), "{said:?}");
        let says = format!("error: the answer is of {found:?}; an event stream is of ");
        assert!(said.err.starts_with(&says), "{said:?}");
    }
}

#[test]
fn must_exit_0_when_the_server_says_that_there_is_nothing_more() {
    for arguments in [&[][..], &["--stream"], &["--long-poll"]] {
        let server = Scripted::answering("HTTP/1.1 204 No Content\r\n\r\n");
        let said = listen(&server.address.to_string(), "/", arguments);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
        assert!(said.out.contains("over  204: the server has nothing more to say"), "{said:?}");
    }
}

#[test]
fn must_exit_69_when_nobody_listens_or_is_trusted_and_74_when_nobody_answers() {
    for arguments in [&[][..], &["--stream"], &["--long-poll"]] {
        let said = listen("127.0.0.1:1", "/", arguments);
        assert_eq!(said.code, Some(69), "{said:?}");
        assert!(said.err.contains("try: wire101 serve"), "{said:?}");

        let server = Scripted::start(vec![Box::new(|_, _| {})]);
        let said = listen(&server.address.to_string(), "/", arguments);
        assert_eq!(said.code, Some(74), "{arguments:?}: {said:?}");
    }
}

#[test]
fn must_trust_whom_it_is_told_to_and_with_k_anybody() {
    let identity = lab::certificate::Identity::self_signed(&["localhost"]).unwrap();
    let [cert, key] =
        [("pem", &identity.certificate), ("key", &identity.key)].map(|(end, bytes)| {
            let path = format!("{}/listen.{end}", env!("CARGO_TARGET_TMPDIR"));
            std::fs::write(&path, bytes).unwrap();
            path
        });
    let lab = Server::start(&["serve", "--listen", "127.0.0.1:0", "--cert", &cert, "--key", &key]);
    let url = format!("https://localhost:{}/poll", lab.address.rsplit(':').next().unwrap());
    let publish = ["publish", "--url", url.strip_suffix("/poll").unwrap(), "--trust", &cert, "a"];
    assert_eq!(run(&publish, "").code, Some(0));
    let count = ["--count", "1", "--since", "0"];
    for (trust, code, says) in [
        (&["--trust", &cert][..], 0, ""),
        (&["-k"], 0, "warning: any certificate is trusted (-k); "),
        (&[], 69, "error: "),
        (&["--trust", "no-such.pem"], 66, "error: cannot read no-such.pem: "),
    ] {
        for way in [&["--poll", "0.1"][..], &[]] {
            let said = run(&[&["listen", &url], trust, way, &count].concat(), "");
            assert_eq!(said.code, Some(code), "{trust:?} {way:?}: {said:?}");
            assert!(said.err.starts_with(says), "{said:?}");
        }
    }
}

#[test]
fn must_not_sum_up_where_nothing_was_reached_nor_advise_what_would_not_help() {
    let said = run(&["listen", "http://127.0.0.1:1/", "-H", "a b: c"], "");
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{said:?}");
    let echo = Server::echo();
    let said = run(&["listen", &format!("https://{}/", echo.address)], "");
    assert_eq!(said.code, Some(69), "{said:?}");
    assert!(said.err.contains("does not speak TLS") && !said.err.contains("-k"), "{said:?}");
}
