//! # Cases of event streams                                          chapter 06 · WHATWG §9.2.6
//! Knows: that each stream of the table tells what it should, cut anywhere; what a limit says.
//! Does not know: handshakes, frames.
//! Read before: `sse_table.rs`. Read next: `lab/tests/decode/law.rs`.

use super::sse_table::{CHARACTERS, EVENTS, FIELDS, IDS, LINE_ENDS, RETRIES};
use super::{answers, hex, json, line};

/// A stream, and what is told of it.
struct Case {
    stream: &'static [u8],
    events: Vec<json::Value>,
    last_event_id: &'static str,
    reconnection_time: Option<u64>,
}

fn case(
    stream: &'static [u8],
    events: &[&str],
    last_event_id: &'static str,
    reconnection_time: Option<u64>,
) -> Case {
    let events = events.iter().map(|event| {
        let mut parts = event.split('|').map(|text| json::Value::String(text.into()));
        let names = ["type", "data", "lastEventId"];
        names.map(|name| (String::from(name), parts.next().unwrap())).into_iter().collect()
    });
    let events = events.map(json::Value::Object).collect();
    Case { stream, events, last_event_id, reconnection_time }
}

fn table() -> Vec<Case> {
    let rows = [LINE_ENDS, CHARACTERS, FIELDS, EVENTS].concat();
    let events = rows.into_iter().map(|(stream, events)| case(stream, events, "", None));
    let ids = IDS.iter().map(|&(stream, events, id)| case(stream, events, id, None));
    let retries = RETRIES.iter().map(|&(stream, time)| case(stream, &[], "", time));
    events.chain(ids).chain(retries).collect()
}

#[test]
fn must_tell_each_stream_of_the_table_whole_in_bytes_and_cut_anywhere() {
    let table = table();
    assert!(table.len() >= 100, "{} streams", table.len());
    let (mut lines, mut cases) = (Vec::new(), Vec::new());
    for case in &table {
        let pieces = ["\"whole\"".into(), "\"bytes:1\"".into(), "\"bytes:2\"".into()];
        let one_cut = (1..case.stream.len()).map(|at| format!("[{at}]"));
        for cuts in pieces.into_iter().chain(one_cut) {
            let hex = hex(case.stream);
            lines.push(format!(r#"{{"id":1,"what":"sse","hex":"{hex}","cuts":{cuts}}}"#));
            cases.push(case);
        }
    }
    for ((case, answer), line) in cases.into_iter().zip(answers(&lines)).zip(&lines) {
        let stream = case.stream.escape_ascii();
        assert_eq!(answer["events"], json::Value::Array(case.events.clone()), "{stream}, {line}");
        assert_eq!(answer["last_event_id"], case.last_event_id, "{stream}, {line}");
        let time = answer["reconnection_time_ms"].as_u64();
        assert_eq!(time, case.reconnection_time, "{stream}, {line}");
        assert!(answer.get("fail").is_none(), "{stream}, {line}");
    }
}

#[test]
fn must_tell_it_in_this_shape() {
    let hex = hex("id: 7\nretry: 5\ndata: \"é\u{2028}\n\nevent: e\ndata\n\n");
    assert_eq!(
        line(&format!(r#"{{"id":"x","what":"sse","hex":"{hex}","eof":true}}"#)),
        concat!(
            r#"{"id":"x","events":[{"type":"message","data":"\"é\u2028","lastEventId":"7"},"#,
            r#"{"type":"e","data":"","lastEventId":"7"}],"last_event_id":"7","#,
            r#""reconnection_time_ms":5}"#
        )
    );
    assert_eq!(
        line(r#"{"what":"sse","hex":"","last_event_id":"41"}"#),
        r#"{"id":null,"events":[],"last_event_id":"41","reconnection_time_ms":null}"#
    );
}

#[test]
fn must_go_on_from_an_earlier_stream() {
    let stream = hex("data: a\n\nid\ndata: b\n\n");
    let case = format!(r#"{{"what":"sse","last_event_id":"41","hex":"{stream}"}}"#);
    let answer = &answers(&[case])[0];
    assert_eq!(answer["events"][0]["lastEventId"], "41");
    assert_eq!(answer["events"][1]["lastEventId"], "");
    assert_eq!(answer["last_event_id"], "");
}

#[test]
fn limit_a_line_an_event_an_id_and_an_answer() {
    let failed = |stream: &str, limit: &str| {
        line(&format!(r#"{{"what":"sse","hex":"{}",{limit}}}"#, hex(stream)))
    };
    let told = r#"{"id":null,"events":[{"type":"message","data":"a","lastEventId":""}],"#;
    let end = r#""last_event_id":"","reconnection_time_ms":null,"fail":{"cite":"our limit "#;
    for (stream, limit, fail) in [
        ("data:a\n\ndata:bc", r#""max_line_bytes":6"#, r#"line_bytes","at":14,"#),
        ("data:a\n\ndata:bc\n", r#""max_event_bytes":1"#, r#"event_bytes","at":8,"#),
        ("data:a\n\nid:12\n", r#""max_id_bytes":1"#, r#"id_bytes","at":8,"#),
    ] {
        let answer = failed(stream, limit);
        assert!(answer.starts_with(&format!("{told}{end}{fail}\"text\":")), "{answer}");
        let enough = failed(stream, &limit.replace(":6", ":7").replace(":1", ":2"));
        assert!(!enough.contains("fail"), "{enough}");
    }
    let many = r#"{"id":1,"what":"sse","parts":[{"hex":"646174610a0a","times":2000000}]}"#;
    let refused = r#"{"id":1,"error":"the answer would be longer than 67108864 bytes"}"#;
    assert_eq!(line(many), refused);
}

#[test]
fn may_have_a_line_of_a_mebibyte() {
    let parts = r#"[{"hex":"646174613a"},{"hex":"61","times":1048571},{"hex":"0a0a"}]"#;
    let case = format!(r#"{{"what":"sse","parts":{parts},"cuts":"bytes:1"}}"#);
    let answer = &answers(&[case])[0];
    assert_eq!(answer["events"][0]["data"].as_str().map(str::len), Some(1_048_571));
}
