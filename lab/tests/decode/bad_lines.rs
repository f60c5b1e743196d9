//! # Lines that cannot be understood                                 chapter 03
//! Knows: what is said of each, and that the run goes on. Does not know: verdicts.
//! Read before: `lab/tests/decode.rs`. Read next: `lab/tests/decode/law.rs`.

use super::{Value, json, line, run};

/// The members of a case that is understood.
const CASE: [(&str, &str); 4] =
    [("id", "1"), ("what", "\"frames\""), ("role", "\"client\""), ("hex", "\"8100\"")];

/// What is said of that case with `name` set to `value`, or without it.
fn said(name: &str, value: Option<&str>) -> String {
    let mut members: Vec<_> = CASE.to_vec();
    members.retain(|(known, _)| *known != name);
    members.extend(value.map(|value| (name, value)));
    let members: Vec<_> =
        members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    let answer: Value = json::from_str(&line(&format!("{{{}}}", members.join(",")))).unwrap();
    assert_eq!(answer["id"], 1, "{name}: {value:?}: {answer}");
    answer["error"].as_str().map_or_else(|| answer.to_string(), String::from)
}

#[test]
fn must_say_what_is_missing_and_what_would_be_right() {
    for (name, right) in [
        ("what", WHAT),
        ("role", "\"server\" or \"client\", the side that receives"),
        ("hex", "a text of hexadecimal digits; or give parts"),
    ] {
        assert_eq!(said(name, None), format!("\"{name}\" is missing; it must be {right}"));
        assert_eq!(said(name, Some("null")), said(name, None), "null is nothing");
    }
}

#[test]
fn must_say_what_was_found_and_what_would_be_right() {
    for (name, value, found, right) in [
        ("what", "\"frame\"", "\"frame\"", WHAT),
        ("role", "7", "7", "\"server\" or \"client\", the side that receives"),
        ("hex", "[]", "a list", "a text"),
        ("hex", "\"8\"", "\"8\"", "an even number of digits: two for each byte"),
        ("hex", "\"81zz\"", "\"81zz\"", "hexadecimal digits alone (see position 2)"),
        ("hex", "\"8é\"", "\"8é\"", "hexadecimal digits alone (see position 1)"),
        ("cuts", "\"byte:1\"", "\"byte:1\"", CUTS),
        ("cuts", "\"bytes:0\"", "\"bytes:0\"", CUTS),
        ("cuts", "\"bytes:+1\"", "\"bytes:+1\"", CUTS),
        ("cuts", "[1,-2]", "a list", CUTS),
        ("eof", "\"true\"", "\"true\"", "true or false"),
        ("max_message_size", "-1", "-1", "a whole number"),
        ("max_message_size", "1.5", "1.5", "a whole number"),
        ("permessage_deflate", "true", "true", "an object"),
    ] {
        assert_eq!(said(name, Some(value)), format!("\"{name}\" is {found}; it must be {right}"));
    }
}

const WHAT: &str = "\"frames\", \"http\", \"request\", \"response\" or \"sse\"";
const CUTS: &str = "\"whole\", \"bytes:N\" with N from 1, or a list of positions";

#[test]
fn must_not_pass_over_a_member_that_is_not_known() {
    let ignored = |line: &str, path: &str| {
        assert!(line.ends_with(&format!(r#","ignored":["{path}"]}}"#)), "{line}");
    };
    ignored(&line(r#"{"what":"request","hex":"","rolle":1}"#), "rolle");
    let server = r#"{"what":"request","hex":"","server":{"subprotocol":[]}}"#;
    ignored(&line(server), "server.subprotocol");
    let parts = r#"{"what":"request","parts":[{"hex":"00","time":2}]}"#;
    ignored(&line(parts), "parts.time");
    let agreed = r#"{"no_context_takeover":true}"#;
    let frames =
        format!(r#"{{"what":"frames","role":"client","hex":"","permessage_deflate":{agreed}}}"#);
    ignored(&line(&frames), "permessage_deflate.no_context_takeover");
    let star = r#"{"what":"request","hex":"","server":{"allowed_origins":["*"]}}"#;
    assert!(line(star).contains(r#""ignored":["server.allowed_origins: "#), "{}", line(star));
}

#[test]
fn must_check_what_was_agreed_on() {
    let right = "a whole number from 8 to 15";
    for (bits, found) in [("7", "7"), ("16", "16"), ("271", "271"), ("\"15\"", "\"15\"")] {
        let value = format!(r#"{{"client_max_window_bits":{bits}}}"#);
        let path = "permessage_deflate.client_max_window_bits";
        let text = format!("\"{path}\" is {found}; it must be {right}");
        assert_eq!(said("permessage_deflate", Some(&value)), text);
    }
}

#[test]
fn must_take_a_note_and_pass_over_it() {
    let answer = line(r#"{"what":"request","hex":"","note":{"any":["thing"]}}"#);
    assert_eq!(answer, r#"{"id":null,"verdict":"incomplete"}"#);
}

#[test]
fn must_refuse_two_sources_of_bytes_and_wrong_parts() {
    let both = r#"{"what":"request","hex":"","parts":[]}"#;
    assert!(line(both).contains("both hex and parts are there; give one of them"));
    for (parts, text) in [
        ("[7]", r#"\"parts\" is 7; it must be a list of objects"#),
        (
            r#"[{"times":7}]"#,
            r#"\"parts.hex\" is missing; it must be a text of hexadecimal digits"#,
        ),
        (r#"[{"hex":"00","times":-7}]"#, r#"\"parts.times\" is -7; it must be a whole number"#),
    ] {
        let answer = line(&format!(r#"{{"what":"request","parts":{parts}}}"#));
        assert!(answer.contains(text), "{answer}");
    }
}

#[test]
fn must_refuse_a_key_and_an_offer_that_no_client_sends() {
    let answer = line(r#"{"what":"response","hex":"","key":"AAAA"}"#);
    assert!(
        answer.contains(r#"\"key\" is \"AAAA\"; it must be the Sec-WebSocket-Key"#),
        "{answer}"
    );
    assert!(line(r#"{"what":"response","hex":""}"#).contains(r#"\"key\" is missing"#));
    let key = "dGhlIHNhbXBsZSBub25jZQ==";
    for offer in ["a b", "permessage-deflate; server_max_window_bits=16"] {
        let more = format!(r#""key":"{key}","extensions_offer":"{offer}""#);
        let answer = line(&format!(r#"{{"what":"response","hex":"",{more}}}"#));
        assert!(answer.contains(r#"\"extensions_offer\" is "#), "{answer}");
        assert!(answer.contains("; it must be "), "{answer}");
    }
}

#[test]
fn must_answer_what_is_no_json_and_go_on() {
    let good = r#"{"id":1,"what":"request","hex":""}"#;
    let input = [
        good.as_bytes(),
        b"nonsense",
        b"[1]",
        b"{\"id\":2,\"id\"",
        b"\xff\xfe",
        b"{}",
        good.as_bytes(),
    ];
    let (lines, complaint, code) = run(&input.join(&b"\n"[..]));
    assert_eq!(lines.len(), 7, "{lines:#?}");
    let answer = r#"{"id":1,"verdict":"incomplete"}"#;
    assert_eq!((lines[0].as_str(), lines[6].as_str()), (answer, answer));
    assert!(lines[1].starts_with(r#"{"id":null,"error":"the line is not JSON: "#), "{}", lines[1]);
    assert_eq!(lines[2], r#"{"id":null,"error":"the line must be a JSON object"}"#);
    for bad in &lines[3..5] {
        assert!(bad.starts_with(r#"{"id":null,"error":"the line is not JSON: "#), "{bad}");
    }
    assert!(lines[5].starts_with(r#"{"id":null,"error":"\"what\" is missing"#), "{}", lines[5]);
    assert_eq!(complaint, "error: 5 of 7 lines were not understood; see --help\n");
    assert_eq!(code, 65);
}

#[test]
fn limit_a_line_a_case_and_an_answer() {
    let good = r#"{"id":1,"what":"request","hex":""}"#;
    // A line of 64 MiB, and one that is a byte longer.
    let full = format!("{good}{}", " ".repeat(lab::decode::LINE_BYTES - good.len()));
    let (lines, _, _) = run(format!("{full}\n{full} \n{good}").as_bytes());
    let answer = r#"{"id":1,"verdict":"incomplete"}"#;
    assert_eq!((lines[0].as_str(), lines[2].as_str()), (answer, answer));
    assert!(lines[1].starts_with(r#"{"id":null,"error":"a line of more than 67108864 bytes"#));

    let times = |times: usize| {
        line(&format!(r#"{{"id":1,"what":"request","parts":[{{"hex":"0d0a","times":{times}}}]}}"#))
    };
    assert!(times(1 << 27).starts_with(r#"{"id":1,"verdict":"reject""#));
    for more in [(1 << 27) + 1, usize::MAX] {
        assert!(times(more).contains("more than 268435456 bytes"), "{more}");
    }

    let pings =
        r#"{"id":1,"what":"frames","role":"client","parts":[{"hex":"8900","times":3000000}]}"#;
    let refused = r#"{"id":1,"error":"the answer would be longer than 67108864 bytes"}"#;
    assert_eq!(line(pings), refused);
}
