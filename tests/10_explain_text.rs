//! # A second reading: heads and event streams                       chapter 10
//! Knows: what each line of the standards' own examples means. Does not know: the codecs.
//! Read before: `10_explain.rs`. Read next: `10_explain_complaints.rs`.

use explain::{Explained, Value};

/// The table of an explanation is exactly `table`.
#[track_caller]
fn assert_shows(explained: &Explained, bytes: &[u8], table: &str) {
    assert_eq!(format!("\n{}", explained.text(bytes)), table);
}

mod s01_3_opening_handshake {
    use super::*;

    #[test]
    fn vector_the_request() {
        let head = "GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\n\
            Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
            Origin: http://example.com\r\nSec-WebSocket-Protocol: chat, superchat\r\n\
            Sec-WebSocket-Version: 13\r\n\r\n";
        let table = r#"
HTTP request head: asks for an upgrade to WebSocket

bytes        field           value                         meaning                  source
47 45 54 20  method          "GET"                         asks for what the        RFC 9110 §9.3
                                                           target is; an upgrade
                                                           needs it
2f 63 68 61  request target  "/chat"                       what the request is      RFC 9112 §3.2
74 20                                                      about
48 54 54 50  HTTP version    "HTTP/1.1"                    may be upgraded          RFC 9112 §2.3
.. .. 0d 0a
48 6f 73 74  field line      Host: server.example.com      the server that is       RFC 9112 §3.2
.. .. 0d 0a                                                meant
55 70 67 72  field line      Upgrade: websocket            upgrade: to WebSocket    RFC 6455 §4.1
.. .. 0d 0a
43 6f 6e 6e  field line      Connection: Upgrade           upgrade: on this hop     RFC 9110 §7.6.1
.. .. 0d 0a
53 65 63 2d  field line      Sec-WebSocket-Key:            upgrade: 16 random       RFC 6455 §11.3.1
.. .. 0d 0a                  dGhlIHNhbXBsZSBub25jZQ==      bytes in base64
4f 72 69 67  field line      Origin: http://example.com    the page whose script    RFC 6455 §10.2
.. .. 0d 0a                                                asks
53 65 63 2d  field line      Sec-WebSocket-Protocol:       subprotocols, the best   RFC 6455 §11.3.4
.. .. 0d 0a                  chat, superchat               first
53 65 63 2d  field line      Sec-WebSocket-Version: 13     upgrade: in this         RFC 6455 §11.3.5
.. .. 0d 0a                                                version
0d 0a        empty line                                    ends the head            RFC 9112 §2.1

No rule is broken.
"#;
        assert_shows(&explain::http_head(head.as_bytes()), head.as_bytes(), table);
    }

    #[test]
    fn vector_the_response() {
        let head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\
            Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\
            Sec-WebSocket-Protocol: chat\r\n\r\n";
        let table = r#"
HTTP response head: agrees to the upgrade to WebSocket

bytes        field           value                         meaning                  source
48 54 54 50  HTTP version    "HTTP/1.1"                    may be upgraded          RFC 9112 §2.3
.. .. 31 20
31 30 31 20  status code     101                           behind this head the     RFC 9112 §4
                                                           other protocol begins
53 77 69 74  reason phrase   "Switching Protocols"         for people
.. .. 0d 0a
55 70 67 72  field line      Upgrade: websocket            upgrade: to WebSocket    RFC 6455 §4.1
.. .. 0d 0a
43 6f 6e 6e  field line      Connection: Upgrade           upgrade: on this hop     RFC 9110 §7.6.1
.. .. 0d 0a
53 65 63 2d  field line      Sec-WebSocket-Accept:         upgrade: proves that     RFC 6455 §11.3.3
.. .. 0d 0a                  s3pPLMBiTxaQ9kYGzzhZRbK+xOo=  the key was read
53 65 63 2d  field line      Sec-WebSocket-Protocol: chat  subprotocols, the best   RFC 6455 §11.3.4
.. .. 0d 0a                                                first
0d 0a        empty line                                    ends the head            RFC 9112 §2.1

No rule is broken.
"#;
        assert_shows(&explain::http_head(head.as_bytes()), head.as_bytes(), table);
    }
}

mod whatwg_s09_2_6_event_streams {
    use super::*;

    /// The type, data and last event ID of each event.
    fn events(stream: &str) -> Vec<String> {
        let fields = explain::event_stream(stream.as_bytes()).fields;
        let events = fields.into_iter().filter_map(|field| match field.value {
            Value::Event { event, data, id } => Some(format!("{event} {data:?} {id:?}")),
            _ => None,
        });
        events.collect()
    }

    #[test]
    fn vector_comments_ids_and_spaces() {
        let stream = ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\n\
            data:  third event\n\n";
        let table = r#"
Event stream, 3 events dispatched

bytes        field           value                         meaning                  source
3a 20 74 65  comment         : test stream                 ignored (LF)             WHATWG HTML
.. .. 6d 0a                                                                         §9.2.6
0a           empty line                                    no data: dispatches
                                                           nothing (LF)
64 61 74 61  data            data: first event             a line of the data (LF)
.. .. 74 0a
69 64 3a 20  id              id: 1                         the last event ID (LF)
31 0a
0a           empty line      message "first event"         dispatches this event,
                                                           with the last event ID
                                                           1 (LF)
64 61 74 61  data            data: second event            a line of the data (LF)
.. .. 74 0a
69 64 0a     id              id:                           the last event ID (LF)
0a           empty line      message "second event"        dispatches this event
                                                           (LF)
64 61 74 61  data            data:  third event            a line of the data (LF)
.. .. 74 0a
0a           empty line      message " third event"        dispatches this event
                                                           (LF)

No rule is broken.
"#;
        assert_shows(&explain::event_stream(stream.as_bytes()), stream.as_bytes(), table);
        let right = [
            r#"message "first event" "1""#,
            r#"message "second event" """#,
            r#"message " third event" """#,
        ];
        assert_eq!(events(stream), right);
    }

    #[test]
    fn vector_data_of_several_lines() {
        assert_eq!(events("data: YHOO\ndata: +2\ndata: 10\n\n"), [r#"message "YHOO\n+2\n10" """#]);
    }

    #[test]
    fn vector_lines_of_data_without_a_value() {
        let stream = "data\n\ndata\ndata\n\ndata:";
        assert_eq!(events(stream), [r#"message "" """#, r#"message "\n" """#]);
        assert_eq!(explain::event_stream(stream.as_bytes()).missing, 1);
    }

    #[test]
    fn vector_types_of_events() {
        let stream = "event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\n";
        assert_eq!(events(stream), [r#"add "73857293" """#, r#"remove "2153" """#]);
    }

    #[test]
    fn must_tell_the_three_line_ends_apart() {
        let fields = explain::event_stream(b"data: a\r\ndata: b\rdata: c\n\n").fields;
        let ends: Vec<_> = fields.iter().map(|f| f.meaning.rsplit_once(' ').unwrap().1).collect();
        assert_eq!(ends, ["LF)", "(CR)", "(LF)", "(LF)"]);
        assert_eq!(fields[0].meaning, "a line of the data (CR LF)");
    }

    #[test]
    fn must_drop_one_byte_order_mark_at_the_beginning() {
        let explained = explain::event_stream("\u{feff}\u{feff}data: a\n\n".as_bytes());
        assert_eq!(explained.fields[0].name, "BOM");
        assert_eq!(explained.fields[1].name, "unknown field");
        assert_eq!(explained.fields[2].value, Value::Nothing);
    }

    #[test]
    fn must_say_what_is_ignored() {
        let explained = explain::event_stream(b"retry: 1x\nid: a\0\nfoo\n: hi\nretry: 50\n");
        let meanings: Vec<_> = explained.fields.iter().map(|f| f.meaning.as_str()).collect();
        let right = [
            "ignored, for it is not only digits (LF)",
            "ignored, for it holds a NUL (LF)",
            "ignored (LF)",
            "ignored (LF)",
            "reconnect after 50 ms (LF)",
        ];
        assert_eq!(meanings, right);
    }

    #[test]
    fn must_read_what_is_not_utf_8_as_a_replacement() {
        let explained = explain::event_stream(b"data: \xe2\x82\n\n");
        let Value::Event { data, .. } = &explained.fields[1].value else { panic!("an event") };
        assert_eq!(data, "\u{fffd}");
        let meaning = "a line of the data; what is not UTF-8 is read as U+FFFD (LF)";
        assert_eq!(explained.fields[0].meaning, meaning);
    }
}
