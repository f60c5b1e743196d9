//! # The head of a stream, and nothing behind it                chapter 06 · RFC 9110 §9.3.2
//! Knows: what HEAD gets where GET gets a stream. Does not know: what is streamed.
//! Read before: `06_sse_wire.rs`, `04_lab_polls.rs`. Read next: `07_event_source_net.rs`.

mod support;

use support::{Running, get};

/// A reader that nobody hears would stay for as long as the connection. So there is none, and the
/// connection is free for the next request.
#[test] // X-29; SEM-9.3.2-01
fn must_answer_head_with_the_fields_of_the_stream_and_without_a_reader() {
    let lab = Running::start();
    for (target, media_type) in
        [("/events", "text/event-stream"), ("/stream", "application/x-ndjson")]
    {
        lab.publish("/publish", "kept");
        let mut client = lab.connect();
        client.send(&get(&format!("{target}?since=0")).replace("GET", "HEAD"));
        let head = client.head();
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
        assert!(head.contains(&format!("Content-Type: {media_type}\r\n")), "{head}");
        client.send(&get("/healthz"));
        assert_eq!(client.answer().text(), "ok\n", "{target}: no byte stands between");
        assert_eq!(lab.lab.hub.stats().readers, 0, "{target}");
    }
}
