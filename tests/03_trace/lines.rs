//! # A trace as lines of JSON                                        chapter 03
//! Knows: that nothing is lost, and what a reader says of a wrong line. Does not know: packets.
//! Read before: `any.rs`, `trace/src/jsonl.rs`. Read next: `packets.rs`.

use crate::any;
use laws::proptest::prelude::*;
use std::time::Duration;
use trace::jsonl::{self, LINE_BYTES, RECORD_BYTES, read};
use trace::{End, Record, Sender, Trace, What};

fn write(trace: &Trace) -> String {
    let mut out = Vec::new();
    jsonl::write(trace, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn record(at: u64, what: What) -> Record {
    Record { at: Duration::from_nanos(at), connection: 1, what }
}

proptest! {
    #[test]
    fn law_what_was_written_is_read(trace in any::trace()) {
        prop_assert_eq!(read(write(&trace).as_bytes()).unwrap(), trace);
    }

    #[test]
    fn law_any_bytes_are_a_trace_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let said = read(&bytes[..]).unwrap_err().to_string();
        prop_assert!(said.starts_with("line 1 of the trace: it is not the beginning"), "{}", said);
    }

    /// Whatever is changed in a line, the reader does not panic, and names that line if it fails.
    #[test]
    fn law_a_changed_byte_is_read_or_said(
        trace in any::trace(), at in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let mut bytes = write(&trace).into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let line = 1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count() as u64;
        if let Err(error) = read(&bytes[..]) {
            let said = error.to_string();
            // A line end may be gone, or be new: then the line, or the one behind it, is wrong.
            let near = [line, line + 1].map(|line| format!("line {line} of the trace: "));
            prop_assert!(near.iter().any(|near| said.starts_with(near)), "{}", said);
        }
    }
}

#[test]
fn must_write_lines_that_a_reader_understands_without_us() {
    let ping = |unread| What::Event { at: Sender::Server, event: "Ping([])".into(), unread };
    let trace = Trace {
        title: "a \"ping\"".into(),
        records: vec![
            record(0, What::Opened { client: "127.0.0.1:50000".into(), server: "lab".into() }),
            record(1_200_000, What::Bytes { from: Sender::Client, bytes: vec![0x89, 0x80] }),
            record(1_200_000, ping(6)),
            record(1_200_000, ping(0)),
            record(1_200_000, What::State { at: Sender::Server, state: "OPEN".into() }),
            record(1_200_000, What::Failed { at: Sender::Server, error: "no mask".into() }),
            record(1_300_000, What::Ended { from: Sender::Server, how: End::Cut }),
            record(1_300_000, What::Note("That was\nall.".into())),
        ],
    };
    let expected = r#"{"trace":"wire101","version":1,"title":"a \"ping\""}
{"ns":0,"conn":1,"opened":{"client":"127.0.0.1:50000","server":"lab"}}
{"ns":1200000,"conn":1,"from":"client","hex":"89 80"}
{"ns":1200000,"conn":1,"at":"server","event":"Ping([])","unread":6}
{"ns":1200000,"conn":1,"at":"server","event":"Ping([])"}
{"ns":1200000,"conn":1,"at":"server","state":"OPEN"}
{"ns":1200000,"conn":1,"at":"server","failed":"no mask"}
{"ns":1300000,"conn":1,"from":"server","ended":"cut"}
{"ns":1300000,"conn":1,"note":"That was\nall."}
"#;
    assert_eq!(write(&trace), expected);
}

#[test]
fn limit_a_record_of_very_many_bytes_becomes_several() {
    let bytes: Vec<u8> = (0..=255).cycle().take(2 * RECORD_BYTES + 1).collect();
    let what = What::Bytes { from: Sender::Server, bytes: bytes.clone() };
    let trace = Trace { title: String::new(), records: vec![record(7, what)] };
    let read = read(write(&trace).as_bytes()).unwrap();
    assert_eq!(read.records.len(), 3);
    assert_eq!(any::written(&read, 1, Sender::Server), bytes);
}

/// What is said of these lines behind a right first one.
fn said(lines: &str) -> String {
    let text = format!("{{\"trace\":\"wire101\",\"version\":1,\"title\":\"\"}}\n{lines}\n");
    read(text.as_bytes()).unwrap_err().to_string()
}

#[test]
fn must_say_what_is_wrong_with_a_line_and_what_is_right() {
    for (line, expected) in [
        ("[]", "it is JSON, but no object; {\"ns\":…} is right"),
        ("{}", "it lacks \"ns\""),
        (r#"{"ns":-1}"#, "\"ns\" is -1; a whole number of at least 0 is right"),
        (r#"{"ns":0}"#, "it lacks \"conn\""),
        (r#"{"ns":0,"conn":4294967296}"#, "\"conn\" is more than 4294967295"),
        (
            r#"{"ns":0,"conn":1}"#,
            "it does not say what happened; one of opened, hex, event, state, failed, ended, note \
             is right",
        ),
        (r#"{"ns":0,"conn":1,"hex":"00"}"#, "it lacks \"from\""),
        (
            r#"{"ns":0,"conn":1,"hex":"00","from":"me"}"#,
            "\"from\" is \"me\"; \"client\" or \"server\" is right",
        ),
        (
            r#"{"ns":0,"conn":1,"hex":"0","from":"client"}"#,
            "\"hex\" must have two hexadecimal digits for each byte",
        ),
        (
            r#"{"ns":0,"conn":1,"hex":"0g","from":"client"}"#,
            "\"hex\" must have two hexadecimal digits for each byte",
        ),
        (
            r#"{"ns":0,"conn":1,"ended":"so","from":"client"}"#,
            "\"ended\" is \"so\"; \"finished\", \"reset\" or \"cut\" is right",
        ),
        (r#"{"ns":0,"conn":1,"note":1}"#, "\"note\" is 1; a text is right"),
        (r#"{"ns":0,"conn":1,"note":"a","not":"b"}"#, "\"not\" is not known here"),
        (
            r#"{"ns":0,"conn":1,"opened":"a"}"#,
            "\"opened\" must be an object with \"client\" and \"server\"",
        ),
    ] {
        assert_eq!(said(line), format!("line 2 of the trace: {expected}"), "{line}");
    }
    assert!(said("{").starts_with("line 2 of the trace: it is not JSON: "));
}

#[test]
fn must_say_when_it_is_no_trace_at_all() {
    let begins = "line 1 of the trace: it is not the beginning of a trace; \
                  {\"trace\":\"wire101\",\"version\":1,…} is right";
    for text in ["", "hello", "{}", r#"{"trace":"other","version":1,"title":""}"#] {
        assert_eq!(read(text.as_bytes()).unwrap_err().to_string(), begins, "{text}");
    }
    let newer = r#"{"trace":"wire101","version":2,"title":""}"#;
    let said = read(newer.as_bytes()).unwrap_err().to_string();
    assert_eq!(said, "line 1 of the trace: it is of version 2; 1 can be read here");
}

#[test]
fn limit_a_line_may_have_4_mib() {
    // The line end counts.
    let line = |bytes: usize| {
        let around = r#"{"ns":0,"conn":1,"note":""}"#.len() + 1;
        format!(r#"{{"ns":0,"conn":1,"note":"{}"}}"#, "a".repeat(bytes - around))
    };
    let most = usize::try_from(LINE_BYTES).unwrap();
    let text = |line: &str| format!("{}{line}\n", write(&Trace::default()));
    assert_eq!(read(text(&line(most)).as_bytes()).unwrap().records.len(), 1);
    let said = read(text(&line(most + 1)).as_bytes()).unwrap_err().to_string();
    assert_eq!(
        said,
        "line 2 of the trace: it is longer than 4194304 bytes, which no line of ours is"
    );
}
