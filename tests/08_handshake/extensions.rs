//! # The list of extensions                                       chapter 08 · RFC 6455 §9.1
//! Knows: the grammar, what a server and a client make of a list that breaks it. Does not know:
//! any one extension.
//! Read before: `handshake/src/extension.rs`. Read next: `tests/08_handshake/deflate_offers.rs`.

use super::*;
use handshake::extension::parse;

/// The list in `lines`, written again; or what stands where it breaks.
fn read<'l>(lines: &[&'l str]) -> Result<String, &'l str> {
    let list = parse(lines.iter().map(|line| line.as_bytes()));
    let list = list.map_err(|rest| std::str::from_utf8(rest).unwrap())?;
    Ok(list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
}

/// Lists as they are written, and what they say.
const GOOD: [(&str, &str); 14] = [
    ("a", "a"),
    ("a, b", "a, b"),
    ("a;b", "a; b"),
    ("a;b=c", "a; b=c"),
    ("a; b=1; b=2, a", "a; b=1; b=2, a"),
    (r#"a; b="c""#, "a; b=c"),
    (r#"a; b="\c\d", e"#, "a; b=cd, e"),
    ("a;b=08", "a; b=08"),
    ("a,,b", "a, b"),
    (",a , ,\t,b,", "a, b"),
    (" \ta \t; b\t= c ,d ", "a; b=c, d"),
    ("permessage-deflate;client_max_window_bits", "permessage-deflate; client_max_window_bits"),
    ("!#$%&'*+-.^_`|~; ~=!", "!#$%&'*+-.^_`|~; ~=!"),
    (r#"a;b = "c" ;d"#, "a; b=c; d"),
];

/// Lists that break the grammar, and what stands there.
const BAD: [(&str, &str); 27] = [
    ("", ""),
    (" ", ""),
    (",", ""),
    (", ,\t", ""),
    (";;=,", ";;=,"),
    ("a;", ""),
    ("a;,b", ",b"),
    ("a;;b", ";b"),
    ("a;=b", "=b"),
    ("a=b", "=b"),
    ("a;b=", ""),
    ("a;b=,c", ",c"),
    ("a;b==c", "=c"),
    ("a;b=c=d", "=d"),
    ("a b", "b"),
    ("a;b c", "c"),
    ("\"a\"", "\"a\""),
    ("a;\"b\"", "\"b\""),
    (r#"a;b="""#, "\""),
    (r#"a;b="c d""#, " d\""),
    (r#"a;b="c,d""#, ",d\""),
    (r#"a;b="c"#, ""),
    (r#"a;b="c\"#, "\\"),
    (r#"a;b="\"""#, "\\\"\""),
    (r#"a;b="c"d"#, "d"),
    ("a/b", "/b"),
    ("é", "é"),
];

#[test] // WS-4.3-01, WS-4.3-03, WS-9.1-02
fn must_read_a_list_as_the_grammar_has_it() {
    for (list, said) in GOOD {
        assert_eq!(read(&[list]), Ok(said.into()), "{list}");
    }
}

#[test] // WS-4.3-01, WS-4.3-03, WS-9.1-01, WS-9.1-02
fn must_refuse_a_list_that_breaks_the_grammar() {
    for (list, there) in BAD {
        assert_eq!(read(&[list]), Err(there), "{list}");
    }
}

#[test] // WS-9.1-03, WS-4.2.1-12, WS-11.3.2-01
fn may_come_on_several_lines() {
    assert_eq!(read(&["a;b", "c, d", "e"]), Ok("a; b, c, d, e".into()));
    assert_eq!(read(&["", "a"]), Ok("a".into()), "an empty element");
    assert_eq!(read(&["", ","]), Err(""));
    assert_eq!(read(&["a;", "b"]), Err(""), "an element stands on one line");
    assert_eq!(read(&["a;b=\"c", "d\""]), Err(""), "a value, too");
    let lines = "\r\nSec-WebSocket-Extensions: a;b\r\nsec-websocket-extensions:c, d\r\n\r\n";
    let (asked, _) = asked(REQUEST.replace("\r\n\r\n", lines).as_bytes(), &[]).unwrap();
    let names: Vec<_> = asked.extensions().iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["a", "c", "d"]);
}

#[test] // WS-9.1-01, WS-10.7-04
fn must_refuse_as_a_server_what_breaks_the_grammar() {
    for (list, there) in BAD {
        let line = format!("\r\nSec-WebSocket-Extensions: {list}\r\n\r\n");
        let error = asked(REQUEST.replace("\r\n\r\n", &line).as_bytes(), &[]).unwrap_err();
        let there = there.trim_end_matches([' ', '\t']);
        assert_eq!(error.violation, Violation::ExtensionsMalformed(there.into()), "{list}");
        assert_eq!((error.cite(), error.violation.rule()), (Cite::rfc6455("9.1"), "WS-9.1-01"));
        assert_eq!(error.violation.status(), 400);
    }
}

#[test] // WS-9.1-01
fn must_refuse_as_a_client_what_breaks_the_grammar() {
    for (list, there) in BAD {
        let line = format!("\r\nSec-WebSocket-Extensions: {list}\r\n\r\n");
        let answer = answer_with("\r\n\r\n", &line);
        let error = hear(waiting(), answer.as_bytes(), &[]).unwrap_err();
        let there = there.trim_end_matches([' ', '\t']);
        assert_eq!(error.violation, Violation::ExtensionsMalformed(there.into()), "{list}");
    }
}

#[test]
fn must_say_where_a_list_breaks() {
    let said = |there: &str| Violation::ExtensionsMalformed(there.into()).to_string();
    let early = "Sec-WebSocket-Extensions ends too early; a name or a value is due";
    assert_eq!(said(""), early);
    let there = "Sec-WebSocket-Extensions breaks at \"=b\"; it lists name; name=value";
    assert_eq!(said("=b"), there);
}

#[test] // each byte is looked at once: to begin again at each element would take for ever
fn limit_a_list_of_a_million_bytes_is_read_once() {
    let long = |piece: &str| piece.repeat(1_000_000 / piece.len());
    let quoted = format!("a; b=\"{}\"", long("\\c"));
    for list in [long("a,"), long("a;b,"), long(","), long(" "), quoted] {
        assert!(read(&[&list, "z"]).is_ok(), "{list:.9}");
    }
    for list in [long("a;"), long("\\\""), format!("a;b=\"{}", long("c"))] {
        assert!(read(&[&list, "z"]).is_err(), "{list:.9}");
    }
}
