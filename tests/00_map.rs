//! # The map: one event, five ways, on one port                      chapter 00
//! Knows: every address of the lab, byte for byte, over real sockets. Does not know: how it works.
//! Read before: `lab/src/routes.rs`. Read next: `00_map_refusals.rs`.

mod support;

use support::{Running, get, upgrade};

/// `{"id":"c1-1",…}` as every transport but SSE says it.
const ONE: &str = r#"{"id":"c1-1","event":"message","data":"hello"}"#;

mod one_event_five_ways {
    use super::*;

    #[test]
    fn must_arrive_by_short_polling() {
        let lab = Running::start();
        assert_eq!(lab.publish("/publish?topic=t", "hello").text(), "{\"id\":\"c1-1\"}\n");
        let answer = lab.get("/poll?topic=t&since=0");
        assert_eq!(answer.text(), format!(r#"{{"events":[{ONE}],"next":"c1-1"}}"#));
        assert_eq!(answer.field("Content-Type"), Some("application/json"));
        assert_eq!(answer.field("Cache-Control"), Some("no-store"));
    }

    #[test]
    fn must_arrive_by_long_polling_while_the_request_waits() {
        let lab = Running::start();
        let mut client = lab.connect();
        client.send(&get("/long-poll?topic=t&since=0&wait=100"));
        while lab.lab.hub.stats().readers == 0 {
            std::thread::yield_now();
        }
        lab.publish("/publish?topic=t", "hello");
        assert_eq!(client.answer().text(), format!(r#"{{"events":[{ONE}],"next":"c1-1"}}"#));
        // The answer ended the request, not the connection.
        client.send(&get("/poll?topic=t&since=c1-1"));
        assert_eq!(client.answer().text(), r#"{"events":[],"next":"c1-1"}"#);
    }

    #[test]
    fn must_arrive_by_http_streaming() {
        let lab = Running::start();
        let mut client = lab.connect();
        client.send(&get("/stream?topic=t"));
        let head = client.head();
        assert!(head.contains("\r\nTransfer-Encoding: chunked\r\n"), "{head}");
        assert!(head.contains("\r\nContent-Type: application/x-ndjson\r\n"), "{head}");
        assert_eq!(client.read_exactly(6), b"1\r\n\n\r\n", "an empty line opens the stream");
        while lab.lab.hub.stats().readers == 0 {
            std::thread::yield_now();
        }
        lab.publish("/publish?topic=t", "hello");
        let chunk = client.read_until(b"\n\r\n");
        let size = ONE.len() + 1;
        assert_eq!(String::from_utf8(chunk).unwrap(), format!("{size:x}\r\n{ONE}\n\r\n"));
    }

    #[test]
    fn must_arrive_by_sse_with_its_id() {
        let lab = Running::start();
        let mut client = lab.connect();
        client.send(&get("/events?topic=t&since=0"));
        let head = client.head();
        assert!(head.contains("\r\nContent-Type: text/event-stream\r\n"), "{head}");
        assert!(head.contains("\r\nX-Accel-Buffering: no\r\n"), "{head}");
        assert_eq!(client.read_until(b"\n\n\r\n"), b"3\r\n:\n\n\r\n", "a comment opens the stream");
        lab.publish("/publish?topic=t&event=news", "two\nlines");
        let event = "id: c1-1\nevent: news\ndata: two\ndata: lines\n\n";
        let chunk = format!("{:x}\r\n{event}\r\n", event.len());
        assert_eq!(String::from_utf8(client.read_exactly(chunk.len())).unwrap(), chunk);
    }

    #[test]
    fn must_arrive_by_websocket_and_be_published_by_it() {
        let lab = Running::start();
        let mut client = lab.connect();
        client.send(&upgrade("/ws?topic=t&since=0"));
        let head = client.head();
        assert!(head.starts_with("HTTP/1.1 101 Switching Protocols\r\n"), "{head}");
        assert!(head.contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
        // "hello", masked with the key 00 00 00 00, is published; it comes back with its id.
        client.send_bytes(&laws::hex(r#"81 85 | 00 00 00 00 | "hello""#));
        let frame = [&[0x81, ONE.len() as u8], ONE.as_bytes()].concat();
        assert_eq!(client.read_exactly(frame.len()), frame);
    }

    #[test]
    fn must_go_on_where_last_event_id_says() {
        let lab = Running::start();
        for data in ["one", "two", "three"] {
            lab.publish("/publish?topic=t", data);
        }
        let mut client = lab.connect();
        // The field wins over the parameter: a browser that comes back repeats the old address.
        client.send(
            "GET /events?topic=t&since=0 HTTP/1.1\r\nHost: lab\r\nLast-Event-ID: c1-2\r\n\r\n",
        );
        let stream = client.read_until(b"data: three\n\n");
        let stream = String::from_utf8(stream).unwrap();
        assert!(!stream.contains("two"), "{stream}");
    }

    #[test]
    fn must_tell_one_whose_last_event_id_is_not_ours_and_replay_all() {
        let lab = Running::start();
        lab.publish("/publish?topic=t", "one");
        let mut client = lab.connect();
        client.send("GET /events?topic=t HTTP/1.1\r\nHost: lab\r\nLast-Event-ID: \u{e9}\r\n\r\n");
        let reset = b"id: c1-0\nevent: reset\ndata: {\"missed\":null}\n\n";
        client.read_until(&[&reset[..], b"id: c1-1\ndata: one\n\n"].concat());
    }

    #[test]
    fn must_tell_one_from_another_life_of_the_server_and_replay_all() {
        let lab = Running::start();
        lab.publish("/publish?topic=t", "hello");
        let answer = lab.get("/poll?topic=t&since=bad-1");
        let reset = r#"{"id":"c1-0","event":"reset","data":"{\"missed\":null}"}"#;
        assert_eq!(answer.text(), format!(r#"{{"events":[{reset},{ONE}],"next":"c1-1"}}"#));
    }

    #[test]
    fn must_keep_topics_apart() {
        let lab = Running::start();
        lab.publish("/publish?topic=a", "for a");
        assert_eq!(lab.publish("/publish?topic=b", "for b").text(), "{\"id\":\"c1-1\"}\n");
        assert!(!lab.get("/poll?topic=b&since=0").text().contains("for a"));
    }

    #[test]
    fn must_answer_a_long_poll_empty_when_its_time_is_up() {
        let lab = Running::start();
        let answer = lab.get("/long-poll?topic=t&wait=0.01");
        assert_eq!((answer.status, answer.text()), (200, r#"{"events":[],"next":"c1-0"}"#));
    }

    #[test]
    fn must_answer_a_long_poll_at_once_when_there_is_something() {
        let lab = Running::start();
        lab.publish("/publish?topic=t", "hello");
        let answer = lab.get("/long-poll?topic=t&since=0&wait=0");
        assert_eq!(answer.text(), format!(r#"{{"events":[{ONE}],"next":"c1-1"}}"#));
    }

    #[test]
    fn must_count_the_bytes_of_a_visitor() {
        let lab = Running::start();
        let request = get("/poll?topic=t&since=0&visitor=ada");
        let answer = lab.ask(&request);
        let sheet = lab.lab.tally.visitor("ada");
        let json = lab::tally::to_json(&sheet);
        let (received, sent) = (request.len(), answer.head.len() + answer.body.len());
        let counted = format!(r#""received":{received},"sent":{sent}}}"#);
        let expected = format!(r#""polling":{{"connections":0,"requests":1,"events":0,{counted}"#);
        assert!(json.contains(&expected), "{json}\n  is without {expected}");
    }
}

mod other_addresses {
    use super::*;

    #[test]
    fn must_serve_the_page_with_every_file_that_it_names() {
        let lab = Running::start();
        let page = lab.get("/");
        assert_eq!(
            (page.status, page.field("Content-Type")),
            (200, Some("text/html; charset=utf-8"))
        );
        let mut files = std::fs::read_dir("lab/page").unwrap().count();
        for entry in std::fs::read_dir("lab/page").unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name != "index.html" {
                let answer = lab.get(&format!("/page/{name}"));
                assert_eq!(answer.status, 200, "{name} is part of the program");
                let on_disk = std::fs::read(format!("lab/page/{name}")).unwrap();
                assert_eq!(answer.body, on_disk, "{name}");
                assert!(answer.field("Content-Security-Policy").is_some());
            }
            files -= 1;
        }
        assert_eq!(files, 0);
    }

    #[test]
    fn must_echo_a_body() {
        let lab = Running::start();
        assert_eq!(lab.publish("/echo", "any bytes").text(), "any bytes");
    }

    #[test]
    fn must_echo_messages_that_came_in_the_same_packet_as_the_request() {
        let lab = Running::start();
        let mut client = lab.connect();
        let mut packet = upgrade("/echo").into_bytes();
        packet.extend(laws::hex(r#"81 82 | 00 00 00 00 | "hi" | 82 81 | 00 00 00 00 | ff"#));
        client.send_bytes(&packet);
        client.head();
        assert_eq!(client.read_exactly(7), laws::hex(r#"81 02 | "hi" | 82 01 | ff"#));
    }

    #[test]
    fn must_tell_a_visitor_the_tally() {
        let lab = Running::start();
        let mut client = lab.connect();
        client.send(&upgrade("/tally?visitor=ada"));
        client.head();
        assert_eq!(client.read_exactly(2), [0x81, 126], "a text message, its length in 2 bytes");
        client.read_until(
            br#""websocket":{"connections":0,"requests":0,"events":0,"received":0,"sent":0}}"#,
        );
    }

    #[test]
    fn must_say_that_it_is_well() {
        assert_eq!(Running::start().get("/healthz").text(), "ok\n");
    }

    #[test]
    fn must_give_figures_to_prometheus() {
        let lab = Running::start();
        lab.publish("/publish", "hello");
        lab.get("/poll?since=0");
        let answer = lab.get("/metrics");
        let text = answer.text();
        assert!(text.contains("\nwire101_published_total 1\n"), "{text}");
        let delivered = "\nwire101_events_delivered_total{transport=\"polling\"} 1\n";
        assert!(text.contains(delivered), "{text}");
    }

    #[test]
    fn must_answer_head_with_the_fields_alone_and_end() {
        let lab = Running::start();
        for target in ["/", "/poll", "/long-poll?wait=0", "/stream", "/events", "/healthz"] {
            let mut client = lab.connect();
            client
                .send(&format!("HEAD {target} HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n"));
            let all = String::from_utf8(client.read_to_end()).unwrap();
            assert!(all.starts_with("HTTP/1.1 200 OK\r\n"), "{target}: {all}");
            assert!(all.ends_with("\r\n\r\n"), "{target} has a body: {all}");
        }
    }

    /// What HEAD says of a stream is what GET says (RFC 9110 §9.3.2).
    #[test]
    fn should_answer_head_on_a_stream_with_the_fields_of_get() {
        let lab = Running::start();
        for target in ["/stream", "/events"] {
            let fields = |method: &str| {
                let mut client = lab.connect();
                client.send(&format!("{method} {target} HTTP/1.1\r\nHost: lab\r\n\r\n"));
                let head = client.head();
                let names = ["Content-Type", "Cache-Control", "X-Accel-Buffering"];
                let said = |name: &&str| head.lines().find(|line| line.starts_with(*name));
                names.iter().map(|name| said(name).expect(name).to_string()).collect::<Vec<_>>()
            };
            assert_eq!(fields("HEAD"), fields("GET"), "{target}");
        }
    }

    /// A length is said in answer to HEAD only if GET would say the same (RFC 9110 §8.6).
    #[test]
    fn regression_must_answer_head_for_a_stream_as_get_is_answered() {
        let lab = Running::start();
        for target in ["/stream", "/events"] {
            let mut client = lab.connect();
            client.send(&format!("HEAD {target} HTTP/1.1\r\nHost: lab\r\n\r\n"));
            let head = client.head();
            assert!(head.contains("\r\nTransfer-Encoding: chunked\r\n"), "{head}");
            assert!(!head.contains("Content-Length"), "{head}");
            client.send(&get("/healthz"));
            assert_eq!(client.answer().status, 200, "the connection goes on");
            let bad = format!("HEAD {target}?since=x HTTP/1.1\r\nHost: lab\r\n\r\n");
            client.send(&bad);
            assert!(client.head().starts_with("HTTP/1.1 400 "), "what GET refuses, HEAD does");
        }
    }
}

mod going_away {
    use super::*;

    #[test]
    fn must_say_goodbye_on_every_transport() {
        let lab = Running::start();
        let (mut poll, mut stream, mut events) = (lab.connect(), lab.connect(), lab.connect());
        let (mut socket, mut idle) = (lab.connect(), lab.connect());
        poll.send(&get("/long-poll?wait=100"));
        stream.send(&get("/stream"));
        events.send(&get("/events"));
        socket.send(&upgrade("/ws"));
        idle.send(&get("/healthz"));
        assert_eq!(idle.answer().status, 200);
        stream.head();
        events.head();
        socket.head();
        while lab.lab.hub.stats().readers < 4 {
            std::thread::yield_now();
        }
        lab.ask_to_stop();

        let answer = poll.answer();
        assert_eq!((answer.status, answer.text()), (200, r#"{"events":[],"next":"c1-0"}"#));
        assert_eq!(answer.field("Connection"), Some("close"));
        assert!(stream.read_to_end().ends_with(b"0\r\n\r\n"), "the last chunk");
        assert!(events.read_to_end().ends_with(b"0\r\n\r\n"), "the last chunk");
        let close = socket.read_exactly(4);
        assert_eq!((close[0], &close[2..]), (0x88, &1001u16.to_be_bytes()[..]));
        socket.send_bytes(&laws::hex("88 82 | 00 00 00 00 | 03 e9")); // and the answer
        socket.read_to_end();
        assert_eq!(idle.read_to_end(), b"");
        drop((poll, stream, events, socket, idle));
        lab.wait_until_stopped();
    }

    #[test]
    fn must_end_even_if_a_websocket_never_answers_the_close() {
        let config =
            lab::Config { grace: std::time::Duration::from_millis(50), ..Default::default() };
        let lab = Running::with(config);
        let mut socket = lab.connect();
        socket.send(&upgrade("/ws"));
        socket.head();
        lab.ask_to_stop();
        lab.wait_until_stopped();
        assert_eq!(socket.read_exactly(1), [0x88]);
    }
}
