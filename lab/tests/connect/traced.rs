//! # Written down                                                    chapter 03
//! Knows: `--trace`: what the file holds is what happened. Does not know: how it is read there.
//! Read before: `trace/src/jsonl.rs`. Read next: `shown.rs`.

use super::*;
use explain::{Conversation, Kind, Sender};
use std::fs::File;
use std::io::BufReader;
use trace::{Trace, What, jsonl};

fn read(path: &str) -> Trace {
    jsonl::read(BufReader::new(File::open(path).unwrap())).unwrap()
}

fn path(name: &str) -> String {
    format!("{}/{name}.jsonl", env!("CARGO_TARGET_TMPDIR"))
}

#[test]
fn must_write_down_every_byte_and_what_was_made_of_it() {
    let echo = Server::echo();
    let path = path("connect-trace");
    let said = connect(&echo.address, &["--trace", &path], "hi\n/expect hi\n/close 1000 bye\n");
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    let trace = read(&path);
    let What::Opened { server, .. } = &trace.records[0].what else { panic!("{trace:?}") };
    assert_eq!(*server, echo.address);
    let mut conversation = Conversation::new();
    let mut kinds = Vec::new();
    for record in &trace.records {
        if let What::Bytes { from, bytes } = &record.what {
            let units = conversation.push(*from, bytes);
            kinds.extend(units.iter().map(|unit| (unit.from, unit.kind)));
        }
    }
    let (us, they) = (Sender::Client, Sender::Server);
    assert_eq!(kinds[..2], [(us, Kind::RequestHead), (they, Kind::ResponseHead)]);
    assert_eq!(kinds[2..].iter().filter(|kind| **kind == (us, Kind::Frame)).count(), 2);
    assert_eq!(kinds[2..].iter().filter(|kind| **kind == (they, Kind::Frame)).count(), 2);
    let events = trace.records.iter().filter(|record| matches!(record.what, What::Event { .. }));
    assert_eq!(events.count(), 2, "a message, and the end: {trace:?}");
    assert!(trace.records.is_sorted_by_key(|record| record.at), "{trace:?}");
}

#[test]
fn must_write_down_a_refusal_too() {
    let echo = Server::echo();
    let path = path("connect-refused");
    let url = format!("ws://{}/nope", echo.address);
    let said = run(&["connect", &url, "--trace", &path], "");
    assert_eq!(said.code, Some(1), "{said:?}");
    let is_answer = |what: &What| match what {
        What::Bytes { from: Sender::Server, bytes } => bytes.starts_with(b"HTTP/1.1 404"),
        _ => false,
    };
    assert!(read(&path).records.iter().any(|record| is_answer(&record.what)));
}

#[test]
fn must_exit_66_when_the_file_cannot_be_written_and_send_nothing() {
    let said = connect("127.0.0.1:1", &["--trace", "no-such-folder/a.jsonl"], "");
    assert_eq!(said.code, Some(66), "{said:?}");
    assert!(said.err.starts_with("error: cannot write the trace: "), "{said:?}");
}

#[test]
fn must_write_down_as_it_goes_and_lose_nothing_when_it_is_killed() {
    use std::io::{BufRead as _, Write as _};
    use std::process::Stdio;
    let echo = Server::echo();
    let path = path("connect-killed");
    let url = format!("ws://{}/", echo.address);
    let mut command = clients::wire101(&["connect", &url, "--fixed", "--trace", &path]);
    let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut typing = process.stdin.take().unwrap();
    typing.write_all(b"hi\n").unwrap();
    let shown = BufReader::new(process.stdout.take().unwrap()).lines();
    let is_echo = |line: &str| line.contains("← text 4 B  \"hi\"");
    assert!(shown.map(Result::unwrap).any(|line| is_echo(&line)));
    process.kill().unwrap();
    process.wait().unwrap();
    let records = read(&path).records;
    let echoed = What::Bytes { from: Sender::Server, bytes: b"\x81\x02hi".to_vec() };
    assert!(records.iter().any(|record| record.what == echoed), "{records:?}");
}
