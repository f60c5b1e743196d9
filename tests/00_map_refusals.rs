//! # What the lab refuses, and how it says so                        chapter 00
//! Knows: bad input at every address, and the one sentence that answers it.
//! Does not know: what good input brings; see `00_map.rs`.
//! Read before: `00_map.rs`. Read next: `15_fan_out.rs`.

mod support;

use support::{Running, get, upgrade};

mod bad_input {
    use super::*;

    /// Every refusal is one plain sentence, and the same connection serves the next request.
    fn refuses(request: &str, status: u16, sentence: &str) {
        let lab = Running::start();
        let mut client = lab.connect();
        client.send(request);
        let answer = client.answer();
        assert_eq!((answer.status, answer.text().trim_end()), (status, sentence), "{request}");
        assert_eq!(answer.text().lines().count(), 1);
        client.send(&get("/healthz"));
        assert_eq!(client.answer().status, 200, "the server goes on");
    }

    #[test]
    fn must_say_404_for_an_unknown_path() {
        refuses(&get("/nowhere"), 404, "there is nothing at \"/nowhere\"");
        refuses(&get("/page/nothing.js"), 404, "there is nothing at \"/page/nothing.js\"");
    }

    #[test] // WS-4.2.2-09
    fn must_say_404_for_a_websocket_where_there_is_nothing() {
        refuses(&upgrade("/nowhere"), 404, "there is nothing at \"/nowhere\"");
    }

    #[test] // SEM-10.2.1-01, SEM-9.1-02
    fn must_say_405_and_allow_for_a_wrong_method() {
        let lab = Running::start();
        for (path, _, methods) in lab::routes::ROUTES {
            let answer = lab.ask(&format!("DELETE {path} HTTP/1.1\r\nHost: lab\r\n\r\n"));
            assert_eq!(answer.status, 405, "{path}");
            assert_eq!(answer.field("Allow"), Some(methods.join(", ").as_str()), "{path}");
        }
    }

    #[test] // SEM-9.1-02, HTTP-3-03
    fn must_say_501_for_an_unknown_method() {
        let request = "BREW / HTTP/1.1\r\nHost: lab\r\n\r\n";
        refuses(request, 501, "the method BREW is not implemented here");
    }

    #[test]
    fn must_say_400_for_a_bad_cursor() {
        let sentence = "since is \"x\"; it must be the id of the last event that you have (0 for \
                        all that is kept), or absent (from now on)";
        for path in ["/poll", "/long-poll", "/stream", "/events"] {
            refuses(&get(&format!("{path}?since=x")), 400, sentence);
        }
        refuses(&upgrade("/ws?since=x"), 400, sentence);
    }

    #[test]
    fn must_say_400_for_a_bad_wait() {
        let sentence = "wait is \"121\"; it must be a number of seconds from 0 to 120";
        refuses(&get("/long-poll?wait=121"), 400, sentence);
    }

    #[test]
    fn must_say_400_for_a_bad_topic() {
        let lab = Running::start();
        for path in ["/poll", "/long-poll", "/stream", "/events", "/ws"] {
            let answer = lab.ask(&upgrade(&format!("{path}?topic=a%20b")));
            assert_eq!(answer.status, 400, "{path}: {}", answer.text());
        }
        assert_eq!(lab.publish("/publish?topic=", "x").status, 400);
    }

    #[test]
    fn must_say_400_for_a_bad_event_type() {
        let lab = Running::start();
        assert_eq!(lab.publish("/publish?event=a%0Ab", "x").status, 400);
        assert_eq!(lab.publish("/publish?event=", "x").status, 400);
    }

    #[test]
    fn must_say_400_for_a_body_that_is_not_text() {
        let lab = Running::start();
        let mut client = lab.connect();
        client.send("POST /publish HTTP/1.1\r\nHost: lab\r\nContent-Length: 1\r\n\r\n");
        client.send_bytes(&[0xff]);
        let answer = client.answer();
        assert_eq!((answer.status, answer.text()), (400, "the body must be UTF-8 text\n"));
    }

    #[test]
    fn must_say_413_for_a_body_over_the_limit() {
        let lab = Running::start();
        let most = wire::Limits::DEFAULT.body_bytes;
        for (path, status) in [("/echo", 200), ("/publish", 413)] {
            let head = |n: u64| {
                format!("POST {path} HTTP/1.1\r\nHost: lab\r\nContent-Length: {n}\r\n\r\n")
            };
            let long = lab.ask(&head(most + 1));
            assert_eq!(long.status, 413);
            assert!(long.text().contains("the body is too long; send a shorter one"));
            let whole = lab.ask(&(head(most) + &"x".repeat(most as usize)));
            assert_eq!(whole.status, status, "an event has a bound of its own");
        }
    }

    #[test] // SEM-15.5.22-01
    fn must_say_426_for_a_plain_request_where_a_websocket_is_opened() {
        let lab = Running::start();
        for path in ["/ws", "/tally", "/echo"] {
            let answer = lab.get(path);
            assert_eq!(
                (answer.status, answer.field("Upgrade")),
                (426, Some("websocket")),
                "{path}"
            );
        }
    }

    #[test] // WS-4.2.2-06, WS-10.2-01, WS-10.2-02
    fn must_refuse_a_page_of_another_origin() {
        let lab = Running::start();
        let origin = "Origin: http://evil.example\r\n\r\n";
        for request in [upgrade("/ws"), upgrade("/echo"), upgrade("/tally")] {
            let answer = lab.ask(&(request[..request.len() - 2].to_string() + origin));
            assert_eq!(answer.status, 403, "{}", answer.text());
        }
        let post = "POST /publish HTTP/1.1\r\nHost: lab\r\nContent-Length: 1\r\n";
        assert_eq!(lab.ask(&format!("{post}{origin}x")).status, 403);
        let own = "Origin: http://lab\r\n\r\n";
        assert_eq!(lab.ask(&format!("{post}{own}x")).status, 202);
    }

    #[test]
    fn regression_must_take_our_own_page_behind_a_proxy_that_speaks_https() {
        let lab = Running::start();
        let own = upgrade("/tally");
        let own = own[..own.len() - 2].to_string() + "Origin: https://lab\r\n\r\n";
        assert!(lab.ask(&own).head.starts_with("HTTP/1.1 101 "));
    }

    #[test]
    fn regression_must_refuse_a_request_of_two_origins() {
        let lab = Running::start();
        let post = "POST /publish HTTP/1.1\r\nHost: lab\r\nContent-Length: 1\r\n";
        let both = "Origin: http://lab\r\nOrigin: http://evil.example\r\n\r\n";
        assert_eq!(lab.ask(&format!("{post}{both}x")).status, 403);
    }

    #[test]
    fn must_say_503_when_there_are_too_many_topics() {
        let lab = Running::start();
        for i in 0..hub::HubLimits::DEFAULT.topics {
            assert_eq!(lab.publish(&format!("/publish?topic=t{i}"), "x").status, 202);
        }
        for path in ["/poll", "/long-poll", "/stream", "/events", "/ws"] {
            let answer = lab.ask(&upgrade(&format!("{path}?topic=one-more")));
            assert_eq!(answer.status, 503, "{path}: {}", answer.text());
        }
    }

    #[test] // WS-7.4.1-02
    fn must_close_a_websocket_that_sends_bytes_to_publish() {
        let lab = Running::start();
        let mut client = lab.connect();
        client.send(&upgrade("/ws"));
        client.head();
        client.send_bytes(&laws::hex("82 81 | 00 00 00 00 | ff"));
        let close = client.read_exactly(4);
        assert_eq!((close[0], &close[2..]), (0x88, &1003u16.to_be_bytes()[..]));
    }

    #[test] // WS-7.1.1-01, WS-7.1.7-03
    fn must_close_a_websocket_that_breaks_the_protocol() {
        let lab = Running::start();
        let mut client = lab.connect();
        client.send(&upgrade("/echo"));
        client.head();
        client.send_bytes(&laws::hex(r#"81 02 | "hi""#)); // not masked
        let close = client.read_exactly(4);
        assert_eq!((close[0], &close[2..]), (0x88, &1002u16.to_be_bytes()[..]));
        client.read_to_end(); // and the stream ends, without a reset before the last byte
    }
}
