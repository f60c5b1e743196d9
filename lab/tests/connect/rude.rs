//! # Rude servers                                            chapter 12 · RFC 6455 §5, §7
//! Knows: what a server may do wrong, and how that is told. Does not know: our own server.
//! Read before: `opening.rs`. Read next: `ends.rs`.

use super::*;

#[test] // WS-5.1-05
fn must_exit_1_and_name_the_rule_that_a_server_breaks() {
    for (frames, rule) in [
        (&b"\x81\x82\x00\x00\x00\x00hi"[..], "RFC 6455 §5.1"), // masked
        (b"\x83\x00", "RFC 6455 §5.2"),                        // a reserved opcode
        (b"\xc1\x02hi", "RFC 6455 §5.2"),                      // RSV1, and nothing was agreed
        (b"\x81\x02\xff\xff", "RFC 6455 §"),                   // no text
        (b"\x88\x01\x03", "RFC 6455 §"),                       // half a code
    ] {
        let server = open_and(frames);
        let said = connect(&server.address.to_string(), &[], "/wait 30\n");
        assert_eq!(said.code, Some(1), "{said:?}");
        assert!(said.err.starts_with("error: what came is not accepted: "), "{said:?}");
        assert!(said.err.contains(rule), "{said:?}");
    }
}

#[test]
fn must_exit_1_when_a_message_is_longer_than_it_may_be() {
    let server = open_and(b"\x81\x05Hello");
    let said = connect(&server.address.to_string(), &["--max-message", "4"], "/wait 30\n");
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.contains("1009"), "{said:?}");
}

#[test]
fn must_exit_74_when_the_connection_is_lost() {
    for frames in [&b""[..], b"\x81\x02hi", b"\x81\x05He"] {
        let answer = [SWITCHING.as_bytes(), frames].concat();
        let server = Scripted::start(vec![Box::new(move |stream, _| {
            stream.write_all(&answer).unwrap();
        })]);
        let said = connect(&server.address.to_string(), &[], "/wait 30\n");
        assert_eq!(said.code, Some(74), "{said:?}");
        assert!(said.err.starts_with("error: the connection "), "{said:?}");
        assert!(said.out.contains("1006"), "{said:?}");
    }
}

#[test]
fn must_show_pings_and_their_answers_and_fragments() {
    let server = open_and_close(b"\x01\x03Hel\x89\x01?\x80\x02lo\x88\x05\x03\xe8bye");
    let said = connect(&server.address.to_string(), &["--json"], "/wait 30\n");
    assert_eq!(said.code, Some(0), "{said:?}");
    let told: Vec<String> = said
        .objects()
        .iter()
        .filter(|(what, _)| what == "frame" || what == "message")
        .map(|(what, object)| {
            let from = object["from"].as_str().unwrap();
            let text = object["text"].as_str().or(object["reason"].as_str()).unwrap();
            format!("{from} {what} {} {text}", object["opcode"].as_str().unwrap_or("-"))
        })
        .collect();
    assert_eq!(
        told,
        [
            "server frame text Hel",
            "server frame ping ?",
            "server frame continuation lo",
            "server message - Hello",
            "server frame close bye",
            "client frame pong ?",
            "client frame close ",
        ]
    );
}
