//! # wire101 explain --file                                          chapters 03, 10
//! Knows: recorded traces in files, told line by line. Does not know: their formats.
//! Read before: `lab/src/commands/explain_file.rs`. Read next: `lab/tests/explain/behind.rs`.

use super::{explain, folder};
use polling::json::{self, Value};
use std::fs;
use std::path::Path;
use std::time::Duration;
use trace::{End, Log, Sender, Trace, What};

/// Two connections at once: a response that is cut, and a WebSocket from some frame on, whose
/// client says something wrong.
fn two() -> Trace {
    let log = Log::new("two");
    let add = |ms, connection, what| log.add(Duration::from_millis(ms), connection, what);
    let bytes = |from, bytes: &[u8]| What::Bytes { from, bytes: bytes.into() };
    for (number, port) in [(1, 50_001), (2, 50_002)] {
        let (client, server) = (format!("127.0.0.1:{port}"), "127.0.0.1:80".into());
        add(0, number, What::Opened { client, server });
    }
    add(1, 1, bytes(Sender::Client, b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n"));
    add(2, 2, bytes(Sender::Server, b"\x81\x02h"));
    add(3, 1, bytes(Sender::Server, b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na"));
    add(4, 2, bytes(Sender::Server, b"i"));
    add(5, 2, bytes(Sender::Client, b"\x81\x00"));
    add(6, 2, What::Ended { from: Sender::Client, how: End::Finished });
    log.trace()
}

fn write(folder: &Path) -> [String; 2] {
    let [lines, packets] = ["two.jsonl", "two.pcap"].map(|name| folder.join(name));
    trace::jsonl::write(&two(), fs::File::create(&lines).unwrap()).unwrap();
    let file = fs::File::create(&packets).unwrap();
    trace::pcap::write(&two(), Duration::ZERO, file).unwrap();
    [lines, packets].map(|path| path.to_str().unwrap().to_owned())
}

#[test]
fn must_tell_each_connection_line_by_line() {
    let right = "\
#1     0.0000 s  · 127.0.0.1:50001 connects to 127.0.0.1:80
#2     0.0000 s  · 127.0.0.1:50002 connects to 127.0.0.1:80
#1     0.0010 s  → request 28 B  GET /a
#1     0.0030 s  ← response 38 B  200 OK
#2     0.0040 s  ← text 4 B  \"hi\"
#2     0.0050 s  → text 2 B
                  not legal: a client's frame without a mask; MASK 1 is right (RFC 6455 §5.1)
#2     0.0060 s  · the client ends: FIN
#1     0.0060 s  ← content 1 B  \"a\"  cut short: at least 2 B are missing

5 units; 1 rule is broken
";
    for file in write(&folder("explain-lines")) {
        assert_eq!(explain(&["--file", &file]), (right.into(), String::new(), 1), "{file}");
        let (said, _, code) = explain(&["--file", &file, "--bytes"]);
        assert!(said.contains("\n  68 69                   payload data    \"hi\""), "{said}");
        assert_eq!(code, 1);
    }
}

#[test]
fn must_print_a_unit_a_line_for_programs() {
    for file in write(&folder("explain-units")) {
        let (said, _, code) = explain(&["--file", &file, "--json"]);
        let units: Vec<Value> = said.lines().map(|line| json::from_str(line).unwrap()).collect();
        let kinds: Vec<_> = units.iter().map(|unit| unit["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["request head", "response head", "frame", "frame", "body"]);
        assert_eq!(
            (&units[2]["connection"], &units[2]["bytes"]),
            (&json::json!(2), &json::json!("81026869"))
        );
        assert_eq!(code, 1);
    }
}

#[test]
fn must_say_what_is_wrong_with_a_file() {
    let folder = folder("explain-bad");
    let (_, error, code) = explain(&["--file", folder.join("none").to_str().unwrap()]);
    assert!(error.contains("none: ") && code == 66, "{error}");
    for (text, why) in [("{}\n", "line 1 of the trace"), ("hello", "no capture")] {
        let file = folder.join("bad");
        fs::write(&file, text).unwrap();
        let (said, error, code) = explain(&["--file", file.to_str().unwrap()]);
        assert!(said.is_empty() && error.contains(why) && code == 65, "{error}");
    }
    let (_, error, code) = explain(&["--file", "a", "81"]);
    assert!(error.contains("cannot be used with") && code == 2, "{error}");
}
