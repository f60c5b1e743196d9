//! # A third reading: Wireshark's                                    chapter 10
//! Knows: that tshark, `explain` and the codec say the same of the same bytes.
//! Does not know: how a capture is written; see `trace/src/pcap.rs`.
//! Read before: `programs.rs`, `tests/03_trace.rs`. Read next: nothing.

use crate::programs::must_succeed;
use frames::{CloseCode, Connection};
use std::path::{Path, PathBuf};
use std::time::Duration;
use trace::{Log, Recorder, Sender, Trace, What};
use wire::{Input, Limits, Protocol, Tap};

const ASKS: &str = "GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\n\
    Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
    Sec-WebSocket-Version: 13\r\n\r\n";
const ANSWERS: &str = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\
    Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

/// All that `from` has to say, brought to `to`.
fn bring<P: Protocol, Q: Protocol>(from: &mut P, to: &mut Q)
where
    Q::Error: std::fmt::Debug,
{
    let mut bytes = from.take_output().to_vec();
    let mut input = Input::new(&mut bytes);
    while to.next_event(&mut input).unwrap().is_some() {}
}

/// A talk of our two ends, with every form of a frame.
fn talk() -> Trace {
    let log = Log::new("a talk");
    let (client, server) = ("127.0.0.1:50000".into(), "127.0.0.1:80".into());
    log.add(Duration::ZERO, 1, What::Opened { client, server });
    for (from, head) in [(Sender::Client, ASKS), (Sender::Server, ANSWERS)] {
        log.add(Duration::ZERO, 1, What::Bytes { from, bytes: head.into() });
    }
    let mut keys = 0u8;
    let mut client = Connection::client(Limits::DEFAULT, move || {
        keys += 1;
        [keys, 0xfa, 0x21, 0x3d]
    });
    let recorder = Recorder::new(&log, 1, Sender::Server, Duration::ZERO);
    let mut server = Tap::new(Connection::server(Limits::DEFAULT), recorder);
    for size in [0, 5, 125, 126, 65_535, 65_536] {
        client.send_binary(&vec![7; size]).unwrap();
        bring(&mut client, &mut server);
        server.send_text(&"é".repeat(size / 2)).unwrap();
        bring(&mut server, &mut client);
    }
    client.send_text_part("Hel", false).unwrap();
    bring(&mut client, &mut server);
    server.ping(b"there?").unwrap();
    bring(&mut server, &mut client);
    bring(&mut client, &mut server); // the pong
    client.send_text_part("lo", true).unwrap();
    bring(&mut client, &mut server);
    server.close(CloseCode::GOING_AWAY, "that was all").unwrap();
    bring(&mut server, &mut client);
    bring(&mut client, &mut server);
    log.trace()
}

/// A file of this name in the folder for tests.
fn capture(name: &str, trace: &Trace) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let mut file = Vec::new();
    trace::pcap::write(trace, Duration::from_secs(1_000_000_000), &mut file).unwrap();
    std::fs::write(&path, file).unwrap();
    path
}

fn tshark(capture: &Path, filter: &str, fields: &[&str]) -> String {
    let mut arguments = vec!["-r", capture.to_str().unwrap(), "-Y", filter, "-T", "fields"];
    arguments.extend(["-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE"]);
    arguments.extend(fields.iter().flat_map(|field| ["-e", field]));
    must_succeed("tshark", &arguments)
}

/// What `explain` says of each frame, in the words of tshark's fields.
fn explained(trace: &Trace) -> Vec<String> {
    let mut lines = Vec::new();
    for record in trace.records.iter().skip(3) {
        let What::Bytes { from, bytes } = &record.what else { continue };
        for frame in explain::frames(bytes, *from) {
            let number = |name| match frame.field(name).map(|field| &field.value) {
                Some(explain::Value::Number(number)) => number.to_string(),
                _ => String::new(),
            };
            let long = number("extended payload length");
            let code = number("payload length");
            let (two, eight) = match code.as_str() {
                "126" => (long, String::new()),
                "127" => (String::new(), long),
                _ => (String::new(), String::new()),
            };
            let (fin, opcode, mask) = (number("FIN"), number("opcode"), number("MASK"));
            let status = number("status code");
            lines.push([fin, opcode, mask, code, two, eight, status].join("\t"));
        }
    }
    lines
}

#[test]
#[ignore = "needs tshark: run .ci/run, which installs it"]
fn must_be_read_by_tshark_as_explain_reads_it() {
    let trace = talk();
    let capture = capture("talk.pcap", &trace);
    let fields = [
        "websocket.fin",
        "websocket.opcode",
        "websocket.mask",
        "websocket.payload_length",
        "websocket.payload_length_ext_16",
        "websocket.payload_length_ext_64",
        "websocket.payload.close.status_code",
    ];
    let said = tshark(&capture, "websocket", &fields);
    let said: Vec<String> =
        said.replace("True", "1").replace("False", "0").lines().map(str::to_owned).collect();
    let ours = explained(&trace);
    assert_eq!(ours.len(), 18, "twelve messages, two fragments, ping, pong, two Close frames");
    assert_eq!(said, ours);
}

#[test]
#[ignore = "needs tshark: run .ci/run, which installs it"]
fn must_have_right_checksums_and_an_order_without_loss() {
    let capture = capture("checked.pcap", &talk());
    let wrong = "tcp.checksum.status == \"Bad\" || ip.checksum.status == \"Bad\" \
                 || tcp.analysis.flags || _ws.malformed";
    assert_eq!(tshark(&capture, wrong, &["frame.number"]), "");
    let good = "tcp.checksum.status == \"Good\" && ip.checksum.status == \"Good\"";
    assert!(tshark(&capture, good, &["frame.number"]).lines().count() > 150);
}

/// What Wireshark's own tools write is read as it was said: times in nanoseconds, and packets made
/// of a dump of bytes.
#[test]
#[ignore = "needs tshark: run .ci/run, which installs it"]
fn must_read_what_wireshark_writes() {
    let trace = talk();
    let ours = capture("ours.pcap", &trace);
    let theirs = ours.with_file_name("theirs.pcap");
    let [from, to] = [&ours, &theirs].map(|path| path.to_str().unwrap());
    let read = |path: &Path| trace::pcap::read(std::fs::File::open(path).unwrap()).unwrap();
    must_succeed("editcap", &["-F", "nsecpcap", from, to]);
    assert_eq!(read(&theirs).records, read(&ours).records);

    let dump = ours.with_file_name("dump.txt");
    std::fs::write(&dump, "0000 8a 00\n\n0000 89 02 68 69\n").unwrap();
    let dump = dump.to_str().unwrap();
    for addresses in [["-4", "10.0.0.1,10.0.0.2"], ["-6", "fe80::1,fe80::2"]] {
        let [family, pair] = addresses;
        must_succeed("text2pcap", &["-F", "pcap", family, pair, "-T", "5000,80", dump, to]);
        let records = read(&theirs).records;
        let said = records.iter().filter_map(|record| match &record.what {
            What::Bytes { from: Sender::Client, bytes } => Some(&bytes[..]),
            _ => None,
        });
        assert_eq!(said.collect::<Vec<_>>().concat(), b"\x8a\0\x89\x02hi", "{family}");
    }
}

#[test]
#[ignore = "needs tshark: run .ci/run, which installs it"]
fn must_show_an_event_stream_in_chunks_as_http() {
    let log = Log::new("an event stream");
    let (client, server) = ("[::1]:50000".into(), "[::1]:80".into());
    log.add(Duration::ZERO, 1, What::Opened { client, server });
    let asks = "GET /events HTTP/1.1\r\nHost: a\r\n\r\n";
    let answers = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\
        Transfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n0\r\n\r\n";
    for (from, text) in [(Sender::Client, asks), (Sender::Server, answers)] {
        log.add(Duration::ZERO, 1, What::Bytes { from, bytes: text.into() });
    }
    let capture = capture("events.pcap", &log.trace());
    let fields = ["http.response.code", "http.content_type", "http.file_data"];
    let said = tshark(&capture, "http.response", &fields);
    assert!(said.starts_with("200\ttext/event-stream\t"), "{said}");
    let body = said.trim_end().rsplit('\t').next().unwrap();
    assert!(body == "data: 1\\n\\n" || body.replace(':', "") == "646174613a20310a0a", "{said}");
}
